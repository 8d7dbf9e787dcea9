"""Two licences, subject by subject."""

import datetime as dt

import pytest

from openness.domain.licence_differences import differences
from openness.models import LicenceTerm


def term(subject: str, effect: str, **changes: object) -> LicenceTerm:
    return LicenceTerm(subject=subject, effect=effect, **changes)


def users(number: int, **changes: object) -> LicenceTerm:
    size = {"operator": "gt", "value": number, "unit": "monthly-active-users", "measured": "running"}
    return term("user-threshold", "separate-licence", **size | changes)


def frozen(number: int, day: str) -> LicenceTerm:
    return users(number, measured="frozen", measured_on=dt.date.fromisoformat(day))


def revenue(number: int, unit: str) -> LicenceTerm:
    return term("revenue-threshold", "separate-licence", operator="gt", value=number, unit=unit, measured="running")


def territory(*regions: str, **changes: object) -> LicenceTerm:
    return term("territory", "prohibited", regions=list(regions), **changes)


def barred(*fields: str, **changes: object) -> LicenceTerm:
    return term("field-of-use", "prohibited", fields_of_use=list(fields), **changes)


def allowed(words: str) -> LicenceTerm:
    return term("field-of-use", "permitted", summary_en=words)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [term("naming", "required")], [("naming", "added")]),
        ([term("naming", "required")], [], [("naming", "dropped")]),
        ([term("output-training", "prohibited")], [term("output-training", "required")],
         [("output-training", "loosened")]),
        ([term("hosting", "permitted")], [term("hosting", "separate-licence")], [("hosting", "tightened")]),
        ([users(700)], [users(100)], [("user-threshold", "tightened")]),
        ([territory("eu")], [territory("eu", "uk")], [("territory", "tightened")]),
        ([term("display", "required")], [term("display", "required", exempts=["research"])],
         [("display", "loosened")]),
    ],
    ids=["new duty", "duty gone", "ban to duty", "freedom to agreement", "other number", "more regions", "exemption"],
)  # fmt: skip
def test_differences_of_one_subject_say_what_became_of_it(before, after, expected):
    found = differences(before=before, after=after)

    assert [(one.subject.value, one.change) for one in found] == expected


def test_differences_pass_over_wording_clause_and_order():
    before = [
        term("naming", "required", summary_en="Old words.", locator="§1"),
        term("territory", "prohibited", regions=["eu", "uk"]),
    ]
    after = [
        term("territory", "prohibited", regions=["uk", "eu"]),
        term("naming", "required", summary_en="New words.", locator="§2"),
    ]

    assert differences(before=before, after=after) == ()


def test_differences_stand_in_the_order_of_the_subjects():
    found = differences(before=[], after=[term("governing-law", "stated"), term("commercial-use", "permitted")])

    assert [one.subject.value for one in found] == ["commercial-use", "governing-law"]


@pytest.mark.parametrize(
    ("looser", "tighter"),
    [
        ([users(700)], [users(100)]),
        ([users(700)], [users(700, operator="gte")]),
        ([users(700)], [users(700, counts_affiliates=True)]),
        ([frozen(700, "2024-07-23")], [frozen(100, "2024-07-23")]),
        ([users(1_000, unit="daily-active-users")], [users(1_000)]),
        ([revenue(20, "usd-per-month")], [revenue(20, "usd-per-year")]),
        ([term("hosting", "permitted", operator="lte", value=9, unit="employees", measured="running")],
         [term("hosting", "permitted", operator="lt", value=9, unit="employees", measured="running")]),
        ([users(700)], [term("user-threshold", "separate-licence")]),
        ([territory("eu")], [territory("eu", "uk")]),
        ([territory("eu", modalities=["image"])], [territory("eu")]),
        ([barred("military")], [barred("military"), barred("surveillance")]),
        ([barred("military", exempts=["research"])], [barred("military")]),
        ([barred("military", binds="organisations")], [barred("military")]),
        ([term("output-training", "required")], [term("output-training", "prohibited")]),
        ([term("output-training", "permitted")], [term("output-training", "stated")]),
        ([term("display", "requested")], [term("display", "required")]),
        ([term("redistribution", "permitted")],
         [term("redistribution", "permitted"), term("redistribution", "required", binds="distributors")]),
        ([term("trademark", "permitted"), term("trademark", "prohibited")], [term("trademark", "prohibited")]),
        ([term("display", "required")], [term("display", "required"), term("display", "required")]),
        ([term("display", "required"), term("display", "required")], [term("display", "prohibited")]),
        ([barred()], [barred(), barred()]),
    ],
    ids=["lower threshold", "from it instead of above", "affiliates counted", "lower on the same day",
         "users of a month, not of a day", "revenue of a year, not of a month", "less room below", "no threshold",
         "wider territory", "every modality", "more fields", "no exemption", "everyone bound", "ban for a duty",
         "no word of permission", "duty for a wish", "a duty beside the permission", "no exception from the ban",
         "a second duty", "a ban for two duties", "a second ban on fields that are not ours"],
)  # fmt: skip
def test_differences_are_tightened_one_way_and_loosened_the_other(looser, tighter):
    there, back = differences(before=looser, after=tighter), differences(before=tighter, after=looser)

    assert [one.change for one in (*there, *back)] == ["tightened", "loosened"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([frozen(700, "2023-07-18")], [frozen(700, "2024-04-18")]),
        ([frozen(700, "2023-07-18")], [frozen(100, "2024-04-18")]),
        ([frozen(700, "2023-07-18")], [users(100)]),
        ([users(700)], [users(100, unit="employees")]),
        ([territory("eu")], [territory("uk")]),
        ([territory("eu", "uk")], [territory("eu", modalities=["image"]), territory("kr")]),
        ([barred("military")], [barred()]),
        ([users(700)], [users(100, exempts=["research"])]),
        ([term("hosting", "prohibited", binds="providers")], [term("hosting", "prohibited", binds="organisations")]),
        ([term("territory", "prohibited", regions=["eu"])], [term("territory", "required")]),
        ([term("patent", "permitted")], [term("patent", "permitted"), term("patent", "stated")]),
        ([allowed("Testing in companies.")], [allowed("Research.")]),
        ([allowed("Testing in companies."), barred("production")], [allowed("Research.")]),
        ([allowed("Research."), barred("military")], [barred("military")]),
        ([term("display", "required")], [term("display", "required", binds="providers") for _ in "ab"]),
    ],
    ids=["other day", "lower on another day", "fixed day to running and lower",
         "other unit", "other region", "narrower here, new there",
         "fields no longer named", "lower, with an exemption", "others bound", "milder for more", "a statement more",
         "fields in other words", "fields in other words, and a ban less", "fields no longer in words",
         "two duties, for fewer"],
)  # fmt: skip
def test_differences_that_go_neither_way_are_changed(before, after):
    there, back = differences(before=before, after=after), differences(before=after, after=before)

    assert [one.change for one in (*there, *back)] == ["changed", "changed"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([barred("military"), barred("minors")], [barred("minors", "military")]),
        ([barred("military")], [barred("military"), barred("military")]),
        ([allowed("Research.")], [allowed("Research.")]),
    ],
)
def test_differences_pass_over_how_the_terms_are_cut(before, after):
    assert differences(before=before, after=after) == ()
