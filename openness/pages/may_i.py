"""May I use it? A plan, and what the licences answer to it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openness import filters, plans
from openness.choices import Permission
from openness.domain import comparison
from openness.pages.context import other_languages
from openness.pages.plan_context import is_endless, plan_context
from openness.publishing.marks import is_fragment, published

_IN_FULL = 3
_SIDE_BY_SIDE = 6
_EXAMPLES = (
    {"offering": "product", "seat": "eu"},
    {"offering": "internal", "use": "commercial", "seat": "eu"},
    {"offering": "product", "seat": "eu", "mau": "900000000", "weights": "open"},
    {"offering": "train", "use": "commercial"},
    {"offering": "research", "party": "public-body"},
)


@published(*filters.PARAMETERS)
def may_i(request: HttpRequest) -> HttpResponse:
    """The form, and the answers for one model, several, or the whole catalogue."""
    parameters = dict(request.GET.lists())
    found = comparison.compare(parameters=parameters, answered=True)
    query = found.query
    as_fragment = is_fragment(request.META)
    context = {
        "found": found,
        "is_fragment": as_fragment,
        "in_full": 0 < found.total <= _IN_FULL,
        "is_asked": bool(query.plan or query.values),
        **plan_context(found=found, parameters=parameters),
        "kept": [pair for pair in query.pairs if pair[0] not in (*plans.QUESTIONS, "q", "model")],
        "tally": _tally(found),
        "links": _links(query, found.pages),
        "examples": [_link(tuple(example.items())) for example in _EXAMPLES],
        "other_languages": other_languages(_link(_with_page(query))),
    }
    template = "pages/may_i.html#answers" if as_fragment else "pages/may_i.html"
    response = render(request, template, context, status=400 if query.faults else 200)
    if as_fragment and not query.faults:
        response["HX-Push-Url"] = _link(_with_page(query))
    response.keep = not is_endless(query)  # type: ignore[attr-defined]
    return response


def _tally(found: comparison.Comparison) -> list[tuple[str, int, bool, str]]:
    """(answer, number of models, whether chosen, address that toggles it), the freest first."""
    query = found.query
    [facet] = [facet for facet in found.facets if facet.name == "permitted"]
    counts = {choice.value: choice for choice in facet.choices}
    result = []
    for permission in Permission.values:
        choice, pair = counts[permission], ("permitted", permission)
        others = tuple(one for one in query.pairs if one != pair)
        toggled = others if choice.selected else (*others, pair)
        result.append((permission, choice.count, choice.selected, _link(toggled)))
    return result


def _links(query: filters.Query, pages: int) -> dict[str, object]:
    return {
        "self": _link(_with_page(query)),
        "previous": _link((*query.pairs, ("page", str(query.page - 1)))) if query.page > 1 else None,
        "next": _link((*query.pairs, ("page", str(query.page + 1)))) if query.page < pages else None,
        "compare": f"{reverse('compare')}?{urlencode(query.pairs)}",
        "side_by_side": _side_by_side(query),
        "without_models": _link(tuple(pair for pair in query.pairs if pair[0] != "model")),
    }


def _side_by_side(query: filters.Query) -> str | None:
    """Where the models asked for stand side by side, with the plan; None where it is one alone."""
    models = [("model", slug) for slug in query.values.get("model", ())]
    plan = [(name, value) for name, values in query.plan.items() for value in values]
    return f"{reverse('compare-models')}?{urlencode([*models, *plan])}" if 1 < len(models) <= _SIDE_BY_SIDE else None


def _with_page(query: filters.Query) -> tuple[tuple[str, str], ...]:
    return (*query.pairs, ("page", str(query.page))) if query.page > 1 else query.pairs


def _link(pairs: Sequence[tuple[str, str]]) -> str:
    return reverse("may-i") + (f"?{urlencode(pairs)}" if pairs else "")
