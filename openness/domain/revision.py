"""The catalogue revision: one number that grows with every published change."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from openness.models import CatalogueRevision


@dataclass(frozen=True)
class Revision:
    """Which published state of the catalogue this is, and since when; number 0 before the first."""

    number: int
    changed_at: dt.datetime | None


def current() -> Revision:
    """The revision as the database has it now; one query."""
    row = CatalogueRevision.objects.filter(pk=1, number__gt=0).values_list("number", "changed_at").first()
    return Revision(number=row[0], changed_at=row[1]) if row else Revision(number=0, changed_at=None)


def hold(*, now: dt.datetime) -> None:
    """Let nobody else publish before the transaction ends; who publishes at the same time waits.

    Call it before reading what is going to be changed.
    """
    if not _locked():
        first = CatalogueRevision(pk=1, number=0, changed_at=now)
        CatalogueRevision.objects.bulk_create([first], ignore_conflicts=True)
        _locked()


def _locked() -> bool:
    return CatalogueRevision.objects.select_for_update().filter(pk=1).first() is not None


def bump(*, now: dt.datetime) -> int:
    """Count a published change and return its number; call it inside the transaction that publishes.

    The row is locked from then on, as by `hold`.
    """
    with transaction.atomic():
        hold(now=now)
        CatalogueRevision.objects.filter(pk=1).update(number=F("number") + 1, changed_at=now)
        return CatalogueRevision.objects.values_list("number", flat=True).get(pk=1)
