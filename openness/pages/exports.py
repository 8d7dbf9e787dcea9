"""A comparison as a file: CSV, JSON, Markdown."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from openness.choices import Level
from openness.domain.comparison import DIMENSIONS, Comparison, Row
from openness.domain.csv_text import cell
from openness.domain.evidence import Evidence
from openness.imprint import absolute

_COLUMNS = ("slug", "name", "vendor", "family", "released", "parameters_total", "parameters_active", "availability")


def response(found: Comparison, *, page: str) -> HttpResponse:
    """The file that the query's format asks for; exactly the rows that are filtered.

    It names the path `page`, which shows the same to people, as what search engines shall list in its place.
    """
    write, content_type = WRITERS[found.query.format]
    result = HttpResponse(write(found), content_type=content_type)
    result["Content-Disposition"] = f'inline; filename="openness-comparison.{found.query.format}"'
    result["Link"] = f'<{absolute(page)}>; rel="canonical"'
    return result


def _address(row: Row) -> str:
    return absolute(reverse("model", args=[row.slug]))


def _plain(row: Row) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _COLUMNS} | {"vendor": row.vendor_slug}
    numbers = {
        name: float(values[name]) for name in ("parameters_total", "parameters_active") if values[name] is not None
    }
    return {
        **values,
        **numbers,
        "modalities": list(row.modalities),
        "licences": [{"slug": one.slug, "kind": one.kind, "covers": one.covers} for one in row.licences],
    }


def _as_json(found: Comparison) -> str:
    models = [
        {
            **_plain(row),
            **_permission(row),
            "url": _address(row),
            "assessments": {name: _backing(row, name) for name in DIMENSIONS},
        }
        for row in found.rows
    ]
    return json.dumps({"total": found.total, "models": models}, ensure_ascii=False, indent=1, default=str) + "\n"


def _permission(row: Row) -> dict[str, str]:
    """The answer to the plan, where one was told."""
    return {"permission": row.answer.permission.value} if row.answer else {}


def _backing(row: Row, dimension: str) -> Mapping[str, Any]:
    evidence: Evidence | None = row.evidence.get(dimension)
    if evidence is None:
        return {"level": row.levels[dimension]}
    sources = [
        {"url": one.url, "kind": one.kind, "title": one.title, "locator": one.locator, "accessed_on": one.accessed_on}
        for one in evidence.sources
    ]
    return {
        "level": evidence.level,
        "reason": evidence.reason,
        "verified_on": evidence.verified_on,
        "sources": sources,
    }


def _as_csv(found: Comparison) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    per_dimension = [f"{name}{part}" for name in DIMENSIONS for part in ("", "_verified_on", "_sources")]
    answered = ["permission"] if found.query.asks_permission else []
    writer.writerow([*_COLUMNS, "modalities", "licences", *answered, *per_dimension, "url"])
    for row in found.rows:
        plain = _plain(row)
        cells = [cell(value=plain[name]) for name in _COLUMNS]
        cells += [" ".join(row.modalities), " ".join(one.slug for one in row.licences)]
        cells += [_permission(row).get(name, "") for name in answered]
        for name in DIMENSIONS:
            evidence = row.evidence.get(name)
            cells.append(row.levels[name])
            cells.append(str(evidence.verified_on or "") if evidence else "")
            cells.append(" ".join(source.url for source in evidence.sources) if evidence else "")
        writer.writerow([*cells, _address(row)])
    return out.getvalue()


def _as_markdown(found: Comparison) -> str:
    names = [str(one) for one in (_("Weights"), _("Code"), _("Data"), _("Commercial use"))]
    answered = [_("May I?")] if found.query.asks_permission else []
    head = [_("Model"), _("Vendor"), *answered, *names]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in found.rows:
        levels = [str(Level(row.levels[name]).label) for name in DIMENSIONS]
        answers = [str(row.answer.permission.label) if row.answer else "" for _one in answered]
        name = f"[{_cell(row.name)}]({_address(row)})"
        lines.append("| " + " | ".join([name, _cell(row.vendor), *answers, *levels]) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """`text` as Markdown shows it, whatever signs are in it."""
    return re.sub(r"([\\|\[\]<>`*_])", r"\\\1", " ".join(text.split()))


WRITERS: dict[str, tuple[Callable[[Comparison], str], str]] = {
    "csv": (_as_csv, "text/csv; charset=utf-8"),
    "json": (_as_json, "application/json; charset=utf-8"),
    "md": (_as_markdown, "text/markdown; charset=utf-8"),
}
