"""Geometry of a model's profile: a mark for each dimension, the higher the more open.

An unknown level has no height: its mark stands in the middle of a line that runs over all of them. Across,
places are percentages of the width; numbers are texts in SVG's own notation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from openness.choices import Level
from openness.domain.side_by_side import Row

_TOP, _STEP = 14, 40
_HEIGHTS = {Level.OPEN: _TOP, Level.PARTIAL: _TOP + _STEP, Level.CLOSED: _TOP + 2 * _STEP}
_MIDDLE, _BOTTOM = _HEIGHTS[Level.PARTIAL], _HEIGHTS[Level.CLOSED]
_WORD, _NAME = 22, 48
_LINE = 14


@dataclass(frozen=True)
class Station:
    """One dimension: where its mark stands, its level, where the level's word stands, and the name in lines."""

    x: str
    y: str
    level: str
    word_y: str
    has_height: bool
    name: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Segment:
    """A line from one station to the next; there is none to or from a level without a height."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Profile:
    """A model's four stations with the lines between them; heights in pixels, the guides are those of the levels."""

    height: str
    guides: tuple[str, ...]
    top: str
    bottom: str
    stations: tuple[Station, ...]
    segments: tuple[Segment, ...]


def profiles(*, levels: Sequence[Row]) -> tuple[Profile, ...]:
    """A profile for each model, from the `levels` rows of a comparison; all of the same height."""
    names = [row.label.split() for row in levels]
    height = _BOTTOM + _NAME + _LINE * max((len(name) for name in names), default=0)
    columns = zip(*(row.cells for row in levels), strict=True)
    places = _places(levels)
    return tuple(_profile([cell.level for cell in cells], places, names, height) for cells in columns)


def _places(levels: Sequence[Row]) -> list[str]:
    """The middle of each dimension's column, as wide as its longest text asks for; the same in all profiles."""
    widths = [max(len(text) for text in _texts(row)) for row in levels]
    total = sum(widths)
    return [f"{(end - width / 2) * 100 / total:g}%" for width, end in zip(widths, accumulate(widths), strict=True)]


def _texts(row: Row) -> list[str]:
    return [*row.label.split(), *(str(Level(cell.level).label) for cell in row.cells)]


def _profile(levels: Sequence[str], places: Sequence[str], names: Sequence[Sequence[str]], height: int) -> Profile:
    stations = tuple(_station(x, Level(level), name) for level, x, name in zip(levels, places, names, strict=True))
    return Profile(
        height=str(height),
        guides=tuple(map(str, _HEIGHTS.values())),
        top=str(_TOP),
        bottom=str(_BOTTOM),
        stations=stations,
        segments=tuple(
            Segment(one.x, one.y, other.x, other.y)
            for one, other in pairwise(stations)
            if one.has_height and other.has_height
        ),
    )


def _station(x: str, level: Level, name: Sequence[str]) -> Station:
    y = _HEIGHTS.get(level, _MIDDLE)
    lines = tuple((str(_BOTTOM + _NAME + number * _LINE), word) for number, word in enumerate(name))
    return Station(x, str(y), level.value, str(y + _WORD), level in _HEIGHTS, lines)
