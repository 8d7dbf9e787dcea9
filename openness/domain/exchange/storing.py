"""Documents into rows. The caller holds the transaction and has validated everything."""

from collections.abc import Callable, Iterable
from itertools import batched
from typing import Any

from django.db.models import F

from openness.domain.documents import (
    ArticleDocument,
    ClaimEntry,
    CoverageEntry,
    DimensionDocument,
    Document,
    LicenceDocument,
    ModelDocument,
    RowEntry,
    SourceEntry,
    TermEntry,
    Text,
    VendorDocument,
)
from openness.domain.permissions.grounds import refresh_grounds
from openness.models import (
    Alias,
    Article,
    ArticleCell,
    ArticleRow,
    Assessment,
    Claim,
    Licence,
    LicenceCoverage,
    LicenceTerm,
    Model,
    ModelModality,
    OpennessDimension,
    Source,
    Vendor,
)

_OUT_OF_THE_WAY = 1000
_TABLES: dict[str, Any] = {
    "article": Article,
    "model": Model,
    "licence": Licence,
    "dimension": OpennessDimension,
    "vendor": Vendor,
}
_BATCH = 500


class Store:
    """Writes documents; remembers the sources and slugs it has met, so that each is looked up once."""

    def __init__(self) -> None:
        self._sources = {_source_key(source): source for source in Source.objects.all()}
        self._ids: dict[type, dict[str, int]] = {}
        self._progress: Callable[[int], None] = lambda done: None
        self._done = 0

    def save(self, documents: Iterable[Document], *, progress: Callable[[int], None] = lambda done: None) -> None:
        """Write `documents`; what they refer to must be stored already or be among them.

        Sources that only they cited, and cite no more, go. `progress` is told how many are written.
        """
        documents = list(documents)
        loose = _uncited()
        self._progress, self._done = progress, 0
        self._free_positions(document for document in documents if isinstance(document, DimensionDocument))
        for document in documents:
            match document:
                case VendorDocument():
                    self._vendor(document)
                case DimensionDocument():
                    self._dimension(document)
                case _:
                    continue
            self._tick()
        self._licences([document for document in documents if isinstance(document, LicenceDocument)])
        self._models([document for document in documents if isinstance(document, ModelDocument)])
        for document in documents:
            if isinstance(document, ArticleDocument):
                self._article(document)
                self._tick()
        self._forget(_uncited() - loose)

    def remove(self, keys: Iterable[tuple[str, str]]) -> None:
        """Delete the records `keys` of (kind, slug) with all their parts, and the sources that only they cited.

        Raises ProtectedError where others need them.
        """
        keys = list(keys)
        if not keys:
            return
        loose = _uncited()
        slugs = {kind: [slug for one, slug in keys if one == kind] for kind in _TABLES}
        Model.objects.filter(slug__in=slugs["model"]).update(base_model=None)
        Licence.objects.filter(slug__in=slugs["licence"]).update(supersedes=None)
        for kind, table in _TABLES.items():
            table.objects.filter(slug__in=slugs[kind]).delete()
        self._forget(_uncited() - loose)
        if slugs["model"]:
            refresh_grounds()

    def _forget(self, keys: Iterable[int]) -> None:
        """Delete the sources `keys`."""
        for some in batched(sorted(keys), _BATCH, strict=False):
            rows = Source.objects.filter(pk__in=some)
            for row in rows:
                self._sources.pop(_source_key(row), None)
            rows.delete()

    def _tick(self) -> None:
        self._done += 1
        self._progress(self._done)

    def _id(self, model: Any, slug: str) -> int:
        known = self._ids.setdefault(model, {})
        if slug not in known:
            known.update(model.objects.values_list("slug", "pk"))
        return known[slug]

    def _source(self, entry: SourceEntry) -> Source:
        source = Source(
            url=entry.url,
            archive_url=entry.archive_url or "",
            kind=entry.kind,
            title=entry.title,
            locator=entry.locator,
            accessed_on=entry.accessed_on,
        )
        key = _source_key(source)
        if key not in self._sources:
            source.save()
            self._sources[key] = source
        return self._sources[key]

    def _sources_of(self, entries: Iterable[SourceEntry]) -> list[Source]:
        return [self._source(entry) for entry in entries]

    def _vendor(self, document: VendorDocument) -> None:
        Vendor.objects.update_or_create(
            slug=document.slug,
            defaults={
                "name": document.name,
                "country": document.country,
                "website": document.website,
                **_text("summary", document.summary),
            },
        )

    def _free_positions(self, documents: Iterable[DimensionDocument]) -> None:
        """Let dimensions change places: no two may stand at one position, not even for a moment."""
        moving = OpennessDimension.objects.filter(slug__in=[document.slug.value for document in documents])
        moving.update(position=F("position") + _OUT_OF_THE_WAY)

    def _dimension(self, document: DimensionDocument) -> None:
        texts: dict[str, str] = {}
        for name in ("name", "question", "explanation"):
            texts |= _text(name, getattr(document, name))
        for name in ("open", "partial", "closed"):
            texts |= _text(f"{name}_means", getattr(document, name))
        OpennessDimension.objects.update_or_create(
            slug=document.slug, defaults={"position": document.position, **texts}
        )

    def _licences(self, documents: list[LicenceDocument]) -> None:
        rows = {}
        for document in documents:
            rows[document.slug], _created = Licence.objects.update_or_create(
                slug=document.slug, defaults=self._licence_fields(document)
            )
        for document in documents:
            earlier = self._id(Licence, document.supersedes) if document.supersedes else None
            if rows[document.slug].supersedes_id != earlier:
                Licence.objects.filter(slug=document.slug).update(supersedes=earlier)
            self._terms(rows[document.slug], document.terms)
            rows[document.slug].sources.set(self._sources_of(document.sources))
            self._tick()

    def _licence_fields(self, document: LicenceDocument) -> dict[str, Any]:
        return {
            "name": document.name,
            "short_name": document.short_name,
            "licence_kind": document.licence_kind,
            "spdx_id": document.spdx_id,
            "osi_approved": document.osi_approved,
            "steward": document.steward or "",
            "version": document.version or "",
            "published_on": document.published_on,
            "url": document.url,
            **_text("summary", document.summary),
        }

    def _terms(self, licence: Licence, entries: list[TermEntry]) -> None:
        licence.terms.all().delete()
        LicenceTerm.objects.bulk_create(
            self._term(licence, position, entry) for position, entry in enumerate(entries, start=1)
        )

    def _term(self, licence: Licence, position: int, entry: TermEntry) -> LicenceTerm:
        return LicenceTerm(
            licence=licence,
            position=position,
            subject=entry.subject,
            effect=entry.effect,
            operator=entry.operator or "",
            value=entry.value,
            unit=entry.unit or "",
            measured=entry.measured or "",
            measured_on=entry.measured_on,
            counts_affiliates=entry.counts_affiliates,
            regions=[str(region.value) for region in entry.regions],
            modalities=[str(modality.value) for modality in entry.modalities],
            fields_of_use=[str(field.value) for field in entry.fields_of_use],
            binds=entry.binds,
            exempts=[str(exempt.value) for exempt in entry.exempts],
            **_text("exempt", entry.exempt),
            **_text("summary", entry.summary),
            locator=entry.locator,
            source=self._source(entry.source),
        )

    def _models(self, documents: list[ModelDocument]) -> None:
        rows = {}
        for document in documents:
            rows[document.slug], _created = Model.objects.update_or_create(
                slug=document.slug, defaults=self._model_fields(document)
            )
        for document in documents:
            model = rows[document.slug]
            model.base_model_id = self._id(Model, document.base_model) if document.base_model else None
            model.refresh_search_text(aliases=document.aliases)
            model.save(update_fields=["base_model", "search_text"])
            self._parts(model, document)
            self._tick()
        if documents:
            refresh_grounds()

    def _model_fields(self, document: ModelDocument) -> dict[str, Any]:
        return {
            "name": document.name,
            "vendor_id": self._id(Vendor, document.vendor),
            "family": document.family,
            "released": document.released,
            "parameters_total": document.parameters.total,
            "parameters_active": document.parameters.active,
            "availability": document.availability,
            "repository": document.repository or "",
            "published": document.published,
            **_text("summary", document.summary),
        }

    def _parts(self, model: Model, document: ModelDocument) -> None:
        model.modality_set.all().delete()
        ModelModality.objects.bulk_create(ModelModality(model=model, modality=value) for value in document.modalities)
        model.aliases.all().delete()
        Alias.objects.bulk_create(Alias(model=model, name=name) for name in document.aliases)
        model.coverages.all().delete()
        for entry in document.licences:
            self._coverage(model, entry)
        known = {row.dimension_id: row for row in model.assessments.all()}
        for dimension, assessment in document.assessments.items():
            row = known.get(dimension.value) or Assessment(model=model, dimension_id=str(dimension.value))
            values = {
                "level": assessment.level,
                "published": assessment.published,
                "verified_on": assessment.verified_on,
                **_text("reason", assessment.reason),
            }
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            row.sources.set(self._sources_of(assessment.sources))

    def _coverage(self, model: Model, entry: CoverageEntry) -> None:
        row = LicenceCoverage.objects.create(
            model=model,
            covers=entry.covers,
            licence_id=self._id(Licence, entry.licence),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        row.sources.set(self._sources_of(entry.sources))

    def _article(self, document: ArticleDocument) -> None:
        article, _created = Article.objects.update_or_create(
            slug=document.slug,
            defaults={
                "title": document.title,
                "language": document.language,
                "author": document.author or "",
                "url": document.url or "",
                "appeared": document.appeared,
                "published": document.published,
                **_text("summary", document.summary),
                **_text("conclusion", document.conclusion),
            },
        )
        article.rows.exclude(vendor__slug__in=[row.vendor for row in document.rows]).delete()
        article.claims.exclude(slug__in=[entry.slug for entry in document.claims]).delete()
        claims = {
            entry.slug: self._claim(article, place, entry) for place, entry in enumerate(document.claims, start=1)
        }
        for place, row in enumerate(document.rows, start=1):
            self._row(article, place, row, claims)

    def _claim(self, article: Article, position: int, entry: ClaimEntry) -> Claim:
        claim, _created = Claim.objects.update_or_create(
            article=article,
            slug=entry.slug,
            defaults={
                "position": position,
                "section": entry.section,
                **_text("says", entry.says),
                "vendor_id": self._id(Vendor, entry.vendor) if entry.vendor else None,
                "dimension_id": str(entry.dimension.value) if entry.dimension else None,
                "level": entry.level or "",
                "verdict": entry.verdict,
                **_text("correction", entry.correction),
                "checked_on": entry.checked_on,
            },
        )
        claim.meant.set(self._id(Model, slug) for slug in entry.models)
        claim.sources.set(self._sources_of(entry.sources))
        return claim

    def _row(self, article: Article, position: int, entry: RowEntry, claims: dict[str, Claim]) -> None:
        row, _created = ArticleRow.objects.update_or_create(
            article=article,
            vendor_id=self._id(Vendor, entry.vendor),
            defaults={"position": position, **_text("subject", entry.subject)},
        )
        row.meant.set(self._id(Model, slug) for slug in entry.models)
        row.left_out.set(self._id(Model, slug) for slug in entry.left_out)
        for dimension, cell in entry.cells.items():
            saved, _created = ArticleCell.objects.update_or_create(
                row=row,
                dimension_id=str(dimension.value),  # type: ignore[misc]
                defaults={"level": cell.level, **_text("says", cell.says)},
            )
            saved.claims.set(claims[slug] for slug in cell.claims)


def _uncited() -> set[int]:
    """The keys of the sources that stand in no record."""
    return set(Source.objects.uncited().values_list("pk", flat=True))


def _source_key(source: Source) -> tuple[Any, ...]:
    return source.url, source.locator, source.accessed_on, source.kind, source.title, source.archive_url


def _text(name: str, text: Text | None) -> dict[str, str]:
    return {f"{name}_de": text.de, f"{name}_en": text.en} if text else {f"{name}_de": "", f"{name}_en": ""}
