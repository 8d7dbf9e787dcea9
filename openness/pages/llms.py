"""The site on a page of plain text, for assistants."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy, override

from openness.domain import revision
from openness.domain.bulk.files import DESCRIPTIONS, FILES
from openness.imprint import LICENCE_TITLE, LICENCE_URL
from openness.linked_data import address
from openness.models import OpennessDimension
from openness.publishing.marks import published

_LANGUAGES = {"en": "Pages in English", "de": "Seiten auf Deutsch"}
_PAGES: Mapping[str, Any] = {
    "compare": gettext_lazy("Compare AI models"),
    "compare-models": gettext_lazy("Models side by side"),
    "may-i": gettext_lazy("May I use this AI model?"),
    "vendors": gettext_lazy("Vendors"),
    "licences": gettext_lazy("Licences"),
    "licence-compare": gettext_lazy("Compare licences"),
    "dimensions": gettext_lazy("Dimensions of openness"),
    "fact-checks": gettext_lazy("Fact checks"),
    "changes": gettext_lazy("Changes"),
    "embed": gettext_lazy("Embed a comparison"),
    "about": gettext_lazy("About, method and licence"),
}


@published()
def llms(request: HttpRequest) -> HttpResponse:
    """What there is and how to read it: Markdown as llmstxt.org asks for, in English.

    Sent as plain text, which every browser and every tool shows; text/markdown many offer to save. Two queries.
    """
    languages = {name: _pages(code) for code, name in _LANGUAGES.items()}
    with override("en"):
        context = {
            "dimensions": [_levels(one) for one in OpennessDimension.objects.all()],
            "files": [(file, address(file.name)) for file in (*FILES, *DESCRIPTIONS)],
            "licence": (LICENCE_TITLE, LICENCE_URL),
            "languages": languages,
            "state": revision.current(),
            "site": settings.SITE_URL,
        }
        response = render(request, "pages/llms.txt", context, content_type="text/plain; charset=utf-8")
    response["Content-Language"] = "en"
    return response


def _pages(language: str) -> list[tuple[str, str]]:
    with override(language):
        return [(gettext("Front page"), address("home")), *((str(one), address(name)) for name, one in _PAGES.items())]


def _levels(dimension: OpennessDimension) -> tuple[str, dict[str, str]]:
    means = {"open": dimension.open_means, "partial": dimension.partial_means, "closed": dimension.closed_means}
    return dimension.slug, {level: str(text) for level, text in means.items()}
