"""check_sources as an operator runs it, against a real server; some runs are killed."""

import io
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from openness.management.commands.check_sources import Command
from openness.models import Source, SourceCheck
from tests.factories import LicenceFactory, SourceFactory
from tests.misbehaving import Server, serving

pytestmark = pytest.mark.django_db

HOSTS = ("127.0.0.1", "127.0.0.2")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


def cited(server: Server, *paths: str, host: str = HOSTS[0]) -> list[str]:
    """Sources of the server's `paths`; their addresses."""
    return [SourceFactory(url=server.url(path, host=host)).url for path in paths]


def run(server: Server, *arguments: object) -> tuple[str, str]:
    """What the command writes to standard output and to standard error."""
    command, out, err = Command(), io.StringIO(), io.StringIO()
    command.allowed = server.hosts(*HOSTS)
    command.manners = replace(command.manners, pause=0, patience=0)
    call_command(command, *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def rows() -> dict[str, str]:
    """The reach of every address that was kept."""
    return dict(SourceCheck.objects.values_list("url", "reach"))


def test_run_tells_each_address_and_in_the_end_what_fails_and_who_cites_it(server):
    good, gone = cited(server, "page", "404")
    LicenceFactory(slug="lost", term=None, sources=Source.objects.filter(url=gone))

    out, err = run(server)

    assert sorted(err.splitlines()) == [f"gone 404 {gone}", f"reached 200 {good}"]
    assert out.splitlines() == [
        f"gone 404 {gone} failures: 1",
        "  cited by licence/lost",
        f"  copy: https://web.archive.org/web/20260301/{gone}",
        "Looked at 2 of 2 addresses: 1 reached, 1 gone.",
    ]


def test_run_tells_trouble_and_where_redirects_led(server):
    moved, broken = cited(server, "to/301//page", "cut-off")

    out, err = run(server)

    words = "(broken: Server disconnected without sending a response.)"
    assert sorted(err.splitlines()) == [f"failing {broken} {words}", f"moved 200 {moved} -> {server.url('page')}"]
    assert out.splitlines()[0] == f"failing {broken} {words} failures: 1"


def test_run_tells_what_was_put_off(server):
    first, second, third = cited(server, "wait-always/429/50", "wait-always/429/60", "wait-always/429/70")

    out, err = run(server)

    assert sorted(err.splitlines()) == [
        f"put off {second}: 127.0.0.1 wants to be left alone for 50 s",
        f"put off {third}: 127.0.0.1 wants to be left alone for 50 s",
        f"refused 429 {first} (Retry-After: 50)",
    ]
    assert out.splitlines()[-2:] == [
        "Looked at 1 of 3 addresses: 1 refused.",
        "127.0.0.1 wants to be left alone: 2 put off until the next run.",
    ]
    assert rows() == {first: "refused"}


def test_run_as_json_is_one_document(server):
    _good, gone = cited(server, "page", "404")
    LicenceFactory(slug="lost", term=None, sources=Source.objects.filter(url=gone))

    out, _err = run(server, "--format", "json")

    assert json.loads(out) == {
        "addresses": 2,
        "looked_at": 2,
        "found": {
            "reached": 1,
            "moved": 0,
            "gone": 1,
            "refused": 0,
            "failing": 0,
            "unreachable": 0,
            "forbidden": 0,
        },
        "put_off": {},
        "left": 0,
        "failing": [
            {
                "url": gone,
                "reach": "gone",
                "status": 404,
                "final_url": "",
                "trouble": "",
                "detail": "",
                "failures": 1,
                "suggestion": f"https://web.archive.org/web/20260301/{gone}",
                "records": ["licence/lost"],
            }
        ],
    }


def test_run_looks_at_archived_copies_too(server):
    url, copy = server.url("404"), server.url("page")
    SourceFactory(url=url, archive_url=copy)

    run(server)

    assert rows() == {url: "gone", copy: "reached"}
    assert SourceCheck.objects.get(url=url).suggestion == copy


def test_run_again_asks_nothing_until_the_looks_are_old(server):
    cited(server, "page")
    run(server)

    out, _err = run(server)

    assert out == "Looked at 0 of 0 addresses.\n"
    assert server.paths() == ["HEAD /page"]


def test_run_again_with_no_age_asks_again_and_counts_failures(server):
    cited(server, "404")
    run(server)

    out, _err = run(server, "--older-than", 0)

    assert out.splitlines()[0].endswith("failures: 2")


def test_limit_bounds_how_many_are_asked(server):
    one, two, _three = cited(server, "page/1", "page/2", "page/3")

    out, _err = run(server, "--limit", 2)

    assert out == "Looked at 2 of 2 addresses: 2 reached.\n"
    assert set(rows()) == {one, two}


def test_host_chooses_addresses(server):
    (_one,), (two,) = cited(server, "page/1"), cited(server, "page/2", host=HOSTS[1])

    run(server, "--host", HOSTS[1])

    assert set(rows()) == {two}


def test_host_that_nothing_cites_is_named(server):
    cited(server, "page")

    with pytest.raises(CommandError, match=r"^No source has an address at nowhere\.example\.$"):
        run(server, "--host", "nowhere.example")


@pytest.mark.parametrize(
    "arguments", [["--limit", "-1"], ["--limit", "x"], ["--older-than", "²"], ["--older-than", "9999999"]]
)
def test_number_that_makes_no_sense_is_named(server, arguments):
    with pytest.raises(CommandError, match=f"{arguments[0]}: '{arguments[1]}' is not a whole number below a million"):
        run(server, *arguments)


@pytest.mark.parametrize("days", [0, 999_999])
def test_any_age_may_be_asked_for(server, days):
    cited(server, "page")
    run(server)

    run(server, "--older-than", days)

    assert len(server.asked) == (2 if days == 0 else 1)


def test_dry_run_says_what_would_be_asked_and_asks_and_keeps_nothing(server):
    (one,), (two,) = cited(server, "page"), cited(server, "404", host=HOSTS[1])

    out, err = run(server, "--dry-run")

    assert (out.splitlines(), err) == ([one, two, "2 addresses at 2 hosts would be asked."], "")
    assert (server.connections, rows()) == (0, {})


def test_dry_run_as_json_lists_the_addresses(server):
    addresses = cited(server, "page/1", "page/2")

    out, _err = run(server, "--dry-run", "--format", "json")

    assert json.loads(out) == {"due": addresses}
    assert server.connections == 0


def test_machine_without_a_network_is_no_fault_of_the_sources(server):
    for name in "abc":
        SourceFactory(url=f"https://{name}.invalid/")

    with pytest.raises(
        CommandError, match=r"^No host at all could be reached: is this machine online\? Nothing was kept\.$"
    ):
        run(server)

    assert rows() == {}


def test_requests_name_the_site(server):
    cited(server, "page")

    run(server)

    said = server.asked[0].headers["user-agent"]
    assert said == f"openness (+{settings.SITE_URL}; looks whether cited sources still answer)"


def test_nothing_but_the_looks_is_written(server):
    cited(server, "page", "404")
    before = list(Source.objects.values())

    run(server)

    assert list(Source.objects.values()) == before


# Runs of their own, which are killed


@dataclass
class Database:
    """Where another process finds what this test stored."""

    url: str
    file: Path | None

    def rows(self) -> dict[str, str]:
        """The reach of every address that was kept there."""
        if self.file is None:
            return rows()
        with closing(sqlite3.connect(self.file)) as there:
            return dict(there.execute("SELECT url, reach FROM openness_sourcecheck"))


def shared(folder: Path) -> Database:
    """What is stored now, for another process: a copy of the SQLite in memory, or PostgreSQL's own."""
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return Database(f"sqlite:///{file}", file)
    server = urlsplit(os.environ["DATABASE_URL"])
    return Database(server._replace(path=f"/{connection.settings_dict['NAME']}").geturl(), None)


def started(server: Server, database: Database, seconds: float, **streams: int) -> subprocess.Popen[str]:
    """A run of its own; `seconds` bound one request."""
    allowed = ",".join(server.hosts(*HOSTS))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.commands.check_sources_here", allowed, str(seconds)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database.url},
        text=True,
        stdin=subprocess.DEVNULL,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, **streams},
    )


def until_kept(database: Database, count: int) -> None:
    """Wait until so many looks are kept."""
    patience = time.monotonic() + 60
    while len(database.rows()) < count:
        assert time.monotonic() < patience, "the run does not get on"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_run_that_was_killed_is_taken_up_where_it_stopped(server, tmp_path):
    kept = cited(server, "page/1", "page/2", "404", "page/3")
    (hanging,) = cited(server, "hang", host=HOSTS[1])
    database = shared(tmp_path)
    with started(server, database, seconds=60) as first:
        until_kept(database, 4)
        first.kill()
    asked_by_first = len(server.asked)

    with started(server, database, seconds=0.3) as second:
        out, _err = second.communicate(timeout=60)

    assert (first.returncode, second.returncode) == (-signal.SIGKILL, 0)
    assert server.paths()[asked_by_first:] == ["HEAD /hang", "GET /hang"]
    assert out.splitlines()[-1] == "Looked at 1 of 1 addresses: 1 unreachable."
    assert set(database.rows()) == {*kept, hanging}


@pytest.mark.django_db(transaction=True)
def test_run_that_is_interrupted_keeps_what_it_has_and_says_how_much_is_left(server, tmp_path):
    kept = cited(server, "page/1", "page/2")
    cited(server, "hang", "page/3", host=HOSTS[1])
    database = shared(tmp_path)
    with started(server, database, seconds=60) as process:
        until_kept(database, 2)
        process.send_signal(signal.SIGINT)
        out, _err = process.communicate(timeout=30)

    assert process.returncode == 130
    assert out.splitlines() == ["Looked at 2 of 4 addresses: 2 reached.", "Stopped: 2 are left for the next run."]
    assert set(database.rows()) == set(kept)


@pytest.mark.django_db(transaction=True)
def test_terminal_shows_a_bar_and_only_what_fails(server, tmp_path):
    _good, gone = cited(server, "page", "404")
    ours, theirs = pty.openpty()

    with started(server, shared(tmp_path), seconds=5, stderr=theirs) as process:
        process.communicate(timeout=60)
    os.close(theirs)
    shown = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", os.read(ours, 100_000).decode())
    os.close(ours)

    lines = [line.strip() for line in re.split(r"[\r\n]+", shown)]
    assert [line for line in lines if "http" in line] == [f"gone 404 {gone}"]
    assert any(re.fullmatch(r"Asking .* 2/2 .*", line) for line in lines)
