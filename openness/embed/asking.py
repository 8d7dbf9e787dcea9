"""How the address of a widget is read: its own settings; the filters are those of the comparison."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openness import filters
from openness.choices import Dimension
from openness.domain.history.past import NoSuchDay, day_of
from openness.plans import QUESTIONS


class WidgetFault(Exception):
    """Why an address shows no widget: `status` 400 or 404, the `parameter` ("" for the path) and what is wrong."""

    def __init__(self, status: int, parameter: str, message: str) -> None:
        super().__init__(message)
        self.status, self.parameter, self.message = status, parameter, message


KINDS = ("compare", "model", "fact-check")
THEMES = ("auto", "light", "dark")
COLUMNS = {
    "vendor": gettext_lazy("Vendor"),
    "released": gettext_lazy("Release"),
    "size": gettext_lazy("Size"),
    "licence": gettext_lazy("Licence"),
    "may-i": gettext_lazy("May I?"),
}
MOST_MODELS, MOST_ROWS, USUAL_ROWS = 12, 50, 12

NONE = "none"
"""The value of `column` for no further column; of `dimension` it is what a form sends where none is left."""

LOOKS = ("dimension", "theme", "as-of")
SETTINGS = ("column", "limit", *LOOKS)
"""What tells how a comparison is shown; the other parameters tell what is in it."""

PARAMETERS_OF: Mapping[str, tuple[str, ...]] = {
    "compare": (*filters.PARAMETERS, *SETTINGS),
    "model": (*QUESTIONS, "column", *LOOKS),
    "fact-check": LOOKS,
}
"""The query parameters that a widget of each kind reads; others mean nothing."""

PARAMETERS: tuple[str, ...] = PARAMETERS_OF["compare"]
"""Every query parameter a widget reads (filters, plan, dimension, column, theme, limit, sort, as-of)."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for, its own settings read; `given` are all its parameters."""

    kind: str
    slug: str
    language: str
    given: Mapping[str, Sequence[str]]
    theme: str
    dimensions: tuple[str, ...]
    columns: tuple[str, ...]
    limit: int
    as_of: dt.date | None

    def address(self, name: str, *arguments: str, pairs: Sequence[tuple[str, str]] = ()) -> str:
        """The path of one of our pages, on the day that is asked for."""
        query = [*pairs, ("as-of", str(self.as_of))] if self.as_of else pairs
        return reverse(name, args=arguments) + (f"?{urlencode(query)}" if query else "")


def read_address(*, kind: str, slug: str, language: str, parameters: Mapping[str, Sequence[str]]) -> Asked:
    """The settings of a widget; raises WidgetFault."""
    given = {name: values_of(parameters, name) for name in PARAMETERS_OF[kind]}
    if len(given.get("model", ())) > MOST_MODELS:
        raise WidgetFault(400, "model", _("more than %(limit)s models") % {"limit": MOST_MODELS})
    return Asked(
        kind=kind,
        slug=slug,
        language=language,
        given=given,
        theme=(_several("theme", _single("theme", given), THEMES) or ("auto",))[0],
        dimensions=_dimensions(given["dimension"]),
        columns=_columns(kind, given.get("column", ())),
        limit=_limit(_single("limit", given)),
        as_of=_day(_single("as-of", given)),
    )


def values_of(parameters: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """The values of one parameter, each once and in the order of the address; empty ones count as absent.

    So does "none" beside another column or dimension: a form sends it always.
    """
    values = list(dict.fromkeys(value.strip() for value in parameters.get(name, ()) if value.strip()))
    if name in {"column", "dimension"}:
        return [value for value in values if value != NONE] or values
    return values


def _single(name: str, given: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The value of a parameter that has one or none."""
    values = given.get(name, ())
    if len(values) > 1:
        raise WidgetFault(400, name, _("only one value is possible"))
    return values


def _several(name: str, values: Sequence[str], possible: Iterable[str]) -> tuple[str, ...]:
    """The `values` of a parameter in the order of its vocabulary."""
    choices = list(possible)
    for value in values:
        if value not in choices:
            raise WidgetFault(400, name, _("“%(value)s” is not a choice here") % {"value": value[:60]})
    return tuple(choice for choice in choices if choice in values)


def _dimensions(values: Sequence[str]) -> tuple[str, ...]:
    if list(values) == [NONE]:
        raise WidgetFault(400, "dimension", _("choose one at least"))
    return _several("dimension", values, Dimension.values) or tuple(Dimension.values)


def _columns(kind: str, values: Sequence[str]) -> tuple[str, ...]:
    if list(values) == [NONE]:
        return ()
    usual = ["vendor"] if kind == "compare" else []
    return _several("column", values or usual, COLUMNS)


def _limit(values: Sequence[str]) -> int:
    if not values:
        return USUAL_ROWS
    if not re.fullmatch("[1-9][0-9]?", values[0]) or int(values[0]) > MOST_ROWS:
        raise WidgetFault(400, "limit", _("must be a whole number from 1 to %(most)s") % {"most": MOST_ROWS})
    return int(values[0])


def _day(values: Sequence[str]) -> dt.date | None:
    try:
        return day_of(text=values[0], today=timezone.localdate()) if values else None
    except NoSuchDay as error:
        raise WidgetFault(400, "as-of", str(error)) from error
