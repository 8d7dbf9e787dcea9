"""What would make an answer freer."""

import datetime as dt

import pytest

from openness.choices import Currency, Offering, Permission, Seat, Use
from openness.domain.permissions.conditions import Fact
from openness.domain.permissions.situation import Situation
from tests.domain.permissions.real import answer_for

DAY = dt.date(2026, 11, 22)


def turns(plan: str, model: str) -> list[tuple[str, str]]:
    """(the fact that would have to be another, the answer then), for a real model."""
    return [(turn.fact.value, turn.permission.value) for turn in answer_for(model, plan).turns]


@pytest.mark.parametrize(
    ("plan", "model", "expected"),
    [
        ("offering=product mau=900,000,000", "llama-3.1-8b", [("users", "yes-if")]),
        ("offering=product seat=eu mau=1", "llama-4-scout", [("seat", "yes-if")]),
        ("offering=product", "command-r", [("use", "yes-if")]),
        ("offering=internal use=commercial revenue=2,000,000", "stable-diffusion-3.5-large", [("revenue", "yes-if")]),
        ("offering=product", "mistral-7b-v0.3", []),
        ("offering=redistribute", "gpt-4-turbo", []),
    ],
    ids=["users", "seat", "use", "revenue", "nothing bars it", "no weights at all"],
)
def test_turns_name_the_fact_and_the_answer_it_would_get(plan, model, expected):
    assert turns(plan, model) == expected


def test_turn_of_the_users_is_the_size_up_to_which_nothing_bars():
    [turn] = answer_for("llama-3.1-8b", "offering=product mau=900,000,000").turns

    assert (turn.fact, turn.situation) == (
        Fact.USERS,
        Situation(on=DAY, offering=Offering.PRODUCT, users=700_000_000),
    )


def test_turn_of_a_revenue_is_told_in_the_currency_of_the_threshold():
    [turn] = answer_for("stable-diffusion-3.5-large", "offering=service revenue=9,000,000 currency=eur").turns

    assert (turn.situation.revenue_per_year, turn.situation.currency) == (1_000_000, Currency.USD)


def test_freest_of_several_seats_is_told():
    [turn] = answer_for("llama-4-scout", "offering=product seat=eu mau=1").turns

    assert (turn.situation.seat, turn.permission) == (Seat.US, Permission.YES_IF)


def test_turn_without_commercial_use_leaves_the_rest_of_the_plan():
    [turn] = answer_for("command-r", "offering=product seat=eu").turns

    assert turn.situation == Situation(on=DAY, offering=Offering.PRODUCT, seat=Seat.EU, use=Use.NON_COMMERCIAL)
