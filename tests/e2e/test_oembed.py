"""oEmbed as programs use it: an existing client library against the running site."""

import re
import urllib.request
from html import unescape
from typing import Any

import pytest
from micawber import Provider, ProviderRegistry
from micawber.exceptions import ProviderHTTPException

PAGES = [
    "/de/compare/?vendor=meta&weights=partial",
    "/en/compare/models/?model=llama-3.1-8b&model=gpt-4-turbo",
    "/de/models/llama-3.1-8b/",
    "/en/fact-check/open-model-openai/",
    "/embed/en/compare/?model=llama-3.1-8b&model=gpt-4-turbo&theme=dark",
]


@pytest.fixture(scope="module")
def library(site: str) -> ProviderRegistry:
    """A library that was told where our addresses are asked for."""
    registry = ProviderRegistry()
    registry.register(rf"{re.escape(site)}/\S+", Provider(f"{site}/oembed", timeout=20))
    return registry


def page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def frame_in(html: str) -> dict[str, str]:
    """The attributes of the one iframe in `html`."""
    [attributes] = re.findall(r"<iframe ([^>]*)></iframe>", html)
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)}


@pytest.mark.parametrize("path", PAGES)
def test_library_finds_a_frame_for_a_page(site: str, library: ProviderRegistry, path: str) -> None:
    found: dict[str, Any] = library.request(site + path, maxwidth=500, maxheight=400)

    frame = frame_in(found["html"])
    assert (found["type"], found["title"], found["provider_name"]) == ("rich", frame["title"], "Openness")
    assert (frame["width"], int(frame["height"]) <= 400) == ("500", True)
    assert "<table" in page(frame["src"])


@pytest.mark.parametrize("path", PAGES)
def test_page_itself_leads_the_library_there(site: str, path: str) -> None:
    [link] = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page(site + path))
    endpoint, _mark, query = unescape(link).partition("?")

    found = Provider(f"{endpoint}?{query}", timeout=20).handle_response(page(unescape(link)), site + path)

    assert frame_in(found["html"])["src"].startswith(f"{site}/embed/")


def test_library_puts_the_frame_in_the_place_of_an_address_in_a_text(site: str, library: ProviderRegistry) -> None:
    address = f"{site}/en/models/llama-3.1-8b/"

    html = library.parse_text(f"How open is it?\n\n{address}\n\nRead on.")

    before, frame, after = html.split("\n\n")
    assert (before, after) == ("How open is it?", "Read on.")
    assert frame_in(frame)["src"] == f"{site}/embed/en/models/llama-3.1-8b/"


def test_library_is_told_that_there_is_nothing(site: str, library: ProviderRegistry) -> None:
    with pytest.raises(ProviderHTTPException):
        library.request(f"{site}/en/vendors/")
