"""A bounded memory of pages: the least recently asked for goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from openness.publishing.bodies import StoredPage
from openness.publishing.reads import Reads

_MAX_PATHS = 100_000


class PageStore:
    """Pages of one revision by key, at most `max_bytes` of bodies; a new revision empties it."""

    def __init__(self, *, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._pages: OrderedDict[Hashable, StoredPage] = OrderedDict()
        self._reads: dict[Hashable, Reads] = {}
        self._bytes = 0
        self._revision: int | None = None
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._bytes

    def turn_to(self, revision: int) -> None:
        """Forget everything unless it is of `revision`."""
        if revision != self._revision:
            with self._lock:
                self._pages.clear()
                self._reads.clear()
                self._bytes, self._revision = 0, revision

    def parameters_of(self, path: Hashable) -> Reads | None:
        """Which query parameters the page at `path` reads; None where no page was kept yet."""
        return self._reads.get(path)

    def get(self, key: Hashable) -> StoredPage | None:
        """The page kept under `key`."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, *, path: Hashable, key: Hashable, reads: Reads, page: StoredPage, revision: int) -> None:
        """Keep `page`, unless the revision moved on meanwhile or it is larger than all the room."""
        with self._lock:
            if revision != self._revision or page.size > self.max_bytes:
                return
            if len(self._reads) > _MAX_PATHS:
                self._reads.clear()
            self._reads[path] = reads
            old = self._pages.pop(key, None)
            self._bytes += page.size - (old.size if old else 0)
            self._pages[key] = page
            while self._bytes > self.max_bytes:
                self._bytes -= self._pages.popitem(last=False)[1].size
