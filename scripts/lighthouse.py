"""`make lighthouse`: measure the four kinds of page as on a phone, with Google's Lighthouse.

Each page is measured three times and the middle score of each category counts. Exits with an error below
the scores that the project promises. The reports of the middle runs stay in var/lighthouse/.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts import browser, serving
from scripts.local import ROOT, VAR

_PROMISED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
# Chromium now and then loses the start of a trace; Lighthouse itself asks for another run then.
_LOST_TRACE = "NO_NAVSTART"
_ATTEMPTS = 4
_RUNS = 3
_REPORTS = VAR / "lighthouse"
_OLDEST_NODE = (18, 16)


class Failed(Exception):
    """Lighthouse cannot run; the message tells why."""


def pages(*, language: str) -> dict[str, str]:
    """The measured pages: name and path."""
    model = _slug("models", prefer="llama-3.1-8b-instruct")
    return {
        "home": f"/{language}/",
        "compare": f"/{language}/compare/",
        "model": f"/{language}/models/{model}/",
        "fact-check": f"/{language}/fact-check/{_slug('articles')}/",
    }


def _slug(kind: str, prefer: str = "") -> str:
    slugs = sorted(path.stem for path in (ROOT / "fixtures" / kind).glob("*.yaml"))
    if not slugs:
        raise Failed(f"there is no document in fixtures/{kind}")
    return prefer if prefer in slugs else slugs[0]


def _install() -> None:
    """Bring node_modules/ to what package-lock.json says, unless it is."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Failed("Node.js and npm are needed (Debian: apt-get install nodejs npm)")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(map(int, version.lstrip("v").split(".")[:2])) < _OLDEST_NODE:
        raise Failed(f"Node.js {version} is too old; Lighthouse needs 18.16")
    stamp = ROOT / "node_modules" / ".installed"
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != lock:
        print("Installing Lighthouse into node_modules ...", flush=True)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise Failed("npm could not install Lighthouse; the reason stands above")
        stamp.write_text(lock)


def _measure(*, url: str, chromium: str, report: Path) -> dict[str, Any]:
    """One run of Lighthouse on `url`; what its report, written to `report`, says."""
    command = ["node", "node_modules/lighthouse/cli/index.js", url, "--quiet", "--output=json", "--output=html"]
    options = [
        f"--output-path={report}",
        f"--only-categories={','.join(_PROMISED)}",
        "--form-factor=mobile",
        f"--chrome-flags={' '.join(['--headless=new', '--disable-gpu', *browser.arguments()])}",
    ]
    for attempt in range(_ATTEMPTS):
        done = subprocess.run(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "CHROME_PATH": chromium},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if not done.returncode:
            break
        if attempt == _ATTEMPTS - 1 or _LOST_TRACE not in done.stdout + done.stderr:
            raise Failed(f"Lighthouse broke off at {url}:\n{done.stdout}{done.stderr}")
    return dict(json.loads(report.with_suffix(".report.json").read_text(encoding="utf-8")))


def _scores(result: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (category["score"] or 0)) for name, category in result["categories"].items()}


def _faults(result: dict[str, Any]) -> list[str]:
    """The audits that cost a score, as one line each."""
    return [
        f"    {name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for name, category in result["categories"].items()
        for audit in (result["audits"][reference["id"]] for reference in category["auditRefs"] if reference["weight"])
        if audit["score"] is not None and audit["score"] < 0.9
    ]


def _judge(name: str, url: str, chromium: str) -> bool:
    """Measure one page and print its scores; whether they keep the promise."""
    results = [_measure(url=url, chromium=chromium, report=_REPORTS / f"{name}-{run}") for run in range(1, _RUNS + 1)]
    scores = {category: statistics.median_low([_scores(one)[category] for one in results]) for category in _PROMISED}
    holds = all(scores[category] >= least for category, least in _PROMISED.items())
    told = "  ".join(f"{category} {score}" for category, score in scores.items())
    print(f"{'ok  ' if holds else 'FAIL'} {name:12} {told}", flush=True)
    if not holds:
        print("\n".join(dict.fromkeys(line for result in results for line in _faults(result))), flush=True)
    return holds


def main() -> int:
    """Measure all pages, or those named; 1 when one falls short or cannot be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="home, compare, model, fact-check; all by default")
    parser.add_argument("--language", choices=["de", "en"], default="de")
    chosen = parser.parse_args()
    try:
        _install()
        paths = pages(language=chosen.language)
        chromium = browser.require()
        shutil.rmtree(_REPORTS, ignore_errors=True)
        _REPORTS.mkdir(parents=True)
        with serving.scratch_site() as site:
            kept = [_judge(name, site + paths[name], chromium) for name in chosen.pages or paths]
    except (Failed, serving.Failed, browser.Missing) as failed:
        print(f"make lighthouse: {failed}", file=sys.stderr)
        return 1
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
