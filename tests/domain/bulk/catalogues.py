"""A catalogue in which much is not for readers."""

from typing import Any

from openness.choices import Dimension
from tests.documents import (
    article,
    assessment,
    assessments,
    cell,
    claim,
    community,
    coverage,
    dimensions,
    licence,
    model,
    text,
    vendor,
)

Value = dict[str, Any]
SECRET = "geheim"


def partly_hidden() -> list[Value]:
    """Every way in which a record that readers see can touch one that they do not; what is hidden says `SECRET`."""
    secret = {"name": f"{SECRET} model", "published": False, "summary": text(SECRET)}
    half = {**assessments(), "data": assessment("closed", published=False, reason=text(SECRET))}
    return [
        vendor(),
        vendor("other"),
        *dimensions(),
        licence(),
        community(),
        model("one"),
        model("half", assessments=half),
        model(
            f"{SECRET}-limited",
            licences=[coverage("community")],
            assessments=assessments(weights="partial", commercial_use="partial"),
            **secret,
        ),
        model(f"{SECRET}-free", base_model="one", **secret),
        model("limited-by-it", base_model=f"{SECRET}-limited", assessments=assessments(commercial_use="partial")),
        model("limited-below", base_model="limited-by-it", assessments=assessments(commercial_use="partial")),
        model("built-on-it", base_model=f"{SECRET}-free"),
        article(rows=_rows(), claims=_claims()),
        article(f"{SECRET}-article", title=SECRET, published=False),
    ]


def _rows() -> list[Value]:
    def row(vendor: str, models: list[str], left_out: list[str] | None) -> Value:
        cells = {name: cell() for name in Dimension.values}
        found = {"vendor": vendor, "subject": text(vendor), "models": models, "left_out": left_out, "cells": cells}
        return {name: value for name, value in found.items() if value}

    return [row("acme", [f"{SECRET}-free", "one"], [f"{SECRET}-limited"]), row("other", [f"{SECRET}-free"], None)]


def _claims() -> list[Value]:
    return [claim(models=[f"{SECRET}-free", "one"]), claim("c02", models=[f"{SECRET}-free"])]
