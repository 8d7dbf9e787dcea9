"""Error pages that help on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_path, get_language_from_request, override


@contextmanager
def missing_is_404(*missing: type[Exception]) -> Iterator[None]:
    """Answer 404 where the domain says that what was asked for does not exist."""
    try:
        yield
    except missing as error:
        raise Http404(str(error)) from error


def _render(request: HttpRequest, template: str, status: int) -> HttpResponse:
    language = get_language_from_path(request.path_info) or get_language_from_request(request)
    with override(language):
        return render(request, template, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: offer a search with the words of the address."""
    return _render(request, "404.html", 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 outside the comparison, which names its faults itself."""
    return _render(request, "400.html", 400)
