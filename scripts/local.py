"""The settings of a site that runs from this checkout on this machine.

`python -m scripts.local COMMAND ...` runs manage.py with them.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def secret_key() -> str:
    """The key of this checkout, made on first use and readable by its owner only."""
    path = VAR / "secret-key"
    VAR.mkdir(exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def address(*, host: str, port: int) -> str:
    """Where a browser on this machine finds the site that listens on `host` and `port`."""
    name = _WILDCARDS.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def environment(*, host: str, port: int, given: Mapping[str, str]) -> dict[str, str]:
    """What is `given`, completed with what the settings need."""
    mine = {"SITE_URL": address(host=host, port=port), "ALLOWED_HOSTS": _allowed_hosts(host)}
    made = {name: value for name, value in mine.items() if not given.get(name)}
    if not given.get("SECRET_KEY"):
        made["SECRET_KEY"] = secret_key()
    return {**given, **made}


def _allowed_hosts(host: str) -> str:
    own = ["127.0.0.1", "localhost", "[::1]"]
    return ",".join(own if host in _WILDCARDS or host in own else [*own, host])


def main() -> None:
    """Become manage.py."""
    VAR.mkdir(exist_ok=True)
    complete = environment(host="127.0.0.1", port=int(os.environ.get("PORT") or 8000), given=os.environ)
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "manage.py", *sys.argv[1:]], complete)  # noqa: S606


if __name__ == "__main__":
    main()
