"""Write the files of the whole catalogue before anybody asks for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from openness.domain.bulk.keeping import Busy, write_all

_PATIENCE_SECONDS = 3600


class Command(BaseCommand):
    """Write the bulk files of the current revision, so that no reader has to wait for them."""

    help = "Write the files of the whole catalogue that readers download, where they are not written yet."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            paths = write_all(patience=_PATIENCE_SECONDS)
        except Busy as busy:
            raise CommandError("Somebody else has been writing them for an hour.") from busy
        for path in paths:
            self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
