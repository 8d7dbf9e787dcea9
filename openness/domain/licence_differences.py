"""What another text says differently: the terms of two licences, subject by subject."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openness.choices import TermEffect, TermSubject
from openness.models import LicenceTerm

_STRICTNESS = {
    TermEffect.PERMITTED: 0,
    TermEffect.STATED: 1,
    TermEffect.REQUESTED: 1,
    TermEffect.REQUIRED: 2,
    TermEffect.ENDS: 3,
    TermEffect.SEPARATE_LICENCE: 3,
    TermEffect.PROHIBITED: 4,
}


@dataclass(frozen=True)
class Difference:
    """One subject on which two licences differ; `change` is added, dropped, loosened, tightened or changed."""

    subject: TermSubject
    change: str
    before: tuple[LicenceTerm, ...]
    after: tuple[LicenceTerm, ...]


def differences(*, before: Iterable[LicenceTerm], after: Iterable[LicenceTerm]) -> tuple[Difference, ...]:
    """The subjects on which `after` says something other than `before`, in the order of the subjects.

    Wording and clause numbers do not count, only what the terms hold as data. A subject is tightened or
    loosened when the strictest thing said of it is stricter or less strict than it was.
    """
    old, new = _by_subject(before), _by_subject(after)
    return tuple(
        Difference(subject, _change(old[subject], new[subject]), tuple(old[subject]), tuple(new[subject]))
        for subject in TermSubject
        if {_what_it_says(term) for term in old[subject]} != {_what_it_says(term) for term in new[subject]}
    )


def _by_subject(terms: Iterable[LicenceTerm]) -> defaultdict[str, list[LicenceTerm]]:
    found: defaultdict[str, list[LicenceTerm]] = defaultdict(list)
    for term in terms:
        found[term.subject].append(term)
    return found


def _what_it_says(term: LicenceTerm) -> tuple[Any, ...]:
    size = term.operator, term.value, term.unit, term.measured, term.measured_on
    scope = (tuple(sorted(values)) for values in (term.regions, term.modalities, term.fields_of_use, term.exempts))
    return term.effect, term.binds, *size, *scope


def _change(before: list[LicenceTerm], after: list[LicenceTerm]) -> str:
    if not before:
        return "added"
    if not after:
        return "dropped"
    was, now = (max(_STRICTNESS[TermEffect(term.effect)] for term in terms) for terms in (before, after))
    if was == now:
        return "changed"
    return "tightened" if now > was else "loosened"
