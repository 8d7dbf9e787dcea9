"""What can stand on a social card below its title: levels, a table, bars, figures or lines of text.

A block is as wide as the card without its margins. It says how much height it needs at least and how much it takes
where there is more, and draws itself from a height down.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from openness.choices import Level, Permission
from openness.embed.measuring import Face
from openness.embed.sheets import Pen, Sheet
from openness.embed.words import level_word
from openness.templatetags.openness import look

LEFT, INNER = 72, 1056


class Block(Protocol):
    """One part of a card."""

    @property
    def least(self) -> float:
        """How high it is at least, to be read well."""

    def height(self, room: float) -> float:
        """How high it is where there is `room`."""

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        """Put it on `sheet` from `y` down."""


@dataclass(frozen=True)
class Pill:
    """What something is called, and what it gets: a look and a word for it."""

    name: str
    look: str
    word: str


def level_pill(name: str, level: str) -> Pill:
    """How open something is on what `name` says."""
    return Pill(name, level, level_word(level))


def answer_pill(name: str, permission: Permission) -> Pill:
    """What the licences below a model answer."""
    return Pill(name, look(permission), str(permission.label))


@dataclass(frozen=True)
class Pills:
    """Up to four levels or answers, two in a row."""

    pills: Sequence[Pill]

    _NAME = Pen(32, "muted", Face.BOLD)
    _LEAST, _MOST, _PILL = 122, 138, 66

    @property
    def least(self) -> float:
        return self._rows * self._LEAST

    def height(self, room: float) -> float:
        return self._rows * self._each(room)

    @property
    def _rows(self) -> int:
        return -(-len(self.pills) // 2)

    def _each(self, room: float) -> float:
        return min(self._MOST, room / self._rows)

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        width = INNER / 2 if len(self.pills) > 1 else INNER
        for number, pill in enumerate(self.pills):
            self._draw_one(sheet, pill, LEFT + number % 2 * width, y + number // 2 * self._each(room), width - 24)

    def _draw_one(self, sheet: Sheet, pill: Pill, x: float, y: float, room: float) -> None:
        word = Pen(42, f"c-{pill.look}", Face.BOLD)
        sheet.write(pill.name, self._NAME, x=x, y=y + 28, room=room)
        width = min(78 + word.width_of(pill.word) + 32, room)
        sheet.box(f"s-{pill.look}", x=x, y=y + 42, width=width, height=self._PILL, radius=self._PILL / 2)
        sheet.mark(pill.look, x=x + 26, y=y + 56, size=38)
        sheet.write(pill.word, word, x=x + 78, y=y + 90, room=width - 92)


@dataclass(frozen=True)
class Table:
    """Up to six models with a level for each of up to four dimensions."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]

    _HEAD, _LONG_NAME = Pen(20, "muted", Face.BOLD), Pen(24, "ink", Face.BOLD)
    _TOP, _LEAST, _MOST, _CELL, _LEADING = 58, 50, 62, 184, 25

    @property
    def least(self) -> float:
        return self._TOP + len(self.rows) * self._LEAST

    def height(self, room: float) -> float:
        return self._TOP + len(self.rows) * self._row(room)

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        first = LEFT + INNER - len(self.heads) * self._CELL
        for number, head in enumerate(self.heads):
            self._draw_head(sheet, head, first + number * self._CELL, y)
        y += self._TOP
        for name, levels in self.rows:
            sheet.box("line", x=LEFT, y=y, width=INNER, height=2)
            middle = y + self._row(room) / 2
            self._draw_name(sheet, name, middle, self._row(room), first - LEFT - 20)
            for number, level in enumerate(levels):
                self._draw_level(sheet, level, first + number * self._CELL, middle)
            y += self._row(room)

    def _row(self, room: float) -> float:
        return min(self._MOST, (room - self._TOP) / max(1, len(self.rows)))

    def _draw_head(self, sheet: Sheet, head: str, x: float, y: float) -> None:
        lines = self._HEAD.lines_of(head, room=self._CELL - 12, lines=2)
        for number, line in enumerate(reversed(lines)):
            sheet.put(line, self._HEAD, x=x, y=y + 44 - number * self._LEADING, room=self._CELL - 12)

    def _draw_name(self, sheet: Sheet, name: str, middle: float, row: float, room: float) -> None:
        """On one line large; else smaller, on two where the row is high enough."""
        pen = Pen(min(32, int(row * 0.7)), "ink", Face.BOLD)
        if pen.width_of(name) <= room or row < self._LEAST:
            sheet.write(name, pen, x=LEFT, y=middle + 11, room=room)
        else:
            sheet.write_lines(name, self._LONG_NAME, x=LEFT, y=middle - 4, room=room, lines=2, leading=self._LEADING)

    def _draw_level(self, sheet: Sheet, level: str, x: float, middle: float) -> None:
        sheet.mark(level, x=x, y=middle - 15, size=30)
        pen = Pen(20, f"c-{level}", Face.BOLD)
        sheet.write(level_word(level), pen, x=x + 37, y=middle + 8, room=self._CELL - 43)


@dataclass(frozen=True)
class Bars:
    """Up to four bars, each of one name: how many have which level; a legend says what the shapes mean."""

    bars: Sequence[tuple[str, Sequence[tuple[str, int]]]]

    _NAME, _COUNT, _WORD = Pen(31, "ink", Face.BOLD), Pen(27, "paper", Face.BOLD), Pen(22, "muted")
    _LEAST, _MOST, _BAR, _NAMES, _LEGEND = 50, 60, 42, 385, 40

    @property
    def least(self) -> float:
        return len(self.bars) * self._LEAST + self._LEGEND

    def height(self, room: float) -> float:
        return len(self.bars) * self._each(room) + self._LEGEND

    def _each(self, room: float) -> float:
        return min(self._MOST, (room - self._LEGEND) / len(self.bars))

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        for name, levels in self.bars:
            sheet.write(name, self._NAME, x=LEFT, y=y + 31, room=self._NAMES - 20)
            self._draw_bar(sheet, levels, y)
            y += self._each(room)
        self._draw_legend(sheet, y)

    def _draw_bar(self, sheet: Sheet, levels: Sequence[tuple[str, int]], y: float) -> None:
        left, whole = LEFT + self._NAMES, INNER - self._NAMES
        number = sum(count for _level, count in levels)
        x: float = left
        for level, count in levels:
            width = whole * count / number
            sheet.box(f"c-{level}", x=x, y=y, width=max(width - 3, 1), height=self._BAR, radius=4)
            if width > 52 + self._COUNT.width_of(f"{count}"):
                sheet.mark(level, x=x + 10, y=y + 9, size=24, look="paper")
                sheet.write(f"{count}", self._COUNT, x=x + 42, y=y + 31, room=width - 48)
            elif width > 36:
                sheet.mark(level, x=x + (width - 27) / 2, y=y + 9, size=24, look="paper")
            x += width

    def _draw_legend(self, sheet: Sheet, y: float) -> None:
        x: float = LEFT + self._NAMES
        for level in self._levels():
            sheet.mark(level, x=x, y=y + 4, size=22)
            line = sheet.write(level_word(level), self._WORD, x=x + 30, y=y + 23, room=LEFT + INNER - x - 30)
            x += 30 + line.width + 28

    def _levels(self) -> Iterator[str]:
        counted = Counter(level for _name, levels in self.bars for level, count in levels if count)
        return (level for level in Level.values if counted[level])


@dataclass(frozen=True)
class Figures:
    """Up to five numbers, what each counts, and the class that gives it its colour."""

    figures: Sequence[tuple[str, str, str]]

    _COUNTED = Pen(30, "muted")
    _NUMBER = Pen(84, "ink", Face.SERIF)
    least = 168

    def height(self, room: float) -> float:
        return self.least

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        width = INNER / len(self.figures)
        size = self._size(width - 20)
        for place, (number, counted, shade) in enumerate(self.figures):
            x = LEFT + place * width
            sheet.write(number, Pen(size, shade, Face.SERIF), x=x, y=y + 74, room=width - 20)
            sheet.write_lines(counted, self._COUNTED, x=x, y=y + 122, room=width - 20, lines=2, leading=36)

    def _size(self, room: float) -> int:
        """The size at which every number fits."""
        widest = max(self._NUMBER.width_of(number) for number, _counted, _shade in self.figures)
        return int(self._NUMBER.size * min(1, room / max(widest, 1)))


@dataclass(frozen=True)
class Points:
    """Up to five lines of text, each with a head that may be empty."""

    points: Sequence[tuple[str, str]]

    _HEAD, _TEXT = Pen(32, "accent", Face.BOLD), Pen(32, "ink")
    _LEAST, _MOST, _HEADS = 48, 58, 400

    @property
    def least(self) -> float:
        return len(self.points) * self._LEAST

    def height(self, room: float) -> float:
        return len(self.points) * self._each(room)

    def _each(self, room: float) -> float:
        return min(self._MOST, room / max(1, len(self.points)))

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        widest = max((self._HEAD.width_of(head) for head, _text in self.points), default=0)
        heads = min(widest, self._HEADS)
        left = LEFT + heads + (20 if heads else 0)
        for head, text in self.points:
            if head:
                sheet.write(head, self._HEAD, x=LEFT, y=y + 38, room=heads)
            sheet.write(text, self._TEXT, x=left, y=y + 38, room=LEFT + INNER - left)
            y += self._each(room)


@dataclass(frozen=True)
class Words:
    """The levels there are, in a row."""

    _WORD, least = 33, 64

    def height(self, room: float) -> float:
        return self.least

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        x: float = LEFT
        for level in (Level.OPEN, Level.PARTIAL, Level.CLOSED, Level.UNKNOWN):
            pen, word = Pen(self._WORD, f"c-{level}", Face.BOLD), level_word(level)
            width = min(60 + pen.width_of(word) + 24, LEFT + INNER - x)
            sheet.box(f"s-{level}", x=x, y=y, width=width, height=self.least, radius=self.least / 2)
            sheet.mark(level, x=x + 20, y=y + 16, size=32)
            sheet.write(word, pen, x=x + 60, y=y + 44, room=width - 70)
            x += width + 16


@dataclass(frozen=True)
class Stack:
    """Blocks one below the other."""

    blocks: Sequence[Block]

    @property
    def least(self) -> float:
        return sum(block.least for block in self.blocks)

    def height(self, room: float) -> float:
        return sum(block.height(share) for block, share in self._shares(room))

    def draw(self, sheet: Sheet, y: float, room: float) -> None:
        for block, share in self._shares(room):
            block.draw(sheet, y, share)
            y += block.height(share)

    def _shares(self, room: float) -> Iterator[tuple[Block, float]]:
        """Each block with its part of `room`."""
        return ((block, room * block.least / self.least) for block in self.blocks)
