"""The schema of documents as JSON Schema (2020-12), for everybody who reads or writes them elsewhere."""

from functools import cache
from typing import Any

from openness.domain.bulk.meanings import MEANINGS
from openness.domain.documents import json_schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = (
    "A vendor, a dimension of openness, a licence with its terms, a model with its assessments, or an article with "
    "its claims. The same document is a file of the catalogue, a record of the API and an entry of the bulk files; "
    "these leave out what readers cannot see and fill in every other field. What a schema cannot say, such as that a "
    "slug names a record there is, is checked on import."
)

Schema = dict[str, Any]


def document_schema(*, address: str) -> Schema:
    """The schema of all documents, published at `address`; every file of the catalogue and every record holds to it."""
    return {"$schema": _DIALECT, "$id": address, "title": "Document of Openness", "description": _ABOUT, **_documents()}


@cache
def _documents() -> Schema:
    raw = json_schema()
    parts = {name: _described(name, part) for name, part in raw["$defs"].items()}
    return {"oneOf": raw["oneOf"], "$defs": parts}


def _described(name: str, part: Schema) -> Schema:
    """`part` with a description of every field, and without the titles that are only their names again."""
    if "properties" not in part:
        return part
    fields = {
        field: {"description": MEANINGS[name][field], **_only_numbers({k: v for k, v in value.items() if k != "title"})}
        for field, value in part["properties"].items()
    }
    return {**part, "properties": fields}


def _only_numbers(field: Schema) -> Schema:
    """Numbers are numbers in documents; pydantic would take them as texts, too."""
    kinds = field.get("anyOf", [])
    if not any(kind.get("type") == "number" for kind in kinds):
        return field
    return {**field, "anyOf": [kind for kind in kinds if kind.get("type") != "string"]}
