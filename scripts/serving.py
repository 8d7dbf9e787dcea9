"""Bring a site up to date and serve it; `make run`, the browser tests, Lighthouse and the screenshots all do."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from scripts.local import ROOT, address

_APPLICATION = "openness.wsgi:application"
_START_SECONDS = 60
_STOP_SECONDS = 15


class Failed(Exception):
    """The site cannot be served; the message tells a person why."""


def prepare(*, environment: Mapping[str, str], quiet: bool = False, collect: bool = True) -> None:
    """Migrate the database and import the catalogue below fixtures/; meanwhile `collect` static files."""
    database = [["migrate", "--noinput", "--verbosity=0"], ["import_catalogue", "fixtures"]]
    static = [["collectstatic", "--noinput", "--verbosity=0"]] if collect else []
    with ThreadPoolExecutor() as both:
        list(both.map(lambda steps: _manage(steps, environment, quiet), [database, static]))


def _manage(steps: list[list[str]], environment: Mapping[str, str], quiet: bool) -> None:
    for step in steps:
        command = [sys.executable, "manage.py", *step]
        output = subprocess.DEVNULL if quiet else None
        if subprocess.run(command, cwd=ROOT, env=dict(environment), stdout=output, check=False).returncode:
            raise Failed(f"“manage.py {' '.join(step)}” failed; the reason stands above.")


def start(
    *, environment: Mapping[str, str], host: str, port: int, workers: int = 2, application: str = _APPLICATION
) -> subprocess.Popen[bytes]:
    """Start the web server; it gets no signals from the terminal, whoever starts it stops it with `stop`."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", application]
    place = [f"--workers={workers}", "--blocking-threads=1", f"--host={host}", f"--port={port}", "--no-ws"]
    # A worker that is told to end while it starts misses it; killing such a one is no news.
    quiet = ["--workers-kill-timeout=2", "--log-level=error"]
    return subprocess.Popen([*command, *place, *quiet], cwd=ROOT, env=dict(environment), start_new_session=True)


def write_files_ahead(*, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Begin to write the files of the whole catalogue, so that whoever asks for one first need not wait; quietly."""
    command = [sys.executable, "manage.py", "write_bulk", "--nice"]
    return subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def stop(server: subprocess.Popen[bytes]) -> None:
    """Let the server finish; kill it, workers included, when it does not."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def wait_until_answers(*, url: str, server: subprocess.Popen[bytes]) -> None:
    """Return once `url` answers at all; raise Failed when the server ends or stays silent."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Failed(f"The server ended at its start with code {server.returncode}.")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Failed(f"{url} did not answer within {_START_SECONDS} seconds.")


def check_free(*, host: str, port: int) -> None:
    """Raise Failed unless a server can listen there."""
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise Failed(
            f"Port {port} on {host} cannot be had: {error.strerror}. Choose another one: make run PORT=8001"
        ) from error


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scratch_site(*, page_store: bool = True, application: str = _APPLICATION) -> Iterator[str]:
    """Serve the catalogue of fixtures/ from a database and static files of its own; yields the address."""
    with tempfile.TemporaryDirectory(prefix="openness-") as name:
        port = free_port()
        url = address(host="127.0.0.1", port=port)
        environment = _scratch_environment(Path(name), url, page_store)
        prepare(environment=environment, quiet=True)
        server = start(environment=environment, host="127.0.0.1", port=port, application=application)
        try:
            wait_until_answers(url=f"{url}/healthz", server=server)
            yield url
        finally:
            stop(server)


def _scratch_environment(folder: Path, url: str, page_store: bool) -> dict[str, str]:
    inherited = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
    return {
        **{name: os.environ[name] for name in inherited if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "scripts.scratch_settings",
        "SCRATCH_FOLDER": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'openness.sqlite3'}",
        "SECRET_KEY": "only-for-a-site-that-lives-for-a-minute",
        "SITE_URL": url,
        "LOG_LEVEL": "ERROR",
        "PAGE_STORE": "1" if page_store else "0",
    }
