"""Several people at the same moment: threads that each have their own connection to a database that is really there."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection, connections

_SECONDS = 60


@contextmanager
def database_at(path: Path) -> Iterator[None]:
    """Let the default database be the SQLite file at `path`, for all threads."""
    settings, own = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**settings, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = own, settings


def migrated(path: Path) -> Path:
    """An empty SQLite database at `path`."""
    with database_at(path):
        call_command("migrate", interactive=False, verbosity=0)
    return path


@contextmanager
def copy_of(database: Path, path: Path) -> Iterator[None]:
    """Let the default database be a copy of the SQLite file `database`, at `path`."""
    shutil.copy(database, path)
    with database_at(path):
        yield


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run `calls` at the same moment, each in its own thread; what each returned, or the exception it raised."""
    outcomes: list[Any] = [TimeoutError(f"no answer within {_SECONDS} seconds")] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(_SECONDS)
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call), daemon=True) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS)
    return outcomes


def database_url() -> str:
    """The DATABASE_URL by which another process reaches the default database."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    place = f"{quote(found['HOST'], safe='')}:{found['PORT']}" if found["PORT"] else quote(found["HOST"], safe="")
    person = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}" if found["PASSWORD"] else quote(found["USER"])
    return f"postgres://{person}@{place}/{found['NAME']}"
