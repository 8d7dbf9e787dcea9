"""Two to six licences beside each other: their terms by subject, and what changes from one to the next."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from openness.choices import LicenceKind, TermSubject
from openness.domain.licence_differences import Difference, differences
from openness.models import Licence, LicenceTerm

MOST = 6
PARAMETERS = ("licence", "only")
ONLY = "differences"
CHANGES = ("tightened", "added", "loosened", "dropped", "changed")

_WORTH_COMPARING = (
    ("mnpl-0.1", "mrl-0.1"),
    ("mit", "kimi-k2-modified-mit", "minimax-m2-modified-mit", "mistral-medium-3.5-modified-mit"),
    ("gemma-terms-2026-04-01", "apache-2.0"),
)


@dataclass(frozen=True)
class Cell:
    """What one licence says on a subject, and its `change` from the licence before; None where there is none."""

    licence: Licence
    terms: tuple[LicenceTerm, ...]
    change: str | None


@dataclass(frozen=True)
class Row:
    """One subject with a cell for each licence, in their order."""

    subject: TermSubject
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether a licence says something other than the one before it."""
        return any(cell.change for cell in self.cells)


@dataclass(frozen=True)
class Step:
    """From one licence to its neighbour."""

    before: Licence
    after: Licence
    differences: tuple[Difference, ...]

    @property
    def by_change(self) -> tuple[tuple[str, tuple[TermSubject, ...]], ...]:
        """The subjects by what became of them, in the order of `CHANGES`; changes without any are left out."""
        found: dict[str, list[TermSubject]] = defaultdict(list)
        for one in self.differences:
            found[one.change].append(one.subject)
        return tuple((change, tuple(found[change])) for change in CHANGES if change in found)


@dataclass(frozen=True)
class Suggestions:
    """What is worth comparing: the versions of one text, the oldest first, and texts that are close to each other."""

    versions: tuple[tuple[Licence, ...], ...]
    others: tuple[tuple[Licence, ...], ...]


@dataclass(frozen=True)
class LicenceComparison:
    """What a reader asked to see; `rows` and `steps` are empty below two licences or with a fault.

    `choices` are all licences by kind; `is_only` says that `rows` holds those that differ, and no others.
    """

    licences: tuple[Licence, ...]
    is_only: bool
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    choices: tuple[tuple[str, tuple[Licence, ...]], ...]
    suggestions: Suggestions
    faults: Mapping[str, str]

    @property
    def is_full(self) -> bool:
        """Whether no more licences fit in."""
        return len(self.licences) == MOST


def compare_licences(*, parameters: Mapping[str, Sequence[str]]) -> LicenceComparison:
    """Put the licences that a URL's `parameters` name beside each other, in the order given.

    Empty values count as absent. A wrong value is left out and named in `faults`. 2 queries.
    """
    known = {one.slug: one for one in in_order(licences=Licence.objects.defer("summary_de", "summary_en"))}
    given, only = _values(parameters, "licence"), _values(parameters, "only")
    faults = {**_licence_fault(given, known), **_only_fault(only)}
    licences = tuple(known[slug] for slug in dict.fromkeys(given) if slug in known)[:MOST]
    steps, rows = _beside(licences) if len(licences) > 1 and not faults else ((), ())
    return LicenceComparison(
        licences=licences,
        is_only=ONLY in only,
        rows=tuple(row for row in rows if row.differs or ONLY not in only),
        steps=steps,
        choices=_by_kind(known.values()),
        suggestions=_suggestions(known),
        faults=faults,
    )


def in_order[Kind: Licence](*, licences: Iterable[Kind]) -> list[Kind]:
    """All `licences` by the name that is shown, numbers as numbers; versions of one text together, the oldest first."""
    by_key = {licence.pk: licence for licence in licences}
    return sorted(by_key.values(), key=lambda licence: _place(_line(licence, by_key)))


def _place(line: Sequence[Licence]) -> tuple[Any, ...]:
    """Where the last of a line of versions stands: with the oldest that bears its name, in the order they came."""
    *_before, licence = line
    namesakes = [one for one in line if _stem(one) == _stem(licence)]
    return _natural(namesakes[0].short_name), len(namesakes), _natural(licence.short_name), licence.slug


def _stem(licence: Licence) -> str:
    """The name that is shown, up to its version."""
    return re.split(r"[\d(]", licence.short_name.casefold(), maxsplit=1)[0]


def _natural(name: str) -> list[tuple[str, int]]:
    """`name` in pieces that sort as people count: 9 before 10."""
    return [("0", int(piece)) if piece.isdecimal() else (piece, 0) for piece in re.findall(r"\d+|\D", name.casefold())]


def _values(parameters: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in parameters.get(name, ()) if value.strip())


def _licence_fault(given: Sequence[str], known: Mapping[str, Licence]) -> dict[str, str]:
    unknown = next((slug for slug in given if slug not in known), None)
    if unknown is not None:
        return {"licence": _("“%(value)s” is not a licence here") % {"value": unknown[:60]}}
    twice = next((slug for slug in given if given.count(slug) > 1), None)
    if twice is not None:
        return {"licence": _("“%(value)s” is named twice") % {"value": twice}}
    if len(given) > MOST:
        return {"licence": _("at most %(most)s licences fit beside each other") % {"most": MOST}}
    return {}


def _only_fault(given: Sequence[str]) -> dict[str, str]:
    return {"only": _("must be one of %(choices)s") % {"choices": ONLY}} if set(given) - {ONLY} else {}


def _beside(licences: Sequence[Licence]) -> tuple[tuple[Step, ...], tuple[Row, ...]]:
    terms: dict[int, list[LicenceTerm]] = defaultdict(list)
    found = LicenceTerm.objects.filter(licence__in=licences).select_related("source").order_by("position", "pk")
    for term in found:
        terms[term.licence_id].append(term)
    steps = tuple(
        Step(before, after, differences(before=terms[before.pk], after=terms[after.pk]))
        for before, after in pairwise(licences)
    )
    spoken_of = {term.subject for term in found}
    rows = (_row(subject, licences, terms, steps) for subject in TermSubject if subject in spoken_of)
    return steps, tuple(rows)


def _row(
    subject: TermSubject, licences: Sequence[Licence], terms: Mapping[int, Sequence[LicenceTerm]], steps: Sequence[Step]
) -> Row:
    changes = [next((one.change for one in step.differences if one.subject == subject), None) for step in steps]
    return Row(
        subject,
        tuple(
            Cell(licence, tuple(term for term in terms.get(licence.pk, ()) if term.subject == subject), change)
            for licence, change in zip(licences, [None, *changes], strict=True)
        ),
    )


def _by_kind(licences: Iterable[Licence]) -> tuple[tuple[str, tuple[Licence, ...]], ...]:
    found: dict[str, list[Licence]] = defaultdict(list)
    for licence in licences:
        found[licence.licence_kind].append(licence)
    return tuple((kind, tuple(found[kind])) for kind in LicenceKind.values if kind in found)


def _suggestions(known: Mapping[str, Licence]) -> Suggestions:
    others = (tuple(known[slug] for slug in slugs if slug in known) for slugs in _WORTH_COMPARING)
    return Suggestions(_versions(known.values()), tuple(found for found in others if len(found) > 1))


def _versions(licences: Iterable[Licence]) -> tuple[tuple[Licence, ...], ...]:
    """Every newest version with those before it, the oldest first; the texts with most versions first."""
    by_key = {licence.pk: licence for licence in licences}
    superseded = {licence.supersedes_id for licence in by_key.values()}
    newest = (licence for licence in by_key.values() if licence.supersedes_id and licence.pk not in superseded)
    return tuple(sorted((_line(licence, by_key) for licence in newest), key=len, reverse=True))


def _line(licence: Licence, by_key: Mapping[int, Licence]) -> tuple[Licence, ...]:
    found = [licence]
    while (before := found[0].supersedes_id) and by_key[before] not in found:
        found.insert(0, by_key[before])
    return tuple(found)
