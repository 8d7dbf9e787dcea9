"""Badges: a dimension or “may I?”, and what a model gets there, in twenty pixels of height."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openness.choices import Level, Offering, Permission
from openness.converters import Slug
from openness.domain.comparison import Row, first_rows
from openness.domain.profiles import dimension_names
from openness.embed.asking import WidgetFault
from openness.embed.looks import LIGHT, SHAPES, colour
from openness.embed.measuring import Face, Line, fitted, one_line
from openness.embed.words import level_word, plan_words
from openness.plans import QUESTIONS, is_endless, parse_plan
from openness.templatetags.openness import look

SIZE = 11
_PAD, _MARK, _GAP, _ROOM = 7, 10, 5, 260
_FRESH_SECONDS = 3600
_PLANS = {
    Offering.INTERNAL: gettext_lazy("own use"),
    Offering.PRODUCT: gettext_lazy("product"),
    Offering.SERVICE: gettext_lazy("as a service"),
    Offering.REDISTRIBUTE: gettext_lazy("passing on"),
    Offering.FINE_TUNE: gettext_lazy("fine-tuning"),
    Offering.TRAIN: gettext_lazy("training on outputs"),
    Offering.RESEARCH: gettext_lazy("research"),
}


@dataclass(frozen=True)
class Badge:
    """What stands on the left and on the right, the `look` of the right part, and the whole in words.

    A badge with a `status` other than 200 says what is wrong with its address. `keep` is False where that is one of
    endlessly many.
    """

    label: str
    message: str
    look: str
    title: str
    status: int = 200
    keep: bool = True

    @property
    def as_endpoint(self) -> dict[str, Any]:
        """What shields.io asks of an endpoint, to draw the badge in its own way."""
        fault = {} if self.status == 200 else {"isError": True}
        told = {"schemaVersion": 1, "label": self.label, "message": self.message, "color": colour(self.look)}
        return {**told, "cacheSeconds": _FRESH_SECONDS, **fault}


@dataclass(frozen=True)
class Shape:
    """A badge's texts, colours and measures, in pixels; it is 20 high."""

    title: str
    label: Line
    message: Line
    left: str
    right: str
    mark: str

    @property
    def split(self) -> float:
        """Where the right part begins."""
        return round(self.label.width + 2 * _PAD, 1)

    @property
    def width(self) -> float:
        """How wide the whole is."""
        return round(self.message_at + self.message.width + _PAD, 1)

    @property
    def label_at(self) -> int:
        """Where the left text begins."""
        return _PAD

    @property
    def mark_at(self) -> float:
        """Where the shape of the level begins."""
        return self.split + _PAD - 1

    @property
    def message_at(self) -> float:
        """Where the right text begins."""
        return round(self.mark_at + _MARK + _GAP, 1)


def level_badge(*, slug: str, dimension: str) -> Badge:
    """How open the model `slug` is on `dimension`; raises WidgetFault. 11 queries at most."""
    names = dimension_names()
    if dimension not in names:
        raise WidgetFault(404, "", _("unknown dimension"))
    row = _row(slug, {}, answered=False)
    name, level = names[dimension], row.levels[dimension]
    label = name.lower() if get_language() == "en" else name
    return Badge(label, level_word(level), level, f"{row.name}: {name}: {level_word(level)}")


def permission_badge(*, slug: str, parameters: Mapping[str, Sequence[str]]) -> Badge:
    """What the model `slug` answers to the plan in a URL's `parameters`; raises WidgetFault. 15 queries at most."""
    plan = parse_plan(parameters=parameters)[0]
    row = _row(slug, parameters, answered=True)
    permission = row.answer.permission if row.answer else Permission.UNCLEAR
    question = " ".join(filter(None, [_("May I use it?"), plan_words(plan)]))
    offering = "".join(str(_PLANS[Offering(value)]) for value in plan.get("offering", ()))
    label = " ".join(filter(None, [_("May I?"), offering]))
    title = f"{row.name}: {question}: {permission.label}"
    return Badge(label, str(permission.label), look(permission), title, keep=not is_endless(plan=plan))


def fault_badge(fault: WidgetFault) -> Badge:
    """What stands where there is no badge."""
    message = _("wrong: %(name)s") % {"name": fault.parameter} if fault.status == 400 else fault.message
    return Badge("Openness", message, Level.UNKNOWN.value, f"Openness: {message}: {fault.message}", fault.status)


def _row(slug: str, parameters: Mapping[str, Sequence[str]], *, answered: bool) -> Row:
    if not re.fullmatch(Slug.regex, slug):
        raise WidgetFault(404, "", _("unknown model"))
    plan = {name: parameters[name] for name in QUESTIONS if name in parameters}
    found = first_rows(parameters={**plan, "model": [slug]}, most=1, answered=answered)
    for name, message in found.query.faults.items():
        raise WidgetFault(400, name, message) if name != "model" else WidgetFault(404, "", _("unknown model"))
    return found.rows[0]


def shape(badge: Badge) -> Shape:
    """The measures of `badge`; its texts are shortened to their room."""
    label, message = (fitted(text, face=Face.SANS, size=SIZE, room=_ROOM) for text in (badge.label, badge.message))
    return Shape(one_line(badge.title), label, message, LIGHT["ink"], colour(badge.look), SHAPES[badge.look])


def svg(badge: Badge) -> str:
    """`badge` as SVG."""
    return render_to_string("embed/badge.svg", {"shape": shape(badge), "size": SIZE})
