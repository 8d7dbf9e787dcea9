"""Say what cannot be published, and count what there is."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openness.domain import exchange


class Command(BaseCommand):
    """Exit with an error when anything in the catalogue cannot be published."""

    help = "Report what cannot be published; --format json gives counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = exchange.check()
        if options["format"] == "json":
            self.stdout.write(json.dumps(self._plain(report), indent=2))
        else:
            self._say(report)
        if report.faults:
            raise CommandError(f"{len(report.faults)} fault(s).")

    def _plain(self, report: exchange.Report) -> dict[str, Any]:
        plain = dataclasses.asdict(report)
        listed = plain.pop("faults")
        return {**plain, "faults": len(listed), "fault_list": listed}

    def _say(self, report: exchange.Report) -> None:
        for fault in report.faults:
            self.stderr.write(str(fault))
        for name, value in self._plain(report).items():
            if name != "fault_list":
                self.stdout.write(f"{name}: {value}")
