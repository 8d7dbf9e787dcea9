"""What was published, change by change, for programs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import override

from openness.domain import revision
from openness.domain.exchange.published import Record, record_of
from openness.domain.history.changes import Entry, entries_of
from openness.domain.history.visibility import as_seen, for_readers
from openness.domain.history.wording import Worded, told_apart
from openness.domain.keyset import Column, Listing, Slice, listing_of, part_of
from openness.models import Change

_NEWEST_FIRST = (Column(F("revision"), descending=True), Column(F("kind")), Column(F("slug")))
_DAY = dt.timedelta(days=1)
_ENDS = (dt.date.min + _DAY, dt.date.max - 2 * _DAY)
"""Between them every midnight can be told in every time zone."""


@dataclass(frozen=True)
class Wanted:
    """Which changes: of one of `kinds`, of the `record` (kind, slug), and from the day `since` to the day `until`."""

    kinds: Sequence[str] = ()
    record: tuple[str, str] | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def changes(*, wanted: Wanted, part: Slice, with_documents: bool = False) -> Listing[Record]:
    """The `wanted` changes up to the state that is being read, the newest first, as readers saw them: with the
    differences in words in every language, and `before` and `after`, None but `with_documents`.

    A change in which readers saw no difference is left out. 7 queries at most.
    """
    rows = list(part_of(rows=_wanted(wanted).select_related("author", "publisher"), columns=_NEWEST_FIRST, part=part))
    entries = {entry.key: entry for entry in entries_of(changes=rows)}
    made = [(row, _record(entries[row.pk], row, with_documents)) if row.pk in entries else (row, None) for row in rows]
    return listing_of(found=made, columns=_NEWEST_FIRST, part=part)


def has_changed(*, kind: str, slug: str) -> bool:
    """Whether readers were ever shown a change of the record; one query."""
    return for_readers(changes=Change.objects.of(kind=kind, slug=slug)).exists()


def _wanted(wanted: Wanted) -> QuerySet[Change]:
    rows = for_readers(changes=Change.objects.filter(revision__lte=revision.current().number))
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.record:
        rows = rows.filter(kind=wanted.record[0], slug=wanted.record[1])
    if wanted.since:
        rows = rows.filter(published_at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(published_at__lt=_midnight(wanted.until) + _DAY)
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    bounded = min(max(day, _ENDS[0]), _ENDS[1])
    return dt.datetime.combine(bounded, dt.time(), tzinfo=timezone.get_default_timezone())


def _record(entry: Entry, change: Change, with_documents: bool) -> Record:
    seen = as_seen(change=change)
    return {
        "revision": entry.revision,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "slug": entry.slug,
        "name": entry.name,
        "what": entry.what,
        "way": entry.way,
        "reason": entry.reason,
        "author": entry.author or None,
        "publisher": entry.publisher or None,
        "differences": _differences(seen) if entry.what == "changed" else [],
        "before": _document(seen.before) if with_documents else None,
        "after": _document(seen.after) if with_documents else None,
    }


def _document(value: dict[str, Any] | None) -> Record | None:
    return None if value is None else record_of(value=value)


def _differences(change: Change) -> list[Record]:
    """Each difference with its texts in every language."""
    told: dict[str, tuple[Worded, ...]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            told[language] = told_apart(before=change.before, after=change.after)
    return [_difference(dict(zip(told, one, strict=True))) for one in zip(*told.values(), strict=True)]


def _difference(told: dict[str, Worded]) -> Record:
    [kind] = {one.kind for one in told.values()}
    texts = {
        name: {language: getattr(one, name) for language, one in told.items()} for name in ("field", "before", "after")
    }
    return {"kind": kind, **texts}
