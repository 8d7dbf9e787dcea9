"""Files into the database: all of them, or none.

A record that an editor changed since its last import is kept, and named, unless told otherwise.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openness.domain import revision
from openness.domain.documents import Document, digest, plain
from openness.domain.exchange.checking import stored_catalogue, stored_plainly
from openness.domain.exchange.reading import BrokenFile, DocumentFile, dotted, read_file
from openness.domain.exchange.storing import Store
from openness.domain.faults import Fault, Refused
from openness.domain.history.recording import IMPORTED, record
from openness.domain.permissions.grounds import refresh_grounds
from openness.domain.rules import Catalogue, Key, findings
from openness.domain.yaml_text import MAX_BYTES
from openness.models import Change, ImportedDocument, Model


@dataclass
class Imported:
    """What an import did: records written, files unchanged since last time, records kept as edited."""

    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


@dataclass
class _Read:
    """Files to take in, names of those skipped as unchanged, and those that cannot be read."""

    files: list[DocumentFile] = field(default_factory=list)
    skipped: dict[Key, str] = field(default_factory=dict)
    broken: set[Key] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def import_documents(
    *,
    path: Path,
    now: dt.datetime,
    overwrite: bool = False,
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
) -> Imported:
    """Import the YAML file or all YAML files below the folder `path`; returns what was done.

    Idempotent. `overwrite` replaces records that were edited since their last import; without it they are
    kept. `progress` is told (step, done, total). Raises Refused with every fault found, and then nothing
    was changed; raises FileNotFoundError where there is no YAML file.
    """
    paths = _yaml_files(path)
    with transaction.atomic():
        revision.hold(now=now)
        begin_history()
        memory = {(row.kind, row.slug): row for row in ImportedDocument.objects.all()}
        read = _read(paths, path, _known(memory, overwrite=overwrite), progress)
        result = Imported(unchanged=len(read.skipped))
        if not read.files and not read.faults:
            _complete_grounds()
            return result
        catalogue = stored_catalogue()
        before = _as_kept(catalogue, {file.key for file in read.files})
        catalogue.broken |= read.broken
        edited = set() if overwrite else _edited(read.files, memory, catalogue.documents)
        fresh = [file for file in read.files if file.key not in edited]
        if faults := read.faults + _twice(read.files, read.skipped) + _faults(fresh, catalogue):
            raise Refused(sorted(faults))
        if fresh:
            number = revision.bump(now=now)
            _write(fresh, memory, now, progress)
            _record(fresh, before, number, now)
        result.written = [file.name for file in fresh]
        result.kept = [file.name for file in read.files if file.key in edited]
    return result


def _as_kept(catalogue: Catalogue, keys: Collection[Key]) -> dict[Key, dict[str, Any]]:
    """Those of the stored records `keys` that exist, as changes keep them; what the schema refuses as it stands."""
    sound = {key: plain(document=document) for key, document in catalogue.documents.items() if key in keys}
    return {**sound, **stored_plainly(keys=catalogue.broken & set(keys))}


def _record(files: list[DocumentFile], before: Mapping[Key, dict[str, Any]], number: int, now: dt.datetime) -> None:
    record(
        before=before,
        after={file.key: plain(document=file.document) for file in files},
        grounds={file.key: IMPORTED for file in files},
        revision=number,
        now=now,
    )


def begin_history() -> None:
    """Where a catalogue is older than its history, let the history begin with it; one query else."""
    if Change.objects.exists():
        return
    state = revision.current()
    if state.changed_at is None:
        return
    catalogue = stored_catalogue()
    documents = _as_kept(catalogue, catalogue.documents.keys() | catalogue.broken)
    record(
        before={},
        after=documents,
        grounds=dict.fromkeys(documents, IMPORTED),
        revision=state.number,
        now=state.changed_at,
    )


def _complete_grounds() -> None:
    """Write the grounds of models that were stored before there were any."""
    if Model.objects.filter(grounds=None).exists():
        refresh_grounds()


def _yaml_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for pattern in ("*.yaml", "*.yml") for file in path.rglob(pattern))
    if not found:
        raise FileNotFoundError(_("no YAML file at %(path)s") % {"path": path})
    return found


def _read(paths: list[Path], root: Path, known: dict[str, Key], progress: Callable[[str, int, int], None]) -> _Read:
    result = _Read()
    for number, path in enumerate(paths, start=1):
        progress("read", number, len(paths))
        key = known.get(_text_digest(path))
        if key and key not in result.skipped:
            result.skipped[key] = _name(path, root)
            continue
        match _parsed(path, root):
            case DocumentFile() as file:
                result.files.append(file)
            case BrokenFile(faults, keys):
                result.faults += faults
                result.broken |= keys
    return result


def _text_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(memory: dict[Key, ImportedDocument], *, overwrite: bool) -> dict[str, Key]:
    """What need not be read again, by the digest of its file; to overwrite is to read again what was edited."""
    if not overwrite:
        return {row.file_digest: key for key, row in memory.items()}
    stored = stored_catalogue().documents
    return {
        row.file_digest: key
        for key, row in memory.items()
        if key in stored and digest(document=stored[key]) == row.content_digest
    }


def _name(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if root.is_dir() else path.name


def _parsed(path: Path, root: Path) -> DocumentFile | BrokenFile:
    with path.open("rb") as file:
        return read_file(name=_name(path, root), text=file.read(MAX_BYTES + 1))


def _twice(files: Iterable[DocumentFile], skipped: dict[Key, str]) -> list[Fault]:
    first = dict(skipped)
    faults = []
    for file in files:
        earlier = first.setdefault(file.key, file.name)
        if earlier != file.name:
            message = _("the same %(kind)s stands in %(file)s") % {"kind": file.key[0], "file": earlier}
            faults.append(file.fault(("slug",), message))
    return faults


def _faults(fresh: list[DocumentFile], catalogue: Catalogue) -> list[Fault]:
    """What would be wrong in `catalogue` once the files `fresh` are taken in."""
    for file in fresh:
        catalogue.add(file.document)
    by_key = {file.key: file for file in fresh}
    return [
        by_key[key].fault(place, message)
        if key in by_key
        else Fault(file="/".join(key), line=0, field=dotted(place), message=message)
        for key, place, message in (findings(catalogue=catalogue) if fresh else ())
    ]


def _edited(
    files: Iterable[DocumentFile], memory: dict[Key, ImportedDocument], stored: dict[Key, Document]
) -> set[Key]:
    """The records among `files` that were changed or deleted since their last import and differ from the file."""
    edited = set()
    for file in files:
        last, now = memory.get(file.key), stored.get(file.key)
        if now is None:
            was_deleted = last is not None
            if was_deleted:
                edited.add(file.key)
            continue
        digest_now = digest(document=now)
        as_imported = last is not None and last.content_digest == digest_now
        if not as_imported and digest_now != digest(document=file.document):
            edited.add(file.key)
    return edited


def _write(
    files: list[DocumentFile],
    memory: dict[Key, ImportedDocument],
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> None:
    Store().save([file.document for file in files], progress=lambda done: progress("write", done, len(files)))
    rows: list[Any] = []
    for file in files:
        row = memory.get(file.key) or ImportedDocument(kind=file.key[0], slug=file.key[1])
        row.file_digest = file.text_digest
        row.content_digest = digest(document=file.document)
        row.imported_at = now
        rows.append(row)
    ImportedDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "slug"],
        update_fields=["file_digest", "content_digest", "imported_at"],
    )
