"""What proposals would change for readers, tried out and taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from openness.choices import Offering, Permission, RecordKind
from openness.domain import revision
from openness.domain.comparison import levels_of
from openness.domain.editing.publishing import apply
from openness.domain.exchange import with_derivatives
from openness.domain.faults import Fault, Refused
from openness.domain.permissions.answering import Answer
from openness.domain.permissions.catalogue import answers, forget
from openness.models import Article, Licence, Model, Proposal


@dataclass(frozen=True)
class LevelChange:
    """One model on one dimension, before and after."""

    slug: str
    name: str
    dimension: str
    before: str
    after: str


@dataclass(frozen=True)
class AnswerChange:
    """How many models get another answer to one plan."""

    offering: str
    before: str
    after: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """What would change; `faults` say why it cannot be published as it stands, and then the rest is empty.

    `pages` are the records whose pages would show something else, by kind.
    """

    faults: tuple[Fault, ...] = ()
    levels: tuple[LevelChange, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _State:
    names: dict[int, tuple[str, str]]
    levels: dict[int, dict[str, str]]
    answers: dict[str, dict[int, str]]


class _TakeBack(Exception):
    """Ends the trial."""


def effects(*, proposals: Sequence[Proposal]) -> Effects:
    """What publishing `proposals` together would change; nothing stays written.

    A proposal whose base moved on is tried as if it replaced what is there. Both sides are looked at as of this
    moment: what changes by the passing of days alone is no effect.
    """
    found, now = Effects(), timezone.now()
    try:
        with transaction.atomic():
            revision.bump(now=now)
            before, touched = _state(), _touched(proposals)
            revision.bump(now=now)
            apply(proposals=proposals)
            found = _compared(before, _state(), _joined(touched, _touched(proposals)))
            raise _TakeBack
    except Refused as refused:
        return Effects(faults=tuple(refused.faults))
    except _TakeBack:
        return found
    finally:
        forget()


def _state() -> _State:
    rows = list(Model.objects.published().values_list("pk", "slug", "name", "grounds_id"))
    given = {offering.value: answers(plan={"offering": (offering.value,)}) for offering in Offering}
    return _State(
        names={pk: (slug, name) for pk, slug, name, _grounds in rows},
        levels=levels_of(keys=[row[0] for row in rows]),
        answers={
            offering: {pk: _permission(found, grounds) for pk, _slug, _name, grounds in rows}
            for offering, found in given.items()
        },
    )


def _permission(found: Mapping[int, Answer], grounds: int | None) -> str:
    answer = None if grounds is None else found.get(grounds)
    return answer.permission.value if answer else Permission.UNCLEAR.value


def _compared(before: _State, after: _State, pages: dict[str, tuple[str, ...]]) -> Effects:
    both = [pk for pk in after.names if pk in before.names]
    levels = tuple(
        LevelChange(*after.names[pk], dimension, before.levels[pk][dimension], level)
        for pk in both
        for dimension, level in after.levels[pk].items()
        if before.levels[pk][dimension] != level
    )
    return Effects(levels=levels, answers=tuple(_answers(before, after, both)), pages=pages)


def _answers(before: _State, after: _State, both: Sequence[int]) -> list[AnswerChange]:
    changed: dict[tuple[str, str, str], list[str]] = {}
    for offering, found in after.answers.items():
        for pk in both:
            was, now = before.answers[offering][pk], found[pk]
            if was != now:
                changed.setdefault((offering, was, now), []).append(after.names[pk][0])
    return [AnswerChange(*key, tuple(sorted(slugs))) for key, slugs in changed.items()]


def _touched(proposals: Sequence[Proposal]) -> dict[str, tuple[str, ...]]:
    """The records whose pages show something of what is proposed, by kind; a dimension stands on all of them."""
    slugs = {kind: {row.slug for row in proposals if row.kind == kind} for kind in RecordKind.values}
    models = Model.objects.published()
    if slugs["dimension"]:
        shown = set(models.values_list("slug", flat=True))
    else:
        about = Q(coverages__licence__slug__in=slugs["licence"]) | Q(vendor__slug__in=slugs["vendor"])
        shown = with_derivatives(models=slugs["model"].union(models.filter(about).values_list("slug", flat=True)))
    shown &= set(models.values_list("slug", flat=True))
    articles = Article.objects.published()
    telling = (
        articles.filter(rows__meant__slug__in=shown),
        articles.filter(rows__left_out__slug__in=shown),
        articles.filter(claims__meant__slug__in=shown),
    )
    licences = Licence.objects.filter(Q(coverages__model__slug__in=shown) | Q(supersedes__slug__in=slugs["licence"]))
    return {
        "model": _sorted(shown),
        "vendor": _sorted(slugs["vendor"].union(models.filter(slug__in=shown).values_list("vendor__slug", flat=True))),
        "licence": _sorted(slugs["licence"].union(licences.values_list("slug", flat=True))),
        "article": _sorted(slugs["article"].union(*(found.values_list("slug", flat=True) for found in telling))),
        "dimension": _sorted(slugs["dimension"]),
    }


def _sorted(slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(slugs))


def _joined(first: dict[str, tuple[str, ...]], second: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(sorted({*slugs, *second[kind]})) for kind, slugs in first.items()}
