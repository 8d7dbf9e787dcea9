"""Find a real Chromium, and what Playwright needs to drive it, for tests, Lighthouse and screenshots."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = ["apt-get", "-y", "-qq", "-o", "Dpkg::Use-Pty=0"]


class Missing(Exception):
    """The browser cannot be had; the message tells how to get it."""


def require(*programs: str) -> str:
    """The path of a Chromium: the one CHROME_PATH names, the system's, or Playwright's own.

    It and further `programs` are installed first, where they are missing and we are root on a Debian; Missing is
    raised where they stay missing.
    """
    packages = _missing(programs)
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian's {' and '.join(packages)} for the browser tests ...", flush=True)
        _install(packages)
        packages = _missing(programs)
    if packages:
        raise Missing(
            f"the browser tests need what Debian calls {' and '.join(packages)}: "
            f"“apt-get install {' '.join(packages)}” as root. Elsewhere CHROME_PATH names a Chromium or Chrome."
        )
    return str(_find())


def _missing(programs: Iterable[str]) -> list[str]:
    """The Debian packages that would bring what is not there."""
    packages = [program for program in programs if not shutil.which(program)]
    driver_works = _driver_works()
    packages += [] if driver_works else ["libatomic1"]
    return packages if _find(with_playwrights=driver_works) else [*packages, "chromium"]


def _driver_works() -> bool:
    """Playwright brings a Node.js that needs one library more than a bare Debian has."""
    done = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False)
    return done.returncode == 0


def _find(*, with_playwrights: bool = True) -> str | None:
    named = os.environ.get("CHROME_PATH")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, _NAMES)), None) or (_playwrights() if with_playwrights else None)


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*_APT, *step], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr, file=sys.stderr)


def arguments() -> list[str]:
    """How to start it so that it looks for nothing but the page; as root it has no sandbox."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return [*quiet, "--disable-quic", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
