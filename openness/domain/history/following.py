"""What changed of what somebody follows: the whole catalogue, one record, or the models that filters find."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from openness import filters
from openness.choices import Dimension, RecordKind
from openness.domain import revision
from openness.domain.comparison import models_found
from openness.domain.history.changes import Entry, entries_of
from openness.domain.history.matching import Names, is_told, matches, names
from openness.domain.history.trees import Plain
from openness.domain.history.visibility import UNSEEN_BEFORE, Seen, Sight, as_seen, for_readers, todays_sight
from openness.domain.history.wording import counted, field_words, value_words
from openness.domain.inheritance import bases_below
from openness.models import Change, Licence, LicenceCoverage, Model, Vendor

_MOST = 50
_MANY = 12
_LOOKED_THROUGH = 500
_OVERLOOKED = ("format", "page", "per-page", "group", "sort")
_BEFORE_ALL = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NOTHING = Q(pk__in=())
_ORDER = ("-revision", "kind", "slug")

_FACTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "vendor": (("country",), ("website",)),
    "licence": (("licence_kind",), ("spdx_id",), ("published_on",), ("supersedes",)),
    "model": (
        ("family",),
        ("released",),
        ("availability",),
        *(("assessments", dimension.value, "level") for dimension in Dimension),
    ),
}


@dataclass(frozen=True)
class News:
    """One change of one record; `facts` (field, value) about what was added.

    `move` is "entered" or "left" where a change brought a model under the filters that are followed, or out of them;
    "" where it is not seen to do so.
    """

    entry: Entry
    facts: tuple[tuple[str, str], ...]
    move: str = ""

    @property
    def revision(self) -> int:
        """The revision that published it."""
        return self.entry.revision

    @property
    def at(self) -> dt.datetime:
        """When it was published."""
        return self.entry.at


@dataclass(frozen=True)
class Bundle:
    """What a revision that changed many records at once did: how many of each kind, and the first of them."""

    revision: int
    at: dt.datetime
    counts: tuple[tuple[str, int], ...]
    first: tuple[Entry, ...]

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(number for _kind, number in self.counts)

    @property
    def in_all(self) -> str:
        """How many there are of each kind, in words."""
        return counted(counts=self.counts)


@dataclass(frozen=True)
class Following:
    """What changed, the newest first, 50 items at most; `name` is that of the record that is followed, if one is.

    `updated` is when the newest item was published, or else when the catalogue changed last.
    `query` is what filters were read, with their faults: where there are any, there are no items.
    """

    name: str
    items: tuple[News | Bundle, ...]
    updated: dt.datetime
    query: filters.Query = field(default_factory=filters.Query)


def all_changes() -> Following:
    """All that was published; a revision that changed more than 12 records is one item. 16 queries at most."""
    sight = todays_sight()
    rows = for_readers(changes=Change.objects.all(), sight=sight)
    return _following("", rows, sight, bundled=_in_large_revisions(sight))


def changes_for_model(*, slug: str) -> Following:
    """A published model's changes, those of the models it is built on, and those of the licences in force of all.

    They decide together what may be done with it. Raises Model.DoesNotExist. 7 queries at most, and one per base.
    """
    model = Model.objects.published().select_related("base_model").get(slug=slug)
    models = [model, *bases_below(model=model)]
    licences = LicenceCoverage.objects.in_force().filter(model__in=models).values("licence__slug")
    followed = Q(kind=RecordKind.MODEL, slug__in=[one.slug for one in models])
    followed |= Q(kind=RecordKind.LICENCE, slug__in=licences)
    sight = todays_sight()
    return _following(model.name, for_readers(changes=Change.objects.filter(followed), sight=sight), sight)


def changes_for_vendor(*, slug: str) -> Following:
    """A vendor's changes and those of its models, also of those that are gone.

    What a revision that changed more than 12 records added is one item. Raises Vendor.DoesNotExist. 11 queries at
    most.
    """
    vendor = Vendor.objects.get(slug=slug)
    followed = Q(kind=RecordKind.VENDOR, slug=slug)
    gone = Change.objects.order_by().filter(kind=RecordKind.MODEL, after__isnull=True, before__vendor=slug)
    for models in (Model.objects.order_by().filter(vendor=vendor), gone):
        followed |= Q(kind=RecordKind.MODEL, slug__in=models.values("slug"))
    sight = todays_sight()
    rows = for_readers(changes=Change.objects.filter(followed), sight=sight)
    return _following(vendor.name, rows, sight, bundled=_added_among_many(sight))


def changes_for_licence(*, slug: str) -> Following:
    """A licence's changes, and the arrival of a text that supersedes it; raises Licence.DoesNotExist. 4 queries."""
    licence = Licence.objects.get(slug=slug)
    followed = Q(kind=RecordKind.LICENCE, slug=slug)
    later = Licence.objects.filter(supersedes=licence).values("slug")
    followed |= Q(kind=RecordKind.LICENCE, slug__in=later, before__isnull=True)
    sight = todays_sight(kinds=[RecordKind.LICENCE])
    return _following(licence.name, for_readers(changes=Change.objects.filter(followed), sight=sight), sight)


def changes_for_filters(*, parameters: Mapping[str, Sequence[str]]) -> Following:
    """The changes of the models that a comparison's URL `parameters` find now, and those by which others left them.

    What only tells how a comparison is shown is overlooked. What a revision that changed more than 12 records added
    is one item. By answers to a plan nobody is seen to leave: changes do not hold them. 14 queries at most, 5 more
    where such answers are asked for.
    """
    read = {name: values for name, values in parameters.items() if name not in _OVERLOOKED}
    options = filters.options(models=[value.strip() for value in read.get("model", ())])
    query = filters.parse(parameters=read, options=options)
    faults = {**query.faults, **_day_fault(read)}
    if faults:
        return Following("", (), _BEFORE_ALL, filters.Query(faults=faults))
    known = names()
    found = Q(slug__in=models_found(query=query).order_by().values("slug"))
    sight = todays_sight()
    of_models = for_readers(changes=Change.objects.filter(kind=RecordKind.MODEL), sight=sight)
    rows = of_models.filter(found | Q(pk__in=_left(of_models.exclude(found), query, known, sight)))
    return _following("", rows, sight, bundled=_added_among_many(sight), query=query, known=known)


def _day_fault(parameters: Mapping[str, Sequence[str]]) -> dict[str, str]:
    is_given = any(value.strip() for value in parameters.get("as-of", ()))
    return {"as-of": _("a feed follows today's catalogue; leave the day out")} if is_given else {}


def _in_large_revisions(sight: Sight) -> Q:
    """Changes that were published together with more than 12 in all, whoever follows which of them."""
    seen = for_readers(changes=Change.objects.order_by(), sight=sight)
    large = seen.values("revision").annotate(number=Count("pk")).filter(number__gt=_MANY)
    return Q(revision__in=large.values("revision"))


def _added_among_many(sight: Sight) -> Q:
    return _in_large_revisions(sight) & UNSEEN_BEFORE


def _left(others: QuerySet[Change], query: filters.Query, known: Names, sight: Sight) -> list[int]:
    """The keys of those of the newest changes of `others`, which the query does not find, by which they left it."""
    if not is_told(query=query):
        return []
    newest = others.exclude(UNSEEN_BEFORE).order_by(*_ORDER).only("pk", "before", "after")[:_LOOKED_THROUGH]
    return [one.change.pk for one in as_seen(changes=newest, sight=sight) if _move(one, query, known) == "left"]


def _move(seen: Seen, query: filters.Query, known: Names) -> str:
    """Whether a model came under the query here, or left it; "" where neither, or where that is not told."""
    if not query.values or not is_told(query=query):
        return ""
    was, now = (_is_found(document, query, known) for document in (seen.before, seen.after))
    return "" if was == now else ("entered" if now else "left")


def _is_found(document: Plain | None, query: filters.Query, known: Names) -> bool:
    return document is not None and matches(document=document, query=query, names=known)


def _following(
    name: str,
    rows: QuerySet[Change],
    sight: Sight,
    *,
    bundled: Q = _NOTHING,
    query: filters.Query | None = None,
    known: Names | None = None,
) -> Following:
    """The newest of `rows`, those that are `bundled` one item a revision."""
    query = query or filters.Query()
    single = list(rows.exclude(bundled).select_related("author", "publisher").order_by(*_ORDER)[:_MOST])
    seen = as_seen(changes=single, sight=sight)
    news = [_news(entry, one, query, known) for entry, one in zip(entries_of(changes=seen), seen, strict=True)]
    items: list[News | Bundle] = [*news, *_bundles(rows.filter(bundled), sight)]
    items = sorted(items, key=lambda item: -item.revision)[:_MOST]
    last = revision.current().changed_at or _BEFORE_ALL
    return Following(name, tuple(items), items[0].at if items else last, query)


def _news(entry: Entry, seen: Seen, query: filters.Query, known: Names | None) -> News:
    facts = tuple(_facts(seen)) if entry.what == "added" else ()
    return News(entry, facts, _move(seen, query, known) if known and entry.what == "changed" else "")


def _facts(seen: Seen) -> Iterator[tuple[str, str]]:
    """What is worth knowing of a record that was added, as (field, value)."""
    for path in _FACTS.get(seen.change.kind, ()):
        value: Any = seen.after
        for part in path:
            value = (value or {}).get(part)
        if value is not None:
            yield field_words(path[:2]), value_words(path[-1], value)


def _bundles(rows: QuerySet[Change], sight: Sight) -> Iterator[Bundle]:
    """One item for each of the newest revisions of `rows`, with how many of each kind, and the first ones."""
    counts: dict[int, list[tuple[str, int]]] = {}
    numbers = rows.order_by("-revision", "kind").values_list("revision", "kind").annotate(number=Count("pk"))
    for number, kind, many in numbers[: _MOST * len(RecordKind)]:
        counts.setdefault(number, []).append((kind, many))
    place = Window(RowNumber(), partition_by=[F("revision")], order_by=["kind", "slug"])
    first = rows.filter(revision__in=list(counts)).select_related("author", "publisher").annotate(place=place)
    entries: dict[int, list[Entry]] = defaultdict(list)
    shown = as_seen(changes=first.filter(place__lte=_MANY).order_by(*_ORDER), sight=sight)
    for entry in entries_of(changes=shown):
        entries[entry.revision].append(entry)
    for number, by_kind in counts.items():
        if entries[number]:
            yield Bundle(number, entries[number][0].at, tuple(by_kind), tuple(entries[number]))
