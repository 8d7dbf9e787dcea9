"""The catalogue revision: one number that grows with every published change."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from openness.models import CatalogueRevision


@dataclass(frozen=True)
class Revision:
    """Which published state of the catalogue this is, and since when; number 0 before the first."""

    number: int
    changed_at: dt.datetime | None


def current() -> Revision:
    """The revision as the database has it now; one query."""
    row = CatalogueRevision.objects.filter(pk=1).values_list("number", "changed_at").first()
    return Revision(number=row[0], changed_at=row[1]) if row else Revision(number=0, changed_at=None)


def bump(*, now: dt.datetime) -> None:
    """Count a published change; call it inside the transaction that publishes."""
    if not CatalogueRevision.objects.filter(pk=1).update(number=F("number") + 1, changed_at=now):
        CatalogueRevision.objects.create(pk=1, number=1, changed_at=now)
