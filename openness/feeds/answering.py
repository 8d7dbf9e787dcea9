"""How a feed answers: in the language of its address, readable by any page, with plain words where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

View = Callable[..., HttpResponse]


class FeedFault(Exception):
    """Why there is no feed: `status` 400 or 404, and a line for readers."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def feed(view: View) -> View:
    """Let any page read what `view` answers in the language of its address; a FeedFault becomes a line of text."""

    @wraps(view)
    def wrapped(request: HttpRequest, language: str, **arguments: str) -> HttpResponse:
        with override(language):
            try:
                response = view(request, language, **arguments)
            except FeedFault as fault:
                text = f"{fault.message}\n"
                response = HttpResponse(text, status=fault.status, content_type="text/plain; charset=utf-8")
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Language"] = language
        return response

    return wrapped


@contextmanager
def missing_is_said(*missing: type[Exception]) -> Iterator[None]:
    """Answer 404 in plain words where the domain says that what was asked for does not exist."""
    try:
        yield
    except missing as error:
        raise FeedFault(404, _("There is nothing in the catalogue under this name.")) from error


def absolute(path: str) -> str:
    """The whole address of one of our paths."""
    return f"{settings.SITE_URL}{path}"
