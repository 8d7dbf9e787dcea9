"""How much room a frame will need: estimated, so that a page can keep it before the frame is there.

The figures are those of `templates/embed/frame.css`, in pixels; a browser test holds the two together.
"""

import math

from openness.embed.measuring import Face, width_of, wrapped
from openness.embed.room import room_of
from openness.embed.widgets import Widget, WidgetRow
from openness.embed.words import checked_words, of_how_many, state_words

_SIDES, _ENDS, _SPARE, _GAP, _REM = 24, 22, 30, 9.6, 16
_TITLE, _SMALL, _TEXT, _NAME = 18, 13, 14, 15
_TITLE_LINE, _SMALL_LINE, _TEXT_LINE, _NAME_LINE, _HEAD_LINE = 22.5, 18.2, 20.3, 19.5, 17
_CARD, _ROW, _LINK, _LEVEL, _TWO_LEVELS = 9.8, 5.8, 5.1, 32, 38
_BESIDE_LEVELS, _PAIR = 4, 4.8
_HINT = {"compare": 68, "model": 40, "fact-check": 150}
_SITE = "Openness, openness.example.org"
_LETTER = 6.6
_LABEL = 0.44
_REASONS_BESIDE = 512
_EVIDENCE = 280
_NARROWEST_NAME = 104
_BESIDE = 128 + 104 + 24
_OTHER_FONTS, _OTHER_BOLD = 1.1, 1.18


def height_at(*, widget: Widget, width: int) -> int:
    """The height in pixels that the frame of `widget` takes at `width`; rather a little more than too little."""
    inner = width - _SIDES
    table = _reasons(widget, inner) if widget.kind == "model" else _rows(widget, inner)
    return math.ceil(_ENDS + _SPARE + _caption(widget, inner) + table + _foot(widget, inner))


def _lines(text: str, *, room: float, size: float, face: Face = Face.SANS) -> int:
    wider = _OTHER_BOLD if face == Face.BOLD else _OTHER_FONTS
    return len(wrapped(text, face=face, size=size * wider, room=max(room, size), lines=30)) if text else 0


def _caption(widget: Widget, inner: float) -> float:
    title = _lines(widget.title, room=inner, size=_TITLE, face=Face.SERIF) * _TITLE_LINE
    letters = _HINT[widget.kind] + sum(len(text) for row in widget.rows[:1] for text, _path in row.facts)
    return title + math.ceil(letters * _LETTER / inner) * _SMALL_LINE + 12


def _foot(widget: Widget, inner: float) -> float:
    """Texts in lines, as many beside each other as there is room for."""
    shown = of_how_many(widget) if len(widget.rows) < widget.total else ""
    texts = filter(None, (checked_words(widget), state_words(widget), shown, _SITE))
    lines, left = 1, inner
    for text in texts:
        needed = width_of(text, face=Face.SANS, size=_SMALL * _OTHER_FONTS)
        if needed > left and left < inner:
            lines, left = lines + 1, inner
        lines += math.ceil(needed / inner) - 1
        left -= needed + _REM
    return 9 + lines * _SMALL_LINE + (lines - 1) * 1.6


def _rows(widget: Widget, inner: float) -> float:
    room = room_of(widget)
    if inner < room.levels * _REM:
        return sum(_card(widget, row, inner) for row in widget.rows)
    if inner < room.names * _REM:
        return _head(widget, (inner + _GAP) / len(widget.dimensions) - _GAP) + sum(
            _above(widget, row, inner) for row in widget.rows
        )
    is_wide = inner >= room.columns * _REM
    columns = len(widget.dimensions) + (len(widget.columns) if is_wide else 0)
    share = (inner - columns * _GAP) / (columns + 1.5)
    further = columns - len(widget.dimensions)
    left = inner - room.levels * _REM - (1 + further) * _GAP
    name_room = max(_NARROWEST_NAME, min(1.5 * share, 1.5 / (1.5 + further) * left))
    return _head(widget, share) + sum(_beside(widget, row, name_room, share if is_wide else 0) for row in widget.rows)


def _head(widget: Widget, room: float) -> float:
    names = [name for _slug, name in widget.dimensions]
    return max(_lines(name, room=room, size=_SMALL, face=Face.BOLD) for name in names) * _HEAD_LINE + 5


def _name(row: WidgetRow, room: float) -> float:
    return _lines(row.name, room=room, size=_NAME, face=Face.BOLD) * _NAME_LINE + _LINK


def _facts(widget: Widget, row: WidgetRow, room: float) -> float:
    """Further columns below each other, each beside its label; below it where there is not the room."""
    lines, links = 0, 0
    for label, text, path in widget.facts_of(row):
        rest = (1 - _LABEL) * room - _GAP if label else room
        is_beside = width_of(text, face=Face.SANS, size=_TEXT * _OTHER_FONTS) <= rest
        below = 0 if label and is_beside else _lines(text, room=room, size=_TEXT)
        lines += (_lines(label, room=_LABEL * room, size=_TEXT) if text else 0) + below
        links += bool(path and text)
    return lines * _TEXT_LINE + links * _LINK


def _level(row: WidgetRow) -> int:
    return _TWO_LEVELS if any(cell.stated is not None for cell in row.cells) else _LEVEL


def _card(widget: Widget, row: WidgetRow, inner: float) -> float:
    """A card: name, further columns, and the levels below each other, each with its label on the left."""
    labels = [_lines(name, room=_LABEL * inner, size=_TEXT) * _TEXT_LINE for _slug, name in widget.dimensions]
    level = _level(row) + (_PAIR if _level(row) > _LEVEL else 0)
    return _CARD + _name(row, inner) + _facts(widget, row, inner) + sum(max(level, label) for label in labels)


def _above(widget: Widget, row: WidgetRow, inner: float) -> float:
    """A row whose name stands above its levels."""
    return _ROW + _name(row, inner) + _facts(widget, row, inner) + _level(row)


def _beside(widget: Widget, row: WidgetRow, room: float, fact_room: float) -> float:
    """A row whose name stands beside its levels; its further columns below the name, or beside it as well."""
    facts = _facts(widget, row, room) if not fact_room else 0
    beside = [7 + _lines(text, room=fact_room, size=_TEXT) * _TEXT_LINE for text, _path in row.facts if fact_room]
    return _ROW + max(_BESIDE_LEVELS + _name(row, room) + facts, _level(row), *beside)


def _reasons(widget: Widget, inner: float) -> float:
    """The dimensions of one model, each with its reason: below its level, or beside it."""
    is_wide = inner >= _REASONS_BESIDE
    names = dict(widget.dimensions)
    height = 0.0
    for cell in (cell for row in widget.rows for cell in row.cells):
        room = inner - _BESIDE if is_wide else inner
        reason = (_lines(cell.reason, room=room, size=_TEXT) + math.ceil(_EVIDENCE / room)) * _TEXT_LINE + 3.5
        name = _lines(names[cell.dimension], room=128 if is_wide else inner, size=_NAME, face=Face.BOLD) * _NAME_LINE
        height += 20.2 + (max(name, reason) if is_wide else name + 22 + reason)
    return height
