"""A sheet to draw on: texts that fit their room, marks, pills and lines, which one template writes as SVG."""

from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from openness.embed.looks import SHAPES, style
from openness.embed.measuring import Face, Line, fitted, one_line, width_of, wrapped

_CLASSES = {Face.SANS: "", Face.BOLD: "b", Face.SERIF: "t"}


@dataclass(frozen=True)
class Pen:
    """How a text is written: its size, the class that gives its colour, and the font."""

    size: float
    look: str
    face: Face = Face.SANS

    @property
    def classes(self) -> str:
        """The classes of what it writes."""
        return f"{self.look} {_CLASSES[self.face]}".strip()

    def width_of(self, text: str) -> float:
        """How wide `text` would be."""
        return width_of(text, face=self.face, size=self.size)

    def lines_of(self, text: str, *, room: float, lines: int) -> tuple[Line, ...]:
        """`text` on as many lines as it needs, up to `lines`."""
        return wrapped(text, face=self.face, size=self.size, room=room, lines=lines)


@dataclass(frozen=True)
class Text:
    """A line of text: its left end, its width, and the room there is.

    Other fonts are held to the same width, so that nothing overflows where the reader has not ours.
    """

    text: str
    x: float
    y: float
    size: float
    look: str
    width: float
    room: float


@dataclass(frozen=True)
class Mark:
    """The shape of a level: its upper left corner, how many times 16 units it is, its outline and its class."""

    x: float
    y: float
    scale: float
    path: str
    look: str


@dataclass(frozen=True)
class Box:
    """A rectangle with round corners, in the class `look`."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    look: str


@dataclass
class Sheet:
    """What is drawn, in units of the SVG; `title` and `description` say it to whoever cannot see it."""

    title: str
    description: str
    width: float
    height: float = 0
    theme: str = "light"
    boxes: list[Box] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def write(self, text: str, pen: Pen, *, x: float, y: float, room: float) -> Line:
        """Write `text` from (x, y) on, shortened to `room`; the line as it stands there."""
        line = fitted(text, face=pen.face, size=pen.size, room=room)
        self.put(line, pen, x=x, y=y, room=room)
        return line

    def put(self, line: Line, pen: Pen, *, x: float, y: float, room: float) -> None:
        """Write a `line` that was measured already."""
        self.texts.append(Text(line.text, round(x, 1), round(y, 1), pen.size, pen.classes, line.width, room))

    def write_lines(self, text: str, pen: Pen, *, x: float, y: float, room: float, lines: int, leading: float) -> float:
        """Write `text` on up to `lines` lines, `leading` apart; where the next line would stand."""
        for line in pen.lines_of(text, room=room, lines=lines):
            self.put(line, pen, x=x, y=y, room=room)
            y += leading
        return y

    def mark(self, level: str, *, x: float, y: float, size: float, look: str = "") -> None:
        """Put the shape of a level there, `size` wide and high, in its own colour or that of the class `look`."""
        self.marks.append(Mark(round(x, 1), round(y, 1), size / 16, SHAPES[level], look or f"c-{level}"))

    def box(self, look: str, *, x: float, y: float, width: float, height: float, radius: float = 0) -> None:
        """Put a rectangle below everything else."""
        self.boxes.append(Box(round(x, 1), round(y, 1), round(width, 1), round(height, 1), radius, look))

    def as_svg(self) -> str:
        """The whole as SVG."""
        context = {
            "sheet": self,
            "title": one_line(self.title),
            "description": one_line(self.description),
            "style": mark_safe(style(theme=self.theme)),  # noqa: S308 - made of constants
        }
        return render_to_string("embed/drawing.svg", context)
