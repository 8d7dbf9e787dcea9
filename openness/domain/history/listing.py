"""What was published, change by change, for programs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import override

from openness.choices import RecordKind
from openness.domain import revision
from openness.domain.exchange.published import Record, Unseen, record_of
from openness.domain.history.changes import Entry, entries_of
from openness.domain.history.trees import Plain
from openness.domain.history.visibility import Seen, Sight, as_seen, for_readers, todays_sight
from openness.domain.history.wording import Worded, told_apart
from openness.domain.keyset import Column, Listing, Slice, listing_of, part_of
from openness.models import Change

_NEWEST_FIRST = (Column(F("revision"), descending=True), Column(F("kind")), Column(F("slug")))
_DAY = dt.timedelta(days=1)
_ENDS = (dt.date.min + _DAY, dt.date.max - 2 * _DAY)
"""Between them every midnight can be told in every time zone."""


@dataclass(frozen=True)
class Wanted:
    """Which changes: of one of `kinds`, of the `record` (kind, slug), of one `revision` or of those after one, and
    from the day `since` to the day `until`.
    """

    kinds: Sequence[str] = ()
    record: tuple[str, str] | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    revision: int | None = None
    since_revision: int | None = None


def changes(*, wanted: Wanted, part: Slice, with_documents: bool = False) -> Listing[Record]:
    """The `wanted` changes up to the state that is being read, the newest first, as readers may see them: with the
    differences in words in every language, and `before` and `after`, None but `with_documents`.

    A change in which readers see no difference is left out. 9 queries at most.
    """
    sight = todays_sight(kinds=wanted.kinds or RecordKind.values)
    chosen = _wanted(wanted, sight).select_related("author", "publisher")
    rows = list(part_of(rows=chosen, columns=_NEWEST_FIRST, part=part))
    seen = as_seen(changes=rows, sight=sight)
    unseen = sight.unseen if with_documents else None
    records = {
        one.change.pk: _told(entry, one, unseen) for entry, one in zip(entries_of(changes=seen), seen, strict=True)
    }
    made = [(row, records.get(row.pk)) for row in rows]
    return listing_of(found=made, columns=_NEWEST_FIRST, part=part, whole=chosen)


def has_changed(*, kind: str, slug: str) -> bool:
    """Whether readers may see any change of the record; 3 queries at most."""
    sight = todays_sight(kinds=[kind])
    return for_readers(changes=Change.objects.of(kind=kind, slug=slug), sight=sight).exists()


def _wanted(wanted: Wanted, sight: Sight) -> QuerySet[Change]:
    rows = for_readers(changes=Change.objects.filter(revision__lte=revision.current().number), sight=sight)
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.record:
        rows = rows.filter(kind=wanted.record[0], slug=wanted.record[1])
    if wanted.since:
        rows = rows.filter(published_at__gte=_midnight(wanted.since))
    if wanted.revision is not None:
        rows = rows.filter(revision=wanted.revision)
    if wanted.since_revision is not None:
        rows = rows.filter(revision__gt=wanted.since_revision)
    if wanted.until:
        rows = rows.filter(published_at__lt=_midnight(wanted.until) + _DAY)
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    bounded = min(max(day, _ENDS[0]), _ENDS[1])
    return dt.datetime.combine(bounded, dt.time(), tzinfo=timezone.get_default_timezone())


def _told(entry: Entry, seen: Seen, unseen: Unseen | None) -> Record:
    """The change as a record; with the documents where the models `unseen` in them are given."""
    return {
        "revision": entry.revision,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "slug": entry.slug,
        "name": _name(seen) or entry.name,
        "what": entry.what,
        "way": entry.way,
        "reason": entry.reason,
        "author": entry.author or None,
        "publisher": entry.publisher or None,
        "differences": _differences(seen) if entry.what == "changed" else [],
        "before": _document(seen.change.before, seen.before, unseen),
        "after": _document(seen.change.after, seen.after, unseen),
    }


def _name(seen: Seen) -> dict[str, str] | None:
    """What the record is called in every language; None where it has one name for all."""
    name = (seen.after or seen.before or {}).get("name")
    return name if isinstance(name, dict) else None


def _document(whole: Plain | None, seen: Plain | None, unseen: Unseen | None) -> Record | None:
    return None if whole is None or seen is None or unseen is None else record_of(value=whole, unseen=unseen)


def _differences(seen: Seen) -> list[Record]:
    """Each difference with its texts in every language."""
    told: dict[str, tuple[Worded, ...]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            told[language] = told_apart(before=seen.before, after=seen.after)
    return [_difference(dict(zip(told, one, strict=True))) for one in zip(*told.values(), strict=True)]


def _difference(told: dict[str, Worded]) -> Record:
    [kind] = {one.kind for one in told.values()}
    texts = {
        name: {language: getattr(one, name) for language, one in told.items()} for name in ("field", "before", "after")
    }
    return {"kind": kind, **texts}
