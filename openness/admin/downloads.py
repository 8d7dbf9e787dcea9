"""Selected records to take away: as documents, or as a table."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.utils import timezone

from openness.domain.csv_text import cell
from openness.domain.documents import canonical
from openness.domain.editing.proposals import valid
from openness.domain.exchange import file_name, stored_plainly
from openness.domain.exchange.archives import pack
from openness.domain.rules import Key
from openness.domain.yaml_text import write


def documents(*, keys: Iterable[Key]) -> HttpResponse:
    """The records `keys` as a ZIP archive of the YAML documents that import reads; raises Refused for a broken one."""
    found = [valid(key=key, value=value) for key, value in sorted(stored_plainly(keys=keys).items())]
    files = [(file_name(document=document), write(value=canonical(document=document))) for document in found]
    return _file(pack(files=files), "application/zip", "zip")


def table(*, keys: Iterable[Key]) -> HttpResponse:
    """The records `keys` as a CSV file, a line each; lists are left to the documents."""
    rows = [dict(_flat(value)) for _key, value in sorted(stored_plainly(keys=keys).items())]
    return _csv(rows)


def table_of_rows(*, rows: Iterable[Model]) -> HttpResponse:
    """`rows` of one table as a CSV file, a line each, with its own columns."""
    return _csv([{field.name: getattr(row, field.attname) for field in row._meta.fields} for row in rows])


def _flat(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, item in value.items():
        if isinstance(item, dict):
            yield from _flat(item, f"{path}{name}.")
        elif not isinstance(item, list):
            yield f"{path}{name}", item
        elif all(isinstance(entry, str) for entry in item):
            yield f"{path}{name}", "; ".join(item)


def _csv(rows: list[dict[str, Any]]) -> HttpResponse:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns)
    writer.writeheader()
    writer.writerows({name: cell(value=value) for name, value in row.items()} for row in rows)
    return _file(buffer.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


def _file(data: bytes, content_type: str, ending: str) -> HttpResponse:
    name = f"openness-{timezone.localdate():%Y-%m-%d}.{ending}"
    return HttpResponse(data, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
