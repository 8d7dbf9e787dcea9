"""Reading the bulk files as other programs do."""

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from openness.domain import exchange, revision
from openness.domain.bulk import as_csv, as_json, as_sqlite, as_yaml
from openness.domain.exchange.loading import KINDS

WRITERS: dict[str, Callable[..., None]] = {
    "openness.json": as_json.write,
    "openness-csv.zip": as_csv.write,
    "openness-yaml.zip": as_yaml.write,
    "openness.sqlite3": as_sqlite.write,
}
PROFILE = json.loads(Path(__file__).with_name("datapackage-2.0.json").read_text(encoding="utf-8"))
"""The profile of Data Package 2.0 as JSON Schema, from datapackage.org (public domain), without its examples."""

HEAD = {
    "schema": "http://127.0.0.1:8000/data/schema/v1/document.json",
    "licence": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0 International",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    },
    "attribution": "Openness",
    "revision": 1,
    "date": "2026-03-02T12:00:00Z",
    "source": "http://127.0.0.1:8000",
}
"""What a file says of itself when it holds what `tests.documents.stored` imported."""


def published() -> dict[tuple[str, str], Any]:
    """All records that readers see."""
    return {(kind, record["slug"]): record for kind in KINDS for record in exchange.records(kind=kind)}


def written(folder: Path, name: str) -> Path:
    """The file `name` with what the database holds now."""
    path = folder / name
    WRITERS[name](path=path, state=revision.current())
    return path


def read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def parts(path: Path) -> dict[str, Any]:
    """The document of a JSON file without its head."""
    return {name: value for name, value in read_json(path).items() if name not in HEAD}


def members(path: Path) -> dict[str, bytes]:
    """What a ZIP archive holds, by name, after a check of every member."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of_csv(path: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(members(path)[f"{table}.csv"].decode(), newline="")))


def query(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(statement).fetchall()


def table_of(path: Path, name: str) -> list[tuple[Any, ...]]:
    """All rows of a table or view of a SQLite file, in its own order."""
    return query(path, f"SELECT * FROM {name}")  # noqa: S608 - a name of ours


def everything(path: Path) -> str:
    """All that a file says, whatever it is packed in."""
    if path.suffix == ".zip":
        return "\n".join(f"{name}\n{content.decode()}" for name, content in members(path).items())
    if path.suffix == ".sqlite3":
        with closing(sqlite3.connect(path)) as database:
            return "\n".join(database.iterdump())
    return path.read_text(encoding="utf-8")
