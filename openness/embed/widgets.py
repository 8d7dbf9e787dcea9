"""What a widget shows, whatever form it takes: every form is made from one frozen `Widget`."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openness import filters
from openness.choices import Level, Permission
from openness.domain import comparison, revision
from openness.domain.comparison import Row
from openness.domain.factcheck import CheckedCell, CheckedRow, fact_check
from openness.domain.history.past import NoSuchDay, as_published_on
from openness.domain.profiles import dimension_names
from openness.domain.revision import Revision
from openness.embed.asking import (
    COLUMNS,
    KINDS,
    MOST_MODELS,
    MOST_ROWS,
    PARAMETERS,
    PARAMETERS_OF,
    SETTINGS,
    THEMES,
    USUAL_ROWS,
    Asked,
    WidgetFault,
    read_address,
)
from openness.embed.reasons import shortened
from openness.models import Article
from openness.plans import QUESTIONS
from openness.templatetags.openness import billions, month_short

__all__ = [
    "COLUMNS",
    "KINDS",
    "MOST_MODELS",
    "MOST_ROWS",
    "PARAMETERS",
    "PARAMETERS_OF",
    "THEMES",
    "USUAL_ROWS",
    "Widget",
    "WidgetCell",
    "WidgetFault",
    "WidgetRow",
    "read_widget",
]

_ENDLESS = frozenset({"q", "mau", "revenue", "revenue-month", "on"})
_SIDE_BY_SIDE = range(2, 7)
_NAMED_IN_TITLE = 3


@dataclass(frozen=True)
class WidgetCell:
    """One level: its dimension, the reason, the path of its evidence page, and the day it was checked.

    `reason` is cut to whole sentences, with "…" at the end where there is more of it.
    `stated` is the level a fact-checked text implies: None outside a fact check, "" where the text is silent;
    `says` is what it says, in our words. `level` is "mixed" where the models a text means differ among themselves.
    """

    dimension: str
    level: str
    reason: str
    address: str
    checked_on: dt.date | None
    stated: str | None = None
    says: str = ""

    @property
    def differs(self) -> bool:
        """Whether a fact-checked text implies another level than the evidence shows."""
        return bool(self.stated) and self.stated != self.level


@dataclass(frozen=True)
class WidgetRow:
    """One model, or one vendor of a fact-checked text: name, path of its page, further columns, levels.

    `facts` are in the order of `Widget.columns`, as (text, path or "").
    """

    name: str
    address: str
    facts: tuple[tuple[str, str], ...]
    cells: tuple[WidgetCell, ...]


@dataclass(frozen=True)
class Widget:
    """What is shown, in the reader's language.

    `kind` is compare, model or fact-check; `address` the path of the page on our site that shows the same;
    `columns` the labels of `WidgetRow.facts`; `dimensions` (slug, name) the heads of the levels;
    `total` how many rows there are without the limit; `checked_on` the oldest day among the cells shown.
    `keep` is False where the address holds free text or figures, of which there is no end.
    """

    kind: str
    title: str
    address: str
    language: str
    theme: str
    columns: tuple[str, ...]
    dimensions: tuple[tuple[str, str], ...]
    rows: tuple[WidgetRow, ...]
    total: int
    checked_on: dt.date | None
    revision: Revision
    as_of: dt.date | None
    keep: bool = True

    def facts_of(self, row: WidgetRow) -> list[tuple[str, str, str]]:
        """(label, text, path or "") for each further column of `row`; no label where the text tells what it is."""
        return [
            ("" if self.kind == "fact-check" or label == str(COLUMNS["vendor"]) else label, text, path)
            for label, (text, path) in zip(self.columns, row.facts, strict=True)
        ]


def read_widget(*, kind: str, slug: str = "", language: str, parameters: Mapping[str, Sequence[str]]) -> Widget:
    """The widget at an address; the language is active already. Raises WidgetFault.

    A constant number of queries for each kind.
    """
    asked = read_address(kind=kind, slug=slug, language=language, parameters=parameters)
    try:
        with as_published_on(day=asked.as_of):
            return _READERS[kind](asked)
    except NoSuchDay as error:
        raise WidgetFault(400, "as-of", str(error)) from error


def _compared(asked: Asked) -> Widget:
    """Models that were picked, in their order, or those that filters leave."""
    picked = asked.given["model"] if not asked.given["sort"] else ()
    found = _found(asked, {name: values for name, values in asked.given.items() if name not in SETTINGS}, bool(picked))
    rows = sorted(found.rows, key=lambda row: picked.index(row.slug)) if picked else found.rows
    return _of_models(asked, found, rows[: asked.limit])


def _one_model(asked: Asked) -> Widget:
    plan = {name: asked.given[name] for name in QUESTIONS}
    try:
        found = _found(asked, {**plan, "model": [asked.slug]}, whole=False)
    except WidgetFault as fault:
        raise WidgetFault(fault.status, "" if fault.parameter == "model" else fault.parameter, fault.message) from fault
    return _of_models(asked, found, found.rows)


def _found(asked: Asked, parameters: Mapping[str, Sequence[str]], whole: bool) -> comparison.Comparison:
    most = max(asked.limit, MOST_MODELS) if whole else asked.limit
    found = comparison.first_rows(parameters=parameters, most=most, answered="may-i" in asked.columns)
    for name, message in found.query.faults.items():
        raise WidgetFault(404 if name == "model" else 400, name, message)
    return found


def _of_models(asked: Asked, found: comparison.Comparison, rows: Sequence[Row]) -> Widget:
    names = dimension_names()
    plan = [(name, value) for name, values in found.query.plan.items() for value in values]
    shown = tuple(
        WidgetRow(
            name=row.name,
            address=asked.address("model", row.slug),
            facts=tuple(_FACTS[column](asked, row, plan) for column in asked.columns),
            cells=tuple(_cell(asked, row, dimension) for dimension in asked.dimensions),
        )
        for row in rows
    )
    return Widget(
        kind=asked.kind,
        title=_title(asked, found.query, rows, found.total),
        address=shown[0].address if asked.kind == "model" else _address(asked, found.query),
        language=asked.language,
        theme=asked.theme,
        columns=tuple(str(COLUMNS[column]) for column in asked.columns),
        dimensions=tuple((slug, names[slug]) for slug in asked.dimensions),
        rows=shown,
        total=found.total,
        checked_on=_oldest(shown),
        revision=revision.current(),
        as_of=asked.as_of,
        keep=not _ENDLESS & {*found.query.values, *found.query.plan},
    )


def _cell(asked: Asked, row: Row, dimension: str) -> WidgetCell:
    evidence = row.evidence.get(dimension)
    return WidgetCell(
        dimension=dimension,
        level=row.levels[dimension],
        reason=shortened(evidence.text) if evidence else _unrecorded(),
        address=asked.address("evidence", row.slug, dimension),
        checked_on=evidence.verified_on if evidence else None,
    )


def _unrecorded() -> str:
    return _("Nobody has recorded this yet. Unknown is not a no.")


def _title(asked: Asked, query: filters.Query, rows: Sequence[Row], total: int) -> str:
    """The question that the table answers; it names models that are picked, and a vendor whose models they are."""
    names = [row.name for row in rows]
    if len(names) == total == 1:
        return _("How open is %(model)s?") % {"model": names[0]}
    if asked.given.get("model") and names:
        return _titled(names, total)
    if set(query.values) == {"vendor"} and len(query.values["vendor"]) == 1 and rows:
        return _("How open are the models of %(vendor)s?") % {"vendor": rows[0].vendor}
    return _("How open are AI models?")


def _titled(names: Sequence[str], total: int) -> str:
    if len(names) == total <= _NAMED_IN_TITLE:
        return _("How open are %(models)s and %(last)s?") % {"models": ", ".join(names[:-1]), "last": names[-1]}
    named = names[: _NAMED_IN_TITLE - 1]
    others = total - len(named)
    title = ngettext(
        "How open are %(models)s and %(number)s more model?",
        "How open are %(models)s and %(number)s more models?",
        others,
    )
    return title % {"models": ", ".join(named), "number": others}


def _address(asked: Asked, query: filters.Query) -> str:
    """Picked models stand side by side where they can, else in the comparison."""
    picked = asked.given["model"]
    if len(picked) in _SIDE_BY_SIDE and set(query.values) == {"model"}:
        plan = [(name, value) for name, values in query.plan.items() for value in values]
        return asked.address("compare-models", pairs=[*(("model", slug) for slug in picked), *plan])
    return asked.address("compare", pairs=query.pairs)


Fact = tuple[str, str]
_Plan = Sequence[tuple[str, str]]


def _vendor(asked: Asked, row: Row, plan: _Plan) -> Fact:
    return row.vendor, asked.address("vendor", row.vendor_slug)


def _released(asked: Asked, row: Row, plan: _Plan) -> Fact:
    return month_short(row.released), ""


def _size(asked: Asked, row: Row, plan: _Plan) -> Fact:
    return billions(row.parameters_total), ""


def _licence(asked: Asked, row: Row, plan: _Plan) -> Fact:
    address = asked.address("licence", row.licences[0].slug) if len(row.licences) == 1 else ""
    return ", ".join(one.short_name for one in row.licences), address


def _may_i(asked: Asked, row: Row, plan: _Plan) -> Fact:
    permission = row.answer.permission if row.answer else Permission.UNCLEAR
    return str(permission.label), asked.address("may-i", pairs=[("model", row.slug), *plan])


_FACTS: Mapping[str, Callable[[Asked, Row, _Plan], Fact]] = {
    "vendor": _vendor,
    "released": _released,
    "size": _size,
    "licence": _licence,
    "may-i": _may_i,
}


def _checked(asked: Asked) -> Widget:
    """A fact-checked text's table: of each vendor the levels it states, and the levels found."""
    try:
        checked = fact_check(slug=asked.slug, with_evidence=True)
    except Article.DoesNotExist as error:
        raise WidgetFault(404, "", _("there is no fact check “%(value)s”") % {"value": asked.slug[:80]}) from error
    names = dimension_names()
    rows = tuple(_checked_row(asked, row) for row in checked.rows)
    return Widget(
        kind=asked.kind,
        title=_("Fact check: %(title)s") % {"title": checked.article.title},
        address=asked.address("fact-check", asked.slug),
        language=asked.language,
        theme=asked.theme,
        columns=(_("Speaks of"),),
        dimensions=tuple((slug, names[slug]) for slug in asked.dimensions),
        rows=rows,
        total=len(rows),
        checked_on=_oldest(rows),
        revision=revision.current(),
        as_of=asked.as_of,
    )


def _checked_row(asked: Asked, row: CheckedRow) -> WidgetRow:
    cells = {cell.dimension: cell for cell in row.cells}
    return WidgetRow(
        name=row.vendor.name,
        address=asked.address("vendor", row.vendor.slug),
        facts=((row.subject, ""),),
        cells=tuple(_checked_cell(asked, row, cells[slug]) for slug in asked.dimensions),
    )


def _checked_cell(asked: Asked, row: CheckedRow, cell: CheckedCell) -> WidgetCell:
    """The reason is that of the newest model the text means; where they differ, how many have which level."""
    backing = [model.evidence[cell.dimension] for model in row.models if cell.dimension in model.evidence]
    reason = backing[0].text if cell.level and backing else _counted(cell.found)
    return WidgetCell(
        dimension=cell.dimension,
        level=cell.level or ("mixed" if cell.found else Level.UNKNOWN.value),
        reason=shortened(reason) if reason else _unrecorded(),
        address=asked.address("fact-check-cell", asked.slug, row.vendor.slug, cell.dimension),
        checked_on=min((one.verified_on for one in backing if one.verified_on), default=None),
        stated="" if cell.outcome == "silent" else cell.stated,
        says=shortened(cell.says),
    )


def _counted(levels: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {Level(level).label}" for level, number in levels)


def _oldest(rows: Iterable[WidgetRow]) -> dt.date | None:
    return min((cell.checked_on for row in rows for cell in row.cells if cell.checked_on), default=None)


_READERS: Mapping[str, Callable[[Asked], Widget]] = {
    "compare": _compared,
    "model": _one_model,
    "fact-check": _checked,
}
