"""Articles and what became of their claims."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from openness.choices import Verdict
from openness.domain.factcheck import CheckedClaim, CheckedRow, FactCheck
from openness.linked_data import Node, address, breadcrumbs, item_list, publisher
from openness.models import Article

_RATING = {Verdict.FALSE: 1, Verdict.MISLEADING: 2, Verdict.PARTLY: 3, Verdict.ACCURATE: 5}


def articles(*, found: Sequence[Article]) -> list[Node]:
    """The articles that were checked."""
    items = [(one.title, address("fact-check", one.slug)) for one in found]
    return [item_list(name=_("Fact checks"), items=items)] if items else []


def article(*, checked: FactCheck) -> list[Node]:
    """A ClaimReview for each claim that could be checked."""
    here = address("fact-check", checked.article.slug)
    reviews = [
        _claim_review(one, checked.article, f"{here}#{one.claim.slug}")
        for one in checked.claims
        if one.claim.verdict in _RATING
    ]
    return [*reviews, breadcrumbs(_all(), (checked.article.title, here))]


def cell(*, slug: str, row: CheckedRow, dimension: str, name: str) -> list[Node]:
    """Where the cell stands, in the check of the article `slug`."""
    here = address("fact-check-cell", slug, row.vendor.slug, dimension)
    return [breadcrumbs(_all(), (_("Fact check"), address("fact-check", slug)), (f"{row.vendor.name}: {name}", here))]


def _all() -> tuple[str, str]:
    return _("Fact checks"), address("fact-checks")


def _claim_review(one: CheckedClaim, article: Article, address: str) -> Node:
    claim = one.claim
    appearance: dict[str, Any] = {"@type": "CreativeWork", "headline": article.title}
    if article.url:
        appearance["url"] = article.url
    return {
        "@type": "ClaimReview",
        "url": address,
        "datePublished": claim.checked_on.isoformat(),
        "claimReviewed": str(claim.says),
        "reviewBody": str(claim.correction),
        "author": publisher(),
        "itemReviewed": {
            "@type": "Claim",
            "appearance": appearance,
            **({"author": {"@type": "Person", "name": article.author}} if article.author else {}),
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": _RATING[Verdict(claim.verdict)],
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": str(claim.get_verdict_display()),
        },
    }
