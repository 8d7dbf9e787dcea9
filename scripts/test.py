"""`make test`: every test on SQLite, again on a real PostgreSQL, and the browser's in a real Chromium.

Whatever is needed and cannot be had is a failure; so is a run in which no test passed.
Arguments go to pytest in all runs.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from scripts import browser, postgres
from scripts.local import ROOT

_SUMMARY = re.compile(r"^(?:\x1b\[[\d;]*m)*=+ .*\bin \d.*s\b.*=+", re.ASCII)
_PYTEST = ["-n", "2", "--dist", "loadfile", "-rfEs", "--output=var/test-results"]


@dataclass
class Outcome:
    """How one run of pytest ended."""

    name: str
    code: int
    summary: str

    def count(self, word: str) -> int:
        """How many tests the summary says have `word`: passed, failed, skipped, error."""
        found = re.search(rf"(\d+) {word}", self.summary)
        return int(found.group(1)) if found else 0

    @property
    def is_good(self) -> bool:
        """Whether tests ran, and all well."""
        return self.code == 0 and self.count("passed") > 0


def _run(name: str, chosen: list[str], extra: Mapping[str, str]) -> Outcome:
    print(f"\n### {name}\n", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *_PYTEST, *colour, *chosen, *sys.argv[1:]],
        cwd=ROOT,
        env={**environment, **extra},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    summary = ""
    for line in process.stdout or []:
        print(line, end="", flush=True)
        if _SUMMARY.match(line):
            summary = line.strip()
    return Outcome(name=name, code=process.wait(), summary=summary)


def _runs() -> list[Outcome]:
    chromium = browser.require("curl")
    outcomes = [_run("SQLite", ["-m", "not browser"], {})]
    with postgres.server() as url:
        outcomes.append(_run("PostgreSQL", ["-m", "not browser", "--ignore=tests/setup"], {"DATABASE_URL": url}))
    return [*outcomes, _run("Chromium", ["-m", "browser"], {"CHROME_PATH": chromium})]


def main() -> int:
    """Run them all, tell the results last; the exit code."""
    try:
        outcomes = _runs()
    except (browser.Missing, postgres.Failed) as failed:
        print(f"make test: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print()
    for outcome in outcomes:
        print(f"{outcome.name}: {'ok' if outcome.is_good else f'FAILED (pytest ended with {outcome.code})'}")
        print(outcome.summary or "no summary: pytest broke off, or no test ran")
    passed, failed, errors, skipped = (
        sum(outcome.count(word) for outcome in outcomes) for word in ("passed", "failed", "error", "skipped")
    )
    print(f"\n{passed} passed, {failed + errors} failed, {skipped} skipped")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
