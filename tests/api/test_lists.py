"""The lists of the API: what is in them, page by page."""

import itertools
from pathlib import Path

import pytest
from django.test import Client

from openness.api.addresses import FOLDERS
from openness.domain.exchange import records
from openness.domain.permissions.catalogue import answers
from openness.filters import SORTS
from openness.models import Assessment, Model
from tests.api.asking import ask, data, pages, told
from tests.documents import article, dimensions, licence, model, stored, vendor
from tests.factories import LicenceCoverageFactory, LicenceFactory, ModelFactory, VendorFactory

pytestmark = pytest.mark.django_db

LISTS = (*FOLDERS.values(), "assessments", "claims", "permissions", "changes")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("models", "model"),
        ("vendors", "vendor"),
        ("licences", "licence"),
        ("dimensions", "dimension"),
        ("articles", "article"),
    ],
)
def test_list_has_every_record_as_outlets_hand_it_out(kind: str, folder: str) -> None:
    found = {one["slug"]: one for one in data(folder)}

    for record in records(kind=kind):
        listed = found.pop(record["slug"])
        assert listed == {**listed, **record}
    assert found == {}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("models", "llama"),
        ("vendors", "acme"),
        ("licences", "apache-2.0"),
        ("dimensions", "code"),
        ("articles", "an-article"),
    ],
)
def test_record_stands_at_its_own_address_as_in_its_list(address: str, slug: str) -> None:
    [listed] = [one for one in data(address) if one["slug"] == slug]

    assert listed["api_url"] == f"http://127.0.0.1:8000/api/v1/{address}/{slug}"
    assert data(f"{address}/{slug}") == listed


@pytest.mark.usefixtures("catalogue")
def test_pages_of_a_record_are_there() -> None:
    client = Client()
    for address in (
        "models",
        "vendors",
        "licences",
        "dimensions",
        "articles",
        "assessments",
        "claims",
        "permissions",
        "changes",
    ):
        for one in data(address):
            for page in one["pages"].values():
                assert client.get(page.partition("#")[0].removeprefix("http://127.0.0.1:8000")).status_code == 200, page


def test_model_has_a_level_on_every_dimension() -> None:
    one = ModelFactory(slug="one", levels={"weights": "open", "code": "closed"})
    LicenceCoverageFactory(model=one)
    Assessment.objects.filter(model=one, dimension="code").update(published=False)

    assert data("models/one")["levels"] == {
        "weights": "open",
        "code": "unknown",
        "data": "unknown",
        "commercial-use": "unknown",
    }


@pytest.mark.usefixtures("catalogue")
def test_unpublished_model_is_nowhere() -> None:
    Model.objects.filter(slug="llama").update(published=False)

    assert "llama" not in [one["slug"] for one in data("models")]
    assert "llama" not in [one["model"] for one in (*data("assessments"), *data("permissions"))]
    assert ask("models/llama").status_code == ask("models?model=llama").status_code == 404
    assert data("models/tuned")["base_model"] is None
    assert [one["models"] for one in data("claims")] == [[], []]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("sort", [sign + key for key in SORTS for sign in ("", "-")])
def test_pages_of_one_row_are_the_list_in_its_order(sort: str) -> None:
    whole = [one["slug"] for one in data(f"models?sort={sort}")]

    assert [[one["slug"] for one in page] for page in pages(f"models?sort={sort}&per-page=1")] == [
        [slug] for slug in whole
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "address", ["vendors", "dimensions", "licences", "assessments", "claims", "changes", "permissions"]
)
def test_pages_are_parts_of_the_list(address: str) -> None:
    parts = pages(f"{address}?per-page=2")

    assert [one for part in parts for one in part] == data(f"{address}?per-page=200")
    assert {len(part) for part in parts[:-1]} <= {2}


def test_page_goes_on_where_it_was_while_rows_come_in() -> None:
    for slug in ("b", "d", "f"):
        VendorFactory(slug=slug)
    first = told("vendors?per-page=2")

    VendorFactory(slug="a")
    VendorFactory(slug="c")
    VendorFactory(slug="e")

    following = first["links"]["next"].removeprefix("http://127.0.0.1:8000/api/v1/")
    assert [one["slug"] for one in first["data"]] == ["b", "d"]
    assert [one["slug"] for one in data(following)] == ["e", "f"]


def test_links_stand_in_the_header_as_well() -> None:
    for slug in ("a", "b"):
        VendorFactory(slug=slug)

    response = ask("vendors?per-page=1")

    links = response.json()["links"]
    assert response["Link"] == f'<{links["first"]}>; rel="first", <{links["next"]}>; rel="next"'


@pytest.mark.usefixtures("catalogue")
def test_fields_leave_out_the_others() -> None:
    assert data("models?fields=slug,levels&model=gpt-4o") == [
        {
            "slug": "gpt-4o",
            "levels": {"weights": "closed", "code": "closed", "data": "unknown", "commercial-use": "closed"},
        }
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("language", "text"), [("de", "Builds models. (deutsch)"), ("en", "Builds models.")])
def test_language_makes_texts_plain(language: str, text: str) -> None:
    response = ask(f"vendors/acme?lang={language}&fields=summary,pages")

    assert response.json()["data"] == {
        "summary": text,
        "pages": {name: f"http://127.0.0.1:8000/{name}/vendors/acme/" for name in ("de", "en")},
    }
    assert response["Content-Language"] == language


@pytest.mark.usefixtures("catalogue")
def test_assessments_are_of_the_models_that_filters_leave() -> None:
    found = data("assessments?vendor=meta&dimension=code&dimension=weights&level=partial&lang=en")

    assert [(one["model"], one["dimension"], one["level"], one["reason"]) for one in found] == [
        ("llama", "weights", "partial", "It is partial.")
    ]
    assert found[0]["api_url"] == "http://127.0.0.1:8000/api/v1/assessments?model=llama&dimension=weights"
    assert data("assessments?model=llama&dimension=weights&lang=en") == found


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "claims"),
    [
        ("article=an-article", ["c01", "c02"]),
        ("vendor=acme", ["c01"]),
        ("verdict=false&verdict=partly", ["c02"]),
        ("dimension=weights&vendor=acme", ["c01"]),
        ("dimension=data", []),
    ],
)
def test_claims_are_filtered(query: str, claims: list[str]) -> None:
    assert [one["slug"] for one in data(f"claims?{query}")] == claims


@pytest.mark.usefixtures("catalogue")
def test_day_shows_what_was_published_then(tmp_path) -> None:
    assert [data(f"models/llama?fields=family&as-of={day}")["family"] for day in ("2026-03-02", "2026-03-03")] == [
        "Family",
        "Llama",
    ]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("", 1),
        ("models", 7),
        ("models?vendor=acme&licence=free&country=NO", 8),
        ("models?offering=product&permitted=yes&permitted=yes-if", 9),
        ("models/one", 7),
        ("vendors", 1),
        ("licences", 3),
        ("licences/free", 3),
        ("dimensions", 1),
        ("articles", 10),
        ("assessments", 2),
        ("assessments?vendor=acme&level=open", 3),
        ("claims", 3),
        ("permissions?offering=product&vendor=acme", 4),
        ("changes", 7),
    ],
)
def test_list_takes_the_same_queries(
    tmp_path, rows: int, address: str, queries: int, django_assert_num_queries
) -> None:
    _catalogue_of(rows, tmp_path)

    with django_assert_num_queries(queries):
        assert ask(address).status_code == 200


def _catalogue_of(rows: int, folder: Path) -> None:
    """So many models of one vendor, licences, articles with claims, and vendors beside."""
    values = [dimensions(), [vendor(), licence()]]
    for number in range(rows):
        one = model(f"one-{number}" if number else "one", aliases=["One"])
        values.append([vendor(f"v-{number}"), licence(f"l-{number}"), one, article(f"a-{number}")])
    stored(folder, *itertools.chain.from_iterable(values))
    answers(plan={})


def test_page_of_100_models_takes_8_queries(django_assert_max_num_queries) -> None:
    licence, vendor = LicenceFactory(slug="free"), VendorFactory(slug="acme")
    for number in range(101):
        LicenceCoverageFactory(model=ModelFactory(vendor=vendor, slug=f"m-{number:03}"), licence=licence)

    for filters in (
        "",
        "&vendor=acme&licence=free&country=NO&model=m-000" + "".join(f"&model=m-{n:03}" for n in range(1, 101)),
    ):
        with django_assert_max_num_queries(8):
            assert len(data(f"models?per-page=100{filters}")) == 100
