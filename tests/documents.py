"""Small valid documents as plain values, keys in the order that export writes.

Every argument replaces a key; `None` leaves it out.
"""

import copy
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openness.choices import Dimension
from openness.domain import exchange
from openness.domain.documents import Document, validate
from openness.domain.yaml_text import write

Value = dict[str, Any]

DAY = dt.date(2026, 3, 1)
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def text(words: str) -> Value:
    return {"de": f"{words} (deutsch)", "en": words}


def source(**changes: Any) -> Value:
    return _with(
        {
            "url": "https://example.org/text",
            "kind": "repository",
            "title": "A text",
            "locator": "§1",
            "accessed_on": DAY,
            "archive_url": None,
        },
        changes,
    )


def vendor(slug: str = "acme", **changes: Any) -> Value:
    return _with(
        {
            "kind": "vendor",
            "slug": slug,
            "name": slug.title(),
            "country": "NO",
            "website": f"https://{slug}.example.org",
            "summary": text("Builds models."),
        },
        changes,
    )


def dimension(slug: str, **changes: Any) -> Value:
    return _with(
        {
            "kind": "dimension",
            "slug": slug,
            "position": 10 * (Dimension.values.index(slug) + 1) if slug in Dimension.values else 90,
            "name": text(slug),
            "question": text("How open?"),
            "explanation": text("Why it matters."),
            "open": text("all of it"),
            "partial": text("some of it"),
            "closed": text("none of it"),
        },
        changes,
    )


def dimensions() -> list[Value]:
    return [dimension(slug) for slug in Dimension.values]


def term(subject: str = "commercial-use", effect: str = "permitted", **changes: Any) -> Value:
    return _with(
        {
            "subject": subject,
            "effect": effect,
            "operator": None,
            "value": None,
            "unit": None,
            "measured": None,
            "measured_on": None,
            "counts_affiliates": None,
            "regions": None,
            "modalities": None,
            "fields_of_use": None,
            "binds": None,
            "exempts": None,
            "exempt": None,
            "summary": text("What the clause says."),
            "locator": "§2",
            "source": source(kind="licence-text", locator="§2"),
        },
        changes,
    )


def threshold(subject: str = "user-threshold", **changes: Any) -> Value:
    unit = "monthly-active-users" if subject == "user-threshold" else "usd-per-year"
    limits = {"operator": "gt", "value": 700_000_000, "unit": unit, "measured": "running"}
    return term(subject, "separate-licence", **{**limits, **changes})


def licence(slug: str = "free", **changes: Any) -> Value:
    return _with(
        {
            "kind": "licence",
            "slug": slug,
            "name": f"The {slug} licence",
            "short_name": slug.title(),
            "licence_kind": "permissive",
            "spdx_id": f"LicenseRef-{slug}",
            "osi_approved": False,
            "steward": None,
            "version": None,
            "published_on": None,
            "url": f"https://example.org/{slug}",
            "supersedes": None,
            "summary": text("What it allows."),
            "terms": [term()],
            "sources": [source(kind="licence-text", url=f"https://example.org/{slug}")],
        },
        changes,
    )


def apache(**changes: Any) -> Value:
    return licence(
        "apache-2.0", **{"licence_kind": "open-source", "spdx_id": "Apache-2.0", "osi_approved": True, **changes}
    )


def community(**changes: Any) -> Value:
    return licence("community", **{"licence_kind": "restricted", "terms": [term(), threshold()], **changes})


def non_commercial(**changes: Any) -> Value:
    terms = [term(effect="prohibited")]
    return licence("non-commercial", **{"licence_kind": "non-commercial", "terms": terms, **changes})


def coverage(licence: str = "free", covers: str = "weights", **changes: Any) -> Value:
    return _with({"covers": covers, "licence": licence, "from": None, "to": None, "sources": [source()]}, changes)


def assessment(level: str = "open", **changes: Any) -> Value:
    return _with(
        {
            "level": level,
            "reason": text(f"It is {level}."),
            "verified_on": DAY,
            "published": None,
            "sources": [source(kind="model-card")],
        },
        changes,
    )


def assessments(**levels: str) -> dict[str, Value]:
    """Open everywhere but where said otherwise: `assessments(commercial_use="partial")`."""
    wanted = {name.replace("_", "-"): level for name, level in levels.items()}
    return {name: assessment(wanted.get(name, "open")) for name in Dimension.values}


def model(slug: str = "one", **changes: Any) -> Value:
    return _with(
        {
            "kind": "model",
            "slug": slug,
            "name": slug.title(),
            "vendor": "acme",
            "family": "Family",
            "released": None,
            "parameters": None,
            "modalities": ["text"],
            "availability": "downloadable",
            "base_model": None,
            "repository": None,
            "aliases": None,
            "summary": None,
            "published": None,
            "licences": [coverage()],
            "assessments": assessments(),
        },
        changes,
    )


def service(slug: str = "served", **changes: Any) -> Value:
    levels = assessments(weights="closed", code="closed", data="unknown", commercial_use="closed")
    return model(slug, **{"availability": "service-only", "licences": None, "assessments": levels, **changes})


def claim(slug: str = "c01", **changes: Any) -> Value:
    return _with(
        {
            "slug": slug,
            "section": "Introduction",
            "says": text("It is open."),
            "vendor": "acme",
            "models": ["one"],
            "dimension": "weights",
            "level": "open",
            "verdict": "accurate",
            "correction": text("So it is."),
            "checked_on": DAY,
            "sources": [source(kind="announcement")],
        },
        changes,
    )


def cell(level: str = "open", **changes: Any) -> Value:
    return _with({"level": level, "says": text("Says so."), "claims": ["c01"]}, changes)


def article(slug: str = "an-article", **changes: Any) -> Value:
    row = {
        "vendor": "acme",
        "subject": text("One"),
        "models": ["one"],
        "cells": {name: cell() for name in Dimension.values},
    }
    return _with(
        {
            "kind": "article",
            "slug": slug,
            "title": "How open is it?",
            "language": "de",
            "author": None,
            "url": None,
            "appeared": None,
            "summary": text("A comparison."),
            "conclusion": text("Mostly right."),
            "published": None,
            "rows": [row],
            "claims": [claim()],
        },
        changes,
    )


def catalogue() -> list[Value]:
    """The smallest catalogue with one record of every kind."""
    return [vendor(), *dimensions(), licence(), model(), article()]


def document(value: Value) -> Any:
    """`value` as a document; fails with what is wrong with it."""
    result = validate(value=copy.deepcopy(value))
    assert not isinstance(result, list), result
    return result


def documents(values: Iterable[Value]) -> list[Document]:
    return [document(value) for value in values]


def put(folder: Path, *values: Value) -> Path:
    """Write each of `values` as one file below `folder`, as export names them."""
    for value in values:
        name = "dimensions" if value["kind"] == "dimension" else f"{value['kind']}s"
        target = folder / name / f"{value['slug']}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(write(value=value), encoding="utf-8")
    return folder


def stored(folder: Path, *values: Value) -> None:
    """Import `values` by way of files below `folder`."""
    exchange.import_documents(path=put(folder, *values), now=NOW)


def _with(value: Value, changes: Value) -> Value:
    return {key: item for key, item in {**value, **changes}.items() if item is not None}
