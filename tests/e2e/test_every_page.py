"""What must hold on every public page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

PATHS = [
    "",
    "compare/",
    "compare/?group=vendor",
    "compare/?vendor=nobody",
    "compare/?q=nothing-like-it",
    "compare/?vendor=meta&weights=partial&sort=name",
    "compare/models/",
    "compare/models/?model=gpt-4-turbo&q=llama",
    "compare/models/?model=llama-3.1-8b&model=gpt-4-turbo&model=hermes-4-70b",
    "compare/models/?model=llama-3.1-8b&model=nothing",
    "compare/?offering=product&seat=eu&mau=900000000",
    "may-i/",
    "may-i/?offering=product&seat=eu",
    "may-i/?offering=product&seat=eu&mau=900000000&model=llama-3.1-8b",
    "may-i/?mau=many",
    "models/llama-3.1-8b/",
    "models/gpt-4-turbo/weights/",
    "vendors/",
    "vendors/mistral/",
    "licences/",
    "licences/?subject=output-training&effect=prohibited",
    "licences/?effect=prohibited",
    "licences/llama-3.2-community/",
    "licences/compare/",
    "licences/compare/?licence=llama-3-community&licence=llama-3.1-community&only=differences",
    "licences/compare/?licence=nothing",
    "changes/",
    "changes/?kind=song",
    "dimensions/",
    "fact-check/",
    "fact-check/open-model-openai/",
    "fact-check/open-model-openai/mistral/weights/",
    "about/",
    "api/",
    "api/?try=nothing",
    "embed/",
    "embed/?model=llama-3.1-8b&model=gpt-4-turbo&find=qwen",
    "embed/?what=fact-check&theme=dark",
    "embed/?vendor=mistral&limit=many&theme=pink",
    "report/?record=model/llama-3.1-8b&place=assessments.weights",
    "report/?record=model/llama-3.1-8b&place=nothing",
    "report/thanks/?record=article/open-model-openai&place=rows.mistral.cells.weights",
    "models/no-such-model/",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_page_has_no_accessibility_violation(
    page: Page, axe: Axe, path: str, language: str, colour_scheme: str
) -> None:
    page.goto(f"/{language}/{path}")

    found = axe.run(page).response["violations"]

    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}])
@pytest.mark.parametrize("path", PATHS)
def test_page_on_a_phone_does_not_scroll_sideways(page: Page, path: str, viewport: ViewportSize) -> None:
    page.goto(f"/de/{path}")

    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


@pytest.mark.parametrize("path", PATHS)
def test_page_sets_no_cookie_and_leaves_nothing_behind(page: Page, path: str) -> None:
    page.goto(f"/de/{path}")

    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("path", PATHS)
def test_page_in_german_has_no_word_of_the_english_interface(page: Page, path: str) -> None:
    page.goto(f"/de/{path}")
    menu = page.locator("header nav a").all_inner_texts()

    assert page.locator("html").get_attribute("lang") == "de"
    assert menu == ["Vergleich", "Darf ich?", "Faktencheck", "Anbieter", "Lizenzen", "Dimensionen"]


def test_drawer_when_open_has_no_accessibility_violation(page: Page, axe: Axe) -> None:
    page.goto("/de/fact-check/open-model-openai/")
    page.locator("td a.lv").first.click()
    page.locator("#drawer-title").wait_for()

    assert axe.run(page).response["violations"] == []


def test_comparison_of_50_models_on_a_first_visit_weighs_at_most_60_kb(page: Page) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    page.goto("/de/compare/?per-page=50", wait_until="networkidle")

    assert page.locator("#results tbody tr").count() == 50
    assert len(sizes) >= 4
    assert sum(sizes) <= 60_000
