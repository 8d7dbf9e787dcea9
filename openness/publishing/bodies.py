"""A rendered page in every encoding a client may ask for."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import brotli

Header = tuple[str, str]

_BROTLI_QUALITY = 9
_ENCODINGS = ("br", "gzip", "identity")


@dataclass(frozen=True)
class StoredPage:
    """Headers that all encodings share, and for each encoding its own (headers, body)."""

    headers: tuple[Header, ...]
    encoded: dict[str, tuple[tuple[Header, ...], bytes]]

    @property
    def size(self) -> int:
        """Bytes of memory its bodies take."""
        return sum(len(body) for _headers, body in self.encoded.values())


def stored_page(*, headers: Iterable[Header], body: bytes) -> StoredPage:
    """Compress `body` and give every encoding its strong ETag."""
    bodies = {
        "br": brotli.compress(body, quality=_BROTLI_QUALITY),
        "gzip": gzip.compress(body, 9, mtime=0),
        "identity": body,
    }
    fingerprint = hashlib.sha256(body).hexdigest()[:24]
    own = {"content-length", "content-encoding", "etag", "vary"}
    shared = [(name, value) for name, value in headers if name.lower() not in own]
    vary = [value for name, value in headers if name.lower() == "vary"]
    shared.append(("Vary", ", ".join(["Accept-Encoding", *vary])))
    return StoredPage(
        headers=tuple(shared),
        encoded={encoding: (_own_headers(encoding, fingerprint, part), part) for encoding, part in bodies.items()},
    )


def _own_headers(encoding: str, fingerprint: str, body: bytes) -> tuple[Header, ...]:
    headers = [("ETag", f'"{fingerprint}-{encoding}"'), ("Content-Length", str(len(body)))]
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return tuple(headers)


def best_encoding(accept_encoding: str) -> str:
    """What an Accept-Encoding header likes best (RFC 9110, 12.5.3), the smallest of equals; identity else."""
    weights = dict(_weight(part) for part in accept_encoding.lower().split(",") if part.strip())
    liked = {encoding: weights.get(encoding, weights.get("*", 0.0)) for encoding in _ENCODINGS}
    best = max(_ENCODINGS, key=liked.__getitem__)
    return best if liked[best] > 0 else "identity"


def _weight(part: str) -> tuple[str, float]:
    name, _semicolon, parameter = part.strip().partition(";")
    value = parameter.strip().removeprefix("q=")
    try:
        return name.strip(), float(value) if value else 1.0
    except ValueError:
        return name.strip(), 0.0
