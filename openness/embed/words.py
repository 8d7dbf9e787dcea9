"""A widget in words: what a picture of it says to whoever cannot see it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.formats import date_format, number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from openness.choices import Level
from openness.domain.revision import Revision
from openness.embed.widgets import Widget, WidgetCell, WidgetRow
from openness.plans import QUESTIONS, ChoiceQuestion, NumberQuestion, Plan, Question

_TOLD_ONE_BY_ONE = 3
_ORDER = (*Level.values, "mixed")


def level_word(level: str) -> str:
    """The reader's word for a level; "mixed" is one, too."""
    return pgettext("level", "mixed") if level == "mixed" else str(Level(level).label)


def alt_text(widget: Widget) -> str:
    """What a picture of `widget` shows, in a few sentences: up to three rows in full, more of them counted."""
    rows = widget.rows
    told = _rows(widget, rows) if len(rows) <= _TOLD_ONE_BY_ONE else _counts(widget)
    return " ".join([_sentence(widget.title), *told, *_dates(widget)])


def in_words(widget: Widget) -> str:
    """All that a picture of `widget` shows."""
    return " ".join([_sentence(widget.title), *_rows(widget, widget.rows), *_of_how_many(widget), *_dates(widget)])


def checked_words(widget: Widget) -> str:
    """When the levels were checked: of several days the first; "" where nothing was."""
    if widget.checked_on is None:
        return ""
    day = date_format(widget.checked_on, "DATE_FORMAT")
    return _("Checked on %(date)s or later") % {"date": day}


def state_words(widget: Widget) -> str:
    """Of which day the catalogue is shown: the day it is pinned to, else that of its last change."""
    return words_for_state(as_of=widget.as_of, revision=widget.revision)


def words_for_state(*, as_of: dt.date | None, revision: Revision) -> str:
    """As `state_words`, where there is no widget."""
    if as_of:
        return _("As of %(date)s") % {"date": date_format(as_of, "DATE_FORMAT")}
    if revision.changed_at is None:
        return ""
    return _("Catalogue of %(date)s") % {"date": date_format(localdate(revision.changed_at), "DATE_FORMAT")}


def plan_words(plan: Plan) -> str:
    """What a plan says, part by part; "" where it says nothing."""
    told = (_in_words(QUESTIONS[name], value) for name, values in plan.items() for value in values)
    return ", ".join(told)


def _in_words(question: Question, value: str) -> str:
    match question:
        case ChoiceQuestion(choices=choices):
            return str(choices(value).label)
        case NumberQuestion():
            return f"{question.label}: {number_format(int(value))}"
    return f"{question.label} {date_format(dt.date.fromisoformat(value), 'DATE_FORMAT')}"


def _rows(widget: Widget, rows: Sequence[WidgetRow]) -> Iterator[str]:
    names = dict(widget.dimensions)
    for row in rows:
        facts = [f"{label}: {text}" for label, (text, _path) in zip(widget.columns, row.facts, strict=True) if text]
        levels = [f"{names[cell.dimension]}: {_level(cell)}" for cell in row.cells]
        yield f"{row.name}: " + "; ".join([*facts, *levels]) + "."


def _level(cell: WidgetCell) -> str:
    found = level_word(cell.level)
    if cell.stated is None:
        return found
    stated = level_word(cell.stated) if cell.stated else _("nothing")
    return _("the text says %(stated)s, the evidence %(found)s") % {"stated": stated, "found": found}


def _counts(widget: Widget) -> Iterator[str]:
    for dimension, name in widget.dimensions:
        counted = Counter(cell.level for row in widget.rows for cell in row.cells if cell.dimension == dimension)
        told = [f"{counted[level]} {level_word(level)}" for level in _ORDER if counted[level]]
        yield f"{name}: " + ", ".join(told) + "."


def _of_how_many(widget: Widget) -> Iterator[str]:
    if len(widget.rows) < widget.total:
        yield of_how_many(widget) + "."


def of_how_many(widget: Widget) -> str:
    """How many rows are shown of how many there are."""
    shown = {"shown": len(widget.rows), "number": widget.total}
    return ngettext("%(shown)s of %(number)s model", "%(shown)s of %(number)s models", widget.total) % shown


def _dates(widget: Widget) -> Iterator[str]:
    for text in (checked_words(widget), state_words(widget)):
        if text:
            yield text + "."


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!", ".", "…")) else f"{text}."
