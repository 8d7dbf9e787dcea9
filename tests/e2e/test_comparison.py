"""The comparison as a reader works with it."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 360, "height": 740}


def test_filter_when_ticked_swaps_results_and_pushes_the_address(page: Page) -> None:
    page.goto("/de/compare/")

    page.locator("#group-vendor > summary").click()
    page.locator("#vendor-openai").check()

    expect(page).to_have_url(re.compile(r"/de/compare/\?vendor=openai$"))
    expect(page.locator("#results tbody tr").first).to_contain_text("OpenAI")
    assert set(page.locator("#results tbody th small").all_inner_texts()) == {"OpenAI"}


def test_filter_when_ticked_keeps_focus_and_announces_the_count(page: Page) -> None:
    page.goto("/de/compare/?vendor=meta")
    before = page.locator("#count").inner_text()

    page.locator("#weights-closed").focus()
    page.keyboard.press("Space")

    expect(page.locator("#count")).not_to_have_text(before)
    assert page.evaluate("document.activeElement.id") == "weights-closed"
    assert page.locator("#count").get_attribute("role") == "status"


def test_long_list_when_narrowed_shows_what_fits_also_after_a_tick(page: Page) -> None:
    page.goto("/de/compare/")
    page.locator("#group-licence > summary").click()
    shown = page.locator("#facet-licence .choice:visible")
    before = shown.count()

    page.get_by_label("In der Liste suchen: Lizenz", exact=True).fill("llama 3")
    assert 0 < shown.count() < before
    page.locator("#weights-partial").check()

    expect(page).to_have_url(re.compile(r"/compare/\?weights=partial$"))
    expect(page.locator("#picked-weights")).to_have_text("1")
    assert {"llama 3" in text.lower() for text in shown.all_inner_texts()} == {True}


def test_search_while_typing_finds_another_spelling_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/de/compare/")

    page.locator("#q").press_sequentially("GPT4 Turbo", delay=20)

    expect(page.locator("#results tbody th a").first).to_have_text("GPT-4 Turbo")
    assert page.locator("#q").input_value() == "GPT4 Turbo"
    assert page.evaluate("document.activeElement.id") == "q"


def test_counts_after_ticking_are_those_of_the_combination(page: Page) -> None:
    page.goto("/de/compare/?vendor=mistral")
    promised = int(page.locator("label:has(#weights-partial) .number").inner_text())

    page.locator("#weights-partial").check()

    expect(page.locator("#count")).to_contain_text(f"{promised} ")
    assert page.locator("#results tbody tr").count() == promised


def test_address_when_shared_reproduces_the_view(page: Page) -> None:
    page.goto("/de/compare/")
    page.locator("#weights-open").check()
    expect(page).to_have_url(re.compile("weights=open"))
    page.locator("#sort-name").click()
    expect(page).to_have_url(re.compile("sort=name"))
    names = page.locator("#results tbody th a").all_inner_texts()

    page.goto(page.url)

    assert page.locator("#results tbody th a").all_inner_texts() == names
    assert page.locator("#weights-open").is_checked()


def test_back_after_filtering_returns_to_the_earlier_view(page: Page) -> None:
    page.goto("/de/compare/")
    everything = page.locator("#count").inner_text()
    page.locator("#weights-open").check()
    expect(page).to_have_url(re.compile("weights=open"))

    page.go_back()

    expect(page.locator("#count")).to_have_text(everything)
    assert not page.locator("#weights-open").is_checked()


def test_cell_when_clicked_opens_its_evidence_without_leaving_the_page(page: Page) -> None:
    page.goto("/de/compare/?q=gpt-4-turbo")

    page.locator("#results a.lv").first.click()

    drawer = page.locator("#drawer")
    expect(drawer).to_be_visible()
    expect(drawer.locator(".sources a").first).to_have_attribute("href", re.compile("^https://"))
    expect(drawer).to_contain_text("Geprüft am")
    expect(page).to_have_url(re.compile(r"/de/compare/\?q=gpt-4-turbo$"))


def test_drawer_when_closed_by_key_gives_focus_back_to_its_cell(page: Page) -> None:
    page.goto("/de/compare/?q=gpt-4-turbo")
    cell = page.locator("#results a.lv").nth(1)
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("#drawer")).to_be_hidden()
    expect(cell).to_be_focused()


def test_group_by_vendor_when_clicked_keeps_the_filters(page: Page) -> None:
    page.goto("/en/compare/?weights=open")

    page.locator("#group-by-vendor").click()

    expect(page).to_have_url(re.compile(r"\?weights=open&group=vendor$"))
    expect(page.locator("#results table.vendors")).to_be_visible()


def test_wrong_value_names_the_fault_at_its_field(page: Page) -> None:
    answer = page.goto("/en/compare/?released-from=2024-13")

    assert answer is not None
    assert answer.status == 400
    expect(page.locator("#fault-released-from")).to_have_text("not a month: write YYYY-MM, as in 2024-07")


def test_nothing_found_offers_a_way_on(page: Page) -> None:
    page.goto("/en/compare/?q=no-such-model")

    expect(page.get_by_role("heading", name="No model fits")).to_be_visible()
    page.get_by_role("link", name="Show all models").click()
    expect(page).to_have_url(re.compile(r"/en/compare/$"))


@pytest.mark.parametrize("javascript", [False])
def test_filters_without_javascript_are_sent_as_a_form(page: Page, javascript: bool) -> None:
    page.goto("/de/compare/")
    page.locator("#weights-open").check()

    page.get_by_role("button", name="Anwenden").click()

    expect(page).to_have_url(re.compile("weights=open"))
    assert set(page.locator("#results tbody td:nth-child(5)").all_inner_texts()) == {"offen"}


@pytest.mark.parametrize("javascript", [False])
def test_cell_without_javascript_leads_to_its_evidence(page: Page, javascript: bool) -> None:
    page.goto("/de/compare/?q=gpt-4-turbo")

    page.locator("#results a.lv").first.click()

    expect(page).to_have_url(re.compile("/de/models/gpt-4-turbo/weights/$"))
    expect(page.locator(".sources a").first).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE])
def test_comparison_on_a_phone_does_not_scroll_sideways(page: Page, viewport: ViewportSize) -> None:
    page.goto("/de/compare/")

    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    expect(page.get_by_role("cell", name=re.compile("^Gewichte ")).first).to_be_visible()


def test_header_when_scrolled_stays_in_sight(page: Page) -> None:
    page.goto("/de/compare/")

    page.mouse.wheel(0, 2500)

    expect(page.locator("#results thead th").first).to_be_in_viewport()


def test_language_link_after_filtering_leads_to_the_same_view(page: Page) -> None:
    page.goto("/de/compare/")
    page.locator("#weights-open").check()
    expect(page).to_have_url(re.compile("weights=open"))

    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(re.compile(r"/en/compare/\?weights=open$"))


def test_next_page_when_clicked_takes_the_focus_along_and_announces_itself(page: Page) -> None:
    page.goto("/de/compare/?per-page=25")

    page.locator("#page-next").click()

    expect(page.locator("#count")).to_contain_text("Seite 2 von")
    assert page.evaluate("document.activeElement.id") == "page-next"


def test_filter_when_the_server_is_gone_says_so(page: Page, faults: list[str]) -> None:
    page.goto("/de/compare/")
    page.route("**/compare/?*", lambda route: route.abort())

    page.locator("#weights-open").check()

    expect(page.locator("#trouble")).to_be_visible()
    faults.clear()
