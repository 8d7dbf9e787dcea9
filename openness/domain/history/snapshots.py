"""Past states of the catalogue, each a small SQLite file put together once from what changed since.

The past does not change, so a file serves until it is pruned; one that is missing is made again.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connections, models, transaction

from openness.domain import revision
from openness.domain.documents import Document, validate
from openness.domain.exchange.storing import Store
from openness.domain.history.routing import catalogue_tables, reading_from, reading_today
from openness.domain.permissions.grounds import refresh_grounds
from openness.domain.revision import Revision
from openness.domain.rules import Key
from openness.models import CatalogueRevision, Change

_KEPT = 30
_TRIES = 3
_ROWS = 500


@contextmanager
def snapshot(*, state: Revision) -> Iterator[Path]:
    """A SQLite file with the catalogue as it was at `state`; made now where there is none yet."""
    path = Path(settings.HISTORY_DIR) / f"{_fingerprint(state)}.sqlite3"
    with _opened(path) or _made(path, state):
        yield path


def _opened(path: Path) -> BinaryIO | None:
    """The file, which stays where it is as long as it is open; None where there is none."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    fcntl.flock(file, fcntl.LOCK_SH)
    if not _is_there(path, file):
        file.close()
        return None
    path.touch()
    return file


def _is_there(path: Path, file: BinaryIO) -> bool:
    """Whether `file` was not pruned between its opening and its locking."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _made(path: Path, state: Revision) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        found = _opened(path)
        if found is None:
            _clear(path.parent)
            _make(path, state)
            found = _opened(path)
            _prune(path.parent)
    if found is None:
        raise FileNotFoundError(path)
    return found


def _fingerprint(state: Revision) -> str:
    """What tells this state of this database, in this layout of tables, from every other."""
    database = connections.settings["default"]
    columns = [[field.column for field in model._meta.local_fields] for model in catalogue_tables()]
    said = (database["NAME"], database.get("HOST"), database.get("PORT"), state.number, state.changed_at, columns)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No two workers put the same state together."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear(folder: Path) -> None:
    """Remove what a worker that was killed left unfinished."""
    for file in folder.glob("*.tmp*"):
        file.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Remove what nobody asked for of late, but for what is being read."""
    files = sorted(folder.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True)
    for path in files[_KEPT:]:
        with path.open("rb") as file, suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _make(path: Path, state: Revision) -> None:
    for _attempt in range(_TRIES):
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        os.close(handle)
        unfinished = Path(name)
        try:
            if _fill(unfinished, state):
                unfinished.replace(path)
                return
        finally:
            unfinished.unlink(missing_ok=True)
    raise RuntimeError("The catalogue kept changing while a past state of it was put together.")


def _fill(path: Path, state: Revision) -> bool:
    """Copy today's catalogue to `path` and take back what changed since `state`; False where it changed meanwhile."""
    with reading_today():
        before = revision.current()
        rows = {model: list(model._base_manager.all()) for model in catalogue_tables()}
        taken_back = _documents_at(state)
        if revision.current() != before:
            return False
    with reading_from(path=path, writable=True) as alias:
        _lay_out(alias)
        with transaction.atomic(using=alias):
            for model, copied in rows.items():
                _copy(model, copied, alias)
            _take_back(taken_back)
            CatalogueRevision(pk=1, number=state.number, changed_at=state.changed_at).save(using=alias)  # type: ignore[misc]
            refresh_grounds()
    return True


def _lay_out(alias: str) -> None:
    tables: list[type[Any]] = [*catalogue_tables(), CatalogueRevision]
    with connections[alias].schema_editor() as editor:
        for model in tables:
            if not model._meta.auto_created:
                editor.create_model(model)


def _copy(model: type[models.Model], rows: list[Any], alias: str) -> None:
    model._base_manager.using(alias).bulk_create(rows, batch_size=_ROWS)


def _documents_at(state: Revision) -> dict[Key, Document | None]:
    """What every record that changed since `state` was then; None where it did not exist."""
    found: dict[Key, Document | None] = {}
    later = Change.objects.filter(revision__gt=state.number).order_by("revision")
    for kind, slug, before in later.values_list("kind", "slug", "before").iterator():
        if (kind, slug) not in found:
            found[kind, slug] = _document(f"{kind}/{slug}", before)
    return found


def _document(name: str, value: Any) -> Document | None:
    if value is None:
        return None
    document = validate(value=value)
    if isinstance(document, list):
        raise TypeError(f"The stored history of {name} is no document: {document}")
    return document


def _take_back(documents: dict[Key, Document | None]) -> None:
    store = Store()
    store.save([document for document in documents.values() if document is not None])
    store.remove([key for key, document in documents.items() if document is None])
