"""The comparison page and its exports."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from openness import filters, plans
from openness.domain import comparison
from openness.domain.profiles import dimension_names
from openness.pages import exports, structured
from openness.pages.plan_context import is_endless, plan_context
from openness.publishing.days import PARAMETER, on_its_day
from openness.publishing.marks import is_fragment, not_kept, published
from openness.responding import other_languages

_PLAIN_FIELDS = ("q", "released-from", "released-to", *plans.QUESTIONS)


@published(*filters.PARAMETERS, PARAMETER)
@on_its_day
def compare(request: HttpRequest) -> HttpResponse:
    """Models (or vendors) by dimension, filtered; the whole page, or only the results for htmx."""
    parameters = dict(request.GET.lists())
    found = comparison.compare(parameters=parameters)
    if found.query.format in exports.WRITERS and not found.query.faults:
        return _uncached(found, exports.response(found, page=_page_link(found.query)))
    as_fragment, links = is_fragment(request.META), _links(found)
    template = "pages/compare.html#results" if as_fragment else "pages/compare.html"
    context = {
        "found": found,
        "faults": found.query.faults,
        "is_fragment": as_fragment,
        "filters": filters,
        "names": dimension_names(),
        "links": links,
        "structured": partial(structured.comparison, found=found, here=_page_link(found.query), files=links["formats"]),
        **plan_context(found=found, parameters=parameters),
        "further": parameters.get("q", [])[1:],
        "other_languages": other_languages(_page_link(found.query)),
        "plain_fields": _PLAIN_FIELDS,
    }
    result = render(request, template, context, status=400 if found.query.faults else 200)
    if as_fragment and not found.query.faults:
        result["HX-Push-Url"] = _page_link(found.query)
    return _uncached(found, result)


def _uncached(found: comparison.Comparison, response: HttpResponse) -> HttpResponse:
    """Free text and figures make endless addresses; such pages are not kept."""
    return not_kept(response, when=is_endless(found.query))


def _links(found: comparison.Comparison) -> dict[str, Any]:
    """The addresses that the page offers, each a whole URL of this view with one thing changed."""
    query = found.query
    return {
        "self": _page_link(query),
        "sorts": {key: _link(_with(query, sort=_next_sort(query.sort, key))) for key in filters.SORTS},
        "groups": {group: _link(_with(query, group=group)) for group in filters.GROUPS},
        "formats": {one: _link((*query.pairs, ("format", one))) for one in exports.WRITERS},
        "previous": _link((*query.pairs, ("page", str(query.page - 1)))) if query.page > 1 else None,
        "next": _link((*query.pairs, ("page", str(query.page + 1)))) if query.page < found.pages else None,
        "without": [
            (name, value, _link(tuple(pair for pair in query.pairs if pair != (name, value))))
            for name, values in {**query.values, **query.plan}.items()
            for value in values
        ],
        "all": _link(()),
        "embed": _embed_link(query),
        "feed": _feed_link(query),
    }


def _page_link(query: filters.Query) -> str:
    page = (("page", str(query.page)),) if query.page > 1 else ()
    return _link((*query.pairs, *page))


def _link(pairs: tuple[tuple[str, str], ...]) -> str:
    return reverse("compare") + (f"?{urlencode(pairs)}" if pairs else "")


def _embed_link(query: filters.Query) -> str:
    """Where these models are made ready to be embedded; without what only a list with pages has."""
    pairs = [pair for pair in query.pairs if pair[0] not in {"per-page", "group"}]
    return reverse("embed") + (f"?{urlencode(pairs)}" if pairs else "")


def _feed_link(query: filters.Query) -> str:
    """The feed of the models that are found, however they are shown."""
    told = {**query.values, **query.plan}
    pairs = [(name, value) for name, values in told.items() for value in values]
    return reverse("feed-compare", args=[get_language()]) + (f"?{urlencode(pairs)}" if pairs else "")


def _with(query: filters.Query, **changes: str) -> tuple[tuple[str, str], ...]:
    return filters.Query(**{**comparison.vars_of(query), **changes}).pairs


def _next_sort(sort: str, key: str) -> str:
    """A click on a column sorts by it; another click turns the order round."""
    first = f"-{key}" if key in {"released", "parameters"} else key
    second = key if first.startswith("-") else f"-{key}"
    return second if sort == first else first
