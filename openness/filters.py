"""The one definition of every filter: page, exports, and what else selects models, all use it.

A filter knows its name in the URL, its values, how it narrows a QuerySet of models and how many models
each of its values would leave.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openness.choices import Dimension, Level, LicenceKind, Modality, Permission
from openness.countries import by_name
from openness.models import Licence, LicenceCoverage, Model, ModelModality, Vendor, level_name, with_level
from openness.plans import QUESTIONS, Plan, parse_plan

_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
_PAGE = re.compile(r"[1-9][0-9]{0,4}")
_MAX_TEXT = 100
_MAX_WORDS = 10
_MAX_MODELS = 200

Options = Mapping[str, Mapping[str, str]]


class Filter(ABC):
    """One name in the URL; values OR within it, and AND with other filters. `most` bounds how many."""

    most = 200

    def __init__(self, name: str, label: Any, *, repeatable: bool = True) -> None:
        self.name, self.label, self.repeatable = name, label, repeatable

    @abstractmethod
    def fault(self, value: str, options: Options) -> str | None:
        """What is wrong with `value`, None where nothing is."""

    @abstractmethod
    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        """`models` that have one of `values`."""


class TextFilter(Filter):
    """Free text over names, aliases, families and vendors."""

    most = 5

    def fault(self, value: str, options: Options) -> str | None:
        if len(value) > _MAX_TEXT:
            return _("longer than %(limit)s characters") % {"limit": _MAX_TEXT}
        if len(value.split()) > _MAX_WORDS:
            return _("more than %(limit)s words") % {"limit": _MAX_WORDS}
        return _("contains a character that cannot be searched") if "\x00" in value else None

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        found = Model.objects.none()
        for value in values:
            found = found | Model.objects.matching(value)
        return models.filter(pk__in=found.values("pk"))


class MonthFilter(Filter):
    """Release month not before, or not after, a month."""

    def __init__(self, name: str, label: Any, lookup: str) -> None:
        super().__init__(name, label, repeatable=False)
        self.lookup = lookup

    def fault(self, value: str, options: Options) -> str | None:
        return None if _MONTH.fullmatch(value) else _("not a month: write YYYY-MM, as in 2024-07")

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        return models.filter(**{f"released__{self.lookup}": values[0]})


class ChoiceFilter(Filter):
    """One of a known set of values, each with a count."""

    def __init__(self, name: str, label: Any, choices: type[TextChoices] | None = None) -> None:
        super().__init__(name, label)
        self.choices = choices

    def options(self, options: Options) -> Mapping[str, Any]:
        """Every value with its label."""
        return dict(self.choices.choices) if self.choices else options[self.name]

    def fault(self, value: str, options: Options) -> str | None:
        if value in self.options(options):
            return None
        return _("“%(value)s” is not a choice here") % {"value": value[:60]}

    @abstractmethod
    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        """Rows of (filter name, value, number of `models`)."""

    def _rows(self, rows: QuerySet[Any], value: str, counted: str) -> QuerySet[Any, Any]:
        rows = rows.order_by().annotate(facet=Value(self.name), choice=F(value)).values("facet", "choice")
        return rows.annotate(number=Count(counted, distinct=True)).values_list("facet", "choice", "number")


class VendorFilter(ChoiceFilter):
    """By a property of the vendor."""

    def __init__(self, name: str, label: Any, lookup: str) -> None:
        super().__init__(name, label)
        self.lookup = lookup

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        return models.filter(**{f"vendor__{self.lookup}__in": values})

    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        return self._rows(models, f"vendor__{self.lookup}", "pk")


class LicenceFilter(ChoiceFilter):
    """By a property of the licence in force for the weights, or for the service where there are no weights."""

    def __init__(self, name: str, label: Any, lookup: str, choices: type[TextChoices] | None = None) -> None:
        super().__init__(name, label, choices)
        self.lookup = lookup

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        coverages = LicenceCoverage.objects.for_use().filter(model=OuterRef("pk"))
        return models.filter(Exists(coverages.filter(**{f"licence__{self.lookup}__in": values})))

    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        coverages = LicenceCoverage.objects.for_use().filter(model__in=models.values("pk"))
        return self._rows(coverages, f"licence__{self.lookup}", "model")


class OsiFilter(ChoiceFilter):
    """Whether the licence of the weights is OSI-approved; a model without weights has none that is."""

    def options(self, options: Options) -> Mapping[str, Any]:
        return {"yes": _("yes"), "no": _("no")}

    @property
    def _approved(self) -> Exists:
        coverages = LicenceCoverage.objects.in_force().filter(model=OuterRef("pk"), covers="weights")
        return Exists(coverages.filter(licence__osi_approved=True))

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        wanted = Q()
        if "yes" in values:
            wanted |= Q(self._approved)
        if "no" in values:
            wanted |= ~Q(self._approved)
        return models.filter(wanted)

    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        approved = Case(When(self._approved, then=Value("yes")), default=Value("no"))
        return self._rows(models.annotate(osi=approved), "osi", "pk")


class ModalityFilter(ChoiceFilter):
    """By what the model takes in or gives out."""

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        return models.filter(Exists(ModelModality.objects.filter(model=OuterRef("pk"), modality__in=values)))

    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        return self._rows(ModelModality.objects.filter(model__in=models.values("pk")), "modality", "model")


class PermissionFilter(ChoiceFilter):
    """By the answer to “may I?”, of models annotated with their `permission`."""

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        return models.filter(Q(permission__in=values))

    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        return self._rows(models, "permission", "pk")


class ModelFilter(Filter):
    """By the model's slug."""

    def fault(self, value: str, options: Options) -> str | None:
        return None if value in options[self.name] else _("there is no model “%(slug)s”") % {"slug": value[:80]}

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        return models.filter(slug__in=values)


class LevelFilter(ChoiceFilter):
    """By the level on one dimension; unknown where nobody recorded one."""

    def narrow(self, models: QuerySet[Model], values: Sequence[str]) -> QuerySet[Model]:
        leveled = with_level(Model.objects.all(), self.name).filter(**{f"{level_name(self.name)}__in": values})
        return models.filter(pk__in=leveled.values("pk"))

    def counts(self, models: QuerySet[Model]) -> QuerySet[Any, Any]:
        leveled = with_level(Model.objects.all(), self.name).filter(pk__in=models.values("pk"))
        return self._rows(leveled, level_name(self.name), "pk")


FILTERS: dict[str, Filter] = {
    one.name: one
    for one in (
        TextFilter("q", gettext_lazy("Search")),
        LevelFilter("weights", Dimension.WEIGHTS.label, Level),
        LevelFilter("code", Dimension.CODE.label, Level),
        LevelFilter("data", Dimension.DATA.label, Level),
        LevelFilter("commercial-use", Dimension.COMMERCIAL_USE.label, Level),
        VendorFilter("vendor", gettext_lazy("Vendor"), "slug"),
        VendorFilter("country", gettext_lazy("Country"), "country"),
        LicenceFilter("licence-kind", gettext_lazy("Kind of licence"), "licence_kind", LicenceKind),
        OsiFilter("osi", gettext_lazy("OSI-approved")),
        LicenceFilter("licence", gettext_lazy("Licence"), "slug"),
        ModalityFilter("modality", gettext_lazy("Modality"), Modality),
        PermissionFilter("permitted", gettext_lazy("May I use it?"), Permission),
        ModelFilter("model", gettext_lazy("Model")),
        MonthFilter("released-from", gettext_lazy("Released from"), "gte"),
        MonthFilter("released-to", gettext_lazy("Released to"), "lte"),
    )
}

SORTS = {
    "released": gettext_lazy("Release"),
    "name": gettext_lazy("Name"),
    "vendor": gettext_lazy("Vendor"),
    "parameters": gettext_lazy("Size"),
    **{dimension.value: dimension.label for dimension in Dimension},
}
PER_PAGE = ("25", "50", "100", "200")
GROUPS = {"model": gettext_lazy("Models"), "vendor": gettext_lazy("Vendors")}
FORMATS = ("html", "csv", "json", "md")
_DEFAULTS = {"sort": "-released", "page": "1", "per-page": "50", "group": "model", "format": "html"}

PARAMETERS = (*FILTERS, *QUESTIONS, *_DEFAULTS)


@dataclass(frozen=True)
class Query:
    """What a reader asked for: `values` per filter, the plan, the view, and the faults, by name in the URL."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan: Plan = field(default_factory=dict)
    sort: str = _DEFAULTS["sort"]
    page: int = int(_DEFAULTS["page"])
    per_page: int = int(_DEFAULTS["per-page"])
    group: str = _DEFAULTS["group"]
    format: str = _DEFAULTS["format"]
    faults: Mapping[str, str] = field(default_factory=dict)

    def apply(self, models: QuerySet[Model], *, leaving_out: str | None = None) -> QuerySet[Model]:
        """`models` narrowed by every filter in use but `leaving_out`."""
        for name, values in self.values.items():
            if name != leaving_out:
                models = FILTERS[name].narrow(models, values)
        return models

    @property
    def asks_permission(self) -> bool:
        """Whether the answers to “may I?” are wanted: a plan was told, or one of its answers chosen."""
        return bool(self.plan) or "permitted" in self.values

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What stands in the shortest URL of this view, in a fixed order, without the page."""
        told = {**self.values, **self.plan}
        filters = tuple((name, value) for name, values in told.items() for value in values)
        view = {"sort": self.sort, "per-page": str(self.per_page), "group": self.group}
        return filters + tuple((name, value) for name, value in view.items() if value != _DEFAULTS[name])


def options(*, models: Sequence[str] = ()) -> Options:
    """The values of the filters that the database knows, with their labels, of models those of `models` only.

    Two queries, three where models are asked for.
    """
    named = Model.objects.published().named(models[:_MAX_MODELS]) if models else Model.objects.none()
    vendors = list(Vendor.objects.order_by(Lower("name")).values_list("slug", "name", "country"))
    return {
        "vendor": {slug: name for slug, name, _code in vendors},
        "country": by_name(code for _slug, _name, code in vendors),
        "model": dict(named.values_list("slug", "name")),
        "licence": dict(Licence.objects.order_by(Lower("short_name")).values_list("slug", "short_name")),
    }


def parse(*, parameters: Mapping[str, Sequence[str]], options: Options, unread: Collection[str] = ()) -> Query:
    """Read a URL's `parameters` (lists of texts by name); empty values count as absent.

    A wrong value is left out and named in `faults`, as is any value of an `unread` setting of the view; names that
    mean nothing anywhere are ignored.
    """
    faults: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] = {}
    for name, one in FILTERS.items():
        given = tuple(sorted({value.strip() for value in parameters.get(name, ()) if value.strip()}))
        fault = _first_fault(one, given, options)
        if fault:
            faults[name] = fault
        elif given:
            values[name] = given
    plan, misread = parse_plan(parameters=parameters)
    faults.update(misread)
    read = {name: given for name, given in parameters.items() if name not in unread}
    view = {name: _single(name, read, faults) for name in _DEFAULTS}
    for name in unread:
        if any(value.strip() for value in parameters.get(name, ())):
            faults[name] = _("this page does not read it")
    return Query(
        values=values,
        plan=plan,
        sort=view["sort"],
        page=int(view["page"]),
        per_page=int(view["per-page"]),
        group=view["group"],
        format=view["format"],
        faults=faults,
    )


def _first_fault(one: Filter, given: Iterable[str], options: Options) -> str | None:
    given = list(given)
    if len(given) > 1 and not one.repeatable:
        return _("only one value is possible")
    if len(given) > one.most:
        return _("more than %(limit)s values") % {"limit": one.most}
    return next((fault for value in given if (fault := one.fault(value, options))), None)


def _single(name: str, parameters: Mapping[str, Sequence[str]], faults: dict[str, str]) -> str:
    """The value of a setting of the view; its default where there is none or a wrong one."""
    given = sorted({value.strip() for value in parameters.get(name, ()) if value.strip()})
    if not given:
        return _DEFAULTS[name]
    if len(given) == 1 and _is_possible(name, given[0]):
        return given[0]
    faults[name] = _("only one value is possible") if len(given) > 1 else _possible(name)
    return _DEFAULTS[name]


def _is_possible(name: str, value: str) -> bool:
    if name == "page":
        return bool(_PAGE.fullmatch(value))
    return value in _possible_values(name)


def _possible_values(name: str) -> tuple[str, ...]:
    return {
        "sort": tuple(SORTS) + tuple(f"-{key}" for key in SORTS),
        "per-page": PER_PAGE,
        "group": tuple(GROUPS),
        "format": FORMATS,
    }[name]


def _possible(name: str) -> str:
    if name == "page":
        return _("must be a whole number from 1")
    return _("must be one of %(choices)s") % {"choices": ", ".join(_possible_values(name))}
