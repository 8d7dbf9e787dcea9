"""Any page may read the files, from any origin: they are the same for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from openness import origins

_SHARED: Final = {
    **origins.open_to_all("Content-Disposition", "Content-Encoding", "ETag", "Retry-After"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}

View = Callable[..., HttpResponseBase]


def open_to_all(*, languages: str) -> Callable[[View], View]:
    """Let scripts of every site read all that a view answers; OPTIONS is answered for it.

    `languages` is the Content-Language of answers that do not name theirs, also of a 304: none varies with the
    reader's.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                response: HttpResponseBase = HttpResponse(status=204, headers=origins.PREFLIGHT)
            else:
                response = view(request, *args, **kwargs)
            for name, value in _SHARED.items():
                response[name] = value
            response.headers.setdefault("Content-Language", languages)
            return response

        return wrapped

    return mark
