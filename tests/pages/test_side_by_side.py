"""The page of models side by side, and the ways to it."""

import re
from html import unescape
from itertools import accumulate, pairwise

import pytest
from django.utils import translation

from openness.choices import Offering
from openness.domain.permissions.grounds import refresh_grounds
from openness.domain.picking import MOST
from openness.domain.side_by_side import side_by_side
from openness.pages.profile_picture import profiles
from tests.factories import LicenceCoverageFactory, LicenceFactory, LicenceTermFactory, ModelFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PAGE = "/en/compare/models/"


def address(*slugs: str, **further: str) -> str:
    pairs = [("model", slug) for slug in slugs] + list(further.items())
    return PAGE + ("?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else "")


def links(text: str) -> list[str]:
    """Where the page leads within itself, in order and without its own language links."""
    return [unescape(link) for link in re.findall(r'<a[^>]* href="(/en/compare/models/[^"]*)"', text)]


def heads(text: str) -> list[tuple[str, str]]:
    """The model of each column, and where its removal leads."""
    found = r'<th scope="col"><a href="[^"]+">([^<]+)</a> <a class="remove" href="([^"]+)"'
    return [(name, unescape(link)) for name, link in re.findall(found, text)]


def rows(text: str) -> list[str]:
    """The labels of the rows."""
    return re.findall(r'<tr class="in-[^>]*><th scope="row">([^<]+)</th>', text)


def told(text: str) -> list[tuple[str, str]]:
    """Each part of the plan as a reader sees it, and where its removal leads."""
    [plan] = re.findall(r'<div class="told">(.*?)</div>', text, re.DOTALL)
    chips = re.findall(r'<a class="chip" href="([^"]+)">(.*?) <span aria-hidden="true">', plan)
    return [(re.sub(r"<[^>]+>", "", words), unescape(link)) for link, words in chips]


@pytest.mark.usefixtures("catalogue")
def test_models_stand_in_the_order_of_the_address_each_with_a_way_to_remove_it(client):
    text = client.get(address("two", "one")).text

    assert heads(text) == [("Two", address("one")), ("One", address("two"))]


@pytest.mark.usefixtures("catalogue")
def test_rows_are_those_of_facts_levels_licences_and_terms(client):
    text = client.get(address("one", "two")).text

    assert rows(text) == [
        "Vendor", "Release", "Parameters", "Modalities", "Availability", "Built on",
        "Weights", "Code", "Data", "Commercial_Use",
        *map(str, Offering.labels),
        "Weights",
        "Commercial use", "User threshold",
    ]  # fmt: skip
    assert "more than 700,000,000 monthly active users, at any time" in text


@pytest.mark.usefixtures("catalogue")
def test_answers_follow_the_plan_and_lead_to_their_reasons(client):
    refresh_grounds()

    text = client.get(address("one", "two", offering="product", mau="900000000")).text

    assert re.findall(r'<a class="pm" href="([^"]+)"><span class="lv ask">([^<]+)<', text) == [
        (f"/en/may-i/?model={slug}&amp;offering=product&amp;mau=900000000", "ask the vendor") for slug in ("one", "two")
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("name", "value", "chip"),
    [
        ("offering", "product", "What for? build it into a product or service for customers"),
        ("seat", "eu", "Seat or home: European Union"),
        ("mau", "900000000", "Monthly active users: 900 million"),
        ("revenue", "1.000.000", "Revenue a year: 1 million"),
        ("on", "2026-01-02", "On the day: 2 January 2026"),
    ],
)
def test_plan_is_shown_in_words(client, name, value, chip):
    assert told(client.get(address("one", "two", **{name: value})).text) == [(chip, address("one", "two"))]


@pytest.mark.usefixtures("catalogue")
def test_each_part_of_the_plan_can_be_removed_alone(client):
    path = PAGE + "?model=one&model=two&only=differences&seat=eu&uses=image&uses=text"

    text = client.get(path).text

    assert told(text) == [
        ("Seat or home: European Union", path.replace("&seat=eu", "")),
        ("Modality used: Image", path.replace("&uses=image", "")),
        ("Modality used: Text", path.replace("&uses=text", "")),
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("plan", "link"),
    [
        ({}, ("/en/may-i/?model=one&model=two", "Describe your plan")),
        ({"seat": "eu", "mau": "5"}, ("/en/may-i/?model=one&model=two&seat=eu&mau=5", "Change the plan")),
    ],
)
def test_plan_is_described_and_changed_in_its_form_with_the_same_models(client, plan, link):
    text = client.get(address("one", "two", **plan)).text

    assert [(unescape(to), words) for to, words in re.findall(r'<a href="(/en/may-i/\?[^"]*)">([^<]+)</a>', text)] == [
        link
    ]


def test_page_without_models_and_plan_asks_for_no_plan(client):
    assert "/en/may-i/?" not in client.get(PAGE).text


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("slugs", [(), ("one",), ("one", "two")])
def test_plan_stays_in_every_link_of_the_page(client, slugs):
    ModelFactory(slug="three", name="Three")
    text = client.get(address(*slugs, q="three", seat="eu", uses="text")).text

    leaving = [link for _chip, link in told(text)]
    others = [link for link in links(text) if link not in leaving]
    assert [link for link in others if "seat=eu&uses=text" not in link] == []
    assert (len(leaving), len(others) > 0) == (2, True)


@pytest.mark.usefixtures("catalogue")
def test_search_for_a_model_keeps_the_plan(client):
    text = client.get(PAGE + "?model=one&seat=eu&uses=image&uses=text").text

    assert re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', text) == [
        ("model", "one"), ("seat", "eu"), ("uses", "image"), ("uses", "text"),
    ]  # fmt: skip


@pytest.mark.usefixtures("catalogue")
def test_models_picked_on_the_comparison_page_take_its_plan_along(client):
    text = client.get("/en/compare/?seat=eu&uses=image&uses=text").text

    [form] = re.findall(r'<form class="picking".*?</form>', text, re.DOTALL)
    assert re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', form) == [
        ("seat", "eu"), ("uses", "image"), ("uses", "text"),
    ]  # fmt: skip


@pytest.mark.usefixtures("catalogue")
def test_level_leads_to_its_evidence_and_tells_reason_and_sources(client):
    text = client.get(address("one", "two")).text

    [cell] = re.findall(r'<a class="lv partial" href="/en/models/one/weights/">partial</a>(.*?)</td>', text, re.DOTALL)
    assert re.findall(r"<p>(.*?)</p>", cell) == ["For this reason."]
    assert len(re.findall(r'<a href="https://example.org/texts/\d+"', cell)) == 1


@pytest.mark.usefixtures("catalogue")
def test_every_term_has_a_clause_that_leads_to_its_source(client):
    text = client.get(address("one", "two")).text

    terms = re.findall(r'<div class="term">(.*?)</div>', text, re.DOTALL)
    clauses = [
        re.findall(r'<a class="locator" lang="en" href="(https://[^"]+)"[^>]*>([^<]+)</a>', term) for term in terms
    ]
    assert [len(found) for found in clauses] == [1, 1, 1, 1]
    assert {place for [(_source, place)] in clauses} == {"§1"}


@pytest.mark.usefixtures("catalogue")
def test_only_differences_is_a_link_and_says_how_many_rows_it_hides(client):
    shown = client.get(address("one", "two")).text
    [link] = [link for link in links(shown) if link.endswith("only=differences")]

    text = client.get(link).text

    assert link == address("one", "two", only="differences")
    assert rows(text) == ["Release", "Parameters", "Built on", "Weights", "Code", "Commercial_Use"]
    assert "14 rows in which all are equal are hidden." in text


def test_models_that_do_not_differ_are_said_not_to(client):
    one = ModelFactory(slug="a")
    ModelFactory(slug="b", vendor=one.vendor)

    text = client.get(address("a", "b", only="differences")).text

    assert (rows(text), "They differ in nothing that is recorded." in text) == ([], True)


@pytest.mark.usefixtures("catalogue")
def test_links_keep_only_differences_and_the_other_models(client):
    ModelFactory(slug="three", name="Three")
    text = client.get(address("one", "two", q="three", only="differences")).text

    assert address("one", "two", "three", only="differences") in links(text)
    assert heads(text)[0] == ("One", address("two", only="differences"))


@pytest.mark.usefixtures("catalogue")
def test_language_link_and_canonical_address_keep_the_models(client):
    text = client.get(address("one", "two", q="x")).text

    assert 'href="/de/compare/models/?model=one&amp;model=two" hreflang="de"' in text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/en/compare/models/?model=one&amp;model=two">' in text


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("slugs", "number"), [((), 1), (("one",), 2)])
def test_fewer_than_two_models_make_a_picker_with_comparisons_that_work(client, slugs, number):
    ModelFactory(slug="three")

    text = client.get(address(*slugs)).text

    offers = [link for link in links(text) if link.count("model=") > 1]
    assert ('<input id="pick" name="q" type="search"' in text, len(offers)) == (True, number)
    assert [client.get(link).status_code for link in offers] == [200] * len(offers)


def test_picker_of_an_empty_catalogue_offers_nothing(client):
    response = client.get(PAGE)

    assert (response.status_code, "Ready-made" in response.text) == (200, False)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "name", "fault"),
    [
        ("model=one&model=nothing", "model", "there is no model “nothing”"),
        ("model=one&model=%3Cb%3E", "model", "there is no model “&lt;b&gt;”"),
        ("model=one&model=two&model=one", "model", "“one” is named twice"),
        ("model=1&model=2&model=3&model=4&model=5&model=6&model=7", "model", "more than 6 models"),
        ("model=one&q=" + "x" * 101, "q", "longer than 100 characters"),
    ],
)
def test_wrong_value_is_named_at_its_field(client, query, name, fault):
    response = client.get(f"{PAGE}?{query}")

    assert (response.status_code, rows(response.text)) == (400, [])
    assert f'<span class="fault" id="fault-{name}">{fault}</span>' in response.text
    assert f"<code>{name}</code>: {fault}" in response.text


@pytest.mark.usefixtures("catalogue")
def test_wrong_view_is_named_and_the_way_on_leads_to_what_can_be_read(client):
    response = client.get(address("one", "two", only="x"))

    assert (response.status_code, "<code>only</code>: must be one of differences" in response.text) == (400, True)
    assert client.get(links(response.text)[0]).status_code == 200


@pytest.mark.usefixtures("catalogue")
def test_seventh_model_is_a_fault_at_the_field_although_there_is_no_room(client):
    slugs = [ModelFactory().slug for _n in range(MOST + 1)]

    text = client.get(address(*slugs)).text

    assert '<span class="fault" id="fault-model">more than 6 models</span>' in text


def test_six_models_leave_no_room_for_a_search(client):
    text = client.get(address(*(ModelFactory().slug for _n in range(MOST)))).text

    assert (len(heads(text)), 'id="pick"' in text, "Six are the most" in text) == (6, False, True)


@pytest.mark.usefixtures("catalogue")
def test_search_without_htmx_lists_links_that_add_a_model(client):
    text = client.get(address("one", q="two")).text

    assert address("one", "two") in links(text)
    assert '<input type="hidden" name="model" value="one">' in text


@pytest.mark.usefixtures("catalogue")
def test_search_for_htmx_is_the_list_alone(client):
    response = client.get(address("one", q="two"), headers=HTMX)

    assert (response.status_code, links(response.text)) == (200, [address("one", "two")])
    assert "<html" not in response.text


@pytest.mark.usefixtures("catalogue")
def test_search_for_htmx_names_a_fault(client):
    response = client.get(address("one", q="x" * 101), headers=HTMX)

    assert (response.status_code, "longer than 100 characters" in response.text) == (400, True)


@pytest.mark.usefixtures("catalogue")
def test_search_without_a_hit_says_so(client):
    assert "No other model fits “&lt;i&gt;zz”." in client.get(address("one", q="%3Ci%3Ezz")).text


def test_cells_that_show_the_same_name_all_their_models(client):
    for slug in "abc":
        ModelFactory(slug=slug, name=slug.upper(), released="2024-01" if slug == "b" else "2025-01")

    text = client.get(address("a", "b", "c")).text

    [cells] = re.findall(r'<tr class="in-month unequal"><th scope="row">Release</th>(.*?)</tr>', text, re.DOTALL)
    assert re.findall(r'<td( class="again")? data-models="([^"]*)">', cells) == [
        ("", "A, C"),
        ("", "B"),
        (' class="again"', ""),
    ]


@pytest.mark.usefixtures("catalogue")
def test_profile_tells_its_levels_in_words_for_whoever_cannot_see_it(client):
    text = client.get(address("one", "two")).text

    assert re.findall(r'role="img" aria-label="([^"]+)"', text) == [
        "One: Weights partial, Code closed, Data unknown, Commercial_Use partial",
        "Two: Weights unknown, Code unknown, Data unknown, Commercial_Use unknown",
    ]


@pytest.mark.usefixtures("catalogue")
def test_profile_stands_the_higher_the_more_open_and_unknown_has_no_height():
    levels = {"weights": "open", "code": "partial", "data": "unknown", "commercial-use": "closed"}
    ModelFactory(slug="mixed", levels=levels)

    found = side_by_side(parameters={"model": ["mixed", "one"]})
    [profile, _other] = profiles(levels=found.levels)

    assert [(one.y, one.has_height) for one in profile.stations] == [
        ("14", True),
        ("54", True),
        ("54", False),
        ("94", True),
    ]
    first, second, *_others = (one.x for one in profile.stations)
    assert [(one.x1, one.y1, one.x2, one.y2) for one in profile.segments] == [(first, "14", second, "54")]


@pytest.mark.usefixtures("catalogue")
def test_profile_gives_a_dimension_the_room_that_its_longest_text_asks_for():
    with translation.override("en"):
        found = side_by_side(parameters={"model": ["one", "two"]})
        both = profiles(levels=found.levels)

    longest = [len("Weights"), len("unknown"), len("unknown"), len("Commercial_Use")]
    ends = [0, *accumulate(longest)]
    middles = [f"{(start + end) * 50 / ends[-1]:g}%" for start, end in pairwise(ends)]
    assert [[one.x for one in profile.stations] for profile in both] == [middles, middles]


@pytest.mark.usefixtures("catalogue")
def test_base_adds_a_row_with_its_licence_and_terms(client):
    base = ModelFactory(slug="base", name="Base")
    community = LicenceFactory(slug="community", short_name="Community", term=None)
    LicenceTermFactory(licence=community, subject="naming", effect="required", locator="§1.b.i")
    LicenceCoverageFactory(model=base, licence=community)
    LicenceCoverageFactory(model=ModelFactory(slug="tuned", base_model=base), licence__slug="free")

    text = client.get(address("tuned", "one")).text

    [cells] = re.findall(r'<tr class="in-inherited[^>]*>(.*?)</tr>', text, re.DOTALL)
    assert re.findall(r"From Base: <a href=\"/en/licences/community/\">Community</a>", cells) != []
    assert re.findall(r'<strong>Naming</strong> <span class="sign required">required</span>', cells) != []


@pytest.mark.usefixtures("catalogue")
def test_comparison_page_lets_models_be_picked_without_scripts(client):
    text = client.get("/en/compare/?sort=name").text

    assert '<form class="picking" method="get" action="/en/compare/models/">' in text
    assert re.findall(r'<input type="checkbox" name="model" value="([^"]+)"', text) == ["one", "two"]
    assert re.findall(r'data-most="(\d+)"', text) == [str(MOST)]


@pytest.mark.usefixtures("catalogue")
def test_model_page_leads_to_it_beside_its_base_and_its_family(client):
    assert links(client.get("/en/models/two/").text) == [address("two", "one"), address("two")]


@pytest.mark.parametrize("number", [2, 3, MOST])
def test_page_takes_the_same_queries_for_any_number_of_models(client, django_assert_num_queries, number):
    slugs = [LicenceCoverageFactory().model.slug for _n in range(number)]
    LicenceCoverageFactory(model__slug="found")
    room = {"q": "found"} if number < MOST else {}

    with django_assert_num_queries(14 if room else 13):
        client.get(address(*slugs, **room))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("path", "keep"),
    [
        (PAGE, True),
        (address("one", "two"), True),
        (address("one", "two", seat="eu"), True),
        (address("one", "two", mau="5"), False),
        (address(q="one"), False),
    ],
)
def test_page_is_kept_unless_it_holds_free_text_or_figures(client, path, keep):
    assert hasattr(client.get(path), "_openness_not_kept") is not keep
