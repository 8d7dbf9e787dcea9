"""The catalogue as CSV tables in a ZIP archive, with a data package that describes them."""

import csv
import json
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from openness.domain.bulk.archives import add, add_file
from openness.domain.bulk.package import tables_package
from openness.domain.bulk.tables import TABLES, Cell, rows_of
from openness.domain.csv_text import cell
from openness.domain.exchange import records
from openness.domain.exchange.loading import KINDS
from openness.domain.revision import Revision


def write(*, path: Path, state: Revision) -> None:
    """Write the archive to `path`; the tables stand beside it as files until they are packed."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        _write_tables(folder)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            descriptor = tables_package(state=state, sizes={one.name: _size(folder, one.name) for one in TABLES})
            add(archive=archive, name="datapackage.json", text=json.dumps(descriptor, indent=1) + "\n")
            for table in TABLES:
                add_file(archive=archive, name=f"{table.name}.csv", path=_place(folder, table.name))


def _place(folder: Path, table: str) -> Path:
    return folder / f"{table}.csv"


def _size(folder: Path, table: str) -> int:
    return _place(folder, table).stat().st_size


def _write_tables(folder: Path) -> None:
    """One pass over all records, into one open file for each table."""
    with ExitStack() as files:
        writers: dict[str, Any] = {}
        for table in TABLES:
            place = _place(folder, table.name)
            file = files.enter_context(place.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file)
            writers[table.name].writerow([column.name for column in table.columns])
        for kind in KINDS:
            for record in records(kind=kind):
                for name, row in rows_of(record=record):
                    writers[name].writerow([_plain(value) for value in row])


def _plain(value: Cell) -> Any:
    return str(value).lower() if isinstance(value, bool) else cell(value=value)
