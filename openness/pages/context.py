"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from openness.domain import revision


def other_languages(address: str) -> list[tuple[str, str, str]]:
    """(code, its own name, `address` in it) for each language but the one in use."""
    names = {"de": "Deutsch", "en": "English"}
    return [(code, name, translate_url(address, code)) for code, name in names.items() if code != get_language()]


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's address, this page's address in each language, and the revision (queried when used)."""
    path = request.path
    return {
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + path,
        "alternates": [(code, settings.SITE_URL + translate_url(path, code)) for code, _name in settings.LANGUAGES],
        "other_languages": other_languages(path),
        "revision": revision.current,
    }
