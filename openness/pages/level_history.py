"""Geometry of a model's levels through time; the template draws it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openness.domain.history.changes import LevelSpan
from openness.svg import number


@dataclass(frozen=True)
class Stretch:
    """One level: where its bar begins and how wide it is, as percentages."""

    x: str
    width: str
    span: LevelSpan


@dataclass(frozen=True)
class LevelHistory:
    """A bar of levels for each dimension over one time axis from `first` to `last`; `is_steady` where none changed."""

    first: dt.date
    last: dt.date
    tracks: tuple[tuple[str, tuple[Stretch, ...]], ...]

    @property
    def is_steady(self) -> bool:
        """Whether no level ever changed."""
        return all(len(stretches) < 2 for _dimension, stretches in self.tracks)


def level_history(*, spans: Mapping[str, Sequence[LevelSpan]], last: dt.date) -> LevelHistory | None:
    """The picture of `spans` up to the day `last`; None where nothing is recorded yet."""
    starts = [one.since for found in spans.values() for one in found]
    if not starts:
        return None
    first = min(starts)
    days = max(1, (last - first).days + 1)

    def place(day: dt.date) -> float:
        return 100 * (day - first).days / days

    def stretch(one: LevelSpan) -> Stretch:
        end = place(one.to) if one.to else 100.0
        return Stretch(f"{number(place(one.since))}%", f"{number(max(end - place(one.since), 0.5))}%", one)

    return LevelHistory(
        first=first,
        last=last,
        tracks=tuple((dimension, tuple(stretch(one) for one in found)) for dimension, found in spans.items()),
    )
