"""Geometry of the small pictures; templates draw them as SVG.

Every number is a text in SVG's own notation: a template would write it as the reader's language does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openness.choices import LicenceKind
from openness.domain.comparison import Row
from openness.domain.licence_history import Lane, Mark
from openness.svg import number

_WIDTH, _LEFT, _RIGHT = 720, 24, 24
_STEP, _TOP, _BOTTOM = 16, 12, 28
_EDGE = 5.0
_FREEDOM = {
    LicenceKind.OPEN_SOURCE: "open",
    LicenceKind.PERMISSIVE: "open",
    LicenceKind.RESTRICTED: "partial",
    LicenceKind.NON_COMMERCIAL: "closed",
    LicenceKind.PROPRIETARY: "closed",
}


@dataclass(frozen=True)
class Dot:
    """One model: the middle of its mark, and what it shows."""

    x: str
    y: str
    row: Row


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    x: str
    label: str


@dataclass(frozen=True)
class Timeline:
    """Models through time, in SVG user units; models of one month stand on each other."""

    width: str
    height: str
    axis: str
    tick_end: str
    label: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class LaneTrack:
    """One licence's lane: where it begins and ends, its marks, and the look its kind gives them."""

    lane: Lane
    look: str
    start: str
    end: str
    marks: tuple[tuple[str, Mark], ...]


@dataclass(frozen=True)
class LaneChart:
    """Lanes one below the other over one time axis; places are percentages of its width."""

    tracks: tuple[LaneTrack, ...]
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
        width=number(_WIDTH),
        height=number(axis + _BOTTOM),
        axis=number(axis),
        tick_end=number(axis + 5),
        label=number(axis + 20),
        dots=tuple(
            Dot(number(_LEFT + (month - first + 0.5) * scale), number(axis - (level - 0.5) * _STEP), row)
            for month, level, row in places
        ),
        ticks=tuple(
            Tick(number(_LEFT + (month - first) * scale), str(month // 12)) for month in range(first, last + 1, 12)
        ),
    )


def lane_chart(*, lanes: Sequence[Lane]) -> LaneChart | None:
    """`lanes` over a time axis of whole years; None where there are fewer than two to compare."""
    if len(lanes) < 2:
        return None
    months = [_month(mark.month) for lane in lanes for mark in lane.marks]
    first, last = min(months) // 12 * 12, (max(months) // 12 + 1) * 12
    scale = (100 - 2 * _EDGE) / (last - first)

    def place(month: float) -> str:
        return f"{number(_EDGE + (month - first) * scale)}%"

    return LaneChart(
        tracks=tuple(_track(lane, [place(_month(mark.month) + 0.5) for mark in lane.marks]) for lane in lanes),
        ticks=tuple(Tick(place(month), str(month // 12)) for month in range(first, last + 1, 12)),
    )


def _track(lane: Lane, places: list[str]) -> LaneTrack:
    look = _FREEDOM[LicenceKind(lane.licence.licence_kind)]
    return LaneTrack(lane, look, places[0], places[-1], tuple(zip(places, lane.marks, strict=True)))


def _month(released: str) -> int:
    year, month = released.split("-")
    return int(year) * 12 + int(month) - 1
