"""Is what is stored fit to be published?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from openness.choices import Level
from openness.domain.documents import (
    Document,
    LicenceDocument,
    ModelDocument,
    plain,
    plain_value,
    source_faults,
    validate,
)
from openness.domain.exchange.loading import KINDS, Value, load, source_value
from openness.domain.faults import Fault
from openness.domain.rules import Catalogue, Key, findings, key_of, missing
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


Proposed = Mapping[Key, Document | None]


def check_records(*, records: set[Key], proposed: Proposed | None = None) -> list[Fault]:
    """What is wrong with the stored `records` of (kind, slug), and with those that depend on them.

    With `proposed`: what would be wrong once these documents were stored, None for a record that would be gone.
    Dependent are the models under a licence and the derivatives of a model, however far down, and whatever names
    a record that would be gone. Only what is checked and what its rules look at is loaded, in a constant number of
    queries.
    """
    wanted = proposed or {}
    links = _Links.with_proposed(wanted)
    records = records | wanted.keys() | _naming({key for key, document in wanted.items() if document is None})
    models = {slug for kind, slug in records if kind == "model"} | _under_licences(records)
    concerned = records | {("model", slug) for slug in _with_derivatives(models, links.bases)}
    part = _Part(stored=links.stored)
    faults = _take_in(part, concerned, wanted)
    _take_in(part, _looked_at(concerned, links, wanted) - concerned, wanted)
    for (kind, slug), path, message in findings(catalogue=part, keys=sorted(concerned & part.documents.keys())):
        faults.append(Fault(file=f"{kind}/{slug}", line=0, field=".".join(map(str, path)), message=message))
    return sorted(faults)


@dataclass
class _Links:
    """Which records there are, the base of every model, and what every licence supersedes."""

    stored: set[Key]
    bases: dict[str, str | None]
    earlier: dict[str, str | None]

    @classmethod
    def with_proposed(cls, proposed: Proposed) -> "_Links":
        """The links as they would be with `proposed`."""
        bases = dict(Model.objects.values_list("slug", "base_model__slug"))
        links = cls(_stored_keys(bases), bases, dict(Licence.objects.values_list("slug", "supersedes__slug")))
        for (kind, slug), document in proposed.items():
            if document is None:
                links.stored.discard((kind, slug))
                {"model": links.bases, "licence": links.earlier}.get(kind, {}).pop(slug, None)
                continue
            links.stored.add((kind, slug))
            if isinstance(document, ModelDocument):
                links.bases[slug] = document.base_model
            elif isinstance(document, LicenceDocument):
                links.earlier[slug] = document.supersedes
        return links


def _naming(gone: set[Key]) -> set[Key]:
    """The stored records that name one of `gone`."""
    slugs = {kind: [slug for one, slug in gone if one == kind] for kind in KINDS}
    return {
        (naming, slug)
        for (naming, rows, path), named in _NAMED.items()
        if slugs[named]
        for slug in rows.filter(**{f"{path}__slug__in": slugs[named]}).values_list("slug", flat=True)
    }


_NAMED: dict[tuple[str, Any, str], str] = {
    ("licence", Licence.objects, "supersedes"): "licence",
    ("model", Model.objects, "vendor"): "vendor",
    ("model", Model.objects, "base_model"): "model",
    ("model", Model.objects, "coverages__licence"): "licence",
    ("article", Article.objects, "rows__vendor"): "vendor",
    ("article", Article.objects, "rows__meant"): "model",
    ("article", Article.objects, "rows__left_out"): "model",
    ("article", Article.objects, "claims__vendor"): "vendor",
    ("article", Article.objects, "claims__meant"): "model",
}
"""Which kind each path of a record's rows names."""


def check_references(*, documents: Iterable[Document]) -> list[Fault]:
    """Where `documents` name records that are neither stored nor among them; 4 queries."""
    documents = list(documents)
    part = _Part(stored=_stored_keys(Model.objects.values_list("slug", flat=True)))
    part.stored |= {key_of(document=document) for document in documents}
    return [
        Fault("/".join(key_of(document=document)), 0, ".".join(map(str, path)), message)
        for document in documents
        for path, message in missing(document=document, catalogue=part)
    ]


def _stored_keys(models: Iterable[str]) -> set[Key]:
    keys = {("model", slug) for slug in models}
    others = {"vendor": Vendor.objects, "dimension": OpennessDimension.objects, "licence": Licence.objects}
    for kind, rows in others.items():
        keys |= {(kind, slug) for slug in rows.values_list("slug", flat=True)}
    return keys


def _under_licences(records: set[Key]) -> set[str]:
    licences = [slug for kind, slug in records if kind == "licence"]
    return set(Model.objects.filter(coverages__licence__slug__in=licences).values_list("slug", flat=True))


def with_derivatives(*, models: Iterable[str]) -> set[str]:
    """The slugs `models`, and those of all models built on them, however far down; one query."""
    return _with_derivatives(set(models), dict(Model.objects.values_list("slug", "base_model__slug")))


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


def _looked_at(records: set[Key], links: _Links, proposed: Proposed) -> set[Key]:
    """What the rules for `records` read: bases of models, their licences, earlier licences, all dimensions of one."""
    chain = {base for kind, slug in records if kind == "model" for base in _chain(slug, links.bases)}
    covering = LicenceCoverage.objects.filter(model__slug__in=chain).values_list("licence__slug", flat=True)
    named = {entry.licence for one in proposed.values() if isinstance(one, ModelDocument) for entry in one.licences}
    versions = {slug for kind, first in records if kind == "licence" for slug in _chain(first, links.earlier)}
    dimensions = {key for key in links.stored if key[0] == "dimension"} if _has_dimension(records) else set()
    licences = versions.union(covering, named)
    return {("model", slug) for slug in chain} | {("licence", slug) for slug in licences} | dimensions


def _has_dimension(records: set[Key]) -> bool:
    return any(kind == "dimension" for kind, _slug in records)


def _chain(slug: str, following: Mapping[str, str | None]) -> set[str]:
    """`slug`, what follows it, what follows that, and so on; stops where it goes round."""
    seen, step = set[str](), slug
    while step is not None and step not in seen:
        seen.add(step)
        step = following.get(step)  # type: ignore[assignment]
    return seen


def _take_in(catalogue: Catalogue, keys: set[Key], proposed: Proposed) -> list[Fault]:
    """Load the records `keys` into `catalogue`, as `proposed` where they are; what the schema says against them."""
    faults: list[Fault] = []
    for kind in KINDS:
        slugs = [slug for one, slug in keys if one == kind and (one, slug) not in proposed]
        for value in load(kind=kind, slugs=slugs) if slugs else []:
            document = validate(value=value)
            if isinstance(document, list):
                faults += _schema_faults(value, document)
            else:
                catalogue.add(document)
    for key in keys & proposed.keys():
        if (given := proposed[key]) is not None:
            catalogue.add(given)
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


def stored_plainly(*, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """The stored records among `keys`, each as proposals and changes keep it; a constant number of queries.

    What the schema refuses is given as it stands.
    """
    wanted = set(keys)
    found: dict[Key, dict[str, Any]] = {}
    for kind in KINDS:
        slugs = [slug for one, slug in wanted if one == kind]
        for value in load(kind=kind, slugs=slugs) if slugs else []:
            document = validate(value=value)
            found[kind, value["slug"]] = (
                plain_value(value=value) if isinstance(document, list) else plain(document=document)
            )
    return found
