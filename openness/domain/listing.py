"""The published catalogue in lists for programs, each in parts that begin after a position."""

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, F, IntegerField, Q, QuerySet, Value
from pydantic import BaseModel, ValidationError

from openness import filters
from openness.choices import Level
from openness.domain.comparison import DIMENSIONS, models_found, order_of, with_permission
from openness.domain.documents import AssessmentEntry, ClaimEntry, full_entry
from openness.domain.exchange.loading import load_chosen
from openness.domain.exchange.published import Record, Unseen, record_of, unseen_models
from openness.domain.keyset import Column, Listing, Slice, listing_of, part_of
from openness.domain.licence_matrix import licence_matrix
from openness.domain.permissions.answering import Answer
from openness.domain.permissions.catalogue import answered_for, answers
from openness.domain.permissions.telling import answer_record
from openness.domain.revision import Revision
from openness.models import Article, Assessment, CatalogueRevision, Claim, Licence, Model, OpennessDimension, Vendor

_log = logging.getLogger(__name__)

_BY_SLUG = (Column(F("slug")),)
_BY_POSITION = (Column(F("position")),)
_OF_CLAIMS = (Column(F("article__slug")), Column(F("position")), Column(F("slug")))
_OF_ASSESSMENTS = (Column(F("model__slug")), Column(F("dimension__position")))

Rows = QuerySet[Any]
Narrow = Callable[[Rows], Rows]

_TABLES: Mapping[str, Callable[[], Rows]] = {
    "vendor": Vendor.objects.all,
    "dimension": OpennessDimension.objects.all,
    "licence": Licence.objects.all,
    "model": Model.objects.all,
    "article": Article.objects.all,
    "assessment": Assessment.objects.all,
    "claim": Claim.objects.all,
}


@dataclass(frozen=True)
class Known:
    """What the catalogue knows beside the records of a list: its `state`, those of the wanted `names` that there are,
    and the models `unseen` by readers on which others are built, each with what it is built on itself.
    """

    state: Revision
    names: filters.Options
    unseen: Unseen


@dataclass(frozen=True)
class Answers:
    """The answers of a list of models as records, and the day that they are for; None before the first change."""

    listing: Listing[Record]
    day: dt.date | None


def known(*, wanted: Mapping[str, Collection[str]]) -> Known:
    """What the catalogue knows, with those of the `wanted` names of a vendor, country, licence, model, article or claim
    that readers may see. One query.
    """
    state, unseen = Revision(number=0, changed_at=None), {}
    names: dict[str, dict[str, str]] = {name: {} for name in _named()}
    first, *others = _parts(wanted)
    for number, changed_at, of, value, base in first.union(*others).order_by():
        if number is not None:
            state = Revision(number=number, changed_at=changed_at)
        elif of:
            names[of][value] = value
        else:
            unseen[value] = base
    return Known(state, names, unseen)


def _parts(wanted: Mapping[str, Collection[str]]) -> Iterator[Rows]:
    """Rows of (number and day of the state, what a name is of, the name, what a model is built on), the state first."""
    nothing = Value("")
    no_state = Value(None, output_field=IntegerField()), Value(None, output_field=DateTimeField())
    state = CatalogueRevision.objects.filter(pk=1, number__gt=0)
    yield state.values_list("number", "changed_at", nothing, nothing, nothing)
    unseen = Model.objects.order_by().filter(published=False, derivatives__isnull=False)
    yield unseen.values_list(*no_state, nothing, "slug", "base_model__slug")
    for name, (rows, field) in _named().items():
        if wanted.get(name):
            found = rows.order_by().filter(**{f"{field}__in": wanted[name]})
            yield found.values_list(*no_state, Value(name), field, nothing)


def _named() -> dict[str, tuple[Rows, str]]:
    """What can be asked for by name: the rows that readers may see, and where their names stand."""
    return {
        "vendor": (Vendor.objects.all(), "slug"),
        "country": (Vendor.objects.all(), "country"),
        "licence": (Licence.objects.all(), "slug"),
        "model": (Model.objects.published(), "slug"),
        "article": (Article.objects.published(), "slug"),
        "claim": (Claim.objects.filter(article__published=True), "slug"),
    }


def _listed(
    *,
    kind: str,
    narrow: Narrow,
    columns: Sequence[Column],
    part: Slice,
    make: Callable[[Any, Record], Record | None],
) -> Listing[Record]:
    """The `part` of what `narrow` leaves of a `kind`; `make` makes a record of a row and its stored value."""

    def choose(rows: Rows) -> Rows:
        return part_of(rows=narrow(rows), columns=columns, part=part)

    found = [(row, make(row, value)) for row, value in load_chosen(kind=kind, choose=choose)]
    return listing_of(found=found, columns=columns, part=part, whole=narrow(_TABLES[kind]()))


def records(*, kind: str, part: Slice) -> Listing[Record]:
    """The published records of a `kind` other than models, by slug; dimensions in their order. Constant queries."""
    columns = _BY_POSITION if kind == "dimension" else _BY_SLUG
    return _records(kind, lambda rows: rows, columns, part)


def one_record(*, kind: str, slug: str) -> Record | None:
    """One published record of any kind; None where there is none. Constant queries."""
    if kind == "model":
        query = filters.Query(values={"model": (slug,)})
        found = models(query=query, part=Slice(1), known=known(wanted={}))
    else:
        found = _records(kind, lambda rows: rows.filter(slug=slug), _BY_SLUG, Slice(1))
    return next(iter(found.rows), None)


def licences(*, parameters: Mapping[str, Sequence[str]], part: Slice) -> tuple[Listing[Record], Mapping[str, str]]:
    """The licences that the filters of the page of all licences leave, by slug, and the faults by name of a parameter.

    3 queries, 2 more where `parameters` tell a filter.
    """
    if not parameters:
        return records(kind="licence", part=part), {}
    matrix = licence_matrix(parameters=parameters)
    slugs = [row.licence.slug for _kind, rows in matrix.groups for row in rows]
    return _records("licence", lambda rows: rows.filter(slug__in=slugs), _BY_SLUG, part), matrix.query.faults


def _records(kind: str, narrow: Narrow, columns: Sequence[Column], part: Slice) -> Listing[Record]:
    def narrowed(rows: Rows) -> Rows:
        return narrow(rows.filter(published=True) if kind == "article" else rows)

    unseen = unseen_models() if kind == "article" else None
    return _listed(
        kind=kind,
        narrow=narrowed,
        columns=columns,
        part=part,
        make=lambda _row, value: record_of(value=value, unseen=unseen),
    )


def models(*, query: filters.Query, part: Slice, known: Known) -> Listing[Record]:
    """The published models that `query` finds, in its order: their records with `levels`, by every dimension, and with
    `permission`, the answer to the query's plan where it tells one.

    6 queries; 4 more where a plan is told and nobody asked since the catalogue changed, or that of a past day is read.
    """
    found = answers(plan=query.plan, state=known.state) if query.asks_permission else None
    _rows, columns = order_of(models=Model.objects.all(), sort=query.sort)

    def narrow(rows: Rows) -> Rows:
        shown = rows.filter(published=True)
        shown = query.apply(shown if found is None else with_permission(shown, found))
        return order_of(models=shown, sort=query.sort)[0]

    return _listed(
        kind="model",
        narrow=narrow,
        columns=columns,
        part=part,
        make=lambda row, value: _model(record_of(value=value, unseen=known.unseen), row),
    )


def _model(record: Record | None, row: Model) -> Record | None:
    if record is None:
        return None
    assessments = record["assessments"]
    levels = {name: assessments[name]["level"] if name in assessments else Level.UNKNOWN.value for name in DIMENSIONS}
    permission = getattr(row, "permission", None)
    return {**record, "levels": levels, **({"permission": permission} if permission else {})}


def assessments(
    *, query: filters.Query, dimensions: Collection[str], levels: Collection[str], part: Slice, known: Known
) -> Listing[Record]:
    """What is recorded of the models that `query` finds, by model and dimension; on `dimensions` and with `levels`
    only, where any are given. 2 queries, and those of `models` for answers where the answer to a plan is asked.
    """
    wanted = Q(model__in=models_found(query=query, state=known.state).order_by().values("pk"))
    wanted &= Q(dimension__in=dimensions) if dimensions else Q()
    wanted &= Q(level__in=levels) if levels else Q()
    return _listed(
        kind="assessment",
        narrow=lambda rows: rows.filter(wanted, published=True),
        columns=_OF_ASSESSMENTS,
        part=part,
        make=_assessment,
    )


def _assessment(row: Any, value: Record) -> Record | None:
    entry = _entry(AssessmentEntry, value, f"{row.model.slug}/{row.dimension_id}")
    if entry is None:
        return None
    del entry["published"]
    return {"model": row.model.slug, "dimension": row.dimension_id, **entry}


_OF_CLAIM = {
    "article": "article__slug",
    "claim": "slug",
    "vendor": "vendor__slug",
    "model": "meant__slug",
    "dimension": "dimension",
    "verdict": "verdict",
}


def claims(*, narrow: Mapping[str, Collection[str]], part: Slice) -> Listing[Record]:
    """The claims of published articles, in their order; `narrow` holds the wanted values of article, claim, vendor,
    model, dimension and verdict. 3 queries.
    """
    wanted = Q(**{f"{_OF_CLAIM[name]}__in": values for name, values in narrow.items() if values})
    found = Claim.objects.filter(wanted, article__published=True).order_by()
    return _listed(
        kind="claim",
        narrow=lambda rows: rows.filter(pk__in=found.values("pk")),
        columns=_OF_CLAIMS,
        part=part,
        make=_claim,
    )


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


def answered_models(*, query: filters.Query, freest_first: bool, part: Slice, known: Known) -> Answers:
    """The published models that `query` finds, each with the answer to its plan, in its order, or `freest_first` and in
    its order where answers are alike.

    One query; 4 more where nobody asked since the catalogue changed, or that of a past day is read.
    """
    found = answers(plan=query.plan, state=known.state)
    shown = query.apply(with_permission(Model.objects.published(), found)).select_related("vendor")
    whole, columns = order_of(models=shown, sort=query.sort, freest_first=freest_first)
    made = [
        (row, _answered(row, found.get(row.grounds_id), known.unseen))
        for row in part_of(rows=whole, columns=columns, part=part)
    ]
    listing = listing_of(found=made, columns=columns, part=part, whole=whole)
    return Answers(listing, answered_for(plan=query.plan, state=known.state))


def _answered(row: Any, answer: Answer | None, unseen: Unseen) -> Record:
    told = answer_record(answer=answer, unseen=unseen)
    return {"model": row.slug, "name": row.name, "vendor": row.vendor.slug, **told}
