"""What stands before every view of the API: methods, origins, language, the page store, and errors as problems."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from openness.api.cors import SHARED
from openness.api.limits import limited, too_large
from openness.api.parameters import LANGUAGES
from openness.api.problems import Fault, fault_problem, problem
from openness.origins import METHODS, PREFLIGHT
from openness.publishing.marks import published
from openness.responding import body_exceeds

_log = logging.getLogger("django.request")

View = Callable[..., HttpResponse]


def entrance(view: View) -> View:
    """`view`, which answers GET, as an address of the API: kept in the page store, limited, open to every origin.

    What a view raises becomes a problem document; what nobody foresaw is logged.
    """
    answered = published(exact=True)(limited(_as_get(view)))

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={**SHARED, **PREFLIGHT})
        with override(_language(request)):
            if request.method not in {"GET", "HEAD"}:
                return _not_allowed()
            if body_exceeds(request, most=0):
                return too_large()
            try:
                return answered(request, *args, **kwargs)
            except (Fault, Http404, SuspiciousOperation) as error:
                return _refused(error)
            except Exception:
                _log.exception("The API failed at %s", request.path, extra={"status_code": 500, "request": request})
                return _failed()

    return wrapped


def _as_get(view: View) -> View:
    """`view`, which knows GET only, for HEAD as well; whoever serves the site leaves the body out."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method, request.method = request.method, "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = method

    return wrapped


def _language(request: HttpRequest) -> str:
    """The language of messages: that of the texts that are asked for, else English."""
    try:
        given = request.GET.get("lang", "")
    except SuspiciousOperation:
        given = ""
    return given if given in LANGUAGES else "en"


def _refused(error: Exception) -> HttpResponse:
    if isinstance(error, Fault):
        return fault_problem(error)
    if isinstance(error, Http404):
        return not_found()
    detail = _("The address cannot be read: it has too many parameters.")
    return problem(status=400, title=_("Bad request"), detail=detail)


def not_found() -> HttpResponse:
    """The answer where there is nothing."""
    detail = _("There is nothing at this address. /api/v1/openapi.json lists all there are.")
    return problem(status=404, title=_("Not found"), detail=detail)


def _not_allowed() -> HttpResponse:
    detail = _("The API can be read only, with GET or HEAD.")
    return problem(status=405, title=_("Method not allowed"), detail=detail, headers={"Allow": METHODS})


def _failed() -> HttpResponse:
    detail = _("We made a mistake, and it was noted. Try again later.")
    return problem(status=500, title=_("Internal error"), detail=detail)
