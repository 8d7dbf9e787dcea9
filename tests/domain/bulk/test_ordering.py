"""A file is written by a process of its own, one at a time, and whoever dies leaves nothing behind."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from openness.domain import revision
from openness.domain.bulk import keeping, ordering
from openness.domain.bulk.files import FILES
from openness.domain.bulk.locks import lock, lock_if_free
from openness.domain.bulk.ordering import NotYet, awaited
from tests.documents import catalogue, stored
from tests.domain.bulk.files import read_json
from tests.together import database_url, together

JSON = FILES[0]


@pytest.fixture(autouse=True)
def _own_process(real_database: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small catalogue, and an environment in which other processes find it."""
    stored(tmp_path / "in", *catalogue())
    settings.BULK_OWN_PROCESS = True
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "openness.settings")
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("BULK_DIR", str(settings.BULK_DIR))
    monkeypatch.setenv("SITE_URL", settings.SITE_URL)


def writers() -> list[int]:
    """The processes that write files of this test's catalogue, by their ids."""
    own = f"BULK_DIR={os.environ['BULK_DIR']}".encode()
    return [int(place.name) for place in Path("/proc").glob("[0-9]*") if _is_writer(place, own)]


def _is_writer(place: Path, own: bytes) -> bool:
    try:
        return b"write_bulk" in (place / "cmdline").read_bytes() and own in (place / "environ").read_bytes()
    except OSError:  # it has ended
        return False


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def outcome(patience: float = 0) -> object:
    """What somebody gets who asks: the revision of the file, or for how long to go away and whether it failed."""
    try:
        with awaited(file=JSON, packed=False, patience=patience).file as found:
            return read_json(Path(found.name))["revision"]
    except NotYet as not_yet:
        return not_yet.seconds, not_yet.failed


def test_who_waits_gets_what_another_process_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(keeping, "_make")

    assert outcome(patience=60) == 1


def test_who_does_not_wait_is_sent_away_and_finds_it_later() -> None:
    assert outcome() == (5, False)

    until(lambda: keeping.is_kept(file=JSON, state=revision.current()))
    assert outcome() == 1


def test_many_who_ask_start_one_process_which_is_nice() -> None:
    keeping.folder().mkdir(parents=True)
    with lock(path=keeping.folder() / "lock", patience=0):
        outcomes = together(*[outcome] * 6)
        until(lambda: [os.getpriority(os.PRIO_PROCESS, one) for one in writers()] == [10])

    assert outcomes == [(5, False)] * 6
    until(lambda: outcome() == 1)


def test_one_of_those_who_ask_waits() -> None:
    keeping.folder().mkdir(parents=True)
    outcome()
    with lock_if_free(path=keeping.folder() / "waiter"):
        began = time.monotonic()
        found = outcome(patience=60)

    assert (found in {(5, False), 1}, time.monotonic() - began < 10) == (True, True)


def test_writer_that_is_killed_leaves_no_lock_and_is_followed_after_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keeping.folder().mkdir(parents=True)
    with lock(path=keeping.folder() / "lock", patience=0):
        outcome()
        until(writers)
        for one in writers():
            os.kill(one, signal.SIGKILL)
        until(lambda: not writers())
    until(lambda: caplog.records)
    seconds, failed = outcome(patience=60)  # type: ignore[misc]
    with lock_if_free(path=keeping.folder() / "waiter") as waiter:
        free = waiter is not None

    assert (50 < seconds <= 60, failed, free) == (True, True, True)
    assert caplog.messages == ["openness.json was not written: the process that should have ended with -9."]
    monkeypatch.setattr(ordering, "_FAILED_SECONDS", 0)
    until(lambda: outcome(patience=60) == 1)
