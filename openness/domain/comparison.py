"""The comparison: which models, how open each is, and how many each filter would leave.

Page, exports and whatever else shows models side by side enter at `compare`, so they cannot disagree.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from openness import filters
from openness.choices import Dimension, Level, Permission
from openness.domain.evidence import Evidence, evidence_of
from openness.domain.keyset import Column, in_order
from openness.domain.permissions.answering import Answer
from openness.domain.permissions.catalogue import answers
from openness.domain.revision import Revision
from openness.models import Assessment, LicenceCoverage, Model, ModelModality, level_name, with_level

DIMENSIONS = tuple(dimension.value for dimension in Dimension)
_RANK = {Level.OPEN: 0, Level.PARTIAL: 1, Level.CLOSED: 2}
_TOTAL = "total"
_UNREAD_WHERE_ANSWERED = "sort", "group"
_OF_PAGED_LISTS = "page", "per-page", "group", "format"

Answers = Mapping[int, Answer]


@dataclass(frozen=True)
class LicenceName:
    """The licence under which a model may be used."""

    slug: str
    short_name: str
    kind: str
    covers: str


@dataclass(frozen=True)
class Row:
    """One model: `levels` by dimension; `evidence` by dimension and `answer` to a plan where it was asked for."""

    slug: str
    name: str
    vendor_slug: str
    vendor: str
    family: str
    released: str | None
    parameters_total: Decimal | None
    parameters_active: Decimal | None
    availability: str
    modalities: tuple[str, ...]
    licences: tuple[LicenceName, ...]
    levels: Mapping[str, str]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    answer: Answer | None = None


@dataclass(frozen=True)
class VendorRow:
    """One vendor: how many of its models have which level, by dimension; levels in the order of the words."""

    slug: str
    name: str
    country: str
    models: int
    first: str | None
    last: str | None
    levels: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True)
class Choice:
    """One value of a filter: how many models it would leave together with the other filters."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One filter with its choices."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def selected(self) -> int:
        """How many choices are in use."""
        return sum(choice.selected for choice in self.choices)


@dataclass(frozen=True)
class Comparison:
    """What a query finds: one page of `rows` (or vendor rows), the whole `total`, and the facets.

    The facet “permitted” says how many models get which answer to the plan, whatever answer was chosen.
    """

    query: filters.Query
    rows: tuple[Row, ...]
    vendor_rows: tuple[VendorRow, ...]
    total: int
    pages: int
    facets: tuple[Facet, ...]


def compare(*, parameters: Mapping[str, list[str]], answered: bool = False) -> Comparison:
    """Find the published models that a URL's `parameters` ask for, with the answers to a plan where one is told,
    or where they are to be `answered` in any case: then models only, the freest answer first, and without levels
    for html.

    A plan without a day is answered for the day of the catalogue's last change, so that a page follows from
    the catalogue and its address alone.

    A format other than html gives all rows instead of one page, with their evidence. Wrong values are named
    in the query's faults, and then there are no rows. A constant number of queries for html: 10 at most, 5
    more where a plan is told.
    """
    options = filters.options(models=[value.strip() for value in parameters.get("model", ())])
    unread = _UNREAD_WHERE_ANSWERED if answered else ()
    query = filters.parse(parameters=parameters, options=options, unread=unread)
    found = answers(plan=query.plan) if answered or query.asks_permission else None
    counts = _counts(query, found)
    total = counts[_TOTAL, ""]
    by_vendor = query.group == "vendor" and query.format == "html"
    pages = 1 if by_vendor else max(1, math.ceil(total / query.per_page))
    if query.page > pages and not query.faults:
        query = filters.Query(
            **{**vars_of(query), "faults": {"page": _("there are only %(pages)s") % {"pages": pages}}}
        )
    facets = _facets(query, counts, options, found)
    if query.faults:
        return Comparison(query=query, rows=(), vendor_rows=(), total=0, pages=1, facets=facets)
    if by_vendor:
        return Comparison(query, (), vendor_rows(models=_chosen(query, found)), total, 1, facets)
    is_file = query.format != "html"
    rows = rows_of(
        models=_page(query, found, whole=is_file, freest_first=answered),
        with_levels=is_file or not answered,
        with_evidence=is_file,
        answers=found,
    )
    return Comparison(query, rows, (), total, pages, facets)


def first_rows(*, parameters: Mapping[str, Sequence[str]], most: int, answered: bool = False) -> Comparison:
    """The first `most` models that a URL's `parameters` ask for, with their evidence, and `total` how many there are;
    with the answers to a plan as `compare` has them, and always where they are to be `answered`.

    There is one page and no facets. Wrong values, and settings of a list that has pages, are named in the query's
    faults, and then there are no rows. 10 queries at most, 5 more where a plan is told.
    """
    options = filters.options(models=[value.strip() for value in parameters.get("model", ())])
    query = filters.parse(parameters=parameters, options=options, unread=_OF_PAGED_LISTS)
    if query.faults:
        return Comparison(query=query, rows=(), vendor_rows=(), total=0, pages=1, facets=())
    found = answers(plan=query.plan) if answered or query.asks_permission else None
    models = _in_order(_chosen(query, found), query.sort)
    rows = rows_of(models=models[:most], with_evidence=True, answers=found)
    return Comparison(query=query, rows=rows, vendor_rows=(), total=models.count(), pages=1, facets=())


def models_found(*, query: filters.Query, state: Revision | None = None) -> QuerySet[Model]:
    """The published models that `query` finds, in no order; before it 5 queries at most where answers are asked for."""
    return _chosen(query, answers(plan=query.plan, state=state) if query.asks_permission else None)


def vars_of(query: filters.Query) -> dict[str, Any]:
    """The fields of `query` by name."""
    names = "values", "plan", "sort", "page", "per_page", "group", "format", "faults"
    return {name: getattr(query, name) for name in names}


def _chosen(query: filters.Query, answers: Answers | None, *, leaving_out: str | None = None) -> QuerySet[Model]:
    models = Model.objects.published()
    return query.apply(with_permission(models, answers) if answers is not None else models, leaving_out=leaving_out)


def with_permission(models: QuerySet[Model], answers: Answers) -> QuerySet[Model]:
    """`models` annotated with their `permission`; unclear where nothing is known of them."""
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for key, answer in answers.items():
        keys[answer.permission.value].append(key)
    cases = [When(grounds__in=grounds, then=Value(permission)) for permission, grounds in keys.items()]
    return models.annotate(permission=Case(*cases, default=Value(Permission.UNCLEAR.value)))


def _counts(query: filters.Query, answers: Answers | None) -> Counter[tuple[str, str]]:
    """How many models each choice leaves, by (filter, value), and the total; one query."""
    chosen = _chosen(query, answers).order_by()
    total = chosen.annotate(facet=Value(_TOTAL), choice=Value("")).values("facet", "choice")
    parts = [one.counts(_chosen(query, answers, leaving_out=one.name)) for one in _facet_filters(answers)]
    whole = total.annotate(number=Count("pk")).values_list("facet", "choice", "number")
    return Counter({(name, value): number for name, value, number in whole.union(*parts, all=True).order_by()})


def _facet_filters(answers: Answers | None) -> list[filters.ChoiceFilter]:
    """The filters with choices; that of the answers only where there are any."""
    return [
        one
        for name, one in filters.FILTERS.items()
        if isinstance(one, filters.ChoiceFilter) and (name != "permitted" or answers is not None)
    ]


def _facets(
    query: filters.Query, counts: Counter[tuple[str, str]], options: filters.Options, answers: Answers | None
) -> tuple[Facet, ...]:
    return tuple(
        Facet(one.name, str(one.label), _choices(query, counts, one, options)) for one in _facet_filters(answers)
    )


def _choices(
    query: filters.Query, counts: Counter[tuple[str, str]], one: filters.ChoiceFilter, options: filters.Options
) -> tuple[Choice, ...]:
    chosen = query.values.get(one.name, ())
    return tuple(
        Choice(value, str(label), counts[one.name, value], value in chosen)
        for value, label in one.options(options).items()
    )


def _page(query: filters.Query, answers: Answers | None, *, whole: bool, freest_first: bool) -> QuerySet[Model]:
    models = _in_order(_chosen(query, answers), query.sort, freest_first=freest_first)
    if whole:
        return models
    start = (query.page - 1) * query.per_page
    return models[start : start + query.per_page]


def order_of(
    *, models: QuerySet[Model], sort: str, freest_first: bool = False
) -> tuple[QuerySet[Model], tuple[Column, ...]]:
    """`models` with what `sort` needs, and the columns it orders them by; the newer first among equals. `freest_first`,
    those of the freest answer come first, and are ordered so among themselves; needs their `permission`.
    """
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    if key in DIMENSIONS:
        models = with_level(models, key)
    columns: dict[str, Any] = {
        "parameters": F("parameters_total"),
        "vendor": Lower("vendor__name"),
        "name": Lower("name"),
        "released": F("released"),
    }
    first: tuple[Column, ...] = (Column(columns[key] if key in columns else _rank(key), descending),)
    if freest_first:
        first = (Column(_freedom()), *first)
    return models, (*first, Column(F("released"), descending=True), Column(F("name")), Column(F("slug")))


def _rank(dimension: str) -> Case:
    ranks = [When(**{level_name(dimension): level}, then=Value(rank)) for level, rank in _RANK.items()]
    return Case(*ranks, output_field=IntegerField())


def _freedom() -> Case:
    ranks = [When(permission=one, then=Value(rank)) for rank, one in enumerate(Permission.values)]
    return Case(*ranks, output_field=IntegerField())


def _in_order(models: QuerySet[Model], sort: str, *, freest_first: bool = False) -> QuerySet[Model]:
    models, columns = order_of(models=models, sort=sort, freest_first=freest_first)
    return in_order(rows=models, columns=columns)


def rows_of(
    *,
    models: QuerySet[Model],
    with_levels: bool = True,
    with_evidence: bool = False,
    answers: Answers | None = None,
) -> tuple[Row, ...]:
    """`models` as flat rows, in their order; 4 queries, 6 with evidence, 2 without levels and modalities.

    `answers` are by key of the grounds.
    """
    found = list(
        models.values_list("pk", "grounds_id", "slug", "name", "vendor__slug", "vendor__name", "family", "released",
                           "parameters_total", "parameters_active", "availability")
    )  # fmt: skip
    keys = [values[0] for values in found]
    licences = _licences(keys)
    modalities, levels = (_modalities(keys), levels_of(keys=keys)) if with_levels else ({}, {})
    evidence = evidence_of(keys=keys) if with_evidence else {}
    return tuple(
        Row(
            *values[2:],
            modalities=tuple(modalities.get(values[0], ())),
            licences=tuple(licences[values[0]]),
            levels=levels.get(values[0]) or dict.fromkeys(DIMENSIONS, Level.UNKNOWN.value),
            evidence=evidence.get(values[0], {}),
            answer=(answers or {}).get(values[1]),
        )
        for values in found
    )


def _modalities(keys: Iterable[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for key, modality in (
        ModelModality.objects.filter(model__in=keys).order_by("pk").values_list("model_id", "modality")
    ):
        found[key].append(modality)
    return found


def _licences(keys: Iterable[int]) -> dict[int, list[LicenceName]]:
    found = defaultdict(list)
    rows = LicenceCoverage.objects.for_use().filter(model__in=keys).order_by("-covers", "pk")
    names = "licence__slug", "licence__short_name", "licence__licence_kind", "covers"
    for key, *values in rows.values_list("model_id", *names):
        found[key].append(LicenceName(*values))
    return found


def levels_of(*, keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """The published levels by model key and dimension; unknown where nobody recorded one. One query."""
    found: dict[int, dict[str, str]] = defaultdict(lambda: dict.fromkeys(DIMENSIONS, Level.UNKNOWN.value))
    rows = Assessment.objects.published().filter(model__in=keys)
    for key, dimension, level in rows.order_by().values_list("model_id", "dimension_id", "level"):
        found[key][dimension] = level
    return found


def vendor_rows(*, models: QuerySet[Model]) -> tuple[VendorRow, ...]:
    """The vendors of `models` by name, with how many models have which level; 5 queries at most."""
    names = "vendor__slug", "vendor__name", "vendor__country"
    vendors = models.order_by(Lower("vendor__name")).values_list(*names)
    facts = vendors.annotate(Count("pk"), Min("released"), Max("released"))
    counts = _vendor_levels(models)
    return tuple(
        VendorRow(slug, name, country, number, first, last, _distributions(counts, slug))
        for slug, name, country, number, first, last in facts
    )


def _vendor_levels(models: QuerySet[Model]) -> Counter[tuple[str, str, str]]:
    parts = []
    for dimension in DIMENSIONS:
        rows = with_level(Model.objects.filter(pk__in=models.order_by().values("pk")), dimension).order_by()
        rows = rows.annotate(dimension=Value(dimension), level=F(level_name(dimension)))
        counted = rows.values("vendor__slug", "dimension", "level").annotate(number=Count("pk"))
        parts.append(counted.values_list("vendor__slug", "dimension", "level", "number"))
    return Counter({tuple(key): number for *key, number in parts[0].union(*parts[1:], all=True).order_by()})


def _distributions(counts: Counter[tuple[str, str, str]], vendor: str) -> dict[str, tuple[tuple[str, int], ...]]:
    return {
        dimension: tuple(
            (level, counts[vendor, dimension, level]) for level in Level.values if counts[vendor, dimension, level]
        )
        for dimension in DIMENSIONS
    }
