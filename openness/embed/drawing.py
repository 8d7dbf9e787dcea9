"""A widget as a picture: where everything of its table stands."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from openness.embed.measuring import Face, Line
from openness.embed.sheets import Pen, Sheet
from openness.embed.widgets import Widget, WidgetCell
from openness.embed.words import checked_words, in_words, level_word, of_how_many, state_words
from openness.templatetags.openness import address

_TITLE, _NOTE = Pen(20, "ink", Face.SERIF), Pen(12, "muted")
_HEAD, _NAME, _FACT = Pen(12, "muted", Face.BOLD), Pen(14, "ink", Face.BOLD), Pen(14, "muted")
_LEVEL, _STATED, _SITE = Pen(14, ""), Pen(12, "muted"), Pen(12, "accent", Face.BOLD)

_PAD, _GAP, _NARROWEST = 20, 18.0, 440
_TITLE_LEADING, _HEAD_LEADING, _LEADING, _NOTE_LEADING = 25.0, 15.0, 17.0, 17.0
_ROW, _PAIR = 37.0, 58.0
_PILL, _PILL_LEFT, _MARK, _PILL_GAP, _PILL_RIGHT = 24.0, 8.0, 12.0, 6.0, 10.0
_STATED_MARK, _STATED_GAP = 10.0, 5.0
_NAME_ROOM, _FACT_ROOM = (110.0, 250.0), (50.0, 170.0)
_NONE = "–"


@dataclass(frozen=True)
class _Column:
    """One column: its head, how wide it is, and in each row lines of text, written with `pen`, or a level."""

    head: tuple[Line, ...]
    width: float
    pen: Pen = _LEVEL
    texts: Sequence[tuple[Line, ...]] = ()
    cells: Sequence[WidgetCell] = ()


def drawing(widget: Widget) -> Sheet:
    """`widget` as a table on a sheet as wide as its columns need; nothing on it is wider than its room."""
    columns = list(_columns(widget))
    needed = sum(column.width for column in columns) + _GAP * (len(columns) - 1)
    inner = math.ceil(max(needed, _NARROWEST - 2 * _PAD))
    sheet = Sheet(widget.title, in_words(widget), inner + 2 * _PAD, theme=widget.theme)
    y = _draw_title(sheet, widget, inner)
    y = _draw_heads(sheet, columns, inner, y)
    y = _draw_rows(sheet, columns, inner, y) if widget.rows else _draw_nothing(sheet, inner, y)
    _finish(sheet, _draw_foot(sheet, widget, inner, y))
    return sheet


def notice(*, title: str, text: str, theme: str = "auto") -> Sheet:
    """A small sheet that says why there is no picture."""
    sheet = Sheet(title, text, _NARROWEST, theme=theme)
    room = _NARROWEST - 2 * _PAD
    sheet.write(title, _NAME, x=_PAD, y=_PAD + 14, room=room)
    y = sheet.write_lines(text, _FACT, x=_PAD, y=_PAD + 38, room=room, lines=4, leading=20)
    _finish(sheet, y - 20)
    return sheet


def _finish(sheet: Sheet, y: float) -> None:
    """End the sheet below `y` and put the paper under it all."""
    sheet.height = math.ceil(y + _PAD)
    drawn, sheet.boxes = sheet.boxes, []
    sheet.box("line", x=0, y=0, width=sheet.width, height=sheet.height, radius=10)
    sheet.box("paper", x=1, y=1, width=sheet.width - 2, height=sheet.height - 2, radius=9)
    sheet.boxes += drawn


def _columns(widget: Widget) -> Iterator[_Column]:
    label = _("Vendor") if widget.kind == "fact-check" else _("Model")
    yield _text_column(label, [row.name for row in widget.rows], _NAME_ROOM, _NAME)
    for place, head in enumerate(widget.columns):
        yield _text_column(head, [row.facts[place][0] or _NONE for row in widget.rows], _FACT_ROOM, _FACT)
    for place, (_slug, name) in enumerate(widget.dimensions):
        yield _level_column(name, [row.cells[place] for row in widget.rows])


def _text_column(head: str, texts: Sequence[str], rooms: tuple[float, float], pen: Pen) -> _Column:
    least, most = rooms
    room = min(max([least, _longest_word(head), *map(pen.width_of, texts)]), most)
    lines = [pen.lines_of(text, room=room, lines=2) for text in texts]
    head_lines = _HEAD.lines_of(head, room=room, lines=2)
    width = max([least, *(line.width for text in (head_lines, *lines) for line in text)])
    return _Column(head_lines, width, pen, texts=lines)


def _level_column(head: str, cells: Sequence[WidgetCell]) -> _Column:
    width = max([_longest_word(head), *map(_pill_width, cells), *map(_stated_width, cells)])
    return _Column(_HEAD.lines_of(head, room=width, lines=2), width, cells=cells)


def _longest_word(head: str) -> float:
    return max(map(_HEAD.width_of, head.split()), default=0)


def _pill_width(cell: WidgetCell) -> float:
    return _PILL_LEFT + _MARK + _PILL_GAP + _LEVEL.width_of(level_word(cell.level)) + _PILL_RIGHT


def _stated_width(cell: WidgetCell) -> float:
    return 0 if cell.stated is None else _STATED_MARK + _STATED_GAP + _STATED.width_of(_stated_word(cell))


def _stated_word(cell: WidgetCell) -> str:
    return level_word(cell.stated) if cell.stated else _("says nothing")


def _draw_title(sheet: Sheet, widget: Widget, inner: float) -> float:
    y = sheet.write_lines(widget.title, _TITLE, x=_PAD, y=_PAD + 18, room=inner, lines=2, leading=_TITLE_LEADING)
    if widget.kind == "fact-check":
        legend = _("Small: what the text says, struck through where the evidence below it differs.")
        y = sheet.write_lines(legend, _NOTE, x=_PAD, y=y - 3, room=inner, lines=3, leading=_NOTE_LEADING)
    return y + 6


def _draw_heads(sheet: Sheet, columns: Sequence[_Column], inner: float, y: float) -> float:
    lines = max(len(column.head) for column in columns)
    for column, x in _places(columns, inner):
        top = y + (lines - len(column.head)) * _HEAD_LEADING
        for number, line in enumerate(column.head):
            sheet.put(line, _HEAD, x=x, y=top + number * _HEAD_LEADING, room=column.width)
    return y + (lines - 1) * _HEAD_LEADING + 9


def _places(columns: Sequence[_Column], inner: float) -> Iterator[tuple[_Column, float]]:
    """Each column with its left edge; what they leave over of `inner` is shared between them."""
    spare = inner - sum(column.width for column in columns)
    gap = spare / (len(columns) - 1)
    x: float = _PAD
    for column in columns:
        yield column, x
        x += column.width + gap


def _draw_rows(sheet: Sheet, columns: Sequence[_Column], inner: float, y: float) -> float:
    for place in range(len(columns[0].texts)):
        height = _height(columns, place)
        sheet.box("line", x=_PAD, y=y, width=inner, height=1)
        for column, x in _places(columns, inner):
            if column.cells:
                _draw_level(sheet, column.cells[place], x, y + height / 2)
            else:
                _draw_text(sheet, column, place, x, y + height / 2)
        y += height
    sheet.box("line", x=_PAD, y=y, width=inner, height=1)
    return y


def _height(columns: Sequence[_Column], place: int) -> float:
    lines = max(len(column.texts[place]) for column in columns if column.texts)
    is_pair = any(column.cells[place].stated is not None for column in columns if column.cells)
    return max(_ROW + (lines - 1) * _LEADING, _PAIR if is_pair else 0)


def _draw_text(sheet: Sheet, column: _Column, place: int, x: float, middle: float) -> None:
    lines = column.texts[place]
    y = middle + 5.5 - (len(lines) - 1) * _LEADING / 2
    for number, line in enumerate(lines):
        sheet.put(line, column.pen, x=x, y=y + number * _LEADING, room=column.width)


def _draw_level(sheet: Sheet, cell: WidgetCell, x: float, middle: float) -> None:
    if cell.stated is None:
        _draw_pill(sheet, cell, x, middle - _PILL / 2)
    else:
        _draw_stated(sheet, cell, x, middle - 12)
        _draw_pill(sheet, cell, x, middle - 3)


def _draw_pill(sheet: Sheet, cell: WidgetCell, x: float, top: float) -> None:
    width, left = _pill_width(cell), _PILL_LEFT + _MARK + _PILL_GAP
    sheet.box(f"s-{cell.level}", x=x, y=top, width=width, height=_PILL, radius=_PILL / 2)
    sheet.mark(cell.level, x=x + _PILL_LEFT, y=top + (_PILL - _MARK) / 2, size=_MARK)
    pen = Pen(_LEVEL.size, f"c-{cell.level}")
    sheet.write(level_word(cell.level), pen, x=x + left, y=top + 17, room=width - left - _PILL_RIGHT / 2)


def _draw_stated(sheet: Sheet, cell: WidgetCell, x: float, y: float) -> None:
    if cell.stated:
        sheet.mark(cell.stated, x=x + 1, y=y - _STATED_MARK + 1, size=_STATED_MARK)
        x += _STATED_MARK + _STATED_GAP
    line = sheet.write(_stated_word(cell), _STATED, x=x, y=y, room=_stated_width(cell))
    if cell.differs:
        sheet.box("muted", x=x - 1, y=y - 4.5, width=line.width + 2, height=1)


def _draw_nothing(sheet: Sheet, inner: float, y: float) -> float:
    sheet.box("line", x=_PAD, y=y, width=inner, height=1)
    sheet.write(_("No model fits."), _FACT, x=_PAD, y=y + 25, room=inner)
    return y + _ROW


def _draw_foot(sheet: Sheet, widget: Widget, inner: float, y: float) -> float:
    """The dates on the left, the site on the right; below each other where they do not fit in one line."""
    shown = of_how_many(widget) if len(widget.rows) < widget.total else ""
    told = " · ".join(filter(None, [shown, checked_words(widget), state_words(widget)]))
    site = f"Openness · {address(settings.SITE_URL)}"
    y, right = y + 24, max(inner - _SITE.width_of(site), 0)
    if told and _NOTE.width_of(told) + _GAP > right:
        y = sheet.write_lines(told, _NOTE, x=_PAD, y=y, room=inner, lines=3, leading=_NOTE_LEADING)
        right = 0
    elif told:
        sheet.write(told, _NOTE, x=_PAD, y=y, room=inner)
    sheet.write(site, _SITE, x=_PAD + right, y=y, room=inner - right)
    return y
