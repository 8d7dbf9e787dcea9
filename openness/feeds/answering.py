"""How a feed answers: in the language of its address, readable by any page, with plain words where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from openness.domain.documents import CONTROL
from openness.origins import PREFLIGHT, open_to_all
from openness.publishing.marks import published

_SHARED = open_to_all("ETag")

View = Callable[..., HttpResponse]


class FeedFault(Exception):
    """Why there is no feed: `status` 400 or 404, and a line for readers."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def feed(*parameters: str) -> Callable[[View], View]:
    """Publish a view, which reads these query parameters, in the language of its address, open to every origin.

    A FeedFault becomes a line of text.
    """

    def mark(view: View) -> View:
        answered = published(*parameters)(_in_its_language(view))

        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, **arguments: str) -> HttpResponse:
            if request.method == "OPTIONS":
                return HttpResponse(status=204, headers={**_SHARED, **PREFLIGHT})
            response = answered(request, **arguments)
            for name, value in _SHARED.items():
                response[name] = value
            return response

        return wrapped

    return mark


def _in_its_language(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, language: str, **arguments: str) -> HttpResponse:
        with override(language):
            try:
                response = view(request, language, **arguments)
            except FeedFault as fault:
                text = f"{fault.message}\n"
                response = HttpResponse(text, status=fault.status, content_type="text/plain; charset=utf-8")
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


def readable(text: str) -> str:
    """`text` with a sign in the place of each that neither XML nor a calendar can hold."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
