"""What the files of the whole catalogue cost: as it is, and grown to 100,000 models.

    python -m bench.bulk [models]

Works on a database of its own. Each file is written by a process of its own, as by the first reader of a revision;
prints its size, the seconds it took, and the peak memory of that process (resident set, Linux). The limit is 300 MB.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = ("data-json", "data-csv", "data-yaml", "data-sqlite")


def prepare(to: str) -> None:
    """Fill the database with the recorded catalogue, or let it grow to some size, and print how many models it has."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from bench.growing import grow
    from openness.domain import revision
    from openness.domain.exchange import import_documents
    from openness.models import Model

    call_command("migrate", verbosity=0)
    import_documents(path=Path("fixtures"), now=timezone.now())
    with transaction.atomic():
        grow(to=int(to))
        revision.bump(now=timezone.now())
    print(f"{Model.objects.count()} models", flush=True)


def write(name: str) -> None:
    """Write one file, and print its size, the seconds it took and the peak of memory."""
    from openness.domain.bulk.files import FILES as KNOWN
    from openness.domain.bulk.keeping import opened

    file = next(one for one in KNOWN if one.name == name)
    before, began = _peak_megabytes(), time.perf_counter()
    with opened(file=file).file as found:
        size = os.fstat(found.fileno()).st_size / 1e6
    seconds = time.perf_counter() - began
    peak = f"peak {_peak_megabytes():.0f} MB, {before:.0f} MB before"
    print(f"{file.file_name:18} {size:7.1f} MB {seconds:6.1f} s   {peak}", flush=True)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(to: str) -> None:
    """Measure and print. Everything is done by other processes: a child's peak begins with what its parent needs."""
    with tempfile.TemporaryDirectory(prefix="openness-") as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/openness.sqlite3",
            "BULK_DIR": f"{folder}/bulk",
            "SECRET_KEY": "only-for-measuring",
            "DJANGO_SETTINGS_MODULE": "openness.settings",
        }
        for models in ("0", to):
            _in_a_process(models)
            for name in FILES:
                _in_a_process(name)


def _in_a_process(work: str) -> None:
    subprocess.run([sys.executable, "-m", "bench.bulk", "--do", work], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        import django

        django.setup()
        (write if sys.argv[2] in FILES else prepare)(sys.argv[2])
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else "100000")
