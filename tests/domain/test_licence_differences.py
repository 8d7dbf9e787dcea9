"""Two licences, subject by subject."""

import pytest

from openness.domain.licence_differences import differences
from openness.models import LicenceTerm


def term(subject: str, effect: str, **changes: object) -> LicenceTerm:
    return LicenceTerm(subject=subject, effect=effect, **changes)


def users(number: int) -> LicenceTerm:
    size = {"operator": "gt", "value": number, "unit": "monthly-active-users", "measured": "running"}
    return term("user-threshold", "separate-licence", **size)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [term("naming", "required")], [("naming", "added")]),
        ([term("naming", "required")], [], [("naming", "dropped")]),
        ([term("output-training", "prohibited")], [term("output-training", "required")],
         [("output-training", "loosened")]),
        ([term("hosting", "permitted")], [term("hosting", "separate-licence")], [("hosting", "tightened")]),
        ([users(700)], [users(100)], [("user-threshold", "changed")]),
        ([term("territory", "prohibited", regions=["eu"])], [term("territory", "prohibited", regions=["eu", "uk"])],
         [("territory", "changed")]),
        ([term("display", "required")], [term("display", "required", exempts=["research"])],
         [("display", "changed")]),
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
