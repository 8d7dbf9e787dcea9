"""The builder: what it shows, what it offers to copy, and what it says to a wrong address."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openness.domain import revision
from openness.domain.permissions.grounds import refresh_grounds
from openness.embed.asking import PARAMETERS
from openness.embed.choosing import OWN_PARAMETERS
from openness.embed.snippets import FORMS
from openness.models import Article
from tests.documents import NOW
from tests.factories import ArticleFactory, LicenceCoverageFactory, ModelFactory

PAGE = "/en/embed/"
SITE = "http://127.0.0.1:8000"
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("catalogue")


class Read(HTMLParser):
    """A builder as a browser has it: codes by form, frames, links, fields and faults."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.tags.append((tag, given))
        self._inside = given["id"] if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.codes[self._inside] = self.codes.get(self._inside, "") + data.removeprefix("\n")

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [given for name, given in self.tags if name == tag and wanted.items() <= given.items()]

    @property
    def frames(self) -> set[str]:
        return {given["src"] for given in self.all("openness-widget")}

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What the form would send as it stands, without its selects and what is empty."""
        fields = [given for given in self.all("input") if given.get("name") and given.get("value")]
        return [
            (given["name"], given["value"])
            for given in fields
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given
        ]


def read(client, query: str = "", **headers: str) -> Read:
    return Read(client.get(PAGE + query, headers=headers).text)


def faults(text: str) -> dict[str, str]:
    """What is said at each field."""
    found = re.findall(r'<span class="fault" id="fault-([\w-]+)">([^<]+)</span>', text)
    return {name: unescape(fault) for name, fault in found}


STATES = {
    "": "/embed/en/compare/",
    "?model=two&model=one": "/embed/en/compare/?model=two&model=one",
    "?model=one": "/embed/en/models/one/",
    "?model=one&column=vendor&limit=5": "/embed/en/models/one/?column=vendor",
    "?model=one&weights=partial": "/embed/en/compare/?weights=partial&model=one",
    "?vendor=acme&weights=partial&sort=name": "/embed/en/compare/?weights=partial&vendor=acme&sort=name",
    "?seat=eu&offering=product&column=may-i": "/embed/en/compare/?offering=product&seat=eu&column=may-i",
    "?what=fact-check": "/embed/en/fact-check/an-article/",
    "?what=fact-check&article=an-article&theme=dark": "/embed/en/fact-check/an-article/?theme=dark",
    "?what=fact-check&model=one&vendor=acme": "/embed/en/fact-check/an-article/",
    "?language=de": "/embed/de/compare/",
    "?dimension=code&dimension=data": "/embed/en/compare/?dimension=code&dimension=data",
    "?column=vendor&limit=12&theme=auto&sort=-released": "/embed/en/compare/",
    "?limit=3&theme=light&column=size&column=licence": (
        "/embed/en/compare/?column=licence&column=size&limit=3&theme=light"
    ),
}


@pytest.mark.parametrize(("query", "frame"), STATES.items())
def test_address_is_the_state(client, query, frame):
    response = client.get(PAGE + query)

    assert (response.status_code, Read(response.text).frames) == (200, {frame})
    assert client.get(frame).status_code == 200


@pytest.mark.parametrize("query", STATES)
def test_form_sent_as_it_stands_shows_the_same(client, query):
    before = client.get(PAGE + query)
    [canonical] = [given["href"] for given in Read(before.text).all("link", rel="canonical")]
    fields = Read(before.text)
    selects = [
        ("article", "an-article"),
        *(("sort", value) for name, value in parse_qsl(query[1:]) if name == "sort"),
    ]

    response = client.get(PAGE, [*fields.sent, *selects])

    after = Read(response.text)
    assert after.frames == fields.frames
    assert [given["href"] for given in after.all("link", rel="canonical")] == [canonical]
    assert Read(client.get(canonical.removeprefix(SITE)).text).frames == fields.frames


@pytest.mark.parametrize("query", ["?model=one&model=two", "?what=fact-check"])
def test_preview_stands_at_three_widths_and_without_scripts_too(client, query):
    page = read(client, query)

    previews = page.all("openness-widget")
    without = page.all("iframe")
    assert [(given["src"], given["width"], given["height"]) for given in without] == [
        (previews[place]["src"], width, previews[place]["height"]) for place, width in enumerate(["280", "600", "900"])
    ]


def test_page_may_frame_ourselves_and_no_other_page_may(client):
    policies = [
        dict(part.split(" ", 1) for part in client.get(path)["Content-Security-Policy"].split("; "))
        for path in (PAGE, "/en/compare/")
    ]

    own, other = policies
    assert own == {**other, "frame-src": "'self'"}


@pytest.mark.parametrize(
    ("query", "missing"),
    [("?model=one", set()), ("?model=one&model=two", set()), ("?what=fact-check", {"badges", "shields"})],
)
def test_every_form_has_its_code_and_a_button(client, query, missing):
    page = read(client, query)

    forms = {name.removeprefix("code-") for name in page.codes if name.startswith("code-")}
    assert forms == set(FORMS) - missing
    assert {given["data-copies"] for given in page.all("button", **{"class": "copy-code"})} == set(page.codes)
    assert all("hidden" in given for given in page.all("button", **{"class": "copy-code"}))


@pytest.mark.parametrize("query", ["?model=one", "?model=one&model=two&theme=dark&language=de", "?what=fact-check"])
def test_every_address_in_a_code_answers(client, query):
    codes = read(client, query).codes

    found = {
        unescape(address)
        for code in codes.values()
        for address in re.findall(rf"{SITE}(/[^\s\"')>]*)", code)
        if "shields.io" not in address
    }
    assert {address: client.get(address).status_code for address in found} == dict.fromkeys(found, 200)
    assert len(found) > 8


@pytest.mark.parametrize("query", ["?model=one", "?what=fact-check"])
def test_every_download_answers(client, query):
    files = [given["href"] for given in read(client, query).all("a") if "download" in given]

    assert [client.get(address).status_code for address in files] == [200] * len(files)
    assert {urlsplit(address).path.rpartition(".")[2] for address in files} == {"html", "md", "svg", "png"}


def test_element_has_a_link_and_the_room_it_will_need(client):
    code = read(client, "?model=one&model=two").codes["code-element"]

    [(_tag, widget), (_a, link), _line_break, (_svg, room), (_another, more), (_script, script)] = Read(code).tags
    address = f"{SITE}/embed/en/compare/?model=one&model=two"
    assert (widget["src"], widget["title"]) == (address, "How open are One and Two?")
    assert (link["href"], int(widget["height"])) == (
        f"{SITE}/en/compare/models/?model=one&model=two",
        int(room["height"]) + 18,
    )
    assert room["style"].startswith(f"display:block;height:max({room['height']}px,min(")
    assert int(more["height"]) > 0
    assert (script["src"], "async" in script, script["referrerpolicy"]) == (f"{SITE}/embed.js", True, "no-referrer")


def test_iframe_has_title_height_and_leaks_no_address(client):
    [(_div, box), (_tag, frame)] = Read(read(client, "?model=one").codes["code-iframe"]).tags

    assert (frame["src"], frame["title"]) == (f"{SITE}/embed/en/models/one/", "How open is One?")
    assert (frame["loading"], frame["referrerpolicy"], int(frame["height"]) > 100) == ("lazy", "no-referrer", True)
    assert box["style"] == "container-type:inline-size"
    low, *higher = [int(height) for height in re.findall(r"(\d+)px,", frame["style"])]
    assert frame["style"].startswith("border:0;width:100%;height:max(")
    assert (low, low < min(higher), higher) == (int(frame["height"]), True, sorted(higher, reverse=True))


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("?model=one&model=two", "/en/compare/models/?model=one&model=two"),
        ("?model=one", "/en/models/one/"),
        ("?vendor=acme", "/en/compare/?vendor=acme"),
        ("?what=fact-check", "/en/fact-check/an-article/"),
        ("?what=fact-check&theme=dark", "/embed/en/fact-check/an-article/?theme=dark"),
        ("?model=one&model=two&dimension=code", "/embed/en/compare/?model=one&model=two&dimension=code"),
    ],
)
def test_address_alone_is_the_page_unless_only_the_frame_says_as_much(client, query, address):
    codes = read(client, query).codes

    assert codes["code-link"] == SITE + address
    [(_tag, frame)] = Read(client.get("/oembed", {"url": codes["code-link"]}).json()["html"]).tags
    assert frame["src"] == codes["code-frame"]


def test_picture_comes_in_two_sizes_with_a_description(client):
    page = read(client, "?model=one")

    [(_a, link), (_img, picture)] = Read(page.codes["code-png"]).tags
    once, twice = f"{SITE}/embed/en/models/one.png", f"{SITE}/embed/en/models/one.png?scale=2"
    assert (link["href"], picture["src"], picture["srcset"]) == (f"{SITE}/en/models/one/", once, f"{twice} 2x")
    assert picture["alt"] == page.codes["text-png"]
    assert picture["alt"].startswith("How open is One?")


def test_badges_are_those_of_each_model_and_dimension(client):
    code = read(client, "?model=one&model=two&dimension=weights&dimension=data").codes["code-badges"]

    assert re.findall(r"\[!\[([^]]+)\]\(([^)]+)\)\]\(([^)]+)\)", code) == [
        (
            f"{slug.title()}: {name}: {level}",
            f"{SITE}/badge/en/{slug}/{dimension}.svg",
            f"{SITE}/en/models/{slug}/{dimension}/",
        )
        for slug, levels in {"one": ["partial", "unknown"], "two": ["unknown", "unknown"]}.items()
        for dimension, name, level in zip(["weights", "data"], ["Weights", "Data"], levels, strict=True)
    ]


def test_badges_tell_the_permission_where_it_is_asked_for(client):
    refresh_grounds()

    code = read(client, "?model=one&dimension=code&column=may-i&offering=product&seat=eu").codes["code-badges"]

    addresses = re.findall(r"\]\(([^)]+)\)\]", code)
    assert addresses == [
        f"{SITE}/badge/en/one/code.svg",
        f"{SITE}/badge/en/one/may-i.svg?offering=product&seat=eu",
    ]
    assert client.get(addresses[1].removeprefix(SITE)).status_code == 200


def test_badge_of_shields_io_asks_our_endpoint(client):
    code = read(client, "?model=one&dimension=code").codes["code-shields"]

    [address] = re.findall(r"\]\((https://img.shields.io[^)]+)\)\]", code)
    [(name, endpoint)] = parse_qsl(urlsplit(address).query)
    assert (name, client.get(endpoint.removeprefix(SITE)).json()["schemaVersion"]) == ("url", 1)


@pytest.mark.parametrize("query", ["?model=nasty", "?model=nasty&model=one"])
def test_text_of_a_record_stays_text_here_and_where_it_is_pasted(client, query):
    nasty = "</textarea><script>alert(1)</script>\"'&](x)|`"
    LicenceCoverageFactory(model=ModelFactory(slug="nasty", name=nasty))

    response = client.get(PAGE + query)

    assert "<script>alert" not in response.text
    codes = Read(response.text).codes
    for form in ("element", "iframe", "html", "png", "svg", "card"):
        pasted = Read(codes[f"code-{form}"])
        assert [given for name, given in pasted.tags if name == "script" and "src" not in given] == []
        told = [value for _tag, given in pasted.tags for value in given.values()]
        assert form == "html" or any(nasty in value for value in told)
    assert "[![How open" not in codes["code-md"]
    assert re.findall(r"(?<!\\)`", codes["code-md"] + codes["code-md-picture"] + codes["code-badges"]) == []


def test_parameter_stays_text(client):
    text = client.get(PAGE, {"find": "<i>zz", "theme": "<b>", "address": "<u>", "model": "<s>"}).text

    assert [tag for tag in ("<i>", "<b>", "<u>", "<s>") if tag in text] == []


def test_search_lists_links_that_add_a_model_in_place_of_filters(client):
    page = read(client, "?find=two&model=one&theme=dark")
    other = read(client, "?find=two&vendor=acme&seat=eu")

    added = [
        given["href"] for one in (page, other) for given in one.all("a") if given.get("href", "").count("model=two")
    ]
    assert added == [f"{PAGE}?model=one&model=two&theme=dark", f"{PAGE}?model=two&seat=eu"]


def test_search_for_htmx_is_the_list_alone(client):
    response = client.get(PAGE + "?find=two&part=matches&model=one", headers=HTMX)

    assert (response.status_code, Read(response.text).codes) == (200, {})
    assert re.findall(r'href="([^"]+)"', response.text) == [f"{PAGE}?model=one&amp;model=two"]


def test_part_means_nothing_to_a_browser(client):
    assert "<html" in client.get(PAGE + "?part=matches").text


def test_search_without_a_hit_says_so(client):
    assert "No other model fits “zz”." in client.get(PAGE + "?find=zz").text


def test_change_for_htmx_is_forms_preview_and_codes_and_pushes_the_shortest_address(client):
    response = client.get(
        PAGE + "?what=compare&model=one&model=two&find=&address=&sort=&limit=12&theme=dark&language=en&as-of=",
        headers=HTMX,
    )

    assert ("<html" in response.text, response["HX-Push-Url"]) == (False, f"{PAGE}?model=one&model=two&theme=dark")
    assert Read(response.text).frames == {"/embed/en/compare/?model=one&model=two&theme=dark"}


def test_each_model_and_filter_can_be_taken_away_alone(client):
    page = client.get(PAGE + "?model=one&weights=open&weights=partial&offering=product&q=on&theme=dark").text

    chips = re.findall(r'<a class="chip" href="([^"]+)"[^>]*>(.*?) <span aria-hidden', page)
    assert [(re.sub("<[^>]+>", "", text), unescape(address)) for address, text in chips] == [
        ("One", f"{PAGE}?q=on&weights=open&weights=partial&offering=product&theme=dark"),
        ("Search: on", f"{PAGE}?weights=open&weights=partial&model=one&offering=product&theme=dark"),
        ("Weights: open", f"{PAGE}?q=on&weights=partial&model=one&offering=product&theme=dark"),
        ("Weights: partial", f"{PAGE}?q=on&weights=open&model=one&offering=product&theme=dark"),
        (
            "What for? build it into a product or service for customers",
            f"{PAGE}?q=on&weights=open&weights=partial&model=one&theme=dark",
        ),
    ]


def test_models_stay_picked_while_an_article_is_shown(client):
    sent = read(client, "?what=fact-check&model=one&vendor=acme").sent

    assert {("model", "one"), ("vendor", "acme")} <= set(sent)


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        (f"{SITE}/de/compare/?vendor=acme&page=1", "/embed/de/compare/?vendor=acme"),
        ("/en/compare/models/?model=two&model=one", "/embed/en/compare/?model=two&model=one"),
        (f"{SITE}/en/models/two/", "/embed/en/models/two/"),
        (f" {SITE}/de/fact-check/an-article/ ", "/embed/de/fact-check/an-article/"),
        (
            f"{SITE}/embed/en/compare/?model=two&model=one&theme=light",
            "/embed/en/compare/?model=two&model=one&theme=light",
        ),
    ],
)
def test_address_is_taken_over_in_place_of_what_was_chosen(client, address, frame):
    response = client.get(PAGE, {"address": address, "model": "one", "weights": "open", "article": "an-article"})

    assert (response.status_code, Read(response.text).frames) == (200, {frame})


def test_address_taken_over_leaves_the_settings_alone(client):
    page = client.get(PAGE, {"address": "/en/models/two/", "theme": "dark", "dimension": "code", "model": "one"})

    assert Read(page.text).frames == {"/embed/en/models/two/?dimension=code&theme=dark"}


@pytest.mark.parametrize(
    "address",
    ["https://example.org/de/compare/", "/en/vendors/acme/", "nonsense", "http://[", "/en/compare/?group=vendor"],
)
def test_address_of_something_else_is_a_fault_at_its_field(client, address):
    response = client.get(PAGE, {"address": address})

    assert (response.status_code, list(faults(response.text))) == (400, ["address"])
    [field] = Read(response.text).all("input", id="address")
    assert (field["value"], field["aria-invalid"]) == (address, "true")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?what=nothing", {"what": "“nothing” is not a choice here"}),
        ("?language=fr", {"language": "“fr” is not a choice here"}),
        ("?theme=pink", {"theme": "“pink” is not a choice here"}),
        ("?theme=dark&theme=light", {"theme": "only one value is possible"}),
        ("?dimension=price", {"dimension": "“price” is not a choice here"}),
        ("?column=price", {"column": "“price” is not a choice here"}),
        ("?limit=0", {"limit": "must be a whole number from 1 to 50"}),
        ("?as-of=soon", {"as-of": "not a date: write YYYY-MM-DD"}),
        ("?model=nothing", {"model": "there is no model “nothing”"}),
        ("?model=nothing&model=one", {"model": "there is no model “nothing”"}),
        ("?what=fact-check&article=nothing", {"article": "“nothing” is not a choice here"}),
        ("?find=" + "x" * 101, {"find": "longer than 100 characters"}),
        ("?model=" + "&model=".join(f"m{n}" for n in range(13)), {"model": "more than 12 models"}),
        (
            "?theme=pink&limit=x&language=fr&model=nothing&model=one",
            {
                "theme": "“pink” is not a choice here",
                "limit": "must be a whole number from 1 to 50",
                "language": "“fr” is not a choice here",
                "model": "there is no model “nothing”",
            },
        ),
    ],
)
def test_wrong_value_is_named_at_its_field(client, query, named):
    response = client.get(PAGE + query)

    page = Read(response.text)
    assert (response.status_code, faults(response.text)) == (400, named)
    assert set(re.findall(r"<li><code>([\w-]+)</code>", response.text)) == set(named)
    assert (page.frames, page.codes) == (set(), {})


@pytest.mark.parametrize(
    ("query", "name"), [("?vendor=nobody", "vendor"), ("?mau=many", "mau"), ("?page=2", "page"), ("?sort=size", "sort")]
)
def test_wrong_filter_is_named_and_the_way_on_leads_to_what_can_be_read(client, query, name):
    response = client.get(PAGE + query + "&theme=dark")

    assert (response.status_code, re.findall(r"<li><code>([\w-]+)</code>", response.text)) == (400, [name])
    [onward] = re.findall(r'<a href="([^"]+)">Go on without it</a>', response.text)
    assert (onward, client.get(onward).status_code) == (f"{PAGE}?theme=dark", 200)


def test_faults_of_a_german_page_are_german_whatever_the_language_of_the_widget(client):
    text = client.get("/de/embed/?language=en&theme=pink").text

    assert faults(text) == {"theme": "„pink“ steht hier nicht zur Wahl"}


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("?model=two&model=one&column=none", "&column=none"),
        ("?model=two&model=one&column=none&column=size", "&column=size"),
        ("?model=two&model=one&column=none&column=vendor", ""),
    ],
)
def test_last_column_can_be_left_out(client, query, columns):
    page = read(client, query)

    assert page.frames == {f"/embed/en/compare/?model=two&model=one{columns}"}
    assert [name for name, _value in page.sent].count("column") == 2 - (columns == "&column=none")
    assert client.get(*page.frames).status_code == 200


def test_no_dimension_is_a_fault_at_its_field(client):
    response = client.get(PAGE + "?model=one&dimension=none")

    assert (response.status_code, faults(response.text)) == (400, {"dimension": "choose one at least"})


def test_filters_that_leave_nothing_say_so(client):
    response = client.get(PAGE + "?weights=closed")

    assert (response.status_code, "No model fits" in response.text, Read(response.text).codes) == (200, True, {})


def test_without_any_article_the_fact_check_is_a_fault(client):
    Article.objects.all().delete()

    assert faults(client.get(PAGE + "?what=fact-check").text) == {"article": "there is no fact-checked article yet"}


def test_day_of_the_last_change_is_offered_to_pin_to(client):
    revision.bump(now=NOW)

    page = client.get(PAGE + "?model=one").text

    assert re.findall(r'<a href="([^"]+)"[^>]*>Pin to ([^<]+)</a>', page) == [
        (f"{PAGE}?model=one&amp;as-of={NOW.date()}", f"{NOW.day} {NOW:%B} {NOW.year}")
    ]


def test_language_link_keeps_the_choice(client):
    text = client.get(PAGE + "?model=one&theme=dark").text

    assert 'href="/de/embed/?model=one&amp;theme=dark" hreflang="de"' in text


EMBED_LINKS = {
    "/en/compare/": "/en/embed/",
    "/en/compare/?vendor=acme&weights=partial&sort=name&per-page=100": (
        "/en/embed/?weights=partial&vendor=acme&sort=name"
    ),
    "/en/compare/?offering=product&seat=eu": "/en/embed/?offering=product&seat=eu",
    "/en/compare/models/?model=two&model=one&only=differences": "/en/embed/?model=two&model=one",
    "/en/compare/models/?model=two&model=one&seat=eu": "/en/embed/?model=two&model=one&seat=eu",
    "/en/models/one/": "/en/embed/?model=one",
    "/en/fact-check/an-article/": "/en/embed/?what=fact-check&article=an-article",
    "/en/may-i/?offering=product&seat=eu": "/en/embed/?offering=product&seat=eu&column=may-i",
}


@pytest.mark.parametrize(("path", "link"), EMBED_LINKS.items())
def test_page_leads_to_the_builder_with_what_it_shows(client, path, link):
    text = client.get(path).text
    main = text[text.index("<main") : text.index("</main>")]

    found = [unescape(address) for address in re.findall(r'href="(/en/embed/[^"]*)"', main)]
    assert (found, client.get(link).status_code) == ([link], 200)


def test_every_page_leads_to_the_builder(client):
    assert '<a href="/en/embed/">Embed</a>' in client.get("/en/about/").text


@pytest.mark.parametrize(
    ("query", "keep"),
    [("?model=one", True), ("?find=&address=", True), ("?find=one", False), ("?q=one", False), ("?mau=5", False)],
)
def test_page_is_kept_unless_it_holds_free_text_or_figures(client, query, keep):
    assert hasattr(client.get(PAGE + query), "_openness_not_kept") is not keep


@pytest.mark.parametrize("query", ["", "?vendor=acme", "?model=one&model=two&find=model", "?what=fact-check"])
def test_page_takes_the_same_queries_with_one_and_with_three_rows_more(client, query):
    queries = []
    for number in (1, 2):
        for _n in range(number):
            LicenceCoverageFactory(model__vendor__name=f"More {number}")
            ArticleFactory()
        with CaptureQueriesContext(connection) as context:
            client.get(PAGE + query)
        queries.append(len(context))

    assert queries[1] == queries[0] <= 26


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.lists(st.tuples(st.sampled_from((*OWN_PARAMETERS, *PARAMETERS)), st.text(max_size=20)), max_size=5),
    htmx=st.booleans(),
)
def test_any_parameters_are_answered(query, htmx):
    response = Client(headers=HTMX if htmx else {}).get(PAGE, QUERY_STRING=urlencode(query))

    assert response.status_code in {200, 400}
