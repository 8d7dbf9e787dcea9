"""Tests of how the site is set up and started, each in a copy of the checkout."""

import shutil
from pathlib import Path

import pytest

from scripts.local import ROOT

_CODE = ("openness", "scripts", "templates", "static", "locale")
_FILES = ("manage.py", "Makefile", ".python-version")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the code with a catalogue of vendors and dimensions only."""
    folder = tmp_path / "openness"
    for name in (*_CODE, "requirements", "fixtures/vendors", "fixtures/dimensions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _FILES:
        shutil.copy(ROOT / name, folder / name)
    _spare_compression(folder / "openness" / "settings.py")
    return folder


def _spare_compression(settings: Path) -> None:
    """Compressing static files takes most of the time, and shows in `test_image_holds_all_that_it_needs`."""
    slow, quick = "whitenoise.storage.CompressedManifest", "django.contrib.staticfiles.storage.Manifest"
    settings.write_text(settings.read_text().replace(slow, quick))
