"""What somebody plans to do with a model: the situation that a licence is held against."""

import datetime as dt
from dataclasses import dataclass

from openness.choices import Currency, FieldOfUse, Modality, Offering, Party, Seat, Use
from openness.plans import Plan

_COMMERCIAL_BY_NATURE = frozenset({Offering.PRODUCT, Offering.SERVICE})


def situation_of(*, plan: Plan, on: dt.date) -> "Situation":
    """The situation that a URL's `plan` describes, on the day it names, else on the day `on`."""

    def first(name: str) -> str | None:
        return next(iter(plan.get(name, ())), None)

    def number(name: str) -> int | None:
        value = first(name)
        return int(value) if value is not None else None

    return Situation(
        on=dt.date.fromisoformat(day) if (day := first("on")) else on,
        offering=Offering(value) if (value := first("offering")) else None,
        use=Use(value) if (value := first("use")) else None,
        users=number("mau"),
        revenue_per_year=number("revenue"),
        revenue_per_month=number("revenue-month"),
        currency=Currency(first("currency") or Currency.USD),
        seat=Seat(value) if (value := first("seat")) else None,
        party=Party(value) if (value := first("party")) else None,
        modalities=frozenset(map(Modality, plan.get("uses", ()))),
        fields=frozenset(map(FieldOfUse, plan.get("field", ()))),
    )


@dataclass(frozen=True)
class Situation:
    """A plan, on a day; whatever is None or empty was not said and is treated as open.

    `users` are monthly active users; revenues are whole units of `currency`. `modalities` are those used,
    `fields` the fields of use that licences commonly bar and that the plan touches.
    """

    on: dt.date
    offering: Offering | None = None
    use: Use | None = None
    users: int | None = None
    revenue_per_year: int | None = None
    revenue_per_month: int | None = None
    currency: Currency = Currency.USD
    seat: Seat | None = None
    party: Party | None = None
    modalities: frozenset[Modality] = frozenset()
    fields: frozenset[FieldOfUse] = frozenset()

    @property
    def is_commercial(self) -> bool | None:
        """Whether the plan is commercial; None where it was not said and does not follow from the offering.

        A product or service for customers counts as commercial unless it is said to be otherwise; research
        counts as non-commercial unless it is said to be otherwise.
        """
        if self.use:
            return self.use == Use.COMMERCIAL
        if self.offering in _COMMERCIAL_BY_NATURE:
            return True
        return False if self.offering == Offering.RESEARCH else None
