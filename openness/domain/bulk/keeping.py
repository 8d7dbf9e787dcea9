"""Files on disk: written once for a state of the catalogue, by one worker, whole or not at all.

A file is written in a folder of its own and moved to that of its state when it is complete, under a name that holds
its hash. Whoever reads it has it open; what an earlier state left goes when nobody has begun to read it for a while.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connections

from openness import choices, imprint
from openness.domain import bulk, csv_text, documents, exchange, revision, yaml_text
from openness.domain.bulk import as_csv, as_json, as_sqlite, as_yaml
from openness.domain.bulk.files import FILES, File
from openness.domain.bulk.locks import lock
from openness.domain.bulk.package import Written
from openness.domain.bulk.reading import one_state
from openness.domain.bulk.schema import document_schema
from openness.domain.history.routing import catalogue_tables
from openness.domain.revision import Revision

_WRITERS: Mapping[str, Callable[..., None]] = {
    "data-json": as_json.write,
    "data-csv": as_csv.write,
    "data-yaml": as_yaml.write,
    "data-sqlite": as_sqlite.write,
}
_PACKED = ".gz"
_PACKED_TOO = {"data-json"}
_GRACE_SECONDS = 600
_PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Opened:
    """A file that stays as it is as long as it is open; `modified` in seconds since 1970.

    `packed`: it is compressed with gzip; `digest` is that of the file before.
    """

    file: BinaryIO
    size: int
    digest: str
    modified: float
    packed: bool


def opened(*, file: File, packed: bool = False, patience: float = _PATIENCE_SECONDS) -> Opened:
    """`file` with the catalogue as it is published now, compressed if `packed` and there is such a form.

    Written by this very process where it has not been yet. Whoever asks meanwhile waits for it; raises Busy after
    `patience` seconds.
    """
    return kept(file=file, state=revision.current(), packed=packed) or _made(file, packed, patience)


def is_kept(*, file: File, state: Revision) -> bool:
    """Whether `file` has been written for `state`; no query."""
    plain = _found(file, state)
    return plain is not None and (file.name not in _PACKED_TOO or plain.with_name(plain.name + _PACKED).exists())


def kept(*, file: File, state: Revision, packed: bool = False) -> Opened | None:
    """`file` as written for `state`, compressed if `packed` and there is such a form; None before that. No query."""
    plain = _found(file, state)
    if plain is None:
        return None
    packed = packed and file.name in _PACKED_TOO
    try:
        handle = (plain.with_name(plain.name + _PACKED) if packed else plain).open("rb")
    except FileNotFoundError:  # it was removed a moment ago
        return None
    found = os.fstat(handle.fileno())
    return Opened(handle, found.st_size, _digest_of(plain), found.st_mtime, packed)


def written(*, state: Revision) -> dict[str, Written]:
    """The files that have been written for `state`, by the name of their address; no query."""
    found = {}
    for file in FILES:
        if path := _found(file, state):
            found[file.name] = Written(size=path.stat().st_size, digest=_digest_of(path))
    return found


def write(*, files: Iterable[File], patience: float) -> list[Path]:
    """Write those of `files` that have not been written for today's catalogue; the path of each. Raises Busy."""
    paths = []
    for file in files:
        with opened(file=file, patience=patience).file as open_file:
            paths.append(Path(open_file.name))
    return paths


def folder() -> Path:
    """Where the files of this site stand: those of another database or address are other files."""
    database = connections.settings["default"]
    said = database["NAME"], database.get("HOST"), database.get("PORT"), settings.SITE_URL
    return Path(settings.BULK_DIR) / _fingerprint(said)


def mark_of(*, file: File, state: Revision) -> Path:
    """Where it is marked that somebody had `file` written for `state`; writing takes it away at its end."""
    return _folder_of(state) / f"{file.name}.begun"


def _found(file: File, state: Revision) -> Path | None:
    return next(_folder_of(state).glob(f"*.{file.file_name}"), None)


def _digest_of(path: Path) -> str:
    return path.name.partition(".")[0]


def _made(file: File, packed: bool, patience: float) -> Opened:
    folder().mkdir(parents=True, exist_ok=True)
    with lock(path=folder() / "lock", patience=patience), one_state() as state:
        found = kept(file=file, state=state, packed=packed)
        if found is None:
            _make(file, state)
            found = kept(file=file, state=state, packed=packed)
            mark_of(file=file, state=state).unlink(missing_ok=True)
            _prune(state)
    if found is None:
        raise FileNotFoundError(file.file_name)
    return found


def _make(file: File, state: Revision) -> None:
    unfinished = folder() / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        path = unfinished / file.file_name
        _WRITERS[file.name](path=path, state=state)
        _keep(path, _folder_of(state), packed_too=file.name in _PACKED_TOO)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _keep(path: Path, folder: Path, *, packed_too: bool) -> None:
    """Move `path` to `folder`, what it is compressed to before it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    folder.mkdir(exist_ok=True)
    if packed_too:
        small = path.with_name(path.name + _PACKED)
        as_json.compress(path=path, target=small)
        small.replace(folder / f"{digest}.{small.name}")
    path.replace(folder / f"{digest}.{path.name}")


def _folder_of(state: Revision) -> Path:
    """Where the files of `state` stand."""
    return folder() / f"{state.number}-{_fingerprint((state.changed_at, _layout()))}"


@cache
def _layout() -> str:
    """What tells files of this version of the code from those of others: what is read, and all that writes it."""
    columns = [[field.column for field in model._meta.local_fields] for model in catalogue_tables()]
    return _fingerprint((columns, document_schema(address=""), _sources()))


def _sources() -> list[bytes]:
    """The code that chooses, withholds and writes."""
    packages = [Path(package.__file__ or "").parent for package in (bulk, exchange)]
    modules = [Path(module.__file__ or "") for module in (choices, documents, yaml_text, csv_text, imprint)]
    return [path.read_bytes() for path in [*modules, *(path for one in packages for path in sorted(one.glob("*.py")))]]


def _fingerprint(said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def _prune(state: Revision) -> None:
    """Remove the files of other states, but for those of a moment ago: somebody may be about to open one."""
    kept = _folder_of(state)
    for one in folder().glob("*-*"):
        if one != kept and time.time() - one.stat().st_mtime > _GRACE_SECONDS:
            shutil.rmtree(one, ignore_errors=True)
