"""What is said where there is no file yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from openness.domain.bulk.files import File
from openness.domain.bulk.ordering import NotYet

_WRITING = "This file is being written. Please come again in some seconds.\n"
_FAILED = "This file could not be written, and it was noted. Please come again in a minute.\n"


def come_again(request: HttpRequest, file: File, not_yet: NotYet) -> HttpResponse:
    """503 with Retry-After: a line of text, and for browsers a page that tries again by itself."""
    if request.get_preferred_type(["text/plain", "text/html"]) == "text/html":
        response = render(request, "bulk/not_yet.html", {"file": file, "failed": not_yet.failed}, status=503)
        response["Refresh"] = str(not_yet.seconds)
        response["Content-Language"] = get_language() or "en"
    else:
        text = _FAILED if not_yet.failed else _WRITING
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=503)
        response["Content-Language"] = "en"
    setattr(response, "_has_been_logged", True)  # noqa: B010 - Django would log each; the cause is logged once
    response["Retry-After"] = str(not_yet.seconds)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept, Accept-Language"
    return response
