"""Changes of what readers cannot see."""

import datetime as dt
from pathlib import Path

from openness.domain import revision
from openness.domain.history.recording import IMPORTED, record
from tests.documents import NOW, article, assessment, assessments, catalogue, claim, model, stored
from tests.people import LATER, kept, published


def hidden_edits(number: int) -> None:
    """`number` changes of an assessment of the model "one" that is not shown, one after the other."""
    key = ("model", "one")
    for place in range(number):
        now = LATER + dt.timedelta(minutes=place)
        before, after = (kept(model("one", assessments=_hidden(one))) for one in (place, place + 1))
        grounds = {key: IMPORTED}
        record(before={key: before}, after={key: after}, grounds=grounds, revision=revision.bump(now=now), now=now)


def _hidden(number: int) -> dict:
    reason = {"de": f"Nr. {number}", "en": f"No. {number}"}
    return {**assessments(), "data": assessment("partial", published=False, reason=reason)}


def naming_hidden_models(tmp_path: Path) -> None:
    """A model and an article that come to name models that are not shown, with nothing else, and with more."""
    stored(tmp_path, *catalogue(), model("secret-base", published=False, base_model="one"))
    stored(tmp_path, model("secret", published=False, base_model="secret-base"), model("tuned"), _article())
    published(kept(model("tuned", base_model="secret")), now=NOW + dt.timedelta(days=2))
    published(kept(_article("secret")), now=NOW + dt.timedelta(days=3))
    published(kept(model("tuned", base_model="secret-base")), now=NOW + dt.timedelta(days=4))
    published(kept(model("tuned", base_model="secret-base", family="New")), now=NOW + dt.timedelta(days=5))


def _article(*more: str) -> dict:
    [row] = article()["rows"]
    named = {**row, "models": ["one", *more], "left_out": ["secret-base"] if more else []}
    return article(rows=[named], claims=[claim(models=["one", *more])])
