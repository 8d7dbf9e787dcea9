"""Stands before Django: answers a published page from memory, else lets Django render and keeps the result.

Workers share nothing but the revision in the database, looked at twice a second; where the database does
not answer, the pages at hand are served on.
"""

import logging
import time
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.db import Error, connection
from django.http.request import split_domain_port

from openness.domain import revision
from openness.publishing.bodies import Header, StoredPage, stored_page
from openness.publishing.marks import ENVIRON_KEY, Note, is_fragment
from openness.publishing.store import PageStore

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_log = logging.getLogger(__name__)


class Front:
    """A WSGI application around Django's.

    `secure_header` is the (environ key, value) by which a proxy tells that the client came by https.
    """

    def __init__(
        self,
        django: Application,
        *,
        store: PageStore,
        fresh_seconds: float,
        secure_header: tuple[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.django, self.store, self.clock = django, store, clock
        self.fresh_seconds, self.secure_header = fresh_seconds, secure_header
        self._revision, self._looked_at = 0, -fresh_seconds

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or _has_body(environ):
            return self.django(environ, start_response)
        number = self._current_revision()
        self.store.turn_to(number)
        path = self._path(environ)
        key = self._key(path, environ)
        page = self.store.get(key) if key else None
        return (
            self._send(page, environ, start_response) if page else self._render(path, number, environ, start_response)
        )

    def _current_revision(self) -> int:
        now = self.clock()
        if now - self._looked_at >= self.fresh_seconds:
            try:
                self._revision = revision.current().number
            except Error:
                _log.warning("The revision cannot be read; serving the pages at hand.", exc_info=True)
            finally:
                self._looked_at = now
                connection.close_if_unusable_or_obsolete()
        return self._revision

    def _path(self, environ: Environ) -> Hashable:
        return (
            environ.get("SCRIPT_NAME", ""),
            environ["PATH_INFO"],
            split_domain_port(environ.get("HTTP_HOST", ""))[0],
            self._is_secure(environ),
            is_fragment(environ),
        )

    def _is_secure(self, environ: Environ) -> bool:
        """Read as `HttpRequest.scheme` does: under another reading, what is kept for https would answer http."""
        if self.secure_header is None:
            return False
        name, value = self.secure_header
        return bool(environ.get(name, "").partition(",")[0].strip() == value)

    def _key(self, path: Hashable, environ: Environ) -> Hashable | None:
        reads = self.store.parameters_of(path)
        return None if reads is None else (path, reads.relevant(query=environ.get("QUERY_STRING", "")))

    def _render(self, path: Hashable, number: int, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        note, answer = Note(), _Answer()
        result = self.django({**environ, ENVIRON_KEY: note}, answer.start)
        if note.reads is None or not answer.is_for_everyone:
            start_response(answer.status, answer.headers)
            return result
        try:
            body = b"".join(result)
        finally:
            result.close()  # type: ignore[attr-defined]
        page = stored_page(headers=answer.headers, body=body)
        if note.keep:
            key = (path, note.reads.relevant(query=environ.get("QUERY_STRING", "")))
            self.store.put(path=path, key=key, reads=note.reads, page=page, revision=number)
        return self._send(page, environ, start_response)

    def _send(self, page: StoredPage, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        own, body = page.best(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), own[0][1]):
            start_response("304 Not Modified", [*page.headers, own[0]])
            return []
        start_response("200 OK", [*page.headers, *own])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _has_body(environ: Environ) -> bool:
    """Whether something comes with a request that asks only; whether it may is for Django to say, each time."""
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


class _Answer:
    """What Django says when it starts a response."""

    status = ""
    headers: list[Header] = []

    def start(self, status: str, headers: list[Header], exc_info: Any = None) -> None:
        self.status, self.headers = status, headers

    @property
    def is_for_everyone(self) -> bool:
        """Whether it is a whole page without a cookie."""
        return self.status.startswith("200") and not any(name.lower() == "set-cookie" for name, _value in self.headers)


def _matches(if_none_match: str, etag: str) -> bool:
    """Whether a client's If-None-Match holds `etag` (weak comparison, RFC 9110, 13.1.2)."""
    if not if_none_match:
        return False
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return etag in given or "*" in given
