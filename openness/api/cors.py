"""Any page may read the API, from any origin: it knows no user and no cookie."""

from typing import Final

ALLOW: Final = "GET, HEAD, OPTIONS"

SHARED: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
"""On every response."""

PREFLIGHT: Final = {
    "Allow": ALLOW,
    "Access-Control-Allow-Methods": ALLOW,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
"""On the answer to OPTIONS."""
