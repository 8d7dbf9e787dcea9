"""The catalogue at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from openness.domain.comparison import VendorRow, vendor_rows
from openness.domain.factcheck import FactCheck, articles, fact_check
from openness.models import Article, Licence, Model, Source

_VENDORS = 8


@dataclass(frozen=True)
class Overview:
    """How much there is, how open the vendors with most models are, the articles, and the first of them in full.

    `first` and `last` are the months of the oldest and the newest release.
    """

    models: int
    licences: int
    sources: int
    vendor_count: int
    vendors: tuple[VendorRow, ...]
    articles: Sequence[Article]
    checked: FactCheck | None
    newest: Sequence[Model]
    first: str | None
    last: str | None


def overview() -> Overview:
    """A constant number of queries."""
    published = Model.objects.published()
    texts = articles()
    vendors = vendor_rows(models=published)
    return Overview(
        models=published.count(),
        licences=Licence.objects.count(),
        sources=Source.objects.values("url").distinct().count(),
        vendor_count=len(vendors),
        vendors=tuple(sorted(vendors, key=lambda row: -row.models)[:_VENDORS]),
        articles=texts,
        checked=fact_check(slug=texts[0].slug) if texts else None,
        newest=tuple(published.select_related("vendor").order_by("-released", "name").exclude(released=None)[:6]),
        first=min((row.first for row in vendors if row.first), default=None),
        last=max((row.last for row in vendors if row.last), default=None),
    )
