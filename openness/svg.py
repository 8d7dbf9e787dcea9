"""Geometry that every outlet's pictures share.

Every number is a text in SVG's own notation: a template would write it as the reader's language does.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """One level's part of a bar that is 100 wide."""

    level: str
    x: str
    width: str


def pieces(*, levels: Sequence[tuple[str, int]]) -> list[Piece]:
    """A bar of 100 units, cut by (level, count)."""
    whole = sum(count for _level, count in levels)
    result, x = [], 0.0
    for level, count in levels:
        width = 100 * count / whole
        result.append(Piece(level=level, x=number(x), width=number(width)))
        x += width
    return result


def number(value: float) -> str:
    """`value` to two decimals at most: "3.5"."""
    return f"{round(value, 2):g}"
