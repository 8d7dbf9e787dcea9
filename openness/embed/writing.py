"""A widget as text: a table for newsletters, styled inside its tags, and one in Markdown."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from openness.embed.keeping import kept
from openness.embed.looks import DARK, LIGHT, colour
from openness.embed.widgets import PARAMETERS_OF, Widget, WidgetCell, WidgetFault, read_widget
from openness.embed.words import checked_words, level_word, of_how_many, state_words
from openness.publishing.marks import EMBEDDED, published

_SIGNS = {"open": "●", "partial": "◐", "closed": "⊘", "unknown": "?", "not-applicable": "–", "mixed": "◌"}
_SANDBOX = (
    "sandbox allow-popups; default-src 'none'; style-src-attr 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def static_table(widget: Widget) -> str:
    """`widget` as an HTML table for mail: attributes and inline styles that mail programs know, absolute links."""
    palette = DARK if widget.theme == "dark" else LIGHT
    names = dict(widget.dimensions)
    context = {
        "widget": widget,
        "rows": [
            (row, [one for one in widget.facts_of(row) if one[1]], [_shown(names, cell, palette) for cell in row.cells])
            for row in widget.rows
        ],
        "width": 3 if widget.kind == "model" else 1 + len(widget.dimensions),
        "notes": list(_notes(widget)),
        "palette": palette,
        "site_url": settings.SITE_URL,
    }
    return render_to_string("embed/static.html", context)


def markdown(widget: Widget) -> str:
    """`widget` as a table in GitHub's Markdown, with absolute links."""
    lines = [f"**{_link(widget.title, widget.address)}**", ""]
    if widget.rows:
        write = _reasons if widget.kind == "model" else _levels
        head, *body = write(widget)
        lines += [_line(head), _line(["---"] * len(head)), *(_line(cells) for cells in body), ""]
    source = _link("Openness", widget.address)
    lines.append(" · ".join([*(_escaped(note) for note in _notes(widget)), source]))
    return "\n".join(lines) + "\n"


def _shown(
    names: Mapping[str, str], cell: WidgetCell, palette: Mapping[str, str]
) -> tuple[str, WidgetCell, str, str, str]:
    """(name of the dimension, cell, level, its colour, level stated), the levels as sign and word, which may part."""
    level, stated = (text.replace("\N{NO-BREAK SPACE}", " ") for text in (_signed(cell.level), _stated(cell)))
    return names[cell.dimension], cell, level, colour(cell.level, palette=palette), stated


def _signed(level: str) -> str:
    return f"{_SIGNS[level]}\N{NO-BREAK SPACE}{level_word(level)}"


def _stated(cell: WidgetCell) -> str:
    """What a fact-checked text implies; "" outside a fact check."""
    if cell.stated is None:
        return ""
    return _signed(cell.stated) if cell.stated else _("says nothing")


def _notes(widget: Widget) -> Iterator[str]:
    if not widget.rows:
        yield _("No model fits.")
    if len(widget.rows) < widget.total:
        yield of_how_many(widget)
    yield from (text for text in (checked_words(widget), state_words(widget)) if text)


def _levels(widget: Widget) -> Iterator[list[str]]:
    """The head and a line for each row, a cell for each level."""
    first = _("Vendor") if widget.kind == "fact-check" else _("Model")
    yield [_escaped(text) for text in (first, *widget.columns, *(name for _slug, name in widget.dimensions))]
    for row in widget.rows:
        facts = [_link(text, path) for text, path in row.facts]
        yield [_link(row.name, row.address), *facts, *(_level(cell) for cell in row.cells)]


def _reasons(widget: Widget) -> Iterator[list[str]]:
    """The head and a line for each dimension of the one model, with the reason."""
    names = dict(widget.dimensions)
    yield [_("Dimension"), _("Level"), _("Reason")]
    for row in widget.rows:
        yield from ([_escaped(names[cell.dimension]), _level(cell), _escaped(cell.reason)] for cell in row.cells)


def _level(cell: WidgetCell) -> str:
    found = _link(_signed(cell.level), cell.address)
    if cell.stated is None:
        return found
    stated = _escaped(_stated(cell))
    return f"~~{stated}~~ → {found}" if cell.differs else f"{stated} → {found}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _link(text: str, path: str) -> str:
    return f"[{_escaped(text)}]({settings.SITE_URL}{path})" if path else _escaped(text)


def _escaped(text: str) -> str:
    """`text` as Markdown shows it, whatever signs are in it."""
    return re.sub(r"([\\|\[\]<>`*_~&#!])", r"\\\1", " ".join(text.split(" ")).replace("\n", " "))


_WRITERS: Mapping[str, tuple[Callable[[Widget], str], str]] = {
    "html": (static_table, "text/html; charset=utf-8"),
    "md": (markdown, "text/markdown; charset=utf-8"),
}


@published(*PARAMETERS_OF["compare"], ordered=("model",), cache=EMBEDDED)
def compare(request: HttpRequest, language: str, extension: str) -> HttpResponse:
    """Models by dimension, as text."""
    return _written(request, kind="compare", language=language, extension=extension)


@published(*PARAMETERS_OF["model"], cache=EMBEDDED)
def model(request: HttpRequest, language: str, slug: str, extension: str) -> HttpResponse:
    """One model, as text."""
    return _written(request, kind="model", slug=slug, language=language, extension=extension)


@published(*PARAMETERS_OF["fact-check"], cache=EMBEDDED)
def fact_check(request: HttpRequest, language: str, slug: str, extension: str) -> HttpResponse:
    """A fact-checked text's table, as text."""
    return _written(request, kind="fact-check", slug=slug, language=language, extension=extension)


def _written(request: HttpRequest, *, kind: str, slug: str = "", language: str, extension: str) -> HttpResponse:
    write, content_type = _WRITERS[extension]
    with override(language):
        try:
            widget = read_widget(kind=kind, slug=slug, language=language, parameters=dict(request.GET.lists()))
        except WidgetFault as fault:
            return _refused(fault, language)
        response = HttpResponse(write(widget), content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="openness-{slug or kind}.{extension}"'
    return kept(_in_a_sandbox(response, language), as_of=widget.as_of, keep=widget.keep)


def _refused(fault: WidgetFault, language: str) -> HttpResponse:
    text = f"{fault.parameter}: {fault.message}" if fault.parameter else fault.message
    response = HttpResponse(f"{text}\n", status=fault.status, content_type="text/plain; charset=utf-8")
    return _in_a_sandbox(response, language)


def _in_a_sandbox(response: HttpResponse, language: str) -> HttpResponse:
    """A text to be pasted elsewhere does nothing here."""
    response["Content-Security-Policy"] = _SANDBOX
    response["Content-Language"] = language
    response["Referrer-Policy"] = "no-referrer"
    return response
