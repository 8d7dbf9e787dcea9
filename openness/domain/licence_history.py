"""Under which licences a vendor's models came through time, and what changed from one to the next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, prefetch_related_objects

from openness.choices import Covers, TermSubject
from openness.domain.comparison import Row
from openness.domain.evidence import Citation, citations
from openness.domain.levels import LIMITING_SUBJECTS
from openness.domain.licence_differences import Difference, differences
from openness.models import Licence, LicenceCoverage

_TOLD = LIMITING_SUBJECTS | {
    TermSubject.ATTRIBUTION,
    TermSubject.NAMING,
    TermSubject.DISPLAY,
    TermSubject.SHARE_ALIKE,
}


@dataclass(frozen=True)
class Mark:
    """Models that came under a licence in one month (YYYY-MM): at their release, or `taken_over` from another.

    `ended` when the licence covers none of them any more.
    """

    month: str
    taken_over: bool
    rows: tuple[Row, ...]
    ended: bool


@dataclass(frozen=True)
class Lane:
    """One licence with the models that came under it, from the first month to the last."""

    licence: Licence
    marks: tuple[Mark, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """The families released under it, in the order they came."""
        return tuple(dict.fromkeys(row.family for mark in self.marks if not mark.taken_over for row in mark.rows))

    @property
    def taken_over(self) -> int:
        """How many models came under it after their release."""
        return sum(len(mark.rows) for mark in self.marks if mark.taken_over)


@dataclass(frozen=True)
class Change:
    """Models that were put under another licence on a day after their release."""

    on: dt.date
    before: Licence
    after: Licence
    rows: tuple[Row, ...]
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class Step:
    """A new version of a licence text, and what it changed for whoever uses a model."""

    before: Licence
    after: Licence
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class LicenceHistory:
    """The licences of one vendor's models: by time, changed for standing models, changed between versions."""

    lanes: tuple[Lane, ...]
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]


def licence_history(*, rows: Sequence[Row]) -> LicenceHistory:
    """The history of the licences for the weights (or the service) of `rows`; at most 5 queries."""
    by_slug = {row.slug: row for row in rows}
    found = LicenceCoverage.objects.filter(model__slug__in=by_slug, covers__in=[Covers.WEIGHTS, Covers.SERVICE])
    found = found.select_related("licence__supersedes", "model").order_by(
        F("valid_from").asc(nulls_first=True), "model__name", "pk"
    )
    coverages = list(found)
    lanes = _lanes(coverages, by_slug)
    return LicenceHistory(lanes, _changes(coverages, by_slug), _steps([lane.licence for lane in lanes]))


def _lanes(coverages: Iterable[LicenceCoverage], rows: Mapping[str, Row]) -> tuple[Lane, ...]:
    found: dict[Licence, dict[tuple[str, bool], list[LicenceCoverage]]] = defaultdict(lambda: defaultdict(list))
    for coverage in coverages:
        released = rows[coverage.model.slug].released or ""
        start = coverage.valid_from.isoformat()[:7] if coverage.valid_from else ""
        if released or start:
            found[coverage.licence][max(released, start), bool(released) and start > released].append(coverage)
    lanes = [
        Lane(licence, tuple(_mark(*key, marked, rows) for key, marked in sorted(marks.items(), key=lambda one: one[0])))
        for licence, marks in found.items()
    ]
    return tuple(sorted(lanes, key=lambda lane: (lane.marks[0].month, lane.licence.name)))


def _mark(month: str, taken_over: bool, coverages: Iterable[LicenceCoverage], rows: Mapping[str, Row]) -> Mark:
    slugs = dict.fromkeys(coverage.model.slug for coverage in coverages)
    ended = all(coverage.valid_to for coverage in coverages)
    return Mark(month, taken_over, tuple(rows[slug] for slug in slugs), ended)


def _changes(coverages: Sequence[LicenceCoverage], rows: Mapping[str, Row]) -> tuple[Change, ...]:
    begun = {(one.model_id, one.covers, one.valid_from): one for one in coverages if one.valid_from}
    pairs: dict[tuple[dt.date, Licence, Licence], list[tuple[LicenceCoverage, LicenceCoverage]]] = defaultdict(list)
    for old in coverages:
        new = begun.get((old.model_id, old.covers, old.valid_to)) if old.valid_to else None
        if old.valid_to and new:
            pairs[old.valid_to, old.licence, new.licence].append((old, new))
    prefetch_related_objects([one for found in pairs.values() for pair in found for one in pair], "sources")
    return tuple(
        Change(
            *key,
            rows=tuple(rows[old.model.slug] for old, _new in found),
            sources=citations(sources={one for _old, new in found for one in new.sources.all()}),
        )
        for key, found in sorted(pairs.items(), key=lambda pair: pair[0][0])
    )


def _steps(licences: Iterable[Licence]) -> tuple[Step, ...]:
    pairs = [(licence.supersedes, licence) for licence in licences if licence.supersedes]
    prefetch_related_objects([licence for pair in pairs for licence in pair], "terms")
    return tuple(Step(before, after, _told(before, after)) for before, after in pairs)


def _told(before: Licence, after: Licence) -> tuple[Difference, ...]:
    found = differences(before=before.terms.all(), after=after.terms.all())
    return tuple(one for one in found if one.subject in _TOLD)
