"""The lists of the API: what is in them, page by page."""

import itertools
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from openness.api.addresses import FOLDERS
from openness.choices import Permission
from openness.domain import revision
from openness.domain.exchange import records
from openness.domain.permissions.catalogue import answers
from openness.domain.permissions.grounds import refresh_grounds
from openness.domain.permissions.telling import CLAUSES
from openness.filters import SORTS
from openness.models import Article, Assessment, Model
from tests.api.asking import ask, data, pages, refusal, told
from tests.documents import article, assessments, coverage, dimensions, licence, model, stored, vendor
from tests.factories import LicenceCoverageFactory, LicenceFactory, ModelFactory, VendorFactory
from tests.people import changed, published

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
        ("claim=c02", ["c02"]),
        ("model=llama", ["c01"]),
        ("model=llama&model=tuned&claim=c01&claim=c02", ["c01"]),
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
        ("models?vendor=acme&licence=free&country=NO", 7),
        ("models?offering=product&permitted=yes&permitted=yes-if", 7),
        ("models/one", 7),
        ("vendors", 1),
        ("licences", 3),
        ("licences?subject=commercial-use", 5),
        ("licences/free", 3),
        ("dimensions", 1),
        ("articles", 10),
        ("assessments", 3),
        ("assessments?vendor=acme&level=open", 3),
        ("assessments?offering=product&permitted=yes", 3),
        ("claims", 4),
        ("claims?article=a-0&vendor=acme&claim=c01", 4),
        ("permissions?offering=product&vendor=acme", 2),
        ("changes", 8),
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


TODAY = timezone.localdate()
PAGES_OF_MODELS = (
    "",
    "vendor=acme&licence=free&country=NO",
    "vendor=acme&vendor=v-1&vendor=v-2&vendor=v-3",
    f"vendor=acme&as-of={TODAY}",
    "offering=product&licence=free",
    f"q=m&vendor=acme&offering=product&permitted=unclear&permitted=yes&as-of={TODAY}&sort=-weights&lang=en",
)


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_page_of_models_takes_8_queries_whatever_is_asked(rows: int, django_assert_max_num_queries) -> None:
    _models_on_hidden_ones(rows)
    every = "".join(f"&model=m-{number:03}" for number in range(rows))

    for query in (*PAGES_OF_MODELS, *(f"{one}{every}" for one in PAGES_OF_MODELS)):
        with django_assert_max_num_queries(12):
            ask(f"models?per-page=100&{query}")
        with django_assert_max_num_queries(8):
            assert len(data(f"models?per-page=100&{query}")) == rows


def _models_on_hidden_ones(rows: int) -> None:
    """So many models, each built on one that is not shown, which is built on another such."""
    licence, maker = LicenceFactory(slug="free"), VendorFactory(slug="acme")
    deepest = ModelFactory(slug="deepest", vendor=maker)
    below = ModelFactory(slug="below", vendor=maker, published=False, base_model=deepest)
    base = ModelFactory(slug="base", vendor=maker, published=False, base_model=below)
    for number in range(3):
        VendorFactory(slug=f"v-{number + 1}")
    for number in range(rows):
        one = ModelFactory(vendor=maker, slug=f"m-{number:03}", base_model=base)
        LicenceCoverageFactory(model=one, licence=licence)
    Model.objects.filter(slug="deepest").update(published=False)
    refresh_grounds()
    revision.bump(now=timezone.now())


def test_model_on_hidden_ones_is_built_on_the_next_one_that_is_shown() -> None:
    _models_on_hidden_ones(1)
    Model.objects.filter(slug="deepest").update(published=True)

    assert data("models/m-000")["base_model"] == "deepest"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("address", LISTS)
def test_every_page_tells_how_many_records_there_are(address: str) -> None:
    whole = told(f"{address}?per-page=200")

    assert whole["total"] == len(whole["data"]) > 0
    assert told(f"{address}?per-page=1")["total"] == whole["total"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "licences"),
    [
        ("q=apache", ["apache-2.0"]),
        ("osi=no", ["community"]),
        ("licence-kind=open-source&osi=yes", ["apache-2.0"]),
        ("subject=user-threshold", ["community"]),
        ("subject=user-threshold&effect=silent", ["apache-2.0"]),
    ],
)
def test_licences_are_filtered(query: str, licences: list[str]) -> None:
    found = told(f"licences?{query}")

    assert ([one["slug"] for one in found["data"]], found["total"]) == (licences, len(licences))


@pytest.mark.usefixtures("catalogue")
def test_effect_without_a_subject_is_refused() -> None:
    assert refusal("licences?effect=silent") == (400, {"effect": "choose a subject as well"})


@pytest.mark.usefixtures("catalogue")
def test_changes_since_a_revision_are_those_after_it() -> None:
    last = told("")["revision"]
    published(changed("vendor", "acme", name="Acme & Sons"))

    assert [one["slug"] for one in data(f"changes?since-revision={last}")] == ["acme"]
    assert [one["slug"] for one in data(f"changes?revision={last}")] == ["llama"]
    assert data(f"changes?since-revision={last + 1}") == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", ["revision", "since-revision"])
def test_revision_to_come_is_refused(name: str) -> None:
    assert refusal(f"changes?{name}=3") == (404, {name: "the catalogue has no “3”"})


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("address", ["assessments", "claims", "permissions?offering=product", "changes"])
def test_address_of_a_record_in_a_list_has_that_record_alone(address: str) -> None:
    for one in data(address):
        assert data(one["api_url"].removeprefix("http://127.0.0.1:8000/api/v1/")) == [one]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("address", LISTS)
def test_addresses_of_a_past_day_stay_on_it(address: str) -> None:
    Model.objects.update(published=False)
    Article.objects.update(published=False)
    published(changed("vendor", "acme", name="Acme & Sons"))
    joint = "&offering=product&" if address == "permissions" else "&"

    for one in data(f"{address}?as-of=2026-03-02{joint}per-page=200"):
        assert ask(one["api_url"].removeprefix("http://127.0.0.1:8000/api/v1/")).status_code == 200, one["api_url"]
        for page in one["pages"].values():
            path = page.partition("#")[0].removeprefix("http://127.0.0.1:8000")
            assert Client().get(path).status_code == 200, page


@pytest.mark.usefixtures("catalogue")
def test_answer_is_that_of_its_day() -> None:
    address = "permissions?model=mistral-7b-v0.3&offering=product&mau=800000000&fields=permission"
    licences = [coverage("community")]
    commercial = assessments(weights="partial", commercial_use="partial")

    before = data(address)
    published(changed("model", "mistral-7b-v0.3", licences=licences, assessments=commercial))

    assert data(address) != before
    assert data(f"{address}&as-of=2026-03-02") == before
    assert data(address) != before


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "day"),
    [("offering=product", "2026-03-03"), ("as-of=2026-03-02", "2026-03-02"), ("on=2026-05-01", "2026-05-01")],
)
def test_answers_name_the_day_they_are_for(query: str, day: str) -> None:
    assert told(f"permissions?{query}")["answered_for"] == day


@pytest.mark.usefixtures("catalogue")
def test_answer_says_which_licences_were_looked_at_and_what_grants_it() -> None:
    [one] = data("permissions?model=tuned&offering=product&lang=en")
    terms = {
        (licence["slug"], term["subject"], term["locator"]): term
        for licence in data("licences?lang=en")
        for term in licence["terms"]
    }

    assert one["licences"] == [
        {"licence": "apache-2.0", "part": "weights", "base": None},
        {"licence": "community", "part": "weights", "base": "llama"},
    ]
    assert {clause["licence"] for clause in one["granting"]} == {"apache-2.0", "community"}
    for name in CLAUSES:
        for clause in one[name]:
            term = terms[clause["licence"], clause["subject"], clause["locator"]]
            added = {key: clause[key] for key in ("licence", "part", "base", "outcome", "facts")}
            assert clause == {**added, **term}


@pytest.mark.usefixtures("catalogue")
def test_answer_does_not_name_a_base_that_is_not_shown() -> None:
    Model.objects.filter(slug="llama").update(published=False)

    response = ask("permissions?model=tuned&offering=product")

    assert [one["base"] for one in response.json()["data"][0]["licences"]] == [None, None]
    assert '"base":"llama"' not in response.text


@pytest.mark.usefixtures("catalogue")
def test_answers_are_listed_freest_first_page_by_page() -> None:
    listed = data("permissions?offering=product&mau=800000000")

    ranks = [Permission.values.index(one["permission"]) for one in listed]
    assert ranks == sorted(ranks) != ranks[:1] * len(ranks)
    assert [one for [one] in pages("permissions?offering=product&mau=800000000&per-page=1")] == listed
    by_name = data("permissions?offering=product&mau=800000000&sort=name")
    assert [one["name"] for one in by_name] == sorted(one["name"] for one in by_name)
