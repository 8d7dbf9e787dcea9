"""What another text says differently: the terms of two licences, subject by subject."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from openness.choices import Binds, Operator, TermEffect, TermSubject, Unit
from openness.models import LicenceTerm

_STRICTNESS = {
    TermEffect.REQUESTED: 1,
    TermEffect.REQUIRED: 2,
    TermEffect.ENDS: 3,
    TermEffect.SEPARATE_LICENCE: 3,
    TermEffect.PROHIBITED: 4,
}
_UPWARD = (Operator.GREATER, Operator.AT_LEAST)
# What a size in one unit is at the least in another: a year's revenue is no less than a month's.
_AT_LEAST_IN = {
    Unit.USD_PER_MONTH: Unit.USD_PER_YEAR,
    Unit.DAILY_ACTIVE_USERS: Unit.MONTHLY_ACTIVE_USERS,
}
_NO_FIELD_NAMED = "-"


@dataclass(frozen=True)
class Difference:
    """One subject on which two licences differ; `change` is added, dropped, loosened, tightened or changed."""

    subject: TermSubject
    change: str
    before: tuple[LicenceTerm, ...]
    after: tuple[LicenceTerm, ...]


@dataclass(frozen=True)
class Size:
    """From which size on, or up to which, a term holds."""

    operator: str
    value: int
    unit: str
    measured: tuple[str, dt.date | None]
    counts_affiliates: bool

    @property
    def is_upward(self) -> bool:
        """Whether it holds from the value on."""
        return self.operator in _UPWARD

    @property
    def edge(self) -> tuple[int, bool]:
        """Where it begins (upward) or ends; at equal values “more than” lies above “at least”."""
        return self.value, self.operator in (Operator.GREATER, Operator.AT_MOST)


@dataclass(frozen=True)
class Rule:
    """What one term says for one region, modality and field of use; None is every one of them.

    `words` are the term's own where nothing else tells what it permits.
    """

    effect: str
    binds: str
    size: Size | None
    where: tuple[str | None, ...]
    exempts: frozenset[str]
    words: str

    @property
    def names_a_field(self) -> bool:
        """Whether it speaks of one of our fields of use; to name it twice adds nothing."""
        return self.where[-1] not in (None, _NO_FIELD_NAMED)


def differences(*, before: Iterable[LicenceTerm], after: Iterable[LicenceTerm]) -> tuple[Difference, ...]:
    """The subjects on which `after` says something other than `before`, in the order of the subjects.

    Wording, clause numbers and how the terms are cut do not count, only what they hold as data. A subject is
    tightened when whatever was barred or asked for still is, and no more is permitted than was: a ban in place
    of a duty, a lower threshold, a wider territory, more fields barred, an exemption less. It is loosened when
    that holds the other way round, and changed where neither does. A second duty, ban or end of the same shape
    is one more. Where both permit fields of use that nothing but words tells, none of it can be told: changed.
    """
    old, new = _by_subject(before), _by_subject(after)
    return tuple(
        Difference(
            subject, _change(_rules(old[subject]), _rules(new[subject])), tuple(old[subject]), tuple(new[subject])
        )
        for subject in TermSubject
        if _rules(old[subject]) != _rules(new[subject])
    )


def _by_subject(terms: Iterable[LicenceTerm]) -> defaultdict[str, list[LicenceTerm]]:
    found: defaultdict[str, list[LicenceTerm]] = defaultdict(list)
    for term in terms:
        found[term.subject].append(term)
    return found


def what_it_says(*, term: LicenceTerm) -> frozenset[Rule]:
    """What `term` holds as data, as a rule for each region, modality and field; equal for equal terms."""
    cases = product(term.regions or [None], term.modalities or [None], _fields(term))
    size, exempts, words = _size(term), frozenset(term.exempts), _words(term)
    return frozenset(Rule(term.effect, term.binds, size, where, exempts, words) for where in cases)


def _rules(terms: Iterable[LicenceTerm]) -> Counter[Rule]:
    found = Counter(rule for term in terms for rule in what_it_says(term=term))
    return Counter({rule: 1 if rule.names_a_field else number for rule, number in found.items()})


def _words(term: LicenceTerm) -> str:
    """What `term` permits where none of our fields of use tells it."""
    is_told = term.subject != TermSubject.FIELD_OF_USE or term.effect != TermEffect.PERMITTED or term.fields_of_use
    return "" if is_told else str(term.summary_en)  # type: ignore[attr-defined]


def _fields(term: LicenceTerm) -> list[str | None]:
    """A ban on uses that names none of our fields does not bar them all."""
    if term.fields_of_use:
        return list(term.fields_of_use)
    return [_NO_FIELD_NAMED if term.subject == TermSubject.FIELD_OF_USE else None]


def _size(term: LicenceTerm) -> Size | None:
    if term.value is None:
        return None
    measured = term.measured, term.measured_on
    return Size(term.operator, term.value, term.unit, measured, bool(term.counts_affiliates))


def _change(before: Counter[Rule], after: Counter[Rule]) -> str:
    if not before:
        return "added"
    if not after:
        return "dropped"
    no_freer, no_stricter = _is_no_freer(after, before), _is_no_freer(before, after)
    if no_freer == no_stricter or _in_words(before) != _in_words(after):
        return "changed"
    return "tightened" if no_freer else "loosened"


def _in_words(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(rule.words for rule in rules if rule.words)


def _is_no_freer(one: Counter[Rule], other: Counter[Rule]) -> bool:
    """Whether `one` burdens whoever `other` burdens, and permits nothing that `other` does not."""
    burdens = all(_outweighs(one, theirs, other[theirs]) for theirs in _burdens(other))
    return burdens and all(any(_covers(theirs, mine) for theirs in _freedoms(other)) for mine in _freedoms(one))


def _outweighs(rules: Counter[Rule], burden: Rule, number: int) -> bool:
    """Whether `rules` hold as many burdens that cover `burden` as its `number`; a sterner one covers any number."""
    covering = [rule for rule in _burdens(rules) if _covers(rule, burden)]
    is_sterner = any(_strictness(rule) > _strictness(burden) for rule in covering)
    return is_sterner or sum(rules[rule] for rule in covering) >= number


def _burdens(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.effect in _STRICTNESS]


def _freedoms(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.effect == TermEffect.PERMITTED]


def _covers(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` says at least as much to everybody, and for every case, that `narrow` speaks of."""
    return (
        _strictness(wide) >= _strictness(narrow)
        and wide.binds in (Binds.EVERYONE, narrow.binds)
        and _reaches(wide.size, narrow.size)
        and all(mine in (None, theirs) for mine, theirs in zip(wide.where, narrow.where, strict=True))
        and wide.exempts <= narrow.exempts
    )


def _strictness(rule: Rule) -> int:
    return _STRICTNESS.get(TermEffect(rule.effect), 0)


def _reaches(wide: Size | None, narrow: Size | None) -> bool:
    """Whether whoever is of the size `narrow` is of the size `wide` too; two dates cannot be compared."""
    if wide is None or narrow is None:
        return wide is None
    if wide.measured != narrow.measured or wide.is_upward != narrow.is_upward:
        return False
    if wide.is_upward:
        is_known = wide.unit in (narrow.unit, _AT_LEAST_IN.get(Unit(narrow.unit)))
        return is_known and wide.edge <= narrow.edge and wide.counts_affiliates >= narrow.counts_affiliates
    return wide.unit == narrow.unit and wide.edge >= narrow.edge and wide.counts_affiliates <= narrow.counts_affiliates
