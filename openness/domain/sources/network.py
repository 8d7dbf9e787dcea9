"""Connections to the public internet only.

A host name is resolved here, once for each connection; every address it leads to must be public, and the connection
goes to exactly an address that was checked. A name that changes its address in between (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Awaitable, Callable, Collection, Iterable

import anyio
import httpcore

from openness.choices import Reach, Trouble
from openness.domain.sources.addresses import is_allowed, is_public
from openness.domain.sources.findings import Hindered, reason

Resolve = Callable[[str, int], Awaitable[list[str]]]

_TRIED = 3


async def system_names(host: str, port: int) -> list[str]:
    """The IP addresses of `host`, as the system resolves it, in the order to try them."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """What httpcore connects through; `allowed` names hosts with ports ("127.0.0.1:8001") that need not be public."""

    def __init__(self, *, resolve: Resolve, allowed: Collection[str]) -> None:
        self._resolve, self._allowed = resolve, allowed
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection within `timeout` seconds; raises Hindered where the host may not or cannot be reached."""
        try:
            with anyio.fail_after(timeout):
                return await self._connected(await self._checked(host, port), port, timeout)
        except (TimeoutError, httpcore.ConnectTimeout) as error:
            raise _unreachable(Trouble.NO_CONNECTION, "timed out") from error
        except httpcore.ConnectError as error:
            raise _unreachable(Trouble.NO_CONNECTION, reason(error=error)) from error

    async def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise _unreachable(Trouble.NO_HOST, reason(error=error)) from error
        if not addresses:
            raise _unreachable(Trouble.NO_HOST, "")
        if not is_allowed(host=host, port=port, allowed=self._allowed):
            for address in addresses:
                if not is_public(address=address):
                    raise Hindered(reach=Reach.FORBIDDEN, trouble=Trouble.NOT_PUBLIC, detail=f"{host}: {address}")
        return addresses[:_TRIED]

    async def _connected(self, addresses: list[str], port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        """A connection to the first of `addresses` that takes it; the time is shared among them."""
        share = timeout / len(addresses) if timeout else None
        for address in addresses[:-1]:
            try:
                return await self._plain.connect_tcp(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._plain.connect_tcp(addresses[-1], port, share)


def _unreachable(trouble: Trouble, detail: str) -> Hindered:
    return Hindered(reach=Reach.UNREACHABLE, trouble=trouble, detail=detail)
