"""Addresses of the interface for programs: `patterns` without a language prefix, `pages` with one."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path, reverse

from openness.api import page, v1
from openness.api.cors import SHARED
from openness.api.entrance import entrance, not_found


def _moved(request: HttpRequest) -> HttpResponse:
    """The way to the first address, for those who left out the slash at its end."""
    query = request.META.get("QUERY_STRING", "")
    address = f"{reverse('api-start')}{'?' if query else ''}{query}"
    return HttpResponse(status=308, headers={**SHARED, "Location": address})


def _nowhere(request: HttpRequest) -> HttpResponse:
    return not_found()


patterns: Final[list[URLPattern | URLResolver]] = [
    *v1.patterns,
    path("api/v1", entrance(_moved), name="api-moved"),
    re_path(r"^api/.", entrance(_nowhere), name="api-nowhere-else"),
]

pages: list[URLPattern | URLResolver] = [path("api/", page.page, name="api")]
"""The interface for programs, version 1: every address under /api/v1/, and the document that describes them."""
