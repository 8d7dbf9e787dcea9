"""What somebody plans, as a URL says it: the questions, their values and what is wrong with them.

The one definition for the “may I?” page, the comparison and whatever else takes a situation.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openness.choices import Currency, FieldOfUse, Modality, Offering, Party, Seat, Use

_NUMBER = re.compile(r"[0-9]{1,15}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Plan = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """One part of a plan; every one may be left unanswered."""

    name: str
    label: Any


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """A question with known answers."""

    choices: type[TextChoices]
    repeatable: bool = False

    def fault(self, values: Sequence[str]) -> str | None:
        """What is wrong with `values`, None where nothing is."""
        for value in values:
            if value not in self.choices.values:
                return _("“%(value)s” is not a choice here") % {"value": value[:60]}
        return _("only one value is possible") if len(values) > 1 and not self.repeatable else None


@dataclass(frozen=True)
class NumberQuestion(Question):
    """A question for a whole number; dots, commas and blanks between thousands are taken."""

    hint: Any = ""

    def fault(self, values: Sequence[str]) -> str | None:
        """What is wrong with `values`, None where nothing is."""
        if len(values) > 1:
            return _("only one value is possible")
        return None if _NUMBER.fullmatch(values[0]) else _("not a whole number, as in 5000000")


@dataclass(frozen=True)
class DayQuestion(Question):
    """A question for a day, as YYYY-MM-DD."""

    def fault(self, values: Sequence[str]) -> str | None:
        """What is wrong with `values`, None where nothing is."""
        if len(values) > 1:
            return _("only one value is possible")
        return None if _is_day(values[0]) else _("not a date: write YYYY-MM-DD")


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value)) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


QUESTIONS: dict[str, ChoiceQuestion | NumberQuestion | DayQuestion] = {
    one.name: one
    for one in (
        ChoiceQuestion("offering", gettext_lazy("What for?"), Offering),
        ChoiceQuestion("use", gettext_lazy("Is money to be made?"), Use),
        ChoiceQuestion("seat", gettext_lazy("Seat or home"), Seat),
        ChoiceQuestion("party", gettext_lazy("Who uses it?"), Party),
        NumberQuestion("mau", gettext_lazy("Monthly active users"), gettext_lazy("of all products of the group")),
        NumberQuestion("revenue", gettext_lazy("Revenue a year"), gettext_lazy("of the whole group")),
        NumberQuestion("revenue-month", gettext_lazy("Revenue in the last month"), gettext_lazy("of the whole group")),
        ChoiceQuestion("currency", gettext_lazy("Currency"), Currency),
        ChoiceQuestion("uses", gettext_lazy("Modality used"), Modality, repeatable=True),
        ChoiceQuestion("field", gettext_lazy("Touches on"), FieldOfUse, repeatable=True),
        DayQuestion("on", gettext_lazy("On the day")),
    )
}


def parse_plan(*, parameters: Mapping[str, Sequence[str]]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The answers in a URL's `parameters`, and the faults, both by name; empty values count as unsaid."""
    plan: dict[str, tuple[str, ...]] = {}
    faults: dict[str, str] = {}
    for name, question in QUESTIONS.items():
        given = tuple(sorted({_plain(question, value) for value in parameters.get(name, ()) if value.strip()}))
        if not given:
            continue
        if fault := question.fault(given):
            faults[name] = fault
        else:
            plan[name] = given
    if "revenue" in plan and "revenue-month" in plan and int(plan["revenue-month"][0]) > int(plan["revenue"][0]):
        del plan["revenue-month"]
        faults["revenue-month"] = _("a month cannot bring in more than the year")
    return plan, faults


def is_endless(*, plan: Plan) -> bool:
    """Whether `plan` holds a figure or a day: of addresses with one there is no end."""
    return any(not isinstance(QUESTIONS[name], ChoiceQuestion) for name in plan)


def _plain(question: Question, value: str) -> str:
    value = value.strip()
    if isinstance(question, NumberQuestion):
        bare = re.sub(r"(?<=\d)[.,'\s\u202f\u00a0](?=\d{3}(?!\d))", "", value)
        return str(int(bare)) if _NUMBER.fullmatch(bare) else value
    return value
