"""What backs a level: the reason, its sources, the day it was checked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import get_language

from openness.models import Assessment, Source


@dataclass(frozen=True)
class Citation:
    """One source as a reader sees it."""

    url: str
    archive_url: str
    kind: str
    kind_label: str
    title: str
    locator: str
    accessed_on: dt.date


@dataclass(frozen=True)
class Evidence:
    """Why one model has its level on one dimension."""

    dimension: str
    level: str
    reason: dict[str, str]
    verified_on: dt.date | None
    sources: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """The reason in the language in use."""
        return self.reason[get_language() or "de"]


def citations(*, sources: Iterable[Source]) -> tuple[Citation, ...]:
    """`sources` as citations, primary kinds first."""
    return tuple(
        Citation(
            url=source.url,
            archive_url=source.archive_url,
            kind=source.kind,
            kind_label=str(source.get_kind_display()),
            title=source.title,
            locator=source.locator,
            accessed_on=source.accessed_on,
        )
        for source in sorted(sources, key=lambda source: source.rank)
    )


def evidence_of(*, keys: Iterable[int]) -> dict[int, dict[str, Evidence]]:
    """The published evidence by model key and dimension; two queries."""
    found: dict[int, dict[str, Evidence]] = defaultdict(dict)
    rows = Assessment.objects.published().filter(model__in=keys).order_by("dimension__position")
    for row in rows.prefetch_related(Prefetch("sources")):
        found[row.model_id][row.dimension_id] = Evidence(
            dimension=row.dimension_id,
            level=row.level,
            reason={"de": row.reason_de, "en": row.reason_en},
            verified_on=row.verified_on,
            sources=citations(sources=row.sources.all()),
        )
    return found
