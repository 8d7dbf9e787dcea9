"""Situations that are alike but for one fact: what a reader might change."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from openness.choices import Currency, Operator, Party, Seat, Unit, Use
from openness.domain.documents import TermEntry
from openness.domain.permissions.conditions import Fact
from openness.domain.permissions.situation import Situation


def alternatives(*, term: TermEntry, facts: Iterable[Fact], situation: Situation) -> Iterator[tuple[Fact, Situation]]:
    """`situation` with one of `facts` changed so that `term` may no longer concern it, as (the fact, the other)."""
    for fact in facts:
        match fact:
            case Fact.USE:
                yield fact, replace(situation, use=Use.NON_COMMERCIAL)
            case Fact.SEAT:
                yield from ((fact, replace(situation, seat=seat)) for seat in Seat if seat != situation.seat)
            case Fact.PARTY:
                yield from ((fact, replace(situation, party=party)) for party in Party if party != situation.party)
            case Fact.FIELDS:
                yield fact, replace(situation, fields=situation.fields - frozenset(term.fields_of_use))
            case Fact.USERS | Fact.REVENUE if term.value is not None:
                yield fact, _below(term, situation)


def _below(term: TermEntry, situation: Situation) -> Situation:
    """`situation` just on the other side of the size from which `term` holds."""
    value = (term.value or 0) - (1 if term.operator in (Operator.AT_LEAST, Operator.LESS) else 0)
    match term.unit:
        case Unit.USD_PER_MONTH:
            return replace(situation, revenue_per_month=value, revenue_per_year=None, currency=Currency.USD)
        case Unit.USD_PER_YEAR:
            return replace(situation, revenue_per_year=value, revenue_per_month=None, currency=Currency.USD)
        case Unit.EUR_PER_YEAR:
            return replace(situation, revenue_per_year=value, revenue_per_month=None, currency=Currency.EUR)
    return replace(situation, users=value)
