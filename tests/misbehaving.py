"""A web server that answers as badly as servers do: a path for each way.

It listens on every address of this machine's loopback, so 127.0.0.1, 127.0.0.2 and so on are hosts of their own.
Over TLS it shows a certificate for one.test that only `trusting()` believes; both are made anew for every run.
"""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

_AUTHORITY = trustme.CA()
_BOMB = gzip.compress(bytes(20_000_000))


def trusting() -> ssl.SSLContext:
    """What a client needs to believe this server when it says that it is one.test."""
    context = ssl.create_default_context()
    _AUTHORITY.configure_trust(context)
    return context


@dataclass
class Asked:
    """One request as the server saw it; times are of the monotonic clock."""

    method: str
    path: str
    headers: dict[str, str]
    address: str
    began: float
    ended: float = 0.0

    @property
    def host(self) -> str:
        """The host it was sent to, without a port."""
        return self.headers["host"].split(":")[0]


@dataclass
class Server:
    """What was asked so far, and where to ask."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    sent: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """The address of `path` here."""
        return f"{scheme}://{host}:{self.port}/{path}"

    def hosts(self, *names: str) -> frozenset[str]:
        """What to allow: `names`, or this machine by its first address."""
        return frozenset(f"{name}:{self.port}" for name in names or ["127.0.0.1"])

    def paths(self) -> list[str]:
        """Method and path of every request, in order."""
        return [f"{one.method} {one.path}" for one in self.asked]


@contextmanager
def serving(*, encrypted: bool = False) -> Iterator[Server]:
    """A server that runs inside the block."""
    listener = socket.create_server(("", 0), backlog=64)
    server = Server(port=listener.getsockname()[1])
    context = None
    if encrypted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _AUTHORITY.issue_cert("one.test").configure_cert(context)
    threading.Thread(target=_accept, args=(listener, server, context), daemon=True).start()
    try:
        yield server
    finally:
        server.stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _peer = listener.accept()
            server.connections += 1
            threading.Thread(target=_serve, args=(connection, server, context), daemon=True).start()


def _serve(connection: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    with suppress(OSError, ValueError), connection:
        address = connection.getsockname()[0]
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        with connection:
            one = _read(connection, address)
            server.asked.append(one)
            try:
                _answer(connection, server, one)
            finally:
                one.ended = time.monotonic()


def _read(connection: socket.socket, address: str) -> Asked:
    began = time.monotonic()
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        if not (piece := connection.recv(65536)):
            raise OSError
        text += piece
    first, *lines = text.decode("latin-1").split("\r\n")
    method, path, _version = first.split(" ")
    headers = dict(line.lower().split(": ", 1) for line in lines if line)
    return Asked(method, path, headers, address, began)


def _answer(connection: socket.socket, server: Server, one: Asked) -> None:
    name, _slash, rest = one.path.lstrip("/").partition("/")
    way = _WAYS.get(name)
    if way:
        way(connection, server, one, rest)
    elif name.isdigit():
        connection.sendall(_head(int(name), "content-length: 0"))
    else:
        _page(connection, one)


def _head(status: int, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} Such", "connection: close", *lines, "", ""]).encode("latin-1")


def _page(connection: socket.socket, one: Asked) -> None:
    body = b"" if one.method == "HEAD" else b"A text."
    connection.sendall(_head(200, "content-length: 7") + body)


def _hang(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    server.stopped.wait(10)


def _head_hangs(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    _hang(connection, server, one, rest) if one.method == "HEAD" else _page(connection, one)


def _drip_headers(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(b"HTTP/1.1 200 Such\r\n")
    while not server.stopped.wait(0.05):
        connection.sendall(b"a: b\r\n")


def _get_only(body: Callable[[socket.socket, Server], None]) -> Callable[[socket.socket, Server, Asked, str], None]:
    def answer(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
        if one.method == "HEAD":
            connection.sendall(_head(405, "content-length: 0"))
        else:
            body(connection, server)

    return answer


def _drip_body(connection: socket.socket, server: Server) -> None:
    connection.sendall(_head(200, "content-length: 100000"))
    while not server.stopped.wait(0.05):
        connection.sendall(b".")


def _no_body(connection: socket.socket, server: Server) -> None:
    connection.sendall(_head(200, "content-length: 100000"))
    server.stopped.wait(10)


def _endless(connection: socket.socket, server: Server) -> None:
    connection.sendall(_head(200, "transfer-encoding: chunked"))
    while not server.stopped.is_set():
        server.sent += connection.send(b"10000\r\n" + bytes(0x10000) + b"\r\n")


def _bomb(connection: socket.socket, server: Server) -> None:
    connection.sendall(_head(200, "content-encoding: gzip", f"content-length: {len(_BOMB)}") + _BOMB)


def _short_body(connection: socket.socket, server: Server) -> None:
    connection.sendall(_head(200, "content-length: 100000"))


def _huge_headers(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(b"HTTP/1.1 200 Such\r\n")
    while not server.stopped.is_set():
        server.sent += connection.send(b"a: " + b"b" * 8000 + b"\r\n")


def _flood(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    while not server.stopped.wait(0.01):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)


def _cut_off(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(b"HTTP/1.1 200 Such\r\ncontent-le")


def _reset(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def _garbage(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\x1b[31m\r\n\r\n")


def _head_lies(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(_head(int(rest), "content-length: 0")) if one.method == "HEAD" else _page(connection, one)


def _to(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    """to/<status>/<address>: redirect there; {port} in it is this server's."""
    status, _slash, address = rest.partition("/")
    connection.sendall(_head(int(status), f"location: {address.replace('{port}', str(server.port))}"))


def _chain(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(_head(302, f"location: /chain/{int(rest) - 1}")) if int(rest) else _page(connection, one)


def _nowhere(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(_head(301))


def _wait(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    """wait/<status>/<Retry-After>: ask the first one to wait."""
    if len([earlier for earlier in server.asked if earlier.path == one.path]) > 1:
        _page(connection, one)
    else:
        _wait_always(connection, server, one, rest)


def _wait_always(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    status, _slash, wait = rest.partition("/")
    lines = [f"retry-after: {wait.replace('_', ' ')}"] if wait else []
    connection.sendall(_head(int(status), "date: Mon, 23 Nov 2026 08:00:00 GMT", "content-length: 0", *lines))


def _odd_words(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    connection.sendall(_head(429, f"retry-after: \x9b[31msoon\t{'a' * 300}"))


def _slow(connection: socket.socket, server: Server, one: Asked, rest: str) -> None:
    time.sleep(0.05)
    _page(connection, one)


_WAYS: dict[str, Callable[[socket.socket, Server, Asked, str], None]] = {
    "hang": _hang,
    "head-hangs": _head_hangs,
    "drip-headers": _drip_headers,
    "drip-body": _get_only(_drip_body),
    "no-body": _get_only(_no_body),
    "endless": _get_only(_endless),
    "bomb": _get_only(_bomb),
    "short-body": _get_only(_short_body),
    "huge-headers": _huge_headers,
    "flood": _flood,
    "cut-off": _cut_off,
    "reset": _reset,
    "garbage": _garbage,
    "head-lies": _head_lies,
    "to": _to,
    "chain": _chain,
    "nowhere": _nowhere,
    "wait": _wait,
    "wait-always": _wait_always,
    "odd-words": _odd_words,
    "slow": _slow,
}
