"""oEmbed: what a program gets for one of our addresses, and how it finds the way there."""

import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openness.embed.asking import PARAMETERS
from tests.factories import ArticleFactory, LicenceCoverageFactory, ModelFactory

SITE = "http://127.0.0.1:8000"

pytestmark = pytest.mark.usefixtures("catalogue")


def ask(client, path: str, **more: str):
    """What we answer for one of our own paths."""
    return client.get("/oembed", {"url": SITE + path, **more})


class Tags(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.found


def discovered(html: str) -> dict[str, str]:
    """The addresses by type that WordPress would find: as its own regular expressions read a page's head."""
    head = html[: html.index("</head>")]
    found = {}
    for attributes in re.findall(r"<link([^<>]+)/?>", head):
        given = dict(re.findall(r'([\w-]+)\s*=\s*"([^"]*)"(?:\s|$)', attributes))
        if given.get("type", "").endswith("+oembed"):
            found[given["type"]] = unescape(given["href"])
    return found


EMBEDDABLE = {
    "/en/compare/": "/embed/en/compare/",
    "/de/compare/?vendor=acme&page=1&per-page=100": "/embed/de/compare/?vendor=acme",
    "/en/compare/?weights=partial&q=one": "/embed/en/compare/?q=one&weights=partial",
    "/en/compare/?sort=name&theme=dark&limit=3": "/embed/en/compare/?sort=name&limit=3&theme=dark",
    "/en/compare/models/?model=two&model=one&only=differences": "/embed/en/compare/?model=two&model=one",
    "/en/compare/models/?model=two&model=one&q=zzz": "/embed/en/compare/?model=two&model=one",
    "/de/models/one/": "/embed/de/models/one/",
    "/de/models/one": "/embed/de/models/one/",
    "/de/models/one/?theme=light#weights": "/embed/de/models/one/?theme=light",
    "/en/fact-check/an-article/": "/embed/en/fact-check/an-article/",
    "/embed/en/compare/?model=one&dimension=code": "/embed/en/compare/?model=one&dimension=code",
    "/embed/de/models/two/?theme=auto": "/embed/de/models/two/",
    "/embed/de/fact-check/an-article/": "/embed/de/fact-check/an-article/",
}


@pytest.mark.parametrize(("path", "frame"), EMBEDDABLE.items())
def test_address_is_answered_with_the_frame_of_the_same(client, path, frame):
    response = ask(client, path)

    [(tag, attributes)] = tags(response.json()["html"])
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert (tag, attributes["src"]) == ("iframe", SITE + frame)
    assert client.get(frame).status_code == 200


def test_answer_has_what_the_specification_asks_of_rich_content(client):
    found = ask(client, "/en/models/one/").json()

    [(_iframe, attributes)] = tags(found["html"])
    assert (found["version"], found["type"]) == ("1.0", "rich")
    assert (found["title"], attributes["title"]) == ("How open is One?", "How open is One?")
    assert (found["provider_name"], found["provider_url"]) == ("Openness", SITE + "/")
    assert (attributes["width"], attributes["height"]) == (str(found["width"]), str(found["height"]))
    assert [type(found[name]) for name in ("width", "height", "cache_age")] == [int, int, int]
    assert not [name for name in found if name.startswith("author")]


def test_html_is_an_iframe_and_no_script_so_that_it_survives_in_wordpress(client):
    html = ask(client, "/en/models/one/").json()["html"]

    kept = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", html, re.DOTALL)
    assert (kept and kept[2], "<script" in html) == (html, False)


def test_xml_says_the_same_as_json(client):
    response = ask(client, "/en/models/one/", format="xml")

    root = ET.fromstring(response.content)  # noqa: S314 - our own
    assert (root.tag, response["Content-Type"]) == ("oembed", "text/xml; charset=utf-8")
    assert response.content.startswith(b"<?xml ")
    told = ask(client, "/en/models/one/", format="json").json()
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in told.items()}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_text_of_a_record_stays_text(client, form):
    nasty = "<script>alert(1)</script>\"'&]]>"
    LicenceCoverageFactory(model=ModelFactory(slug="nasty", name=nasty))

    text = ask(client, "/en/models/nasty/", format=form).text

    fields = json.loads(text) if form == "json" else {one.tag: one.text for one in ET.fromstring(text)}  # noqa: S314
    [(_tag, attributes)] = tags(fields["html"])
    assert attributes["title"] == fields["title"] == f"How open is {nasty}?"


@pytest.mark.parametrize(
    ("most", "size"),
    [
        ({}, (600, None)),
        ({"maxwidth": "400"}, (400, None)),
        ({"maxwidth": "900"}, (900, None)),
        ({"maxwidth": "2000"}, (960, None)),
        ({"maxheight": "90"}, (600, 90)),
        ({"maxwidth": "150", "maxheight": "20"}, (150, 20)),
    ],
)
def test_frame_is_no_larger_than_there_is_room(client, most, size):
    found = ask(client, "/en/models/one/", **most).json()

    width, height = size
    assert (found["width"], found["height"] if height else None) == (width, height)


@pytest.mark.parametrize(
    ("most", "style"),
    [
        ({}, "border:0;width:100%"),
        ({"maxwidth": "200"}, "border:0;width:100%;max-width:200px"),
        ({"maxheight": "90"}, "border:0;width:100%"),
    ],
)
def test_frame_stays_within_the_width_that_was_asked_for(client, most, style):
    [(_tag, attributes)] = tags(ask(client, "/en/models/one/", **most).json()["html"])

    assert attributes["style"] == style


@pytest.mark.parametrize(
    ("most", "is_there"),
    [
        ({}, True),
        ({"maxwidth": "1200", "maxheight": "630"}, True),
        ({"maxwidth": "1199"}, False),
        ({"maxheight": "629"}, False),
    ],
)
@pytest.mark.parametrize("path", ["/en/models/one/", "/de/fact-check/an-article/", "/en/compare/?vendor=acme"])
def test_thumbnail_is_the_social_card_where_it_fits(client, path, most, is_there):
    found = ask(client, path, **most).json()

    thumbnail = {name: value for name, value in found.items() if name.startswith("thumbnail")}
    if is_there:
        address = thumbnail.pop("thumbnail_url")
        assert thumbnail == {"thumbnail_width": 1200, "thumbnail_height": 630}
        assert client.get(address.removeprefix(SITE))["Content-Type"] == "image/png"
    else:
        assert thumbnail == {}


def test_narrow_frame_is_given_more_height(client):
    wide, narrow = (ask(client, "/en/compare/", maxwidth=width).json()["height"] for width in ("600", "300"))

    assert narrow > wide


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("url=", 400),
        ("url=%20", 400),
        (f"url={SITE}/en/models/one/&maxwidth=wide", 400),
        (f"url={SITE}/en/models/one/&maxwidth=-1", 400),
        (f"url={SITE}/en/models/one/&maxheight=0", 400),
        (f"url={SITE}/en/models/one/&maxheight=1.5", 400),
        (f"url={SITE}/en/models/one/&format=yaml", 501),
        ("url=https://example.org/en/models/one/", 404),
        ("url=http://127.0.0.1:9999/en/models/one/", 404),
        ("url=http://127.0.0.1:8000@example.org/en/models/one/", 404),
        ("url=javascript:alert(1)", 404),
        ("url=http://[", 404),
        ("url=/en/models/one/", 404),
        (f"url={SITE}/en/models/nothing/", 404),
        (f"url={SITE}/en/models/one/weights/", 404),
        (f"url={SITE}/fr/models/one/", 404),
        (f"url={SITE}/en/", 404),
        (f"url={SITE}/en/may-i/", 404),
        (f"url={SITE}/en/vendors/acme/", 404),
        (f"url={SITE}/en/compare/models/?model=one", 404),
        (f"url={SITE}/en/compare/?group=vendor", 404),
        (f"url={SITE}/en/compare/?format=csv", 404),
        (f"url={SITE}/en/compare/?vendor=nobody", 404),
        (f"url={SITE}/embed/en/models/one.svg", 404),
        (f"url={SITE}/admin/", 404),
        (f"url={SITE}/en/compare/?q={'x' * 5000}", 404),
    ],
)
def test_what_cannot_be_answered_has_the_status_of_the_specification(client, query, status):
    response = client.get(f"/oembed?{query}")

    assert (response.status_code, response["Content-Type"]) == (status, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/en/models/nothing/", "there is nothing to embed at this address\n"),
        ("/embed/en/models/nothing/", "there is nothing to embed at this address\n"),
        ("/de/models/nothing/", "unter dieser Adresse gibt es nichts einzubetten\n"),
    ],
)
def test_fault_is_told_in_the_language_of_the_address(client, path, message):
    assert ask(client, path).text == message


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_wrong_method_says_so(client, method):
    response = getattr(client, method)(f"/oembed?url={SITE}/en/models/one/")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.one_of(st.sampled_from(["/en/compare/", "/en/compare/models/", "/embed/de/models/one/"]), st.text()),
    query=st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=20), max_size=4),
    more=st.dictionaries(st.sampled_from(["maxwidth", "maxheight", "format"]), st.text(max_size=6), max_size=3),
)
def test_any_address_is_answered(path, query, more):
    response = Client().get("/oembed", {"url": f"{SITE}{path}?{urlencode(query)}", **more})

    assert response.status_code in {200, 400, 404, 501}


def test_unpublished_is_not_found(client):
    ModelFactory(slug="hidden", published=False)
    ArticleFactory(slug="hidden", published=False)

    assert [ask(client, f"/en/{kind}/hidden/").status_code for kind in ("models", "fact-check")] == [404, 404]


def test_host_that_was_asked_is_ours_too(client):
    response = client.get("/oembed", {"url": "https://TESTSERVER/en/models/one/"}, headers={"Host": "testserver"})

    assert response.json()["html"].startswith(f'<iframe src="{SITE}/embed/en/models/one/"')


def test_arguments_we_do_not_know_are_ignored(client):
    plain = ask(client, "/en/models/one/").json()

    assert ask(client, "/en/models/one/", dnt="1", scheme="https", **{"for": "x"}).json() == plain


def test_answer_can_be_read_from_other_origins(client):
    assert ask(client, "/en/models/one/")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [path for path in EMBEDDABLE if not path.endswith("/models/one")])
def test_embeddable_page_leads_to_both_formats(client, path):
    links = discovered(client.get(path.partition("#")[0]).text)

    assert list(links) == ["application/json+oembed", "text/xml+oembed"]
    for link in links.values():
        assert link.startswith(f"{SITE}/oembed?")
        assert client.get(link.removeprefix(SITE)).status_code == 200
    [found] = [client.get(link.removeprefix(SITE)).json() for name, link in links.items() if "json" in name]
    assert tags(found["html"])[0][1]["src"] == SITE + DISCOVERED.get(path, EMBEDDABLE[path])


DISCOVERED = {
    "/en/compare/?sort=name&theme=dark&limit=3": "/embed/en/compare/?sort=name",
    "/de/models/one/?theme=light#weights": "/embed/de/models/one/",
}
"""Where a page does not know how its frame is to look, and the address that its reader pastes does."""


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/en/may-i/",
        "/en/vendors/",
        "/en/vendors/acme/",
        "/en/models/one/weights/",
        "/en/fact-check/",
        "/en/about/",
        "/en/embed/",
        "/en/compare/?group=vendor",
        "/en/compare/?vendor=nobody",
        "/en/compare/models/",
        "/en/compare/models/?model=one",
        "/en/models/nothing/",
    ],
)
def test_other_page_leads_to_none(client, path):
    assert "+oembed" not in client.get(path).text


def test_discovery_stands_in_the_first_150_kilobytes(client):
    assert client.get("/en/compare/").content.index(b"+oembed") < 150_000


def test_discovered_address_keeps_every_value_apart(client):
    link = discovered(client.get("/en/compare/?vendor=acme&weights=partial").text)["application/json+oembed"]

    assert parse_qs(urlsplit(link).query) == {
        "url": [f"{SITE}/en/compare/?weights=partial&vendor=acme"],
        "format": ["json"],
    }


@pytest.mark.parametrize("path", ["/en/compare/", "/en/models/one/", "/en/fact-check/an-article/"])
def test_answer_takes_the_same_queries_with_one_and_with_three_models_more(client, path):
    queries = []
    for number in (1, 2):
        for _n in range(number):
            LicenceCoverageFactory()
        with CaptureQueriesContext(connection) as context:
            ask(client, path)
        queries.append(len(context))

    assert queries[1] == queries[0] <= 20
