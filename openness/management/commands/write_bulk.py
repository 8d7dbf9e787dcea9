"""Write the files of the whole catalogue before anybody asks for them."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from openness.domain.bulk.files import FILES
from openness.domain.bulk.keeping import write
from openness.domain.bulk.locks import Busy

_PATIENCE_SECONDS = 3600
_NICENESS = 10


class Command(BaseCommand):
    """Write the bulk files of the current revision, so that no reader has to wait for them."""

    help = "Write the files of the whole catalogue that readers download, where they are not written yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [file.name for file in FILES]
        parser.add_argument("names", nargs="*", metavar="name", help=f"only these: {', '.join(names)}")
        parser.add_argument("--nice", action="store_true", help="let everything else on this machine go first")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"] or [file.name for file in FILES]
        if unknown := set(names) - {file.name for file in FILES}:
            raise CommandError(f"There is no such file: {', '.join(sorted(unknown))}")
        if options["nice"]:
            os.nice(_NICENESS)
        try:
            paths = write(files=[file for file in FILES if file.name in names], patience=_PATIENCE_SECONDS)
        except Busy as busy:
            raise CommandError("Somebody else has been writing them for an hour.") from busy
        for path in paths:
            self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
