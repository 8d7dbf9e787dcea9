"""Structured data for search engines (schema.org)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from openness.choices import Verdict
from openness.domain.factcheck import CheckedClaim, FactCheck

_RATING = {Verdict.FALSE: 1, Verdict.MISLEADING: 2, Verdict.PARTLY: 3, Verdict.ACCURATE: 5}


def claim_reviews(checked: FactCheck) -> list[dict[str, Any]]:
    """A ClaimReview for each claim that could be checked (schema.org/ClaimReview)."""
    address = settings.SITE_URL + reverse("fact-check", args=[checked.article.slug])
    return [
        _claim_review(one, checked, f"{address}#{one.claim.slug}")
        for one in checked.claims
        if one.claim.verdict in _RATING
    ]


def _claim_review(one: CheckedClaim, checked: FactCheck, address: str) -> dict[str, Any]:
    claim = one.claim
    appearance: dict[str, Any] = {"@type": "CreativeWork", "headline": checked.article.title}
    if checked.article.url:
        appearance["url"] = checked.article.url
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": address,
        "datePublished": claim.checked_on.isoformat(),
        "claimReviewed": str(claim.says),
        "reviewBody": str(claim.correction),
        "author": {"@type": "Organization", "name": "Openness", "url": settings.SITE_URL},
        "itemReviewed": {
            "@type": "Claim",
            "appearance": appearance,
            "author": {"@type": "Person", "name": checked.article.author or _("author not named")},
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": _RATING[Verdict(claim.verdict)],
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": str(claim.get_verdict_display()),
        },
    }
