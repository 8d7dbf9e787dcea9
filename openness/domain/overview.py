"""The catalogue at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from openness.domain.comparison import VendorRow, vendor_rows
from openness.domain.factcheck import FactCheck, articles, fact_check
from openness.models import Article, Licence, Model, Source


@dataclass(frozen=True)
class Overview:
    """How much there is, how open each vendor is, the fact-checked articles and the first of them in full."""

    models: int
    licences: int
    sources: int
    vendors: tuple[VendorRow, ...]
    articles: Sequence[Article]
    checked: FactCheck | None
    newest: Sequence[Model]


def overview() -> Overview:
    """A constant number of queries."""
    published = Model.objects.published()
    texts = articles()
    return Overview(
        models=published.count(),
        licences=Licence.objects.count(),
        sources=Source.objects.values("url").distinct().count(),
        vendors=vendor_rows(models=published),
        articles=texts,
        checked=fact_check(slug=texts[0].slug) if texts else None,
        newest=tuple(published.select_related("vendor").order_by("-released", "name").exclude(released=None)[:6]),
    )
