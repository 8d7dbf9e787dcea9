"""The code of each form, as somebody pastes it: everything in it is escaped for where it stands."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import resolve
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from openness.embed.cards import HEIGHT, WIDTH
from openness.embed.drawing import drawing
from openness.embed.heights import height_at
from openness.embed.places import Place
from openness.embed.widgets import Widget, WidgetRow
from openness.embed.words import alt_text, level_word
from openness.embed.writing import markdown, static_table
from openness.plans import QUESTIONS

USUAL_WIDTH = 600
_ON_A_PHONE, _WIDEST_PHONE = 328, 440
_WIDTHS = range(280, USUAL_WIDTH + 1, 40)
_WORTH_A_STEP = 40
_LINK_HEIGHT = 18
_MOST_BADGES = 12


@dataclass(frozen=True)
class Form:
    """What a form is called, where it works, and what to know of it."""

    title: Any
    where: Any
    note: Any = ""


@dataclass(frozen=True)
class Snippet:
    """The code of one form, files to download as (label, address), and a text that goes with it."""

    name: str
    form: Form
    code: str
    files: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def lines(self) -> int:
        """How many lines of some eighty characters it fills, at most five."""
        return min(5, sum(1 + len(line) // 80 for line in self.code.splitlines()))


FORMS: Mapping[str, Form] = {
    "element": Form(
        _("Script and element"),
        _("WordPress (block “Custom HTML”), Ghost (HTML card), Hugo, Jekyll, and any page whose HTML is yours."),
        _(
            "Finds its height by itself; several on a page need the script once. Without JavaScript the link stays. "
            "WordPress takes scripts and frames from administrators and editors only, in a network from super admins; "
            "Hugo shows them with “markup.goldmark.renderer.unsafe = true” or inside a shortcode of your own."
        ),
    ),
    "iframe": Form(
        _("Plain frame"),
        _("In the same places, where scripts are not welcome."),
        _("Its height is estimated, for a phone as well; where the table needs more, it scrolls inside."),
    ),
    "link": Form(
        _("Address alone (oEmbed)"),
        _("WordPress and Ghost, on a line of its own. Medium and social networks make a preview card of it."),
        _(
            "For authors who may not paste HTML. WordPress locks frames of sites that it does not know, "
            "so links inside do not open there."
        ),
    ),
    "frame": Form(
        _("Address of the frame"),
        _("Notion: type /embed and paste it. And wherever else a tool asks which page to frame."),
    ),
    "html": Form(
        _("Static table"),
        _("Newsletters, in any tool that takes HTML; Ghost’s HTML card, which goes out by mail as well."),
        _("Styled inside its tags, without scripts and pictures. It stays as it is when the catalogue moves on."),
    ),
    "png": Form(
        _("Picture (PNG)"),
        _("Newsletters, Notion, WordPress; Medium, which takes it as a file only."),
        _("For Medium download the large one, upload it, and give it the text below as its description."),
    ),
    "svg": Form(
        _("Picture (SVG)"),
        _("GitHub README, Hugo, Jekyll, and any page of yours; sharp at every size."),
        _("Most mail programs and Medium do not show it."),
    ),
    "md": Form(
        _("Markdown table"),
        _("GitHub README and issues, Hugo, Jekyll."),
        _("It stays as it is when the catalogue moves on."),
    ),
    "md-picture": Form(
        _("Markdown picture"),
        _("GitHub README, Hugo, Jekyll, and wherever else Markdown is read."),
        _("Follows the catalogue. GitHub shows a copy from its own server, which may lag behind."),
    ),
    "badges": Form(
        _("Badges"),
        _("GitHub README, in Markdown; each leads to its evidence."),
    ),
    "shields": Form(
        _("Badges in the looks of shields.io"),
        _("Beside other badges of theirs."),
        _("shields.io asks us and draws them; GitHub loads them from there."),
    ),
    "card": Form(
        _("Social card"),
        _("Networks show it by themselves when one of our pages is shared; here for the head of your own page."),
    ),
}


def snippets(*, place: Place, widget: Widget) -> tuple[Snippet, ...]:
    """The code of every form that the widget has; its language is active. No queries."""
    found = ((name, write(place, widget)) for name, write in _WRITERS.items())
    return tuple(_snippet(name, code, place, widget) for name, code in found if code)


def _snippet(name: str, code: str, place: Place, widget: Widget) -> Snippet:
    """The code is a text to be shown, not one that a template takes for HTML already."""
    text = alt_text(widget) if name == "png" else ""
    return Snippet(name, FORMS[name], "".join([code]), _files(name, place, widget), text)


def absolute(path: str) -> str:
    """A path of ours with the site's address before it."""
    return settings.SITE_URL + path


def iframe(*, place: Place, widget: Widget, width: int, height: int, style: str = "border:0;width:100%") -> str:
    """A frame as wide as its column, `width` and `height` pixels where styles are ignored."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="{}" frameborder="0" '
        'loading="lazy" referrerpolicy="no-referrer"></iframe>',
        absolute(place.frame),
        widget.title,
        width,
        height,
        style,
    )


def _iframe(place: Place, widget: Widget) -> str:
    """A frame in a box that it can measure its column by."""
    style = f"border:0;width:100%;height:{_height_by_width(widget)}"
    height = height_at(widget=widget, width=USUAL_WIDTH)
    frame = iframe(place=place, widget=widget, width=USUAL_WIDTH, height=height, style=style)
    return format_html('<div style="container-type:inline-size">{}</div>', frame)


def _element(place: Place, widget: Widget) -> str:
    """The element that /embed.js makes a frame of, with a link for whoever has no JavaScript, and its room.

    Where a page ignores styles, the two pictures stand beside each other, and below each other on a phone.
    """
    wide, narrow = (height_at(widget=widget, width=width) for width in (USUAL_WIDTH, _ON_A_PHONE))
    return format_html(
        '<openness-widget src="{}" title="{}" height="{}" style="display:block;container-type:inline-size">\n'
        '<a href="{}">{}</a><br>\n'
        '<svg width="{}" height="{}" style="display:block;height:{}" aria-hidden="true"></svg>'
        '<svg width="{}" height="{}" style="display:none" aria-hidden="true"></svg>\n</openness-widget>\n'
        '<script async src="{}" referrerpolicy="no-referrer"></script>',
        absolute(place.frame),
        widget.title,
        wide,
        absolute(widget.address),
        widget.title,
        _WIDEST_PHONE // 2,
        wide - _LINK_HEIGHT,
        _height_by_width(widget, less=_LINK_HEIGHT),
        _WIDEST_PHONE // 2,
        max(0, narrow - wide),
        absolute("/embed.js"),
    )


def _height_by_width(widget: Widget, *, less: int = 0) -> str:
    """A height in CSS that goes down in steps as the box around gets wider: what the frame needs, but for `less`."""
    steps = _steps(widget)
    lower = [
        f"min({height - less}px,({end}px - 100cqw)*999)" for (_start, height), (end, _next) in itertools.pairwise(steps)
    ]
    return f"max({','.join([f'{steps[-1][1] - less}px', *lower])})"


def _steps(widget: Widget) -> list[tuple[int, int]]:
    """(width from which on it is enough, height), narrow before wide; small differences make no step."""
    steps: list[tuple[int, int]] = []
    for width in _WIDTHS:
        height = height_at(widget=widget, width=width)
        down = steps[-1][1] - height if steps else height
        if down < 0 or down >= _WORTH_A_STEP or (down and width == USUAL_WIDTH):
            steps.append((width, height))
    return steps


def _png(place: Place, widget: Widget) -> str:
    srcset = f"{absolute(place.form('png', scale='2'))} 2x"
    return _picture(place.form("png"), widget, format_html(' srcset="{}"', srcset))


def _svg(place: Place, widget: Widget) -> str:
    return _picture(place.form("svg"), widget)


def _picture(path: str, widget: Widget, more: str = "") -> str:
    """A picture that leads to the page that shows the same."""
    sheet = drawing(widget)
    return format_html(
        '<a href="{}"><img src="{}"{} width="{}" height="{}" alt="{}" style="max-width:100%;height:auto"></a>',
        absolute(widget.address),
        absolute(path),
        more,
        round(sheet.width),
        round(sheet.height),
        alt_text(widget),
    )


def _markdown_picture(place: Place, widget: Widget) -> str:
    return _linked(alt_text(widget), absolute(place.form("svg")), absolute(widget.address))


def _linked(text: str, picture: str, address: str) -> str:
    """A picture in Markdown that leads to `address`."""
    alt = re.sub(r"([\\\[\]*_`<>&!])", r"\\\1", text)
    return f"[![{alt}]({picture})]({address})"


def card(widget: Widget) -> str:
    """The path of the social card of the page that shows the same."""
    path, _mark, query = widget.address.partition("?")
    return f"/cards{path.removesuffix('/')}.png{query and '?' + query}"


def _card(place: Place, widget: Widget) -> str:
    return format_html(
        '<meta property="og:image" content="{}">\n<meta property="og:image:width" content="{}">\n'
        '<meta property="og:image:height" content="{}">\n<meta property="og:image:alt" content="{}">',
        absolute(card(widget)),
        WIDTH,
        HEIGHT,
        widget.title,
    )


def _badges(place: Place, widget: Widget) -> str:
    """A line of badges for each of the first models."""
    return "\n".join(
        " ".join(
            _linked(text, absolute(f"{path}.svg{query}"), absolute(address))
            for text, path, query, address in _each_badge(place, widget, row)
        )
        for row in _badged(widget)
    )


def _shields(place: Place, widget: Widget) -> str:
    """The badges of the first model, drawn by shields.io."""
    return "\n".join(
        _linked(
            text,
            f"https://img.shields.io/endpoint?{urlencode({'url': absolute(f'{path}.json{query}')})}",
            absolute(address),
        )
        for row in _badged(widget)[:1]
        for text, path, query, address in _each_badge(place, widget, row)
    )


def _badged(widget: Widget) -> tuple[WidgetRow, ...]:
    return () if widget.kind == "fact-check" else widget.rows[:_MOST_BADGES]


def _each_badge(place: Place, widget: Widget, row: WidgetRow) -> Iterator[tuple[str, str, str, str]]:
    """(text, path without its ending, query, path of the evidence) for each of a model's badges."""
    start = f"/badge/{place.language}/{resolve(row.address.partition('?')[0]).kwargs['slug']}"
    names = dict(widget.dimensions)
    for cell in row.cells:
        text = f"{row.name}: {names[cell.dimension]}: {level_word(cell.level)}"
        yield text, f"{start}/{cell.dimension}", _query(place, "as-of"), cell.address
    for label, (answer, address) in zip(widget.columns, row.facts, strict=True):
        if "/may-i/" in address:
            yield f"{row.name}: {label} {answer}", f"{start}/may-i", _query(place, "as-of", *QUESTIONS), address


def _query(place: Place, *names: str) -> str:
    pairs = [(name, value) for name, value in place.pairs if name in names]
    return f"?{urlencode(pairs)}" if pairs else ""


_WRITERS: Mapping[str, Callable[[Place, Widget], str]] = {
    "element": _element,
    "iframe": _iframe,
    "link": lambda place, widget: absolute(place.page(widget)),
    "frame": lambda place, widget: absolute(place.frame),
    "html": lambda place, widget: static_table(widget).strip(),
    "png": _png,
    "svg": _svg,
    "md": lambda place, widget: markdown(widget).strip(),
    "md-picture": _markdown_picture,
    "badges": _badges,
    "shields": _shields,
    "card": _card,
}


def _files(name: str, place: Place, widget: Widget) -> tuple[tuple[str, str], ...]:
    """(label, path) of what can be downloaded."""
    found = {
        "html": (("HTML", place.form("html")),),
        "md": (("Markdown", place.form("md")),),
        "svg": (("SVG", place.form("svg")),),
        "card": (("PNG", card(widget)),),
        "png": (("PNG", place.form("png")), ("PNG 2×", place.form("png", scale="2"))),
    }
    return found.get(name, ())
