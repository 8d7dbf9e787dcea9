"""What a template needs to show a plan: the questions, what was typed, and the words for what was chosen."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from openness import filters, plans
from openness.domain.comparison import Comparison

ENDLESS = frozenset({"q", "mau", "revenue", "revenue-month", "on"})


def plan_context(*, found: Comparison, parameters: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The part of a template's context that both pages with a plan share."""
    named = {**filters.FILTERS, **plans.QUESTIONS}
    chosen = {facet.name: {choice.value: choice.label for choice in facet.choices} for facet in found.facets}
    for name, question in plans.QUESTIONS.items():
        if isinstance(question, plans.ChoiceQuestion):
            chosen[name] = dict(question.choices.choices)
    return {
        "questions": plans.QUESTIONS,
        "plan": found.query.plan,
        "plan_query": urlencode([(name, value) for name, values in found.query.plan.items() for value in values]),
        "labels": {name: one.label for name, one in named.items()},
        "chosen": chosen,
        "typed": {name: next(iter(parameters.get(name, ())), "").strip() for name in named},
    }


def is_endless(query: filters.Query) -> bool:
    """Whether the address holds free text or figures, of which there is no end; such pages are not kept."""
    return bool(ENDLESS & {*query.values, *query.plan})
