"""What one licence answers to a situation: every term held against it, one rule for all licences.

Source of the rules: the effects and subjects of the terms (`openness.choices`), nothing of any one licence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from openness.choices import FieldOfUse, LicenceKind, Modality, Offering, Permission, TermEffect, TermSubject
from openness.domain.documents import LicenceDocument, TermEntry
from openness.domain.permissions.conditions import Fact, conditions
from openness.domain.permissions.situation import Situation

FREEDOM = tuple(Permission)
_FREE_KINDS = frozenset({LicenceKind.OPEN_SOURCE, LicenceKind.PERMISSIVE})
_WITHOUT_BEARING = frozenset(
    {
        TermSubject.PATENT,
        TermSubject.TERMINATION,
        TermSubject.REVOCATION,
        TermSubject.TRADEMARK,
        TermSubject.WARRANTY,
        TermSubject.GOVERNING_LAW,
    }
)
_NEEDED_FOR: dict[TermSubject, frozenset[Offering]] = {
    TermSubject.REDISTRIBUTION: frozenset({Offering.REDISTRIBUTE, Offering.FINE_TUNE}),
    TermSubject.MODIFICATION: frozenset({Offering.FINE_TUNE}),
    TermSubject.HOSTING: frozenset({Offering.SERVICE}),
    TermSubject.OUTPUT_TRAINING: frozenset({Offering.TRAIN}),
}
# A free licence grants use, passing on and changing without naming every way of use.
_IMPLIED_BY_FREEDOM = frozenset({TermSubject.HOSTING, TermSubject.OUTPUT_TRAINING})


_CONDUCT = frozenset({TermSubject.NAMING, TermSubject.USE_POLICY})
_BUSINESS = frozenset({TermSubject.COMMERCIAL_USE, TermSubject.REDISTRIBUTION, TermSubject.HOSTING})
_ANSWERS = (True, False, None)


class Role(StrEnum):
    """What a term does to an answer."""

    DECIDES = "decides"
    DUTY = "duty"
    CONDITION = "condition"
    WATCH = "watch"
    REQUEST = "request"
    GRANTS = "grants"
    SAYS = "says"


_OUTCOMES = {
    TermEffect.PERMITTED: (Permission.YES, Role.GRANTS),
    TermEffect.REQUIRED: (Permission.YES_IF, Role.DUTY),
    TermEffect.REQUESTED: (Permission.YES, Role.REQUEST),
    TermEffect.PROHIBITED: (Permission.YES_IF, Role.DUTY),
}


@dataclass(frozen=True)
class Reason:
    """One term in an answer: its role, the answer it makes or would make, and the facts it hangs on.

    A term that DECIDES bars the plan as it was told; `facts` are what makes it so. A CONDITION would bar it, if
    the `facts` that were not said were so. A term to WATCH does not concern the plan, and would, were its one
    fact another. A REQUEST binds nobody; what GRANTS the plan, or SAYS something of what it needs, is there to
    be read. `is_certain` is False for a duty that falls due in some cases only.
    """

    term: TermEntry
    role: Role
    outcome: Permission
    facts: tuple[Fact, ...] = ()
    is_certain: bool = True


@dataclass(frozen=True)
class Judgement:
    """What one licence answers, with its reasons, and the subjects of which it should speak and does not."""

    licence: LicenceDocument
    permission: Permission
    reasons: tuple[Reason, ...]
    silent_on: tuple[TermSubject, ...]


def least_free(permissions: Iterable[Permission]) -> Permission:
    """The least free of `permissions`; yes where there are none."""
    return max(permissions, key=FREEDOM.index, default=Permission.YES)


def judge(
    *, licence: LicenceDocument, situation: Situation, modalities: frozenset[Modality] = frozenset()
) -> Judgement:
    """What `licence` answers to `situation` for a model that has `modalities` (empty: for no model in particular).

    The least free of what its terms say; a duty or a condition makes a yes a "yes, if". Where it is silent on
    something the plan needs, the answer is unclear; a plan not said makes it hang on the plan.
    """
    reasons = tuple(_reasons(licence, situation, modalities))
    silent_on = tuple(_silences(licence, situation, reasons))
    found = [reason.outcome for reason in reasons if reason.role == Role.DECIDES]
    found += [Permission.YES_IF for reason in reasons if reason.role in (Role.DUTY, Role.CONDITION)]
    found += [Permission.UNCLEAR] * bool(silent_on)
    found += [Permission.YES_IF] * _hangs_on_plan(licence, situation, reasons)
    return Judgement(licence, least_free(found), reasons, silent_on)


def _reasons(licence: LicenceDocument, situation: Situation, modalities: frozenset[Modality]) -> Iterator[Reason]:
    for term in licence.terms:
        if term.subject in _WITHOUT_BEARING:
            continue
        found = list(conditions(term=term, situation=situation, modalities=modalities))
        if reason := _reason(term, found, licence):
            yield reason


def _reason(term: TermEntry, found: list[tuple[Fact, bool | None]], licence: LicenceDocument) -> Reason | None:
    met, unmet, unsaid = (tuple(dict.fromkeys(fact for fact, is_met in found if is_met is one)) for one in _ANSWERS)
    outcome, role = _OUTCOMES.get(TermEffect(term.effect), (Permission.YES, Role.SAYS))
    if _is_bar(term):
        outcome, role = _bar(term, licence), Role.DECIDES
    if unmet:
        return Reason(term, Role.WATCH, outcome, unmet) if _is_watched(term, role, unmet) else None
    if role == Role.DECIDES:
        return Reason(term, Role.CONDITION, outcome, unsaid) if unsaid else Reason(term, role, outcome, met)
    return Reason(term, role, outcome, unsaid, is_certain=not unsaid)


def _is_watched(term: TermEntry, role: Role, unmet: tuple[Fact, ...]) -> bool:
    """Whether one fact alone keeps a bar, or a duty from a size on, from the plan, and that fact can change."""
    if len(unmet) != 1 or unmet[0] == Fact.OFFERING:
        return False
    if role == Role.DUTY:
        return unmet[0] in (Fact.USERS, Fact.REVENUE)
    is_of_the_model = unmet[0] == Fact.MODALITY and term.subject == TermSubject.TERRITORY
    return role == Role.DECIDES and not is_of_the_model


def _is_bar(term: TermEntry) -> bool:
    """Whether a plan that `term` concerns cannot go on under this licence; a mere rule of conduct is a duty."""
    is_blanket = term.subject == TermSubject.FIELD_OF_USE and not term.fields_of_use
    match term.effect:
        case TermEffect.SEPARATE_LICENCE:
            return not is_blanket
        case TermEffect.ENDS:
            return term.value is not None
        case TermEffect.PROHIBITED:
            return not is_blanket and term.subject not in _CONDUCT
    return False


def _bar(term: TermEntry, licence: LicenceDocument) -> Permission:
    if term.effect != TermEffect.PROHIBITED:
        return Permission.ASK
    is_business = term.subject in _BUSINESS or set(term.fields_of_use) == {FieldOfUse.PRODUCTION}
    return Permission.ASK if is_business and _is_on_offer(licence) else Permission.NO


def _is_on_offer(licence: LicenceDocument) -> bool:
    """Whether the licence points to another one for commercial use, to be had from the vendor."""
    return any(
        term.subject == TermSubject.COMMERCIAL_USE and term.effect == TermEffect.SEPARATE_LICENCE and term.value is None
        for term in licence.terms
    )


def _silences(licence: LicenceDocument, situation: Situation, reasons: tuple[Reason, ...]) -> Iterator[TermSubject]:
    """What the plan needs and no term grants or bars.

    Offering a model as a service is a commercial use of it: a licence that grants the one without naming the
    other leaves nothing open.
    """
    whole = [one for one in reasons if _speaks(one)]
    spoken = {one.term.subject for one in whole}
    granted = {one.term.subject for one in whole if one.role == Role.GRANTS}
    if situation.is_commercial is not False and TermSubject.COMMERCIAL_USE not in spoken:
        yield TermSubject.COMMERCIAL_USE
    for subject, offerings in _NEEDED_FOR.items():
        implied = subject in _IMPLIED_BY_FREEDOM and licence.licence_kind in _FREE_KINDS
        implied |= subject == TermSubject.HOSTING and TermSubject.COMMERCIAL_USE in granted
        if situation.offering in offerings and subject not in spoken and not implied:
            yield subject


def _hangs_on_plan(licence: LicenceDocument, situation: Situation, reasons: tuple[Reason, ...]) -> bool:
    """Whether the offering was not said, and the licence is silent on something that one or another needs."""
    plans = [replace(situation, offering=one) for one in Offering if situation.offering is None]
    return any(any(_silences(licence, plan, reasons)) for plan in plans)


def _speaks(reason: Reason) -> bool:
    """Whether the term settles its subject: for all cases, and grants or bars the plan as it was told.

    So does a bar that exempts: what it exempts may be done. A bar on commercial use settles it before the use was
    said: a use that is not commercial needs no grant.
    """
    term = reason.term
    if term.regions or term.modalities or term.fields_of_use or term.value is not None:
        return False
    if reason.role in (Role.CONDITION, Role.WATCH):
        return bool(term.exempts) or (term.subject == TermSubject.COMMERCIAL_USE and Fact.USE in reason.facts)
    return reason.role in (Role.GRANTS, Role.DECIDES)
