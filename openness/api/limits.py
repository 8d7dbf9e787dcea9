"""How much of the API one client may have worked out for it, and how large a request may be.

What the page store answers costs next to nothing and is not counted.
"""

import logging
import math
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from openness.api.problems import problem
from openness.responding import body_exceeds, client_address

MOST_BYTES = 8192
"""Of a request's body; no address of the API reads any."""

_SECOND = 1_000_000_000
_MINUTE = 60 * _SECOND
_PATIENCE = 2.0
_FORGOTTEN_AT_ONCE = 4

_log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Limiter:
    """Lets each client through `per_minute` times at once, and again as often within each minute, evenly spread.

    It counts in the SQLite file at `path`, for all processes of this machine. Kept is one number for each client of
    the last minute (GCRA): when everything it has asked for would be done at the even pace.
    """

    path: Path
    per_minute: int
    clock: Callable[[], int] = time.time_ns

    def seconds_to_wait(self, *, client: bytes) -> int:
        """0, and the request is counted; or after how many whole seconds a request of `client` passes.

        What is refused does not count. Raises sqlite3.Error or OSError where the file cannot be read or written.
        """
        pace = _MINUTE // self.per_minute
        with self._counts() as counts:
            now = self.clock()
            done = max(now, min(_done(counts, client), now + _MINUTE))  # a clock set back locks nobody out
            excess = done + pace - now - _MINUTE
            if excess > 0:
                return math.ceil(excess / _SECOND)
            _forget(counts, now)
            counts.execute("INSERT OR REPLACE INTO clients VALUES (?, ?)", [client, done + pace])
        return 0

    @contextmanager
    def _counts(self) -> Iterator[sqlite3.Connection]:
        """The file, for this process alone. It need not outlive the machine, so nothing waits for the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)) as counts:
            counts.execute("PRAGMA synchronous = OFF")
            counts.execute("PRAGMA journal_mode = TRUNCATE")
            counts.execute("BEGIN IMMEDIATE")
            counts.execute("CREATE TABLE IF NOT EXISTS clients (client BLOB PRIMARY KEY, done INT) WITHOUT ROWID")
            counts.execute("CREATE INDEX IF NOT EXISTS done ON clients (done)")
            yield counts
            counts.execute("COMMIT")


def _done(counts: sqlite3.Connection, client: bytes) -> int:
    row = counts.execute("SELECT done FROM clients WHERE client = ?", [client]).fetchone()
    return int(row[0]) if row else 0


def _forget(counts: sqlite3.Connection, now: int) -> None:
    """Drop some of those whose time is over: more at once than come, so that they do not pile up."""
    over = "SELECT client FROM clients WHERE done < ? ORDER BY done LIMIT ?"
    counts.execute(f"DELETE FROM clients WHERE client IN ({over})", [now, _FORGOTTEN_AT_ONCE])  # noqa: S608


def limited(view: View) -> View:
    """Answer 429 with Retry-After in place of `view` to a client that asks more than API_REQUESTS_PER_MINUTE (0: any).

    Clients are told apart by `responding.client_address`; those without an address share one count. Goes below
    `published`. Where the count cannot be kept, requests pass and the log says why.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = _seconds_to_wait(request) if settings.API_REQUESTS_PER_MINUTE else 0
        return _too_many(seconds) if seconds else view(request, *args, **kwargs)

    return wrapped


def _seconds_to_wait(request: HttpRequest) -> int:
    limiter = Limiter(path=Path(settings.API_LIMIT_FILE), per_minute=settings.API_REQUESTS_PER_MINUTE)
    try:
        return limiter.seconds_to_wait(client=_digest(client_address(request)))
    except (sqlite3.Error, OSError) as error:
        _log.error("Requests to the API are not counted: %s: %s", limiter.path, error)
        return 0


def _digest(address: str | None) -> bytes:
    """A keyed digest: the file tells clients apart, and nobody who they are."""
    return salted_hmac("openness.api.limits", address or "", algorithm="sha256").digest()[:16]


def _too_many(seconds: int) -> HttpResponse:
    wait = ngettext(
        "More requests than one client may send. Try again in %(seconds)s second.",
        "More requests than one client may send. Try again in %(seconds)s seconds.",
        seconds,
    )
    return problem(
        status=429,
        title=_("Too many requests"),
        detail=wait % {"seconds": seconds},
        headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
    )


def bounded_bodies(get_response: View) -> View:
    """Middleware: a request to the API with a body beyond MOST_BYTES, or of untold length, is answered 413 unread."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/") and body_exceeds(request, most=MOST_BYTES):
            with override("en"):  # the language of the API where the address names none
                return too_large()
        return get_response(request)

    return middleware


def too_large() -> HttpResponse:
    """The answer to a request with a body."""
    return problem(
        status=413,
        title=_("Request too large"),
        detail=_("The API takes no body; everything stands in the address."),
        headers={"Cache-Control": "no-store"},
    )
