"""What a plan costs: answering it for the catalogue as it is, and grown to 100,000 models, side by side.

    python -m bench.permissions [models] [rounds]

Works on a database of its own. Prints the median of milliseconds for the answers alone and for the whole
selection (counts of all filters, one page of rows), both before and after the growth. Read the ratios.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PLAN = {"offering": ["product"], "seat": ["eu"], "mau": ["900000000"]}


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of one call, after a first that does not count."""
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _measure(rounds: int) -> dict[str, float]:
    from openness.domain.comparison import compare
    from openness.domain.permissions.catalogue import answers

    plan = {name: tuple(values) for name, values in PLAN.items()}
    return {
        "the answers": _milliseconds(lambda: answers(plan=plan), rounds),
        "answers, counts and a page": _milliseconds(lambda: compare(parameters=PLAN, answered=True), rounds),
    }


def _grow(to: int) -> None:
    """Add copies of the recorded models, with their grounds and coverages, until there are `to`."""
    from openness.models import LicenceCoverage, Model

    originals = list(Model.objects.all())
    coverages = list(LicenceCoverage.objects.all())
    for number in range((to - len(originals)) // len(originals) + 1):
        copies = {
            one.pk: Model(
                slug=f"copy-{number}-{one.slug}", name=one.name, vendor_id=one.vendor_id, family=one.family,
                released=one.released, availability=one.availability, grounds_id=one.grounds_id,
            )
            for one in originals[: to - Model.objects.count()]
        }  # fmt: skip
        Model.objects.bulk_create(copies.values(), batch_size=500)
        LicenceCoverage.objects.bulk_create(
            [
                LicenceCoverage(
                    model=copies[one.model_id], covers=one.covers, licence_id=one.licence_id,
                    valid_from=one.valid_from, valid_to=one.valid_to,
                )
                for one in coverages
                if one.model_id in copies
            ],
            batch_size=500,
        )  # fmt: skip


def main() -> None:
    """Measure and print."""
    to = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory(prefix="openness-") as folder:
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/openness.sqlite3", "SECRET_KEY": "only-for-measuring"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "openness.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.utils import timezone

        from openness.domain.exchange import import_documents
        from openness.models import Model, PermissionGrounds

        call_command("migrate", verbosity=0)
        import_documents(path=Path("fixtures"), now=timezone.now())
        few, before = Model.objects.count(), _measure(rounds)
        _grow(to)
        after = _measure(rounds)
        print(f"{PermissionGrounds.objects.count()} grounds; {few} models against {Model.objects.count()}")
        for name, fast in before.items():
            print(f"{name}: {fast:.0f} ms against {after[name]:.0f} ms, ratio {after[name] / fast:.1f}")


if __name__ == "__main__":
    main()
