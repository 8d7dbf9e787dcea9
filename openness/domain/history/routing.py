"""Which database a query about the catalogue goes to: today's, or one of the past."""

import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.sqlite3 import base as sqlite3

from openness.models import (
    CatalogueRevision,
    Change,
    ImportedDocument,
    Proposal,
    ProposalNote,
    ReaderReport,
    SourceCheck,
    Upload,
)

_ALWAYS_TODAY = (Change, ImportedDocument, Proposal, ProposalNote, ReaderReport, SourceCheck, Upload)
_numbers = itertools.count(1)
_alias: ContextVar[str | None] = ContextVar("openness_past", default=None)


class PastRouter:
    """Sends what a past state holds to that state, while one is being read; everything else to the default."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The past state being read, for models that it holds."""
        return _alias.get() if is_catalogue(model) else None

    db_for_write = db_for_read


def is_catalogue(model: type[models.Model]) -> bool:
    """Whether a past state holds rows of `model`."""
    return model._meta.app_label == "openness" and model not in _ALWAYS_TODAY


def catalogue_tables() -> list[type[Any]]:
    """The models whose rows make up a state of the catalogue, tables of relations included."""
    found = apps.get_app_config("openness").get_models(include_auto_created=True)
    return [model for model in found if is_catalogue(model) and model is not CatalogueRevision]


@contextmanager
def reading_from(*, path: Path, writable: bool = False) -> Iterator[str]:
    """Send queries about the catalogue to the SQLite file `path`; yields the alias of its connection.

    The connection is this thread's alone, and Django's list of databases does not know it: other threads go
    through that list at any moment.
    """
    alias = f"past-{next(_numbers)}"
    connections[alias] = sqlite3.DatabaseWrapper(_settings(path, writable=writable), alias)
    try:
        with _going_to(alias):
            yield alias
    finally:
        connections[alias].close()
        del connections[alias]


def _settings(path: Path, *, writable: bool) -> dict[str, Any]:
    mode = "mode=rw" if writable else "mode=ro&immutable=1"
    return {
        **connections.settings["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{path.absolute().as_uri()}?{mode}",
        "OPTIONS": {"uri": True},
        "CONN_MAX_AGE": 0,
    }


def reading_today() -> AbstractContextManager[None]:
    """Send all queries to today's catalogue, also where a past one is being read."""
    return _going_to(None)


@contextmanager
def _going_to(alias: str | None) -> Iterator[None]:
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)
