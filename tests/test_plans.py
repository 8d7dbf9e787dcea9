"""A plan as a URL says it."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from openness.plans import QUESTIONS, parse_plan


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def parsed(**parameters: str | list[str]) -> tuple[dict, dict]:
    lists = {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in parameters.items()}
    return parse_plan(parameters=lists)


def test_plan_of_no_parameters_is_empty():
    assert parsed() == ({}, {})


def test_plan_keeps_what_was_answered_and_passes_over_empty_fields():
    plan, faults = parsed(offering="product", seat="eu", party="", mau=" ", field=["military", "surveillance"])

    assert (plan, faults) == (
        {"offering": ("product",), "seat": ("eu",), "field": ("military", "surveillance")},
        {},
    )


@pytest.mark.parametrize(
    "written", ["5000000", "5.000.000", "5,000,000", "5 000 000", "5\u202f000\u202f000", "5'000'000", "05000000"]
)
def test_number_is_taken_as_people_write_it(written):
    assert parsed(mau=written) == ({"mau": ("5000000",)}, {})


@pytest.mark.parametrize("written", ["-1", "1.5", "5 Mio", "0x10", "1e6", "٣", "9" * 16, "5,00"])
def test_number_that_is_none_is_named(written):
    assert parsed(mau=written) == ({}, {"mau": "not a whole number, as in 5000000"})


@pytest.mark.parametrize(
    ("parameters", "faults"),
    [
        ({"offering": "steal"}, {"offering": "“steal” is not a choice here"}),
        ({"seat": ["eu", "us"]}, {"seat": "only one value is possible"}),
        ({"mau": ["1", "2"]}, {"mau": "only one value is possible"}),
        ({"on": "2024-02-30"}, {"on": "not a date: write YYYY-MM-DD"}),
        ({"on": "20240230"}, {"on": "not a date: write YYYY-MM-DD"}),
        ({"on": ["2024-01-01", "2024-01-02"]}, {"on": "only one value is possible"}),
    ],
    ids=["offering", "two seats", "two numbers", "no such day", "other notation", "two days"],
)
def test_wrong_answer_is_left_out_and_named(parameters, faults):
    assert parsed(**parameters) == ({}, faults)


def test_month_that_brings_in_more_than_the_year_is_named():
    assert parsed(revenue="1000", revenue_month="5000") == (
        {"revenue": ("1000",)},
        {"revenue-month": "a month cannot bring in more than the year"},
    )


@given(st.dictionaries(st.sampled_from([*QUESTIONS, "other"]), st.lists(st.text(max_size=12), max_size=3)))
def test_parse_plan_of_anything_gives_answers_and_faults_of_questions(parameters):
    plan, faults = parse_plan(parameters=parameters)

    assert {*plan, *faults} <= {*QUESTIONS}
    assert not {*plan} & {*faults}
