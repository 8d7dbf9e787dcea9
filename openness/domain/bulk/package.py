"""Descriptors by the Data Package specification, version 2 (datapackage.org): of the tables, and of all files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from openness.domain.bulk.files import FILES, File
from openness.domain.bulk.origin import address_of, moment, origin
from openness.domain.bulk.tables import TABLES, Column, Reference, Table
from openness.domain.revision import Revision
from openness.imprint import ATTRIBUTION, LICENCE_NAME, LICENCE_TITLE, LICENCE_URL

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_ABOUT = (
    "How open AI models are: weights, code, training data and commercial use, each level with its reason, its sources "
    "and the day somebody opened them; licences as structured terms with clauses; articles checked claim by claim. "
    "Texts are in German and English. Where a level is “unknown”, nobody found out; it never counts as no."
)
_ABOUT_TABLES = (
    "An empty cell says that there is nothing. A text that a spreadsheet would take for a formula (it begins with "
    "=, +, -, @ or a control character) has an apostrophe in front."
)

Descriptor = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A file that has been written: its size in bytes and its SHA-256 in hexadecimal digits."""

    size: int
    digest: str


def tables_package(*, state: Revision, sizes: Mapping[str, int]) -> Descriptor:
    """The descriptor that lies beside the tables; `sizes` are their bytes."""
    resources = [_resource(table, sizes[table.name]) for table in TABLES]
    return {**_head(state), "description": f"{_ABOUT}\n\n{_ABOUT_TABLES}", "resources": resources}


def files_package(*, state: Revision, written: Mapping[str, Written]) -> Descriptor:
    """The descriptor of all files; those `written` for this state, by the name of their address, have size and hash."""
    with override("en"):
        resources = [_file(file, written.get(file.name)) for file in FILES]
    return {**_head(state), "description": _ABOUT, "resources": resources}


def _file(file: File, written: Written | None) -> Descriptor:
    return {
        "name": file.name.replace("data", "openness"),
        "path": address_of(name=file.name),
        "title": str(file.label),
        "description": str(file.about),
        "format": file.file_name.rpartition(".")[2],
        "mediatype": file.media_type,
        **({"bytes": written.size, "hash": f"sha256:{written.digest}"} if written else {}),
    }


def _head(state: Revision) -> Descriptor:
    date = moment(state=state)
    return {
        "$schema": _PROFILE,
        "name": "openness",
        "title": "Openness: how open AI models are",
        "homepage": settings.SITE_URL,
        "version": f"{state.number}.0.0",
        **({"created": date} if date else {}),
        "licenses": [{"name": LICENCE_NAME, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        "contributors": [{"title": ATTRIBUTION, "path": settings.SITE_URL, "roles": ["creator"]}],
        "keywords": ["artificial intelligence", "open source", "open weights", "licences", "fact check"],
        **{name: value for name, value in origin(state=state).items() if name in {"schema", "revision", "attribution"}},
    }


def _resource(table: Table, size: int) -> Descriptor:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "schema": _schema(table),
    }


def _schema(table: Table) -> Descriptor:
    keys = [{"fields": list(one.columns), "reference": _reference(one, table)} for one in table.references]
    return {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
    }


def _reference(reference: Reference, table: Table) -> Descriptor:
    """Where `reference` leads; a table that refers to itself does not name itself."""
    other = {} if reference.table == table.name else {"resource": reference.table}
    return {**other, "fields": list(_key_of(reference.table))}


def _key_of(name: str) -> tuple[str, ...]:
    return next(table.key for table in TABLES if table.name == name)


def _field(column: Column) -> Descriptor:
    constraints: Descriptor = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    return {
        "name": column.name,
        "type": column.type,
        "description": column.meaning,
        **({"constraints": constraints} if constraints else {}),
    }
