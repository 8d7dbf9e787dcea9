"""Write the catalogue as documents."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openness.domain import exchange
from openness.domain.faults import Refused


class Command(BaseCommand):
    """Write every record as the YAML document that import reads."""

    help = "Write every record as a YAML document below a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder to write to; made if missing")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            documents = list(exchange.export_documents())
        except Refused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(refused.faults)} fault(s); nothing was written.") from refused
        for name, text in documents:
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(documents)} documents written to {path}.")
