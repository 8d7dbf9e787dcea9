"""Which models stand side by side: read from a URL, found by search, offered ready-made."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from openness.choices import Availability, Dimension, Level
from openness.filters import FILTERS
from openness.models import Model, Vendor, level_name, search_key, with_level
from openness.plans import QUESTIONS, Plan, parse_plan

PARAMETERS = ("model", "only", "q", *QUESTIONS)
_OWN = ("model", "only", "q")
FEWEST, MOST = 2, 6
DIFFERENCES = "differences"
_MATCHES = 8
_OFFERED = 4
_SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_LONGEST = 80


@dataclass(frozen=True)
class Picked:
    """What a URL picks: models in its order, whether only their differences are wanted, a plan, a text to search for.

    `faults` are by parameter; `models` are then those that can be read, at most as many as there is room for.
    """

    models: tuple[Model, ...]
    only_differences: bool = False
    text: str = ""
    plan: Plan = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the models."""
        return tuple(model.slug for model in self.models)

    @property
    def is_enough(self) -> bool:
        """Whether there is something to compare."""
        return len(self.models) >= FEWEST and not self.faults

    @property
    def has_room(self) -> bool:
        """Whether another model can be added."""
        return len(self.models) < MOST


@dataclass(frozen=True)
class Offer:
    """Models that are worth seeing side by side, and what they have in common."""

    title: str
    models: tuple[Model, ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the models."""
        return tuple(model.slug for model in self.models)


def pick(*, parameters: Mapping[str, Sequence[str]]) -> Picked:
    """Read a URL's `parameters` (lists of texts by name); empty values count as absent. One query at most."""
    given = {name: [value.strip() for value in parameters.get(name, ()) if value.strip()] for name in _OWN}
    plan, misread = parse_plan(parameters=parameters)
    models = _models(given["model"])
    found = {
        "model": _model_fault(given["model"], models),
        "only": _only_fault(given["only"]),
        "q": _text_fault(given["q"]),
    }
    faults = {**{name: fault for name, fault in found.items() if fault}, **misread}
    return Picked(
        models=tuple(models.values())[:MOST],
        only_differences=bool(given["only"]) and "only" not in faults,
        text=given["q"][0] if given["q"] and "q" not in faults else "",
        plan=plan,
        faults=faults,
    )


def _models(slugs: Iterable[str]) -> dict[str, Model]:
    """The published models among the first of `slugs`, in their order, each with its vendor and the bases below it."""
    possible = [slug for slug in dict.fromkeys(slugs) if len(slug) <= _LONGEST and _SLUG.fullmatch(slug)][: MOST + 1]
    if not possible:
        return {}
    found = Model.objects.published().filter(slug__in=possible)
    by_slug = {
        model.slug: model for model in found.select_related("vendor", "grounds", "base_model__base_model__base_model")
    }
    return {slug: by_slug[slug] for slug in possible if slug in by_slug}


def _model_fault(given: Sequence[str], models: Mapping[str, Model]) -> str | None:
    if len(given) > MOST:
        return _("more than %(limit)s models") % {"limit": MOST}
    doubles = [slug for slug in dict.fromkeys(given) if given.count(slug) > 1]
    if doubles:
        return _("“%(value)s” is named twice") % {"value": doubles[0][:60]}
    unknown = [slug for slug in given if slug not in models]
    return _("there is no model “%(value)s”") % {"value": unknown[0][:60]} if unknown else None


def _only_fault(given: Sequence[str]) -> str | None:
    return None if set(given) <= {DIFFERENCES} else _("must be one of %(choices)s") % {"choices": DIFFERENCES}


def _text_fault(given: Sequence[str]) -> str | None:
    if len(given) > 1:
        return _("only one value is possible")
    return FILTERS["q"].fault(given[0], {}) if given else None


def find(*, parameters: Mapping[str, Sequence[str]]) -> tuple[Picked, tuple[Model, ...]]:
    """What a URL picks, and what its text finds to be added. Two queries at most."""
    picked = pick(parameters=parameters)
    return picked, matches(picked=picked)


def matches(*, picked: Picked) -> tuple[Model, ...]:
    """Up to 8 models that fit the text, without those that are picked: first those that begin with it, then the newest.

    One query, none without a text.
    """
    if not picked.text:
        return ()
    begins = Case(When(search_text__startswith=search_key(picked.text), then=Value(0)), default=Value(1))
    found = Model.objects.published().matching(picked.text).exclude(slug__in=picked.slugs).select_related("vendor")
    return tuple(found.order_by(begins, F("released").desc(nulls_last=True), "name")[:_MATCHES])


def offers(*, picked: Picked) -> tuple[Offer, ...]:
    """Comparisons ready-made from the catalogue, around the only model that is picked, else over all; 4 queries."""
    found = _around(picked.models[0]) if len(picked.models) == 1 else _over_all()
    return tuple(offer for offer in found if len(offer.models) >= FEWEST)


def _around(model: Model) -> list[Offer]:
    published = Model.objects.published()
    family = _newest(published.filter(vendor=model.vendor_id, family=model.family).exclude(pk=model.pk))
    derived = _newest(published.filter(base_model=model))
    return [
        _beside_its_base(model),
        Offer(_("Models of one family"), (model, *family[: _OFFERED - 1])),
        Offer(_("A model and what was built on it"), (model, *derived[: _OFFERED - 1])),
    ]


def _beside_its_base(model: Model) -> Offer:
    base = model.base_model
    return Offer(_("A derived model and its base"), (model, base) if base and base.published else (model,))


def _over_all() -> list[Offer]:
    published = Model.objects.published()
    derived = published.filter(base_model__published=True).exclude(vendor=F("base_model__vendor"))
    derivative = _newest(derived.select_related("base_model")).first()
    return [
        *_of_the_largest_vendors(),
        Offer(_("Open on every dimension"), _one_a_vendor(_newest(_open_on_all(published))[:100])),
        *([_beside_its_base(derivative)] if derivative else []),
    ]


def _of_the_largest_vendors() -> list[Offer]:
    """The newest models of the vendors with the most, and for two what they give out beside what they only serve.

    Two queries.
    """
    own = _newest(Model.objects.published().filter(vendor=OuterRef("pk")))
    vendors = Vendor.objects.annotate(
        number=Count("models", filter=Q(models__published=True)),
        newest=Subquery(own.values("pk")[:1]),
        given=Subquery(own.filter(availability=Availability.DOWNLOADABLE).values("pk")[:1]),
        served=Subquery(own.filter(availability=Availability.SERVICE_ONLY).values("pk")[:1]),
    )
    largest = vendors.filter(number__gt=0).order_by("-number", "name")[:_OFFERED]
    rows = list(largest.values_list("name", "newest", "given", "served"))
    models = Model.objects.in_bulk({key for _name, *keys in rows for key in keys if key})
    both = [
        Offer(_("%(vendor)s: to download, and as a service only") % {"vendor": name}, (models[given], models[served]))
        for name, _newest_one, given, served in rows
        if given and served
    ]
    return [Offer(_("The newest of the largest vendors"), tuple(models[row[1]] for row in rows)), *both[:2]]


def _newest(models: QuerySet[Model]) -> QuerySet[Model]:
    """The newest first, and of one month the largest."""
    return models.order_by(F("released").desc(nulls_last=True), F("parameters_total").desc(nulls_last=True), "name")


def _open_on_all(models: QuerySet[Model]) -> QuerySet[Model]:
    for dimension in Dimension:
        models = with_level(models, dimension).filter(**{level_name(dimension): Level.OPEN})
    return models


def _one_a_vendor(models: Iterable[Model]) -> tuple[Model, ...]:
    first: dict[int, Model] = {}
    for model in models:
        first.setdefault(model.vendor_id, model)
    return tuple(first.values())[:_OFFERED]
