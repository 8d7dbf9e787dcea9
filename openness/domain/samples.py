"""Records to take as examples: such that readers can see."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Case, QuerySet, When

from openness.models import Article, Licence, Model, OpennessDimension, Vendor

_SHOWN: Final[Mapping[str, Callable[[], QuerySet[Any]]]] = {
    "vendor": Vendor.objects.all,
    "dimension": OpennessDimension.objects.all,
    "licence": Licence.objects.all,
    "model": Model.objects.published,
    "article": Article.objects.published,
}


def samples(*, liked: Mapping[str, str]) -> dict[str, str]:
    """By kind, the slug of the `liked` record, or else of the first; what has none for readers to see is left out.

    One query for each kind.
    """
    found = {kind: _sample(_SHOWN[kind](), slug) for kind, slug in liked.items()}
    return {kind: slug for kind, slug in found.items() if slug}


def _sample(rows: QuerySet[Any], liked: str) -> str | None:
    slug: str | None = (
        rows.order_by(Case(When(slug=liked, then=0), default=1), "slug").values_list("slug", flat=True).first()
    )
    return slug
