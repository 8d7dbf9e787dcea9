"""An editor in front of a small catalogue, reading English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from tests.admin.people import signed_in
from tests.documents import catalogue, stored


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def editor(db: None) -> Client:
    """Somebody who may edit everything."""
    return signed_in(User.objects.create_superuser("editor"))


@pytest.fixture
def small_catalogue(db: None, tmp_path: Path) -> None:
    """One record of every kind."""
    stored(tmp_path, *catalogue())
