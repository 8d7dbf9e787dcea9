"""The files of the whole catalogue on a real server: nobody else waits while one is written."""

import io
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.serving import scratch_site

_PATIENCE = 2.0
"""Of the one reader who waits; so long, and once, a monitor waits that comes to the same worker."""


@contextmanager
def monitored(url: str) -> Iterator[list[float]]:
    """Ask /healthz over and over, each time anew; how many seconds each answer took."""
    seconds: list[float] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.wait(0.02):
            began = time.monotonic()
            urllib.request.urlopen(f"{url}/healthz", timeout=30).close()
            seconds.append(time.monotonic() - began)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield seconds
    finally:
        ended.set()
        thread.join()


def fetched(address: str, *, method: str = "GET") -> tuple[int, bytes]:
    """Status and body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def arrived(address: str) -> bytes:
    """What stands at `address` in the end, for a client that comes again when it is told to."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status, body = fetched(address)
        if status == 200:
            return body
        assert status == 503
        time.sleep(0.5)
    raise AssertionError(f"{address} did not arrive")


def test_monitor_is_answered_while_the_archive_is_written_and_it_arrives() -> None:
    with scratch_site() as url, monitored(url) as seconds:
        address = f"{url}/data/openness-yaml.zip"
        began = time.monotonic()
        started = fetched(address, method="HEAD")
        by_head = time.monotonic() - began
        archive = arrived(address)

    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert (started, len([name for name in names if name.startswith("models/")]) > 100) == ((503, b""), True)
    assert (by_head < 1, max(seconds) < _PATIENCE + 2) == (True, True)
    assert [one for one in sorted(seconds)[:-2] if one > 1] == []


def test_first_reader_of_a_file_gets_it_or_is_told_when_to_come_again() -> None:
    with scratch_site() as url:
        began = time.monotonic()
        status, _body = fetched(f"{url}/data/openness.json")

        assert (status in {200, 503}, time.monotonic() - began < _PATIENCE + 2) == (True, True)
        assert arrived(f"{url}/data/openness.json").startswith(b"{")
