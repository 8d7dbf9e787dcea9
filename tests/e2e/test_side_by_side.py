"""Models side by side as a reader works with them."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 360, "height": 740}
THREE = "compare/models/?model=llama-3.1-8b&model=gpt-4-turbo&model=hermes-4-70b"
SIX = "compare/models/?" + "&".join(
    f"model={slug}" for slug in ("olmo-3-7b", "falcon-180b", "gpt-4-turbo", "llama-2-7b", "deepseek-v3", "gpt-oss-120b")
)


def heads(page: Page) -> list[str]:
    """The models of the columns."""
    return page.locator(".aligned thead th > a:first-child").all_inner_texts()


def test_search_while_typing_offers_models_whose_link_adds_them(page: Page) -> None:
    page.goto("/en/compare/models/?model=llama-3.1-8b")

    page.locator("#pick").press_sequentially("GPT4 Turbo", delay=20)
    page.locator("#matches a").first.click()

    expect(page).to_have_url(re.compile(r"\?model=llama-3\.1-8b&model=gpt-4-turbo$"))
    assert heads(page) == ["Llama 3.1 8B", "GPT-4 Turbo"]


@pytest.mark.parametrize("javascript", [False])
def test_search_without_javascript_offers_the_same(page: Page, javascript: bool) -> None:
    page.goto("/en/compare/models/?model=llama-3.1-8b&only=differences")
    page.locator("#pick").fill("gpt-4-turbo")

    page.get_by_role("button", name="Search").click()
    page.locator("#matches a").first.click()

    expect(page).to_have_url(re.compile(r"\?model=llama-3\.1-8b&model=gpt-4-turbo&only=differences$"))


def test_model_when_removed_leaves_the_others(page: Page) -> None:
    page.goto(f"/en/{THREE}")

    page.get_by_role("link", name="Remove GPT-4 Turbo").click()

    expect(page).to_have_url(re.compile(r"\?model=llama-3\.1-8b&model=hermes-4-70b$"))
    assert heads(page) == ["Llama 3.1 8B", "Hermes 4 70B"]


@pytest.mark.parametrize("width", [1440, 768])
@pytest.mark.parametrize("address", [THREE, SIX])
def test_names_stay_in_sight_when_scrolled(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/en/{address}")

    page.locator(".of-terms tr").nth(3).scroll_into_view_if_needed()
    page.mouse.move(300, 500)
    page.mouse.wheel(0, 300)

    expect(page.locator(".aligned thead th").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_first_column_stays_in_sight_when_six_columns_are_scrolled(page: Page) -> None:
    page.set_viewport_size({"width": 1024, "height": 900})
    page.goto(f"/en/{SIX}")

    vendors = page.locator(".in-vendor th")
    vendors.scroll_into_view_if_needed()
    page.locator(".aligned-scroll").evaluate("area => area.scrollTo(400, 0)")

    expect(vendors).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("viewport", [PHONE])
def test_row_on_a_phone_is_a_card_that_names_each_model(page: Page, viewport: ViewportSize) -> None:
    page.goto(f"/en/{SIX}")

    labels = page.locator(".in-parameters td:visible").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert labels == ['"Olmo 3 7B, Llama 2 7B"', '"Falcon 180B"', '"GPT-4 Turbo"', '"DeepSeek-V3"', '"gpt-oss-120b"']
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_level_when_clicked_opens_its_evidence_beside_the_comparison(page: Page) -> None:
    page.goto(f"/en/{THREE}")

    page.locator(".of-levels a.lv").first.click()

    expect(page.locator("#drawer")).to_contain_text("Llama 3.1 8B")
    expect(page).to_have_url(re.compile("hermes-4-70b$"))


def test_models_ticked_under_different_filters_are_compared(page: Page) -> None:
    page.goto("/en/compare/?q=gpt-4-turbo")
    page.get_by_label("Side by side: GPT-4 Turbo", exact=True).check()

    page.locator("#q").fill("llama-3.1-8b")
    expect(page.locator("#results tbody th a").first).to_have_text("Llama 3.1 8B")
    page.get_by_label("Side by side: Llama 3.1 8B", exact=True).check()
    page.get_by_role("button", name="Compare 2 models").click()

    expect(page).to_have_url(re.compile(r"/compare/models/\?"))
    assert sorted(heads(page)) == ["GPT-4 Turbo", "Llama 3.1 8B"]


def test_bar_stays_away_until_a_model_is_ticked_and_when_all_are_taken_back(page: Page) -> None:
    page.goto("/en/compare/")
    bar = page.locator(".pick-bar")
    expect(bar).to_be_hidden()

    page.locator(".pick input").first.check()
    expect(bar).to_contain_text("Pick one more to compare")
    bar.get_by_role("button", name="Remove all").click()

    expect(bar).to_be_hidden()
    expect(page.locator(".pick :checked")).to_have_count(0)


def test_seventh_model_cannot_be_ticked(page: Page) -> None:
    page.goto("/en/compare/")

    for place in range(6):
        page.locator(".pick input").nth(place).check()

    expect(page.locator(".pick input").nth(6)).to_be_disabled()
    expect(page.get_by_role("button", name="Compare 6 models")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [False])
def test_models_ticked_without_javascript_are_compared(page: Page, javascript: bool) -> None:
    page.goto("/en/compare/?vendor=openai&sort=name")
    page.locator(".pick input").nth(0).check()
    page.locator(".pick input").nth(1).check()

    page.get_by_role("button", name="Compare the picked models").click()

    expect(page).to_have_url(re.compile(r"/compare/models/\?model=[^&]+&model=[^&]+$"))
    assert len(heads(page)) == 2
