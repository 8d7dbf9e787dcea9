"""What a template needs to show a plan: the questions, what was typed, and the words for what was chosen."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from openness import filters, plans
from openness.domain.comparison import Comparison
from openness.templatetags.openness import big

ENDLESS = frozenset({"q", "mau", "revenue", "revenue-month", "on"})
_FOLDED = ("use", "seat", "party", "mau", "revenue", "revenue-month", "currency")
_SHORT_LABELS = {
    "permitted": gettext_lazy("Answer"),
    "offering": gettext_lazy("Plan"),
    "use": gettext_lazy("Purpose"),
    "party": gettext_lazy("User"),
}


def plan_context(*, found: Comparison, parameters: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The part of a template's context that both pages with a plan share."""
    named = {**filters.FILTERS, **plans.QUESTIONS}
    chosen = {facet.name: {choice.value: choice.label for choice in facet.choices} for facet in found.facets}
    for name, values in found.query.plan.items():
        chosen[name] = {value: _in_words(plans.QUESTIONS[name], value) for value in values}
    return {
        "questions": plans.QUESTIONS,
        "plan": found.query.plan,
        "plan_query": urlencode([(name, value) for name, values in found.query.plan.items() for value in values]),
        "folded": sum(name in found.query.plan for name in _FOLDED),
        "labels": {name: one.label for name, one in named.items()} | _SHORT_LABELS,
        "chosen": chosen,
        "typed": {name: next(iter(parameters.get(name, ())), "").strip() for name in named},
    }


def _in_words(question: plans.Question, value: str) -> str:
    match question:
        case plans.ChoiceQuestion(choices=choices):
            return str(choices(value).label)
        case plans.NumberQuestion():
            return big(int(value))
    return date_format(dt.date.fromisoformat(value), "DATE_FORMAT")


def is_endless(query: filters.Query) -> bool:
    """Whether the address holds free text or figures, of which there is no end; such pages are not kept."""
    return bool(ENDLESS & {*query.values, *query.plan})
