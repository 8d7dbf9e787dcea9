"""The API and the pages say the same of the whole catalogue."""

from typing import Any

import jsonschema
import pytest
from django.test import Client

from openness.domain.comparison import compare
from openness.domain.permissions.answering import Clause
from openness.domain.permissions.telling import CLAUSES
from openness.filters import FILTERS, SORTS
from openness.plans import QUESTIONS
from tests.api.asking import data, pages, schema_of, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]

QUERIES = [
    "",
    "q=llama",
    "q=mistral%20large&q=gpt",
    "weights=open&weights=partial&data=open",
    "code=closed&commercial-use=unknown",
    "vendor=meta&vendor=google",
    "country=FR&country=DE",
    "licence-kind=open-source&modality=image",
    "osi=no&weights=open",
    "licence=apache-2.0",
    "released-from=2024-01&released-to=2024-12",
    "model=gpt-4o&model=llama-3.1-8b",
    "permitted=yes&weights=open",
    "offering=product&seat=eu&permitted=yes-if",
    "offering=service&mau=800000000&vendor=meta",
    "party=public-body&use=non-commercial&uses=image&field=surveillance&on=2026-01-01",
    "revenue=30000000&revenue-month=2000000&currency=eur&offering=product",
]


def exported(query: str) -> list[dict[str, Any]]:
    """What the comparison page hands out as JSON."""
    models: list[dict[str, Any]] = Client().get(f"/en/compare/?format=json&{query}").json()["models"]
    return models


def listed(query: str) -> list[dict[str, Any]]:
    return [one for part in pages(f"models?per-page=200&lang=en&{query}") for one in part]


@pytest.mark.parametrize("query", QUERIES)
def test_filters_leave_the_same_models_in_the_same_order(query: str) -> None:
    page, api = exported(query), listed(query)

    assert [one["slug"] for one in api] == [one["slug"] for one in page]
    assert [one["levels"] for one in api] == [
        {name: assessment["level"] for name, assessment in one["assessments"].items()} for one in page
    ]
    assert [one.get("permission") for one in api] == [one.get("permission") for one in page]


def test_every_filter_and_question_is_compared() -> None:
    asked = {pair.partition("=")[0] for query in QUERIES for pair in query.split("&") if pair}

    assert asked >= {*FILTERS, *QUESTIONS}


@pytest.mark.parametrize("sort", [sign + key for key in SORTS for sign in ("", "-")])
def test_orders_are_the_same(sort: str) -> None:
    slugs = [one["slug"] for part in pages(f"models?sort={sort}&fields=slug&per-page=37") for one in part]

    assert slugs == [one["slug"] for one in exported(f"sort={sort}")]


def told_of(clause: Clause) -> tuple[str, ...]:
    """What tells one clause of an answer from the others."""
    return (
        clause.part.judgement.licence.slug,
        clause.part.covers.value,
        clause.part.base or "",
        clause.term.subject.value,
        clause.term.locator,
        clause.outcome.value,
    )


@pytest.mark.parametrize("query", ["", *QUERIES[12:]])
def test_answers_are_those_of_the_page(query: str) -> None:
    parameters: dict[str, list[str]] = {"per-page": ["200"], "format": ["json"]}
    for pair in filter(None, query.split("&")):
        parameters.setdefault(pair.partition("=")[0], []).append(pair.partition("=")[2])
    page = {row.slug: row.answer for row in compare(parameters=parameters, answered=True).rows}

    api = {one["model"]: one for part in pages(f"permissions?per-page=200&{query}") for one in part}

    assert [*api] == [*page]
    for slug, answer in page.items():
        assert answer is not None
        one = api[slug]
        assert one["permission"] == answer.permission.value
        assert one["obstacles"] == [obstacle.value for obstacle in answer.obstacles]
        assert [silence["subject"] for silence in one["silences"]] == [subject.value for _, subject in answer.silences]
        for name in CLAUSES:
            clauses = [
                tuple(clause[key] or "" for key in ("licence", "part", "base", "subject", "locator", "outcome"))
                for clause in one[name]
            ]
            assert clauses == [told_of(clause) for clause in getattr(answer, name)]


@pytest.mark.parametrize(
    "query",
    [
        "q=llama",
        "licence-kind=open-source&licence-kind=restricted",
        "osi=no",
        "subject=attribution",
        "subject=commercial-use&effect=prohibited&effect=separate-licence",
        "subject=territory&effect=silent&osi=no&q=community",
    ],
)
def test_licences_are_those_of_their_page(query: str) -> None:
    page = Client().get(f"/en/licences/?{query}").context["matrix"]

    found = told(f"licences?per-page=200&{query}")

    assert {one["slug"] for one in found["data"]} == {row.licence.slug for _kind, rows in page.groups for row in rows}
    assert found["total"] == page.total > 0


def test_every_yes_names_a_licence() -> None:
    plan = "offering=internal&use=non-commercial&party=person&mau=0&revenue=0&seat=eu&permitted=yes"

    found = data(f"permissions?per-page=200&{plan}")

    assert len(found) == 200
    assert all(one["licences"] for one in found)


def test_answer_names_the_clause_and_where_it_was_read() -> None:
    [one] = data("permissions?model=llama-3.1-8b&offering=product&mau=800000000&lang=en")

    [clause] = one["deciding"]
    assert (one["permission"], clause["subject"], clause["value"]) == ("ask", "user-threshold", 700_000_000)
    assert clause["locator"].startswith("§2")
    assert clause["source"]["url"].startswith("https://github.com/meta-llama/llama-models/blob/")
    page = Client().get(one["pages"]["en"].removeprefix("http://127.0.0.1:8000"))
    assert [row.answer.permission.value for row in page.context["found"].rows] == ["ask"]


@pytest.mark.parametrize(
    ("address", "component"),
    [
        ("", "Start"),
        ("models?per-page=200", "ModelList"),
        ("models?per-page=200&cursor", "ModelList"),
        ("vendors", "VendorList"),
        ("licences?per-page=200", "LicenceList"),
        ("dimensions?lang=en", "DimensionList"),
        ("articles", "ArticleList"),
        ("assessments?per-page=200&lang=de", "AssessmentList"),
        ("claims", "ClaimList"),
        ("permissions?per-page=200&offering=service", "PermissionList"),
        ("changes?per-page=200", "ChangeList"),
        ("changes?per-page=200&fields=slug,before,after", "ChangeList"),
        ("models/gpt-4o", "ModelAnswer"),
        ("vendors/meta", "VendorAnswer"),
        ("licences/llama-3.1-community", "LicenceAnswer"),
        ("dimensions/data", "DimensionAnswer"),
        ("articles/open-model-openai", "ArticleAnswer"),
    ],
)
def test_answer_is_what_the_document_says(address: str, component: str) -> None:
    first, _cursor, _rest = address.partition("&cursor")
    body = told(first)
    if address != first:
        body = told(body["links"]["next"].removeprefix("http://127.0.0.1:8000/api/v1/"))

    jsonschema.Draft202012Validator(schema_of(component, whole="fields=" not in address)).validate(body)
