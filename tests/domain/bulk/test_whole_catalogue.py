"""All of fixtures/ as files, read by the programs that people use."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest
from jsonschema import Draft7Validator

from openness.domain import exchange
from openness.domain.bulk.tables import TABLES, rows_of
from openness.models import Model
from tests.domain.bulk.files import (
    PROFILE,
    WRITERS,
    members,
    parts,
    published,
    query,
    read_json,
    rows_of_csv,
    table_of,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]


@pytest.fixture(scope="module")
def paths(full_catalogue: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("bulk")
        found = {name: written(folder, name) for name in WRITERS}
    for name, content in members(found["openness-csv.zip"]).items():
        (folder / name).write_bytes(content)
    return found


def test_json_is_what_records_say(paths: dict[str, Path]) -> None:
    found = parts(paths["openness.json"])

    assert {(record["kind"], record["slug"]): record for records in found.values() for record in records} == (
        published()
    )
    assert len(found["models"]) == Model.objects.published().count() > 700


def test_tables_hold_what_json_holds(paths: dict[str, Path]) -> None:
    """Every row of SQLite, and every cell of CSV."""
    expected: dict[str, list[Any]] = {table.name: [] for table in TABLES}
    for records in parts(paths["openness.json"]).values():
        for record in records:
            for name, row in rows_of(record=record):
                expected[name].append(row)

    for table in TABLES:
        rows = table_of(paths["openness.sqlite3"], table.name)
        cells = [tuple(row.values()) for row in rows_of_csv(paths["openness-csv.zip"], table.name)]
        assert rows == expected[table.name], table.name
        assert cells == [tuple(map(as_cell, row)) for row in expected[table.name]], table.name
        assert rows, table.name


def test_levels_counted_in_three_ways_are_the_same(paths: dict[str, Path]) -> None:
    models = read_json(paths["openness.json"])["models"]
    by_hand = Counter((name, one["level"]) for model in models for name, one in model["assessments"].items())
    by_sqlite = query(paths["openness.sqlite3"], "SELECT dimension, level, count(*) FROM assessments GROUP BY 1, 2")
    frame = pandas.read_csv(paths["openness-csv.zip"].with_name("assessments.csv"))
    by_pandas = frame.groupby(["dimension", "level"]).size().to_dict()

    assert {(name, level): number for name, level, number in by_sqlite} == by_hand == by_pandas


def test_duckdb_reads_json_and_tables(paths: dict[str, Path]) -> None:
    folder = paths["openness.json"].parent
    with duckdb.connect() as database:
        from_json = database.execute(
            "SELECT m.slug FROM (SELECT unnest(models) AS m FROM read_json(?, maximum_object_size = 100000000)) "
            "ORDER BY 1",
            [str(paths["openness.json"])],
        ).fetchall()
        from_csv = database.execute("SELECT slug FROM read_csv(?) ORDER BY 1", [str(folder / "models.csv")]).fetchall()

    assert from_json == from_csv == query(paths["openness.sqlite3"], "SELECT slug FROM models ORDER BY 1")


def test_references_and_the_database_are_whole(paths: dict[str, Path]) -> None:
    assert query(paths["openness.sqlite3"], "PRAGMA foreign_key_check") == []
    assert query(paths["openness.sqlite3"], "PRAGMA integrity_check") == [("ok",)]


def test_common_questions_use_an_index(paths: dict[str, Path]) -> None:
    plan = query(
        paths["openness.sqlite3"],
        "EXPLAIN QUERY PLAN SELECT model FROM assessments WHERE dimension = 'weights' AND level = 'open'",
    )

    assert [row[-1] for row in plan] == ["SEARCH assessments USING INDEX assessments_level (dimension=? AND level=?)"]


def test_data_package_describes_every_table_as_it_is(paths: dict[str, Path]) -> None:
    """Columns, types, required cells, values that can be, and keys."""
    package = json.loads(members(paths["openness-csv.zip"])["datapackage.json"])
    Draft7Validator(PROFILE).validate(package)

    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        rows = rows_of_csv(paths["openness-csv.zip"], resource["name"])
        assert list(rows[0]) == [field["name"] for field in fields]
        wrong = [(field["name"], row) for row in rows for field in fields if not fits(row[field["name"]], field)]
        assert wrong == [], resource["name"]
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in rows]
        assert len(keys) == len(set(keys)), resource["name"]


def test_documents_import_elsewhere_byte_for_byte(paths: dict[str, Path]) -> None:
    found = members(paths["openness-yaml.zip"])
    del found["README.md"], found["about.json"]

    assert found == {name: text.encode() for name, text in exchange.export_documents()}


def as_cell(value: Any) -> str:
    """`value` as CSV writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def fits(value: str, field: dict[str, Any]) -> bool:
    """Whether a cell is what its field says."""
    limits = field.get("constraints", {})
    if value == "":
        return not limits.get("required")
    if "enum" in limits and value not in limits["enum"]:
        return False
    patterns = {"integer": "[0-9]+", "number": "[0-9.]+", "boolean": "true|false",
             "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "yearmonth": "[0-9]{4}-[0-9]{2}"}  # fmt: skip
    return re.fullmatch(patterns.get(field["type"], ".*"), value, re.DOTALL) is not None
