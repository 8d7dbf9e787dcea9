"""Parts of pages that htmx puts into the page a reader is on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openness.publishing.marks import is_fragment


def render_evidence(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole `template`, or for htmx its part `evidence`; then the reader's address stays as it is."""
    if not is_fragment(request.META):
        return render(request, template, context)
    response = render(request, f"{template}#evidence", context)
    response["HX-Push-Url"] = "false"
    return response
