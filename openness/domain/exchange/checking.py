"""Is what is stored fit to be published?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from openness.choices import Level
from openness.domain.documents import Document, source_faults, validate
from openness.domain.exchange.loading import KINDS, Value, load, source_value
from openness.domain.faults import Fault
from openness.domain.rules import Catalogue, Key, findings
from openness.models import Article, Assessment, Licence, LicenceCoverage, Model, OpennessDimension, Source, Vendor


@dataclass(frozen=True)
class Report:
    """How much there is, how many assessments are `unknown`, and what is wrong with it."""

    vendors: int
    models: int
    licences: int
    assessments: int
    unknown: int
    sources: int
    faults: list[Fault]


def stored_catalogue(*, faults: list[Fault] | None = None) -> Catalogue:
    """Everything stored, as documents; what the schema refuses is left out, and named in `faults` if given."""
    catalogue = Catalogue()
    for kind in KINDS:
        for value in load(kind=kind):
            document = validate(value=value)
            if not isinstance(document, list):
                catalogue.add(document)
                continue
            catalogue.broken.add((kind, value["slug"]))
            if faults is not None:
                faults += _schema_faults(value, document)
    return catalogue


def _schema_faults(value: Value, found: list[tuple[tuple[str | int, ...], str]]) -> list[Fault]:
    record = f"{value['kind']}/{value['slug']}"
    return [Fault(file=record, line=0, field=".".join(map(str, path)), message=message) for path, message in found]


def check() -> Report:
    """Count what is stored and find every fault in it."""
    faults: list[Fault] = []
    catalogue = stored_catalogue(faults=faults)
    for (kind, slug), path, message in findings(catalogue=catalogue):
        faults.append(Fault(file=f"{kind}/{slug}", line=0, field=".".join(map(str, path)), message=message))
    return Report(
        vendors=Vendor.objects.count(),
        models=Model.objects.count(),
        licences=Licence.objects.count(),
        assessments=Assessment.objects.count(),
        unknown=Assessment.objects.filter(level=Level.UNKNOWN).count(),
        sources=Source.objects.count(),
        faults=sorted(faults),
    )


@dataclass
class _Part(Catalogue):
    """Some documents of the catalogue, and the keys of all records there are."""

    stored: set[Key] = field(default_factory=set)

    def has(self, kind: str, slug: str | None) -> bool:
        """Whether there is such a record, loaded or not; no slug counts as there."""
        return slug is None or (kind, slug) in self.stored


def check_records(*, records: set[Key]) -> list[Fault]:
    """What is wrong with the stored `records` of (kind, slug), and with those that depend on them.

    Dependent are the models under a licence and the derivatives of a model, however far down. Only what is
    checked and what its rules look at is loaded, in a constant number of queries.
    """
    bases = dict(Model.objects.values_list("slug", "base_model__slug"))
    models = {slug for kind, slug in records if kind == "model"} | _under_licences(records)
    concerned = records | {("model", slug) for slug in _with_derivatives(models, bases)}
    part = _Part(stored=_stored_keys(bases))
    faults = _take_in(part, concerned)
    _take_in(part, _looked_at(concerned, bases) - concerned)
    for (kind, slug), path, message in findings(catalogue=part, keys=sorted(concerned & part.documents.keys())):
        faults.append(Fault(file=f"{kind}/{slug}", line=0, field=".".join(map(str, path)), message=message))
    return sorted(faults)


def _stored_keys(models: Iterable[str]) -> set[Key]:
    keys = {("model", slug) for slug in models}
    others = {"vendor": Vendor.objects, "dimension": OpennessDimension.objects, "licence": Licence.objects}
    for kind, rows in others.items():
        keys |= {(kind, slug) for slug in rows.values_list("slug", flat=True)}
    return keys


def _under_licences(records: set[Key]) -> set[str]:
    licences = [slug for kind, slug in records if kind == "licence"]
    return set(Model.objects.filter(coverages__licence__slug__in=licences).values_list("slug", flat=True))


def _with_derivatives(models: set[str], bases: Mapping[str, str | None]) -> set[str]:
    derivatives: dict[str, list[str]] = {}
    for slug, base in bases.items():
        if base is not None:
            derivatives.setdefault(base, []).append(slug)
    found, ahead = set[str](), list(models)
    while ahead:
        slug = ahead.pop()
        if slug not in found:
            found.add(slug)
            ahead += derivatives.get(slug, [])
    return found


def _looked_at(records: set[Key], bases: Mapping[str, str | None]) -> set[Key]:
    """What the rules for `records` read: the bases of models, their licences, earlier versions of licences."""
    chain = {base for kind, slug in records if kind == "model" for base in _chain(slug, bases)}
    covering = LicenceCoverage.objects.filter(model__slug__in=chain).values_list("licence__slug", flat=True)
    earlier = dict(Licence.objects.values_list("slug", "supersedes__slug"))
    versions = {slug for kind, first in records if kind == "licence" for slug in _chain(first, earlier)}
    return {("model", slug) for slug in chain} | {("licence", slug) for slug in versions.union(covering)}


def _chain(slug: str, following: Mapping[str, str | None]) -> set[str]:
    """`slug`, what follows it, what follows that, and so on; stops where it goes round."""
    seen, step = set[str](), slug
    while step is not None and step not in seen:
        seen.add(step)
        step = following.get(step)  # type: ignore[assignment]
    return seen


def _take_in(catalogue: Catalogue, keys: set[Key]) -> list[Fault]:
    """Load the records `keys` into `catalogue`; what the schema says against them."""
    faults: list[Fault] = []
    for kind in KINDS:
        slugs = [slug for one, slug in keys if one == kind]
        for value in load(kind=kind, slugs=slugs) if slugs else []:
            document = validate(value=value)
            if isinstance(document, list):
                faults += _schema_faults(value, document)
            else:
                catalogue.add(document)
    return faults


def check_source(*, source: Source) -> list[tuple[str, str]]:
    """Every (field, message) that the schema says against `source`, stored or not."""
    return source_faults(value=source_value(source=source))


def records_citing(*, source: Source) -> set[Key]:
    """The (kind, slug) of every record in which `source` stands."""
    licences = Licence.objects.filter(Q(sources=source) | Q(terms__source=source))
    models = Model.objects.filter(Q(assessments__sources=source) | Q(coverages__sources=source))
    articles = Article.objects.filter(claims__sources=source)
    citing = {"licence": licences, "model": models, "article": articles}
    return {(kind, slug) for kind, rows in citing.items() for slug in rows.values_list("slug", flat=True)}


def document_of(*, kind: str, slug: str) -> Document | None:
    """The stored record as a document, None where it does not exist or is not valid."""
    for value in load(kind=kind, slugs=[slug]):
        document = validate(value=value)
        if not isinstance(document, list):
            return document
    return None
