"""`make check`: everything that can be said about the code without running its tests.

Every step runs; the last line names those that failed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from scripts.local import ROOT

_BIN = Path(sys.executable).parent
_PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "".join(map(chr, range(48, 123))),
    "SITE_URL": "https://openness.example",
    "ALLOWED_HOSTS": "openness.example",
    "CLIENT_ADDRESS_HEADER": "X-Forwarded-For",
    "DATABASE_URL": "sqlite://:memory:",
}
_CODE = ["manage.py", "openness", "scripts", "tests"]


def _tool(name: str, *arguments: str) -> list[str]:
    return [str(_BIN / name), *arguments]


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


STEPS = {
    "lint": _tool("ruff", "check", *_CODE),
    "format": _tool("ruff", "format", "--check", *_CODE),
    "types": _tool("mypy"),
    "layers": _tool("lint-imports"),
    "templates": _tool("djlint", "--lint", "--quiet", "templates"),
    "migrations": _python("manage.py", "makemigrations", "--check", "--dry-run"),
    "deployment": _python("manage.py", "check", "--deploy", "--fail-level=WARNING"),
    "compose file": _tool("check-jsonschema", "--builtin-schema=vendor.compose-spec", "docker-compose.yml"),
    "German texts": _python("-m", "scripts.messages", "check"),
}


def _holds(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    environment = {**os.environ, **_PRODUCTION, "PYTHONWARNINGS": "default"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def main() -> int:
    """Run the steps, or those that the arguments name; 1 when one fails."""
    chosen = sys.argv[1:] or list(STEPS)
    failed = [name for name in chosen if not _holds(name, STEPS[name])]
    names = f"; not: {', '.join(failed)}" if failed else ""
    print(f"check: {len(chosen) - len(failed)} of {len(chosen)} hold{names}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
