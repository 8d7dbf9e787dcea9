"""Which records have pages of their own, and when each last changed: what sitemaps are made of."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, F, Max, OuterRef, QuerySet, Subquery, Value

from openness.choices import RecordKind
from openness.domain.history.visibility import for_readers, todays_sight
from openness.models import Article, ArticleCell, Assessment, Change, Licence, Model, Vendor


@dataclass(frozen=True)
class Entry:
    """One page: the name of its address, the arguments in it, and when its record last changed, if that is known."""

    name: str
    arguments: tuple[str, ...]
    changed: dt.date | None


@dataclass(frozen=True)
class Part:
    """All pages of one section: how many there are, and when one of them last changed, if that is known."""

    total: int
    changed: dt.date | None


@dataclass(frozen=True)
class Section:
    """Pages of the address called `name`, one a row.

    `record` leads from a row to the slug of its record, `verified` to the day of its last check, where there is one.
    """

    name: str
    kind: RecordKind
    rows: Callable[[], QuerySet[Any]]
    arguments: tuple[str, ...] = ("slug",)
    order: str = "slug"
    verified: str | None = None

    @property
    def record(self) -> str:
        """Where a row names its record."""
        return self.arguments[0]


SECTIONS = {
    "models": Section("model", RecordKind.MODEL, lambda: Model.objects.published()),
    "evidence": Section(
        "evidence",
        RecordKind.MODEL,
        lambda: Assessment.objects.published(),
        arguments=("model__slug", "dimension_id"),
        order="pk",
        verified="verified_on",
    ),
    "vendors": Section("vendor", RecordKind.VENDOR, lambda: Vendor.objects.all()),
    "licences": Section("licence", RecordKind.LICENCE, lambda: Licence.objects.all()),
    "fact-checks": Section("fact-check", RecordKind.ARTICLE, lambda: Article.objects.published()),
    "fact-check-cells": Section(
        "fact-check-cell",
        RecordKind.ARTICLE,
        lambda: ArticleCell.objects.filter(row__article__published=True),
        arguments=("row__article__slug", "row__vendor__slug", "dimension_id"),
        order="pk",
    ),
}


def parts() -> dict[str, Part]:
    """Every section that has pages, by name. 3 queries at most, and one for each section."""
    newest = _newest()
    counted = {name: section.rows().count() for name, section in SECTIONS.items()}
    return {name: Part(total, newest.get(SECTIONS[name].kind)) for name, total in counted.items() if total}


def _newest() -> dict[str, dt.datetime]:
    """When readers were last shown a change, by kind of record."""
    changes = for_readers(changes=Change.objects.order_by(), sight=todays_sight())
    newest = changes.values("kind").annotate(at=Max("published_at")).values_list("kind", "at")
    return {kind: at.replace(microsecond=0) for kind, at in newest}


def entries(*, section: str, first: int, most: int) -> Iterator[Entry]:
    """The pages of a section from number `first` (0 is the first) on, at most `most`. 3 queries at most."""
    one = SECTIONS[section]
    of_record = Change.objects.filter(kind=one.kind, slug=OuterRef(one.record)).order_by("-revision")
    changes = for_readers(changes=of_record, sight=todays_sight(kinds=[one.kind]))
    rows = one.rows().order_by(one.order).annotate(changed=Subquery(changes.values("published_at")[:1]))
    verified = F(one.verified) if one.verified else Value(None, DateField())
    named = rows.values_list(*one.arguments, "changed", verified)
    for *arguments, changed, day in named[first : first + most]:
        yield Entry(one.name, tuple(arguments), changed.replace(microsecond=0) if changed else day)
