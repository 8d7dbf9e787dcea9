"""The answers of the whole catalogue: one evaluation for each grounds, however many models share them."""

import datetime as dt
from collections.abc import Iterable, Mapping

from openness.domain import revision
from openness.domain.documents import LicenceDocument, validate
from openness.domain.exchange.loading import load
from openness.domain.permissions.answering import Answer, Bench
from openness.domain.permissions.grounds import from_text
from openness.domain.permissions.situation import Situation, situation_of
from openness.domain.revision import Revision
from openness.models import PermissionGrounds
from openness.plans import Plan

_kept: tuple[Revision, dict[str, LicenceDocument]] = (Revision(number=0, changed_at=None), {})


def licence_documents(*, state: Revision) -> dict[str, LicenceDocument]:
    """All licences with their terms by slug, but those that the schema refuses; 3 queries at most.

    Those of the newest `state` of the catalogue are kept in this process: reading and checking them takes far
    longer than judging them.
    """
    global _kept
    kept = _kept  # another thread may put those of another state there at any moment
    if state.number == 0 or kept[0] != state:
        documents = (validate(value=value) for value in load(kind="licence"))
        kept = _kept = state, {one.slug: one for one in documents if isinstance(one, LicenceDocument)}
    return kept[1]


def forget_licences() -> None:
    """Forget what `licence_documents` keeps, after a state that was only tried: the next may bear its number."""
    global _kept
    _kept = Revision(number=0, changed_at=None), {}


def benches(*, plans: Iterable[Plan]) -> list[Bench]:
    """A bench for each of `plans`, to answer for single models; one query, 4 after a change."""
    state = revision.current()
    licences = licence_documents(state=state)
    return [Bench(situation=_situation(plan, state), licences=licences) for plan in plans]


def answers(*, plan: Plan) -> Mapping[int, Answer]:
    """What `plan` gets, by the key of the grounds (`Model.grounds_id`); 2 queries, 5 after a change."""
    [bench] = benches(plans=[plan])
    return {
        key: bench.answer(grounds=from_text(text)) for key, text in PermissionGrounds.objects.values_list("pk", "text")
    }


def _situation(plan: Plan, state: Revision) -> Situation:
    """The situation of `plan`, where it names no day on that of the catalogue's last change."""
    return situation_of(plan=plan, on=state.changed_at.date() if state.changed_at else dt.date.max)
