"""For the operator's monitors."""

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openness.domain import revision


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and holds a catalogue; 503 else."""
    try:
        number = revision.current().number
    except Error:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    if not number:
        return HttpResponse("catalogue is empty\n", status=503, content_type="text/plain")
    return HttpResponse(f"ready, revision {number}\n", content_type="text/plain")
