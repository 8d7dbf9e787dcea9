"""Ask the cited addresses whether they still answer."""

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from openness.choices import READABLE, Reach
from openness.domain import sources
from openness.domain.sources import Look, Manners, PutOff
from openness.models import SourceCheck

_INTERRUPTED = 130


class Command(BaseCommand):
    """Look at every address that a source gives, and keep what was found; no source and no record is changed.

    Each look is kept at once, so a run may be stopped at any moment; the next one goes on with what is left.
    """

    help = "Look whether cited addresses still answer; keeps what was found, changes no record."
    manners = Manners(user_agent=f"Openness (+{settings.SITE_URL}; looks whether cited sources still answer)")
    allowed: Collection[str] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than", type=_whole, default=1, metavar="DAYS", help="not what was looked at in the last DAYS (1)"
        )
        parser.add_argument("--limit", type=_whole, metavar="N", help="at most N addresses")
        parser.add_argument(
            "--host", action="append", default=[], metavar="HOST", help="only addresses at HOST; may be repeated"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be asked; ask and keep nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        addresses = self._due(now, options)
        as_json = options["format"] == "json"
        if options["dry_run"]:
            self._say_what_would_be_asked(addresses, as_json=as_json)
            return
        found, interrupted = self._look(addresses, now)
        report = _report(addresses, found)
        self.stdout.write(json.dumps(report, indent=2) if as_json else "\n".join(_told(report)))
        if interrupted:
            raise SystemExit(_INTERRUPTED)

    def _due(self, now: dt.datetime, options: dict[str, Any]) -> list[str]:
        span = dt.timedelta(days=options["older_than"])
        try:
            return sources.due(now=now, older_than=span, hosts=options["host"], limit=options["limit"])
        except sources.NotCited as fault:
            raise CommandError(f"No source has an address at {fault}.") from fault

    def _say_what_would_be_asked(self, addresses: list[str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"due": addresses}, indent=2))
            return
        hosts = {sources.host_of(address=address) for address in addresses}
        self.stdout.write("\n".join([*addresses, f"{len(addresses)} addresses at {len(hosts)} hosts would be asked."]))

    def _look(self, addresses: list[str], now: dt.datetime) -> tuple[list[Look | PutOff], bool]:
        """What was found, and whether somebody broke it off."""
        found: list[Look | PutOff] = []
        checking = sources.check(addresses=addresses, now=now, manners=self.manners, allowed=self.allowed)
        try:
            with closing(checking), _Bar(self, len(addresses)) as bar:
                for one in checking:
                    found.append(one)
                    bar.show(one)
        except KeyboardInterrupt:
            return found, True
        except sources.Offline as offline:
            raise CommandError(
                "No host at all could be reached: is this machine online? Nothing was kept."
            ) from offline
        return found, False


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number below a million")
    return int(text)


class _Bar:
    """How far it is: a bar on a terminal, with what fails above it; elsewhere a line for each address."""

    def __init__(self, command: Command, total: int) -> None:
        self._command, self._console = command, Console(stderr=True)
        columns = TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> "_Bar":
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def show(self, one: Look | PutOff) -> None:
        """Count `one`, and say what was found."""
        if not self._console.is_terminal:
            self._command.stderr.write(_line(one))
            return
        self._progress.advance(self._task)
        if isinstance(one, PutOff) or one.reach not in READABLE:
            self._console.print(Text(_line(one)), soft_wrap=True)


def _line(one: Look | PutOff) -> str:
    if isinstance(one, PutOff):
        return f"put off {one.url}: {one.host} wants to be left alone for {one.seconds} s"
    words = [one.reach, one.status, one.url, one.final_url and f"-> {one.final_url}", _why(one.trouble, one.detail)]
    return " ".join(str(word) for word in words if word)


def _why(trouble: str | None, detail: str) -> str:
    told = ": ".join(str(word) for word in (trouble, detail) if word)
    return f"({told})" if told else ""


def _report(addresses: list[str], found: list[Look | PutOff]) -> dict[str, Any]:
    """What the run found, as plain values."""
    looks = [one for one in found if isinstance(one, Look)]
    reaches = Counter(look.reach for look in looks)
    return {
        "addresses": len(addresses),
        "looked_at": len(looks),
        "found": {reach.value: reaches[reach] for reach in Reach},
        "put_off": dict(Counter(one.host for one in found if isinstance(one, PutOff))),
        "left": len(addresses) - len(found),
        "failing": _failing([look.url for look in looks if look.reach not in READABLE]),
    }


def _failing(addresses: list[str]) -> list[dict[str, Any]]:
    """The looks at `addresses` as they were kept, with the records that cite each; six queries."""
    records = sources.citing(addresses=addresses)
    fields = ("url", "reach", "status", "final_url", "trouble", "detail", "failures", "suggestion")
    kept = SourceCheck.objects.filter(url__in=addresses).order_by("url").values(*fields)
    return [{**row, "records": ["/".join(key) for key in records[row["url"]]]} for row in kept]


def _told(report: dict[str, Any]) -> list[str]:
    """The report as lines."""
    counts = [f"{count} {reach}" for reach, count in report["found"].items() if count]
    lines = [line for row in report["failing"] for line in _told_of_one(row)]
    looked_at = f"Looked at {report['looked_at']} of {report['addresses']} addresses"
    lines.append(": ".join(filter(None, [looked_at, ", ".join(counts)])) + ".")
    for host, count in report["put_off"].items():
        lines.append(f"{host} wants to be left alone: {count} put off until the next run.")
    if report["left"]:
        lines.append(f"Stopped: {report['left']} are left for the next run.")
    return lines


def _told_of_one(row: dict[str, Any]) -> list[str]:
    status = str(row["status"] or "")
    words = [row["reach"], status, row["url"], _why(row["trouble"], row["detail"]), f"failures: {row['failures']}"]
    cited = f"  cited by {', '.join(row['records'])}" if row["records"] else "  cited by no record"
    return [" ".join(filter(None, words)), cited, *([f"  copy: {row['suggestion']}"] if row["suggestion"] else [])]
