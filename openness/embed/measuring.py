"""How wide a text is in the fonts that pictures are drawn with, and how much of it fits.

`fonts/advances.json` is made by `scripts/fonts.py`. Pairs of letters that stand closer are not counted, so a
text is never wider than measured by more than a hair.
"""

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

_MORE, _HAIR = "…", 1e-6
_INVISIBLE = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


class Face(StrEnum):
    """A font of `fonts/`, by the name of its file."""

    SANS = "sans-400"
    BOLD = "sans-600"
    SERIF = "serif-600"


@dataclass(frozen=True)
class Line:
    """A text that can be drawn, and how wide it then is."""

    text: str
    width: float


def width_of(text: str, *, face: Face, size: float) -> float:
    """How wide `text` is in `face` at `size`, in the same unit as `size`."""
    return _width(drawable(text, face=face), face, size)


def drawable(text: str, *, face: Face) -> str:
    """`text` as `face` can draw it, on one line: "…" stands for characters that it does not have."""
    plain, known = one_line(text), _advances()[face]
    return re.sub(f"{_MORE}(?:[- ]*{_MORE})*", _MORE, "".join(one if one in known else _MORE for one in plain))


def one_line(text: str) -> str:
    """`text` without line breaks, control characters and what turns the direction of writing."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def fitted(text: str, *, face: Face, size: float, room: float) -> Line:
    """`text`, shortened with "…" to what fits into `room`."""
    [line] = wrapped(text, face=face, size=size, room=room, lines=1)
    return line


def wrapped(text: str, *, face: Face, size: float, room: float, lines: int) -> tuple[Line, ...]:
    """`text` on as many `lines` as it needs to fit into `room`, at least one; the last is shortened where they run out.

    Lines end between words, or after a hyphen or a slash; a word that is too long for a line is broken.
    """
    rest, found = drawable(text, face=face), list[str]()
    while len(found) < lines - 1 and not _fits(rest, face, size, room):
        head = _head(rest, face, size, room)
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    found.append(_shortened(rest, face, size, room))
    return tuple(Line(one, math.floor(100 * _width(one, face, size)) / 100) for one in found)


def _width(text: str, face: Face, size: float) -> float:
    advances = _advances()[face]
    return sum(advances[character] for character in text) * size / 1000


def _fits(text: str, face: Face, size: float, room: float) -> bool:
    return _width(text, face, size) <= room + _HAIR


def _head(text: str, face: Face, size: float, room: float) -> str:
    """The longest beginning of `text` that fits and ends where a line may end; as much as fits where there is none."""
    ends = [match.end() for match in re.finditer(r"(?<=\w)[-/](?=\w)| ", text)]
    good = [end for end in ends if _fits(text[:end].rstrip(), face, size, room)]
    return text[: good[-1]] if good else _as_much(text, face, size, room)


def _shortened(text: str, face: Face, size: float, room: float) -> str:
    if _fits(text, face, size, room):
        return text
    room_left = room - _width(_MORE, face, size)
    return _as_much(text, face, size, room_left).rstrip(" …,;:–-(/") + _MORE


def _as_much(text: str, face: Face, size: float, room: float) -> str:
    """As many characters of `text` as fit, one at least."""
    count = len(text)
    while count > 1 and not _fits(text[:count], face, size, room):
        count -= 1
    return text[:count]


@cache
def _advances() -> dict[Face, dict[str, int]]:
    """How far each character moves on, in thousandths of the size."""
    table = json.loads((FONTS / "advances.json").read_text())
    return {Face(face): advances for face, advances in table.items()}
