"""Geometry of the small pictures; templates draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from openness.domain.comparison import Row

_WIDTH, _LEFT, _RIGHT = 720, 16, 16
_STEP, _TOP, _BOTTOM = 16, 12, 28


@dataclass(frozen=True)
class Dot:
    """One model: the middle of its mark, and what it shows."""

    x: float
    y: float
    row: Row


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """Models through time, in SVG user units; models of one month stand on each other."""

    width: int
    height: int
    axis: float
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


def timeline(*, rows: Sequence[Row]) -> Timeline | None:
    """`rows` with a release month along a time axis; None where no month is known."""
    dated = [row for row in rows if row.released]
    if not dated:
        return None
    months = [_month(row.released or "") for row in dated]
    first, last = min(months) // 12 * 12, (max(months) // 12 + 1) * 12
    scale = (_WIDTH - _LEFT - _RIGHT) / (last - first)
    heights: dict[int, int] = {}
    places = []
    for row, month in zip(dated, months, strict=True):
        heights[month] = heights.get(month, 0) + 1
        places.append((month, heights[month], row))
    axis = _TOP + max(heights.values()) * _STEP
    return Timeline(
        width=_WIDTH,
        height=axis + _BOTTOM,
        axis=axis,
        dots=tuple(
            Dot(round(_LEFT + (month - first + 0.5) * scale, 1), axis - (level - 0.5) * _STEP, row)
            for month, level, row in places
        ),
        ticks=tuple(
            Tick(round(_LEFT + (month - first) * scale, 1), str(month // 12)) for month in range(first, last + 1, 12)
        ),
    )


def _month(released: str) -> int:
    year, month = released.split("-")
    return int(year) * 12 + int(month) - 1
