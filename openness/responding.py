"""What every outlet needs to answer a reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


@contextmanager
def missing_is_404(*missing: type[Exception]) -> Iterator[None]:
    """Answer 404 where the domain says that what was asked for does not exist."""
    try:
        yield
    except missing as error:
        raise Http404(str(error)) from error


def other_languages(address: str) -> list[tuple[str, str, str]]:
    """(code, its own name, `address` in it) for each language but the one in use."""
    names = {"de": "Deutsch", "en": "English"}
    return [(code, name, translate_url(address, code)) for code, name in names.items() if code != get_language()]


def client_address(request: HttpRequest) -> str | None:
    """The address that guesses and reports are counted for, or None.

    It is that of whoever is connected to us, or, when the setting CLIENT_ADDRESS_HEADER names a header, the
    last one in it: what the proxy in front of us wrote; all before it the client may have made up. Lines of one name
    come joined in their order, but X_Forwarded_For cannot be told from X-Forwarded-For and takes its place: a name
    with a dash is safe only behind a proxy that lets no underscores through.
    """
    connected = _read(request.META.get("REMOTE_ADDR", ""))
    if not settings.CLIENT_ADDRESS_HEADER:
        return connected
    told = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "").rsplit(",", 1)[-1]
    return _read(told) or connected


def body_exceeds(request: HttpRequest, *, most: int) -> bool:
    """Whether a request announces a body of more than `most` bytes, or one whose length it does not tell."""
    if "Transfer-Encoding" in request.headers:
        return True
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > most
    except ValueError:
        return True


def _read(text: str) -> str | None:
    """An address in its one spelling.

    Of version 6 the /64 network, which is what a connection gets: walking through it must win nothing.
    """
    try:
        read = ip_address(text.strip())
    except ValueError:
        return None
    if not isinstance(read, IPv6Address) or read.is_loopback:
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(IPv6Network((read, 64), strict=False).network_address)
