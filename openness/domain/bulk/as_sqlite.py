"""The catalogue as a SQLite database: the tables of CSV with keys and indexes, and views for common questions."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from openness.domain.bulk.origin import address_of, origin
from openness.domain.bulk.tables import TABLES, Column, Row, Table, rows_of
from openness.domain.exchange import records
from openness.domain.exchange.loading import KINDS
from openness.domain.revision import Revision

_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_AT_ONCE = 500

VIEWS = {
    "model_levels": """
        SELECT models.slug AS model, models.name, vendors.name AS vendor, models.family, models.released,
               models.parameters_total, models.availability,
               coalesce(max(CASE dimension WHEN 'weights' THEN level END), 'unknown') AS weights,
               coalesce(max(CASE dimension WHEN 'code' THEN level END), 'unknown') AS code,
               coalesce(max(CASE dimension WHEN 'data' THEN level END), 'unknown') AS data,
               coalesce(max(CASE dimension WHEN 'commercial-use' THEN level END), 'unknown') AS commercial_use
        FROM models
        JOIN vendors ON vendors.slug = models.vendor
        LEFT JOIN assessments ON assessments.model = models.slug
        GROUP BY models.slug""",
    "licences_in_force": """
        SELECT model_licences.model, model_licences.covers, licences.slug AS licence, licences.name,
               licences.licence_kind, licences.spdx_id, licences.osi_approved, model_licences.valid_from
        FROM model_licences
        JOIN licences ON licences.slug = model_licences.licence
        WHERE model_licences.valid_to IS NULL""",
    "evidence": """
        SELECT assessments.model, assessments.dimension, assessments.level, assessments.reason_de,
               assessments.reason_en, assessments.verified_on, sources.position, sources.url, sources.kind,
               sources.title, sources.locator, sources.accessed_on, sources.archive_url
        FROM assessments
        LEFT JOIN assessment_sources AS sources
          ON sources.model = assessments.model AND sources.dimension = assessments.dimension""",
    "licence_thresholds": """
        SELECT licences.slug AS licence, licences.name, terms.subject, terms.effect, terms.operator, terms.value,
               terms.unit, terms.measured, terms.measured_on, terms.summary_de, terms.summary_en, terms.locator
        FROM licence_terms AS terms
        JOIN licences ON licences.slug = terms.licence
        WHERE terms.value IS NOT NULL""",
    "checked_claims": """
        SELECT claims.article, articles.title, claims.claim, claims.section, claims.says_de, claims.says_en,
               vendors.name AS vendor, claims.dimension, claims.verdict, claims.correction_de, claims.correction_en
        FROM claims
        JOIN articles ON articles.slug = claims.article
        LEFT JOIN vendors ON vendors.slug = claims.vendor""",
}


def write(*, path: Path, state: Revision) -> None:
    """Write the database to `path`, where there is none yet; some hundred records in memory at a time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for table in TABLES:
            database.execute(_table(table))
        _fill(database)
        for statement in _indexes():
            database.execute(statement)
        for name, query in VIEWS.items():
            database.execute(f"CREATE VIEW {name} AS{query}")
        _write_meta(database, state)
        database.execute("COMMIT")


def _table(table: Table) -> str:
    lines = [_column(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    for reference in table.references:
        target = next(one for one in TABLES if one.name == reference.table)
        columns, key = ", ".join(reference.columns), ", ".join(target.key)
        lines.append(f"FOREIGN KEY ({columns}) REFERENCES {target.name} ({key})")
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"


def _column(column: Column) -> str:
    kind = _TYPES.get(column.type, "TEXT")
    return f"{column.name} {kind}{' NOT NULL' if column.required else ''}"


def _fill(database: sqlite3.Connection) -> None:
    waiting: dict[str, list[Row]] = defaultdict(list)
    for name, row in _rows():
        waiting[name].append(row)
        if len(waiting[name]) == _AT_ONCE:
            _insert(database, name, waiting.pop(name))
    for name, rows in waiting.items():
        _insert(database, name, rows)


def _rows() -> Iterator[tuple[str, Row]]:
    return (pair for kind in KINDS for record in records(kind=kind) for pair in rows_of(record=record))


def _insert(database: sqlite3.Connection, name: str, rows: list[Row]) -> None:
    places = ", ".join("?" * len(rows[0]))
    database.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608 - the name is ours


def _indexes() -> Iterator[str]:
    """One for what refers to another table, unless the key begins with it, and those for levels and subjects."""
    for table in TABLES:
        for reference in table.references:
            columns = reference.columns
            if table.key[: len(columns)] != columns:
                yield f"CREATE INDEX {table.name}_{'_'.join(columns)} ON {table.name} ({', '.join(columns)})"
    yield "CREATE INDEX assessments_level ON assessments (dimension, level)"
    yield "CREATE INDEX licence_terms_subject ON licence_terms (subject, effect)"
    yield "CREATE INDEX models_released ON models (released)"


def _write_meta(database: sqlite3.Connection, state: Revision) -> None:
    about = origin(state=state)
    licence = about.pop("licence")
    facts = {
        **about,
        "licence": licence["name"],
        "licence_title": licence["title"],
        "licence_url": licence["url"],
        "datapackage": address_of(name="data-package"),
    }
    database.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
    rows = [(name, None if value is None else str(value)) for name, value in facts.items()]
    database.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    columns = [(table.name, column.name, column.meaning) for table in TABLES for column in table.columns]
    database.execute(
        "CREATE TABLE meta_columns (table_name TEXT, column_name TEXT, meaning TEXT, "
        "PRIMARY KEY (table_name, column_name))"
    )
    database.executemany("INSERT INTO meta_columns VALUES (?, ?, ?)", columns)
