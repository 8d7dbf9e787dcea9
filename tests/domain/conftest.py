"""Messages are compared in English, whatever language the site starts in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.together import copy_of, migrated


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def _migrated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path | None:
    """An empty SQLite database in a file; None where tests run on PostgreSQL."""
    with django_db_blocker.unblock():
        return (
            migrated(tmp_path_factory.mktemp("database") / "empty.sqlite3") if connection.vendor == "sqlite" else None
        )


@pytest.fixture
def real_database(transactional_db: None, _migrated: Path | None, tmp_path: Path) -> Iterator[None]:
    """An empty database that other threads and processes can use at the same time, with transactions that end."""
    if _migrated is None:
        yield
        return
    with copy_of(_migrated, tmp_path / "openness.sqlite3"):
        yield
