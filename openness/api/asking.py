"""What an address of the API asks for, read strictly: nothing is overlooked, nothing guessed."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from openness import filters
from openness.api.cursors import position_of
from openness.api.parameters import USUAL_PER_PAGE, Parameter
from openness.api.problems import Fault
from openness.domain.history.past import NoSuchDay, as_published_on, day_of
from openness.domain.keyset import Slice
from openness.domain.listing import known_names

_ENDLESS = frozenset({"q", "mau", "revenue", "revenue-month", "on", "cursor", "since", "until"})
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
        """Whether there is no end of such addresses: they hold free text, figures, days, or something twice."""
        is_doubled = any(len(set(values)) < len(values) for values in self.given.values())
        return is_doubled or not _ENDLESS.isdisjoint(self.given)

    def part(self, listing: str) -> Slice:
        """Which part of the list is wanted; raises Fault."""
        cursor, per_page = self.one("cursor"), self.one("per-page")
        after = position_of(listing=listing, cursor=cursor) if cursor else None
        return Slice(most=int(per_page) if per_page else USUAL_PER_PAGE, after=after)


def asked(*, request: HttpRequest, parameters: Collection[Parameter]) -> Asked:
    """What `request` asks for, once the form of every value was seen to be right.

    Raises Fault for names that are not among `parameters`, and for a second value where one is possible.
    """
    given = dict(request.GET.lists())
    known = {one.name: one for one in parameters}
    faults = {name: _("there is no such parameter here") for name in given if name not in known}
    single = [one.name for one in parameters if not one.repeatable]
    faults |= {name: _("only one value is possible") for name in single if len(given.get(name, ())) > 1}
    if faults:
        raise Fault(400, faults)
    return Asked(request.path, given)


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


def selection(question: Asked) -> filters.Query:
    """The models that are asked for; raises Fault: 404 for what the catalogue does not know, else 400.

    One query where a vendor, country, licence or model is named, else none.
    """
    wanted = {name: question.given[name] for name in _BY_NAME if name in question.given}
    known = known_names(wanted=wanted)
    missing = {name: _missing(name, values, known[name]) for name, values in wanted.items()}
    if unknown := {name: message for name, message in missing.items() if message}:
        raise Fault(404, unknown)
    read = {name: list(values) for name, values in question.given.items() if name != "per-page"}
    query = filters.parse(parameters=read, options=known)
    if query.faults:
        raise Fault(400, query.faults)
    return query


def _missing(name: str, values: Sequence[str], known: Mapping[str, str]) -> str | None:
    unknown = sorted(set(values) - set(known))
    return _("the catalogue has no “%(value)s”") % {"value": unknown[0]} if unknown else None
