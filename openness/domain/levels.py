"""The one rule that derives the commercial-use level from a licence's terms.

Source of the rule: the levels table in README ("What a level means"): open is any purpose and any size,
partial is allowed with limits, closed is not allowed or no licence at all.
"""

from collections.abc import Iterable, Mapping

from openness.choices import Availability, Covers, Level, TermEffect, TermSubject
from openness.domain.documents import LicenceDocument, ModelDocument, TermEntry

LIMITING_SUBJECTS = frozenset(
    {
        TermSubject.COMMERCIAL_USE,
        TermSubject.USER_THRESHOLD,
        TermSubject.REVENUE_THRESHOLD,
        TermSubject.TERRITORY,
        TermSubject.FIELD_OF_USE,
        TermSubject.USE_POLICY,
        TermSubject.OUTPUT_TRAINING,
        TermSubject.HOSTING,
        TermSubject.REDISTRIBUTION,
        TermSubject.MODIFICATION,
    }
)
_LIMITING_EFFECTS = frozenset({TermEffect.PROHIBITED, TermEffect.SEPARATE_LICENCE})
_FREEDOM = (Level.OPEN, Level.PARTIAL, Level.CLOSED)


def is_limit(*, term: TermEntry) -> bool:
    """Whether `term` narrows who may use it, where, or for what (notices and names do not)."""
    if term.subject == TermSubject.USE_POLICY:
        return term.effect in {TermEffect.REQUIRED, *_LIMITING_EFFECTS}
    return term.subject in LIMITING_SUBJECTS and term.effect in _LIMITING_EFFECTS


def licence_level(*, terms: Iterable[TermEntry]) -> Level:
    """How free commercial use is under `terms`; unknown where no term says whether it is allowed at all."""
    terms = list(terms)
    base = [
        term
        for term in terms
        if term.subject == TermSubject.COMMERCIAL_USE
        and not (term.regions or term.modalities or term.fields_of_use or term.value)
    ]
    if any(term.effect == TermEffect.PROHIBITED for term in base):
        return Level.CLOSED
    if not any(term.effect == TermEffect.PERMITTED for term in base):
        return Level.UNKNOWN
    return Level.PARTIAL if any(is_limit(term=term) for term in terms) else Level.OPEN


def least_free(*, levels: Iterable[Level]) -> Level:
    """The least free of `levels`: closed before unknown before partial before open; unknown when empty."""
    found = set(levels)
    if Level.CLOSED in found:
        return Level.CLOSED
    if Level.UNKNOWN in found or not found:
        return Level.UNKNOWN
    return max(found, key=_FREEDOM.index)


def commercial_use_level(
    *, model: ModelDocument, models: Mapping[str, ModelDocument], licences: Mapping[str, LicenceDocument]
) -> Level:
    """The commercial-use level of `model` from the licences of its weights and of every base below it.

    `models` and `licences` are keyed by slug. A model without a licence for its weights is closed when only
    the vendor runs it, else unknown. Of a licence that changed, the one in force (no end date) counts.
    """
    levels, seen, step = [], set[str](), model
    while step.slug not in seen:
        seen.add(step.slug)
        levels.append(_own_level(step, licences))
        if not step.base_model or step.base_model not in models:
            break
        step = models[step.base_model]
    return least_free(levels=levels)


def _own_level(model: ModelDocument, licences: Mapping[str, LicenceDocument]) -> Level:
    if model.availability == Availability.SERVICE_ONLY:
        return Level.CLOSED
    in_force = [entry for entry in model.licences if entry.covers == Covers.WEIGHTS and entry.valid_to is None]
    if not in_force or any(entry.licence not in licences for entry in in_force):
        return Level.UNKNOWN
    return least_free(levels=[licence_level(terms=licences[entry.licence].terms) for entry in in_force])
