"""The JSON Schema of documents is a schema, says what each field is, and is true."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from openness.domain.bulk.schema import document_schema
from openness.domain.documents import plain_value
from tests.documents import assessment, assessments, claim, licence, model, source, term, vendor
from tests.generated import KINDS

FIXTURES = sorted((settings.BASE_DIR / "fixtures").rglob("*.yaml"))
SCHEMA = document_schema(address="https://openness.example/data/schema/v1/document.json")
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def parts() -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, part) for name, part in SCHEMA["$defs"].items() if "properties" in part)


def test_schema_is_a_schema_at_its_address():
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$id"] == "https://openness.example/data/schema/v1/document.json"
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_part_and_every_field_is_described():
    silent = [name for name, part in SCHEMA["$defs"].items() if not part.get("description")]
    silent += [f"{name}.{field}" for name, part in parts() for field, one in part["properties"].items()
               if not one.get("description")]  # fmt: skip

    assert silent == []


def test_no_part_takes_unknown_fields():
    assert [name for name, part in parts() if part["additionalProperties"] is not False] == []


def test_every_document_of_the_catalogue_holds_to_it():
    faults = {path.name: error.message for path in FIXTURES for error in VALIDATOR.iter_errors(read(path))}

    assert (faults, len(FIXTURES) > 900) == ({}, True)


def read(path: Any) -> dict[str, Any]:
    return plain_value(value=yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@given(document=st.one_of(*KINDS.values()))
def test_every_document_that_may_be_holds_to_it(document):
    VALIDATOR.validate(document)


@pytest.mark.parametrize(
    "wrong",
    [
        vendor(slug="Not a slug"),
        vendor(country="Norway"),
        vendor(website="https://acme.example/" + "x" * 500),
        vendor(summary={"de": "Nur deutsch."}),
        vendor(name=" blank"),
        vendor(nickname="A"),
        model(released="2025"),
        model(released="2025-13"),
        model(parameters={"total": 0}),
        model(parameters={"total": "7"}),
        model(modalities=["smell"]),
        model(modalities=[]),
        model(assessments={**assessments(), "weights": assessment("half-open")}),
        model(assessments={**assessments(), "colour": assessment()}),
        licence(terms=[]),
        licence(terms=[term(value=-1)]),
        licence(sources=[source(kind="hearsay")]),
        {"kind": "article", "slug": "a", "claims": [claim()]},
        {"kind": "something"},
    ],
    ids=lambda wrong: str(wrong)[:60],
)
def test_what_is_no_document_is_refused(wrong):
    assert not VALIDATOR.is_valid(plain_value(value=wrong))
