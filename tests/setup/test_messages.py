"""The catalogue tool finds what has no German."""

from pathlib import Path

import polib
import pytest

from scripts import messages

_TEMPLATE = """{% load i18n %}
<h1>{% translate "Compare" %}</h1> {{ _("Search") }}
{% translate "open" context "level" %}
{% blocktranslate trimmed with name=model.name %}
  Evidence for
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=found.total %}{{ n }} model{% plural %}{{ n }} models{% endblocktranslate %}
"""
_CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
NAME = _("Weights" " and more")
def say(n):
    return ngettext("one", "many", n), pgettext("level", "closed"), _(NAME)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with a German catalogue that holds nothing yet."""
    (tmp_path / "openness").mkdir()
    (tmp_path / "openness/words.py").write_text(_CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(_TEMPLATE)
    (tmp_path / "locale/de/LC_MESSAGES").mkdir(parents=True)
    polib.POFile().save(str(tmp_path / "locale/de/LC_MESSAGES/django.po"))
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return tmp_path


def _catalogue(project: Path) -> polib.POFile:
    return polib.pofile(str(project / "locale/de/LC_MESSAGES/django.po"))


def _faults(project: Path) -> list[str]:
    path = project / "locale/de/LC_MESSAGES/django.po"
    return list(messages.faults(path=path, wanted=list(messages.texts())))


def test_texts_in_code_are_found_with_context_and_plural(project: Path) -> None:
    found = {text.key for text in messages.texts() if text.file == "openness/words.py"}

    assert found == {(None, "Weights and more", ""), (None, "one", "many"), ("level", "closed", "")}


def test_texts_in_a_template_are_found_with_context_and_plural(project: Path) -> None:
    found = {text.key for text in messages.texts() if text.file == "templates/page.html"}

    assert found == {
        (None, "Compare", ""),
        (None, "Search", ""),
        ("level", "open", ""),
        (None, "Evidence for %(name)s", ""),
        (None, "%(n)s model", "%(n)s models"),
    }


def test_faults_of_an_empty_catalogue_name_every_text(project: Path) -> None:
    assert len(_faults(project)) == 8


def test_update_takes_every_text_in_and_keeps_translations(project: Path) -> None:
    messages.update()
    catalogue = _catalogue(project)
    catalogue.find("Compare").msgstr = "Vergleichen"
    catalogue.save()

    messages.update()

    assert len(_catalogue(project)) == 8
    assert _catalogue(project).find("Compare").msgstr == "Vergleichen"


@pytest.mark.parametrize(
    ("german", "fault"),
    [
        ("Belege für %(name)s", []),
        ("", ["templates/page.html: 'Evidence for %(name)s' is empty"]),
        ("Belege", ["templates/page.html: 'Evidence for %(name)s' has other placeholders: Belege"]),
    ],
)
def test_fault_of_one_text(project: Path, german: str, fault: list[str]) -> None:
    messages.update()
    catalogue = _catalogue(project)
    for entry in catalogue:
        entry.msgstr = entry.msgid if not entry.msgid_plural else ""
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural} if entry.msgid_plural else {}
    catalogue.find("Evidence for %(name)s").msgstr = german
    catalogue.save()

    assert _faults(project) == fault


def test_compile_writes_what_gettext_reads(project: Path) -> None:
    messages.update()
    catalogue = _catalogue(project)
    catalogue.find("Search").msgstr = "Suchen"
    catalogue.save()

    messages.compile_all()

    compiled = polib.mofile(str(project / "locale/de/LC_MESSAGES/django.mo"))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {"Search": "Suchen"}
