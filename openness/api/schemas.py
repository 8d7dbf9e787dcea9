"""What the API answers, as JSON Schema: the schema of the documents, and what the API adds to them.

Texts that people read are msgids in English; `document` translates them.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

from openness.api import wordings
from openness.choices import (
    ChangeWay,
    Covers,
    Dimension,
    Permission,
    RecordKind,
    TermSubject,
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
LONGEST_SLUG: Final = 80

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
    components: dict[str, Schema] = {name: _bare(schema, of=name) for name, schema in found["$defs"].items()}
    for name in ("ModelDocument", "ArticleDocument", "AssessmentEntry"):
        del components[name]["properties"]["published"]
        components[name]["required"].remove("published")
    components["Text"] = components["ShortText"] = _TEXT
    return components


def _bare(schema: Any, *, of: str = "") -> Any:
    """`schema`, the component called `of`, without titles, defaults, and the descriptions written for programmers;
    every field is there.
    """
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    bare = {name: _bare(value) for name, value in schema.items() if name not in _FOR_PROGRAMMERS}
    if "properties" in schema:
        bare["properties"] = {name: _told(name, _bare(value), of=of) for name, value in schema["properties"].items()}
        bare["required"] = list(bare["properties"])
    return bare


def _told(name: str, schema: Schema, *, of: str) -> Schema:
    """`schema` of the field `name` of the component `of` with what that means there, where it needs saying."""
    text = wordings.FIELDS_OF.get((of, name)) or wordings.FIELDS.get(name)
    return {**schema, "description": text} if text else schema


def _object(properties: Mapping[str, Schema], *, but: Collection[str] = (), **more: Any) -> Schema:
    """An object with these properties and no others, `but` some of them always there."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in but],
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
_SLUG: Final[Schema] = {"type": "string", "pattern": SLUG_PATTERN, "maxLength": LONGEST_SLUG}
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
        "description": gettext_noop(
            "The model below this one whose licence it is; null for its own, and where that model is not shown."
        ),
    },
}
_OF_CLAUSES: Final[Mapping[str, Schema]] = {
    **_PLACE,
    "outcome": {
        **_one_of(Permission.values),
        "description": gettext_noop("The answer that this clause makes, or would make."),
    },
    "facts": {
        **_list_of(_one_of([fact.value for fact in Fact])),
        "description": gettext_noop("What of the situation the clause hangs on."),
    },
}
_CLAUSES: Final[Mapping[str, str]] = {
    "deciding": gettext_noop("The clauses that bar the plan as it was told."),
    "conditions": gettext_noop("Clauses that would bar it, if what was not said were so."),
    "duties": gettext_noop("What is to be done."),
    "requests": gettext_noop("What a licence asks for without requiring it."),
    "barred_fields": gettext_noop("Fields of use that are barred to everyone."),
    "granting": gettext_noop("What permits the plan, and what else the licences say of it."),
}
_PERMISSION_RECORD: Final[Schema] = _object(
    {
        "model": _SLUG,
        "name": _STRING,
        "vendor": _SLUG,
        "permission": _one_of(Permission.values),
        "licences": {
            **_list_of(_object(_PLACE)),
            "description": gettext_noop("The licences that were looked at."),
        },
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
            "at": {**_MOMENT, "description": gettext_noop("When it was published, in UTC.")},
            "kind": _one_of(RecordKind.values),
            "slug": _SLUG,
            "name": _reference("Text"),
            "what": {
                **_one_of(["added", "changed", "removed"]),
                "description": gettext_noop("What happened to the record."),
            },
            "way": {
                **_one_of(ChangeWay.values),
                "description": gettext_noop("By a proposal that a second person published, or by an import of files."),
            },
            "reason": _STRING,
            "author": {
                **_or_null(_STRING),
                "description": gettext_noop("Who proposed it; null for imports, and for those who give no name."),
            },
            "publisher": {
                **_or_null(_STRING),
                "description": gettext_noop("Who published it; null for imports, and for those who give no name."),
            },
            "differences": {
                **_list_of(_reference("Difference")),
                "description": gettext_noop("Every field that changed, in words; empty where the record came or went."),
            },
            "before": document,
            "after": document,
            **_ADDRESSES,
        },
        but={"before", "after"},
    )


def _extended(
    schema: Schema,
    *,
    before: Mapping[str, Schema] = {},
    after: Mapping[str, Schema] = {},
    but: Collection[str] = (),
) -> Schema:
    return _object({**before, **schema["properties"], **after, **_ADDRESSES}, but=but)


def _sparse(name: str) -> Schema:
    """The record `name`, of which `fields` may have left anything out."""
    bare = {key: value for key, value in RECORDS[name].items() if key != "required"}
    return {**bare, "description": gettext_noop("What `fields` leaves of a record.")}


def _records() -> dict[str, Schema]:
    """Every kind of record that the API lists, whole."""
    found = _of_documents()
    return {
        "Model": _extended(
            found["ModelDocument"], after={"levels": _LEVELS, "permission": _PERMISSION}, but={"permission"}
        ),
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
            "description": gettext_noop(
                "The address of the next page; null on the last one. Nothing else ends a list: a page may have fewer "
                "records than were asked for."
            ),
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
_ANSWERED_FOR: Final[Schema] = {
    **_or_null(_DAY),
    "description": gettext_noop(
        "The day that the situation was answered for: the one it names, else that of the catalogue’s last change; "
        "null before the first."
    ),
}
_TOTAL: Final[Schema] = {
    "type": "integer",
    "minimum": 0,
    "description": gettext_noop("How many records the whole list has, on all its pages."),
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
    documents = _of_documents()
    lists = {f"{name}List": _object(_of_list(name)) for name in RECORDS}
    single = {f"{name}Answer": _object({"data": _whole_or_sparse(name)}) for name in SINGLE}
    return {
        **documents,
        "Clause": _object({**_OF_CLAUSES, **documents["TermEntry"]["properties"]}),
        "Difference": _DIFFERENCE,
        **{f"{name}Record": schema for name, schema in RECORDS.items()},
        **{f"{name}Sparse": _sparse(name) for name in RECORDS},
        "Links": _LINKS,
        "Problem": _PROBLEM,
        "Start": _START,
        "Document": {"type": "object"},
        **lists,
        **single,
    }


def _whole_or_sparse(name: str) -> Schema:
    """The record `name`: whole, unless the address has `fields`."""
    return {"anyOf": [_reference(f"{name}Record"), _reference(f"{name}Sparse")]}


def _of_list(name: str) -> dict[str, Schema]:
    data = {**_list_of(_whole_or_sparse(name)), "maxItems": 200}
    found = {"data": data, "total": _TOTAL, "links": _reference("Links")}
    return {**found, "situation": _SITUATION, "answered_for": _ANSWERED_FOR} if name == "Permission" else found
