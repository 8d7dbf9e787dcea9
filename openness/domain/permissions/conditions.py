"""Whether a term concerns a situation: yes, no, or open because something was not said.

Every condition answers True, False or None (open), and a term concerns a situation when all its conditions do.
"""

from collections.abc import Iterator
from enum import StrEnum

from openness.choices import (
    Binds,
    Currency,
    Exempt,
    FieldOfUse,
    Modality,
    Offering,
    Operator,
    Party,
    Region,
    Seat,
    TermEffect,
    TermSubject,
    Unit,
)
from openness.domain.documents import TermEntry
from openness.domain.permissions.situation import Situation


class Fact(StrEnum):
    """What of a situation a term hangs on."""

    OFFERING = "offering"
    USE = "use"
    USERS = "users"
    REVENUE = "revenue"
    SEAT = "seat"
    PARTY = "party"
    MODALITY = "modality"
    FIELDS = "fields"


_PASSED_ON = frozenset({Offering.REDISTRIBUTE, Offering.FINE_TUNE})
_OFFERED = frozenset({Offering.PRODUCT, Offering.SERVICE})
_LIVE = frozenset({Offering.INTERNAL, *_OFFERED})

# The plans that a term on a subject is about, and those that it may be about.
_CONCERNS: dict[TermSubject, tuple[frozenset[Offering], frozenset[Offering]]] = {
    TermSubject.REDISTRIBUTION: (_PASSED_ON, frozenset({Offering.PRODUCT})),
    TermSubject.MODIFICATION: (frozenset({Offering.FINE_TUNE}), frozenset()),
    TermSubject.HOSTING: (frozenset({Offering.SERVICE}), frozenset()),
    TermSubject.OUTPUT_TRAINING: (frozenset({Offering.TRAIN}), frozenset()),
    TermSubject.NAMING: (_PASSED_ON, frozenset({Offering.PRODUCT, Offering.TRAIN})),
    TermSubject.SHARE_ALIKE: (_PASSED_ON, frozenset({Offering.PRODUCT})),
    TermSubject.DISPLAY: (_PASSED_ON | _OFFERED, frozenset({Offering.TRAIN})),
}

# US dollars a euro: it was worth between 0.82 and 1.60 at any time since 1999.
_LOWEST_RATE, _HIGHEST_RATE = 0.8, 1.7
_MONTHS = 12


def conditions(
    *, term: TermEntry, situation: Situation, modalities: frozenset[Modality]
) -> Iterator[tuple[Fact, bool | None]]:
    """Every condition under which `term` concerns a plan, as (the fact it hangs on, whether it is met).

    `modalities` are those of the model; empty where no model is meant.
    """
    if term.subject in _CONCERNS:
        yield Fact.OFFERING, _among(situation.offering, *_CONCERNS[term.subject])
    if term.subject == TermSubject.COMMERCIAL_USE and term.effect != TermEffect.PERMITTED:
        yield Fact.USE, situation.is_commercial
    yield from _bound(term, situation)
    if term.value is not None:
        yield _size_fact(term), _is_of_size(term, situation)
    if term.regions and term.subject == TermSubject.TERRITORY:
        yield Fact.SEAT, _is_seated(frozenset(term.regions), situation.seat)
    if term.modalities:
        yield Fact.MODALITY, _meets_modality(term, situation, modalities)
    if term.fields_of_use and term.effect != TermEffect.PERMITTED:
        yield from _fields(frozenset(term.fields_of_use), situation)
    for exempt in term.exempts:
        yield from _not_exempt(exempt, situation)


def _among(offering: Offering | None, surely: frozenset[Offering], maybe: frozenset[Offering]) -> bool | None:
    if offering is None or offering in maybe:
        return None
    return offering in surely


def _bound(term: TermEntry, situation: Situation) -> Iterator[tuple[Fact, bool | None]]:
    match term.binds:
        case Binds.DISTRIBUTORS:
            yield Fact.OFFERING, _among(situation.offering, _PASSED_ON, frozenset({Offering.PRODUCT}))
        case Binds.PROVIDERS:
            yield Fact.OFFERING, _among(situation.offering, _OFFERED, frozenset())
        case Binds.ORGANISATIONS:
            yield Fact.PARTY, situation.party != Party.PERSON if situation.party else None


def _size_fact(term: TermEntry) -> Fact:
    return Fact.USERS if term.unit in _COUNTS_USERS else Fact.REVENUE


_COUNTS_USERS = frozenset({Unit.MONTHLY_ACTIVE_USERS, Unit.DAILY_ACTIVE_USERS, Unit.EMPLOYEES})


def _is_of_size(term: TermEntry, situation: Situation) -> bool | None:
    """Whether the user is of the size from which on, or up to which, the term holds.

    A size fixed on a past day is taken to be today's: the reader knows whether it was.
    """
    least, most = _bounds(term.unit, situation)
    above_least, above_most = _exceeds(least, term), _exceeds(most, term)
    if above_least is None and above_most is None:
        return None
    if above_least:
        exceeds: bool | None = True
    elif above_most is False:
        exceeds = False
    else:
        exceeds = None
    if term.operator in (Operator.LESS, Operator.AT_MOST):
        return None if exceeds is None else not exceeds
    return exceeds


def _exceeds(size: float | None, term: TermEntry) -> bool | None:
    """Whether `size` lies above the threshold's line, which belongs to the upper side for gte and lt."""
    if size is None or term.value is None:
        return None
    return size >= term.value if term.operator in (Operator.AT_LEAST, Operator.LESS) else size > term.value


def _bounds(unit: Unit | None, situation: Situation) -> tuple[float | None, float | None]:
    """The least and the most that the situation can mean in `unit`; None where it says nothing of it.

    Daily users are at most the monthly ones. A month's revenue is at most the year's and, in one of the
    months, at least its twelfth; a year's is at least one month's.
    """
    year, month = situation.revenue_per_year, situation.revenue_per_month
    in_a_year = (year, year) if year is not None else (month, None)
    in_a_month = (month, month) if month is not None else (year and year / _MONTHS, year)
    match unit:
        case Unit.MONTHLY_ACTIVE_USERS:
            return situation.users, situation.users
        case Unit.DAILY_ACTIVE_USERS:
            return (None, None) if situation.users is None else (0, situation.users)
        case Unit.USD_PER_MONTH:
            return _converted(in_a_month, situation.currency, Currency.USD)
        case Unit.USD_PER_YEAR:
            return _converted(in_a_year, situation.currency, Currency.USD)
        case Unit.EUR_PER_YEAR:
            return _converted(in_a_year, situation.currency, Currency.EUR)
    return None, None


def _converted(
    amount: tuple[float | None, float | None], given: Currency, wanted: Currency
) -> tuple[float | None, float | None]:
    """`amount` in the currency `wanted`, as far apart as the rates of many years leave it."""
    least, most = amount
    if given == wanted:
        return least, most
    low, high = (_LOWEST_RATE, _HIGHEST_RATE) if given == Currency.EUR else (1 / _HIGHEST_RATE, 1 / _LOWEST_RATE)
    return least and least * low, most and most * high


def _is_seated(regions: frozenset[Region], seat: Seat | None) -> bool | None:
    if seat is None:
        return None
    if seat == Seat.OTHER:
        return None if Region.EMBARGOED in regions else False
    return seat.value in {region.value for region in regions}


def _meets_modality(term: TermEntry, situation: Situation, modalities: frozenset[Modality]) -> bool | None:
    """A territory clause is about what the model can do, any other about what is used of it."""
    used = situation.modalities if situation.modalities and term.subject != TermSubject.TERRITORY else modalities
    return bool(used & frozenset(term.modalities)) if used else None


def _fields(fields: frozenset[FieldOfUse], situation: Situation) -> Iterator[tuple[Fact, bool | None]]:
    is_live = FieldOfUse.PRODUCTION in fields and _among(situation.offering, _LIVE, frozenset())
    if fields & situation.fields:
        yield Fact.FIELDS, True
    elif is_live is not False or fields == {FieldOfUse.PRODUCTION}:
        yield Fact.OFFERING, is_live
    elif fields == {FieldOfUse.COMPETING_MODELS} and situation.offering not in (None, Offering.TRAIN):
        yield Fact.OFFERING, False
    else:
        yield Fact.FIELDS, None


def _not_exempt(exempt: Exempt, situation: Situation) -> Iterator[tuple[Fact, bool | None]]:
    """Who is exempt must be said; what use is exempt is open while the use was not said."""
    commercial = situation.is_commercial
    match exempt:
        case Exempt.RESEARCH if situation.offering == Offering.TRAIN and not commercial:
            yield Fact.OFFERING, None
        case Exempt.RESEARCH:
            yield Fact.USE, not (situation.offering == Offering.RESEARCH and commercial is False)
        case Exempt.NON_COMMERCIAL:
            yield Fact.USE, commercial
        case Exempt.NON_PROFIT:
            yield Fact.PARTY, situation.party != Party.NON_PROFIT
        case Exempt.INDIVIDUALS:
            yield Fact.PARTY, situation.party != Party.PERSON
        case Exempt.PUBLIC_BODIES:
            yield Fact.PARTY, situation.party != Party.PUBLIC_BODY
        case Exempt.INTERNAL_USE:
            yield Fact.OFFERING, situation.offering != Offering.INTERNAL
        case Exempt.HOSTING:
            yield Fact.OFFERING, situation.offering != Offering.SERVICE
