"""Which files there are."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class File:
    """One file to take away.

    `name` is that of its address, `file_name` what it is saved as, `label` and `about` are for readers.
    """

    name: str
    file_name: str
    media_type: str
    label: Any
    about: Any


FILES = (
    File(
        "data-json",
        "openness.json",
        "application/json",
        _("JSON"),
        _("One document: vendors, dimensions, licences with terms, models with assessments and sources, articles."),
    ),
    File(
        "data-csv",
        "openness-csv.zip",
        "application/zip",
        _("CSV tables"),
        _("One row for each fact, both languages in columns; a data package describes every column."),
    ),
    File(
        "data-yaml",
        "openness-yaml.zip",
        "application/zip",
        _("YAML documents"),
        _("One document for each record, as this site imports them: a catalogue of your own in one command."),
    ),
    File(
        "data-sqlite",
        "openness.sqlite3",
        "application/vnd.sqlite3",
        _("SQLite database"),
        _("The same tables with keys, indexes and views, ready for queries."),
    ),
)

DESCRIPTIONS = (
    File(
        "data-schema",
        "document.json",
        "application/schema+json",
        _("JSON Schema"),
        _("What every document and every record may hold."),
    ),
    File(
        "data-package",
        "datapackage.json",
        "application/json",
        _("Data package"),
        _("All files with size, hash, licence, revision and date, for programs."),
    ),
)
