"""A reader reports an error."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

FORM = "report/?record=model/llama-3.1-8b&place=assessments.weights"
AS_LONG_AS_A_PERSON_NEEDS = 3_100


def write(page: Page, text: str) -> None:
    """Fill in the form as it is open, the answer to a question included."""
    page.fill("#message", text)
    if page.locator("#proof").count():
        numbers = re.findall(r"\d+", page.locator("label[for=proof]").inner_text())
        page.fill("#proof", str(sum(map(int, numbers))))
    page.wait_for_timeout(AS_LONG_AS_A_PERSON_NEEDS)


@pytest.mark.parametrize("javascript", [False])
def test_error_is_reported_without_javascript_and_leads_back(page: Page) -> None:
    page.goto("/de/models/llama-3.1-8b/weights/")
    page.locator("a.report").click()
    write(page, "Die Gewichte gibt es nur nach einer Freischaltung.")
    page.locator("main form button[type=submit]").click()

    assert page.url.endswith("/de/report/thanks/?record=model/llama-3.1-8b&place=assessments.weights")
    page.locator("main a.button").click()
    assert page.url.endswith("/de/models/llama-3.1-8b/weights/")


def test_error_is_reported_from_the_drawer(page: Page) -> None:
    page.goto("/en/compare/?q=llama")
    page.locator("td a.lv").first.click()
    page.locator("#drawer a.report").click()
    write(page, "The source says something else.")
    page.locator("main form button[type=submit]").click()

    expect(page.locator("h1")).to_have_text("Thank you")
    assert page.context.cookies() == []


@pytest.mark.parametrize("javascript", [True, False])
def test_form_with_faults_names_them_at_the_fields_and_keeps_what_was_typed(page: Page) -> None:
    page.goto(f"/en/{FORM}")
    write(page, "The licence has changed.")
    page.fill("#source-url", "ftp://example.org/")
    page.fill("#contact", "me@example.org")
    page.locator("main form button[type=submit]").click()

    expect(page.locator("#fault-source-url")).not_to_be_empty()
    expect(page.locator("[aria-invalid]")).to_have_id("source-url")
    assert [page.input_value(field) for field in ("#message", "#source-url", "#contact")] == [
        "The licence has changed.",
        "ftp://example.org/",
        "me@example.org",
    ]


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, {"width": 1280, "height": 900}])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_form_with_faults_has_no_accessibility_violation_and_does_not_scroll_sideways(
    page: Page, axe: Axe, viewport: ViewportSize, colour_scheme: str
) -> None:
    page.goto(f"/de/{FORM}")
    write(page, "Die Lizenz ist eine andere.")
    page.fill("#source-url", "ftp://example.org/")
    page.locator("main form button[type=submit]").click()
    page.locator("#fault").wait_for()

    assert axe.run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_empty_form_is_not_sent(page: Page) -> None:
    page.goto(f"/en/{FORM}")

    page.locator("main form button[type=submit]").click()

    assert page.evaluate("document.activeElement.id") == "message"
    assert page.locator("#fault").count() == 0


def test_form_is_filled_in_by_keyboard_and_passes_over_the_hidden_field(page: Page) -> None:
    page.goto(f"/en/{FORM}")
    page.focus("#message")
    reached = [""]

    while reached[-1] != "submit" and len(reached) < 6:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.type"))

    assert [name for name in reached if name != "proof"] == ["", "source-url", "contact", "submit"]


def test_hidden_field_is_not_seen(page: Page) -> None:
    page.goto(f"/en/{FORM}")

    box = page.locator(".trap").bounding_box()

    assert box is not None
    assert (box["width"], box["height"]) == (1, 1)


def test_sender_of_many_reports_is_asked_a_question_and_taken_with_the_answer(page: Page) -> None:
    for number in range(3):
        page.goto(f"/en/{FORM}")
        is_asked = page.locator("#proof").count() == 1
        write(page, f"Another fault in the same place: number {number}.")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("h1")).to_have_text("Thank you")
        if is_asked:
            break

    assert is_asked
