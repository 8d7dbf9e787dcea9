"""May I use it? As a reader asks."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect


def test_plan_when_picked_answers_at_once_and_pushes_the_address(page: Page) -> None:
    page.goto("/de/may-i/")

    page.locator("#offering-product").check()
    expect(page).to_have_url(re.compile(r"/de/may-i/\?offering=product$"))
    page.locator("#plan-seat").select_option("eu")

    expect(page).to_have_url(re.compile(r"/de/may-i/\?offering=product&seat=eu$"))
    expect(page.locator("#answer-no .number")).not_to_have_text("0")
    assert page.locator("#results tbody tr").count() == 50


def test_answer_when_clicked_shows_the_models_that_get_it(page: Page) -> None:
    page.goto("/de/may-i/?offering=product&seat=eu&mau=900000000")
    promised = page.locator("#answer-ask .number").inner_text()

    page.locator("#answer-ask").click()

    expect(page).to_have_url(re.compile("permitted=ask"))
    expect(page.locator("#count")).to_have_text(f"{promised} Modelle")
    assert set(page.locator("#results tbody td:nth-child(3)").all_inner_texts()) == {"Anbieter fragen"}


def test_one_model_tells_the_clause_the_duties_and_copies_them(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/de/may-i/?offering=product&seat=eu&model=deepseek-r1-distill-llama-8b")

    page.get_by_role("button", name="Liste kopieren").click()

    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    duties = page.locator(".checklist > li").count()
    assert duties > 1
    heading, *lines = copied.split("\n")
    assert heading.split(" – ") == ["DeepSeek-R1-Distill-Llama-8B", "ja, wenn …", page.url]
    assert [line[:4] for line in lines] == ["[ ] "] * duties
    assert all(re.search(r": https://\S+\)", line) for line in lines)


def test_search_beside_a_chosen_model_takes_its_place(page: Page) -> None:
    page.goto("/de/may-i/?offering=product&model=llama-4-scout")

    page.locator("#q").fill("qwen")

    expect(page).to_have_url(re.compile(r"/de/may-i/\?q=qwen&offering=product$"))
    expect(page.locator("#count")).not_to_have_text("0 Modelle")
    expect(page.locator("#kept")).to_be_empty()


def test_answer_when_taken_back_stays_away_when_the_plan_changes(page: Page) -> None:
    page.goto("/de/may-i/?offering=product&permitted=ask")
    page.locator("#answer-ask").click()
    expect(page).to_have_url(re.compile(r"/de/may-i/\?offering=product$"))

    page.locator("#offering-internal").check()

    expect(page).to_have_url(re.compile(r"/de/may-i/\?offering=internal$"))


def test_wrong_number_when_typed_is_named_at_its_field(page: Page, faults: list[str]) -> None:
    page.goto("/de/may-i/")

    page.locator("#plan-mau").fill("viele")
    page.locator("#plan-mau").blur()

    expect(page.locator("#fault-mau")).to_have_text("keine ganze Zahl wie 5000000")
    faults.clear()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, {"width": 1440, "height": 900}])
@pytest.mark.parametrize("javascript", [False])
def test_button_without_javascript_is_in_sight(page: Page, javascript: bool) -> None:
    page.goto("/de/may-i/")

    page.locator("#offering-product").scroll_into_view_if_needed()

    expect(page.get_by_role("button", name="Antwort")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [False])
def test_plan_without_javascript_is_sent_as_a_form(page: Page, javascript: bool) -> None:
    page.goto("/de/may-i/")

    page.locator("#offering-train").check()
    page.get_by_role("button", name="Antwort").click()

    expect(page).to_have_url(re.compile("offering=train"))
    expect(page.locator("#answer-no .number")).not_to_have_text("0")


def test_wrong_number_is_named_at_its_field(page: Page) -> None:
    page.goto("/de/may-i/?mau=viele")

    assert page.locator("#fault-mau").inner_text() == "keine ganze Zahl wie 5000000"
    assert page.locator("#plan-mau").input_value() == "viele"


def test_plan_on_the_comparison_filters_by_the_answer(page: Page) -> None:
    page.goto("/de/compare/")
    page.locator("#group-plan > summary").click()
    page.locator("#offering-product").check()
    expect(page).to_have_url(re.compile(r"/de/compare/\?offering=product$"))

    page.locator("#permitted-no").check()

    expect(page).to_have_url(re.compile("permitted=no"))
    expect(page.locator("#results tbody .pm").first).to_have_text("nein")
