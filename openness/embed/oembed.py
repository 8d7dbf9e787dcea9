"""oEmbed (oembed.com): what a program gets that asks how to show one of our addresses in another page."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from openness.embed.cards import HEIGHT, WIDTH
from openness.embed.heights import height_at
from openness.embed.places import NotEmbeddable, Place, language_at, own_hosts, place_at
from openness.embed.snippets import absolute, card, iframe
from openness.embed.widgets import Widget, WidgetFault
from openness.publishing.marks import not_kept, published

_PARAMETERS = ("url", "maxwidth", "maxheight", "format")
_PIXELS = re.compile(r"[1-9][0-9]{0,4}")
_USUAL_WIDTH, _LARGEST_WIDTH = 600, 960
_DAY = 86_400


class _Refused(Exception):
    """Why there is no answer: the status that the specification has for it, and what is wrong."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@published(*_PARAMETERS, ordered=_PARAMETERS)
def oembed(request: HttpRequest) -> HttpResponse:
    """The widget that stands for `url`, as JSON or XML; 400, 404 or 501 with a line of text where there is none,
    in its language.

    `html` is an iframe and nothing else. WordPress takes an iframe from providers it does not know, but hides one
    that comes with a blockquote until the frame talks to a script of its own; without one, the room is reserved and
    the frame is there at once, in every program. The number of queries is that of the widget.
    """
    with override(language_at(url=request.GET.get("url", "").strip()) or get_language()):
        try:
            response = _answer(request)
        except _Refused as refused:
            text = f"{refused.message}\n"
            response = HttpResponse(text, status=refused.status, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET.get(name, "").strip() for name in _PARAMETERS}
    if not given["url"]:
        raise _Refused(400, _("“url” is missing: the address to embed"))
    most_wide, most_high = (_pixels(name, given[name]) for name in ("maxwidth", "maxheight"))
    write = _WRITERS.get(given["format"] or "json")
    if write is None:
        raise _Refused(501, _("“format” can be json or xml"))
    place, widget = _found(given["url"], request.get_host())
    return not_kept(write(_fields(place, widget, most_wide, most_high)), when=not widget.keep)


def _pixels(name: str, text: str) -> int | None:
    if not text:
        return None
    if not _PIXELS.fullmatch(text):
        raise _Refused(400, _("“%(name)s” is not a whole number of pixels") % {"name": name})
    return int(text)


def _found(url: str, host: str) -> tuple[Place, Widget]:
    try:
        place = place_at(url=url, hosts=own_hosts(host))
        return place, place.widget()
    except (NotEmbeddable, WidgetFault) as error:
        raise _Refused(404, _("there is nothing to embed at this address")) from error


def _fields(place: Place, widget: Widget, most_wide: int | None, most_high: int | None) -> dict[str, str | int]:
    """The response parameters of the specification, for the type `rich`."""
    width = min(_LARGEST_WIDTH, most_wide or _USUAL_WIDTH)
    needed = height_at(widget=widget, width=width)
    height = min(needed, most_high or needed)
    style = f"border:0;width:100%;max-width:{width}px" if most_wide else "border:0;width:100%"
    return {
        "version": "1.0",
        "type": "rich",
        "title": widget.title,
        "provider_name": "Openness",
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": _DAY,
        "html": iframe(place=place, widget=widget, width=width, height=height, style=style),
        "width": width,
        "height": height,
        **_thumbnail(widget, most_wide, most_high),
    }


def _thumbnail(widget: Widget, most_wide: int | None, most_high: int | None) -> dict[str, str | int]:
    """The social card; none where it is larger than there is room, as the specification wants it."""
    if (most_wide or WIDTH) < WIDTH or (most_high or HEIGHT) < HEIGHT:
        return {}
    return {"thumbnail_url": absolute(card(widget)), "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT}


def _as_json(fields: Mapping[str, str | int]) -> HttpResponse:
    return JsonResponse(fields)


def _as_xml(fields: Mapping[str, str | int]) -> HttpResponse:
    root = ET.Element("oembed")
    for name, value in fields.items():
        ET.SubElement(root, name).text = str(value)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], HttpResponse]] = {"json": _as_json, "xml": _as_xml}
