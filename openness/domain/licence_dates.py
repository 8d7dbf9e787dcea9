"""The days that matter for licences: when they begin or end to cover models, when users are counted, new versions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openness.models import Licence, LicenceCoverage, LicenceTerm


@dataclass(frozen=True)
class LicenceName:
    """A licence as it is named elsewhere."""

    slug: str
    name: str


@dataclass(frozen=True)
class Began:
    """From `day` on `licence` covers one part of `models` (their names), in place of `before` where there was one."""

    day: dt.date
    licence: LicenceName
    before: LicenceName | None
    covers: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class Ended:
    """From `day` on `licence` no longer covers one part of `models` (their names), and no other one does."""

    day: dt.date
    licence: LicenceName
    covers: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """On `day` it is counted, once, whether thresholds of `licence` are passed."""

    day: dt.date
    licence: LicenceName
    terms: tuple[LicenceTerm, ...]


@dataclass(frozen=True)
class Appeared:
    """A version of a licence text was published on `day`; `earlier` is the one that it supersedes."""

    day: dt.date
    licence: LicenceName
    earlier: LicenceName | None


LicenceDate = Began | Ended | Counted | Appeared

_Sides = tuple[LicenceName | None, LicenceName | None]


def licence_dates() -> tuple[LicenceDate, ...]:
    """Every day that the catalogue knows, the earliest first; of models those that are published. 3 queries.

    Models that come under the same licence, or leave it, on the same day stand together.
    """
    found = [*_switches(), *_counted(), *_appeared()]
    return tuple(sorted(found, key=lambda one: one.day))


def _switches() -> Iterator[Began | Ended]:
    models: dict[tuple[dt.date, str, _Sides], list[str]] = defaultdict(list)
    for name, covers, day, sides in _steps():
        models[day, covers, sides].append(name)
    for (day, covers, (before, after)), names in models.items():
        together = tuple(sorted(names, key=str.casefold))
        if after:
            yield Began(day, after, before, covers, together)
        elif before:
            yield Ended(day, before, covers, together)


def _steps() -> Iterator[tuple[str, str, dt.date, _Sides]]:
    """(model, part, day, the licences before and after) wherever a period of a model begins or ends."""
    rows = LicenceCoverage.objects.filter(model__published=True).exclude(valid_from=None, valid_to=None)
    columns = "model__slug", "model__name", "covers", "valid_from", "valid_to", "licence__slug", "licence__name"
    before: dict[tuple[str, str, str, dt.date], LicenceName] = {}
    after: dict[tuple[str, str, str, dt.date], LicenceName] = {}
    for slug, name, covers, start, end, *licence in rows.order_by("pk").values_list(*columns):
        for side, day in ((after, start), (before, end)):
            if day:
                side[slug, name, covers, day] = LicenceName(*licence)
    for key in before | after:
        yield *key[1:], (before.get(key), after.get(key))


def _counted() -> Iterator[Counted]:
    terms: dict[tuple[dt.date, LicenceName], list[LicenceTerm]] = defaultdict(list)
    for term in _frozen():
        if term.measured_on:
            terms[term.measured_on, LicenceName(term.licence.slug, term.licence.name)].append(term)
    for (day, licence), found in terms.items():
        yield Counted(day, licence, tuple(found))


def _frozen() -> Iterable[LicenceTerm]:
    found = LicenceTerm.objects.filter(measured_on__isnull=False).select_related("licence")
    return found.order_by("licence__slug", "position", "pk")


def _appeared() -> Iterator[Appeared]:
    columns = "published_on", "slug", "name", "supersedes__slug", "supersedes__name"
    for day, slug, name, *earlier in (
        Licence.objects.filter(published_on__isnull=False).order_by("slug").values_list(*columns)
    ):
        yield Appeared(day, LicenceName(slug, name), LicenceName(*earlier) if earlier[0] else None)
