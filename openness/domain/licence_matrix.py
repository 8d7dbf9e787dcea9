"""All licences by what they say on the subjects that matter: the list of licences, filtered and counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openness import filters
from openness.choices import THRESHOLDS, Binds, LicenceKind, TermEffect, TermSubject
from openness.domain.comparison import Choice, Facet
from openness.domain.licence_comparison import in_order
from openness.models import Licence, LicenceTerm, search_key

SUBJECTS = (
    TermSubject.COMMERCIAL_USE,
    TermSubject.REDISTRIBUTION,
    TermSubject.MODIFICATION,
    TermSubject.HOSTING,
    TermSubject.USER_THRESHOLD,
    TermSubject.REVENUE_THRESHOLD,
    TermSubject.TERRITORY,
    TermSubject.FIELD_OF_USE,
    TermSubject.USE_POLICY,
    TermSubject.ATTRIBUTION,
    TermSubject.NAMING,
    TermSubject.DISPLAY,
    TermSubject.OUTPUT_TRAINING,
    TermSubject.SHARE_ALIKE,
)
SILENT = "silent"
PARAMETERS = ("q", "licence-kind", "osi", "subject", "effect")
_SINGLE = ("q", "subject")
_LABELS = {
    "licence-kind": gettext_lazy("Kind of licence"),
    "osi": gettext_lazy("OSI-approved"),
    "subject": gettext_lazy("Subject"),
    "effect": gettext_lazy("What it says of the subject"),
}
# From the sternest on: in a cell with several signs the one to heed comes first.
_ORDER = (
    TermEffect.PROHIBITED,
    TermEffect.SEPARATE_LICENCE,
    TermEffect.ENDS,
    TermEffect.REQUIRED,
    TermEffect.REQUESTED,
    TermEffect.STATED,
    TermEffect.PERMITTED,
)


@dataclass(frozen=True)
class Sign:
    """One effect that a licence gives a subject: the first term with it, where that stands on the licence's page.

    `is_limited` when every such term holds in some cases only; `sizes` are the terms that give it by size.
    """

    term: LicenceTerm
    anchor: str
    is_limited: bool
    sizes: tuple[LicenceTerm, ...]


@dataclass(frozen=True)
class Row:
    """One licence with the signs of each subject, the sternest first; no sign where it is silent."""

    licence: Licence
    models: int
    signs: Mapping[str, tuple[Sign, ...]]

    def effects(self, subject: str) -> frozenset[str]:
        """What it does to `subject`: the effects of its terms, else `SILENT`."""
        return frozenset(sign.term.effect for sign in self.signs[subject]) or frozenset({SILENT})

    @property
    def permitted(self) -> tuple[str, ...]:
        """The subjects that it permits in every case, and says nothing else of."""
        return tuple(
            subject
            for subject in self.signs
            if self.effects(subject) == {TermEffect.PERMITTED} and not self.signs[subject][0].is_limited
        )


@dataclass(frozen=True)
class Query:
    """What a reader asked for; empty is everything. `faults` by name in the URL."""

    q: str = ""
    kinds: tuple[str, ...] = ()
    osi: tuple[str, ...] = ()
    subject: str = ""
    effects: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What stands in the shortest URL of this view, in a fixed order."""
        values = zip(PARAMETERS, ([self.q], self.kinds, self.osi, [self.subject], self.effects), strict=True)
        return tuple((name, value) for name, given in values for value in given if value)


@dataclass(frozen=True)
class Matrix:
    """The licences found, by kind and in order; `facets` by name in the URL, counted without each facet itself."""

    query: Query
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    total: int
    facets: Mapping[str, Facet]


def licence_matrix(*, parameters: Mapping[str, Sequence[str]]) -> Matrix:
    """The licences that a URL's `parameters` ask for. A wrong value gives no rows and a fault. 2 queries."""
    query = _parse(parameters)
    rows = _rows()
    found = [] if query.faults else [row for row in rows if _fits(row, query)]
    groups = ((kind, tuple(row for row in found if row.licence.licence_kind == kind)) for kind in LicenceKind.values)
    return Matrix(
        query=query,
        groups=tuple((kind, members) for kind, members in groups if members),
        total=len(found),
        facets={facet.name: facet for facet in _facets(rows, query)},
    )


def anchors(*, terms: Iterable[LicenceTerm]) -> dict[int, str]:
    """Where each of a licence's `terms` stands on its page, by key: the subject, numbered from the second on."""
    seen: Counter[str] = Counter()
    found = {}
    for term in terms:
        seen[term.subject] += 1
        number = seen[term.subject]
        found[term.pk] = f"{term.subject}-{number}" if number > 1 else term.subject
    return found


def _rows() -> list[Row]:
    covered = Count(
        "coverages__model", distinct=True, filter=Q(coverages__model__published=True, coverages__valid_to__isnull=True)
    )
    licences = Licence.objects.defer("summary_de", "summary_en").annotate(models_covered=covered)
    terms: dict[int, list[LicenceTerm]] = defaultdict(list)
    for term in LicenceTerm.objects.filter(subject__in=SUBJECTS).order_by("position", "pk"):
        terms[term.licence_id].append(term)
    return [Row(one, one.models_covered, _signs(terms[one.pk])) for one in in_order(licences=licences)]


def _signs(terms: Sequence[LicenceTerm]) -> dict[str, tuple[Sign, ...]]:
    places = anchors(terms=terms)
    found: dict[tuple[str, str], list[LicenceTerm]] = defaultdict(list)
    for term in terms:
        found[term.subject, term.effect].append(term)
    return {
        subject: tuple(_sign(alike, places) for effect in _ORDER if (alike := found.get((subject, effect))))
        for subject in SUBJECTS
    }


def _sign(alike: Sequence[LicenceTerm], places: Mapping[int, str]) -> Sign:
    first = alike[0]
    sizes = {(term.operator, term.value, term.unit): term for term in alike if term.value is not None}
    return Sign(first, places[first.pk], all(map(_is_limited, alike)), tuple(sizes.values()))


def _is_limited(term: LicenceTerm) -> bool:
    """Whether `term` leaves out cases that its subject alone would have it cover."""
    return bool(
        term.exempts
        or term.modalities
        or (term.regions and term.subject != TermSubject.TERRITORY)
        or (term.fields_of_use and term.subject != TermSubject.FIELD_OF_USE)
        or (term.value is not None and term.subject not in THRESHOLDS)
        or term.binds == Binds.ORGANISATIONS
    )


def _fits(row: Row, query: Query) -> bool:
    licence = row.licence
    return (
        _matches(licence, query.q)
        and (not query.kinds or licence.licence_kind in query.kinds)
        and (not query.osi or _osi(row) in query.osi)
        and (not query.subject or _says(row, query.subject, query.effects))
    )


def _matches(licence: Licence, text: str) -> bool:
    """Whether every word of `text` is in a name of the licence, however it is spelt."""
    named = search_key(" ".join([licence.name, licence.short_name, licence.spdx_id, licence.steward, licence.slug]))
    return all(search_key(word) in named for word in text.split())


def _osi(row: Row) -> str:
    return "yes" if row.licence.osi_approved else "no"


def _says(row: Row, subject: str, effects: Sequence[str]) -> bool:
    """Whether it gives `subject` one of `effects`; without any, whether it speaks of it at all."""
    found = row.effects(subject)
    return bool(found & set(effects)) if effects else SILENT not in found


def _facets(rows: Sequence[Row], query: Query) -> Iterator[Facet]:
    on_any_subject = [row for row in rows if _fits(row, replace(query, subject="", effects=()))]
    of_any_kind = (row for row in rows if _fits(row, replace(query, kinds=())))
    osi_or_not = (row for row in rows if _fits(row, replace(query, osi=())))
    counts: dict[str, Counter[str]] = {
        "licence-kind": Counter(row.licence.licence_kind for row in of_any_kind),
        "osi": Counter(_osi(row) for row in osi_or_not),
        "subject": Counter(
            subject for row in on_any_subject for subject in SUBJECTS if _says(row, subject, query.effects)
        ),
        "effect": Counter(
            effect for row in on_any_subject for effect in (row.effects(query.subject) if query.subject else ())
        ),
    }
    chosen = {"licence-kind": query.kinds, "osi": query.osi, "subject": (query.subject,), "effect": query.effects}
    for name, options in _options().items():
        choices = (
            Choice(value, str(label), counts[name][value], value in chosen[name]) for value, label in options.items()
        )
        yield Facet(name, str(_LABELS[name]), tuple(choices))


def _options() -> dict[str, dict[str, Any]]:
    """The values of every filter but the search, with their labels."""
    return {
        "licence-kind": dict(LicenceKind.choices),
        "osi": {"yes": _("yes"), "no": _("no")},
        "subject": {subject.value: subject.label for subject in SUBJECTS},
        "effect": {**{effect.value: effect.label for effect in _ORDER}, SILENT: _("says nothing")},
    }


def _parse(parameters: Mapping[str, Sequence[str]]) -> Query:
    """Read a URL's `parameters`; empty and repeated values count as absent, wrong ones are named and left out."""
    given = {
        name: tuple(dict.fromkeys(value.strip() for value in parameters.get(name, ()) if value.strip()))
        for name in PARAMETERS
    }
    faults = {name: fault for name, values in given.items() if (fault := _fault(name, values))}
    if given["effect"] and not given["subject"]:
        faults.setdefault("effect", _("choose a subject as well"))
    sound = {name: () if name in faults else values for name, values in given.items()}
    return Query(
        q=next(iter(sound["q"]), ""),
        kinds=sound["licence-kind"],
        osi=sound["osi"],
        subject=next(iter(sound["subject"]), ""),
        effects=sound["effect"],
        faults=faults,
    )


def _fault(name: str, values: Sequence[str]) -> str | None:
    if len(values) > 1 and name in _SINGLE:
        return _("only one value is possible")
    if name == "q":
        return next((fault for value in values if (fault := filters.FILTERS["q"].fault(value, {}))), None)
    wrong = next((value for value in values if value not in _options()[name]), None)
    return None if wrong is None else _("“%(value)s” is not a choice here") % {"value": wrong[:60]}
