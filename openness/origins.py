"""What is answered to programs may be read by scripts of every site: it is the same for everybody, without a cookie."""

from typing import Final

METHODS: Final = "GET, HEAD, OPTIONS"

PREFLIGHT: Final = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
"""On the answer to OPTIONS, beside those of every answer."""


def open_to_all(*exposed: str) -> dict[str, str]:
    """The headers of every answer; scripts may read its headers `exposed` as well."""
    return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": ", ".join(exposed)}
