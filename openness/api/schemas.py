"""What the API answers, as JSON Schema: the schema of the documents, and what the API adds to them.

Texts that people read are msgids in English; `document` translates them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

from openness.api import wordings
from openness.choices import (
    ChangeWay,
    Covers,
    Dimension,
    Measured,
    Operator,
    Permission,
    RecordKind,
    TermEffect,
    TermSubject,
    Unit,
)
from openness.domain.documents import (
    ArticleDocument,
    AssessmentEntry,
    ClaimEntry,
    DimensionDocument,
    LicenceDocument,
    ModelDocument,
    VendorDocument,
)
from openness.domain.permissions.answering import Obstacle
from openness.domain.permissions.conditions import Fact
from openness.domain.permissions.telling import CLAUSES

Schema = dict[str, Any]

REF: Final = "#/components/schemas/{model}"
SLUG_PATTERN: Final = r"^[a-z0-9]+([.-][a-z0-9]+)*$"

_DOCUMENTS: Final = (
    VendorDocument,
    DimensionDocument,
    LicenceDocument,
    ModelDocument,
    ArticleDocument,
    AssessmentEntry,
    ClaimEntry,
)
_FOR_PROGRAMMERS: Final = frozenset({"title", "default", "description"})


class _Generator(GenerateJsonSchema):
    """Numbers as they are written: never as texts."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Schema:
        bounds = {"gt": "exclusiveMinimum", "le": "maximum"}
        return {"type": "number", **{bounds[name]: float(schema[name]) for name in bounds if name in schema}}  # type: ignore[literal-required]


def _of_documents() -> dict[str, Schema]:
    """The components of all documents, without what readers are not shown."""
    wanted = [(model, "serialization") for model in _DOCUMENTS]
    _map, found = models_json_schema(wanted, ref_template=REF, schema_generator=_Generator)  # type: ignore[arg-type]
    components: dict[str, Schema] = {name: _bare(schema) for name, schema in found["$defs"].items()}
    for name in ("ModelDocument", "ArticleDocument", "AssessmentEntry"):
        del components[name]["properties"]["published"]
        components[name]["required"].remove("published")
    components["Text"] = components["ShortText"] = _TEXT
    return components


def _bare(schema: Any) -> Any:
    """`schema` without titles, defaults, and the descriptions written for programmers; every field is there."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    bare = {name: _bare(value) for name, value in schema.items() if name not in _FOR_PROGRAMMERS}
    if "properties" in schema:
        bare["properties"] = {name: _told(name, _bare(value)) for name, value in schema["properties"].items()}
        bare["required"] = list(bare["properties"])
    return bare


def _told(name: str, schema: Schema) -> Schema:
    """`schema` of the field `name` with what that means, where it needs saying."""
    return {**schema, "description": wordings.FIELDS[name]} if name in wordings.FIELDS else schema


def _object(properties: Mapping[str, Schema], *, required: Iterable[str] | None = None, **more: Any) -> Schema:
    """An object with these properties and no others; all of them required unless told."""
    needed = list(properties if required is None else required)
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
        **more,
    }


def _reference(name: str) -> Schema:
    return {"$ref": REF.format(model=name)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_STRING: Final[Schema] = {"type": "string"}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_SLUG: Final[Schema] = {"type": "string", "pattern": SLUG_PATTERN, "maxLength": 80}
_LANGUAGES: Final[Mapping[str, Schema]] = {"de": _STRING, "en": _STRING}
_TEXT: Final[Schema] = {
    "description": gettext_noop("A text in both languages, or, where the address names a language, in that one."),
    "oneOf": [_STRING, _object(_LANGUAGES)],
}
_ADDRESS: Final[Schema] = {"type": "string", "description": gettext_noop("The address of this record in the API.")}
_PAGES: Final[Schema] = _object(
    _LANGUAGES, description=gettext_noop("The address of the page for readers, by language.")
)
_ADDRESSES: Final[Mapping[str, Schema]] = {"api_url": _ADDRESS, "pages": _PAGES}
_LEVELS: Final[Schema] = _object(
    {dimension: _reference("Level") for dimension in Dimension.values},
    description=gettext_noop("The level on every dimension; `unknown` where nobody recorded one."),
)
_PERMISSION: Final[Schema] = {
    **_one_of(Permission.values),
    "description": gettext_noop("The answer to the situation in the address; only where one is told."),
}
_PLACE: Final[Mapping[str, Schema]] = {
    "licence": _SLUG,
    "part": {
        **_one_of(Covers.values),
        "description": gettext_noop("Which part of the model, or of its base, the licence covers."),
    },
    "base": {
        **_or_null(_SLUG),
        "description": gettext_noop("The model below this one whose licence it is; null for its own."),
    },
}
_CLAUSE: Final[Schema] = _object(
    {
        **_PLACE,
        "subject": _one_of(TermSubject.values),
        "effect": _one_of(TermEffect.values),
        "operator": _or_null(_one_of(Operator.values)),
        "value": _or_null({"type": "integer"}),
        "unit": _or_null(_one_of(Unit.values)),
        "measured": _or_null(_one_of(Measured.values)),
        "measured_on": _or_null(_DAY),
        "outcome": {
            **_one_of(Permission.values),
            "description": gettext_noop("The answer that this clause makes, or would make."),
        },
        "hangs_on": {
            **_list_of(_one_of([fact.value for fact in Fact])),
            "description": gettext_noop("What of the situation the clause hangs on."),
        },
        "summary": _reference("Text"),
        "locator": {**_STRING, "description": gettext_noop("The clause, as the licence numbers it.")},
        "source": {**_STRING, "description": gettext_noop("The address at which the clause was read.")},
        "archive": _or_null(_STRING),
    }
)
_CLAUSES: Final[Mapping[str, str]] = {
    "deciding": gettext_noop("The clauses that bar the plan as it was told."),
    "conditions": gettext_noop("Clauses that would bar it, if what was not said were so."),
    "duties": gettext_noop("What is to be done."),
    "requests": gettext_noop("What a licence asks for without requiring it."),
    "barred_fields": gettext_noop("Fields of use that are barred to everyone."),
}
_PERMISSION_RECORD: Final[Schema] = _object(
    {
        "model": _SLUG,
        "name": _STRING,
        "vendor": _SLUG,
        "permission": _one_of(Permission.values),
        **{name: {**_list_of(_reference("Clause")), "description": _CLAUSES[name]} for name in CLAUSES},
        "silences": {
            **_list_of(_object({**_PLACE, "subject": _one_of(TermSubject.values)})),
            "description": gettext_noop("What a licence should speak of for this plan, and does not."),
        },
        "obstacles": {
            **_list_of(_one_of([obstacle.value for obstacle in Obstacle])),
            "description": gettext_noop("Why the plan cannot be answered from a licence."),
        },
        **_ADDRESSES,
    }
)
_DIFFERENCE: Final[Schema] = _object(
    {
        "kind": _one_of(["added", "removed", "changed"]),
        **{name: _reference("Text") for name in ("field", "before", "after")},
    }
)


def _change(documents: Iterable[str]) -> Schema:
    document = {
        "anyOf": [*(_reference(name) for name in documents), {"type": "null"}],
        "description": gettext_noop("The whole record; only where `fields` asks for it."),
    }
    return _object(
        {
            "revision": {"type": "integer", "minimum": 1},
            "at": _MOMENT,
            "kind": _one_of(RecordKind.values),
            "slug": _SLUG,
            "name": _STRING,
            "what": _told("what", _one_of(["added", "changed", "removed"])),
            "way": _told("way", _one_of(ChangeWay.values)),
            "reason": _STRING,
            "author": _or_null(_STRING),
            "publisher": _or_null(_STRING),
            "differences": _told("differences", _list_of(_reference("Difference"))),
            "before": document,
            "after": document,
            **_ADDRESSES,
        }
    )


def _extended(schema: Schema, *, before: Mapping[str, Schema] = {}, after: Mapping[str, Schema] = {}) -> Schema:
    return _object({**before, **schema["properties"], **after, **_ADDRESSES})


def _sparse(schema: Schema) -> Schema:
    """`schema` of a record of which `fields` may have left anything out."""
    return {name: value for name, value in schema.items() if name != "required"}


def _records() -> dict[str, Schema]:
    """Every kind of record that the API lists, whole."""
    found = _of_documents()
    return {
        "Model": _extended(found["ModelDocument"], after={"levels": _LEVELS, "permission": _PERMISSION}),
        "Vendor": _extended(found["VendorDocument"]),
        "Licence": _extended(found["LicenceDocument"]),
        "Dimension": _extended(found["DimensionDocument"]),
        "Article": _extended(found["ArticleDocument"]),
        "Assessment": _extended(
            found["AssessmentEntry"], before={"model": _SLUG, "dimension": _one_of(Dimension.values)}
        ),
        "Claim": _extended(found["ClaimEntry"], before={"article": _SLUG}),
        "Permission": _PERMISSION_RECORD,
        "Change": _change(f"{model.__name__}" for model in _DOCUMENTS[:5]),
    }


RECORDS: Final = _records()
"""The schema of every record that the API hands out, with all its fields."""

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {name: tuple(schema["properties"]) for name, schema in RECORDS.items()}
"""The fields of each record: what `fields` may name."""

SINGLE: Final = ("Model", "Vendor", "Licence", "Dimension", "Article")
"""The records that have an address of their own."""

ON_DEMAND: Final[Mapping[str, frozenset[str]]] = {"Change": frozenset({"before", "after"})}
"""Fields that a record has only where `fields` names them."""

_LINKS: Final[Schema] = _object(
    {
        "first": {**_STRING, "description": gettext_noop("The address of the first page of this list.")},
        "next": {
            **_or_null(_STRING),
            "description": gettext_noop("The address of the next page; null on the last one."),
        },
    }
)
_PROBLEM: Final[Schema] = _object(
    {
        "type": _STRING,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "title": _STRING,
        "detail": _STRING,
        "errors": {
            **_list_of(_object({"parameter": _STRING, "detail": _STRING})),
            "description": gettext_noop("Which parameters are at fault, and why."),
        },
    },
    description=gettext_noop("What went wrong, as RFC 9457 has it."),
)
_SITUATION: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": _STRING},
    "description": gettext_noop("The situation that was answered, by the names of its parameters."),
}
_START: Final[Schema] = _object(
    {
        "revision": {
            "type": "integer",
            "minimum": 0,
            "description": gettext_noop("Grows by one with every published change."),
        },
        "changed_at": {**_or_null(_MOMENT), "description": gettext_noop("When the catalogue was last changed.")},
        "licence": _object({"name": _STRING, "url": _STRING, "attribution": _STRING}),
        "links": _object({"self": _STRING, "document": _STRING}, additionalProperties=_STRING),
    }
)


def components() -> dict[str, Schema]:
    """All components of the OpenAPI document, by name."""
    lists = {f"{name}List": _object(_of_list(name)) for name in RECORDS}
    single = {f"{name}Answer": _object({"data": _reference(f"{name}Record")}) for name in SINGLE}
    return {
        **_of_documents(),
        "Clause": _CLAUSE,
        "Difference": _DIFFERENCE,
        **{f"{name}Record": _sparse(schema) for name, schema in RECORDS.items()},
        "Links": _LINKS,
        "Problem": _PROBLEM,
        "Start": _START,
        "Document": {"type": "object"},
        **lists,
        **single,
    }


def _of_list(name: str) -> dict[str, Schema]:
    found = {"data": {**_list_of(_reference(f"{name}Record")), "maxItems": 200}, "links": _reference("Links")}
    return {**found, "situation": _SITUATION} if name == "Permission" else found
