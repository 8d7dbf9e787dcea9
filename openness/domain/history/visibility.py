"""What readers may see of a change today: models, articles and assessments may be there without being shown.

A record, or an assessment, that was not shown before or after a change stays out of it for ever. A model that is not
shown today is not named either, whatever the documents of other records say of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from openness.choices import RecordKind
from openness.domain.history.routing import reading_today
from openness.domain.history.trees import Plain
from openness.models import Change, Model

Document = Mapping[str, Any]
Unseen = Mapping[str, str | None]
"""The models that readers cannot see, each with what it is built on."""

UNSEEN_BEFORE = Q(before__isnull=True) | Q(before__has_key="published")
"""Changes of records that readers could not see before; a document says `published` only where it is not shown."""

_NAMES_MODELS = frozenset({RecordKind.MODEL, RecordKind.ARTICLE})


@dataclass(frozen=True)
class Sight:
    """What readers may not see: `unseen` models, and the keys of `changes` that tell of nothing else."""

    unseen: Unseen
    changes: frozenset[int]


@dataclass(frozen=True)
class Seen:
    """A change with the documents before and after it as readers may see them; None where they see nothing."""

    change: Change
    before: Plain | None
    after: Plain | None


def todays_sight(*, kinds: Collection[str] = RecordKind.values) -> Sight:
    """What readers may not see today of changes of `kinds`, also while a past day is being read; 2 queries at most."""
    if _NAMES_MODELS.isdisjoint(kinds):
        return Sight({}, frozenset())
    with reading_today():
        unseen = _unseen_models()
        return Sight(unseen, frozenset(_telling_of_no_other(unseen)) if unseen else frozenset())


def _unseen_models() -> Unseen:
    """The models that are not shown, and those that are gone and were not shown at their end."""
    hidden = Model.objects.order_by().filter(published=False).values_list("slug", "base_model__slug")
    gone = Change.objects.order_by().filter(kind=RecordKind.MODEL, shown=False, after__isnull=True)
    gone = gone.exclude(slug__in=Model.objects.values("slug"))
    return dict(hidden.union(gone.values_list("slug", KT("before__base_model"))).order_by())


def _telling_of_no_other(unseen: Unseen) -> Iterator[int]:
    """The keys of changes in which nothing differs but what they say of `unseen`.

    They stand among those whose visibility depends on models; few do.
    """
    slugs = list(unseen)
    built_on = Q(before__base_model__in=slugs) | Q(after__base_model__in=slugs)
    named = Q(kind=RecordKind.ARTICLE) | Q(kind=RecordKind.MODEL) & built_on
    changes = Change.objects.order_by().filter(named, shown__isnull=True)
    for key, before, after in changes.values_list("pk", "before", "after").iterator():
        if _seen(before, unseen) == _seen(after, unseen):
            yield key


def for_readers(*, changes: QuerySet[Change], sight: Sight) -> QuerySet[Change]:
    """Those of `changes` in which readers may see a difference."""
    possible = changes.filter(Q(shown=True) | Q(shown__isnull=True))
    return possible.exclude(pk__in=sight.changes) if sight.changes else possible


def as_seen(*, changes: Iterable[Change], sight: Sight) -> list[Seen]:
    """`changes` as readers may see them, in their order; one in which they see no difference is left out."""
    found = (Seen(one, _seen(one.before, sight.unseen), _seen(one.after, sight.unseen)) for one in changes)
    return [one for one in found if one.before != one.after]


def shown(*, before: Document | None, after: Document | None) -> bool | None:
    """Whether readers may see that a record changed from `before` to `after`; None: it depends on the models they may
    see, since nothing differs but what is said of models.
    """
    if _seen(before, {}) == _seen(after, {}):
        return False
    every = dict.fromkeys([*_models_named(before or {}), *_models_named(after or {})])
    return None if _seen(before, every) == _seen(after, every) else True


def _models_named(document: Document) -> Iterator[str]:
    if base := document.get("base_model"):
        yield base
    for entry in (*document.get("rows", ()), *document.get("claims", ())):
        yield from entry.get("models", ())
        yield from entry.get("left_out", ())


def _seen(document: Document | None, unseen: Unseen) -> Plain | None:
    if document is None or not document.get("published", True):
        return None
    found = dict(document)
    if "assessments" in found:
        entries = found["assessments"].items()
        found["assessments"] = {name: entry for name, entry in entries if entry.get("published", True)}
    if unseen:
        _leave_out(found, unseen)
    return found


def _leave_out(document: Plain, unseen: Unseen) -> None:
    """Take `unseen` out of `document`; what is built on one of them is built on the next one below that is seen."""
    if "base_model" in document:
        _put(document, "base_model", _seen_base(document, unseen))
    if "rows" in document:
        rows = [_without(row, unseen) for row in document["rows"]]
        _put(document, "rows", [row for row in rows if row.get("models")])
    if "claims" in document:
        document["claims"] = [_without(claim, unseen) for claim in document["claims"]]


def _seen_base(model: Document, unseen: Unseen) -> str | None:
    base, passed = model["base_model"], {model.get("slug")}
    while base in unseen and base not in passed:
        passed.add(base)
        base = unseen[base]
    return None if base in passed else base


def _without(entry: Document, unseen: Unseen) -> Plain:
    found = dict(entry)
    for name in ("models", "left_out"):
        if name in found:
            _put(found, name, [slug for slug in found[name] if slug not in unseen])
    return found


def _put(target: Plain, name: str, value: Any) -> None:
    """Set a field; documents leave out what is empty."""
    if value:
        target[name] = value
    else:
        del target[name]
