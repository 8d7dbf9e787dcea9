"""How a view says that its page is published."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.views.decorators.http import require_safe

from openness.publishing.reads import Reads

ENVIRON_KEY = "openness.publishing"

REVALIDATED = "public, no-cache"
"""Asked for again every time, mostly answered by 304: a reader sees a change at once."""

EMBEDDED = "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=2592000"
"""For what stands in other people's pages: an hour unasked, a day while asking anew, a month where we do not answer."""

PINNED = "public, max-age=31536000, immutable"
"""For what can never change."""

_PASSING = "_openness_not_kept"

View = Callable[..., HttpResponse]


@dataclass
class Note:
    """What a view tells the front: which parameters its page reads, and whether to keep it.

    `reads` None: not published.
    """

    reads: Reads | None = None
    keep: bool = True


def is_fragment(environ: Mapping[str, Any]) -> bool:
    """Whether htmx asks for a part of a page; after its history got lost it asks for the whole.

    The one place that reads these headers: a page kept under another reading of them would be wrong for all.
    """
    return environ.get("HTTP_HX_REQUEST") == "true" and environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"


def published(
    *parameters: str, ordered: Collection[str] = (), exact: bool = False, cache: str = REVALIDATED
) -> Callable[[View], View]:
    """Mark a view whose page depends on the revision, the path and these query parameters, and nothing else.

    The order of a parameter's values matters for those in `ordered`, of the others their set alone.
    `cache` is the Cache-Control of what the view finds; it may set another one on the response. Errors are
    always asked for again. What went through `not_kept` is left out of the store. A page that is `exact` minds
    parameters it does not know, too, and has no fragment.
    """

    reads = Reads({name: name in ordered for name in parameters}, exact)

    def mark(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if not exact:
                patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
            response.headers.setdefault("Cache-Control", cache if response.status_code == 200 else REVALIDATED)
            note = request.META.get(ENVIRON_KEY)
            if note is None:
                return _conditional(request, response)
            if response.status_code == 200:
                note.reads, note.keep = reads, not hasattr(response, _PASSING)
            return response

        return require_safe(wrapped)

    return mark


def not_kept(response: HttpResponse, *, when: bool = True) -> HttpResponse:
    """`response`, left out of the store `when` its address is one of endlessly many."""
    if when:
        setattr(response, _PASSING, True)
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What the front does for kept pages: a strong ETag, and 304 to whoever has it."""
    if response.status_code != 200:
        return response
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
