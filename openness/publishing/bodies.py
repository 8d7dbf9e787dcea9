"""A rendered page in every encoding a client may ask for."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import brotli

Header = tuple[str, str]

_BROTLI_QUALITY = 9
_ENCODINGS = ("br", "gzip", "identity")
_COMPRESSED_ALREADY = frozenset({"image/png"})


@dataclass(frozen=True)
class StoredPage:
    """Headers that all encodings share, and for each encoding its own (headers, body); identity is always there."""

    headers: tuple[Header, ...]
    encoded: dict[str, tuple[tuple[Header, ...], bytes]]

    @property
    def size(self) -> int:
        """Bytes of memory its bodies take."""
        return sum(len(body) for _headers, body in self.encoded.values())

    def best(self, accept_encoding: str) -> tuple[tuple[Header, ...], bytes]:
        """The (headers, body) that an Accept-Encoding header likes best of those that there are."""
        return self.encoded.get(best_encoding(accept_encoding)) or self.encoded["identity"]


def stored_page(*, headers: Iterable[Header], body: bytes) -> StoredPage:
    """Compress `body`, unless its type is compressed by nature, and give every encoding its strong ETag."""
    headers = tuple(headers)
    bodies = {"identity": body} if _is_compressed(headers) else _encodings(body)
    fingerprint = hashlib.sha256(body).hexdigest()[:24]
    own = {"content-length", "content-encoding", "etag", "vary"}
    shared = [(name, value) for name, value in headers if name.lower() not in own]
    shared.append(("Vary", ", ".join(["Accept-Encoding", *_varies_on(headers)])))
    return StoredPage(
        headers=tuple(shared),
        encoded={encoding: (_own_headers(encoding, fingerprint, part), part) for encoding, part in bodies.items()},
    )


def _varies_on(headers: Iterable[Header]) -> Iterator[str]:
    """What the page says it varies on, without the reader's language.

    Django names that for every address that does not begin with a language; a published page never reads it.
    """
    values = (value for name, value in headers if name.lower() == "vary")
    return (part.strip() for value in values for part in value.split(",") if part.strip() != "Accept-Language")


def _is_compressed(headers: Iterable[Header]) -> bool:
    kinds = {value.partition(";")[0].strip() for name, value in headers if name.lower() == "content-type"}
    return bool(kinds & _COMPRESSED_ALREADY)


def _encodings(body: bytes) -> dict[str, bytes]:
    return {
        "br": brotli.compress(body, quality=_BROTLI_QUALITY),
        "gzip": gzip.compress(body, 9, mtime=0),
        "identity": body,
    }


def _own_headers(encoding: str, fingerprint: str, body: bytes) -> tuple[Header, ...]:
    headers = [("ETag", f'"{fingerprint}-{encoding}"'), ("Content-Length", str(len(body)))]
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return tuple(headers)


def best_encoding(accept_encoding: str, *, among: Sequence[str] = _ENCODINGS) -> str:
    """What an Accept-Encoding header likes best (RFC 9110, 12.5.3), the first of equals in `among`; identity else."""
    weights = dict(_weight(part) for part in accept_encoding.lower().split(",") if part.strip())
    liked = {encoding: weights.get(encoding, weights.get("*", 0.0)) for encoding in among}
    best = max(among, key=liked.__getitem__)
    return best if liked[best] > 0 else "identity"


def _weight(part: str) -> tuple[str, float]:
    name, _semicolon, parameter = part.strip().partition(";")
    value = parameter.strip().removeprefix("q=")
    try:
        return name.strip(), float(value) if value else 1.0
    except ValueError:
        return name.strip(), 0.0
