"""A catalogue to follow."""

from pathlib import Path

import pytest

from tests.documents import catalogue, stored


@pytest.fixture
def small_catalogue(db: None, tmp_path: Path) -> None:
    """One record of every kind, imported at tests.documents.NOW."""
    stored(tmp_path, *catalogue())
