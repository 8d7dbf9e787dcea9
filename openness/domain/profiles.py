"""Everything a page about one model, vendor, licence or dimension shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Prefetch

from openness.choices import Dimension, Level, TermEffect
from openness.domain.comparison import Row, VendorRow, rows_of, vendor_rows
from openness.domain.documents import LicenceDocument
from openness.domain.evidence import Citation, Evidence, citations, evidence_of
from openness.domain.exchange.checking import document_of
from openness.domain.history.changes import Entry, LevelSpan, changes_of, levels_through_time
from openness.domain.inheritance import Inherited, bases_below, inherited_by
from openness.domain.levels import licence_level
from openness.domain.licence_history import LicenceHistory, licence_history
from openness.domain.licence_matrix import anchors
from openness.models import Licence, LicenceCoverage, LicenceTerm, Model, OpennessDimension, Vendor


@dataclass(frozen=True)
class Coverage:
    """Which licence covers one part of a model, with where it says so."""

    row: LicenceCoverage
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class ModelProfile:
    """One model with all its evidence and its relatives; `bases` and what they add from the nearest down."""

    model: Model
    modalities: tuple[str, ...]
    aliases: tuple[str, ...]
    dimensions: tuple[tuple[OpennessDimension, Evidence | None], ...]
    coverages: tuple[Coverage, ...]
    bases: tuple[Model, ...]
    inherited: tuple[Inherited, ...]
    derivatives: tuple[Row, ...]
    siblings: tuple[Row, ...]
    history: tuple[Entry, ...]
    levels: Mapping[str, tuple[LevelSpan, ...]]


@dataclass(frozen=True)
class VendorProfile:
    """One vendor: its models from old to new, how many have which level by dimension, its licences in time."""

    vendor: Vendor
    rows: tuple[Row, ...]
    history: LicenceHistory
    levels: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True)
class LicenceProfile:
    """One licence: its terms by what they do, what level they make, its models and its versions.

    `anchors` says by key where each term stands on the page.
    """

    licence: Licence
    level: str
    groups: tuple[tuple[str, tuple[LicenceTerm, ...]], ...]
    anchors: Mapping[int, str]
    sources: tuple[Citation, ...]
    models: tuple[tuple[str, tuple[Row, ...]], ...]
    earlier: tuple[Licence, ...]
    later: tuple[Licence, ...]
    history: tuple[Entry, ...]


@dataclass(frozen=True)
class DimensionProfile:
    """One dimension with up to three newest models per level as examples."""

    dimension: OpennessDimension
    levels: tuple[tuple[str, str, int, tuple[Model, ...]], ...]


def model_profile(*, slug: str) -> ModelProfile:
    """The published model `slug`; raises Model.DoesNotExist. Constant queries, but one per base below it."""
    model = Model.objects.published().select_related("vendor", "base_model").get(slug=slug)
    evidence = evidence_of(keys=[model.pk]).get(model.pk, {})
    coverages = model.coverages.select_related("licence").prefetch_related("sources")
    coverages = coverages.order_by("-covers", F("valid_from").asc(nulls_first=True))
    relatives = Model.objects.published().by_release()
    siblings = relatives.filter(vendor=model.vendor_id, family=model.family).exclude(pk=model.pk)
    bases = bases_below(model=model)
    return ModelProfile(
        model=model,
        modalities=tuple(row.get_modality_display() for row in model.modality_set.order_by("pk")),
        aliases=tuple(alias.name for alias in model.aliases.all()),
        dimensions=tuple((row, evidence.get(row.slug)) for row in OpennessDimension.objects.all()),
        coverages=tuple(Coverage(row, citations(sources=row.sources.all())) for row in coverages),
        bases=bases,
        inherited=inherited_by(model=model, bases=bases),
        derivatives=rows_of(models=relatives.filter(base_model=model)),
        siblings=rows_of(models=siblings),
        history=changes_of(kind="model", slug=slug),
        levels=levels_through_time(slug=slug),
    )


def model_evidence(*, slug: str, dimension: str) -> tuple[Model, OpennessDimension, Evidence | None]:
    """What backs one cell; raises Model.DoesNotExist or OpennessDimension.DoesNotExist. 4 queries."""
    model = Model.objects.published().select_related("vendor").get(slug=slug)
    row = OpennessDimension.objects.get(slug=dimension)
    return model, row, evidence_of(keys=[model.pk]).get(model.pk, {}).get(dimension)


def vendor_profile(*, slug: str) -> VendorProfile:
    """The vendor `slug`; raises Vendor.DoesNotExist. A constant number of queries."""
    vendor = Vendor.objects.get(slug=slug)
    models = Model.objects.published().filter(vendor=vendor)
    summary = vendor_rows(models=models)
    rows = rows_of(models=models.by_release())
    levels = summary[0].levels if summary else {}
    return VendorProfile(vendor=vendor, rows=rows, history=licence_history(rows=rows), levels=levels)


def vendors() -> tuple[VendorRow, ...]:
    """All vendors with published models; a constant number of queries."""
    return vendor_rows(models=Model.objects.published())


GROUPS = {
    "permissions": (TermEffect.PERMITTED,),
    "conditions": (TermEffect.REQUIRED, TermEffect.REQUESTED),
    "limitations": (TermEffect.PROHIBITED, TermEffect.SEPARATE_LICENCE),
    "further": (TermEffect.ENDS, TermEffect.STATED),
}


def licence_profile(*, slug: str) -> LicenceProfile:
    """The licence `slug`; raises Licence.DoesNotExist. Constant queries, but one per version."""
    terms = Prefetch("terms", LicenceTerm.objects.select_related("source").order_by("position", "pk"))
    licence = Licence.objects.select_related("supersedes").prefetch_related(terms, "sources").get(slug=slug)
    document = document_of(kind="licence", slug=slug)
    level = licence_level(terms=document.terms) if isinstance(document, LicenceDocument) else Level.UNKNOWN
    return LicenceProfile(
        licence=licence,
        level=level.value,
        groups=tuple(
            (name, tuple(term for term in licence.terms.all() if term.effect in effects))
            for name, effects in GROUPS.items()
        ),
        anchors=anchors(terms=licence.terms.all()),
        sources=citations(sources=licence.sources.all()),
        models=_models_under(licence),
        earlier=_earlier(licence),
        later=_later(licence),
        history=changes_of(kind="licence", slug=slug),
    )


def _models_under(licence: Licence) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The models by the part that the licence covers."""
    keys: dict[str, list[int]] = {}
    for covers, key in licence.coverages.in_force().filter(model__published=True).values_list("covers", "model"):
        keys.setdefault(covers, []).append(key)
    published = Model.objects.published().by_release()
    return tuple(
        (covers, rows_of(models=published.filter(pk__in=keys[covers]))) for covers in sorted(keys, reverse=True)
    )


def _earlier(licence: Licence) -> tuple[Licence, ...]:
    found: list[Licence] = []
    step = licence.supersedes
    while step is not None and step not in (licence, *found):
        found.append(step)
        step = Licence.objects.filter(superseded_by=step).first()
    return tuple(reversed(found))


def _later(licence: Licence) -> tuple[Licence, ...]:
    found: list[Licence] = []
    step = Licence.objects.filter(supersedes=licence).first()
    while step is not None and step not in (licence, *found):
        found.append(step)
        step = Licence.objects.filter(supersedes=step).first()
    return tuple(found)


def dimensions() -> tuple[DimensionProfile, ...]:
    """All dimensions with examples; queries grow with the dimensions only."""
    return tuple(_dimension(row) for row in OpennessDimension.objects.all())


def _dimension(row: OpennessDimension) -> DimensionProfile:
    levels = []
    for level, means in (
        (Level.OPEN, row.open_means),
        (Level.PARTIAL, row.partial_means),
        (Level.CLOSED, row.closed_means),
    ):
        matching = Model.objects.published().filter(
            assessments__dimension=row.slug, assessments__level=level, assessments__published=True
        )
        examples = matching.select_related("vendor").order_by(F("released").desc(nulls_last=True), "name")
        levels.append((level.value, str(means), matching.count(), tuple(examples[:3])))
    return DimensionProfile(dimension=row, levels=tuple(levels))


def dimension_names() -> dict[str, str]:
    """The dimensions' names by slug, in their order and the language in use; one query."""
    names = {row.slug: str(row.name) for row in OpennessDimension.objects.all()}
    return names or {dimension.value: str(dimension.label) for dimension in Dimension}
