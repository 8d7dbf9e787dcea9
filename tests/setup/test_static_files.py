"""Static files are collected again when, and only when, something changed."""

from pathlib import Path

import pytest

from scripts import static_files


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose static files were collected just now."""
    for name in (
        "static/css/site.css",
        "requirements/runtime.txt",
        "openness/settings.py",
        "var/static/staticfiles.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(static_files, "ROOT", tmp_path)
    monkeypatch.setattr(static_files, "_STAMP", tmp_path / "var/static.stamp")
    monkeypatch.setattr(static_files, "_MANIFEST", tmp_path / "var/static/staticfiles.json")
    static_files.remember_collected()
    return tmp_path


def test_static_files_just_collected_are_so(checkout: Path) -> None:
    assert static_files.is_collected()


def test_static_files_never_collected_are_not(checkout: Path) -> None:
    (checkout / "var/static.stamp").unlink()

    assert not static_files.is_collected()


def test_static_files_taken_away_are_not_collected(checkout: Path) -> None:
    (checkout / "var/static/staticfiles.json").unlink()

    assert not static_files.is_collected()


@pytest.mark.parametrize("name", ["static/css/site.css", "requirements/runtime.txt", "openness/settings.py"])
def test_static_files_changed_at_their_source_are_not_collected(checkout: Path, name: str) -> None:
    (checkout / name).write_text("changed")

    assert not static_files.is_collected()


def test_static_files_with_a_new_one_at_their_source_are_not_collected(checkout: Path) -> None:
    (checkout / "static/new.css").write_text("new")

    assert not static_files.is_collected()
