"""How wide texts are, and what of them fits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.embed.measuring import Face, Line, drawable, fitted, width_of, wrapped
from openness.embed.raster import png
from tests.embed.png import rows_of

faces = st.sampled_from(Face)


def drawn_width(text: str, font: str, weight: int, size: int) -> int:
    """How many pixels `text` takes when it is drawn: from where it begins to its last dark column."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="240" height="32"><rect width="240" height="32" fill="#fff"/>'
        f'<text x="10" y="24" font-family="{font}" font-weight="{weight}" font-size="{size}">{text}</text></svg>'
    )
    return max(column for row in rows_of(png(svg)) for column, pixel in enumerate(row) if pixel[0] < 128) - 10


@pytest.mark.parametrize(
    ("face", "font", "weight"),
    [(Face.SANS, "Inter", 400), (Face.BOLD, "Inter", 600), (Face.SERIF, "Openness Serif", 600)],
)
@pytest.mark.parametrize("text", ["Kommerzielle Nutzung", "Universität Würzburg", "Llama 3.1 8B", "AVATAR Type To"])
def test_text_is_drawn_no_wider_than_measured_and_little_narrower(text, face, font, weight):
    measured = width_of(text, face=face, size=20)

    assert 0.85 * measured < drawn_width(text, font, weight, 20) < measured + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ünï-côdé – „Łódź“ …", "Ünï-côdé – „Łódź“ …"),
        ("  two\n lines\t ", "two lines"),
        ("u\u0308ber", "über"),
        ("General Model License (通用模型-来源说明)", "General Model License (…)"),
        ("evil\u202etxt\u200b.exe\x00", "eviltxt.exe"),
        ("🙂", "…"),
        ("", ""),
    ],
)
def test_drawable_is_what_the_fonts_have(text, expected):
    assert drawable(text, face=Face.SANS) == expected


def test_text_that_fits_stays_whole():
    assert fitted("Llama 3.1 8B", face=Face.SANS, size=14, room=200) == Line("Llama 3.1 8B", 83.37)


def test_text_that_does_not_fit_ends_with_an_ellipsis():
    line = fitted("HyperCLOVA X SEED Vision Instruct 3B", face=Face.SANS, size=14, room=160)

    assert line.text == "HyperCLOVA X SEED…"


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("Kommerzielle Nutzung", 2, ["Kommerzielle", "Nutzung"]),
        ("Kommerzielle Nutzung", 1, ["Kommerziell…"]),
        ("Teuken-7B-instruct-research-v0.4", 3, ["Teuken-7B-", "instruct-", "research-v0.4"]),
        ("Kraftfahrzeughaftpflicht", 2, ["Kraftfahrzeug", "haftpflicht"]),
        ("Teuken-7B-instruct-research-v0.4", 2, ["Teuken-7B-", "instruct-res…"]),
        ("short", 2, ["short"]),
    ],
)
def test_long_text_is_wrapped_where_a_line_may_end(text, lines, expected):
    assert [line.text for line in wrapped(text, face=Face.SANS, size=14, room=95, lines=lines)] == expected


@settings(deadline=None)
@given(text=st.text(max_size=120), face=faces, room=st.floats(30, 400), lines=st.integers(1, 3))
def test_no_line_is_wider_than_its_room(text, face, room, lines):
    found = wrapped(text, face=face, size=14, room=room, lines=lines)

    assert 1 <= len(found) <= lines
    assert all(line.width <= room and line.width <= width_of(line.text, face=face, size=14) for line in found)


@settings(deadline=None)
@given(text=st.text(max_size=60), face=faces)
def test_text_with_room_enough_loses_nothing(text, face):
    assert fitted(text, face=face, size=14, room=10_000).text == drawable(text, face=face)
