"""Which addresses may be asked: those of the public web, and nothing beside it.

An address is checked twice: here as it is written, and in `network` by what its host name leads to at the
moment of connecting. Nothing else in this package parses an address, so no two parts can read it differently.
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from openness.choices import Reach, Trouble
from openness.domain.sources.findings import Hindered

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_PLATFORM = IPv4Address("168.63.129.16")  # a cloud's own service for its machines, though it counts as public


def fit(*, address: str, allowed: Collection[str] = ()) -> httpx.URL:
    """`address` as it may be asked: no fragment, no dot at the end of the host.

    `allowed` names hosts with ports ("127.0.0.1:8001") that may be asked on ports which are not the web's: for
    tests alone. Raises Hindered, its reach FORBIDDEN, for anything but http and https on their own ports, and for
    names and passwords in the address.
    """
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise _forbidden(Trouble.BAD_ADDRESS, address) from error
    if len(address) > _LONGEST or url.scheme not in _PORTS or not _is_host(url):
        raise _forbidden(Trouble.BAD_ADDRESS, address)
    if url.userinfo:
        raise _forbidden(Trouble.CREDENTIALS, url.host)
    url = url.copy_with(host=url.host.removesuffix("."), fragment=None)
    if port_of(url=url) != _PORTS[url.scheme] and not is_allowed(host=url.host, port=port_of(url=url), allowed=allowed):
        raise _forbidden(Trouble.PORT, f"{url.host}:{url.port}")
    return url


def _forbidden(trouble: Trouble, detail: str) -> Hindered:
    return Hindered(reach=Reach.FORBIDDEN, trouble=trouble, detail=detail)


def _is_host(url: httpx.URL) -> bool:
    host = url.raw_host.decode("ascii")
    if ":" not in host:
        return _HOST.fullmatch(host.removesuffix(".")) is not None
    try:
        return not IPv6Address(host).scope_id
    except ValueError:
        return False


def port_of(*, url: httpx.URL) -> int:
    """The port that a connection to `url` would use."""
    return url.port or _PORTS[url.scheme]


def is_allowed(*, host: str, port: int, allowed: Collection[str]) -> bool:
    """Whether `allowed` names this host and port."""
    return f"{host}:{port}" in allowed


def is_public(*, address: str) -> bool:
    """Whether the IP address `address` is one that anybody on the internet would reach."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return _is_public_v4(ip)
    if ip.scope_id:
        return False
    if inner := _inside(ip):
        return _is_public_v4(inner)
    return ip in _UNICAST and ip.is_global and ip.sixtofour is None and ip.teredo is None


def _is_public_v4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and ip != _PLATFORM


def _inside(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped or translated (NAT64) one leads to."""
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped
