"""The truth table: what the licences say in their texts, held against what the answer says.

`truth_table.txt` has one case a line, in seven columns: the case in words, the plan as in a URL, the model, the answer,
what a term does in it and on which subject, the licence, and the place in it. What a term does: it *decides*; it is a
*condition*, a *duty*, or a *duty?* that falls due in some cases; it is there to *watch*; it *grants*; it is *absent*.
Where no term speaks, the licence is *silent* on a subject, or there is an *obstacle*. An eighth column names what the
licence's document in fixtures/ does not say yet: the case fails until it does, and then the column goes.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from openness.choices import Permission
from openness.domain.permissions.answering import Answer
from openness.domain.permissions.judging import Reason, Role
from tests.domain.permissions.real import answer_for

TABLE = Path(__file__).with_name("truth_table.txt")


class Case(NamedTuple):
    words: str
    plan: str
    model: str
    answer: str
    why: str
    licence: str
    locator: str
    missing: str = ""


def read() -> list[Case]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [Case(*(cell.strip() for cell in line.split(" | "))) for line in lines]


CASES = read()
EXPECTED = [
    pytest.param(
        case, id=case.words, marks=[pytest.mark.xfail(reason=case.missing, strict=True)] if case.missing else []
    )
    for case in CASES
]


def reasons(found: Answer, licence: str) -> list[Reason]:
    return [one for part in found.parts if part.judgement.licence.slug == licence for one in part.judgement.reasons]


def role(reason: Reason) -> str:
    return reason.role if reason.role != Role.DUTY or reason.is_certain else "duty?"


def whys(found: Answer) -> set[tuple[str, str, str]]:
    """Everything that the answer says for itself: (what and on which subject, licence, place)."""
    said = {(f"obstacle {one}", "-", "-") for one in found.obstacles}
    for part in found.parts:
        slug = part.judgement.licence.slug
        said |= {(f"silent {subject}", slug, "-") for subject in part.judgement.silent_on}
        said |= {(f"{role(one)} {one.term.subject}", slug, one.term.locator) for one in part.judgement.reasons}
    return said


@pytest.mark.parametrize("case", EXPECTED)
def test_answer_is_what_the_licence_says(case):
    found = answer_for(case.model, case.plan)

    assert found.permission == case.answer, sorted(whys(found))
    if case.why.startswith("absent "):
        subject = case.why.removeprefix("absent ")
        places = {(one.term.subject, one.term.locator) for one in reasons(found, case.licence)}
        assert (subject, case.locator) not in places
    else:
        assert (case.why, case.licence, case.locator) in whys(found)


@pytest.mark.parametrize("case", CASES, ids=[case.words for case in CASES])
def test_answer_never_goes_without_its_reason(case):
    """A no or "ask" names the clause that makes it so, "unclear" what is missing; a yes carries no open end."""
    found = answer_for(case.model, case.plan)
    outcomes = {one.outcome for part in found.parts for one in part.judgement.reasons if one.role == Role.DECIDES}
    is_silent = bool(found.obstacles) or any(part.judgement.silent_on for part in found.parts)

    if found.permission in (Permission.NO, Permission.ASK):
        assert found.permission in outcomes or found.obstacles
    if found.permission == Permission.UNCLEAR:
        assert is_silent
    if found.permission in (Permission.YES, Permission.YES_IF):
        assert not outcomes
        assert not is_silent


def test_table_is_long_and_names_every_case_once():
    names = [case.words for case in CASES]

    assert len(names) >= 120
    assert len(names) == len(set(names))
