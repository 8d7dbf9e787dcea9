"""Read documents into the catalogue."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from openness.domain import exchange
from openness.domain.faults import Refused


class Command(BaseCommand):
    """Import one YAML document, or all below a folder: all of them, or none."""

    help = "Import one YAML document or all below a folder; all or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a YAML file or a folder of them")
        parser.add_argument(
            "--overwrite", action="store_true", help="also replace records that were edited since their last import"
        )

    def handle(self, *args: Any, path: Path, overwrite: bool, **options: Any) -> None:
        try:
            done = self._import(path, overwrite)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(refused.faults)} fault(s); nothing was imported.") from refused
        for name in done.kept:
            self.stderr.write(
                self.style.WARNING(
                    f"{name}: kept as edited in the admin; the file differs (--overwrite takes the file)"
                )
            )
        self.stdout.write(f"{len(done.written)} imported, {done.unchanged} unchanged, {len(done.kept)} kept as edited.")

    def _import(self, path: Path, overwrite: bool) -> exchange.Imported:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            tasks = {step: bar.add_task(label, total=None, visible=False) for step, label in _STEPS.items()}

            def progress(step: str, done: int, total: int) -> None:
                bar.update(tasks[step], completed=done, total=total, visible=True)

            return exchange.import_documents(path=path, now=timezone.now(), overwrite=overwrite, progress=progress)


_STEPS = {"read": "Reading", "write": "Writing"}
