"""Catalogue values in a reader's words."""

from decimal import Decimal

import pytest
from django.utils import translation

from openness.templatetags import openness as filters


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (None, "", ""),
        (Decimal("8.0000"), "8 Mrd.", "8B"),
        (Decimal("46.7"), "46,7 Mrd.", "46.7B"),
        (Decimal("8.5381"), "8,54 Mrd.", "8.54B"),
        (Decimal("1700"), "1.700 Mrd.", "1,700B"),
        (Decimal("0.27"), "270 Mio.", "270M"),
        (Decimal("0.0225"), "22,5 Mio.", "22.5M"),
        (Decimal("1"), "1 Mrd.", "1B"),
    ],
)
def test_billions_follow_the_language(value, german, english):
    written = {}
    for language in ("de", "en"):
        with translation.override(language):
            written[language] = filters.billions(value)

    assert written == {"de": german, "en": english}


@pytest.mark.parametrize(
    ("value", "german", "english"), [(None, "", ""), ("", "", ""), ("2024-07", "Juli 2024", "July 2024")]
)
def test_month_follows_the_language(value, german, english):
    written = {}
    for language in ("de", "en"):
        with translation.override(language):
            written[language] = filters.month(value)

    assert written == {"de": german, "en": english}


def test_month_short_is_in_figures():
    assert (filters.month_short("2024-07"), filters.month_short(None)) == ("07/2024", "")


def test_words_are_joined_in_the_readers_language():
    with translation.override("de"):
        assert filters.words(["eu", "us"], "region") == "Europäische Union, Vereinigte Staaten"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/de/models/gpt-9/", "gpt 9"),
        ("/de/models/llama_3.1%20x", "llama 3.1 20x"),
        ("/", ""),
        ("/de/" + "x" * 99, "x" * 60),
    ],
)
def test_guess_is_the_words_of_the_last_part_of_a_path(path, expected):
    assert filters.guess(path) == expected


@pytest.mark.parametrize("nasty", ["</script>", "<!--", "&", "\u2028", '"'])
def test_json_ld_cannot_end_its_element(nasty):
    inside = filters.json_ld({"x": nasty}).removeprefix('<script type="application/ld+json">').removesuffix("</script>")

    assert not set(inside) & set("<>&\u2028")
