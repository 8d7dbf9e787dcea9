"""Models side by side, and the way to pick them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openness.domain import picking
from openness.domain.picking import Picked
from openness.domain.side_by_side import SideBySide, side_by_side
from openness.models import Model
from openness.pages import structured
from openness.pages.plan_context import ENDLESS
from openness.pages.profile_picture import profiles
from openness.plans import QUESTIONS, ChoiceQuestion, NumberQuestion
from openness.publishing.days import PARAMETER, on_its_day
from openness.publishing.marks import is_fragment, not_kept, published
from openness.responding import other_languages


@published(*picking.PARAMETERS, PARAMETER, ordered=("model",))
@on_its_day
def compare_models(request: HttpRequest) -> HttpResponse:
    """Two to six models aligned; the whole page, or for htmx only what its search finds."""
    parameters = dict(request.GET.lists())
    if is_fragment(request.META):
        picked, matches = picking.find(parameters=parameters)
        return _respond(request, "pages/side_by_side.html#matches", picked, _search(picked, matches))
    found = side_by_side(parameters=parameters)
    context = {"found": found, **_search(found.picked, found.matches), **_aligned(found)}
    return _respond(request, "pages/side_by_side.html", found.picked, context)


def _respond(request: HttpRequest, template: str, picked: Picked, context: dict[str, Any]) -> HttpResponse:
    """Free text and figures make endless addresses; such pages are not kept."""
    response = render(request, template, context, status=400 if picked.faults else 200)
    return not_kept(response, when=bool(picked.text or ENDLESS & {*picked.plan}))


def _search(picked: Picked, matches: Sequence[Model]) -> dict[str, Any]:
    return {
        "picked": picked,
        "faults": picked.faults,
        "additions": [(model, _link(picked, (*picked.slugs, model.slug))) for model in matches],
    }


def _aligned(found: SideBySide) -> dict[str, Any]:
    picked, slugs = found.picked, found.picked.slugs
    address = _link(picked, slugs)
    return {
        "profiles": list(zip(picked.models, profiles(levels=found.levels), strict=False)),
        "columns": [(model, _link(picked, [slug for slug in slugs if slug != model.slug])) for model in picked.models],
        "names": dict(enumerate(model.name for model in picked.models)),
        "offers": [(offer, _link(picked, offer.slugs)) for offer in found.offers],
        "links": {
            "self": address,
            "canonical": _link(picked, sorted(slugs)),
            "all": _link(picked, slugs, only_differences=False),
            "differences": _link(picked, slugs, only_differences=True),
            "plan": _address("may-i", (*_models(slugs), *_plan(picked))),
            "embed": _address("embed", (*_models(slugs), *_plan(picked))),
        },
        "told": list(_told(picked)),
        "structured": structured.models_beside(models=picked.models),
        "other_languages": other_languages(address),
    }


def _link(picked: Picked, slugs: Iterable[str], *, only_differences: bool | None = None) -> str:
    """The address that shows `slugs`, with the plan and, unless told otherwise, as many rows as now."""
    differing = picked.only_differences if only_differences is None else only_differences
    only = [("only", picking.DIFFERENCES)] if differing else []
    return _address("compare-models", (*_models(slugs), *only, *_plan(picked)))


def _address(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    return reverse(name) + (f"?{urlencode(pairs)}" if pairs else "")


def _models(slugs: Iterable[str]) -> list[tuple[str, str]]:
    return [("model", slug) for slug in slugs]


def _plan(picked: Picked) -> list[tuple[str, str]]:
    return [(name, value) for name, values in picked.plan.items() for value in values]


def _told(picked: Picked) -> Iterator[tuple[str, str, Any, str]]:
    """(question, kind of the answer, answer, address without it) for each part of the plan."""
    for name, value in _plan(picked):
        others = tuple(one for one in picked.plan[name] if one != value)
        without = replace(picked, plan={**picked.plan, name: others})
        yield str(QUESTIONS[name].label), *_said(name, value), _link(without, picked.slugs)


def _said(name: str, value: str) -> tuple[str, Any]:
    match QUESTIONS[name]:
        case ChoiceQuestion(choices=choices):
            return "choice", choices(value).label
        case NumberQuestion():
            return "number", int(value)
    return "day", dt.date.fromisoformat(value)
