"""Every published change, kept with what was there before and after."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from openness.choices import ChangeWay
from openness.domain.history.visibility import shown
from openness.domain.rules import Key
from openness.models import Change, Proposal

Plain = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """Why a record changes, and by whom; an import names nobody."""

    way: ChangeWay
    reason: str = ""
    author: User | None = None
    publisher: User | None = None
    proposal: Proposal | None = None


IMPORTED = Ground(way=ChangeWay.IMPORT)


def record(
    *,
    before: Mapping[Key, Plain],
    after: Mapping[Key, Plain],
    grounds: Mapping[Key, Ground],
    revision: int,
    now: dt.datetime,
) -> list[Change]:
    """Keep a change for each record of `grounds` that is not the same in `before` and `after`; one query.

    Values are documents in the form of `documents.plain`; a record that is absent does not exist. The caller
    holds the transaction in which the records change.
    """
    return Change.objects.bulk_create(
        Change(
            kind=key[0],
            slug=key[1],
            revision=revision,
            published_at=now,
            before=before.get(key),
            after=after.get(key),
            shown=shown(before=before.get(key), after=after.get(key)),
            way=ground.way,
            reason=ground.reason,
            author=ground.author,
            publisher=ground.publisher,
            proposal=ground.proposal,
        )
        for key, ground in grounds.items()
        if before.get(key) != after.get(key)
    )


def at_revision(*, key: Key, number: int, now: Plain | None) -> Plain | None:
    """The record `key` at revision `number`, where today it is `now`; None where there was none. One query."""
    later = Change.objects.filter(kind=key[0], slug=key[1], revision__gt=number).order_by("revision")
    found = list(later.values_list("before", flat=True)[:1])
    return found[0] if found else now
