"""Files on disk: written once for a revision, whole or not at all, gone when they are out of date."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from openness.domain import revision
from openness.domain.bulk import as_json, keeping
from openness.domain.bulk.files import FILES, File
from openness.domain.bulk.keeping import opened, write
from openness.domain.bulk.locks import Busy, lock
from openness.domain.bulk.package import Written
from tests.documents import catalogue, stored, vendor
from tests.domain.bulk.files import read_json
from tests.people import published
from tests.together import database_url, together

JSON = next(file for file in FILES if file.name == "data-json")


@pytest.fixture
def folder(settings: Settings) -> Path:
    return Path(settings.BULK_DIR)


@pytest.fixture
def small(db: None, tmp_path: Path) -> None:
    stored(tmp_path / "in", *catalogue())


@pytest.fixture
def really_small(real_database: None, tmp_path: Path) -> None:
    """The same where several threads and processes can read it."""
    stored(tmp_path / "in", *catalogue())


def names(folder: Path) -> list[str]:
    """What the folder holds besides locks: revision and file name of each."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in {"lock", "order", "waiter"})
    files = (path for path in files if "unfinished" not in path.parts)
    return sorted(f"{path.parent.name.partition('-')[0]} {path.name.partition('.')[2]}" for path in files)


def revision_of(file: File = JSON) -> int:
    with opened(file=file).file as found:
        return int(read_json(Path(found.name))["revision"])


def age(folder: Path, seconds: float) -> None:
    """Let time pass, as far as files and folders are concerned."""
    for path in [*folder.rglob("*")]:
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


@pytest.mark.usefixtures("small")
def test_file_is_written_once(folder: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with opened(file=JSON).file as found:
        first = os.fstat(found.fileno()).st_ino

    with django_assert_num_queries(1), opened(file=JSON).file as found:
        again = os.fstat(found.fileno()).st_ino

    assert (again, names(folder)) == (first, ["1 openness.json", "1 openness.json.gz"])


@pytest.mark.usefixtures("small")
def test_next_revision_has_a_file_of_its_own(folder: Path) -> None:
    before = revision_of()

    published(vendor(name="Another name"))

    assert (before, revision_of()) == (1, 2)
    assert names(folder) == [f"{number} openness.json{end}" for number in (1, 2) for end in ("", ".gz")]


@pytest.mark.usefixtures("small")
def test_earlier_revision_goes_after_a_while_and_stays_readable_for_who_has_it_open(folder: Path) -> None:
    earlier = opened(file=JSON).file
    age(folder, 601)
    published(vendor(name="Another name"))

    revision_of()

    assert names(folder) == ["2 openness.json", "2 openness.json.gz"]
    assert b'"revision": 1' in earlier.read()
    earlier.close()


@pytest.mark.usefixtures("small")
def test_hash_and_size_are_those_of_the_file(folder: Path) -> None:
    paths = dict(zip([file.name for file in FILES], write(files=FILES, patience=1), strict=True))

    found = keeping.written(state=revision.current())

    assert found == {
        name: Written(size=path.stat().st_size, digest=subprocess.check_output(["sha256sum", path], text=True)[:64])
        for name, path in paths.items()
    }


@pytest.mark.usefixtures("small")
def test_nothing_is_known_of_what_was_not_written() -> None:
    revision_of()

    assert list(keeping.written(state=revision.current())) == ["data-json"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", [".json", ".gz", "json*"])
def test_file_that_is_gone_is_written_again(ending: str, folder: Path) -> None:
    revision_of()
    for path in folder.rglob(f"*{ending}"):
        path.unlink()

    packed = opened(file=JSON, packed=True).file

    assert json.loads(gzip.decompress(packed.read()))["revision"] == 1
    assert (revision_of(), names(folder)) == (1, ["1 openness.json", "1 openness.json.gz"])


@pytest.mark.usefixtures("small")
def test_folder_may_be_emptied(folder: Path) -> None:
    revision_of()
    shutil.rmtree(folder)

    assert revision_of() == 1


@pytest.mark.usefixtures("small")
def test_writing_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, path: Path, state: object) -> None:
        path.write_text('{"half": ')
        raise OSError("no space left on device")

    monkeypatch.setattr(keeping, "_WRITERS", {**keeping._WRITERS, JSON.name: fail})
    with pytest.raises(OSError, match="no space left"):
        opened(file=JSON)
    left = names(folder)
    monkeypatch.undo()

    assert (left, revision_of()) == ([], 1)


@pytest.mark.usefixtures("small")
def test_site_at_another_address_has_files_of_its_own(settings: Settings) -> None:
    with opened(file=JSON).file as here:
        settings.SITE_URL = "https://elsewhere.example"
        with opened(file=JSON).file as there:
            assert read_json(Path(there.name))["source"] == "https://elsewhere.example"
            assert here.name != there.name


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("source", ["domain/exchange/published.py", "domain/documents.py", "domain/bulk/as_csv.py"])
def test_other_code_that_withholds_or_writes_makes_files_of_its_own(
    source: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision_of()
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: real(path) + (b"#" if str(path).endswith(source) else b""))
    keeping._layout.cache_clear()

    revision_of()

    monkeypatch.undo()
    keeping._layout.cache_clear()
    assert names(folder) == [f"1 openness.json{end}" for end in ("", "", ".gz", ".gz")]


_WRITER = """
import sys, django
django.setup()
from django.conf import settings
from openness.domain.bulk import as_{0}, keeping
from openness.domain.bulk.files import FILES
{1}
settings.BULK_DIR = sys.argv[1]
print(keeping.opened(file=next(one for one in FILES if one.name == "data-{0}")).digest)
"""
_DIES_AT_RECORD = """
import os, signal
from openness.domain.bulk import as_{0}
real = as_{0}.{1}
def dying(**given):
    for number, one in enumerate(real(**given)):
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        yield one
as_{0}.{1} = dying
"""
_KINDS = {"json": "records", "csv": "records", "sqlite": "records", "yaml": "documents"}


def writer(kind: str, folder: Path, *, dies: bool) -> int:
    """Let another process write a file; its exit code."""
    code = _WRITER.format(kind, _DIES_AT_RECORD.format(kind, _KINDS[kind]) if dies else "")
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(
        [sys.executable, "-c", code, folder], env=environment, check=False, capture_output=True
    ).returncode


@pytest.mark.usefixtures("really_small")
class TestAtOnce:
    """Several threads or processes."""

    def test_many_who_ask_write_it_once(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        made, make = [], keeping._make
        monkeypatch.setattr(keeping, "_make", lambda file, state: (made.append(file.name), make(file, state)))

        revisions = together(*[revision_of] * 6)

        assert (revisions, made, names(folder)) == (
            [1] * 6, ["data-json"], ["1 openness.json", "1 openness.json.gz"],
        )  # fmt: skip

    def test_who_waits_too_long_is_told(self, folder: Path) -> None:
        folder.mkdir()
        keeping.folder().mkdir()

        with lock(path=keeping.folder() / "lock", patience=0):
            [outcome] = together(lambda: opened(file=JSON, patience=0.1))

        assert isinstance(outcome, Busy)

    def test_who_asks_for_what_is_written_waits_for_nobody(self) -> None:
        revision_of()

        with lock(path=keeping.folder() / "lock", patience=0):
            [found] = together(revision_of)

        assert found == 1

    def test_file_is_of_one_revision_while_others_publish(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody publishes, without waiting, after the first records were read: the file is that of before."""
        real, waited = as_json.records, []

        def interrupted(*, kind: str) -> object:
            if kind == "licence":
                began = time.monotonic()
                [outcome] = together(lambda: published(vendor(name="Later"), vendor("later")))
                assert not isinstance(outcome, Exception), outcome
                waited.append(time.monotonic() - began)
            return real(kind=kind)

        monkeypatch.setattr(as_json, "records", interrupted)
        with opened(file=JSON).file as found:
            document = read_json(Path(found.name))
        monkeypatch.undo()

        assert (document["revision"], [one["name"] for one in document["vendors"]]) == (1, ["Acme"])
        assert (revision_of(), len(waited)) == (2, 1)

    def test_publishing_in_the_midst_of_what_is_read_changes_nothing_of_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The vendors are read last here, after somebody published another name."""
        monkeypatch.setattr(as_json, "PARTS", dict(reversed(as_json.PARTS.items())))
        real = as_json.records

        def interrupted(*, kind: str) -> object:
            if kind == "vendor":
                [outcome] = together(lambda: published(vendor(name="Later")))
                assert not isinstance(outcome, Exception), outcome
            return real(kind=kind)

        monkeypatch.setattr(as_json, "records", interrupted)
        with opened(file=JSON).file as found:
            document = read_json(Path(found.name))

        assert (document["revision"], [one["name"] for one in document["vendors"]]) == (1, ["Acme"])

    @pytest.mark.parametrize("kind", _KINDS)
    def test_writer_that_is_killed_leaves_nothing_that_anybody_reads(self, kind: str, folder: Path) -> None:
        folder.mkdir()

        killed = writer(kind, folder, dies=True)
        left = names(folder)
        written = writer(kind, folder, dies=False)

        assert (killed, left, written) == (-9, [], 0)
        assert [name.partition(" ")[0] for name in names(folder)] == ["1"] * (2 if kind == "json" else 1)

    def test_two_processes_write_the_same_file_once(self, folder: Path) -> None:
        codes = together(*[lambda: writer("json", folder, dies=False)] * 2)

        assert (codes, names(folder)) == ([0, 0], ["1 openness.json", "1 openness.json.gz"])


@pytest.mark.usefixtures("really_small")
def test_connection_writes_as_before_after_a_file_was_written() -> None:
    mode = getattr(connection, "transaction_mode", None)

    revision_of()

    published(vendor(name="After"))
    assert (getattr(connection, "transaction_mode", None), connection.in_atomic_block, revision_of()) == (
        mode,
        False,
        2,
    )
