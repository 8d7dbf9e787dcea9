"""Reading a whole state of the catalogue, however long that takes and whoever publishes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from openness.domain import revision
from openness.domain.revision import Revision


@contextmanager
def one_state() -> Iterator[Revision]:
    """Every query inside reads the same published state, which is yielded; nobody who writes has to wait.

    Where a transaction is going on already, it is that one's state.
    """
    if connection.in_atomic_block:
        yield revision.current()
    elif connection.vendor == "sqlite":
        with _without_lock(connection), transaction.atomic():
            yield revision.current()
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield revision.current()


@contextmanager
def _without_lock(sqlite: Any) -> Iterator[None]:
    """Transactions begin without the lock for writing, which the settings make them take."""
    sqlite.ensure_connection()
    own, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = own
