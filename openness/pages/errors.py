"""Error pages that help on."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_path, get_language_from_request, override


def _render(request: HttpRequest, template: str, status: int, message: str = "") -> HttpResponse:
    language = get_language_from_path(request.path_info) or get_language_from_request(request)
    with override(language):
        return render(request, template, {"message": message}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: offer a search with the words of the address."""
    return _render(request, "404.html", 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 outside the comparison, which names its faults itself; only a BadRequest's message is for readers."""
    message = str(exception) if type(exception) is BadRequest else ""
    return _render(request, "400.html", 400, message)


def too_large(request: HttpRequest, message: str) -> HttpResponse:
    """413: the rest of the request is not waited for."""
    return _render(request, "400.html", 413, message)
