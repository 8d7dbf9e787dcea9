"""The framed page, as it comes from the server."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from openness.embed.asking import PARAMETERS
from openness.models import Article, Assessment, Model, OpennessDimension, Vendor
from openness.publishing.marks import EMBEDDED, PINNED
from tests.embed.test_widgets import history, one_more
from tests.factories import LicenceCoverageFactory
from tests.pages.test_every_address import queries, query_string
from tests.publishing.test_front import Site

__all__ = ["history"]

pytestmark = pytest.mark.django_db

FRAMES = ["compare/?model=two&model=one", "models/one/", "fact-check/an-article/"]
SITE = "http://127.0.0.1:8000"


class Outline(HTMLParser):
    """What a page is made of: its start tags, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def policy(response: Any) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return {name: rest for name, _blank, rest in (part.partition(" ") for part in parts)}


def digest_of(element: str, text: str) -> str:
    [inside] = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("frame", FRAMES)
def test_frame_is_there_in_its_language_whatever_the_browser_asks_for(client, frame, language):
    other = {"de": "en", "en": "de"}[language]

    response = client.get(f"/embed/{language}/{frame}", headers={"Accept-Language": other})

    assert (response.status_code, response["Content-Type"], response["Content-Language"]) == (
        200,
        "text/html; charset=utf-8",
        language,
    )
    assert f'<html lang="{language}" class="auto">' in response.text
    assert "Accept-Language" not in response["Vary"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", [*FRAMES, "compare/?weights=closed", "compare/?limit=0", "models/gone/", "nothing/"])
def test_frame_may_stand_in_any_page_and_hold_only_what_is_ours(client, frame):
    response = client.get(f"/embed/en/{frame}")

    assert policy(response) == {
        "default-src": "'none'",
        "style-src": digest_of("style", response.text),
        "script-src": digest_of("script", response.text),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert response["Referrer-Policy"] == "no-referrer"
    assert dict(response.cookies) == {}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "path",
    ["/en/", "/en/compare/", "/en/models/one/", "/en/nothing/", "/embed/en/compare.html", "/embed/en/compare.md", "/"],
)
def test_nothing_but_frames_may_be_framed(client, path):
    response = client.get(path)

    assert (response["X-Frame-Options"], policy(response)["frame-ancestors"]) == ("DENY", "'none'")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", FRAMES)
def test_frame_loads_nothing(client, frame):
    outline = Outline(client.get(f"/embed/en/{frame}").text)

    loading = {"img", "iframe", "object", "embed", "video", "audio", "source", "svg", "form", "input", "base"}
    assert {tag for tag, _attributes in outline.tags} & loading == set()
    assert {attributes["rel"] for attributes in outline.all("link")} == {"canonical", "alternate"}
    assert [
        key for _tag, given in outline.tags for key in given if key in {"style", "src"} or key.startswith("on")
    ] == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", FRAMES)
def test_links_of_a_frame_open_our_pages_in_a_new_tab(client, frame):
    links = Outline(client.get(f"/embed/en/{frame}").text).all("a")

    assert {(link["target"], link["rel"]) for link in links} == {("_blank", "noopener")}
    paths = {(link["href"] or "").removeprefix(SITE) for link in links}
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("frame", "path"),
    [
        (FRAMES[0], "/en/compare/models/?model=two&model=one"),
        (FRAMES[1], "/en/models/one/"),
        (FRAMES[2], "/en/fact-check/an-article/"),
    ],
)
def test_frame_is_not_to_be_found_but_its_page_is(client, frame, path):
    outline = Outline(client.get(f"/embed/en/{frame}").text)

    assert [link["href"] for link in outline.all("link") if link["rel"] == "canonical"] == [SITE + path]
    named = {given.get("name"): given.get("content") for given in outline.all("meta")}
    assert (named["robots"], named["referrer"], named["color-scheme"]) == ("noindex", "no-referrer", "light dark")


def texts(text: str, element: str) -> list[str]:
    """The plain texts of all such elements, each on one line."""
    found = re.findall(rf"<{element}\b[^>]*>(.*?)</{element}>", text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", inside)).split()) for inside in found]


@pytest.mark.usefixtures("catalogue")
def test_frame_of_a_comparison_is_a_table_whose_levels_tell_their_reasons(client):
    text = client.get("/embed/en/compare/?model=two&model=one").text

    assert texts(text, "caption") == ["How open are Two and One?"]
    assert texts(text, "th") == ["Model", "Vendor", "Weights", "Code", "Data", "Commercial_Use", "Two", "One"]
    assert [given["scope"] for given in Outline(text).all("th")] == ["col"] * 6 + ["row"] * 2
    assert texts(text, "summary") == [
        "Two, Weights: unknown",
        "Two, Code: unknown",
        "Two, Data: unknown",
        "Two, Commercial_Use: unknown",
        "One, Weights: partial",
        "One, Code: closed",
        "One, Data: unknown",
        "One, Commercial_Use: partial",
    ]
    assert texts(text, "p")[9] == "Weights: partial. For this reason."
    assert texts(text, "p")[10] == "Evidence: Weights, One Checked on 1 March 2026."


@pytest.mark.usefixtures("catalogue")
def test_frame_of_a_model_has_a_row_for_each_dimension(client):
    text = client.get("/embed/en/models/one/?column=size").text

    assert texts(text, "h1") == ["How open is One?"]
    assert texts(text, "p")[0] == "Size: 8B · All about One"
    assert texts(text, "th")[3:] == ["Weights", "Code", "Data", "Commercial_Use"]
    assert texts(text, "td")[:2] == ["partial", "For this reason.Evidence: Weights, One Checked on 1 March 2026."]


@pytest.mark.usefixtures("catalogue")
def test_frame_of_a_fact_check_tells_the_level_stated_and_the_level_found(client):
    text = client.get("/embed/en/fact-check/an-article/").text

    assert texts(text, "summary") == [
        "Acme, Weights: Article: open, Evidence: partial",
        "Acme, Code: Article: says nothing, Evidence: closed",
        "Acme, Data: Article: says nothing, Evidence: unknown",
        "Acme, Commercial_Use: Article: says nothing, Evidence: partial",
    ]
    classes = [str(cell["class"]).split() for cell in Outline(text).all("td")]
    assert ["differs" in names for names in classes] == [False, True, False, False, False]
    assert "The article: Yes." in texts(text, "p")


@pytest.mark.usefixtures("catalogue")
def test_frame_tells_when_it_was_checked_and_how_much_it_leaves_out(client):
    text = client.get("/embed/en/compare/?sort=name&limit=1").text

    assert texts(text, "footer") == ["Checked on 1 March 2026 or later 1 of 2 models Openness, 127.0.0.1:8000"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_frame_has_the_theme_it_is_given(client, theme):
    text = client.get(f"/embed/en/compare/?theme={theme}").text

    assert f'<html lang="en" class="{theme}">' in text
    assert f'<meta name="color-scheme" content="{theme}">' in text


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/embed/en/compare/?model=gone", 404, "model: there is no model “gone”"),
        ("/embed/de/compare/?model=gone", 404, "model: es gibt kein Modell „gone“"),
        ("/embed/en/compare/?theme=pink", 400, "theme: “pink” is not a choice here"),
        ("/embed/en/models/gone/", 404, "there is no model “gone”"),
        ("/embed/en/fact-check/gone/", 404, "there is no fact check “gone”"),
        ("/embed/en/models/one/weights/", 404, "there is nothing at this address"),
        ("/embed/en/models/../x/", 404, "there is nothing at this address"),
    ],
)
def test_frame_says_what_is_wrong(client, path, status, message):
    response = client.get(path)

    assert (response.status_code, texts(response.text, "p")) == (status, [message])


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", ["compare/?model=gone", "compare/?theme=pink", "models/gone/", "nothing/"])
def test_frame_with_a_fault_is_small_and_kept_for_a_minute(client, frame):
    response = client.get(f"/embed/en/{frame}")

    assert (response["Cache-Control"], len(response.content) < 4000) == ("public, max-age=60", True)


@pytest.mark.parametrize("path", ["/embed/de/compare.gif", "/embed/en/models/one.webp", "/embed/en/fact-check/x.json"])
def test_form_that_we_do_not_have_is_not_found_at_once(client, path):
    assert client.get(path).status_code == 404


def test_frame_in_a_language_we_do_not_speak_is_not_there(client):
    response = client.get("/embed/fr/compare/")

    assert (response.status_code, response["Content-Language"], "X-Frame-Options" in response) == (404, "de", False)


@pytest.mark.parametrize("path", ["/embed/en/compare", "/embed/de/models/one"])
def test_frame_without_the_last_slash_is_found(client, path):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (301, f"{path}/")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_frame_is_only_read(client, method):
    assert getattr(client, method)("/embed/en/compare/").status_code == 405


HOSTILE = "<script>alert(1)</script>\"'></style><img src=x onerror=alert(1)>{{ 1 }}"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", ["compare/", "models/one/", "fact-check/an-article/"])
def test_nothing_of_the_address_reaches_a_frame_unescaped(client, frame):
    for name in (*PARAMETERS, HOSTILE):
        response = client.get(f"/embed/en/{frame}?{quote(name)}={quote(HOSTILE)}")
        outline = Outline(response.text)

        assert response.status_code in {200, 400, 404}
        assert (len(outline.all("script")), len(outline.all("style")), outline.all("img")) == (1, 1, [])
        assert policy(response)["style-src"] == digest_of("style", response.text)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", ["compare/", "models/one/", "fact-check/an-article/", "compare.html", "compare.md"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=queries)
def test_any_parameters_are_answered(path, pairs):
    response = Client().get(f"/embed/en/{path}", QUERY_STRING=query_string(pairs))

    assert response.status_code in {200, 400, 404}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", FRAMES)
def test_text_of_a_record_stays_text(client, frame):
    Vendor.objects.update(name=HOSTILE)
    Article.objects.update(title=HOSTILE)
    Model.objects.update(name=HOSTILE)
    OpennessDimension.objects.update(name_en=HOSTILE)
    Assessment.objects.update(reason_en=HOSTILE)

    text = client.get(f"/embed/en/{frame}{'&' if '?' in frame else '?'}column=vendor").text

    assert "&lt;script&gt;alert(1)" in text
    assert (len(Outline(text).all("script")), Outline(text).all("img")) == (1, [])


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", ["compare/?sort=name", "fact-check/an-article/"])
def test_frame_takes_the_same_queries_with_one_and_with_three_rows_more(client, frame):
    queries = []
    for rows in (1, 2):
        for _n in range(rows):
            one_more()
        with CaptureQueriesContext(connection) as context:
            client.get(f"/embed/en/{frame}")
        queries.append(len(context))

    assert queries[1] == queries[0]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("frame", FRAMES)
def test_frame_is_cached_for_long_and_served_stale(client, frame):
    assert client.get(f"/embed/en/{frame}")["Cache-Control"] == EMBEDDED


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(("query", "expected"), [("", EMBEDDED), ("&as-of=2026-03-04", PINNED)])
@pytest.mark.parametrize("form", ["/", ".html", ".md", ".svg"])
def test_widget_of_a_past_day_is_cached_for_ever_in_every_form(client, form, query, expected):
    assert client.get(f"/embed/en/compare{form}?model=one{query}")["Cache-Control"] == expected


@pytest.mark.usefixtures("history")
def test_frame_of_a_past_day_shows_it_and_says_so(client):
    text = client.get("/embed/en/compare/?model=one&dimension=weights&as-of=2026-03-04").text

    assert texts(text, "summary") == ["One, weights: open"]
    assert "As of 4 March 2026" in texts(text, "footer")[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second", "renderings"),
    [
        ("model=a&model=b", "model=a&model=b", 1),
        ("model=a&model=b&utm_source=mail", "model=a&model=b", 1),
        ("weights=open&weights=closed", "weights=closed&weights=open", 1),
        ("model=a&model=b", "model=b&model=a", 2),
        ("theme=light", "theme=dark", 2),
        ("q=a", "q=a", 2),
    ],
)
def test_frame_is_answered_from_the_store(first, second, renderings):
    for slug in ("a", "b"):
        LicenceCoverageFactory(model__slug=slug)
    site = Site()

    answers = [site.get(f"/embed/en/compare/?{query}") for query in (first, second)]

    assert [answer.status for answer in answers] == [200, 200]
    assert len(site.asked) == renderings
