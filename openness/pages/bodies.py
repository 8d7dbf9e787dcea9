"""How large a request may be."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from openness.domain.exchange.archives import MAX_UPLOAD
from openness.pages import errors
from openness.responding import body_exceeds


def bounded_bodies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 413 to a body larger than any form here, before a file in it is written to the disk.

    Django itself bounds all but files, and anybody may send those, to any address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if body_exceeds(request, most=_most(request)):
            return errors.too_large(request, _("That is more than any form here takes."))
        return get_response(request)

    return middleware


def _most(request: HttpRequest) -> int:
    is_for_editors = request.path_info.startswith(reverse("admin:index"))
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + (MAX_UPLOAD if is_for_editors else 0)
