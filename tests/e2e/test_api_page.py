"""The page of the API in a browser."""

import json
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("javascript", [True, False])
def test_form_leads_to_the_answer(page: Page, faults: list[str], javascript: bool) -> None:
    page.goto("/de/api/")
    section = page.locator("#get-model")
    section.locator("summary").first.click()
    section.get_by_role("textbox", name="slug").fill(" llama-3.1-8b ")
    section.get_by_role("button").click()

    page.wait_for_url("**/api/v1/models/llama-3.1-8b")
    assert json.loads(page.locator("body").inner_text())["data"]["slug"] == "llama-3.1-8b"
    faults.clear()  # JSON names no icon, and the browser looks for one


def test_choice_of_several_values_reaches_the_api(page: Page, faults: list[str]) -> None:
    page.goto("/de/api/")
    section = page.locator("#get-models")
    section.locator("summary").first.click()
    section.locator('input[name="weights"][value="open"]').check()
    section.locator('input[name="weights"][value="partial"]').check()
    section.get_by_role("button").click()

    page.wait_for_url("**/api/v1/models?weights=open&weights=partial")
    faults.clear()  # JSON names no icon, and the browser looks for one


@pytest.mark.parametrize("place", [".example", "#files", "#feeds"])
def test_addresses_that_the_page_names_are_answered(page: Page, place: str) -> None:
    page.goto("/en/api/")
    links = page.locator(f"{place} a").evaluate_all("links => links.map((link) => link.href)")

    assert len(links) > 2
    assert {link: status_in_the_end(link) for link in links} == dict.fromkeys(links, 200)


def status_in_the_end(link: str, patience: int = 10) -> int:
    """The status of an answer; after that of a file that is being written, when it says to come again."""
    try:
        return int(urlopen(link, timeout=30).status)
    except HTTPError as error:
        if error.code != 503 or not patience:
            raise
        time.sleep(int(error.headers["Retry-After"]))
        return status_in_the_end(link, patience - 1)


def test_recipe_is_copied_as_it_stands(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/api/")
    recipe = page.locator("#recipe-all-mjs")

    recipe.get_by_role("button").click()

    expect(recipe.locator(".word")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == recipe.locator("textarea").input_value()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}])
def test_page_unfolded_does_not_scroll_sideways_on_a_phone(page: Page, viewport: dict[str, int]) -> None:
    page.goto("/de/api/")

    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")

    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
