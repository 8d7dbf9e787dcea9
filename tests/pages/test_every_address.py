"""What holds at every address of the site."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openness.api import v1
from openness.domain import revision
from openness.filters import FILTERS, PARAMETERS
from openness.models import Article, Licence, Model
from tests.documents import NOW
from tests.embed.addresses import PICTURES
from tests.factories import (
    ArticleFactory,
    ArticleRowFactory,
    ClaimFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    ModelFactory,
    VendorFactory,
)

pytestmark = pytest.mark.usefixtures("catalogue")

PAGES: dict[str, tuple[str, ...]] = {
    "home": (),
    "compare": (),
    "may-i": (),
    "compare-models": (),
    "model": ("one",),
    "evidence": ("one", "weights"),
    "vendors": (),
    "vendor": ("acme",),
    "licences": (),
    "licence": ("limited",),
    "licence-compare": (),
    "dimensions": (),
    "fact-checks": (),
    "fact-check": ("an-article",),
    "fact-check-cell": ("an-article", "acme", "weights"),
    "changes": (),
    "about": (),
    "embed": (),
    "api": (),
}
REDIRECTS = {"root": (), "models": ()}
MONITORS = {"healthz": (), "readyz": ()}
ELSEWHERE = {"report", "report-thanks"}  # pages/test_report.py: what they are about stands in parameters
ELSEWHERE |= {*PICTURES}  # embed/test_every_picture.py
ELSEWHERE |= {"embed-compare", "embed-model", "embed-fact-check", "embed-missing"}  # embed/test_frames.py
ELSEWHERE |= {"embed-compare-text", "embed-model-text", "embed-fact-check-text"}  # embed/test_writing.py
ELSEWHERE |= {"oembed"}  # embed/test_oembed.py
ELSEWHERE |= {"embed-script"}  # embed/test_script.py
ELSEWHERE |= {"feed-changes", "feed-model", "feed-vendor", "feed-licence", "feed-compare"}  # feeds/test_changes.py
ELSEWHERE |= {"feed-licence-dates"}  # feeds/test_calendar.py
ELSEWHERE |= {one.name for one in v1.patterns if one.name}  # api/test_document.py
ELSEWHERE |= {"api-moved", "api-nowhere-else"}  # api/test_refusals.py
ELSEWHERE |= {"data-json", "data-csv", "data-yaml", "data-sqlite"}  # bulk/test_downloads.py
ELSEWHERE |= {"data-schema", "data-package"}  # bulk/test_descriptions.py
FOR_CRAWLERS = {"robots": (), "llms": (), "sitemap": (), "sitemap-section": ("models",)}
EVERY = {**PAGES, **REDIRECTS, **MONITORS, **FOR_CRAWLERS}


def address(name: str, *arguments: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=arguments)


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses but those of the admin."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.app_name == "admin" else named(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_every_name_is_tested_here():
    assert set(named(get_resolver().url_patterns)) - ELSEWHERE == set(EVERY)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_there_in_its_language(client, name, language):
    response = client.get(address(name, *PAGES[name], language=language))

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{language}">' in response.text


@pytest.mark.parametrize("name", PAGES)
def test_page_names_itself_and_its_translation(client, name):
    german, english = (address(name, *PAGES[name], language=language) for language in ("de", "en"))

    text = client.get(german).text

    assert f'<link rel="canonical" href="http://127.0.0.1:8000{german}">' in text
    assert f'<a class="lang" href="{english}" hreflang="en"' in text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("name", EVERY)
def test_address_with_a_wrong_method_says_so(client, name, method):
    response = getattr(client, method)(address(name, *EVERY[name]))

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("name", PAGES)
def test_head_is_answered_like_get(client, name):
    url = address(name, *PAGES[name])

    assert client.head(url).status_code == client.get(url).status_code == 200


@pytest.mark.parametrize("name", [name for name, arguments in PAGES.items() if arguments])
@pytest.mark.parametrize("wrong", ["nothing", "../etc", "A", "a--b", "a%00b", "ä", "x" * 500])
def test_page_of_a_record_that_is_not_there_is_not_found(client, name, wrong):
    path = address(name, *PAGES[name])
    for argument in PAGES[name]:
        response = client.get(path.replace(f"/{argument}/", f"/{wrong}/"))

        assert response.status_code == 404


@pytest.mark.parametrize("name", ["model", "evidence"])
def test_page_of_an_unpublished_model_is_not_found(client, name):
    ModelFactory(slug="hidden", published=False)

    assert client.get(address(name, "hidden", *PAGES[name][1:])).status_code == 404


@pytest.mark.parametrize("name", ["fact-check", "fact-check-cell"])
def test_page_of_an_unpublished_article_is_not_found(client, name):
    ArticleFactory(slug="hidden", published=False)

    assert client.get(address(name, "hidden", *PAGES[name][1:])).status_code == 404


@pytest.mark.parametrize("name", EVERY)
def test_address_sets_no_cookie_and_varies_on_none(client, name):
    response = client.get(address(name, *EVERY[name]))

    assert (dict(response.cookies), "Cookie" in response.get("Vary", "")) == ({}, False)


@pytest.mark.parametrize("name", [*EVERY, "not found"])
def test_address_sends_a_strict_policy(client, name):
    response = client.get("/en/nothing/" if name == "not found" else address(name, *EVERY[name]))

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert (response["X-Content-Type-Options"], response["Referrer-Policy"]) == (
        "nosniff",
        "strict-origin-when-cross-origin",
    )
    assert "camera=()" in response["Permissions-Policy"]


class Inline(HTMLParser):
    """Collects what a strict policy would refuse, and what comes from another origin."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.refused.append(tag)
        self.refused += [f"{tag} {key}" for key in given if key == "style" or key.startswith("on")]
        self.refused += [f"{key} {value}" for key, value in given.items() if (value or "").startswith("javascript:")]
        if tag in {"script", "img", "link", "iframe"} and given.get("rel") not in {"canonical", "alternate"}:
            source = given.get("src") or given.get("href") or ""
            self.refused += [source] if source.startswith(("http", "//")) else []


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_nothing_inline_and_nothing_from_elsewhere(client, name):
    parser = Inline()

    parser.feed(client.get(address(name, *PAGES[name])).text)

    assert parser.refused == []


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_and_no_id_twice(client, name):
    text = client.get(address(name, *PAGES[name])).text
    ids = re.findall(r'\sid="([^"]*)"', text)

    assert text.count("<h1") == 1
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_links_of_a_page_lead_somewhere(client, name):
    text = client.get(address(name, *PAGES[name])).text
    links = {link.split("#")[0].replace("&amp;", "&") for link in re.findall(r'href="(/(?:de|en)/[^"]*)"', text)}

    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("name", PAGES)
def test_text_of_a_record_stays_text(client, name):
    nasty = "<script>alert(1)</script>\"'&{{ 1 }}"
    for factory, more in ((VendorFactory, {}), (LicenceFactory, {"short_name": nasty})):
        factory(name=nasty, summary_de=nasty, summary_en=nasty, **more)
    LicenceCoverageFactory(model__name=nasty, model__family=nasty, model__summary_en=nasty, licence__name=nasty)
    ArticleFactory(title=nasty, author=nasty, summary_en=nasty, conclusion_en=nasty)

    assert "<script>alert" not in client.get(address(name, *PAGES[name])).text


def more() -> None:
    """One record more of everything that a page lists."""
    one, licence, article = Model.objects.get(slug="one"), Licence.objects.get(slug="limited"), Article.objects.first()
    coverage = LicenceCoverageFactory(licence=licence, model__vendor=one.vendor, model__family=one.family)
    LicenceCoverageFactory(model=ModelFactory(base_model=one), valid_to="2024-01-01")
    year = 1900 + Model.objects.count()
    LicenceCoverageFactory(model=one, covers="code", valid_from=f"{year}-01-01", valid_to=f"{year}-02-01")
    ArticleFactory()
    ArticleRowFactory(article=article, left_out=[coverage.model])
    ClaimFactory(article=article)
    article.rows.get(vendor=one.vendor).meant.add(coverage.model)


@pytest.mark.parametrize("name", PAGES)
def test_page_takes_the_same_queries_with_one_and_with_three_rows_more(client, name):
    url, queries = address(name, *PAGES[name]), []
    for rows in (1, 2):
        for _n in range(rows):
            more()
        with CaptureQueriesContext(connection) as context:
            client.get(url)
        queries.append(len(context))

    assert queries[1] == queries[0]


@pytest.mark.parametrize(
    ("name", "limit"),
    [("home", 24), ("compare", 10), ("vendors", 6), ("licences", 3), ("dimensions", 26), ("about", 24)],
)
def test_list_takes_few_queries(client, name, limit, django_assert_max_num_queries):
    with django_assert_max_num_queries(limit):
        client.get(address(name))


def test_readiness_tells_an_empty_catalogue(client):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (503, "catalogue is empty\n")


def test_readiness_tells_the_revision(client):
    revision.bump(now=NOW)

    response = client.get("/readyz")

    assert (response.status_code, response.text, response["Cache-Control"].split(", ")[-1]) == (
        200,
        "ready, revision 1\n",
        "private",
    )


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [("de", "/de/"), ("en-GB,en;q=0.9,de;q=0.1", "/en/"), ("fr", "/de/"), ("", "/de/"), ("x" * 900, "/de/")],
)
def test_root_leads_to_the_language_a_browser_asks_for(client, accept_language, expected):
    response = client.get("/", headers={"Accept-Language": accept_language})

    assert (response.status_code, response["Location"], response["Vary"]) == (302, expected, "Accept-Language")


@pytest.mark.parametrize(("path", "language"), [("/de/models/gpt-9/", "de"), ("/en/models/gpt-9/", "en")])
def test_page_not_found_offers_a_search_for_what_was_meant(client, path, language):
    response = client.get(path)

    assert response.status_code == 404
    assert f'<html lang="{language}">' in response.text
    assert f'<form class="searchbar" action="/{language}/compare/" method="get" role="search">' in response.text
    assert 'name="q" type="search" maxlength="100" value="gpt 9"' in response.text


anything = st.one_of(st.text(max_size=30).map(str.encode), st.binary(max_size=30))
near_misses = st.one_of(
    st.sampled_from(["open", "acme", "limited", "-name", "vendor", "csv", "json", "html", "2024-07", "1", "25", "yes"]),
    st.sampled_from(["'", "\x00", "%", "\u00a0", "%s", "${x}", "{{x}}", "../", "<b>", "\r\n"]),
).map(str.encode)
names = st.one_of(st.sampled_from(PARAMETERS).map(str.encode), anything)
queries = st.lists(st.tuples(names, st.one_of(near_misses, anything), st.booleans()), max_size=6)
parts = st.one_of(st.sampled_from(["models", "vendors", "fact-check", "acme", "one"]), st.text())


def query_string(pairs: list[tuple[bytes, bytes, bool]]) -> str:
    """The pairs as a URL, some quoted and some as raw bytes, as a server passes them on."""
    return "&".join(
        f"{quote_from_bytes(name)}={quote_from_bytes(value) if quoted else value.decode('latin-1')}"
        for name, value, quoted in pairs
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=queries, htmx=st.booleans())
def test_compare_answers_any_parameters(pairs, htmx):
    headers = {"HX-Request": "true"} if htmx else {}

    response = Client(headers=headers).get("/en/compare/", QUERY_STRING=query_string(pairs))

    assert response.status_code in {200, 400}


@pytest.mark.parametrize("name", sorted(set(FILTERS) | {"sort", "page", "per-page", "group", "format"}))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(anything, min_size=1, max_size=3))
def test_compare_answers_anything_in_each_parameter(name, values):
    query = query_string([(name.encode(), value, True) for value in values])

    assert Client().get("/de/compare/", QUERY_STRING=query).status_code in {200, 400}


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=queries)
def test_other_addresses_do_not_mind_any_parameters(name, pairs):
    url = address(name, *EVERY[name])

    plain = Client().get(url).status_code

    assert Client().get(url, QUERY_STRING=query_string(pairs)).status_code in {plain, 400}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.one_of(st.sampled_from(["models", "vendors", "fact-check", "acme", "one"]), st.text()), max_size=4
    )
)
def test_any_path_is_answered(parts):
    path = "/en/" + "/".join(quote_from_bytes(part.encode()) for part in parts)

    assert Client().get(path).status_code in {200, 301, 404}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/compare/?model=%00", 400),
        ("/en/compare/models/?model=%00", 400),
        ("/en/may-i/?model=%00", 400),
        ("/en/licences/compare/?licence=%00", 400),
        ("/en/changes/?record=model/%00", 400),
        ("/en/embed/?model=%00", 400),
        ("/embed/en/compare/?model=%00", 404),
        ("/oembed?url=%00", 404),
    ],
)
def test_character_that_no_database_takes_is_refused(client: Client, catalogue: None, path: str, status: int) -> None:
    assert client.get(path).status_code == status
