"""A comparison as a file holds exactly what is filtered."""

import csv
import io
import json

import pytest

from openness.choices import Dimension
from tests.factories import AssessmentFactory, LicenceCoverageFactory, ModelFactory, SourceFactory, VendorFactory

pytestmark = pytest.mark.django_db

QUERIES = [
    "",
    "weights=open",
    "weights=open&weights=closed&sort=name",
    "q=m1&sort=-name",
    "page=2&per-page=25",
    "group=vendor",
    "weights=not-applicable",
]


@pytest.fixture
def thirty() -> None:
    """Thirty models, open, closed and unknown by turns; more than a page of 25 holds."""
    vendor = VendorFactory(slug="acme", name="Acme")
    for number in range(30):
        level = ("open", "closed", "unknown")[number % 3]
        model = ModelFactory(slug=f"m{number:02}", name=f"M{number:02}", vendor=vendor, levels=None)
        AssessmentFactory(model=model, level=level)


def rows_of_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def slugs_of(client, query: str, name: str) -> list[str]:
    """The slugs in the file that the address gives, in order."""
    text = client.get(f"/en/compare/?{query}&format={name}").text
    match name:
        case "csv":
            return [row["slug"] for row in rows_of_csv(text)]
        case "json":
            return [model["slug"] for model in json.loads(text)["models"]]
        case _:
            return [line.split("/en/models/")[1].split("/")[0] for line in text.splitlines()[2:]]


def slugs_of_pages(client, query: str) -> list[str]:
    """The slugs on all pages of the table, by way of the largest page."""
    found = client.get(f"/en/compare/?{query}").context["found"].query
    again = "&".join(f"{name}={value}" for name, value in found.pairs if name not in {"per-page", "group"})
    rows = client.get(f"/en/compare/?{again}&per-page=200").context["found"].rows
    return [row.slug for row in rows]


@pytest.mark.usefixtures("thirty")
@pytest.mark.parametrize("name", ["csv", "json", "md"])
@pytest.mark.parametrize("query", QUERIES)
def test_file_holds_exactly_what_is_filtered_in_its_order(client, query, name):
    assert slugs_of(client, query, name) == slugs_of_pages(client, query)


@pytest.mark.usefixtures("thirty")
def test_file_of_a_filter_leaves_out_the_others(client):
    assert slugs_of(client, "weights=open&sort=name", "csv") == [f"m{number:02}" for number in range(0, 30, 3)]


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json; charset=utf-8"),
        ("md", "text/markdown; charset=utf-8"),
    ],
)
def test_file_says_what_it_is(client, name, content_type):
    response = client.get(f"/en/compare/?format={name}")

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        content_type,
        f'inline; filename="openness-comparison.{name}"',
    )


@pytest.mark.parametrize("name", ["csv", "json", "md"])
def test_file_of_a_wrong_filter_is_the_page_with_the_fault(client, name):
    response = client.get(f"/en/compare/?weights=ajar&format={name}")

    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")


def one_model() -> None:
    model = ModelFactory(
        slug="one", name='One, "1"', vendor__slug="acme", vendor__name="Acme | Co", family="F", released="2025-01",
        parameters_total="46.7", parameters_active="12.9", modalities=["text", "image"], levels={"code": "closed"},
    )  # fmt: skip
    LicenceCoverageFactory(model=model, licence__slug="free")
    source = SourceFactory(url="https://example.org/card", kind="model-card", title="Card", locator="§3")
    model.assessments.filter(dimension="weights").delete()
    model.assessments.get(dimension="code").sources.set([source])


def test_csv_row_has_levels_dates_and_sources(client):
    one_model()

    [row] = rows_of_csv(client.get("/en/compare/?format=csv").text)

    assert row == {
        "slug": "one",
        "name": 'One, "1"',
        "vendor": "acme",
        "family": "F",
        "released": "2025-01",
        "parameters_total": "46.7",
        "parameters_active": "12.9",
        "availability": "downloadable",
        "modalities": "text image",
        "licences": "free",
        "weights": "unknown",
        "weights_verified_on": "",
        "weights_sources": "",
        "code": "closed",
        "code_verified_on": "2026-03-01",
        "code_sources": "https://example.org/card",
        "data": "unknown",
        "data_verified_on": "2026-03-01",
        "data_sources": "",
        "commercial-use": "unknown",
        "commercial-use_verified_on": "2026-03-01",
        "commercial-use_sources": "",
        "url": "http://127.0.0.1:8000/en/models/one/",
    }


def test_json_model_has_reasons_and_sources(client):
    one_model()

    found = json.loads(client.get("/de/compare/?format=json").text)

    [model] = found["models"]
    assert (found["total"], model["parameters_total"], model["modalities"]) == (1, 46.7, ["text", "image"])
    assert model["licences"] == [{"slug": "free", "kind": "permissive", "covers": "weights"}]
    assert list(model["assessments"]) == Dimension.values
    assert model["assessments"]["weights"] == {"level": "unknown"}
    assert model["assessments"]["code"] == {
        "level": "closed",
        "reason": {"de": "Darum.", "en": "For this reason."},
        "verified_on": "2026-03-01",
        "sources": [
            {
                "url": "https://example.org/card",
                "kind": "model-card",
                "title": "Card",
                "locator": "§3",
                "accessed_on": "2026-03-01",
            }
        ],
    }


def test_markdown_table_is_in_the_readers_language(client):
    one_model()

    assert client.get("/de/compare/?format=md").text.splitlines()[0] == (
        "| Modell | Anbieter | Gewichte | Code | Trainingsdaten | Kommerzielle Nutzung |"
    )


def test_markdown_row_cannot_break_the_table(client):
    ModelFactory(slug="one", name="A|B [c](x)\\\n<b>", vendor__name="D|E", levels=None)

    row = client.get("/en/compare/?format=md").text.splitlines()[2]

    address = "http://127.0.0.1:8000/en/models/one/"
    assert row == f"| [A\\|B \\[c\\](x)\\\\ \\<b\\>]({address}) | D\\|E |{' unknown |' * 4}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cell_is_never_a_formula(client, start):
    formula = f'{start}HYPERLINK("https://evil.example";"x")'
    ModelFactory(name=formula, family=formula)

    [row] = rows_of_csv(client.get("/en/compare/?format=csv").text)

    assert (row["name"], row["family"]) == (f"'{formula}", f"'{formula}")
    assert all(value[:1] not in tuple("=+-@\t\r") for value in row.values())


@pytest.mark.parametrize("name", ["csv", "json", "md"])
@pytest.mark.parametrize("rows", [1, 3])
def test_file_takes_the_same_queries_for_one_and_three_models(client, name, rows, django_assert_num_queries):
    for _n in range(rows):
        LicenceCoverageFactory()

    with django_assert_num_queries(9):
        client.get(f"/en/compare/?format={name}")
