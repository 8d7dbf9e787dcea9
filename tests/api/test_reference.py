"""What the page of the API takes from an OpenAPI document."""

from typing import Any

import pytest
from django.utils import translation

from openness.api.reference import Endpoint, Parameter, reference

SLUG = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}, "example": "one"}


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def document(*parameters: dict[str, Any], path: str = "/api/v1/things", answer: Any = None) -> dict[str, Any]:
    operation = {
        "operationId": "things",
        "summary": "All things",
        "tags": ["Things"],
        "parameters": list(parameters),
        "responses": {"200": {"content": {"application/json": {"schema": answer or {}}}}},
    }
    day = {"type": "string", "format": "date"}
    return {"paths": {path: {"get": operation, "head": operation}}, "components": {"schemas": {"Day": day}}}


def endpoint(*parameters: dict[str, Any], **more: Any) -> Endpoint:
    return reference(document=document(*parameters, **more), records={}).endpoints["things"]


def parameter(schema: dict[str, Any], **more: Any) -> Parameter:
    [found] = endpoint({"name": "a", "in": "query", "schema": schema, **more}).parameters
    return found


def test_endpoints_stand_in_groups_by_their_tags() -> None:
    found = reference(document=document(), records={})

    assert [(tag, [(one.key, one.title, one.path) for one in group]) for tag, group in found.groups] == [
        ("Things", [("things", "All things", "/api/v1/things")])
    ]


def test_names_of_groups_are_said_in_the_language_of_the_reader() -> None:
    given = document()
    given["paths"]["/api/v1/things"]["get"]["tags"] = ["Vendors"]

    with translation.override("de"):
        [(tag, _endpoints)] = reference(document=given, records={}).groups

    assert tag == "Anbieter"


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date"}, "day, YYYY-MM-DD"),
        ({"$ref": "#/components/schemas/Day"}, "day, YYYY-MM-DD"),
        ({"anyOf": [{"$ref": "#/components/schemas/Day"}, {"type": "null"}]}, "day, YYYY-MM-DD"),
        ({"type": "integer"}, "whole number"),
        ({"type": "integer", "minimum": 1, "maximum": 200}, "whole number (1–200)"),
        ({"type": "array", "items": {"type": "integer"}}, "whole number"),
        ({"type": "boolean"}, "true or false"),
        ({"oneOf": [{"type": "string"}, {"type": "object"}]}, "text or object"),
    ],
)
def test_type_of_a_parameter_is_told_in_words(schema: dict[str, Any], kind: str) -> None:
    assert parameter(schema).kind == kind


def test_parameter_with_choices_tells_them() -> None:
    found = parameter({"type": "array", "items": {"enum": ["open", "closed"]}, "default": ["open"]})

    assert (found.choices, found.repeatable, found.default) == (("open", "closed"), True, "open")


@pytest.mark.parametrize(
    "more",
    [{"example": "x"}, {"examples": {"one": {"value": "x"}}}, {"schema": {"type": "string", "examples": ["x", "y"]}}],
)
def test_example_of_a_parameter_is_found_where_it_may_stand(more: dict[str, Any]) -> None:
    assert parameter(**{"schema": {"type": "string"}, **more}).examples == ("x",)


def test_address_has_the_path_and_the_query_filled_in() -> None:
    several = {
        "name": "weights",
        "in": "query",
        "schema": {"type": "array", "items": {}},
        "example": ["open", "closed"],
    }
    unused = {"name": "q", "in": "query", "schema": {"type": "string"}}

    found = endpoint(several, unused, SLUG, path="/api/v1/things/{slug}")
    address = found.address({one.name: one.examples for one in found.parameters})

    assert address == "/api/v1/things/one?weights=open&weights=closed"
    assert found.example == "/api/v1/things/one"
    assert found.required == ("slug",)


def test_values_that_are_joined_stand_in_one_text() -> None:
    items = {"type": "array", "items": {"type": "string"}}
    fields = {"name": "fields", "in": "query", "explode": False, "schema": items}

    assert endpoint(fields).address({"fields": ["slug", "name"]}) == "/api/v1/things?fields=slug,name"


@pytest.mark.parametrize("value", ["../../admin", "a/b?c#d", "ä"])
def test_address_stays_below_its_path_whatever_is_filled_in(value: str) -> None:
    address = endpoint(SLUG, path="/api/v1/things/{slug}").address({"slug": [value]})

    assert address.count("/") == 4
    assert not {"?", "#", "ä"} & set(address)


def test_fields_of_a_listed_record_are_told_with_those_below_them() -> None:
    record = {
        "type": "object",
        "properties": {
            "slug": {"type": "string", "description": "Its name."},
            "days": {"type": "array", "items": {"type": "object", "properties": {"on": {"format": "date"}}}},
        },
    }
    answer = {"type": "object", "properties": {"data": {"type": "array", "items": record}, "links": {}}}

    fields = endpoint(answer=answer).fields

    assert [(one.name, one.kind, one.text) for one in fields] == [
        ("slug", "text", "Its name."),
        ("days", "list of: object", ""),
        ("days.on", "day, YYYY-MM-DD", ""),
    ]


def test_fields_of_objects_that_are_alike_are_told_once() -> None:
    given = document(answer={"properties": {name: {"$ref": "#/components/schemas/Clause"} for name in ("one", "two")}})
    given["components"]["schemas"]["Clause"] = {"type": "object", "properties": {"locator": {"type": "string"}}}

    fields = reference(document=given, records={}).endpoints["things"].fields

    assert [(one.name, one.text) for one in fields] == [
        ("one", ""),
        ("one.locator", ""),
        ("two", "Fields as in <code>one</code>."),
    ]


def test_reference_that_leads_back_to_itself_ends() -> None:
    given = document(answer={"$ref": "#/components/schemas/Node"})
    given["components"]["schemas"]["Node"] = {"properties": {"below": {"$ref": "#/components/schemas/Node"}}}

    fields = reference(document=given, records={}).endpoints["things"].fields

    assert [one.name for one in fields] == ["below", "below.below"]


def test_names_between_backquotes_are_code_and_all_else_is_text() -> None:
    found = parameter({"type": "string"}, description="Take it from `links.next`, <b>never</b> `a<b`.")

    assert found.text == ("Take it from <code>links.next</code>, &lt;b&gt;never&lt;/b&gt; <code>a&lt;b</code>.")
