"""The framed page: a whole table in one response, made to stand in anybody's page."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP, build_policy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt

from openness.embed.keeping import kept
from openness.embed.places import place
from openness.embed.room import Room, room_of
from openness.embed.widgets import PARAMETERS_OF, Widget, WidgetCell, WidgetFault, WidgetRow, read_widget
from openness.embed.words import checked_words, level_word, of_how_many, state_words
from openness.publishing.marks import EMBEDDED, published

_TEMPLATES = settings.BASE_DIR / "templates" / "embed"
View = Callable[..., HttpResponse]


def _inlined(name: str) -> SafeString:
    """A file of ours as it stands in the page: no comments, and no more blanks than one."""
    text = re.sub(r"/\*.*?\*/", "", (_TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return mark_safe(" ".join(text.split()))  # noqa: S308 - a file of ours


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


SCRIPT = _inlined("resize.js")
_PAGE_STYLE = _inlined("page.css")
_STYLE = f"{_PAGE_STYLE} {_inlined('frame.css')}"
_FAULT_KEPT = "public, max-age=60"


@lru_cache(maxsize=256)
def style_of(room: Room) -> SafeString:
    """The style of a table that needs so much room."""
    widths = {"LEVELS": room.levels, "NAMES": room.names, "COLUMNS": room.columns}
    text = re.sub("|".join(widths), lambda match: f"{widths[match[0]]}rem", _STYLE)
    return mark_safe(text)  # noqa: S308 - a file of ours with numbers in it


@lru_cache(maxsize=256)
def policy(style: str) -> str:
    """The Content-Security-Policy of a page with this `style` and our script, and nothing else.

    It says nothing of frame-ancestors: even `*` would bar files on somebody's disk and sandboxed previews.
    """
    return build_policy(
        {
            "default-src": [CSP.NONE],
            "style-src": [_digest(style)],
            "script-src": [_digest(SCRIPT)],
            "base-uri": [CSP.NONE],
            "form-action": [CSP.NONE],
        }
    )


_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def framable(view: View) -> View:
    """Let any page frame what `view` answers in the language of its address, with our style and script in it."""

    @xframe_options_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, language: str, **arguments: str) -> HttpResponse:
        with override(language):
            try:
                response = view(request, language, **arguments)
            except WidgetFault as fault:
                context = {"fault": fault, "language": language}
                response = _render(request, "embed/error.html", context, _PAGE_STYLE, status=fault.status)
                response["Cache-Control"] = _FAULT_KEPT
        for name, value in {**_HEADERS, "Content-Language": language}.items():
            response[name] = value
        return response

    return wrapped


@published(*PARAMETERS_OF["compare"], ordered=("model",), cache=EMBEDDED)
@framable
def compare(request: HttpRequest, language: str) -> HttpResponse:
    """Models by dimension: those picked, in their order, or those that filters leave."""
    return _frame(request, kind="compare", language=language)


@published(*PARAMETERS_OF["model"], cache=EMBEDDED)
@framable
def model(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One model: its level on each dimension, and why."""
    return _frame(request, kind="model", slug=slug, language=language)


@published(*PARAMETERS_OF["fact-check"], cache=EMBEDDED)
@framable
def fact_check(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """A fact-checked text's table: the levels it states, and the levels found."""
    return _frame(request, kind="fact-check", slug=slug, language=language)


@published()
@framable
def missing(request: HttpRequest, language: str, rest: str) -> HttpResponse:
    """What is said at every other address below /embed/."""
    raise WidgetFault(404, "", _("there is nothing at this address"))


def _frame(request: HttpRequest, *, kind: str, slug: str = "", language: str) -> HttpResponse:
    parameters = dict(request.GET.lists())
    widget = read_widget(kind=kind, slug=slug, language=language, parameters=parameters)
    here = place(kind=kind, slug=slug, language=language, parameters=parameters)
    context = {
        "widget": widget,
        "here": settings.SITE_URL + here.frame,
        "rows": [(row, widget.facts_of(row), list(_cells(widget, row))) for row in widget.rows],
        "dates": [text for text in (checked_words(widget), state_words(widget)) if text],
        "of_how_many": of_how_many(widget),
    }
    response = _render(request, "embed/frame.html", context, style_of(room_of(widget)))
    return kept(response, as_of=widget.as_of, keep=widget.keep)


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], style: SafeString, *, status: int = 200
) -> HttpResponse:
    own = {"style": style, "script": SCRIPT, "site_host": urlsplit(settings.SITE_URL).netloc}
    response = render(request, template, {**own, **context}, status=status)
    response["Content-Security-Policy"] = policy(style)
    return response


def _cells(widget: Widget, row: WidgetRow) -> Iterator[tuple[str, WidgetCell, str, str]]:
    """(name of the dimension, cell, word for the level, word for the level stated) for each cell."""
    names = dict(widget.dimensions)
    for cell in row.cells:
        yield names[cell.dimension], cell, level_word(cell.level), level_word(cell.stated) if cell.stated else ""
