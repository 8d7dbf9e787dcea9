"""`make run` as somebody at a terminal sees it."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.serving import free_port

Run = Callable[..., "subprocess.Popen[str]"]
_SECONDS = 120


@pytest.fixture
def run(checkout: Path) -> Iterator[Run]:
    """Start what `make run` starts, in a checkout, with the given variables."""
    started: list[subprocess.Popen[str]] = []

    def start(**variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.run"],
            cwd=checkout,
            env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=_SECONDS)


def _until_it_serves(process: "subprocess.Popen[str]") -> str:
    """What it said until it stood ready."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("End "):
            return said
    raise AssertionError(said)


def _end(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    process.send_signal(number)
    said, _nothing = process.communicate(timeout=_SECONDS)
    return process.returncode, said.strip()


def _can_connect(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_run_on_a_new_checkout_serves_the_catalogue(run: Run) -> None:
    port = free_port()

    said = _until_it_serves(run(PORT=str(port)))

    assert re.findall(r"http://\S+", said) == [f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/admin/"]
    assert "make admin" in said
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read() == b"ready, revision 1\n"


def test_run_without_a_key_makes_one_for_its_owner_only(run: Run, checkout: Path) -> None:
    process = run(PORT=str(free_port()))
    _until_it_serves(process)
    first = (checkout / "var/secret-key").read_text()
    _end(process)

    _until_it_serves(run(PORT=str(free_port())))

    assert len(first) >= 50
    assert (checkout / "var/secret-key").read_text() == first
    assert stat.S_IMODE((checkout / "var/secret-key").stat().st_mode) == 0o600


def test_run_again_keeps_an_edited_record_and_says_so(run: Run, checkout: Path) -> None:
    process = run(PORT=str(free_port()))
    _until_it_serves(process)
    _end(process)
    with sqlite3.connect(checkout / "var/openness.sqlite3") as database:
        database.execute("UPDATE openness_vendor SET name = 'Meta, edited' WHERE slug = 'meta'")
    fixture = checkout / "fixtures/vendors/meta.yaml"
    fixture.write_text(fixture.read_text().replace("name: Meta", "name: Meta, newly imported"))

    said = _until_it_serves(run(PORT=str(free_port())))

    assert "vendors/meta.yaml: kept as edited" in said
    with sqlite3.connect(checkout / "var/openness.sqlite3") as database:
        names = database.execute("SELECT name FROM openness_vendor WHERE slug = 'meta'").fetchall()
    assert names == [("Meta, edited",)]


def test_run_with_a_database_url_leaves_the_default_database_alone(run: Run, checkout: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen.sqlite3"

    _until_it_serves(run(PORT=str(free_port()), DATABASE_URL=f"sqlite:///{chosen}"))

    assert chosen.exists()
    assert not (checkout / "var/openness.sqlite3").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_told_to_end_says_nothing_and_leaves_nothing_behind(run: Run, number: signal.Signals) -> None:
    port = free_port()
    process = run(PORT=str(port))
    _until_it_serves(process)

    assert _end(process, number) == (0, "")
    assert not _can_connect(port)


def test_run_on_a_port_in_use_says_so_and_changes_nothing(run: Run, checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        said, _nothing = run(PORT=str(port)).communicate(timeout=_SECONDS)

    assert said == (
        f"make run: Port {port} on 127.0.0.1 cannot be had: Address already in use. "
        "Choose another one: make run PORT=8001\n"
    )
    assert not (checkout / "var").exists()


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "8000.0"])
def test_run_with_a_wrong_port_says_so(run: Run, port: str) -> None:
    process = run(PORT=port)

    said, _nothing = process.communicate(timeout=_SECONDS)

    assert said == f"make run: PORT is {port!r}: write a number from 1 to 65535.\n"
    assert process.returncode == 1


def test_run_with_a_faulty_fixture_names_it_and_serves_nothing(run: Run, checkout: Path) -> None:
    (checkout / "fixtures/vendors/meta.yaml").write_text("kind: vendor\nslug: meta\nfoo: 1\n")
    port = free_port()
    process = run(PORT=str(port))

    said, _nothing = process.communicate(timeout=_SECONDS)

    assert "vendors/meta.yaml:3: foo: " in said
    assert said.endswith("make run: “manage.py import_catalogue fixtures” failed; the reason stands above.\n")
    assert process.returncode == 1
