"""A catalogue that changes day by day, and all that readers are shown of it."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from openness.choices import Offering
from openness.domain import exchange, revision
from openness.domain.comparison import compare
from openness.domain.editing.refusals import EditingRefused
from openness.domain.factcheck import fact_check
from openness.domain.faults import Refused
from openness.domain.overview import overview
from openness.domain.permissions.catalogue import answers
from openness.domain.profiles import licence_profile, model_profile, vendor_profile, vendors
from openness.models import Article, Licence, Model, Vendor
from tests.documents import (
    apache,
    article,
    assessment,
    assessments,
    claim,
    community,
    coverage,
    dimension,
    licence,
    model,
    source,
    text,
    vendor,
)
from tests.people import Plain, changed, published

FIRST = dt.date(2026, 3, 2)
"""The day on which the small catalogue was imported."""

Edit = Plain | tuple[str, str]


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def days(number: int) -> list[dt.date]:
    """That many days after the first."""
    return [FIRST + dt.timedelta(days=n) for n in range(1, number + 1)]


def shown() -> dict[str, Any]:
    """All that pages show of the catalogue as it is read now, in values that can be compared."""
    comparison = compare(parameters={"sort": ["-name"], "offering": ["product"]})
    models = list(Model.objects.published())
    return {
        "documents": dict(exchange.export_documents()),
        "revision": revision.current(),
        "compare": comparison.rows,
        "vendors": vendors(),
        "models": {row.slug: _model(row.slug) for row in models},
        "licences": {slug: _licence(slug) for slug in Licence.objects.values_list("slug", flat=True)},
        "of vendors": {slug: vendor_profile(slug=slug).rows for slug in Vendor.objects.values_list("slug", flat=True)},
        "answers": {offering: _answers(offering, models) for offering in Offering.values},
        "fact checks": {slug: _fact_check(slug) for slug in Article.objects.published().values_list("slug", flat=True)},
        "counted": _counted(),
        "faults": exchange.check().faults,
    }


def _model(slug: str) -> tuple[object, ...]:
    found = model_profile(slug=slug)
    evidence = [(row.slug, one) for row, one in found.dimensions]
    covered = [(one.row.covers, one.row.licence.slug, one.sources) for one in found.coverages]
    changes = [(entry.revision, entry.what, entry.differences) for entry in found.history]
    bases = [base.slug for base in found.bases]
    return evidence, covered, bases, found.derivatives, found.siblings, found.aliases, changes, found.levels


def _licence(slug: str) -> tuple[object, ...]:
    found = licence_profile(slug=slug)
    return str(found.licence), found.level, found.models, [str(one) for one in (*found.earlier, *found.later)]


def _answers(offering: str, models: list[Model]) -> dict[str, str]:
    given = answers(plan={"offering": (offering,)})
    return {row.slug: given[row.grounds_id].permission.value for row in models if row.grounds_id}


def _fact_check(slug: str) -> tuple[object, ...]:
    found = fact_check(slug=slug)
    cells = [(row.vendor.slug, [(cell.stated, cell.outcome) for cell in row.cells]) for row in found.rows]
    claims = [(one.claim.slug, one.claim.verdict, one.claim.says_en, one.sources) for one in found.claims]
    return str(found.article), cells, claims, found.verdicts


def _counted() -> tuple[int, int, int]:
    found = overview()
    return found.models, found.licences, found.sources


def edits(chance: random.Random, day: int) -> list[Edit]:
    """What somebody might publish on that day."""
    kind: Callable[[], list[Edit]] = chance.choice(
        [
            lambda: [vendor(name=f"Acme {day}")],
            lambda: [vendor(f"v{day}")],
            lambda: [model(f"m{day}", base_model=chance.choice(_models()), assessments=_freely(chance))],
            lambda: [model(f"n{day}", vendor=f"w{day}"), vendor(f"w{day}")],
            lambda: _model_with(chance, aliases=[f"alias {day}"], released="2026-01"),
            lambda: _model_with(chance, published=chance.choice([None, False])),
            lambda: _model_with(chance, assessments=_sourced(day)),
            lambda: [("model", chance.choice(_models()))],
            lambda: [("vendor", chance.choice(list(Vendor.objects.values_list("slug", flat=True))))],
            lambda: [licence(summary=text(f"Day {day}."), sources=[source(url=f"https://example.org/{day}")])],
            lambda: _stricter(),
            lambda: _freer(),
            lambda: [licence(f"l{day}", supersedes="free")],
            lambda: [("licence", chance.choice(list(Licence.objects.values_list("slug", flat=True))))],
            lambda: [article(conclusion=text(f"Day {day}."), claims=[claim(verdict="false"), claim(f"c{day}")])],
            lambda: [article(f"a{day}", claims=[claim(models=[chance.choice(_models())])], rows=None)],
            lambda: [("article", chance.choice(list(Article.objects.values_list("slug", flat=True)) or ["none"]))],
            lambda: [dimension("weights", position=20), dimension("code", position=10)],
            lambda: [dimension("weights"), dimension("code")],
            lambda: [
                apache(),
                *_model_with(chance, licences=[coverage("apache-2.0", **{"from": "2026-01-01"})]),
            ],
        ]
    )
    return kind()


def _models() -> list[str]:
    return list(Model.objects.order_by("slug").values_list("slug", flat=True)) or ["one"]


def _freely(chance: random.Random) -> Plain:
    return assessments(code=chance.choice(["open", "partial", "closed"]), data=chance.choice(["open", "unknown"]))


def _sourced(day: int) -> Plain:
    levels = assessments()
    levels["data"] = assessment("closed", sources=[source(url=f"https://example.org/data/{day}")])
    return levels


def _model_with(chance: random.Random, **fields: Any) -> list[Edit]:
    """One of the models there are with other `fields`; nothing where there is none."""
    value = changed("model", chance.choice(_models()), **fields)
    return [value] if "slug" in value else []


def _stricter() -> list[Edit]:
    limited = {"commercial-use": assessment("partial"), "weights": assessment("partial")}
    return [{**community(), "slug": "free"}, *_with_levels(limited)]


def _freer() -> list[Edit]:
    return [licence(), *_with_levels({"commercial-use": assessment("open"), "weights": assessment("open")})]


def _with_levels(levels: Plain) -> list[Edit]:
    found = []
    for slug in _models():
        value = changed("model", slug)
        if "assessments" in value:
            found.append({**value, "assessments": {**value["assessments"], **levels}})
    return list(found)


def live_through(number: int, seed: int) -> dict[dt.date, dict[str, Any]]:
    """Publish something on most of `number` days; what was shown at the end of each."""
    chance, seen = random.Random(seed), {FIRST: shown()}
    for place, day in enumerate(days(number), start=1):
        for _attempt in range(chance.choice([0, 1, 1, 2, 3])):
            with suppress(Refused, EditingRefused):
                published(*edits(chance, place), now=noon(day))
        seen[day] = shown()
    return seen
