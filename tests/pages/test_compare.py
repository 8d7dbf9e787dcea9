"""The comparison page."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.choices import Covers, Dimension, Level, Modality
from openness.models import Assessment, Licence, LicenceCoverage, Model, ModelModality, Vendor
from tests.documents import DAY
from tests.factories import LicenceCoverageFactory, ModelFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def shown(text: str) -> list[str]:
    """The slugs of the models in the table, in order."""
    return re.findall(r'<th scope="row"><a href="/en/models/([^/"]+)/"', text)


def count(text: str) -> str:
    """What the page says it found."""
    [said] = re.findall(r'<p id="count"[^>]*>(.*?)</p>', text, re.DOTALL)
    return said.strip()


def links(text: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="(/en/compare/[^"]*)"', text)]


@pytest.mark.usefixtures("catalogue")
def test_compare_shows_every_model_with_its_levels(client):
    text = client.get("/en/compare/").text

    assert (shown(text), count(text)) == (["one", "two"], "2 models")
    assert re.findall(r'<a class="lv ([\w-]+)"[^>]*href="/en/models/one/([\w-]+)/">([^<]+)</a>', text) == [
        ("partial", "weights", "partial"),
        ("closed", "code", "closed"),
        ("unknown", "data", "unknown"),
        ("partial", "commercial-use", "partial"),
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("weights=partial", ["one"]),
        ("weights=partial&weights=unknown", ["one", "two"]),
        ("weights=partial&code=open", []),
        ("q=eins", ["one"]),
        ("sort=-name", ["two", "one"]),
        ("utm_source=mail&sort=name", ["one", "two"]),
    ],
)
def test_compare_shows_what_the_address_asks_for(client, query, expected):
    response = client.get(f"/en/compare/?{query}")

    assert (response.status_code, shown(response.text)) == (200, expected)


@pytest.mark.usefixtures("catalogue")
def test_compare_checks_the_choices_in_use_and_tells_their_counts(client):
    text = client.get("/en/compare/?weights=partial").text

    choice = r'name="weights" value="([\w-]+)"( checked)?><span>[^<]*</span><span class="number">(\d+)<'
    assert re.findall(choice, text) == [
        ("open", "", "0"),
        ("partial", " checked", "1"),
        ("closed", "", "0"),
        ("unknown", "", "1"),
        ("not-applicable", "", "0"),
    ]


@pytest.mark.usefixtures("catalogue")
def test_compare_links_to_itself_without_each_filter(client):
    found = links(client.get("/en/compare/?weights=partial&vendor=acme&sort=name").text)

    assert "/en/compare/?vendor=acme&sort=name" in found
    assert "/en/compare/?weights=partial&sort=name" in found


@pytest.mark.usefixtures("catalogue")
def test_compare_has_every_view_at_a_link_of_its_own(client):
    for link in links(client.get("/en/compare/?weights=partial&sort=name").text):
        assert client.get(link).status_code == 200


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("weights", "ajar", "“ajar” is not a choice here"),
        ("vendor", "<b>", "“&lt;b&gt;” is not a choice here"),
        ("released-from", "2024", "not a month: write YYYY-MM, as in 2024-07"),
        ("q", "x" * 101, "longer than 100 characters"),
    ],
)
def test_compare_names_a_wrong_value_at_its_field(client, name, value, fault):
    response = client.get("/en/compare/", {name: value})

    assert (response.status_code, shown(response.text)) == (400, [])
    assert f'<span class="fault" id="fault-{name}">{fault}</span>' in response.text
    assert f"<code>{name}</code>: {fault}" in response.text


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "query", ["page=2", "page=x", "per-page=7", "sort=size", "group=x", "format=xml", "page=1&page=2"]
)
def test_compare_names_a_wrong_view(client, query):
    response = client.get(f"/en/compare/?{query}")

    assert response.status_code == 400
    assert f"<code>{query.split('=')[0]}</code>: " in response.text


@pytest.mark.usefixtures("catalogue")
def test_compare_keeps_what_was_typed_wrong(client):
    text = client.get("/en/compare/?released-from=2024").text

    [field] = re.findall(r'<input id="released-from"[^>]*>', text)
    assert re.findall(r'(type|aria-invalid|value)="([^"]*)"', field) == [
        ("type", "text"),
        ("aria-invalid", "true"),
        ("value", "2024"),
    ]


@pytest.mark.usefixtures("catalogue")
def test_compare_without_a_hit_says_so(client):
    response = client.get("/en/compare/?q=nothing")

    assert (response.status_code, count(response.text)) == (200, "0 models")
    assert "No model fits" in response.text


def test_compare_of_an_empty_catalogue_says_so(client):
    response = client.get("/en/compare/")

    assert (response.status_code, "No model fits" in response.text) == (200, True)


@pytest.mark.usefixtures("catalogue")
def test_compare_by_vendor_shows_vendors(client):
    text = client.get("/en/compare/?group=vendor").text

    assert re.findall(r'<th scope="row"><a href="([^"]+)">', text) == ["/en/vendors/acme/"]


@pytest.mark.usefixtures("catalogue")
def test_compare_for_htmx_is_the_results_and_the_counts_only(client):
    response = client.get("/en/compare/?weights=partial&utm_source=mail&page=1", headers=HTMX)

    assert ("<html" in response.text, shown(response.text), count(response.text)) == (False, ["one"], "1 model")
    assert response["HX-Push-Url"] == "/en/compare/?weights=partial"
    assert re.findall(r'id="facet-([\w-]+)" hx-swap-oob="innerHTML"', response.text) == [
        "weights", "code", "data", "commercial-use", "vendor", "country", "licence-kind", "osi", "licence",
        "modality", "permitted",
    ]  # fmt: skip


@pytest.mark.usefixtures("catalogue")
def test_compare_for_htmx_names_a_fault_and_pushes_no_address(client):
    response = client.get("/en/compare/?weights=ajar", headers=HTMX)

    assert (response.status_code, count(response.text)) == (400, "The address has a fault.")
    assert "HX-Push-Url" not in response
    assert '<span id="fault-weights" hx-swap-oob="innerHTML">“ajar” is not a choice here</span>' in response.text


@pytest.mark.usefixtures("catalogue")
def test_compare_restored_by_htmx_is_the_page_as_at_first(client):
    restored = client.get("/en/compare/", headers={**HTMX, "HX-History-Restore-Request": "true"})

    assert restored.text == client.get("/en/compare/").text


@pytest.mark.usefixtures("catalogue")
def test_evidence_for_htmx_is_what_goes_into_the_drawer(client):
    whole = client.get("/en/models/one/weights/").text

    fragment = client.get("/en/models/one/weights/", headers=HTMX).text

    assert ("<html" in fragment, fragment.strip() in whole, "For this reason." in fragment) == (False, True, True)


def test_compare_pages_lead_on_and_back(client):
    for number in range(60):
        ModelFactory(slug=f"m{number:02}", name=f"M{number:02}", levels=None)

    text = client.get("/en/compare/?per-page=25&sort=name&page=2").text

    assert shown(text) == [f"m{number:02}" for number in range(25, 50)]
    assert "/en/compare/?sort=name&per-page=25&page=1" in links(text)
    assert "/en/compare/?sort=name&per-page=25&page=3" in links(text)


def many_models(number: int) -> None:
    """`number` models with all that a row shows, in few queries."""
    vendor, licence = Vendor.objects.first(), Licence.objects.first()
    made = Model.objects.bulk_create(
        Model(
            slug=f"bulk-{number}-{n}", name=f"Bulk {n}", vendor=vendor, family="Bulk", released="2025-01",
            parameters_total=n + 1, availability="downloadable", search_text=f"bulk{n}",
        )
        for n in range(number)
    )  # fmt: skip
    ModelModality.objects.bulk_create(ModelModality(model=model, modality=Modality.TEXT) for model in made)
    LicenceCoverage.objects.bulk_create(
        LicenceCoverage(model=model, covers=Covers.WEIGHTS, licence=licence) for model in made
    )
    Assessment.objects.bulk_create(
        Assessment(
            model=model, dimension_id=dimension, level=Level.PARTIAL, reason_de="x", reason_en="x", verified_on=DAY
        )
        for model in made
        for dimension in Dimension.values
    )


@pytest.mark.parametrize("group", ["model", "vendor"])
def test_compare_takes_the_same_ten_queries_at_most_for_1_3_and_500_models(client, group):
    LicenceCoverageFactory()
    queries = []
    for more in (0, 2, 497):
        many_models(more)
        with CaptureQueriesContext(connection) as context:
            response = client.get(f"/en/compare/?per-page=200&group={group}")
        queries.append(len(context))

    assert (response.status_code, count(response.text).removeprefix("1 vendor, ")) == (200, "500 models")
    assert queries == [queries[0]] * 3
    assert queries[0] <= 10


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("&".join(f"q={number}" for number in range(900)), "more than 5 values"),
        ("q=" + "+".join("abcdefghijk"), "more than 10 words"),
        ("page=01", "must be a whole number from 1"),
    ],
)
def test_compare_refuses_what_would_be_too_much(client, query, fault):
    response = client.get(f"/en/compare/?{query}")

    assert response.status_code == 400
    assert fault in response.text


@pytest.mark.usefixtures("catalogue")
def test_compare_for_htmx_leads_to_the_same_view_in_the_other_language(client):
    text = client.get("/en/compare/?weights=partial&utm_source=mail", headers=HTMX).text

    assert re.findall(r'class="lang" href="([^"]+)"', text) == ["/de/compare/?weights=partial"]


@pytest.mark.usefixtures("catalogue")
def test_compare_with_two_searches_keeps_both_in_the_form(client):
    text = client.get("/en/compare/?q=eins&q=two").text

    assert sorted(re.findall(r'name="q"[^>]* value="([^"]*)"', text)) == ["eins", "two"]


@pytest.mark.usefixtures("catalogue")
def test_compare_by_vendor_has_one_page(client):
    assert client.get("/en/compare/?group=vendor&page=2").status_code == 400


@pytest.mark.usefixtures("catalogue")
def test_compare_by_country_shows_the_models_of_vendors_there(client):
    ModelFactory(slug="fremd", vendor__country="FR")
    ModelFactory(slug="heimisch", vendor__country="DE")

    text = client.get("/en/compare/?country=DE").text

    assert shown(text) == ["heimisch"]
    assert re.search(r'value="FR"><span>France</span><span class="number">1<', text)
