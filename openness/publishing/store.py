"""A bounded memory of pages: the least recently asked for goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from openness.publishing.bodies import StoredPage
from openness.publishing.reads import Reads

_MAX_PATHS = 100_000
_SHARE_OF_EXACT = 4


class _Shelf:
    """Pages by key, in the order in which they were last asked for, and their bytes."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Hashable, StoredPage] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> StoredPage | None:
        page = self.pages.get(key)
        if page is not None:
            self.pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: StoredPage) -> None:
        old = self.pages.pop(key, None)
        self.size += page.size - (old.size if old else 0)
        self.pages[key] = page

    def drop_to(self, size: int) -> None:
        while self.size > size:
            self.size -= self.pages.popitem(last=False)[1].size


class PageStore:
    """Pages of one revision by key, at most `max_bytes` of bodies; a new revision empties it.

    Those that are `exact`, the answers to programs, have a quarter of the room at most: a program that asks in every
    combination there is pushes out what programs asked for, not what readers see.
    """

    def __init__(self, *, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._plain, self._exact = _Shelf(), _Shelf()
        self._reads: dict[Hashable, Reads] = {}
        self._revision: int | None = None
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._plain.pages) + len(self._exact.pages)

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._plain.size + self._exact.size

    def turn_to(self, revision: int) -> None:
        """Forget everything unless it is of `revision`."""
        if revision != self._revision:
            with self._lock:
                self._plain, self._exact = _Shelf(), _Shelf()
                self._reads.clear()
                self._revision = revision

    def parameters_of(self, path: Hashable) -> Reads | None:
        """Which query parameters the page at `path` reads; None where no page was kept yet."""
        return self._reads.get(path)

    def get(self, key: Hashable) -> StoredPage | None:
        """The page kept under `key`."""
        with self._lock:
            return self._plain.get(key) or self._exact.get(key)

    def put(self, *, path: Hashable, key: Hashable, reads: Reads, page: StoredPage, revision: int) -> None:
        """Keep `page`, unless the revision moved on meanwhile or it is larger than all the room."""
        share = self.max_bytes // _SHARE_OF_EXACT
        with self._lock:
            shelf, room = (self._exact, share) if reads.exact else (self._plain, self.max_bytes - self._exact.size)
            if revision != self._revision or page.size > room:
                return
            if len(self._reads) > _MAX_PATHS:
                self._reads.clear()
            self._reads[path] = reads
            shelf.put(key, page)
            self._exact.drop_to(share)
            self._plain.drop_to(self.max_bytes - self._exact.size)
