"""The site as a reader meets it: a real server, the whole catalogue, a real Chromium.

A test takes `page` (Playwright's, its addresses relative to the site) and says what its reader is like by
parametrizing `locale`, `colour_scheme`, `viewport` or `javascript`:

    @pytest.mark.parametrize("colour_scheme", ["light", "dark"])
    def test_home_in_either_theme_...(page: Page, colour_scheme: str) -> None:

Anything the console calls an error, any uncaught exception and any request to another origin fails the
test. A test that provokes one clears `faults` after looking.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from scripts import browser
from scripts.serving import scratch_site

_OWN_SCHEMES = ("data", "blob", "about")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a site with all of fixtures/, on a database of its own."""
    with scratch_site(application="tests.e2e.watched_site:application") as url:
        yield url


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """What Playwright puts before a path."""
    return site


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's Chromium; its absence is an error, never a skip."""
    return {**browser_type_launch_args, "executable_path": browser.require(), "args": browser.arguments()}


@pytest.fixture
def locale() -> str:
    """The reader's language."""
    return "de-DE"


@pytest.fixture
def colour_scheme() -> str:
    """The reader's theme: light or dark."""
    return "light"


@pytest.fixture
def viewport() -> ViewportSize:
    """The reader's window."""
    return {"width": 1280, "height": 900}


@pytest.fixture
def javascript() -> bool:
    """Whether the reader's browser runs scripts."""
    return True


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, Any],
    base_url: str,
    locale: str,
    colour_scheme: str,
    viewport: ViewportSize,
    javascript: bool,
) -> dict[str, Any]:
    """The reader, in Playwright's words; motion is reduced so that nothing is caught half-way.

    The address is told anew: Playwright keeps the one of the first site for the whole session.
    """
    return {
        **browser_context_args,
        "base_url": base_url,
        "locale": locale,
        "color_scheme": colour_scheme,
        "viewport": viewport,
        "java_script_enabled": javascript,
        "reduced_motion": "reduce",
    }


@pytest.fixture
def hosts(site: str) -> set[str]:
    """Whom the reader's browser may ask."""
    return {urlsplit(site).netloc}


@pytest.fixture
def faults(context: BrowserContext, hosts: set[str]) -> Iterator[list[str]]:
    """What went wrong in the browser; must be empty at the end of the test."""
    found: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_about_the_page_itself(message):
            found.append(f"console: {message.text} ({message.location['url']})")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _OWN_SCHEMES and address.netloc not in hosts:
            found.append(f"request to another origin: {request.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: found.append(f"exception: {error.error}"))
    context.on("request", on_request)
    yield found
    assert not found, "\n".join(dict.fromkeys(found))


def _is_about_the_page_itself(message: ConsoleMessage) -> bool:
    """Chromium also logs that the page answered 400 or 404; tests look at the status themselves."""
    if message.page is None or not message.text.startswith("Failed to load resource"):
        return False
    return message.location["url"] == message.page.url


@pytest.fixture
def page(faults: list[str], page: Page) -> Page:
    """A blank page in the reader's browser, watched for faults."""
    return page


@pytest.fixture
def axe() -> Axe:
    """Accessibility rules: `axe.run(page).response["violations"]` must be empty."""
    return Axe()
