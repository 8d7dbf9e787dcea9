"""Parts of pages that htmx puts into the page a reader is on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; after its history got lost it asks for the whole."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.history_restore_request


def render_evidence(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole `template`, or for htmx its part `evidence`; then the reader's address stays as it is."""
    if not wants_fragment(request):
        return render(request, template, context)
    response = render(request, f"{template}#evidence", context)
    response["HX-Push-Url"] = "false"
    return response
