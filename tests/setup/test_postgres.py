"""The PostgreSQL that tests run on is real, private, and gone afterwards."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from scripts import postgres


def test_server_answers_and_leaves_nothing_behind() -> None:
    with postgres.server() as url:
        folder = Path(unquote(str(urlsplit(url).hostname)))
        with psycopg.connect(url) as connection:
            version, addresses = connection.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('listen_addresses')"
            ).fetchone() or (0, "")

    assert version >= 160000
    assert addresses == ""
    assert not folder.exists()


def test_server_that_cannot_start_raises_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_OPTIONS", "-c max_connections=nonsense")

    with pytest.raises(postgres.Failed, match="max_connections"), postgres.server():
        pytest.fail("it started")
