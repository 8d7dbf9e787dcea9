"""What an address of the API asks for, read strictly: nothing is overlooked, nothing guessed."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from openness import filters
from openness.api.cursors import position_of
from openness.api.parameters import USUAL_PER_PAGE, Parameter
from openness.api.problems import Fault
from openness.domain.history.past import NoSuchDay, as_published_on, day_of
from openness.domain.keyset import Slice
from openness.domain.listing import Known, known

_OF_PLANS = ("mau", "revenue", "revenue-month", "on")
_OF_CHANGES = ("revision", "since-revision", "since", "until")
ENDLESS = frozenset({"q", *_OF_PLANS, *_OF_CHANGES, "as-of", "fields", "cursor"})
"""What may stand in endlessly many addresses: their answers are left out of the page store."""
_LONGEST_NAME = 80
_BY_NAME = ("vendor", "country", "licence", "model")


@dataclass(frozen=True)
class Asked:
    """The parameters of an address by name, each well-formed, and the path they stand behind."""

    path: str
    given: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str | None:
        """The value of a parameter that has one or none."""
        return next(iter(self.given.get(name, ())), None)

    def day(self, name: str) -> dt.date | None:
        """The day that a parameter names."""
        value = self.one(name)
        return dt.date.fromisoformat(value) if value else None

    @property
    def language(self) -> str | None:
        """The only language that is wanted, None for both."""
        return self.one("lang")

    @property
    def fields(self) -> frozenset[str] | None:
        """The only fields that are wanted, None for all."""
        value = self.one("fields")
        return frozenset(value.split(",")) if value else None

    @property
    def is_endless(self) -> bool:
        """Whether there is no end of such addresses.

        They hold free text, figures, days, a position, a choice of fields, an unusual number of records, or something
        twice. Of filters in every combination there is an end, though a far one: the page store bounds what it keeps
        of them.
        """
        is_doubled = any(len(set(values)) < len(values) for values in self.given.values())
        is_unusual = self.one("per-page") not in {None, *filters.PER_PAGE}
        return is_doubled or is_unusual or not ENDLESS.isdisjoint(self.given)

    def part(self, listing: str) -> Slice:
        """Which part of the list is wanted; raises Fault."""
        cursor, per_page = self.one("cursor"), self.one("per-page")
        after = position_of(listing=listing, cursor=cursor) if cursor else None
        return Slice(most=int(per_page) if per_page else USUAL_PER_PAGE, after=after)


def asked(*, request: HttpRequest, parameters: Collection[Parameter]) -> Asked:
    """What `request` asks for, once the form of every value was seen to be right.

    Raises Fault for names that are not among `parameters`, for a second value where one is possible, and for what is
    not written in UTF-8.
    """
    given = dict(request.GET.lists())
    known = {one.name: one for one in parameters}
    faults = {name: _("not UTF-8, percent-encoded") for name in _unreadable(request.META.get("QUERY_STRING", ""))}
    faults |= {name[:_LONGEST_NAME]: _("there is no such parameter here") for name in given if name not in known}
    single = [one.name for one in parameters if not one.repeatable]
    faults |= {name: _("only one value is possible") for name in single if len(given.get(name, ())) > 1}
    if faults:
        raise Fault(400, faults)
    return Asked(request.path, given)


def _unreadable(query: str) -> Iterator[str]:
    """The names in `query`, as a WSGI server hands it on, that stand before something that is no UTF-8."""
    for pair in query.encode("latin-1").split(b"&"):
        try:
            unquote_to_bytes(pair).decode()
        except UnicodeDecodeError:
            name = unquote_to_bytes(pair.partition(b"=")[0].replace(b"+", b" "))
            yield name.decode(errors="replace")[:_LONGEST_NAME]


@contextmanager
def on_its_day(question: Asked) -> Iterator[None]:
    """Every query inside reads the catalogue of the day that is asked for; raises Fault where there is none."""
    try:
        text = question.one("as-of")
        day = day_of(text=text, today=timezone.localdate()) if text else None
        with as_published_on(day=day):
            yield
    except NoSuchDay as error:
        raise Fault(404, {"as-of": str(error)}) from error


def selection(question: Asked) -> tuple[filters.Query, Known]:
    """The models that are asked for, and what the catalogue knows. One query.

    Raises Fault: 404 for what it does not know, else 400.
    """
    found = known_to(question, names=_BY_NAME)
    read = {name: list(values) for name, values in question.given.items() if name != "per-page"}
    query = filters.parse(parameters=read, options=found.names)
    if query.faults:
        raise Fault(400, query.faults)
    return query, found


def known_to(question: Asked, *, names: Collection[str]) -> Known:
    """What the catalogue knows; raises Fault where the parameters `names` tell of something else. One query."""
    wanted = {name: question.given[name] for name in names if name in question.given}
    found = known(wanted=wanted)
    missing = {name: _missing(values, found.names[name]) for name, values in wanted.items()}
    if unknown := {name: message for name, message in missing.items() if message}:
        raise Fault(404, unknown)
    return found


def _missing(values: Sequence[str], known: Mapping[str, str]) -> str | None:
    unknown = sorted(set(values) - set(known))
    return _("the catalogue has no “%(value)s”") % {"value": unknown[0]} if unknown else None
