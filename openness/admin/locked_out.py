"""The page for who failed too often."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from openness.admin.site import site


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """429; the same whether or not anybody has the name that was tried."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {
        **site.each_context(request),
        "title": _("Locked for now"),
        "minutes": max(1, round(seconds / 60)),
    }
    page = render(request, "admin/sign_in/locked_out.html", context, status=429)
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page
