"""Social cards: what a page is about on 1200 by 630 pixels, to be read at a quarter of that."""

from dataclasses import dataclass

from openness.embed.blocks import INNER, LEFT, Block
from openness.embed.measuring import Face
from openness.embed.sheets import Pen, Sheet

WIDTH, HEIGHT = 1200, 630
_LARGE, _SMALLER, _KICKER = Pen(78, "ink", Face.SERIF), Pen(66, "ink", Face.SERIF), Pen(34, "accent", Face.BOLD)
_LEAD, _SITE, _NOTE = Pen(35, "muted"), Pen(36, "accent", Face.SERIF), Pen(28, "muted")
_BOTTOM, _FOOT, _ABOVE_BLOCK, _LEADING = 518, 584, 28, 48


@dataclass(frozen=True)
class Card:
    """What a page is about: a title, a line above it and some below, a block of facts, and a note at the foot.

    `keep` is False where the address is one of endlessly many.
    """

    title: str
    kicker: str = ""
    lead: str = ""
    block: Block | None = None
    note: str = ""
    keep: bool = True


def card_sheet(card: Card) -> Sheet:
    """`card` drawn; nothing on it is wider than its room."""
    sheet = Sheet(card.title, card.lead, WIDTH, HEIGHT)
    sheet.box("paper", x=0, y=0, width=WIDTH, height=HEIGHT)
    sheet.box("accent", x=0, y=0, width=WIDTH, height=14)
    y = _draw_title(sheet, card)
    top = _draw_block(sheet, card, card.block, _BOTTOM - y) if card.block else _BOTTOM
    _draw_lead(sheet, card.lead, y, top - _ABOVE_BLOCK)
    _draw_foot(sheet, card)
    return sheet


def _draw_title(sheet: Sheet, card: Card) -> float:
    """The line above and the title; where the next thing may begin."""
    y: float = 122
    if card.kicker:
        sheet.write(card.kicker[0].upper() + card.kicker[1:], _KICKER, x=LEFT, y=92, room=INNER)
        y = 168
    pen, leading, lines = _title(card)
    return sheet.write_lines(card.title, pen, x=LEFT, y=y, room=INNER, lines=lines, leading=leading) - leading + 30


def _title(card: Card) -> tuple[Pen, int, int]:
    """Pen, leading and most lines of the title: on one line large, else smaller on two, or three without a block."""
    if _LARGE.width_of(card.title) <= INNER:
        return _LARGE, 86, 1
    return _SMALLER, 74, 2 if card.block else 3


def _draw_block(sheet: Sheet, card: Card, block: Block, room: float) -> float:
    """The block at the bottom, and one line of the lead left free above it if it can spare that; its upper end."""
    spared = room - _LEADING - _ABOVE_BLOCK
    if card.lead and block.least <= spared:
        room = spared
    top = _BOTTOM - block.height(room)
    block.draw(sheet, top, room)
    return top


def _draw_lead(sheet: Sheet, lead: str, y: float, bottom: float) -> None:
    """As much of `lead` as there is room for, between the title and the block."""
    lines = min(4, int((bottom - y) // _LEADING))
    if lead and lines > 0:
        sheet.write_lines(lead, _LEAD, x=LEFT, y=y + 32, room=INNER, lines=lines, leading=_LEADING)


def _draw_foot(sheet: Sheet, card: Card) -> None:
    sheet.mark("partial", x=LEFT, y=_FOOT - 29, size=36, look="accent")
    name = sheet.write("Openness", _SITE, x=LEFT + 50, y=_FOOT, room=INNER / 2)
    room = INNER - 50 - name.width - 40
    width = min(_NOTE.width_of(card.note), room)
    sheet.write(card.note, _NOTE, x=LEFT + INNER - width, y=_FOOT - 1, room=width)
