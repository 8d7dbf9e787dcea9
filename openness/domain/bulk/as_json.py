"""The catalogue as one JSON document, a record a line."""

import gzip
import json
import shutil
from pathlib import Path
from typing import IO, Any

from openness.domain.bulk.origin import origin
from openness.domain.exchange import records
from openness.domain.revision import Revision

PARTS = {
    "vendors": "vendor",
    "dimensions": "dimension",
    "licences": "licence",
    "models": "model",
    "articles": "article",
}
"""The kind of record in each list of the document."""

_PIECE = 1 << 20


def write(*, path: Path, state: Revision) -> None:
    """Write the document to `path`, one record in memory at a time."""
    with path.open("w", encoding="utf-8") as out:
        out.write("{\n")
        for name, value in origin(state=state).items():
            out.write(f"{_text(name)}: {_text(value)},\n")
        for place, (name, kind) in enumerate(PARTS.items()):
            out.write(f"{_text(name)}: [")
            _write_records(out, kind)
            out.write("\n]" if place == len(PARTS) - 1 else "\n],\n")
        out.write("\n}\n")


def _write_records(out: IO[str], kind: str) -> None:
    joint = "\n"
    for record in records(kind=kind):
        out.write(joint + _text(record))
        joint = ",\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def compress(*, path: Path, target: Path) -> None:
    """Write what stands at `path` to `target` in gzip; the same document gives the same bytes."""
    with path.open("rb") as plain, target.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        shutil.copyfileobj(plain, packed, _PIECE)
