"""What a model inherits from the models it was built on: the limits and duties of their licences."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from openness.choices import Covers, TermEffect, TermSubject
from openness.domain.levels import LIMITING_SUBJECTS
from openness.models import Licence, LicenceCoverage, LicenceTerm, Model

_DUTIES = frozenset({TermSubject.ATTRIBUTION, TermSubject.NAMING, TermSubject.DISPLAY, TermSubject.SHARE_ALIKE})
_BURDENS = frozenset({TermEffect.REQUIRED, TermEffect.SEPARATE_LICENCE, TermEffect.PROHIBITED})


@dataclass(frozen=True)
class Inherited:
    """What the licence of one base asks beyond what the model's own licences ask; `terms` may be empty."""

    base: Model
    licence: Licence
    terms: tuple[LicenceTerm, ...]


def bases_below(*, model: Model) -> tuple[Model, ...]:
    """The published models below `model`, the nearest first; a query per base that was not selected along with it."""
    bases, seen, step = [], {model.pk}, model.base_model
    while step is not None and step.pk not in seen:
        seen.add(step.pk)
        if step.published:
            bases.append(step)
        step = step.base_model
    return tuple(bases)


def inherited_by(*, model: Model, bases: Sequence[Model]) -> tuple[Inherited, ...]:
    """What the weights' licences of `bases` add to those of `model`, the nearest base first; 2 queries at most."""
    if not bases:
        return ()
    terms = Prefetch("licence__terms", LicenceTerm.objects.select_related("source").order_by("position", "pk"))
    found = LicenceCoverage.objects.in_force().filter(model__in=[model, *bases], covers=Covers.WEIGHTS)
    coverages = list(found.select_related("licence").prefetch_related(terms).order_by("pk"))
    by_model: dict[int, list[Licence]] = defaultdict(list)
    for coverage in coverages:
        by_model[coverage.model_id].append(coverage.licence)
    return added_by(bases=[(base, by_model[base.pk]) for base in bases], own=by_model[model.pk])


def added_by(*, bases: Iterable[tuple[Model, Iterable[Licence]]], own: Sequence[Licence]) -> tuple[Inherited, ...]:
    """What the licences of `bases` (each with those of its weights) ask beyond `own`; all have their terms at hand."""
    asked = {_gist(term) for licence in own for term in licence.terms.all()}
    return tuple(
        Inherited(base, licence, _beyond(licence.terms.all(), asked))
        for base, licences in bases
        for licence in licences
        if licence not in own
    )


def _beyond(terms: Iterable[LicenceTerm], asked: set[tuple[str, str, int | None]]) -> tuple[LicenceTerm, ...]:
    return tuple(
        term
        for term in terms
        if term.effect in _BURDENS and term.subject in LIMITING_SUBJECTS | _DUTIES and _gist(term) not in asked
    )


def _gist(term: LicenceTerm) -> tuple[str, str, int | None]:
    return term.subject, term.effect, term.value
