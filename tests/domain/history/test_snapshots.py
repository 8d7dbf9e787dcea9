"""Past states as files: put together once, by one worker, gone when nobody asks, made again when somebody does."""

import datetime as dt
import gc
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries, Settings

from openness.domain.history import snapshots
from openness.domain.history.past import as_published_on
from openness.domain.history.routing import catalogue_tables, is_catalogue
from openness.models import (
    Change,
    ImportedDocument,
    Model,
    Proposal,
    ProposalNote,
    ReaderReport,
    SourceCheck,
    Vendor,
)
from tests.documents import catalogue, stored, vendor
from tests.domain.history.days import FIRST, days, noon
from tests.people import published
from tests.together import together


@pytest.fixture
def folder(settings: Settings) -> Path:
    return Path(settings.HISTORY_DIR)


@pytest.fixture
def three_days(db: None, tmp_path: Path) -> None:
    """A vendor that is called "Acme" on the first day, then "Day 1", "Day 2" and "Day 3"."""
    change_daily(tmp_path)


@pytest.fixture
def three_real_days(real_database: None, tmp_path: Path) -> None:
    """The same where several threads can read it."""
    change_daily(tmp_path)


def change_daily(folder: Path) -> None:
    stored(folder / "first", *catalogue())
    for number, day in enumerate(days(3), start=1):
        published(vendor(name=f"Day {number}"), now=noon(day))


def name_on(day: dt.date) -> str:
    with as_published_on(day=day):
        return str(Vendor.objects.get().name)


def files(folder: Path) -> dict[str, int]:
    """The states that are kept, with the inode of each: another one is another file."""
    return {path.name: path.stat().st_ino for path in folder.glob("*.sqlite3")}


def others(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".sqlite3")


@pytest.mark.usefixtures("three_days")
def test_state_is_put_together_once(folder: Path) -> None:
    name_on(FIRST)
    once = files(folder)

    assert [name_on(FIRST) for _time in range(3)] == ["Acme"] * 3
    assert (len(once), files(folder), others(folder)) == (1, once, ["lock"])


@pytest.mark.usefixtures("three_days")
def test_states_that_are_kept_cost_two_queries_of_today(
    folder: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    name_on(FIRST)

    with django_assert_num_queries(2):
        name_on(FIRST)


@pytest.mark.usefixtures("three_days")
def test_state_that_is_gone_is_made_again(folder: Path) -> None:
    name_on(FIRST)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    assert name_on(FIRST) == "Acme"
    assert len(files(folder)) == 1


@pytest.mark.usefixtures("three_days")
def test_state_nobody_asked_for_of_late_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_KEPT", 2)
    first, second, third = FIRST, *days(2)
    name_on(first)
    [of_first] = files(folder)
    name_on(second)
    [of_second] = files(folder).keys() - {of_first}
    age(folder)
    name_on(first)

    name_on(third)

    assert of_second not in files(folder)
    assert of_first in files(folder)
    assert (len(files(folder)), name_on(second)) == (2, "Day 1")


def age(folder: Path) -> None:
    """Let a minute pass, as far as files are concerned."""
    for path in folder.glob("*.sqlite3"):
        last = path.stat().st_mtime - 60
        os.utime(path, (last, last))


@pytest.mark.usefixtures("three_days")
def test_state_that_is_being_read_is_not_pruned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_KEPT", 1)

    with as_published_on(day=FIRST):
        age(folder)
        names = [name_on(day) for day in days(2)]
        assert Vendor.objects.get().name == "Acme"

    assert names == ["Day 1", "Day 2"]


@pytest.mark.usefixtures("three_days")
def test_what_a_killed_worker_left_is_removed(folder: Path) -> None:
    folder.mkdir()
    for name in ("abc.tmp", "abc.tmp-journal", "def.tmp-wal"):
        (folder / name).write_bytes(b"half")

    name_on(FIRST)

    assert others(folder) == ["lock"]


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize("name", ["with blanks", "50% off", "what?", "a#b", "ümlaut", "a&mode=rwc"])
def test_folder_may_have_any_name(name: str, folder: Path, settings: Settings) -> None:
    settings.HISTORY_DIR = str(folder / name)

    assert (name_on(FIRST), name_on(FIRST)) == ("Acme", "Acme")
    assert len(files(folder / name)) == 1


@pytest.mark.usefixtures("three_days")
def test_folder_may_be_named_from_here(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings.HISTORY_DIR = "history"

    assert name_on(FIRST) == "Acme"
    assert len(files(tmp_path / "history")) == 1


@pytest.mark.usefixtures("three_days")
def test_other_layout_of_tables_is_another_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name_on(FIRST)
    fewer = [table for table in catalogue_tables() if table.__name__ != "Alias"]
    monkeypatch.setattr(snapshots, "catalogue_tables", lambda: fewer)
    state = snapshots.Revision(number=1, changed_at=dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))

    assert f"{snapshots._fingerprint(state)}.sqlite3" not in files(folder)


@pytest.mark.usefixtures("three_days")
def test_state_holds_the_catalogue_and_nothing_of_people(folder: Path) -> None:
    name_on(FIRST)
    [name] = files(folder)

    with sqlite3.connect(folder / name) as database:
        found = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    tables = {table._meta.db_table for table in catalogue_tables()}
    assert found - {"sqlite_sequence"} == tables | {"openness_cataloguerevision"}
    assert not {name for name in found if "proposal" in name or "change" in name or "auth" in name or "report" in name}


def test_every_table_is_either_catalogue_or_always_of_today() -> None:
    """A new table is part of the past unless it is named here and in the router."""
    of_today = {Change, ImportedDocument, Proposal, ProposalNote, ReaderReport, SourceCheck}
    tables = {table._meta.object_name for table in catalogue_tables() if not table._meta.auto_created}

    assert tables == {
        "Alias", "Article", "ArticleCell", "ArticleRow", "Assessment", "Claim", "Licence", "LicenceCoverage",
        "LicenceTerm", "Model", "ModelModality", "OpennessDimension", "PermissionGrounds", "Source", "Vendor",
    }  # fmt: skip
    assert not any(is_catalogue(table) for table in of_today)


@pytest.mark.usefixtures("three_days")
def test_no_connection_and_no_file_stays_open() -> None:
    name_on(FIRST)
    gc.collect()
    before = open_files()

    for _time in range(30):
        with as_published_on(day=FIRST):
            Vendor.objects.get()
        with pytest.raises(KeyError), as_published_on(day=days(1)[0]):
            raise KeyError

    gc.collect()
    assert open_files() == before
    assert list(connections) == ["default"]
    assert [wrapper.alias for wrapper in connections.all()] == ["default"]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.usefixtures("three_days")
def test_state_that_changes_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody publishes in the midst of the first attempt."""
    taken_back = snapshots._documents_at
    attempts = []

    def late(state: snapshots.Revision) -> object:
        if not attempts:
            published(vendor(name="Published meanwhile"), now=noon(days(4)[-1]))
        attempts.append(state)
        return taken_back(state)

    monkeypatch.setattr(snapshots, "_documents_at", late)

    assert name_on(days(1)[0]) == "Day 1"
    assert len(attempts) == 2


@pytest.mark.usefixtures("three_real_days")
class TestAtOnce:
    """Several threads."""

    @pytest.mark.parametrize("_round", range(3))
    def test_many_who_ask_for_one_state_put_it_together_once(
        self, _round: int, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, make = [], snapshots._make
        monkeypatch.setattr(snapshots, "_make", lambda path, state: (made.append(state), make(path, state))[1])

        names = together(*[lambda: name_on(FIRST)] * 6)

        assert (names, len(made), len(files(folder))) == (["Acme"] * 6, 1, 1)

    def test_many_who_ask_for_many_days_each_see_their_own(self) -> None:
        wanted = {FIRST: "Acme", days(3)[0]: "Day 1", days(3)[1]: "Day 2", days(3)[2]: "Day 3"}
        chosen = [day for day in wanted for _reader in range(3)]

        names = together(*[lambda day=day: [name_on(day) for _time in range(5)] for day in chosen])  # type: ignore[misc]

        assert names == [[wanted[day]] * 5 for day in chosen]

    def test_who_reads_a_state_that_is_there_waits_for_nobody(self, folder: Path) -> None:
        name_on(FIRST)

        with snapshots._alone(folder):
            [name] = together(lambda: name_on(FIRST))

        assert name == "Acme"

    def test_readers_and_pruning_do_not_get_into_each_others_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(snapshots, "_KEPT", 1)
        wanted = {FIRST: "Acme", days(3)[0]: "Day 1", days(3)[1]: "Day 2"}

        names = together(
            *[lambda day=day: {name_on(day) for _time in range(8)} for day in [*wanted, *wanted]]  # type: ignore[misc]
        )

        assert names == [{name} for name in [*wanted.values(), *wanted.values()]]

    def test_other_threads_end_their_requests_while_the_past_is_read(self) -> None:
        """Django goes through the list of databases at the end of every request, in every thread."""
        name_on(FIRST)
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                name_on(FIRST)

        def serve() -> str:
            end = time.monotonic() + 2
            try:
                while time.monotonic() < end:
                    request_started.send(sender=None)
                    request_finished.send(sender=None)
            finally:
                stop.set()
            return "served"

        assert together(read, read, serve) == [None, None, "served"]

    def test_publishing_while_the_past_is_put_together_shows_the_past(self, folder: Path) -> None:
        def publish_more() -> str:
            for number in range(2):
                published(vendor(f"new-{number}"), now=noon(days(5)[-1]))
            return "published"

        outcomes = together(lambda: name_on(FIRST), publish_more, lambda: name_on(days(2)[-1]))

        assert outcomes == ["Acme", "published", "Day 2"]
        assert Vendor.objects.count() == 3


@pytest.fixture
def _of_another_database(db: None) -> Iterator[None]:
    """The default database under another name, as another site on the same machine has it."""
    settings = connections.settings["default"]
    name, settings["NAME"] = settings["NAME"], "another"
    yield
    settings["NAME"] = name


@pytest.mark.usefixtures("three_days")
def test_two_sites_that_share_a_folder_do_not_share_states(folder: Path, request: pytest.FixtureRequest) -> None:
    name_on(FIRST)
    state = snapshots.Revision(number=1, changed_at=dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    own = snapshots._fingerprint(state)

    request.getfixturevalue("_of_another_database")

    assert f"{own}.sqlite3" in files(folder)
    assert snapshots._fingerprint(state) != own


@pytest.mark.usefixtures("three_days")
def test_relations_of_what_is_read_in_the_past_stay_there() -> None:
    with as_published_on(day=FIRST):
        model = Model.objects.get()
        assert model._state.db != "default"
        assert model.vendor.name == "Acme"
        assert model.coverages.get().licence.slug == "free"
        assert [row.sources.count() for row in model.assessments.all()] == [1, 1, 1, 1]


@pytest.mark.usefixtures("three_days")
def test_today_is_not_written_to_by_looking_at_the_past() -> None:
    connection.queries_log.clear()
    connection.force_debug_cursor = True
    try:
        name_on(FIRST)
    finally:
        connection.force_debug_cursor = False

    opened_on_postgresql = "DECLARE"
    assert connection.queries
    assert {query["sql"].split()[0] for query in connection.queries} - {opened_on_postgresql} == {"SELECT"}
