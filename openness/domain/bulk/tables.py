"""The catalogue as tables, the same for CSV and SQLite: one row, one fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openness import choices
from openness.domain.bulk.meanings import MEANINGS

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One column: its name, its type in the words of Table Schema, and what it means.

    `values` are all that can stand in it, where they are few.
    """

    name: str
    type: str
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """These columns hold the key of a row of `table`."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Table:
    """One table: what a row says, its columns, those that tell rows apart, and what it refers to."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()


def _column(document: str, field: str, *, name: str = "", type: str = "string", values: Any = (), need: bool) -> Column:
    """The column for `field` of the part `document`, called like it unless `name` says else."""
    words = tuple(one.value for one in values)
    return Column(name or field, type, MEANINGS[document][field], need, words)


def _need(document: str, field: str, **more: Any) -> Column:
    return _column(document, field, need=True, **more)


def _may(document: str, field: str, **more: Any) -> Column:
    return _column(document, field, need=False, **more)


def _both(document: str, field: str, *, need: bool = True) -> tuple[Column, Column]:
    meaning = MEANINGS[document][field]
    return (
        Column(f"{field}_de", "string", f"{meaning} In German.", need),
        Column(f"{field}_en", "string", f"{meaning} In English.", need),
    )


def _source(prefix: str = "") -> tuple[Column, ...]:
    def name(field: str) -> str:
        return f"{prefix}{field}"

    return (
        _need("SourceEntry", "url", name=name("url")),
        _need("SourceEntry", "kind", name=name("kind"), values=choices.SourceKind),
        _need("SourceEntry", "title", name=name("title")),
        _may("SourceEntry", "locator", name=name("locator")),
        _need("SourceEntry", "accessed_on", name=name("accessed_on"), type="date"),
        _may("SourceEntry", "archive_url", name=name("archive_url")),
    )


def _key(name: str, meaning: str) -> Column:
    return Column(name, "string", meaning, required=True)


_POSITION = Column("position", "integer", "Where it stands in the document, from 1 on.", required=True)
_LICENCE = _key("licence", "Slug of the licence.")
_MODEL = _key("model", "Slug of the model.")
_ARTICLE = _key("article", "Slug of the article.")
_VENDOR_OF_ROW = _key("vendor", "Slug of the vendor whose row it is.")
_CLAIM = _key("claim", "Key of the claim within its article.")
_DIMENSION = Column("dimension", "string", "The dimension.", True, tuple(choices.Dimension.values))
_OF_LICENCE = Reference(("licence",), "licences")
_OF_MODEL = Reference(("model",), "models")
_OF_DIMENSION = Reference(("dimension",), "dimensions")
_OF_ARTICLE = Reference(("article",), "articles")
_OF_ROW = Reference(("article", "vendor"), "article_rows")
_OF_CLAIM = Reference(("article", "claim"), "claims")
_SCOPES = {"region": "regions", "modality": "modalities", "field-of-use": "fields_of_use", "exempt": "exempts"}
_RELATIONS = {"meant": "models", "left-out": "left_out"}

TABLES = (
    Table(
        "vendors",
        "A company, institute or community that publishes models.",
        (
            _need("VendorDocument", "slug"),
            _need("VendorDocument", "name"),
            _need("VendorDocument", "country"),
            _need("VendorDocument", "website"),
            *_both("VendorDocument", "summary"),
        ),
        ("slug",),
    ),
    Table(
        "dimensions",
        "What openness is measured on, and what each level means there.",
        (
            _need("DimensionDocument", "slug", values=choices.Dimension),
            _need("DimensionDocument", "position", type="integer"),
            *_both("DimensionDocument", "name"),
            *_both("DimensionDocument", "question"),
            *_both("DimensionDocument", "explanation"),
            *_both("DimensionDocument", "open"),
            *_both("DimensionDocument", "partial"),
            *_both("DimensionDocument", "closed"),
        ),
        ("slug",),
    ),
    Table(
        "licences",
        "One version of a licence text.",
        (
            _need("LicenceDocument", "slug"),
            _need("LicenceDocument", "name"),
            _need("LicenceDocument", "short_name"),
            _need("LicenceDocument", "licence_kind", values=choices.LicenceKind),
            _need("LicenceDocument", "spdx_id"),
            _need("LicenceDocument", "osi_approved", type="boolean"),
            _may("LicenceDocument", "steward"),
            _may("LicenceDocument", "version"),
            _may("LicenceDocument", "published_on", type="date"),
            _need("LicenceDocument", "url"),
            _may("LicenceDocument", "supersedes"),
            *_both("LicenceDocument", "summary"),
        ),
        ("slug",),
        (Reference(("supersedes",), "licences"),),
    ),
    Table(
        "licence_terms",
        "One permission, condition or limitation of a licence, with its clause and where that was read.",
        (
            _LICENCE,
            _POSITION,
            _need("TermEntry", "subject", values=choices.TermSubject),
            _need("TermEntry", "effect", values=choices.TermEffect),
            _may("TermEntry", "operator", values=choices.Operator),
            _may("TermEntry", "value", type="integer"),
            _may("TermEntry", "unit", values=choices.Unit),
            _may("TermEntry", "measured", values=choices.Measured),
            _may("TermEntry", "measured_on", type="date"),
            _may("TermEntry", "counts_affiliates", type="boolean"),
            _need("TermEntry", "binds", values=choices.Binds),
            *_both("TermEntry", "exempt", need=False),
            *_both("TermEntry", "summary"),
            _need("TermEntry", "locator"),
            *_source("source_"),
        ),
        ("licence", "position"),
        (_OF_LICENCE,),
    ),
    Table(
        "licence_term_scopes",
        "One region, modality or field of use to which a term is limited, or one exemption from it.",
        (
            _LICENCE,
            Column("position", "integer", "Position of the term in its licence.", required=True),
            Column("scope", "string", "What limits the term.", True, tuple(_SCOPES)),
            _key("value", "The region, modality, field of use or exemption."),
        ),
        ("licence", "position", "scope", "value"),
        (Reference(("licence", "position"), "licence_terms"),),
    ),
    Table(
        "licence_sources",
        "Where a licence text was read.",
        (_LICENCE, _POSITION, *_source()),
        ("licence", "position"),
        (_OF_LICENCE,),
    ),
    Table(
        "models",
        "An AI model of one size and version.",
        (
            _need("ModelDocument", "slug"),
            _need("ModelDocument", "name"),
            _need("ModelDocument", "vendor"),
            _need("ModelDocument", "family"),
            _may("ModelDocument", "released", type="yearmonth"),
            _may("Parameters", "total", name="parameters_total", type="number"),
            _may("Parameters", "active", name="parameters_active", type="number"),
            _need("ModelDocument", "availability", values=choices.Availability),
            _may("ModelDocument", "base_model"),
            _may("ModelDocument", "repository"),
            *_both("ModelDocument", "summary", need=False),
        ),
        ("slug",),
        (Reference(("vendor",), "vendors"), Reference(("base_model",), "models")),
    ),
    Table(
        "model_modalities",
        "What a model takes in or gives out.",
        (_MODEL, Column("modality", "string", "The modality.", True, tuple(choices.Modality.values))),
        ("model", "modality"),
        (_OF_MODEL,),
    ),
    Table(
        "model_aliases",
        "Another way to write a model's name.",
        (_MODEL, _key("alias", "The other name.")),
        ("model", "alias"),
        (_OF_MODEL,),
    ),
    Table(
        "model_licences",
        "Which licence covers one part of a model, from a day to a day.",
        (
            _MODEL,
            _POSITION,
            _need("CoverageEntry", "covers", values=choices.Covers),
            _need("CoverageEntry", "licence"),
            _may("CoverageEntry", "from", name="valid_from", type="date"),
            _may("CoverageEntry", "to", name="valid_to", type="date"),
        ),
        ("model", "position"),
        (_OF_MODEL, _OF_LICENCE),
    ),
    Table(
        "model_licence_sources",
        "Where it says that a licence covers a part of a model.",
        (
            _MODEL,
            Column("licence_position", "integer", "Position of the row in model_licences.", required=True),
            _POSITION,
            *_source(),
        ),
        ("model", "licence_position", "position"),
        (Reference(("model", "licence_position"), "model_licences"),),
    ),
    Table(
        "assessments",
        "How open one model is on one dimension, and why. What is not published is left out.",
        (
            _MODEL,
            _DIMENSION,
            _need("AssessmentEntry", "level", values=choices.Level),
            *_both("AssessmentEntry", "reason"),
            _may("AssessmentEntry", "verified_on", type="date"),
        ),
        ("model", "dimension"),
        (_OF_MODEL, _OF_DIMENSION),
    ),
    Table(
        "assessment_sources",
        "What an assessment rests on.",
        (_MODEL, _DIMENSION, _POSITION, *_source()),
        ("model", "dimension", "position"),
        (Reference(("model", "dimension"), "assessments"),),
    ),
    Table(
        "articles",
        "A text that was fact-checked.",
        (
            _need("ArticleDocument", "slug"),
            _need("ArticleDocument", "title"),
            _need("ArticleDocument", "language"),
            _may("ArticleDocument", "author"),
            _may("ArticleDocument", "url"),
            _may("ArticleDocument", "appeared", type="yearmonth"),
            *_both("ArticleDocument", "summary"),
            *_both("ArticleDocument", "conclusion"),
        ),
        ("slug",),
    ),
    Table(
        "claims",
        "What an article says in one place, and how it holds.",
        (
            _ARTICLE,
            _key("claim", MEANINGS["ClaimEntry"]["slug"]),
            _POSITION,
            _need("ClaimEntry", "section"),
            *_both("ClaimEntry", "says"),
            _may("ClaimEntry", "vendor"),
            _may("ClaimEntry", "dimension", values=choices.Dimension),
            _may("ClaimEntry", "level", values=choices.Level),
            _need("ClaimEntry", "verdict", values=choices.Verdict),
            *_both("ClaimEntry", "correction"),
            _need("ClaimEntry", "checked_on", type="date"),
        ),
        ("article", "claim"),
        (_OF_ARTICLE, Reference(("vendor",), "vendors"), _OF_DIMENSION),
    ),
    Table(
        "claim_models",
        "A model that a claim is about.",
        (_ARTICLE, _CLAIM, _MODEL),
        ("article", "claim", "model"),
        (_OF_CLAIM, _OF_MODEL),
    ),
    Table(
        "claim_sources",
        "What a verdict rests on.",
        (_ARTICLE, _CLAIM, _POSITION, *_source()),
        ("article", "claim", "position"),
        (_OF_CLAIM,),
    ),
    Table(
        "article_rows",
        "A vendor's row in the table of an article.",
        (_ARTICLE, _VENDOR_OF_ROW, _POSITION, *_both("RowEntry", "subject")),
        ("article", "vendor"),
        (_OF_ARTICLE, Reference(("vendor",), "vendors")),
    ),
    Table(
        "article_row_models",
        "A model that a row of an article's table means, or leaves out.",
        (
            _ARTICLE,
            _VENDOR_OF_ROW,
            Column("relation", "string", "Whether the row means it or leaves it out.", True, tuple(_RELATIONS)),
            _MODEL,
        ),
        ("article", "vendor", "relation", "model"),
        (_OF_ROW, _OF_MODEL),
    ),
    Table(
        "article_cells",
        "What an article's table says of a vendor on one dimension.",
        (
            _ARTICLE,
            _VENDOR_OF_ROW,
            _DIMENSION,
            _need("CellEntry", "level", values=choices.Level),
            *_both("CellEntry", "says"),
        ),
        ("article", "vendor", "dimension"),
        (_OF_ROW, _OF_DIMENSION),
    ),
    Table(
        "article_cell_claims",
        "A claim that stands behind a cell of an article's table.",
        (_ARTICLE, _VENDOR_OF_ROW, _DIMENSION, _CLAIM),
        ("article", "vendor", "dimension", "claim"),
        (Reference(("article", "vendor", "dimension"), "article_cells"), _OF_CLAIM),
    ),
)

Record = Mapping[str, Any]
Rows = Iterator[tuple[str, Row]]


def rows_of(*, record: Record) -> Rows:
    """Every (name of a table, row) that a published `record` holds; cells in the order of the table's columns."""
    return _ROWS[record["kind"]](record)


def _vendor(vendor: Record) -> Rows:
    yield "vendors", (*_fields(vendor, "slug", "name", "country", "website"), *_texts(vendor, "summary"))


def _dimension(dimension: Record) -> Rows:
    texts = _texts(dimension, "name", "question", "explanation", "open", "partial", "closed")
    yield "dimensions", (*_fields(dimension, "slug", "position"), *texts)


def _licence(licence: Record) -> Rows:
    slug = licence["slug"]
    names = ("slug", "name", "short_name", "licence_kind", "spdx_id", "osi_approved", "steward", "version")
    own = _fields(licence, *names, "published_on", "url", "supersedes")
    yield "licences", (*own, *_texts(licence, "summary"))
    for place, term in enumerate(licence["terms"], start=1):
        yield "licence_terms", (slug, place, *_term(term))
        for scope, field in _SCOPES.items():
            for value in dict.fromkeys(term[field]):
                yield "licence_term_scopes", (slug, place, scope, value)
    yield from _cited("licence_sources", (slug,), licence)


def _term(term: Record) -> Row:
    names = ("subject", "effect", "operator", "value", "unit", "measured", "measured_on", "counts_affiliates", "binds")
    return (*_fields(term, *names), *_texts(term, "exempt", "summary"), term["locator"], *_source_cells(term["source"]))


def _model(model: Record) -> Rows:
    slug, size = model["slug"], model["parameters"]
    names = ("availability", "base_model", "repository")
    yield (
        "models",
        (
            *_fields(model, "slug", "name", "vendor", "family", "released"),
            *_fields(size, "total", "active"),
            *_fields(model, *names),
            *_texts(model, "summary"),
        ),
    )
    yield from (("model_modalities", (slug, modality)) for modality in model["modalities"])
    yield from (("model_aliases", (slug, alias)) for alias in model["aliases"])
    for place, entry in enumerate(model["licences"], start=1):
        yield "model_licences", (slug, place, *_fields(entry, "covers", "licence", "from", "to"))
        yield from _cited("model_licence_sources", (slug, place), entry)
    for dimension, entry in model["assessments"].items():
        yield "assessments", (slug, dimension, entry["level"], *_texts(entry, "reason"), entry["verified_on"])
        yield from _cited("assessment_sources", (slug, dimension), entry)


def _article(article: Record) -> Rows:
    slug = article["slug"]
    own = _fields(article, "slug", "title", "language", "author", "url", "appeared")
    yield "articles", (*own, *_texts(article, "summary", "conclusion"))
    for place, claim in enumerate(article["claims"], start=1):
        yield from _claim(slug, place, claim)
    for place, row in enumerate(article["rows"], start=1):
        yield from _article_row(slug, place, row)


def _claim(article: str, place: int, claim: Record) -> Rows:
    key = (article, claim["slug"])
    about = _fields(claim, "vendor", "dimension", "level", "verdict")
    texts = (*_texts(claim, "says"), *about, *_texts(claim, "correction"))
    yield "claims", (*key, place, claim["section"], *texts, claim["checked_on"])
    yield from (("claim_models", (*key, model)) for model in claim["models"])
    yield from _cited("claim_sources", key, claim)


def _article_row(article: str, place: int, row: Record) -> Rows:
    key = (article, row["vendor"])
    yield "article_rows", (*key, place, *_texts(row, "subject"))
    for relation, field in _RELATIONS.items():
        yield from (("article_row_models", (*key, relation, model)) for model in row[field])
    for dimension, cell in row["cells"].items():
        yield "article_cells", (*key, dimension, cell["level"], *_texts(cell, "says"))
        yield from (("article_cell_claims", (*key, dimension, claim)) for claim in cell["claims"])


def _cited(table: str, key: Row, record: Record) -> Rows:
    for place, source in enumerate(record["sources"], start=1):
        yield table, (*key, place, *_source_cells(source))


def _source_cells(source: Record) -> Row:
    locator = source["locator"] or None
    return (*_fields(source, "url", "kind", "title"), locator, *_fields(source, "accessed_on", "archive_url"))


def _fields(record: Record, *names: str) -> Row:
    return tuple(record[name] for name in names)


def _texts(record: Record, *names: str) -> Row:
    """German and English of each, both empty where there is no such text."""
    found = ((record[name] or {"de": None, "en": None}) for name in names)
    return tuple(text[language] for text in found for language in ("de", "en"))


_ROWS = {"vendor": _vendor, "dimension": _dimension, "licence": _licence, "model": _model, "article": _article}
