"""Readers ask for a file that is not written yet: another process writes it, and one of them waits for that.

A process that serves readers answers nobody else while it waits or writes.
"""

import logging
import math
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings

from openness.domain import revision
from openness.domain.bulk import keeping
from openness.domain.bulk.files import File
from openness.domain.bulk.keeping import Opened
from openness.domain.bulk.locks import lock_if_free
from openness.domain.revision import Revision

_AGAIN_SECONDS = 5
_FAILED_SECONDS = 60
_POLL_SECONDS = 0.1

_log = logging.getLogger(__name__)
_told = {"at": -math.inf}


class NotYet(Exception):
    """There is no file yet; ask again after `seconds`. `failed`: it could not be written."""

    def __init__(self, *, seconds: int, failed: bool) -> None:
        super().__init__(seconds)
        self.seconds, self.failed = seconds, failed


def awaited(*, file: File, packed: bool, patience: float) -> Opened:
    """`file` with the catalogue as it is published now, compressed if `packed` and there is such a form.

    Where it is not written yet, whoever asks first has it written; of all who ask, on this machine, one at a time
    waits for it, until `patience` seconds after it was begun. All others get NotYet, and for a minute after writing
    failed everybody does. One query where the file is written.
    """
    state = revision.current()
    try:
        found = keeping.kept(file=file, state=state, packed=packed)
        if found is None:
            keeping.folder().mkdir(parents=True, exist_ok=True)
            with lock_if_free(path=keeping.folder() / "waiter") as waiter:
                found = _written(file, packed, patience if waiter is not None else 0)
    except OSError:
        _tell(file)
        raise NotYet(seconds=_FAILED_SECONDS, failed=True) from None
    return found


def _written(file: File, packed: bool, patience: float) -> Opened:
    while True:
        state = revision.current()
        _order(file, state)
        found = keeping.kept(file=file, state=state, packed=packed)
        if found:
            return found
        if _age(keeping.mark_of(file=file, state=state)) >= patience:
            raise NotYet(seconds=_AGAIN_SECONDS, failed=False)
        time.sleep(_POLL_SECONDS)


def _order(file: File, state: Revision) -> None:
    """Have `file` written unless something is being written already; raises NotYet where that failed lately."""
    with lock_if_free(path=keeping.folder() / "order") as handle:
        if handle is None or keeping.is_kept(file=file, state=state):
            return
        mark = keeping.mark_of(file=file, state=state)
        _check_no_failure(mark)
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
        if settings.BULK_OWN_PROCESS:
            _start(file, handle)
        else:
            _write_here(file)


def _check_no_failure(mark: Path) -> None:
    """Writing takes its mark away at the end: where there is one and nobody writes, it came to no end."""
    left = _FAILED_SECONDS - _age(mark)
    if left > 0:
        raise NotYet(seconds=math.ceil(left), failed=True)


def _age(mark: Path) -> float:
    """Seconds since it was made; infinitely many where there is none, or the clock was set back."""
    try:
        age = time.time() - mark.stat().st_mtime
    except FileNotFoundError:
        return math.inf
    return age if age >= -1 else math.inf


def _start(file: File, handle: int) -> None:
    """Start a process that outlives this one and holds `handle`, and with it the lock, until it ends."""
    command = [sys.executable, "manage.py", "write_bulk", file.name, "--nice"]
    process = subprocess.Popen(  # noqa: S603 - every word is ours
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[handle],
        start_new_session=True,
    )
    threading.Thread(target=_watch, args=[process, file], daemon=True).start()


def _watch(process: subprocess.Popen[bytes], file: File) -> None:
    if code := process.wait():
        _log.error("%s was not written: the process that should have ended with %s.", file.file_name, code)


def _write_here(file: File) -> None:
    try:
        keeping.opened(file=file).file.close()
    except Exception:
        _log.exception("%s was not written.", file.file_name)


def _tell(file: File) -> None:
    """Log the error being handled, unless one was a moment ago."""
    if time.monotonic() - _told["at"] > _FAILED_SECONDS:
        _told["at"] = time.monotonic()
        _log.exception("%s can be neither written nor read.", file.file_name)
