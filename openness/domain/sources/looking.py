"""Look whether cited addresses still answer, as politely as a reader's click.

robots.txt is not asked: it speaks to crawlers, which follow links, while this opens single pages that an editor cites,
once in days, takes the first bytes at most, keeps nothing of them, and says in its User-Agent who asks and why.
Each host gets one request at a time and a pause; when it asks us to wait (429, or 503 with Retry-After), we wait.
No cookie, no password and no proxy of the environment is ever used.
"""

import ssl
from collections.abc import AsyncIterator, Callable, Collection, Generator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from queue import SimpleQueue

import anyio
import httpcore
import httpx
from anyio.from_thread import start_blocking_portal

from openness.choices import Reach, Trouble
from openness.domain.sources.addresses import fit
from openness.domain.sources.findings import Hindered, Look, PutOff, origin, reason
from openness.domain.sources.network import PublicNetwork, Resolve, system_names
from openness.domain.sources.politeness import Closed, Manners, Turns

_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_TOO_MANY, _OVERLOADED = 429, 503
_REFUSED = {401, 402, 403, 407, _TOO_MANY, 451, 999}
_UNSAID_WAIT = 30
_LONGEST_WAIT = 30 * 24 * 3600
_LONGEST_DETAIL = 200
_NO_MORE = ("Connection", "close")


def looks(
    *,
    addresses: Sequence[str],
    manners: Manners,
    allowed: Collection[str] = (),
    resolve: Resolve = system_names,
    trusted: ssl.SSLContext | None = None,
) -> Generator[Look | PutOff, None, None]:
    """What is found at each of `addresses`, as it comes in; nothing is written, and no query made.

    Hosts are asked side by side in a thread of its own, while the caller's code runs where it ran before. To stop,
    close the iterator (`contextlib.closing`): requests under way are dropped. `allowed` names hosts with ports
    ("127.0.0.1:8001") that need be neither public nor on the web's ports, `resolve` and `trusted` replace the
    system's host names and the usual certificate authorities: all three are for tests.
    """
    found: SimpleQueue[Look | PutOff | None] = SimpleQueue()
    network = PublicNetwork(resolve=resolve, allowed=allowed)
    context = trusted or httpx.create_ssl_context()
    with start_blocking_portal() as portal:
        running = portal.start_task_soon(_look_at_all, addresses, manners, allowed, network, context, found.put)
        running.add_done_callback(lambda _done: found.put(None))
        while (one := found.get()) is not None:
            yield one
        running.result()


async def _look_at_all(
    addresses: Sequence[str],
    manners: Manners,
    allowed: Collection[str],
    network: PublicNetwork,
    trusted: ssl.SSLContext,
    found: Callable[[Look | PutOff], None],
) -> None:
    queues: dict[str, list[str]] = {}
    for address in addresses:
        queues.setdefault(host_of(address=address), []).append(address)
    pool = httpcore.AsyncConnectionPool(ssl_context=trusted, max_keepalive_connections=0, network_backend=network)
    async with pool, anyio.create_task_group() as group:
        looker = _Looker(pool=pool, manners=manners, allowed=allowed)
        for queue in queues.values():
            group.start_soon(_look_in_turn, looker, queue, found)


async def _look_in_turn(looker: "_Looker", queue: list[str], found: Callable[[Look | PutOff], None]) -> None:
    for address in queue:
        found(await looker.look(address))


def host_of(*, address: str) -> str:
    """The host of `address` as it counts for politeness; "" where it has none."""
    try:
        return httpx.URL(address).host.removesuffix(".")
    except (httpx.InvalidURL, ValueError):
        return ""


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: dict[str, str]

    @property
    def wait(self) -> int | None:
        """For how many seconds the host wants to be left alone; None if it does not say so."""
        said = self.headers.get("retry-after", "").strip()
        if self.status != _TOO_MANY and not (self.status == _OVERLOADED and said):
            return None
        if said.isascii() and said.isdigit():
            return min(int(said[:10]), _LONGEST_WAIT)
        try:
            span = parsedate_to_datetime(said) - parsedate_to_datetime(self.headers.get("date", ""))
        except (TypeError, ValueError, OverflowError):
            return _UNSAID_WAIT
        return max(0, round(span.total_seconds()))

    @property
    def asks_for_patience(self) -> str:
        """The words in which the host wants to be left alone, "" if it does not, or has none."""
        said = self.headers.get("retry-after", "")
        return f"Retry-After: {said}" if said and self.wait is not None else ""


@dataclass
class _Way:
    """The addresses that one look went through; `permanent` once a redirect said that it holds for good."""

    urls: list[httpx.URL] = field(default_factory=list)
    permanent: bool = False

    @property
    def end(self) -> str:
        """Where redirects led, "" without any."""
        return str(self.urls[-1]) if len(self.urls) > 1 else ""

    @property
    def ends_at_front_page(self) -> bool:
        """Whether a deeper address led to a host's front page, as happens to pages that are gone."""
        return self.urls[0].raw_path != b"/" and len(self.urls) > 1 and self.urls[-1].raw_path == b"/"


class _Looker:
    """Looks at addresses through one pool."""

    def __init__(self, *, pool: httpcore.AsyncConnectionPool, manners: Manners, allowed: Collection[str]) -> None:
        self._pool, self._manners, self._allowed = pool, manners, allowed
        self._turns = Turns(manners=manners)

    async def look(self, address: str) -> Look | PutOff:
        """What is found at `address`, following redirects; a hostile server ends this look, never the run."""
        way = _Way()
        try:
            return _verdict(address, way, await self._last_answer(address, way))
        except Closed as closed:
            return PutOff(url=address, host=closed.host, seconds=closed.seconds)
        except Hindered as hindered:
            return _hindered(address, way, hindered)
        except Exception as error:  # what no library foresaw
            return _hindered(address, way, _hindrance(Trouble.BROKEN, f"{type(error).__name__}: {error}"))

    async def _last_answer(self, address: str, way: _Way) -> _Answer:
        way.urls.append(fit(address=address, allowed=self._allowed))
        while (answer := await self._answer(way.urls[-1])).status in _REDIRECTS:
            way.permanent |= answer.status in _PERMANENT
            self._follow(way, answer)
        return answer

    def _follow(self, way: _Way, answer: _Answer) -> None:
        """Put the address to which `answer` redirects at the end of `way`, if it may be asked."""
        if not (location := answer.headers.get("location")):
            raise _failing(Trouble.NOWHERE, answer)
        try:
            target = str(way.urls[-1].join(location))
        except (httpx.InvalidURL, ValueError) as error:
            raise _failing(Trouble.NOWHERE, answer, location) from error
        url = fit(address=target, allowed=self._allowed)
        if url in way.urls:
            raise _failing(Trouble.CIRCLE, answer, target)
        if len(way.urls) > self._manners.redirects:
            raise _failing(Trouble.REDIRECTS, answer, target)
        way.urls.append(url)

    async def _answer(self, url: httpx.URL) -> _Answer:
        """The answer to HEAD; that to GET where a server refuses HEAD, or may answer it wrongly."""
        try:
            answer = await self._asked("HEAD", url)
        except Hindered as hindered:
            if hindered.trouble not in {Trouble.TIME_OUT, Trouble.BROKEN}:
                raise
        else:
            if answer.status < 400 or answer.wait is not None:
                return answer
        return await self._asked("GET", url)

    async def _asked(self, method: str, url: httpx.URL) -> _Answer:
        """The answer to one request, asked once more if the host wants a short wait; after that it is left alone."""
        async with self._turns.at(host=url.host):
            answer = await self._exchange(method, url)
            if answer.wait is None or answer.wait > self._manners.patience:
                return self._left_alone(url, answer)
            self._turns.hold(host=url.host, seconds=answer.wait)
        async with self._turns.at(host=url.host):
            return self._left_alone(url, await self._exchange(method, url))

    def _left_alone(self, url: httpx.URL, answer: _Answer) -> _Answer:
        """`answer`; nobody asks the host again if it wants to be left alone."""
        if answer.wait is not None:
            self._turns.close(host=url.host, seconds=answer.wait)
        return answer

    async def _exchange(self, method: str, url: httpx.URL) -> _Answer:
        status: int | None = None
        try:
            with anyio.fail_after(self._manners.total):
                async with self._requested(method, url) as response:
                    status = response.status
                    if method == "GET" and 200 <= status < 300:
                        await _first_bytes(response)
                    return _Answer(status, _headers(response))
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise _hindrance(Trouble.TIME_OUT, "", status) from error
        except httpcore.ConnectError as error:
            raise _hindrance(Trouble.CERTIFICATE, _tls_reason(error), status) from error
        except (httpcore.ProtocolError, httpcore.NetworkError, OSError) as error:
            raise _hindrance(Trouble.BROKEN, reason(error=error), status) from error

    @asynccontextmanager
    async def _requested(self, method: str, url: httpx.URL) -> AsyncIterator[httpcore.Response]:
        manners = self._manners
        timeout = {"connect": manners.connect, "read": manners.read, "write": manners.read, "pool": manners.total}
        said = ("User-Agent", manners.user_agent), ("Accept", "*/*"), ("Accept-Encoding", "identity"), _NO_MORE
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        async with self._pool.stream(method, target, headers=said, extensions={"timeout": timeout}) as response:
            yield response


async def _first_bytes(response: httpcore.Response) -> None:
    """Wait until the body begins; its rest is never read, and nothing is unpacked."""
    async with aclosing(response.aiter_stream()) as pieces:  # type: ignore[type-var]
        await anext(pieces, b"")


def _headers(response: httpcore.Response) -> dict[str, str]:
    """The headers, names in lower case; of several with one name, the first."""
    found: dict[str, str] = {}
    for name, value in response.headers:
        found.setdefault(name.decode("latin-1").lower(), _text(value))
    return found


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _verdict(address: str, way: _Way, answer: _Answer) -> Look:
    reach, trouble = _reach(answer.status), None
    if reach == Reach.REACHED and way.ends_at_front_page:
        reach, trouble = Reach.MOVED, Trouble.FRONT_PAGE
    elif reach == Reach.REACHED and way.permanent:
        reach = Reach.MOVED
    detail = _clean(answer.asks_for_patience)
    return Look(url=address, reach=reach, status=answer.status, final_url=way.end, trouble=trouble, detail=detail)


def _reach(status: int) -> Reach:
    if 200 <= status < 300:
        return Reach.REACHED
    if status in _GONE:
        return Reach.GONE
    return Reach.REFUSED if status in _REFUSED else Reach.FAILING


def _hindered(address: str, way: _Way, hindered: Hindered) -> Look:
    return Look(
        url=address,
        reach=hindered.reach,
        status=hindered.status,
        final_url="" if hindered.reach == Reach.FORBIDDEN else way.end,
        trouble=hindered.trouble,
        detail=_clean(hindered.detail),
    )


def _clean(text: str) -> str:
    """`text` on one line, cut to what is kept, without what a terminal or a database might stumble over."""
    words = "".join(letter if letter.isprintable() else " " for letter in text).split()
    return " ".join(words)[:_LONGEST_DETAIL]


def _hindrance(trouble: Trouble, detail: str, status: int | None = None) -> Hindered:
    """Who answers at all, even nonsense, is failing; anybody else is not reachable."""
    answers = status is not None or trouble == Trouble.BROKEN
    reach = Reach.FAILING if answers else Reach.UNREACHABLE
    return Hindered(reach=reach, trouble=trouble, detail=detail, status=status)


def _failing(trouble: Trouble, answer: _Answer, detail: str = "") -> Hindered:
    return Hindered(reach=Reach.FAILING, trouble=trouble, detail=detail, status=answer.status)


def _tls_reason(error: BaseException) -> str:
    """What is wrong with the certificate, or with the handshake."""
    first = origin(error=error)
    return str(getattr(first, "verify_message", "") or getattr(first, "reason", "") or first)
