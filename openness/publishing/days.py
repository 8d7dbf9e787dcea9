"""How a view answers for an earlier day: the parameter `as-of`."""

import datetime as dt
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from openness.domain.history.past import NoSuchDay, as_published_on, day_of

PARAMETER = "as-of"

_LINK = re.compile(r'(\shref=")(/(?:de|en)/[^"#]*)((?:#[^"]*)?")')
_FORM = re.compile(r'<form\b[^>]*\bmethod="get"[^>]*>')

View = Callable[..., HttpResponse]


def on_its_day(view: View) -> View:
    """Let `view` read the catalogue as published on the day that its address names in `as-of`, if it names one.

    The day is in `request.as_of`, None for today's catalogue. Links and forms of a page of the past stay on its
    day, but for those that name another one (an empty `as-of` leads back to today). Goes below `published`, which
    must name the parameter. Raises BadRequest, for readers, where there is no such day.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            day = asked_day(request)
            with as_published_on(day=day):
                request.as_of = day  # type: ignore[attr-defined]
                response = view(request, *args, **kwargs)
        except NoSuchDay as error:
            raise BadRequest(f"{PARAMETER}: {error}") from error
        return _staying(response, day) if day else response

    return wrapped


def asked_day(request: HttpRequest) -> dt.date | None:
    """The day in the address, None where there is none; raises NoSuchDay."""
    given = {value.strip() for value in request.GET.getlist(PARAMETER) if value.strip()}
    if len(given) > 1:
        raise NoSuchDay(_("only one value is possible"))
    return day_of(text=given.pop(), today=timezone.localdate()) if given else None


def _staying(response: HttpResponse, day: dt.date) -> HttpResponse:
    if response.get("Content-Type", "").startswith("text/html"):
        page = _LINK.sub(lambda link: link[1] + _dated(link[2], day, "&amp;") + link[3], response.text)
        hidden = f'<input type="hidden" name="{PARAMETER}" value="{day.isoformat()}">'
        response.content = _FORM.sub(lambda form: form[0] + hidden, page)
    if "HX-Push-Url" in response:
        response["HX-Push-Url"] = _dated(response["HX-Push-Url"], day, "&")
    return response


def _dated(address: str, day: dt.date, joint: str) -> str:
    if f"{PARAMETER}=" in address:
        return address
    return f"{address}{joint if '?' in address else '?'}{PARAMETER}={day.isoformat()}"
