"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from openness.domain import revision
from openness.imprint import absolute
from openness.publishing.days import PARAMETER
from openness.responding import other_languages


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's address, this page's address, and the revision (queried when used)."""
    path = request.path
    return {
        "site_url": settings.SITE_URL,
        "canonical_url": absolute(path),
        "other_languages": other_languages(path),
        "revision": revision.current,
        "today_address": _today(request),
    }


def _today(request: HttpRequest) -> str:
    """This page as it is today; an empty day keeps the link out of those that stay in the past."""
    query = request.GET.copy()
    query[PARAMETER] = ""
    return f"{request.path}?{query.urlencode()}"
