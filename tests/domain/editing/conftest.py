"""A small catalogue that was imported, and a database that two people can use at the same time."""

from pathlib import Path

import pytest

from tests.documents import catalogue, stored


@pytest.fixture
def small_catalogue(db: None, tmp_path: Path) -> None:
    """One record of every kind."""
    stored(tmp_path, *catalogue())
