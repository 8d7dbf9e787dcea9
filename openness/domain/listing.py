"""The published catalogue in lists for programs, each in parts that begin after a position."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from pydantic import BaseModel, ValidationError

from openness import filters
from openness.choices import Level
from openness.domain.comparison import DIMENSIONS, models_found, order_of, with_permission
from openness.domain.documents import AssessmentEntry, ClaimEntry, full_entry
from openness.domain.exchange.loading import load_chosen
from openness.domain.exchange.published import Record, record_of, unseen_models
from openness.domain.keyset import Column, Listing, Slice, listing_of, part_of
from openness.domain.permissions.answering import Answer
from openness.domain.permissions.catalogue import answers
from openness.models import Article, Licence, Model, OpennessDimension, Vendor

_log = logging.getLogger(__name__)

_BY_SLUG = (Column(F("slug")),)
_BY_POSITION = (Column(F("position")),)
_OF_CLAIMS = (Column(F("article__slug")), Column(F("position")), Column(F("slug")))
_OF_ASSESSMENTS = (Column(F("model__slug")), Column(F("dimension__position")))

_TABLES: Mapping[str, Callable[[], QuerySet[Any]]] = {
    "vendor": Vendor.objects.all,
    "dimension": OpennessDimension.objects.all,
    "licence": Licence.objects.all,
    "model": Model.objects.published,
    "article": Article.objects.published,
}


@dataclass(frozen=True)
class AnsweredModel:
    """A model with the answer that a plan gets; None where nothing is known of its licences."""

    slug: str
    name: str
    vendor: str
    answer: Answer | None


def known_names(*, wanted: Mapping[str, Collection[str]]) -> filters.Options:
    """Those of the `wanted` values of the filters vendor, country, licence and model that the catalogue knows.

    One query, none where nothing is wanted.
    """
    tables = {
        "vendor": Vendor.objects.filter(slug__in=wanted.get("vendor", ())).values_list("slug"),
        "country": Vendor.objects.filter(country__in=wanted.get("country", ())).values_list("country"),
        "licence": Licence.objects.filter(slug__in=wanted.get("licence", ())).values_list("slug"),
        "model": Model.objects.published().filter(slug__in=wanted.get("model", ())).values_list("slug"),
    }
    parts = [rows.order_by().annotate(of=Value(name)) for name, rows in tables.items() if wanted.get(name)]
    found: dict[str, dict[str, str]] = {name: {} for name in tables}
    for value, name in parts[0].union(*parts[1:]).order_by() if parts else ():
        found[name][value] = value
    return found


def existing(*, kind: str, slugs: Collection[str]) -> set[str]:
    """Those of `slugs` that are records of `kind` for readers to see; one query."""
    return set(_TABLES[kind]().filter(slug__in=slugs).values_list("slug", flat=True))


def records(*, kind: str, part: Slice) -> Listing[Record]:
    """The published records of a `kind` other than models, by slug; dimensions in their order. Constant queries."""
    columns = _BY_POSITION if kind == "dimension" else _BY_SLUG
    return _records(kind, lambda rows: rows, columns, part)


def record(*, kind: str, slug: str) -> Record | None:
    """One published record of any kind; None where there is none. Constant queries."""
    if kind == "model":
        found = models(query=filters.Query(values={"model": (slug,)}), part=Slice(1))
    else:
        found = _records(kind, lambda rows: rows.filter(slug=slug), _BY_SLUG, Slice(1))
    return next(iter(found.rows), None)


def _records(
    kind: str, narrow: Callable[[QuerySet[Any]], QuerySet[Any]], columns: tuple[Column, ...], part: Slice
) -> Listing[Record]:
    def choose(rows: QuerySet[Any]) -> QuerySet[Any]:
        shown = rows.filter(published=True) if kind == "article" else rows
        return part_of(rows=narrow(shown), columns=columns, part=part)

    unseen = unseen_models() if kind == "article" else None
    loaded = load_chosen(kind=kind, choose=choose)
    found = [(row, record_of(value=value, unseen=unseen)) for row, value in loaded]
    return listing_of(found=found, columns=columns, part=part)


def models(*, query: filters.Query, part: Slice) -> Listing[Record]:
    """The published models that `query` finds, in its order: their records with `levels`, by every dimension, and with
    `permission`, the answer to the query's plan where it tells one.

    7 queries, 1 more where one is built on a model that readers cannot see, 5 more where a plan is told.
    """
    found = answers(plan=query.plan) if query.asks_permission else None
    _rows, columns = order_of(models=Model.objects.all(), sort=query.sort)

    def choose(rows: QuerySet[Model]) -> QuerySet[Any]:
        shown = rows.filter(published=True)
        shown = query.apply(shown if found is None else with_permission(shown, found))
        ordered, columns = order_of(models=shown, sort=query.sort)
        return part_of(rows=ordered, columns=columns, part=part)

    loaded = load_chosen(kind="model", choose=choose)
    names_unseen = any(row.base_model and not row.base_model.published for row, _value in loaded)
    unseen = unseen_models() if names_unseen else None
    made = [(row, _model(record_of(value=value, unseen=unseen), row)) for row, value in loaded]
    return listing_of(found=made, columns=columns, part=part)


def _model(record: Record | None, row: Model) -> Record | None:
    if record is None:
        return None
    assessments = record["assessments"]
    levels = {name: assessments[name]["level"] if name in assessments else Level.UNKNOWN.value for name in DIMENSIONS}
    permission = getattr(row, "permission", None)
    return {**record, "levels": levels, **({"permission": permission} if permission else {})}


def assessments(
    *, query: filters.Query, dimensions: Collection[str], levels: Collection[str], part: Slice
) -> Listing[Record]:
    """What is recorded of the models that `query` finds, by model and dimension; on `dimensions` and with `levels`
    only, where any are given. 2 queries, 5 more where the answer to a plan is asked.
    """
    wanted = Q(model__in=models_found(query=query).order_by().values("pk"))
    wanted &= Q(dimension__in=dimensions) if dimensions else Q()
    wanted &= Q(level__in=levels) if levels else Q()

    def choose(rows: QuerySet[Any]) -> QuerySet[Any]:
        return part_of(rows=rows.filter(wanted, published=True), columns=_OF_ASSESSMENTS, part=part)

    found = [(row, _assessment(row, value)) for row, value in load_chosen(kind="assessment", choose=choose)]
    return listing_of(found=found, columns=_OF_ASSESSMENTS, part=part)


def _assessment(row: Any, value: Record) -> Record | None:
    entry = _entry(AssessmentEntry, value, f"{row.model.slug}/{row.dimension_id}")
    if entry is None:
        return None
    del entry["published"]
    return {"model": row.model.slug, "dimension": row.dimension_id, **entry}


def claims(*, narrow: Mapping[str, Collection[str]], part: Slice) -> Listing[Record]:
    """The claims of published articles, in their order; `narrow` holds the wanted values of article, vendor, dimension
    and verdict. 3 queries.
    """
    names = {"article": "article__slug", "vendor": "vendor__slug", "dimension": "dimension", "verdict": "verdict"}
    wanted = {f"{names[name]}__in": values for name, values in narrow.items() if values}

    def choose(rows: QuerySet[Any]) -> QuerySet[Any]:
        return part_of(rows=rows.filter(article__published=True, **wanted), columns=_OF_CLAIMS, part=part)

    found = [(row, _claim(row, value)) for row, value in load_chosen(kind="claim", choose=choose)]
    return listing_of(found=found, columns=_OF_CLAIMS, part=part)


def _claim(row: Any, value: Record) -> Record | None:
    seen = sorted(model.slug for model in row.meant.all() if model.published)
    entry = _entry(ClaimEntry, {**value, "models": seen}, f"{row.article.slug}/{row.slug}")
    return None if entry is None else {"article": row.article.slug, **entry}


def _entry(schema: type[BaseModel], value: Record, place: str) -> Record | None:
    """What `schema` makes of a stored `value`, with every field; None, and a line in the log, where it refuses it."""
    try:
        return full_entry(entry=schema.model_validate(value))
    except ValidationError as error:
        _log.error("%s is not valid: %s", place, error)
        return None


def answered_models(*, query: filters.Query, part: Slice) -> Listing[AnsweredModel]:
    """The published models that `query` finds, in its order, with the answer to its plan.

    3 queries, 6 after a change of the catalogue.
    """
    found = answers(plan=query.plan)
    shown = query.apply(with_permission(Model.objects.published(), found))
    ordered, columns = order_of(models=shown.select_related("vendor"), sort=query.sort)
    rows = list(part_of(rows=ordered, columns=columns, part=part))
    made = [(row, AnsweredModel(row.slug, row.name, row.vendor.slug, found.get(row.grounds_id))) for row in rows]
    return listing_of(found=made, columns=columns, part=part)
