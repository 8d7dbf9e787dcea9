"""Rows of the database as the plain values of documents."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, StringAgg, Subquery
from django.db.models import Value as Constant

from openness.choices import Covers, Dimension, Modality
from openness.models import (
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

Value = dict[str, Any]

_PART_ORDER = {part: place for place, part in enumerate(Covers.values)}
_DIMENSION_ORDER = {dimension: place for place, dimension in enumerate(Dimension.values)}
_MODALITY_ORDER = {modality: place for place, modality in enumerate(Modality.values)}


def load(*, kind: str, slugs: Iterable[str] | None = None) -> list[Value]:
    """The documents of `kind` as plain values, by slug; all of them, or those of `slugs`.

    Values are as stored and may be invalid (an empty text); the schema tells. A constant number of queries.
    """
    rows, value_of = _LOADERS[kind]()
    if slugs is not None:
        rows = rows.filter(slug__in=list(slugs))
    return [{"kind": kind, **_without_blanks(value_of(row))} for row in rows.order_by("slug")]


def load_chosen(*, kind: str, choose: Callable[[QuerySet], QuerySet]) -> list[tuple[Any, Value]]:
    """The rows that `choose` makes of all of `kind`, in its order, each with its document as a plain value.

    As `load` else; a `kind` may also be a part of documents, "assessment" or "claim".
    """
    if kind in _PARTS:
        rows, value_of = _PARTS[kind]()
        return [(row, _without_blanks(value_of(row))) for row in choose(rows)]
    rows, value_of = _LOADERS[kind]()
    return [(row, {"kind": kind, **_without_blanks(value_of(row))}) for row in choose(rows)]


def _without_blanks(value: Any) -> Any:
    """`value` without None, "" and empty lists, which are defaults in every schema."""
    if isinstance(value, dict):
        cleaned = {key: _without_blanks(item) for key, item in value.items()}
        return {key: item for key, item in cleaned.items() if item not in (None, "", [], {})}
    return [_without_blanks(item) for item in value] if isinstance(value, list) else value


def _text(row: Any, name: str) -> Value:
    return {"de": getattr(row, f"{name}_de"), "en": getattr(row, f"{name}_en")}


def _fields(row: Any, *names: str) -> Value:
    return {name: getattr(row, name) for name in names}


def source_value(*, source: Source) -> Value:
    """One source as the plain value that stands in documents."""
    return _without_blanks(_source(source))


def _source(source: Source) -> Value:
    return _fields(source, "url", "kind", "title", "locator", "accessed_on", "archive_url")


def _sources(sources: Any) -> list[Value]:
    return [_source(source) for source in sorted(sources.all(), key=lambda source: source.rank)]


def _slugs(related: Any) -> list[str]:
    return sorted(row.slug for row in related.all())


def _vendors() -> tuple[QuerySet, Callable[[Any], Value]]:
    def value_of(vendor: Vendor) -> Value:
        return {**_fields(vendor, "slug", "name", "country", "website"), "summary": _text(vendor, "summary")}

    return Vendor.objects.all(), value_of


def _dimensions() -> tuple[QuerySet, Callable[[Any], Value]]:
    def value_of(dimension: OpennessDimension) -> Value:
        texts = {name: _text(dimension, name) for name in ("name", "question", "explanation")}
        levels = {name: _text(dimension, f"{name}_means") for name in ("open", "partial", "closed")}
        return {**_fields(dimension, "slug", "position"), **texts, **levels}

    return OpennessDimension.objects.all(), value_of


def _licences() -> tuple[QuerySet, Callable[[Any], Value]]:
    terms = Prefetch("terms", LicenceTerm.objects.select_related("source").order_by("position", "pk"))
    return Licence.objects.select_related("supersedes").prefetch_related(terms, "sources"), _licence


def _licence(licence: Licence) -> Value:
    return {
        **_fields(
            licence, "slug", "name", "short_name", "licence_kind", "spdx_id", "osi_approved", "steward", "version"
        ),
        **_fields(licence, "published_on", "url"),
        "supersedes": licence.supersedes.slug if licence.supersedes else None,
        "summary": _text(licence, "summary"),
        "terms": [_term(term) for term in licence.terms.all()],
        "sources": _sources(licence.sources),
    }


def _term(term: LicenceTerm) -> Value:
    return {
        **_fields(
            term, "subject", "effect", "operator", "value", "unit", "measured", "measured_on", "counts_affiliates"
        ),
        **_fields(term, "regions", "modalities", "fields_of_use", "binds", "exempts"),
        "exempt": _text(term, "exempt"),
        "summary": _text(term, "summary"),
        "locator": term.locator,
        "source": _source(term.source),
    }


def _models() -> tuple[QuerySet, Callable[[Any], Value]]:
    coverages = Prefetch("coverages", LicenceCoverage.objects.select_related("licence").prefetch_related("sources"))
    assessments = Prefetch("assessments", Assessment.objects.prefetch_related("sources"))
    modalities = ModelModality.objects.filter(model=OuterRef("pk")).order_by().values("model")
    joined = modalities.annotate(joined=StringAgg("modality", delimiter=Constant(" "))).values("joined")
    rows = Model.objects.select_related("vendor", "base_model").annotate(joined_modalities=Subquery(joined))
    return rows.prefetch_related("aliases", coverages, assessments), _model


def _model(model: Any) -> Value:
    modalities = (model.joined_modalities or "").split()
    assessments = sorted(model.assessments.all(), key=lambda row: _DIMENSION_ORDER[row.dimension_id])
    return {
        **_fields(model, "slug", "name"),
        "vendor": model.vendor.slug,
        **_fields(model, "family", "released"),
        "parameters": {"total": model.parameters_total, "active": model.parameters_active},
        "modalities": sorted(modalities, key=_MODALITY_ORDER.__getitem__),
        "availability": model.availability,
        "base_model": model.base_model.slug if model.base_model else None,
        "repository": model.repository,
        "aliases": [alias.name for alias in model.aliases.all()],
        "summary": _text(model, "summary"),
        "published": model.published,
        "licences": _coverages(model),
        "assessments": {row.dimension_id: _assessment(row) for row in assessments},
    }


def _coverages(model: Model) -> list[Value]:
    rows = sorted(
        model.coverages.all(),
        key=lambda row: (_PART_ORDER[row.covers], row.valid_from or dt.date.min),
    )
    return [
        {
            "covers": row.covers,
            "licence": row.licence.slug,
            "from": row.valid_from,
            "to": row.valid_to,
            "sources": _sources(row.sources),
        }
        for row in rows
    ]


def _assessment(row: Assessment) -> Value:
    return {
        "level": row.level,
        "reason": _text(row, "reason"),
        **_fields(row, "verified_on", "published"),
        "sources": _sources(row.sources),
    }


def _articles() -> tuple[QuerySet, Callable[[Any], Value]]:
    cells = Prefetch("cells", ArticleCell.objects.prefetch_related("claims"))
    table = Prefetch(
        "rows",
        ArticleRow.objects.select_related("vendor").prefetch_related("meant", "left_out", cells).order_by("position"),
    )
    claims = Prefetch(
        "claims", Claim.objects.select_related("vendor").prefetch_related("meant", "sources").order_by("position")
    )
    return Article.objects.prefetch_related(table, claims), _article


def _article(article: Article) -> Value:
    return {
        **_fields(article, "slug", "title", "language", "author", "url", "appeared"),
        "summary": _text(article, "summary"),
        "conclusion": _text(article, "conclusion"),
        "published": article.published,
        "rows": [_row(row) for row in article.rows.all()],
        "claims": [_claim(claim) for claim in article.claims.all()],
    }


def _row(row: ArticleRow) -> Value:
    cells = sorted(row.cells.all(), key=lambda cell: _DIMENSION_ORDER[cell.dimension_id])
    return {
        "vendor": row.vendor.slug,
        "subject": _text(row, "subject"),
        "models": _slugs(row.meant),
        "left_out": _slugs(row.left_out),
        "cells": {
            cell.dimension_id: {"level": cell.level, "says": _text(cell, "says"), "claims": _slugs(cell.claims)}
            for cell in cells
        },
    }


def _claim(claim: Claim) -> Value:
    return {
        **_fields(claim, "slug", "section"),
        "says": _text(claim, "says"),
        "vendor": claim.vendor.slug if claim.vendor else None,
        "models": _slugs(claim.meant),
        "dimension": claim.dimension_id,
        **_fields(claim, "level", "verdict"),
        "correction": _text(claim, "correction"),
        "checked_on": claim.checked_on,
        "sources": _sources(claim.sources),
    }


def _assessments() -> tuple[QuerySet, Callable[[Any], Value]]:
    return Assessment.objects.select_related("model").prefetch_related("sources"), _assessment


def _claims() -> tuple[QuerySet, Callable[[Any], Value]]:
    rows = Claim.objects.select_related("article", "vendor").prefetch_related("meant", "sources")
    return rows, _claim


_PARTS = {"assessment": _assessments, "claim": _claims}

_LOADERS: dict[str, Callable[[], tuple[QuerySet, Callable[[Any], Value]]]] = {
    "vendor": _vendors,
    "dimension": _dimensions,
    "licence": _licences,
    "model": _models,
    "article": _articles,
}

KINDS = tuple(_LOADERS)
