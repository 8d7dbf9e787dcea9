"""Locks in files: the system takes one back when whoever holds it ends, however that comes about."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_POLL_SECONDS = 0.05


class Busy(Exception):
    """Somebody else holds the lock, and for long."""


@contextmanager
def lock_if_free(*, path: Path) -> Iterator[int | None]:
    """Hold the lock of the file at `path`: the handle that holds it, or None where somebody else does.

    A process that inherits the handle holds the lock on, until it ends.
    """
    with path.open("a") as file:
        yield file.fileno() if _locked(file.fileno()) else None


@contextmanager
def lock(*, path: Path, patience: float) -> Iterator[None]:
    """Hold the lock of the file at `path`; raises Busy when somebody else does for longer than `patience` seconds."""
    end = time.monotonic() + patience
    with path.open("a") as file:
        while not _locked(file.fileno()):
            if time.monotonic() > end:
                raise Busy
            time.sleep(_POLL_SECONDS)
        yield


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
