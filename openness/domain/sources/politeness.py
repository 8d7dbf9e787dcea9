"""One request at a time to each host, and a pause after it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How we ask: in seconds, but for `side_by_side` (requests at a time, to all hosts) and `redirects` (at most).

    `connect`, `read` (between two pieces of an answer) and `total` bound one request; `pause` lies between two
    requests to a host; `patience` is the longest wait that a host may ask of us within a run.
    """

    user_agent: str
    pause: float = 1.0
    connect: float = 5.0
    read: float = 10.0
    total: float = 20.0
    patience: float = 60.0
    side_by_side: int = 8
    redirects: int = 5


class Closed(Exception):
    """The host does not want to be asked again in this run, but in `seconds`."""

    def __init__(self, *, host: str, seconds: int) -> None:
        super().__init__(host)
        self.host, self.seconds = host, seconds


@dataclass
class _Turn:
    lock: anyio.Lock = field(default_factory=anyio.Lock)
    free_at: float = float("-inf")
    wait: int | None = None


class Turns:
    """Whose turn it is at each host."""

    def __init__(self, *, manners: Manners) -> None:
        self._pause = manners.pause
        self._room = anyio.Semaphore(manners.side_by_side)
        self._turns: defaultdict[str, _Turn] = defaultdict(_Turn)

    @asynccontextmanager
    async def at(self, *, host: str) -> AsyncIterator[None]:
        """The right to ask `host` once; raises Closed where it wants to be left alone."""
        turn = self._turns[host]
        async with turn.lock:
            if turn.wait is not None:
                raise Closed(host=host, seconds=turn.wait)
            await anyio.sleep_until(turn.free_at)
            async with self._room:
                try:
                    yield
                finally:
                    turn.free_at = max(turn.free_at, anyio.current_time() + self._pause)

    def hold(self, *, host: str, seconds: int) -> None:
        """Let nobody ask `host` before `seconds` are over."""
        self._turns[host].free_at = anyio.current_time() + seconds

    def close(self, *, host: str, seconds: int) -> None:
        """Let nobody ask `host` in this run, as it wants to be left alone for `seconds`."""
        self._turns[host].wait = seconds
