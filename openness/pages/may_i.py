"""May I use it? A plan, and what the licences answer to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openness import filters, plans
from openness.choices import Permission
from openness.domain import comparison
from openness.domain.permissions.answering import Answer, Clause
from openness.pages import exports, structured
from openness.pages.plan_context import is_endless, plan_context
from openness.publishing.marks import is_fragment, not_kept, published
from openness.responding import other_languages

_IN_FULL = 3
_SIDE_BY_SIDE = 6
_PLAIN_FIELDS = ("q", *plans.QUESTIONS)
_EXAMPLES = (
    {"offering": "product", "seat": "eu"},
    {"offering": "internal", "use": "commercial", "seat": "eu"},
    {"offering": "product", "seat": "eu", "mau": "900000000", "weights": "open"},
    {"offering": "train", "use": "commercial"},
    {"offering": "research", "party": "public-body"},
)


@dataclass(frozen=True)
class Listed:
    """One model of the list: the licences that were looked at, what is to be done, and what would bar the plan."""

    row: comparison.Row
    licences: Mapping[str, str]
    duties: tuple[str, ...]
    conditions: tuple[Clause, ...]


@published(*filters.PARAMETERS)
def may_i(request: HttpRequest) -> HttpResponse:
    """The form, and the answers for one model, several, or the whole catalogue; or the answers as a file.

    A search takes the place of the models that were chosen.
    """
    parameters = _without_models_where_searched(dict(request.GET.lists()))
    found = comparison.compare(parameters=parameters, answered=True)
    query = found.query
    if query.format in exports.WRITERS and not query.faults:
        return _uncached(found, exports.response(found, page=_link(_with_page(query))))
    as_fragment = is_fragment(request.META)
    context = {
        "found": found,
        "faults": query.faults,
        "structured": structured.may_i,
        "is_fragment": as_fragment,
        "in_full": 0 < found.total <= _IN_FULL,
        "is_asked": bool(query.plan or query.values),
        **plan_context(found=found, parameters=parameters),
        "listed": [_listed(row) for row in found.rows],
        "kept": [pair for pair in query.pairs if pair[0] not in (*plans.QUESTIONS, "q")],
        "models": _models(found),
        "plain_fields": _PLAIN_FIELDS,
        "tally": _tally(found),
        "links": _links(query, found.pages),
        "examples": [_link(tuple(example.items())) for example in _EXAMPLES],
        "other_languages": other_languages(_link(_with_page(query))),
    }
    template = "pages/may_i.html#answers" if as_fragment else "pages/may_i.html"
    response = render(request, template, context, status=400 if query.faults else 200)
    if as_fragment and not query.faults:
        response["HX-Push-Url"] = _link(_with_page(query))
    return _uncached(found, response)


def _uncached(found: comparison.Comparison, response: HttpResponse) -> HttpResponse:
    return not_kept(response, when=is_endless(found.query))


def _without_models_where_searched(parameters: dict[str, list[str]]) -> dict[str, list[str]]:
    is_search = any(text.strip() for text in parameters.get("q", ()))
    return {name: values for name, values in parameters.items() if not (is_search and name == "model")}


def _models(found: comparison.Comparison) -> list[tuple[str, str]]:
    """(name, address without it) of each model asked for; the slug of one that the other filters leave out."""
    names = {row.slug: row.name for row in found.rows}
    pairs = found.query.pairs
    return [
        (names.get(slug, slug), _link(tuple(pair for pair in pairs if pair != ("model", slug))))
        for slug in found.query.values.get("model", ())
    ]


def _listed(row: comparison.Row) -> Listed:
    if row.answer is None:
        return Listed(row, {one.slug: one.short_name for one in row.licences}, (), ())
    looked_at = [part.judgement.licence for part in row.answer.parts]
    duties = dict.fromkeys(str(clause.term.subject.label) for clause in row.answer.duties)
    return Listed(row, {one.slug: one.short_name for one in looked_at}, tuple(duties), _conditions(row.answer))


def _conditions(answer: Answer) -> tuple[Clause, ...]:
    """The conditions that differ to a reader: by subject, size and outcome."""
    found = {
        (one.term.subject, one.term.operator, one.term.value, one.term.unit, one.outcome): one
        for one in reversed(answer.conditions)
    }
    return tuple(reversed(found.values()))


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
        "formats": {one: _link((*query.pairs, ("format", one))) for one in exports.WRITERS},
        "compare": f"{reverse('compare')}?{urlencode(query.pairs)}",
        "embed": f"{reverse('embed')}?{urlencode([*_without_pages(query), ('column', 'may-i')])}",
        "side_by_side": _side_by_side(query),
        "without_models": _link(tuple(pair for pair in query.pairs if pair[0] != "model")),
    }


def _without_pages(query: filters.Query) -> list[tuple[str, str]]:
    return [pair for pair in query.pairs if pair[0] != "per-page"]


def _side_by_side(query: filters.Query) -> str | None:
    """Where the models asked for stand side by side, with the plan; None where it is one alone."""
    models = [("model", slug) for slug in query.values.get("model", ())]
    plan = [(name, value) for name, values in query.plan.items() for value in values]
    return f"{reverse('compare-models')}?{urlencode([*models, *plan])}" if 1 < len(models) <= _SIDE_BY_SIDE else None


def _with_page(query: filters.Query) -> tuple[tuple[str, str], ...]:
    return (*query.pairs, ("page", str(query.page))) if query.page > 1 else query.pairs


def _link(pairs: Sequence[tuple[str, str]]) -> str:
    return reverse("may-i") + (f"?{urlencode(pairs)}" if pairs else "")
