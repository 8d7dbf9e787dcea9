"""QR codes as the path of an SVG."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import segno

_QUIET = 4


@dataclass(frozen=True)
class Picture:
    """A square of `size` units with its quiet zone, and the `path` that is black."""

    size: int
    path: str


def picture(text: str) -> Picture:
    """The QR code that holds `text`; it stays readable while up to 15 % of it is damaged."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=_QUIET))
    return Picture(size=len(rows), path="".join(_runs(rows)))


def _runs(rows: Iterable[Iterable[int]]) -> Iterable[str]:
    """One rectangle, a unit high, for each run of black in a row."""
    for y, row in enumerate(rows):
        for dark, run in groupby(enumerate(row), key=lambda place: place[1]):
            if dark:
                places = [x for x, _dark in run]
                yield f"M{places[0]} {y}h{len(places)}v1h-{len(places)}z"
