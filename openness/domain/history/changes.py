"""What was published when, by whom and why, for readers and editors."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.choices import Dimension, Level, RecordKind
from openness.domain import revision
from openness.domain.documents import SLUG
from openness.domain.history.visibility import Seen, Sight, as_seen, for_readers, todays_sight
from openness.domain.history.wording import Worded, counted, told_apart
from openness.models import Article, Change, Licence, Model, OpennessDimension, Vendor

PARAMETERS = ("kind", "record", "revision", "page")

_PER_PAGE = 20
_SHOWN, _SHOWN_ALONE = 12, 200


def _tables() -> dict[str, Any]:
    return {
        "vendor": Vendor.objects.all(),
        "dimension": OpennessDimension.objects.all(),
        "licence": Licence.objects.all(),
        "model": Model.objects.published(),
        "article": Article.objects.published(),
    }


@dataclass(frozen=True)
class Entry:
    """One change of one record; `what` is added, changed or removed, `differences` are empty unless it changed.

    `name` is what the record is called in the document; `exists` whether it is there today, for readers to see.
    """

    key: int
    kind: str
    slug: str
    name: str
    exists: bool
    revision: int
    at: dt.datetime
    what: str
    way: str
    reason: str
    author: str
    publisher: str
    differences: tuple[Worded, ...]


@dataclass(frozen=True)
class Publication:
    """All that one revision published: the first entries, and how many there are of each kind."""

    revision: int
    at: dt.datetime
    entries: tuple[Entry, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How many records it changed."""
        return sum(number for _kind, number in self.counts)

    @property
    def in_all(self) -> str:
        """How many there are of each kind, in words."""
        return counted(counts=self.counts)


@dataclass(frozen=True)
class History:
    """One page of publications, the newest first; wrong parameters are named in `faults`."""

    publications: tuple[Publication, ...]
    kind: str
    record: str
    revision: str
    page: int
    pages: int
    faults: Mapping[str, str]

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of the publications are asked for."""
        return bool(self.kind or self.record or self.revision)


@dataclass(frozen=True)
class LevelSpan:
    """A level that held from one day on, to the day before the next; `to` None: it holds today."""

    level: str
    since: dt.date
    to: dt.date | None


def changes_of(*, kind: str, slug: str) -> tuple[Entry, ...]:
    """Every published change of one record up to the state that is being read, the newest first; 4 queries at most.

    As readers may see it: what they are not shown is left out.
    """
    sight = todays_sight(kinds=[kind])
    rows = for_readers(changes=_changes_of(kind, slug), sight=sight)
    return _entries(as_seen(changes=rows, sight=sight), known={(kind, slug)})


def all_changes_of(*, kind: str, slug: str) -> tuple[Entry, ...]:
    """As `changes_of`, for editors: with what readers were not shown, and with everybody's name."""
    whole = [Seen(change, change.before, change.after) for change in _changes_of(kind, slug)]
    entries = _entries(whole, known={(kind, slug)})
    return tuple(
        replace(entry, author=_colleague(one.change.author), publisher=_colleague(one.change.publisher))
        for entry, one in zip(entries, whole, strict=True)
    )


def _changes_of(kind: str, slug: str) -> QuerySet[Change]:
    rows = Change.objects.of(kind=kind, slug=slug).filter(revision__lte=revision.current().number)
    return rows.select_related("author", "publisher")


def entries_of(*, changes: Sequence[Seen]) -> tuple[Entry, ...]:
    """An entry for each of `changes`, in their order; a query for each kind of record.

    The changes come with author and publisher.
    """
    return _entries(changes, known=_known((one.change.kind, one.change.slug) for one in changes))


def history(*, parameters: Mapping[str, Sequence[str]]) -> History:
    """The publications that a URL's `parameters` ask for: a kind, one record ("model/gpt-4o"), a revision, a page.

    13 queries at most. Wrong values are named in the faults, and then there are no publications.
    """
    given = {name: _first(parameters.get(name, ())) for name in PARAMETERS}
    faults = _faults(given)
    page = int(given["page"]) if given["page"] and "page" not in faults else 1
    sight = todays_sight()
    rows = for_readers(changes=Change.objects.all(), sight=sight)
    if not faults and given["kind"]:
        rows = rows.filter(kind=given["kind"])
    if not faults and given["record"]:
        kind, _slash, slug = given["record"].partition("/")
        rows = rows.filter(kind=kind, slug=slug)
    if not faults and given["revision"]:
        rows = rows.filter(revision=int(given["revision"]))
    numbers = rows.order_by("-revision").values_list("revision", flat=True).distinct()
    pages = max(1, math.ceil(numbers.count() / _PER_PAGE)) if not faults else 1
    if page > pages:
        faults["page"] = _("there are only %(pages)s") % {"pages": pages}
    wanted = [] if faults else list(numbers[(page - 1) * _PER_PAGE : page * _PER_PAGE])
    most = _SHOWN_ALONE if given["revision"] else _SHOWN
    publications = _publications(rows, wanted, sight, most=most) if wanted else ()
    return History(publications, given["kind"], given["record"], given["revision"], page, pages, faults)


def _first(values: Sequence[str]) -> str:
    return next((value.strip() for value in values if value.strip()), "")


def _faults(given: Mapping[str, str]) -> dict[str, str]:
    faults = {}
    if given["kind"] and given["kind"] not in RecordKind.values:
        faults["kind"] = _("must be one of %(choices)s") % {"choices": ", ".join(RecordKind.values)}
    kind, _slash, slug = given["record"].partition("/")
    if given["record"] and (kind not in RecordKind.values or not SLUG.fullmatch(slug)):
        faults["record"] = _("must be a kind and a slug, as in model/gpt-4o")
    for name in ("revision", "page"):
        if given[name] and not re.fullmatch("[1-9][0-9]{0,5}", given[name]):
            faults[name] = _("must be a whole number from 1")
    return faults


def _publications(
    rows: QuerySet[Change], numbers: Sequence[int], sight: Sight, *, most: int
) -> tuple[Publication, ...]:
    """The publications `numbers`, each with its `most` first entries; 2 queries and one for each kind."""
    counts: dict[int, dict[str, int]] = {}
    keys: dict[int, list[int]] = {}
    for pk, number, kind in (
        rows.filter(revision__in=numbers).order_by("kind", "slug").values_list("pk", "revision", "kind")
    ):
        counts.setdefault(number, {}).setdefault(kind, 0)
        counts[number][kind] += 1
        if len(keys.setdefault(number, [])) < most:
            keys[number].append(pk)
    wanted = [pk for found in keys.values() for pk in found]
    changes = Change.objects.filter(pk__in=wanted).select_related("author", "publisher").order_by("kind", "slug")
    by_number: dict[int, list[Entry]] = {}
    for entry in entries_of(changes=as_seen(changes=changes, sight=sight)):
        by_number.setdefault(entry.revision, []).append(entry)
    return tuple(
        Publication(number, by_number[number][0].at, tuple(by_number[number]), tuple(sorted(counts[number].items())))
        for number in numbers
        if number in by_number
    )


def _known(keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of `keys` are there today; a query for each kind."""
    wanted: dict[str, set[str]] = {}
    for kind, slug in keys:
        wanted.setdefault(kind, set()).add(slug)
    tables = _tables()
    return {
        (kind, slug)
        for kind, slugs in wanted.items()
        for slug in tables[kind].filter(slug__in=slugs).values_list("slug", flat=True)
    }


def _entries(changes: Iterable[Seen], *, known: set[tuple[str, str]]) -> tuple[Entry, ...]:
    return tuple(_entry(one, exists=(one.change.kind, one.change.slug) in known) for one in changes)


def _entry(seen: Seen, *, exists: bool) -> Entry:
    change = seen.change
    return Entry(
        key=change.pk,
        kind=change.kind,
        slug=change.slug,
        name=_name(seen),
        exists=exists,
        revision=change.revision,
        at=change.published_at,
        what=_what(seen),
        way=change.way,
        reason=change.reason,
        author=_person(change.author),
        publisher=_person(change.publisher),
        differences=_differences(seen),
    )


def _name(seen: Seen) -> str:
    document = seen.after or seen.before or {}
    name = document.get("name") or document.get("title") or seen.change.slug
    return str(name[get_language() or "de"] if isinstance(name, dict) else name)


def _what(seen: Seen) -> str:
    if seen.before is None:
        return "added"
    return "removed" if seen.after is None else "changed"


def _differences(seen: Seen) -> tuple[Worded, ...]:
    if seen.before is None or seen.after is None:
        return ()
    return told_apart(before=seen.before, after=seen.after)


def _person(user: User | None) -> str:
    """The name that somebody gave to be published with their work, empty where they gave none; never the name they
    sign in with, which is half of what an intruder needs.
    """
    return user.get_full_name() if user else ""


def _colleague(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def level_spans(*, changes: Sequence[Mapping[str, Any]], dimension: Dimension) -> tuple[LevelSpan, ...]:
    """The levels on `dimension` over `changes` (published_at and after, from old to new), equal ones joined."""
    steps: list[tuple[dt.date, str]] = []
    for change in changes:
        level = _published_level(change["after"], dimension)
        if not steps or steps[-1][1] != level:
            steps.append((timezone.localdate(change["published_at"]), level))
    ends = [*(since for since, _level in steps[1:]), None][: len(steps)]
    return tuple(LevelSpan(level, since, to) for (since, level), to in zip(steps, ends, strict=True))


def _published_level(document: Mapping[str, Any] | None, dimension: Dimension) -> str:
    assessment = (document or {}).get("assessments", {}).get(dimension.value, {})
    is_shown = bool(assessment) and assessment.get("published", True) and (document or {}).get("published", True)
    return str(assessment["level"]) if is_shown else Level.UNKNOWN.value


def levels_through_time(*, slug: str) -> dict[str, tuple[LevelSpan, ...]]:
    """A model's published levels since its history began, by dimension; 2 queries."""
    rows = Change.objects.of(kind=RecordKind.MODEL, slug=slug).filter(revision__lte=revision.current().number)
    changes = list(rows.order_by("revision").values("published_at", "after"))
    return {dimension.value: level_spans(changes=changes, dimension=dimension) for dimension in Dimension}
