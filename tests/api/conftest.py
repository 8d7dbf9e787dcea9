"""A small catalogue with a history."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.documents import (
    apache,
    article,
    assessments,
    claim,
    community,
    coverage,
    dimensions,
    model,
    service,
    stored,
    text,
    vendor,
)
from tests.people import changed, published
from tests.together import copy_of, migrated


@pytest.fixture(scope="session")
def _empty_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path | None:
    """An empty SQLite database in a file; None where tests run on PostgreSQL."""
    with django_db_blocker.unblock():
        is_file = connection.vendor == "sqlite"
        return migrated(tmp_path_factory.mktemp("database") / "empty.sqlite3") if is_file else None


@pytest.fixture
def shared_database(transactional_db: None, _empty_database: Path | None, tmp_path: Path) -> Iterator[None]:
    """An empty database that other threads can use at the same time."""
    if _empty_database is None:
        yield
        return
    with copy_of(_empty_database, tmp_path / "openness.sqlite3"):
        yield


def small_catalogue(folder: Path) -> None:
    """Three vendors, two licences, four models and an article; one model was edited afterwards."""
    limited = assessments(weights="partial", code="closed", data="closed", commercial_use="partial")
    stored(
        folder,
        *dimensions(),
        vendor("mistral-ai", name="Mistral AI", country="FR"),
        vendor("acme", country="DE"),
        vendor("meta", country="US"),
        apache(),
        community(),
        model("mistral-7b-v0.3", vendor="mistral-ai", licences=[coverage("apache-2.0")], released="2024-05"),
        model("llama", vendor="meta", licences=[coverage("community")], assessments=limited, released="2024-07"),
        model(
            "tuned",
            base_model="llama",
            licences=[coverage("apache-2.0")],
            assessments=assessments(commercial_use="partial"),
        ),
        service("gpt-4o", released="2024-05", parameters={"total": 200.5}, aliases=["GPT 4o"]),
        article(claims=[claim(models=["llama"]), claim("c02", vendor=None, models=None, verdict="false")], rows=None),
    )
    published(changed("model", "llama", family="Llama", summary=text("A family of models, told at some length here.")))


@pytest.fixture
def catalogue(db: None, tmp_path: Path) -> None:
    """The small catalogue."""
    small_catalogue(tmp_path)
