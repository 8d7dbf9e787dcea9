"""A widget as a picture."""

import datetime as dt
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.domain.revision import Revision
from openness.embed.drawing import drawing, notice
from openness.embed.looks import DARK, LIGHT
from openness.embed.raster import png
from openness.embed.sheets import Sheet
from openness.embed.widgets import Widget, WidgetCell, WidgetRow
from tests.embed.png import rows_of, size_of

DAY = dt.date(2026, 3, 1)
DIMENSIONS = (
    ("weights", "Weights"),
    ("code", "Code"),
    ("data", "Training data"),
    ("commercial-use", "Commercial use"),
)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", "]]></style>", "\"&amp;'", "{{ 1 }}", "\x00", "\ufffe"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def cell(dimension: str = "weights", level: str = "open", stated: str | None = None) -> WidgetCell:
    return WidgetCell(dimension, level, "For this reason.", "/en/models/one/weights/", DAY, stated)


def row(name: str = "One", vendor: str = "Acme", *levels: str) -> WidgetRow:
    found = levels or ("open", "partial", "closed", "unknown")
    cells = tuple(cell(slug, level) for (slug, _name), level in zip(DIMENSIONS, found, strict=False))
    return WidgetRow(name, "/en/models/one/", ((vendor, "/en/vendors/acme/"),), cells)


def widget(*rows: WidgetRow, **more) -> Widget:
    """A comparison of `rows` with their vendors."""
    given = {
        "kind": "compare",
        "title": "How open are they?",
        "address": "/en/compare/",
        "language": "en",
        "theme": "auto",
        "columns": ("Vendor",),
        "dimensions": DIMENSIONS[: len(rows[0].cells)] if rows else DIMENSIONS,
        "rows": rows,
        "total": len(rows),
        "checked_on": DAY,
        "revision": Revision(number=7, changed_at=dt.datetime(2026, 4, 2, tzinfo=dt.UTC)),
        "as_of": None,
    }
    return Widget(**{**given, **more})


def checked(*cells: WidgetCell) -> Widget:
    """A fact check of one vendor."""
    return widget(WidgetRow("Acme", "/en/vendors/acme/", (), cells), kind="fact-check", columns=())


def written(sheet: Sheet) -> list[str]:
    return [text.text for text in sheet.texts]


def test_drawing_writes_title_heads_rows_and_dates():
    assert written(drawing(widget(row("One"), row("Two", "Other", "closed", "closed", "closed", "closed")))) == [
        "How open are they?",
        *("Model", "Vendor", "Weights", "Code", "Training data", "Commercial use"),
        *("One", "Acme", "open", "partial", "closed", "unknown"),
        *("Two", "Other", "closed", "closed", "closed", "closed"),
        "Checked on 1 March 2026 or later · Catalogue of 2 April 2026",
        "Openness · 127.0.0.1:8000",
    ]


def test_drawing_gives_every_level_shape_word_and_colour():
    sheet = drawing(widget(row()))

    assert [mark.look for mark in sheet.marks] == ["c-open", "c-partial", "c-closed", "c-unknown"]
    assert len({mark.path for mark in sheet.marks}) == 4
    assert [text.text for text in sheet.texts if text.look.startswith("c-")] == ["open", "partial", "closed", "unknown"]


def test_drawing_of_a_pinned_widget_tells_its_day():
    assert "Checked on 1 March 2026 or later · As of 5 May 2026" in written(
        drawing(widget(row(), as_of=dt.date(2026, 5, 5)))
    )


def test_drawing_of_fewer_rows_than_there_are_says_so():
    texts = " ".join(written(drawing(widget(row(), total=37))))

    assert "1 of 37 models" in texts


def test_drawing_without_rows_says_so():
    assert "No model fits." in written(drawing(widget()))


def test_drawing_leaves_no_gap_where_a_fact_is_unknown():
    assert "–" in written(drawing(widget(row(vendor=""))))


def test_drawing_of_a_fact_check_sets_what_is_stated_above_what_is_found():
    sheet = drawing(checked(cell(stated="open", level="closed"), cell("code", "mixed", "partial")))

    texts = [text.text for text in sheet.texts]
    assert texts[texts.index("Acme") + 1 :][:4] == ["open", "closed", "partial", "mixed"]


@pytest.mark.parametrize(
    ("stated", "level", "strokes"), [("open", "closed", 1), ("open", "open", 0), ("", "closed", 0)]
)
def test_drawing_of_a_fact_check_strikes_out_what_differs(stated, level, strokes):
    sheet = drawing(checked(cell(stated=stated, level=level)))

    assert sum(box.look == "muted" for box in sheet.boxes) == strokes


def test_drawing_of_a_fact_check_tells_where_the_text_is_silent():
    assert "says nothing" in written(drawing(checked(cell(stated="", level="closed"))))


names = st.one_of(st.text(max_size=200), st.text("WMÄ-. ", min_size=60, max_size=200), st.just("Short"))


@settings(deadline=None)
@given(title=names, first=names, second=names, vendor=names)
def test_nothing_in_a_drawing_is_wider_than_its_room(title, first, second, vendor):
    sheet = drawing(widget(row(first, vendor), row(second, "Acme"), title=title))

    for text in sheet.texts:
        assert text.width <= text.room
        assert 20 <= text.x <= text.x + text.width <= sheet.width - 19.9
    assert sheet.width < 1200
    assert all(box.x + box.width <= sheet.width and box.y + box.height <= sheet.height for box in sheet.boxes)


@settings(deadline=None)
@given(name=st.one_of(names, st.sampled_from(HOSTILE)))
def test_drawing_is_well_formed_whatever_it_is_of(name):
    root = ET.fromstring(drawing(widget(row(name, name), title=name)).as_svg())  # noqa: S314 - our own

    assert {element.tag for element in root.iter()} == {
        SVG + tag for tag in ("svg", "title", "desc", "style", "rect", "path", "text")
    }
    attributes = {key for element in root.iter() for key in element.attrib}
    assert {key for key in attributes if key.startswith("on") or key.endswith("href")} == set()


def test_name_stays_text_in_a_drawing():
    root = ET.fromstring(drawing(widget(row("<b>1</b>&"))).as_svg())  # noqa: S314 - our own

    assert "<b>1</b>&" in [element.text for element in root.iter(f"{SVG}text")]


def test_drawing_says_all_of_it_to_whoever_cannot_see_it():
    root = ET.fromstring(drawing(widget(row("One"), row("Two"), total=3)).as_svg())  # noqa: S314 - our own

    assert (root.attrib["role"], root.attrib["aria-labelledby"]) == ("img", "title description")
    assert root.find(f"{SVG}title").text == "How open are they?"
    assert root.find(f"{SVG}desc").text == (
        "How open are they? "
        "One: Vendor: Acme; Weights: open; Code: partial; Training data: closed; Commercial use: unknown. "
        "Two: Vendor: Acme; Weights: open; Code: partial; Training data: closed; Commercial use: unknown. "
        "2 of 3 models. Checked on 1 March 2026 or later. Catalogue of 2 April 2026."
    )


def test_drawing_refers_to_nothing_outside():
    svg = drawing(widget(row())).as_svg().replace('xmlns="http://www.w3.org/2000/svg"', "")

    assert re.findall(r"url\(|href|@import|https?:|<!|<\?", svg) == []


@pytest.mark.parametrize(
    ("theme", "dark", "light"), [("auto", True, True), ("light", False, True), ("dark", True, False)]
)
def test_drawing_has_the_colours_of_its_theme(theme, dark, light):
    svg = drawing(widget(row(), theme=theme)).as_svg()

    assert (DARK["paper"] in svg, LIGHT["paper"] in svg) == (dark, light)
    assert ("prefers-color-scheme:dark" in svg) == (theme == "auto")


@pytest.mark.parametrize(("theme", "palette"), [("auto", LIGHT), ("light", LIGHT), ("dark", DARK)])
def test_picture_of_no_theme_is_light(theme, palette):
    pixel = rows_of(png(drawing(widget(row(), theme=theme)).as_svg()))[8][40]

    assert "#{:02x}{:02x}{:02x}".format(*pixel[:3]) == palette["paper"]


@pytest.mark.parametrize("scale", [1, 2])
def test_picture_is_as_large_as_the_drawing(scale):
    sheet = drawing(widget(row()))

    assert size_of(png(sheet.as_svg(), scale=scale)) == (sheet.width * scale, sheet.height * scale)


def test_picture_shows_text():
    """Ink at the place of the title: the fonts are there."""
    sheet = drawing(widget(row()))
    title = sheet.texts[0]

    rows = rows_of(png(sheet.as_svg()))

    band = [pixel for line in rows[int(title.y) - 12 : int(title.y)] for pixel in line[20 : 20 + int(title.width)]]
    assert 0.1 < sum(pixel[0] < 128 for pixel in band) / len(band) < 0.6


@settings(deadline=None)
@given(text=names)
def test_notice_keeps_its_text_inside(text):
    sheet = notice(title="This table cannot be shown", text=text)

    assert all(one.width <= one.room and one.y < sheet.height - 10 for one in sheet.texts)


def test_drawing_grows_by_its_rows_alone():
    heights = [drawing(widget(*[row()] * number)).height for number in (1, 2, 12)]

    assert heights[2] - heights[0] == 11 * (heights[1] - heights[0])


def test_drawing_speaks_the_language_in_use():
    with override("de"):
        assert "geschlossen" in written(drawing(widget(row())))
