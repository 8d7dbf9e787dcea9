"""How much room the columns of a widget's table need, so that no word in them is broken."""

import math
from dataclasses import dataclass

from openness.embed.measuring import Face, width_of
from openness.embed.widgets import Widget
from openness.embed.words import level_word

_LEVEL, _HEAD, _SHAPE, _GAP = 14, 13, 17, 9.6
_NAME, _WIDEST_FACT = 120, 110
_OTHER_FONTS = 1.04
_REM = 16


@dataclass(frozen=True)
class Room:
    """From which widths on, in rem, a table holds its levels, its names beside them, and its further columns, too.

    A single further column stands below the names as long as it has no room of its own; with more of them the names
    stay above the levels until then.
    """

    levels: int
    names: int
    columns: int


def room_of(widget: Widget) -> Room:
    """The room that the words of `widget` need, in the widest of the fonts that readers have."""
    levels = _GAP * -1 + sum(_column(widget, place) + _GAP for place in range(len(widget.dimensions)))
    names = levels + _GAP + _NAME
    columns = names + sum(_fact(widget, place) + _GAP for place in range(len(widget.columns)))
    if len(widget.columns) > 1:
        names = columns
    return Room(*(math.ceil(width / _REM) for width in (levels, names, columns)))


def _column(widget: Widget, place: int) -> float:
    """What a column of levels needs: its longest word, or that of its head."""
    _slug, name = widget.dimensions[place]
    cells = [row.cells[place] for row in widget.rows]
    levels = {cell.level for cell in cells} | {cell.stated for cell in cells if cell.stated}
    words = [_SHAPE + _longest(level_word(one), Face.SANS, _LEVEL) for one in levels]
    return max([_longest(name, Face.BOLD, _HEAD), *words])


def _fact(widget: Widget, place: int) -> float:
    texts = [min(_WIDEST_FACT, _wide(row.facts[place][0])) for row in widget.rows]
    return max([_longest(widget.columns[place], Face.BOLD, _HEAD), *texts])


def _wide(text: str) -> float:
    return width_of(text, face=Face.SANS, size=_LEVEL) * _OTHER_FONTS


def _longest(text: str, face: Face, size: float) -> float:
    return max((width_of(word, face=face, size=size) * _OTHER_FONTS for word in text.split()), default=0)
