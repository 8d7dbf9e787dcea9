"""A widget in words."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from openness.embed.words import alt_text, level_word, plan_words
from tests.embed.test_drawing import cell, checked, row, widget


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def test_alternative_text_of_few_rows_tells_each():
    assert alt_text(widget(row("One"), title="How open is One?")) == (
        "How open is One? "
        "One: Vendor: Acme; Weights: open; Code: partial; Training data: closed; Commercial use: unknown. "
        "Checked on 1 March 2026 or later. Catalogue of 2 April 2026."
    )


def test_alternative_text_of_many_rows_counts_them():
    rows = [row("One"), row("Two"), row("Three"), row("Four", "Acme", "closed", "open", "closed", "closed")]

    assert alt_text(widget(*rows, as_of=dt.date(2026, 5, 5), checked_on=None)) == (
        "How open are they? Weights: 3 open, 1 closed. Code: 1 open, 3 partial. Training data: 4 closed. "
        "Commercial use: 1 closed, 3 unknown. As of 5 May 2026."
    )


def test_alternative_text_of_a_fact_check_tells_both_levels():
    cells = cell(stated="open", level="mixed"), cell("code", "closed", "")

    assert alt_text(checked(*cells)).split(". ")[0] == (
        "How open are they? Acme: Weights: the text says open, the evidence mixed; "
        "Code: the text says nothing, the evidence closed"
    )


def test_mixed_is_a_level_word_too():
    assert [level_word(level) for level in ("open", "mixed", "not-applicable")] == ["open", "mixed", "not applicable"]


def test_plan_in_words_names_choices_figures_and_days():
    plan = {"offering": ("product",), "mau": ("5000000",), "uses": ("text", "image"), "on": ("2026-03-01",)}

    assert plan_words(plan) == (
        "build it into a product or service for customers, Monthly active users: 5,000,000, Text, Image, "
        "On the day 1 March 2026"
    )
