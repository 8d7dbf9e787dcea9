"""Lists page by page, each page after a position: what comes in or goes meanwhile shifts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Subquery, Value

_TOTAL = "total_of_the_list"

Position = tuple[Any, ...]
"""The values by which one row is ordered, one for each column."""


@dataclass(frozen=True)
class Column:
    """What rows are ordered by; those without a value stand last. The last column of an order has no ties."""

    expression: Any
    descending: bool = False


@dataclass(frozen=True)
class Slice:
    """Which part of a list is wanted: at most `most` rows after a position, or from the start."""

    most: int
    after: Position | None = None


@dataclass(frozen=True)
class Listing[Row]:
    """A part of a list; `last` is the position of its last row, None where no more rows follow.

    `total` is how many rows the whole list has.
    """

    rows: tuple[Row, ...]
    last: Position | None
    total: int


def part_of(*, rows: QuerySet[Any], columns: Sequence[Column], part: Slice) -> QuerySet[Any]:
    """The `part` of `rows` in the order of `columns`, and one row more where there is one; each knows the total."""
    ordered = in_order(rows=rows.annotate(**{_TOTAL: _counted(rows)}), columns=columns)
    if part.after is not None:
        ordered = after(rows=ordered, columns=columns, position=part.after)
    return ordered[: part.most + 1]


def _counted(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def listing_of[Row](
    *, found: Sequence[tuple[Any, Row | None]], columns: Sequence[Column], part: Slice, whole: QuerySet[Any]
) -> Listing[Row]:
    """What `found`, (row of `part_of`, what is made of it), lists; rows of which nothing was made are left out.

    `whole` is counted, by one query, where the part has no row: something went since its position was handed out.
    """
    kept = found[: part.most]
    last = position_of(row=kept[-1][0], columns=columns) if len(found) > part.most else None
    total = getattr(found[0][0], _TOTAL) if found else 0
    if not found and part.after is not None:
        total = whole.count()
    return Listing(tuple(made for _row, made in kept if made is not None), last, total)


def in_order(*, rows: QuerySet[Any], columns: Sequence[Column]) -> QuerySet[Any]:
    """`rows` ordered by `columns`, whose values stand in annotations."""
    named = {_name(place): column.expression for place, column in enumerate(columns)}
    return rows.annotate(**named).order_by(*(_direction(place, column) for place, column in enumerate(columns)))


def after(*, rows: QuerySet[Any], columns: Sequence[Column], position: Position) -> QuerySet[Any]:
    """Those of `rows`, ordered by `in_order`, that stand after `position`."""
    beyond, level = Q(), Q()
    for place, (column, value) in enumerate(zip(columns, position, strict=True)):
        if value is not None:
            beyond |= level & _beyond(_name(place), column, value)
        level &= Q(**({f"{_name(place)}__isnull": True} if value is None else {_name(place): value}))
    return rows.filter(beyond)


def position_of(*, row: Any, columns: Sequence[Column]) -> Position:
    """Where `row` of a list that `in_order` ordered stands."""
    return tuple(getattr(row, _name(place)) for place in range(len(columns)))


def _name(place: int) -> str:
    return f"ordered_by_{place}"


def _direction(place: int, column: Column) -> Any:
    name = F(_name(place))
    return name.desc(nulls_last=True) if column.descending else name.asc(nulls_last=True)


def _beyond(name: str, column: Column, value: Any) -> Q:
    return Q(**{f"{name}__{'lt' if column.descending else 'gt'}": value}) | Q(**{f"{name}__isnull": True})
