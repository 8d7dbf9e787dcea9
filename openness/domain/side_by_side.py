"""Two to six models side by side: everything the catalogue says of them, row by row, a cell for each model."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from openness.choices import Covers, Level, Offering, Permission, TermSubject
from openness.domain.evidence import Citation, Evidence, citations, evidence_of
from openness.domain.inheritance import Inherited, added_by, bases_below
from openness.domain.licence_differences import what_it_says
from openness.domain.permissions.answering import Bench
from openness.domain.permissions.catalogue import benches
from openness.domain.permissions.grounds import from_text
from openness.domain.picking import Offer, Picked, find, offers
from openness.models import Licence, LicenceCoverage, LicenceTerm, Model, ModelModality, OpennessDimension
from openness.plans import Plan


@dataclass(frozen=True)
class Standing:
    """Where one model stands on one dimension; no evidence where nobody recorded any."""

    model: Model
    dimension: OpennessDimension
    evidence: Evidence | None

    @property
    def level(self) -> str:
        """The level, unknown where nobody recorded one."""
        return self.evidence.level if self.evidence else Level.UNKNOWN.value


@dataclass(frozen=True)
class Covered:
    """A licence that covers, or covered, a part of a model, and where it says so."""

    coverage: LicenceCoverage
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class Said:
    """What a licence says on one subject; no licence where none is recorded."""

    licence: Licence | None
    terms: tuple[LicenceTerm, ...]


@dataclass(frozen=True)
class Answered:
    """What one model's licences answer to the plan, with one offering in it."""

    model: Model
    permission: Permission
    plan: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """One thing compared: a cell for each model, in their order.

    `kind` tells what the cells hold, and which template draws them; cells with the same gist count as equal.
    """

    kind: str
    label: str
    cells: tuple[Any, ...]
    gists: tuple[Hashable, ...]

    @property
    def differs(self) -> bool:
        """Whether the models differ in it."""
        return len(set(self.gists)) > 1

    @property
    def shared(self) -> tuple[tuple[Any, tuple[int, ...]], ...]:
        """Each cell with the places of all that show the very same; no place where an earlier cell shows it."""
        first = [self.cells.index(cell) for cell in self.cells]
        return tuple(
            (cell, tuple(other for other, shows in enumerate(first) if shows == place))
            for place, cell in enumerate(self.cells)
        )


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    name: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class SideBySide:
    """What a URL picks, side by side; `levels` are always all, `groups` only what is asked for.

    `hidden` rows in which all are equal were left out. Where fewer than two models are picked, or something
    in the URL is wrong, there are no rows but `offers`. `matches` are models found to be added.
    """

    picked: Picked
    matches: tuple[Model, ...]
    offers: tuple[Offer, ...] = ()
    levels: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class _Record:
    """All that is known of one model, with the coverages of every model below it by key."""

    model: Model
    modalities: tuple[str, ...]
    evidence: Mapping[str, Evidence]
    coverages: tuple[Covered, ...]
    bases: tuple[Model, ...]
    inherited: tuple[Inherited, ...]

    @property
    def licence(self) -> Licence | None:
        """Under what it may be used: the licence of its weights, else of the service."""
        in_force = {one.coverage.covers: one.coverage.licence for one in self.coverages if not one.coverage.valid_to}
        return in_force.get(Covers.WEIGHTS) or in_force.get(Covers.SERVICE)


def side_by_side(*, parameters: Mapping[str, Sequence[str]]) -> SideBySide:
    """The models that a URL's `parameters` pick; faults stand in `picked.faults`.

    10 queries at most for any number of models, 3 more after a change, and one more for each base that is four or
    more models down.
    """
    picked, matches = find(parameters=parameters)
    if not picked.is_enough:
        return SideBySide(picked, matches, offers=offers(picked=picked))
    records = _records(picked.models)
    levels = tuple(_levels(records))
    groups = tuple(group for group in _groups(records, levels, picked.plan) if group.rows)
    if not picked.only_differences:
        return SideBySide(picked, matches, levels=levels, groups=groups)
    differing = tuple(_differing(groups))
    hidden = sum(len(group.rows) for group in groups) - sum(len(group.rows) for group in differing)
    return SideBySide(picked, matches, levels=levels, groups=differing, hidden=hidden)


def _differing(groups: Iterable[Group]) -> Iterator[Group]:
    for group in groups:
        rows = tuple(row for row in group.rows if row.differs)
        if rows:
            yield Group(group.name, group.title, rows)


def _records(models: Sequence[Model]) -> list[_Record]:
    keys = [model.pk for model in models]
    bases = {model.pk: bases_below(model=model) for model in models}
    coverages = _coverages([*keys, *(base.pk for below in bases.values() for base in below)])
    evidence, modalities = evidence_of(keys=keys), _modalities(keys)
    return [
        _Record(
            model=model,
            modalities=tuple(modalities[model.pk]),
            evidence=evidence.get(model.pk, {}),
            coverages=tuple(Covered(row, citations(sources=row.sources.all())) for row in coverages[model.pk]),
            bases=bases[model.pk],
            inherited=_inherited(model, bases[model.pk], coverages),
        )
        for model in models
    ]


def _modalities(keys: Sequence[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for row in ModelModality.objects.filter(model__in=keys).order_by("pk"):
        found[row.model_id].append(str(row.get_modality_display()))
    return found


def _coverages(keys: Sequence[int]) -> dict[int, list[LicenceCoverage]]:
    """The coverages by model, each with its sources and the licence with its terms; three queries."""
    terms = Prefetch("licence__terms", LicenceTerm.objects.select_related("source").order_by("position", "pk"))
    rows = LicenceCoverage.objects.filter(model__in=keys).select_related("licence").prefetch_related("sources", terms)
    found = defaultdict(list)
    for row in rows.order_by("-covers", F("valid_from").asc(nulls_first=True), "pk"):
        found[row.model_id].append(row)
    return found


def _inherited(
    model: Model, bases: Sequence[Model], coverages: Mapping[int, Sequence[LicenceCoverage]]
) -> tuple[Inherited, ...]:
    own, *below = (
        [row.licence for row in coverages[one.pk] if row.covers == Covers.WEIGHTS and not row.valid_to]
        for one in (model, *bases)
    )
    return added_by(bases=zip(bases, below, strict=True), own=own)


def _groups(records: Sequence[_Record], levels: tuple[Row, ...], plan: Plan) -> Iterator[Group]:
    """All groups in the order in which a reader meets them; some may have no row."""
    yield Group("facts", _("Facts"), tuple(_facts(records)))
    yield Group("levels", _("How open"), levels)
    yield Group("answers", _("May I?"), tuple(_answers(records, plan)))
    yield Group("licences", _("Licences"), tuple(_licences(records)))
    yield Group("terms", _("What the licence says"), tuple(_terms(records)))
    yield Group("inherited", _("What comes from the base"), tuple(_from_bases(records)))


def _row(kind: str, label: str, cells: Iterable[Any], gist: Callable[[Any], Hashable] = lambda cell: cell) -> Row:
    found = tuple(cells)
    return Row(kind, label, found, tuple(gist(cell) for cell in found))


def _facts(records: Sequence[_Record]) -> Iterator[Row]:
    models = [record.model for record in records]
    yield _row("vendor", _("Vendor"), [model.vendor for model in models])
    yield _row("month", _("Release"), [model.released for model in models])
    yield _row("parameters", _("Parameters"), [(model.parameters_total, model.parameters_active) for model in models])
    yield _row("text", _("Modalities"), [", ".join(record.modalities) for record in records])
    yield _row("text", _("Availability"), [str(model.get_availability_display()) for model in models])
    yield _row("bases", _("Built on"), [record.bases for record in records])


def _levels(records: Sequence[_Record]) -> Iterator[Row]:
    for dimension in OpennessDimension.objects.all():
        cells = [Standing(record.model, dimension, record.evidence.get(dimension.slug)) for record in records]
        yield _row("level", str(dimension.name), cells, lambda cell: cell.level)


def _answers(records: Sequence[_Record], plan: Plan) -> Iterator[Row]:
    """A row for each thing one may want to do, within the plan; one for the plan alone where it says what."""
    offerings = [value for value in Offering.values if value in plan.get("offering", Offering.values)]
    plans = [{**plan, "offering": (offering,)} for offering in offerings]
    for offering, one, bench in zip(offerings, plans, benches(plans=plans), strict=True):
        pairs = tuple((name, value) for name, values in one.items() for value in values)
        cells = [Answered(record.model, _permission(record.model, bench), pairs) for record in records]
        yield _row("answer", str(Offering(offering).label), cells, lambda cell: cell.permission)


def _permission(model: Model, bench: Bench) -> Permission:
    if model.grounds is None:
        return Permission.UNCLEAR
    return bench.answer(grounds=from_text(model.grounds.text)).permission


def _licences(records: Sequence[_Record]) -> Iterator[Row]:
    """A row for each part that a licence covers now, and one for those that have ended."""
    for part in Covers:
        cells = [tuple(_covering(record, part)) for record in records]
        if any(cells):
            yield _row("licences", str(part.label), cells, lambda cell: tuple(one.coverage.licence for one in cell))
    ended = [tuple(one for one in record.coverages if one.coverage.valid_to) for record in records]
    if any(ended):
        yield _row("ended", _("Earlier licences"), ended, lambda cell: tuple(_period(one.coverage) for one in cell))


def _covering(record: _Record, part: Covers) -> Iterator[Covered]:
    return (one for one in record.coverages if one.coverage.covers == part and not one.coverage.valid_to)


def _period(row: LicenceCoverage) -> tuple[Hashable, ...]:
    return row.covers, row.licence, row.valid_from, row.valid_to


def _terms(records: Sequence[_Record]) -> Iterator[Row]:
    """A row for each subject that one of the licences speaks of."""
    licences = [record.licence for record in records]
    for subject in TermSubject:
        cells = [Said(licence, tuple(_on(licence, subject))) for licence in licences]
        if any(cell.terms for cell in cells):
            yield _row("terms", str(subject.label), cells, _what_is_said)


def _on(licence: Licence | None, subject: TermSubject) -> Iterator[LicenceTerm]:
    return (term for term in (licence.terms.all() if licence else ()) if term.subject == subject)


def _what_is_said(cell: Said) -> Hashable:
    return cell.licence is None, frozenset(what_it_says(term=term) for term in cell.terms)


def _from_bases(records: Sequence[_Record]) -> Iterator[Row]:
    cells = [tuple(one for one in record.inherited if one.terms) for record in records]
    if any(cells):
        yield _row("inherited", _("Limits and duties beyond its own licence"), cells, _what_is_inherited)


def _what_is_inherited(cell: Sequence[Inherited]) -> Hashable:
    return frozenset((term.subject, what_it_says(term=term)) for one in cell for term in one.terms)
