"""The OpenAPI document: valid, whole, and true."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.urls import get_resolver
from schemathesis.specs.openapi import definitions

from openness.api import v1
from openness.api.schemas import FIELDS, ON_DEMAND
from openness.api.v1 import document
from openness.choices import Level
from openness.filters import FILTERS, SORTS
from openness.plans import QUESTIONS
from tests.api.asking import ask, data, schema_of, told

OPERATIONS = {path: item["get"] for path, item in document()["paths"].items()}


def by_name(path: str) -> dict[str, Any]:
    return {one["name"]: one for one in OPERATIONS[f"/api/v1/{path}"]["parameters"]}


def test_document_is_valid_openapi() -> None:
    definitions.OPENAPI_31_VALIDATOR.validate(document())


@pytest.mark.django_db
def test_document_is_served() -> None:
    response = ask("openapi.json")

    assert (response["Content-Type"], response.json()) == ("application/json", document())


def test_every_address_is_described() -> None:
    routes = {str(one.pattern).replace("<key:slug>", "{slug}") for one in v1.patterns if one.name != "api-nowhere"}

    assert {path.removeprefix("/") for path in OPERATIONS} == routes


@pytest.mark.parametrize("path", ["models", "assessments", "permissions"])
def test_every_filter_and_question_is_described(path: str) -> None:
    described = by_name(path)

    assert described.keys() >= {*FILTERS, *QUESTIONS}
    assert described["weights"]["schema"]["items"]["enum"] == Level.values
    assert described["released-from"]["schema"]["pattern"] == "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"
    assert "`currency`" in described["revenue-month"]["description"]


def test_orders_and_fields_are_described() -> None:
    described = by_name("models")

    assert described["sort"]["schema"]["enum"] == [sign + key for key in SORTS for sign in ("", "-")]
    assert described["fields"]["schema"]["items"]["enum"] == list(FIELDS["Model"])
    assert (described["fields"]["style"], described["fields"]["explode"]) == ("form", False)
    assert (described["per-page"]["schema"]["maximum"], described["per-page"]["schema"]["default"]) == (200, 50)


def examples() -> Iterator[Any]:
    for path, operation in OPERATIONS.items():
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values():
                if "example" in content:
                    component = content["schema"]["$ref"].rpartition("/")[2]
                    yield pytest.param(component, content["example"], id=f"{path} {status}")


def test_every_answer_but_the_document_has_an_example() -> None:
    answers = {path: item["responses"]["200"]["content"]["application/json"] for path, item in OPERATIONS.items()}

    assert [path for path, answer in answers.items() if "example" not in answer] == ["/api/v1/openapi.json"]


@pytest.mark.parametrize(("component", "example"), [*examples()])
def test_example_of_an_answer_is_one(component: str, example: Any) -> None:
    jsonschema.Draft202012Validator(schema_of(component)).validate(example)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("models", "Model"),
        ("vendors", "Vendor"),
        ("licences", "Licence"),
        ("dimensions", "Dimension"),
        ("articles", "Article"),
        ("assessments", "Assessment"),
        ("claims", "Claim"),
        ("permissions", "Permission"),
        ("changes", "Change"),
    ],
)
def test_record_has_the_fields_that_are_described(path: str, name: str) -> None:
    question = "?offering=product" if path == "models" else ""
    always = [field for field in FIELDS[name] if field not in ON_DEMAND.get(name, ())]

    assert {tuple(one) for one in data(f"{path}{question}")} == {tuple(always)}
    assert {tuple(one) for one in data(f"{path}?fields={FIELDS[name][0]}")} == {FIELDS[name][:1]}


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", FIELDS)
def test_record_that_lacks_a_field_is_not_whole(name: str) -> None:
    schema = jsonschema.Draft202012Validator(schema_of(f"{name}Record"))
    always = set(FIELDS[name]) - ON_DEMAND.get(name, frozenset()) - {"permission" if name == "Model" else ""}
    record = data(f"{name.lower()}s")[0]

    needed = {field for field in record if not schema.is_valid({k: v for k, v in record.items() if k != field})}

    assert schema.is_valid(record)
    assert needed == always


def texts(node: Any) -> Iterator[str]:
    """All that the document says to people."""
    if isinstance(node, list):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in {"description", "summary"} and isinstance(value, str):
                yield value
            elif name != "example":
                yield from texts(value)


def test_every_operation_and_parameter_is_explained() -> None:
    for operation in OPERATIONS.values():
        assert operation["summary"]
        assert operation["description"]
        assert all(one["description"] for one in operation["parameters"])


@pytest.mark.django_db
def test_document_speaks_the_language_that_is_asked_for() -> None:
    german = told("openapi.json?lang=de")

    assert german["paths"]["/api/v1/models"]["get"]["summary"] == "Modelle"
    assert len([*texts(german)]) == len([*texts(document())])


@pytest.mark.parametrize(
    ("component", "field", "text"),
    [
        ("AssessmentEntry", "level", "How open; `unknown` is no level of openness but says that nobody knows."),
        ("ClaimEntry", "level", "The level that the claim implies, whatever we found; null for none."),
        ("CellEntry", "level", "The level that the article implies, whatever we found."),
        ("CellEntry", "claims", "The slugs of the claims that the cell rests on."),
        ("ArticleDocument", "claims", "What the article says, place by place."),
    ],
)
def test_field_is_explained_by_what_it_means_there(component: str, field: str, text: str) -> None:
    assert document()["components"]["schemas"][component]["properties"][field]["description"] == text


def test_document_knows_that_an_answer_may_be_unchanged() -> None:
    assert {"200", "304", "400", "404", "405", "413", "429", "500"} == {
        status for operation in OPERATIONS.values() for status in operation["responses"]
    }


def test_names_of_addresses_are_known() -> None:
    assert {one.name for one in v1.patterns} <= set(get_resolver().reverse_dict)
