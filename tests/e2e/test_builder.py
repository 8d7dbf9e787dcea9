"""The builder as a blogger uses it, and what stands in the blog afterwards."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, ViewportSize, expect

from tests.e2e.blog import Blog, served

TWO = "model=llama-3.1-8b&model=gpt-4-turbo"
SHIFTS = """() => new Promise((done) => {
  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(shifts), 200);
})"""
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    """A blog on another origin."""
    with served() as blog:
        yield blog


@pytest.fixture
def hosts(site: str, blog: Blog) -> set[str]:
    """The blogger asks us, readers the blog as well."""
    return {urlsplit(site).netloc, urlsplit(blog.address).netloc}


def preview(page: Page, width: int) -> FrameLocator:
    """The framed page in one of the previews."""
    return page.locator(f".w-{width} openness-widget").frame_locator("iframe")


def code(page: Page, form: str) -> str:
    """What the builder offers to paste."""
    return page.locator(f"#code-{form}").input_value()


@pytest.mark.parametrize("width", [280, 600, 900])
def test_preview_shows_the_widget_itself(page: Page, width: int) -> None:
    page.goto(f"/en/embed/?{TWO}")
    page.locator(f".w-{width}").scroll_into_view_if_needed()

    expect(preview(page, width).locator("tbody th")).to_have_text(["Llama 3.1 8B", "GPT-4 Turbo"])
    assert page.locator(f".w-{width} openness-widget").evaluate("one => one.offsetWidth") == width


def test_setting_when_changed_shows_in_preview_code_and_address(page: Page) -> None:
    page.goto(f"/de/embed/?{TWO}")

    page.locator("#theme-dark").check()

    expect(page).to_have_url(re.compile(rf"/de/embed/\?{TWO}&theme=dark$"))
    expect(page.locator("#code-frame")).to_have_value(re.compile("theme=dark$"))
    expect(preview(page, 600).locator("html.dark")).to_be_attached()
    expect(page.locator("#theme-dark")).to_be_focused()


def test_model_when_found_is_added_and_the_next_can_be_typed(page: Page) -> None:
    page.goto("/en/embed/?model=llama-3.1-8b")
    page.locator("#find").fill("gpt-4 turbo")
    page.locator("#matches a", has_text="GPT-4 Turbo").first.click()

    expect(page).to_have_url(re.compile(rf"/en/embed/\?{TWO}$"))
    expect(page.locator(".settings .chip")).to_have_count(2)
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator("#find")).to_have_value("")


def test_model_when_taken_away_leaves_the_others(page: Page) -> None:
    page.goto(f"/en/embed/?{TWO}")

    page.locator(".settings .chip", has_text="Llama").click()

    expect(page).to_have_url(re.compile(r"/en/embed/\?model=gpt-4-turbo$"))
    expect(preview(page, 600).locator("main")).to_contain_text("How open is GPT-4 Turbo?")


def test_article_when_chosen_shows_its_table(page: Page) -> None:
    page.goto("/de/embed/")

    page.locator("#what-fact-check").check()

    expect(page).to_have_url(re.compile("what=fact-check"))
    expect(page.locator("#article")).to_be_visible()
    expect(page.locator("#find")).to_be_hidden()
    expect(preview(page, 600).locator("tbody th").first).to_have_text("OpenAI")


def test_address_when_pasted_is_taken_over(page: Page, site: str) -> None:
    page.goto("/de/embed/")
    page.locator(".settings details summary").click()

    page.locator("#address").fill(f"{site}/de/compare/?vendor=mistral&weights=open")
    page.locator("#address").blur()

    expect(page).to_have_url(re.compile(r"/de/embed/\?weights=open&vendor=mistral$"))
    expect(page.locator(".settings .chip")).to_have_count(2)


def test_fault_is_named_at_its_field(page: Page, faults: list[str]) -> None:
    page.goto("/de/embed/")

    page.locator("#limit").fill("99")
    page.locator("#limit").blur()

    expect(page.locator("#fault-limit")).not_to_be_empty()
    expect(page.locator("#limit")).to_have_attribute("aria-invalid", "true")
    faults.clear()


def test_code_when_copied_is_on_the_clipboard_and_said_to_be(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/en/embed/?{TWO}")

    page.locator("#form-element .copy-code").click()

    expect(page.locator("#form-element .copy-code .word")).to_have_text("Copied")
    expect(page.locator("#copied")).to_have_text("Copied: Script and element")
    assert page.evaluate("navigator.clipboard.readText()") == code(page, "element")


def test_code_can_be_copied_where_there_is_no_clipboard(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"/en/embed/?{TWO}")

    page.locator("#form-iframe .copy-code").click()

    expect(page.locator("#form-iframe .copy-code .word")).to_have_text("Copied")
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == code(page, "iframe")


@pytest.mark.parametrize("javascript", [False])
def test_builder_without_javascript_is_a_form_with_frames_and_codes(page: Page, javascript: bool) -> None:
    page.goto("/en/embed/?model=llama-3.1-8b")

    page.locator("#find").fill("gpt-4 turbo")
    page.locator("#theme-light").check()
    page.get_by_role("button", name="Apply").click()
    page.locator("#matches a", has_text="GPT-4 Turbo").first.click()

    expect(page).to_have_url(re.compile(rf"/en/embed/\?{TWO}&theme=light$"))
    table = page.locator(".w-600 noscript iframe").content_frame.locator("tbody th")
    expect(table).to_have_text(["Llama 3.1 8B", "GPT-4 Turbo"])
    page.locator("#code-element").focus()
    page.keyboard.press("Control+A")
    assert code(page, "element").startswith("<openness-widget ")
    expect(page.locator(".copy-code").first).to_be_hidden()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
@pytest.mark.parametrize("state", [TWO, "model=llama-3.1-8b", "what=fact-check", "vendor=mistral"])
def test_element_in_a_blog_moves_nothing(page: Page, blog: Blog, state: str, viewport: ViewportSize) -> None:
    page.goto(f"/en/embed/?{state}")
    pasted = code(page, "element")

    page.goto(blog.publish(pasted, head='<meta name="viewport" content="width=device-width">'))

    expect(page.locator("openness-widget a")).to_be_hidden()
    assert page.evaluate(SHIFTS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_iframe_in_a_blog_shows_the_table_in_full(page: Page, blog: Blog) -> None:
    page.goto(f"/de/embed/?{TWO}")
    pasted = code(page, "iframe")

    page.goto(blog.publish(f'<div style="width:600px">{pasted}</div>'))

    frame = page.locator("iframe").content_frame
    expect(frame.locator("tbody th")).to_have_text(["Llama 3.1 8B", "GPT-4 Turbo"])
    assert frame.locator("html").evaluate("root => root.scrollHeight <= innerHeight")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_picture_in_a_blog_is_there_in_its_size(page: Page, blog: Blog, form: str) -> None:
    page.goto(f"/de/embed/?{TWO}")
    pasted = code(page, form)

    page.goto(blog.publish(pasted))

    picture = page.locator("img")
    page.wait_for_function("document.querySelector('img').complete")
    size = picture.evaluate("one => [`${one.naturalWidth}`, `${one.naturalHeight}`]")
    assert size == [picture.get_attribute("width"), picture.get_attribute("height")]


def test_static_table_in_a_blog_needs_nothing_from_us(page: Page, blog: Blog, hosts: set[str], site: str) -> None:
    page.goto("/en/embed/?what=fact-check")
    pasted = code(page, "html")
    hosts.discard(urlsplit(site).netloc)

    page.goto(blog.publish(pasted))

    assert page.locator("table tbody tr").count() >= 4
    assert page.locator("table a").first.get_attribute("href").startswith(site)


@pytest.mark.parametrize("width", [280, 360, 480, 600, 760, 900])
@pytest.mark.parametrize(
    "path",
    [
        "de/compare/?limit=6",
        "en/compare/?limit=6&column=licence&column=size",
        "de/compare/?vendor=meta&limit=8&column=vendor&column=may-i&offering=product",
        f"en/compare/?{TWO}&dimension=weights",
        "de/models/llama-3.1-8b/",
        "en/models/gpt-4-turbo/?column=licence",
        "de/fact-check/open-model-openai/",
    ],
)
def test_room_that_is_kept_is_about_the_height_of_the_frame(page: Page, site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    page.goto(f"/embed/{path}")
    needed = page.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")

    kept = page.request.get("/oembed", params={"url": f"{site}/embed/{path}", "maxwidth": width}).json()["height"]

    assert needed * 0.95 - 16 <= kept <= needed * 1.08 + 60
