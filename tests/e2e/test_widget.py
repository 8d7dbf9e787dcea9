"""Our tables in somebody's blog, on another origin, as its readers and we ourselves see it."""

import html
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, ViewportSize, expect

from tests.e2e.blog import Blog, served

SIX = ("gpt-4-turbo", "llama-3.1-8b", "hermes-4-70b", "deepseek-v3", "gpt-oss-120b", "olmo-3-7b")
COMPARE = "/embed/en/compare/?" + "&".join(f"model={slug}" for slug in SIX)
PHONE: ViewportSize = {"width": 360, "height": 740}
LISTEN = """() => {
  window.heard = [];
  addEventListener("message", ({data, origin}) => heard.push([origin, data]));
}"""
DEFINED = "customElements.whenDefined('openness-widget').then(() => true)"
FRAMED = "document.querySelector('openness-widget').shadowRoot.querySelector('iframe').contentWindow"
STRICT = "default-src 'none'; script-src {0}; frame-src {0}; style-src 'none'; img-src 'self'"
HELLO = "{openness: 1, hello: 1}"
SHIFTS = """() => new Promise((done) => {
  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(shifts), 200);
})"""


@pytest.fixture(scope="session")
def blog() -> Iterator[Blog]:
    """A blog on another origin."""
    with served() as blog:
        yield blog


@pytest.fixture
def hosts(site: str, blog: Blog) -> set[str]:
    """The reader of a blog asks it and us, and nobody else."""
    return {urlsplit(site).netloc, urlsplit(blog.address).netloc}


@dataclass(frozen=True)
class Paste:
    """What a blogger pastes."""

    site: str

    def widget(self, address: str = COMPARE, *, height: int = 500, title: str = "How open?") -> str:
        src = (self.site + address).replace("&", "&amp;")
        return (
            f'<openness-widget src="{src}" title="{title}" height="{height}"><a href="{self.site}/en/">{title}</a>'
            f'<svg display="block" width="1" height="{height - 18}"></svg></openness-widget>'
        )

    @property
    def script(self) -> str:
        return f'<script async src="{self.site}/embed.js" referrerpolicy="no-referrer"></script>'


@pytest.fixture
def paste(site: str) -> Paste:
    """The code of widgets."""
    return Paste(site)


def notes(site: str) -> list[dict[str, str]]:
    """Every request that reached us, and every page that was rendered, so far."""
    with urllib.request.urlopen(f"{site}/watched") as answer:
        return json.load(answer)


def shown(page: Page, count: int = 1) -> list[Frame]:
    """The frames of a page's widgets, once all of them stand there in place of their links."""
    links = page.locator("openness-widget a")
    for place in range(count):
        page.locator("openness-widget").nth(place).scroll_into_view_if_needed()
        expect(links.nth(place)).to_be_hidden()
    return [frame for frame in page.frames if "/embed/" in frame.url]


def height(page: Page) -> int:
    """How high the widget stands in the page."""
    return page.locator("openness-widget").evaluate("widget => widget.offsetHeight")


def content(frame: Frame) -> int:
    """How high the framed table is."""
    return frame.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")


# Room


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_widget_takes_the_height_of_its_table(page: Page, blog: Blog, paste: Paste, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(blog.publish(paste.widget(height=100) + paste.script))

    [frame] = shown(page)

    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight === {content(frame)}")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("policy", ["", STRICT])
def test_page_does_not_move_while_a_slow_widget_comes(
    page: Page, site: str, blog: Blog, paste: Paste, policy: str
) -> None:
    page.route("**/embed.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(blog.publish(paste.widget(height=700) + paste.script, policy=policy.format(site)))

    shown(page)

    assert page.evaluate(SHIFTS) == []


@pytest.mark.parametrize("screen", [(360, 740), (412, 915), (768, 1024), (1280, 900)])
@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"model={slug}" for slug in SIX),
        "model=gpt-4-turbo",
        "vendor=mistral&column=vendor&column=released&column=licence",
        "what=fact-check",
    ],
)
def test_page_with_the_builders_code_does_not_move(
    page: Page, site: str, blog: Blog, screen: tuple[int, int], query: str
) -> None:
    column = "<style>main { max-width: 42rem; margin: auto; font: 1rem/1.5 sans-serif }</style>"
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page.route("**/embed.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(blog.publish(built(site, f"/de/embed/?{query}"), head=column))

    [frame] = shown(page)

    assert page.evaluate(SHIFTS) == []
    assert 0 <= height(page) - content(frame) < 150


@pytest.mark.parametrize("query", ["&".join(f"model={slug}" for slug in SIX), "what=fact-check"])
def test_page_with_the_builders_code_in_a_narrow_column_does_not_move(
    page: Page, site: str, blog: Blog, query: str
) -> None:
    column = "<style>main { width: 280px; font: 1rem/1.5 sans-serif }</style>"
    page.set_viewport_size({"width": 800, "height": 600})
    page.route("**/embed.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(blog.publish(built(site, f"/de/embed/?{query}"), head=column))

    [frame] = shown(page)

    assert page.evaluate(SHIFTS) == []
    assert 0 <= height(page) - content(frame) < 150


@pytest.mark.parametrize("width", [360, 412])
def test_page_with_the_builders_code_does_not_move_under_a_strict_policy(
    page: Page, site: str, blog: Blog, faults: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.route("**/embed.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    code = built(site, f"/de/embed/?{urlsplit(COMPARE).query}")
    page.goto(blog.publish(code, policy=STRICT.format(site)))

    [frame] = shown(page)

    assert page.evaluate(SHIFTS) == []
    assert 0 <= height(page) - content(frame) < 150
    faults[:] = [fault for fault in faults if "inline style" not in fault]


def built(site: str, address: str) -> str:
    """What the builder gives to be pasted."""
    with urllib.request.urlopen(site + address) as answer:
        [code] = re.findall(r'<textarea id="code-element".*?>(.*?)</textarea>', answer.read().decode(), re.DOTALL)
    return html.unescape(code)


def test_widget_out_of_sight_has_its_height_before_it_is_reached(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(f'<p style="height:1100px">A long start.</p>{paste.widget(height=900)}{paste.script}'))
    expect(page.locator("openness-widget a")).to_be_hidden()
    [frame] = page.frames[1:]
    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight === {content(frame)}")

    page.mouse.wheel(0, 900)

    assert page.evaluate(SHIFTS) == []


def test_widget_in_sight_keeps_room_that_it_does_not_need(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(height=780) + paste.script))
    before = height(page)

    [frame] = shown(page)

    assert (height(page), content(frame) < before) == (before, True)


def test_reason_when_opened_and_closed_again_moves_the_widget_with_it(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(height=300) + paste.script))
    [frame] = shown(page)
    before = height(page)

    frame.locator("summary").first.click()
    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight > {before}")
    opened = height(page)
    assert opened == content(frame)
    frame.locator("summary").first.click()

    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight < {opened}")
    assert height(page) == content(frame)


def test_screen_when_turned_fits_the_widget_anew(page: Page, blog: Blog, paste: Paste) -> None:
    page.set_viewport_size(PHONE)
    page.goto(blog.publish(paste.widget(height=100) + paste.script))
    [frame] = shown(page)
    narrow = height(page)

    page.set_viewport_size({"width": 900, "height": 740})

    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight < {narrow}")
    assert height(page) == content(frame)


# Every place and order


@pytest.mark.parametrize(
    "body",
    [
        "{script}{widget}",
        "{widget}{script}",
        "{script}{widget}{script}{widget}{script}",
        '<script src="{site}/embed.js"></script>{widget}',
        '{widget}<script type="module" src="{site}/embed.js"></script>',
    ],
)
def test_widget_shows_whatever_the_order_of_scripts(page: Page, site: str, blog: Blog, paste: Paste, body: str) -> None:
    page.goto(blog.publish(body.format(script=paste.script, widget=paste.widget(), site=site)))

    count = body.count("{widget}")

    assert len(shown(page, count)) == count


def test_widget_inserted_late_shows(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.script))
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", paste.widget())

    assert len(shown(page)) == 1


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_widget_in_a_shadow_root_shows(page: Page, blog: Blog, paste: Paste, mode: str) -> None:
    page.goto(blog.publish("<div></div>" + paste.script))
    page.evaluate(
        """([mode, html]) => {
          window.root = document.querySelector("div").attachShadow({mode});
          root.innerHTML = html;
        }""",
        [mode, paste.widget(height=100)],
    )

    page.wait_for_function("root.querySelector('openness-widget').offsetHeight > 200")

    assert height_in_root(page) == content(page.frames[1])


def height_in_root(page: Page) -> int:
    return page.evaluate("root.querySelector('openness-widget').offsetHeight")


def test_widget_made_by_a_script_shows(page: Page, site: str, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.script))
    page.evaluate(DEFINED)
    page.evaluate(
        """(src) => {
          const widget = Object.assign(document.createElement("openness-widget"), {title: "How open?"});
          widget.setAttribute("height", 700);
          widget.setAttribute("src", src);
          document.querySelector("main").append(widget);
        }""",
        site + COMPARE,
    )

    frame = page.frame_locator("openness-widget iframe")

    expect(frame.locator("caption")).to_be_visible()
    expect(page.locator("iframe")).to_have_attribute("title", "How open?")


def test_widget_when_moved_shows_in_its_new_place(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(height=100) + "<section></section>" + paste.script))
    shown(page)

    page.evaluate("document.querySelector('section').append(document.querySelector('openness-widget'))")
    frame = page.frame_locator("section iframe")
    frame.locator("summary").first.click()

    expect(frame.locator("details[open]")).to_be_visible()
    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight === {content(page.frames[1])}")


def test_widget_when_removed_leaves_nothing_behind(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget() + paste.widget() + paste.script))
    shown(page, 2)
    with_widgets = listeners(page)

    page.evaluate("document.querySelectorAll('openness-widget').forEach((widget) => widget.remove())")

    assert (with_widgets, listeners(page), len(page.frames)) == (2, 0, 1)


def listeners(page: Page) -> int:
    """How many functions of the page hear messages."""
    browser = page.context.new_cdp_session(page)
    window = browser.send("Runtime.evaluate", {"expression": "window"})["result"]["objectId"]
    found = browser.send("DOMDebugger.getEventListeners", {"objectId": window})["listeners"]
    return sum(one["type"] == "message" for one in found)


def test_widget_with_another_address_shows_that(page: Page, site: str, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget() + paste.script))
    shown(page)

    other = f"{site}/embed/de/models/gpt-4-turbo/"
    page.locator("openness-widget").evaluate("(widget, src) => widget.setAttribute('src', src)", other)

    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", "de")
    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight >= {content(page.frames[1])}")


def test_script_leaves_no_name_in_the_page(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(""))
    before = set(page.evaluate("Object.getOwnPropertyNames(window)"))

    page.goto(blog.publish(paste.widget() + paste.script))
    shown(page)

    added = set(page.evaluate("Object.getOwnPropertyNames(window)")) - before
    assert {name for name in added if not name.isdigit()} == set()
    assert page.evaluate("typeof Widget") == "undefined"


# The frame


def test_frame_is_titled_lazy_and_locked_in(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(title="Wie offen?") + paste.script))
    shown(page)

    frame = page.locator("iframe")

    assert {name: frame.get_attribute(name) for name in ("title", "loading", "referrerpolicy", "sandbox")} == {
        "title": "Wie offen?",
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
        "sandbox": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    }


def test_frame_is_titled_by_the_link_where_the_element_has_no_title(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(title="How open?").replace(' title="How open?"', "") + paste.script))
    shown(page)

    expect(page.locator("iframe")).to_have_attribute("title", "How open?")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_language_is_that_of_the_address_whatever_the_readers(
    page: Page, blog: Blog, paste: Paste, language: str, locale: str
) -> None:
    page.goto(blog.publish(paste.widget(f"/embed/{language}/models/gpt-4-turbo/") + paste.script))

    [frame] = shown(page)

    assert frame.locator("html").get_attribute("lang") == language


DARK, LIGHT = "rgb(28, 32, 36)", "rgb(255, 255, 255)"


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize(("theme", "paper"), [("light", LIGHT), ("dark", DARK)])
def test_theme_of_the_address_wins_over_page_and_reader(
    page: Page, blog: Blog, paste: Paste, colour_scheme: str, theme: str, paper: str
) -> None:
    page.goto(blog.publish(paste.widget(f"{COMPARE}&theme={theme}") + paste.script))

    [frame] = shown(page)

    assert background(frame) == paper


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("style", "paper"),
    [
        ("", LIGHT),
        ("body { color: #ddd; background: #111 }", DARK),
        ("body { color: oklch(0.92 0.01 250); background: #111 }", DARK),
        ("body { color: oklch(0.2 0.01 250) }", LIGHT),
        ("html { color-scheme: dark }", DARK),
    ],
)
def test_theme_follows_the_page_where_the_address_names_none(
    page: Page, blog: Blog, paste: Paste, colour_scheme: str, style: str, paper: str
) -> None:
    page.goto(blog.publish(paste.widget() + paste.script, head=f"<style>{style}</style>"))

    [frame] = shown(page)

    assert background(frame) == paper


def test_theme_when_switched_in_the_page_switches_in_the_frame(page: Page, blog: Blog, paste: Paste) -> None:
    style = "<style>.night { color: #eee; background: #000 }</style>"
    page.goto(blog.publish(paste.widget() + paste.script, head=style))
    [frame] = shown(page)
    by_day = background(frame)

    page.evaluate("document.body.className = 'night'")
    frame.wait_for_function("getComputedStyle(document.documentElement).colorScheme === 'dark'")

    assert (by_day, background(frame)) == (LIGHT, DARK)


def background(frame: Frame) -> str:
    return frame.evaluate("getComputedStyle(document.documentElement).backgroundColor")


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_plain_frame_shows_the_table_in_the_readers_theme(
    page: Page, site: str, blog: Blog, colour_scheme: str
) -> None:
    page.goto(blog.publish(f'<iframe src="{site}{COMPARE}" title="How open?" width="100%" height="500"></iframe>'))

    frame = page.frame_locator("iframe")

    expect(frame.locator("caption")).to_be_visible()
    assert background(page.frames[1]) == {"light": LIGHT, "dark": DARK}[colour_scheme]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/embed/en/compare/?model=<b>no-such", "model"),
        ("/embed/en/compare/?dimension=taste", "dimension"),
        ("/embed/en/models/no-such/", ""),
        ("/embed/nonsense/", ""),
    ],
)
def test_fault_in_the_address_is_told_in_the_frame(
    page: Page, faults: list[str], blog: Blog, paste: Paste, address: str, text: str
) -> None:
    page.goto(blog.publish(paste.widget(address, height=100) + paste.script))

    [frame] = shown(page)

    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator("main")).to_contain_text(text)
    assert frame.locator("b").count() == 0
    faults[:] = [fault for fault in faults if "Failed to load resource" not in fault]


@pytest.mark.parametrize("javascript", [False])
def test_widget_without_javascript_is_a_link_with_the_title(
    page: Page, site: str, blog: Blog, paste: Paste, javascript: bool
) -> None:
    page.goto(blog.publish(paste.widget() + paste.script))

    page.get_by_role("link", name="How open?").click()

    assert page.url == f"{site}/en/"


def test_widget_stays_a_link_where_we_do_not_answer(page: Page, faults: list[str], blog: Blog, paste: Paste) -> None:
    page.route("**/embed/en/**", lambda route: route.abort())
    with page.expect_request("**/embed/en/**"):
        page.goto(blog.publish(paste.widget() + paste.script), wait_until="load")
    page.wait_for_timeout(300)

    expect(page.get_by_role("link", name="How open?")).to_be_visible()
    assert page.locator("iframe").evaluate("frame => getComputedStyle(frame).visibility") == "hidden"
    faults.clear()


# Hostile pages


@pytest.mark.parametrize(
    "src",
    [
        "{blog}/embed/en/compare/",
        "/embed/en/compare/",
        "{site}/en/compare/",
        "{site}/embed/../en/compare/",
        "{site}@{host}/embed/en/compare/",
        "{site}.evil.example/embed/en/compare/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "",
    ],
)
def test_address_that_is_no_widget_of_ours_is_not_framed(
    page: Page, site: str, blog: Blog, paste: Paste, src: str
) -> None:
    address = src.format(blog=blog.address, site=site, host=urlsplit(blog.address).netloc)
    page.goto(blog.publish(f'<openness-widget src="{address}"><a href="/">A link</a></openness-widget>{paste.script}'))
    page.evaluate(DEFINED)

    expect(page.get_by_role("link", name="A link")).to_be_visible()
    assert (len(page.frames), page.locator("iframe").count()) == (1, 0)


def test_widget_whose_address_turns_bad_is_a_link_again(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget() + paste.script))
    shown(page)

    page.locator("openness-widget").evaluate("widget => widget.setAttribute('src', 'https://evil.example/')")

    expect(page.get_by_role("link", name="How open?")).to_be_visible()
    assert len(page.frames) == 1


WRONG = [
    "null",
    "'openness'",
    "[1]",
    "{}",
    "{height: 5000}",
    "{openness: 2, height: 5000}",
    "{openness: 1}",
    "{openness: 1, height: '5000'}",
    "{openness: 1, height: 5000.5}",
    "{openness: 1, height: 20000}",
    "{openness: 1, height: 1e9}",
    "{openness: 1, height: 0}",
    "{openness: 1, height: -1}",
    "{openness: 1, height: NaN}",
    "{openness: 1, height: Infinity}",
    "{openness: 1, height: {valueOf: 5000}}",
]


def test_message_of_a_wrong_shape_changes_nothing(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(height=100) + paste.script))
    [frame] = shown(page)
    before = height(page)

    for message in WRONG:
        frame.evaluate(f"parent.postMessage({message}, '*')")
        frame.evaluate(f"postMessage({message}, '*')")
    page.wait_for_timeout(200)

    assert height(page) == before


def test_message_of_another_window_changes_nothing(page: Page, blog: Blog, paste: Paste) -> None:
    lie = "{openness: 1, height: 5000}"
    sibling = (
        f"<iframe title=s sandbox=allow-scripts srcdoc='<script>parent.postMessage({lie}, `*`)</script>'></iframe>"
    )
    page.goto(blog.publish(paste.widget(height=100) + paste.script))
    shown(page)
    before = height(page)

    page.evaluate(f"postMessage({lie}, '*')")
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", sibling)
    page.wait_for_timeout(300)

    assert height(page) == before


def test_message_of_the_frame_once_it_is_of_another_origin_changes_nothing(
    page: Page, blog: Blog, paste: Paste
) -> None:
    page.goto(blog.publish(paste.widget(height=100) + paste.script))
    shown(page)
    before = height(page)

    lie = f"{{source: {FRAMED}, origin: 'https://evil.example', data: {{openness: 1, height: 5000}}}}"
    page.evaluate(f"dispatchEvent(new MessageEvent('message', {lie})) && 0")

    assert height(page) == before


def test_frame_answers_nobody_but_the_page_around_it(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(height=100) + paste.script))
    shown(page)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<iframe title=s srcdoc=hello></iframe>')")
    page.frame_locator("main ~ iframe").get_by_text("hello").wait_for()
    sibling = page.frames[-1]
    sibling.evaluate(LISTEN)

    sibling.evaluate(f"for (const other of [parent.{FRAMED}, self]) other.postMessage({HELLO}, '*')")
    page.wait_for_timeout(200)

    assert sibling.evaluate("heard") == [[blog.address, {"openness": 1, "hello": 1}]]


def test_frame_heeds_no_message_but_a_hello(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget(height=100) + paste.script))
    [frame] = shown(page)
    before = frame.evaluate("document.documentElement.outerHTML")
    page.evaluate(LISTEN)

    for message in [*WRONG, "{openness: 1, hello: 2, scheme: 'dark'}", "{openness: 1, hello: 1, scheme: '<b>'}"]:
        page.evaluate(f"{FRAMED}.postMessage({message}, '*')")
    page.wait_for_timeout(200)

    assert frame.evaluate("document.documentElement.outerHTML") == before
    assert page.evaluate("heard") == [["null", {"openness": 1, "height": content(frame)}]]


@pytest.mark.parametrize("path", ["/en/compare/", "/en/embed/", "/admin/login/", "/en/models/gpt-4-turbo/", "/healthz"])
def test_page_that_is_no_widget_cannot_be_framed(
    page: Page, faults: list[str], site: str, blog: Blog, path: str
) -> None:
    page.goto(blog.publish(f'<iframe src="{site}{path}" title="Stolen"></iframe>'), wait_until="networkidle")

    assert page.frames[1].url == "chrome-error://chromewebdata/"
    assert any("frame" in fault for fault in faults)
    faults.clear()


@pytest.mark.parametrize("policy", [STRICT, "sandbox allow-scripts"])
def test_widget_under_a_strict_policy_works(page: Page, site: str, blog: Blog, paste: Paste, policy: str) -> None:
    page.goto(blog.publish(paste.widget(height=100) + paste.script, policy=policy.format(site)))

    [frame] = shown(page)
    frame.locator("summary").first.click()

    expect(frame.locator("details[open]")).to_be_visible()
    page.wait_for_function(f"document.querySelector('openness-widget').offsetHeight === {content(frame)}")


# Privacy and weight


def test_widget_stores_nothing_and_tells_us_nothing_of_the_page(
    page: Page, site: str, blog: Blog, paste: Paste
) -> None:
    before = len(notes(site))
    page.goto(blog.publish(paste.widget() + paste.script))
    [frame] = shown(page)

    with page.context.expect_page() as opened:
        frame.locator("tbody th a").first.click()
    opened.value.wait_for_load_state()

    asked = [note for note in notes(site)[before:] if note["what"] == "asked"]
    outside = [note for note in asked if "/static/" not in note["address"]]
    assert [note["address"].split("?")[0] for note in outside][:3] == [
        "/embed.js",
        "/embed/en/compare/",
        "/en/models/gpt-4-turbo/",
    ]
    assert [note for note in outside if "referer" in note or "cookie" in note] == []
    assert (page.context.cookies(), page.evaluate("localStorage.length + sessionStorage.length")) == ([], 0)
    assert frame.evaluate("(() => { try { return localStorage.length } catch (error) { return error.name } })()") == (
        "SecurityError"
    )


def test_page_with_20_widgets_asks_21_times_and_finds_them_in_the_page_store(
    page: Page, site: str, blog: Blog, paste: Paste
) -> None:
    slugs = catalogue(site)[:20]
    widgets = [paste.widget(f"/embed/en/models/{slug}/") + paste.script for slug in slugs]
    address = blog.publish("".join(widgets))
    workers, start = 2, len(notes(site))
    for _visit in range(workers + 2):
        before = len(notes(site))
        context = page.context.browser.new_context(viewport={"width": 1280, "height": 900})
        visit = context.new_page()
        visit.goto(address)
        shown(visit, len(slugs))
        context.close()
        asked = [note["address"] for note in notes(site)[before:] if note["what"] == "asked"]
        assert sorted(asked) == sorted(["/embed.js", *(f"/embed/en/models/{slug}/" for slug in slugs)])

    rendered = [note["address"] for note in notes(site)[start:] if note["what"] == "rendered"]
    assert max(rendered.count(address) for address in {*rendered, ""}) <= workers


def catalogue(site: str) -> list[str]:
    """The slugs of all models."""
    with urllib.request.urlopen(f"{site}/en/compare/?format=json") as answer:
        return [model["slug"] for model in json.load(answer)["models"]]


def fetched(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and the body as it went over the wire."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br", **headers})
    with urllib.request.urlopen(request) as answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


@pytest.mark.parametrize(("address", "most"), [("/embed.js", 1500), (COMPARE, 12_000)])
def test_weight_over_the_wire(site: str, address: str, most: int) -> None:
    status, headers, body = fetched(site + address)

    assert (status, headers["content-encoding"], len(body) <= most) == (200, "br", True), len(body)


def test_frame_is_one_request(page: Page, site: str, blog: Blog, paste: Paste) -> None:
    before = len(notes(site))
    page.goto(blog.publish(paste.widget() + paste.script), wait_until="networkidle")
    shown(page)

    assert [note["address"] for note in notes(site)[before:] if note["what"] == "asked"] == ["/embed.js", COMPARE]


# Everybody


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "address", [COMPARE, "/embed/en/models/llama-3.1-8b/", "/embed/de/fact-check/open-model-openai/"]
)
def test_page_and_frame_have_no_accessibility_violation(
    page: Page, axe: Axe, blog: Blog, paste: Paste, address: str, width: int, colour_scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(blog.publish(paste.widget(address) + paste.script))
    [frame] = shown(page)

    assert axe.run(page).response["violations"] == []
    page.goto(frame.url)
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_frame_is_reached_and_left_by_keyboard(page: Page, blog: Blog, paste: Paste) -> None:
    button = "<button>{}</button>".format
    page.goto(blog.publish(button("Before") + paste.widget(height=100) + button("After") + paste.script))
    [frame] = shown(page)
    page.get_by_role("button", name="Before").focus()

    page.keyboard.press("Tab")
    first = frame.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("Shift+Tab")

    assert re.match("<a|<summary", first)
    expect(page.get_by_role("button", name="Before")).to_be_focused()
    page.get_by_role("button", name="After").focus()
    page.keyboard.press("Shift+Tab")
    assert frame.evaluate("document.activeElement.localName") == "a"


def test_link_is_out_of_reach_once_the_frame_is_there(page: Page, blog: Blog, paste: Paste) -> None:
    page.goto(blog.publish(paste.widget() + paste.script))
    shown(page)

    assert page.get_by_role("link", name="How open?").count() == 0
