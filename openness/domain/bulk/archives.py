"""ZIP archives that are written piece by piece."""

import shutil
import zipfile
from pathlib import Path

_ALWAYS = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20


def add(*, archive: zipfile.ZipFile, name: str, text: str) -> None:
    """Put `text` into `archive` as the file `name`; the same texts give the same bytes."""
    archive.writestr(_entry(name), text)


def add_file(*, archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """Put the file at `path`, however large, into `archive` as `name`."""
    with path.open("rb") as source, archive.open(_entry(name), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, _PIECE)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ALWAYS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
