"""The site, with a note of every request that reaches it and of every page that Django renders.

`/watched` answers the notes so far, those of all workers, as JSON.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from openness.wsgi import application as site

_NOTES = Path(os.environ["SCRATCH_FOLDER"]) / "watched.jsonl"
_HEADERS = {"referer": "HTTP_REFERER", "cookie": "HTTP_COOKIE", "accept_encoding": "HTTP_ACCEPT_ENCODING"}


def _noting(what: str, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def noted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        address = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        headers = {name: environ[key] for name, key in _HEADERS.items() if key in environ}
        with _NOTES.open("a") as notes:
            notes.write(json.dumps({"what": what, "address": address, **headers}) + "\n")
        return application(environ, start_response)

    return noted


site.django = _noting("rendered", site.django)
_watched = _noting("asked", site)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the site does."""
    if environ["PATH_INFO"] != "/watched":
        return _watched(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    lines = _NOTES.read_text().splitlines() if _NOTES.exists() else []
    return [f"[{','.join(lines)}]".encode()]
