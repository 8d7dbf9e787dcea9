"""Writing the files before anybody asks."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from openness.domain import revision
from openness.domain.bulk import keeping
from openness.domain.bulk.locks import lock
from openness.management.commands import write_bulk
from tests.documents import catalogue, stored


@pytest.fixture(autouse=True)
def _small(db: None, tmp_path: Path) -> None:
    stored(tmp_path / "in", *catalogue())


def written(*names: str) -> list[str]:
    out = io.StringIO()
    call_command("write_bulk", *names, stdout=out)
    return [Path(line.partition(" (")[0]).name.partition(".")[2] for line in out.getvalue().splitlines()]


def test_every_file_is_written_and_named() -> None:
    assert written() == ["openness.json", "openness-csv.zip", "openness-yaml.zip", "openness.sqlite3"]


def test_only_the_named_file_is_written() -> None:
    assert written("data-csv") == ["openness-csv.zip"]
    assert list(keeping.written(state=revision.current())) == ["data-csv"]


def test_unknown_file_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no such file: data-xml"):
        written("data-json", "data-xml")


def test_readers_need_not_wait(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    written()

    with django_assert_num_queries(1):
        response = client.get("/data/openness.sqlite3")

    assert b"".join(response.streaming_content)[:15] == b"SQLite format 3"  # type: ignore[attr-defined]


def test_command_gives_up_where_another_one_writes_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_bulk, "_PATIENCE_SECONDS", 0)
    keeping.folder().mkdir(parents=True)

    with lock(path=keeping.folder() / "lock", patience=0), pytest.raises(CommandError, match="Somebody else"):
        written()
