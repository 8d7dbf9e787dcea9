"""Several processes, one catalogue: a change by any of them shows in all within a second."""

import os
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts import serving

REQUESTS = 60


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A site with two worker processes, and the path of its database."""
    port = serving.free_port()
    url, database = f"http://127.0.0.1:{port}", tmp_path / "openness.sqlite3"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "scripts.scratch_settings",
        "SCRATCH_FOLDER": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": "only-for-a-site-that-lives-for-a-minute",
        "SITE_URL": url,
    }
    serving.prepare(environment=environment, quiet=True)
    server = serving.start(environment=environment, host="127.0.0.1", port=port, workers=2)
    try:
        serving.wait_until_answers(url=f"{url}/healthz", server=server)
        yield url, database
    finally:
        serving.stop(server)


def _headings(url: str) -> set[bool]:
    """Whether the new name stands on the page, over many connections, so that every worker is asked."""
    pages = (urllib.request.urlopen(f"{url}/en/vendors/").read().decode() for _ in range(REQUESTS))
    return {"A New Name" in page for page in pages}


def test_change_by_another_process_shows_in_every_worker_within_a_second(two_workers: tuple[str, Path]) -> None:
    url, path = two_workers
    before = _headings(url)

    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE openness_vendor SET name = 'A New Name' WHERE slug = 'meta'")
        database.execute("UPDATE openness_cataloguerevision SET number = number + 1")
    time.sleep(1)

    assert before == {False}
    assert _headings(url) == {True}
