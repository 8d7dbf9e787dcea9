"""What one licence answers: the role of every term, where the truth table does not reach."""

import pytest

from openness.choices import FieldOfUse, Offering, Party, Permission, TermSubject, Use
from openness.domain.permissions.conditions import Fact
from openness.domain.permissions.judging import Judgement, Role, judge, least_free
from openness.domain.permissions.situation import Situation
from tests.documents import document, licence, term, threshold
from tests.domain.permissions.real import DAY


def judged(*terms: dict, kind: str = "restricted", **plan) -> Judgement:
    text = document(licence("text", licence_kind=kind, terms=list(terms)))
    return judge(licence=text, situation=Situation(on=DAY, **plan))


def gist(judgement: Judgement) -> list[tuple]:
    return [(one.role, one.term.subject, one.outcome, one.facts) for one in judgement.reasons]


def test_least_free_of_nothing_is_yes():
    assert least_free([]) == Permission.YES


def test_least_free_of_all_is_no():
    assert least_free(Permission) == Permission.NO


def test_judge_of_a_request_is_a_yes_that_shows_it():
    answered = judged(term(), term("display", "requested"), offering=Offering.PRODUCT)

    assert answered.permission == Permission.YES
    assert gist(answered)[1] == (Role.REQUEST, "display", Permission.YES, ())


def test_judge_of_a_statement_is_a_yes_that_shows_it():
    answered = judged(term(), term("territory", "stated"), offering=Offering.PRODUCT)

    assert answered.permission == Permission.YES
    assert gist(answered)[1] == (Role.SAYS, "territory", Permission.YES, ())


@pytest.mark.parametrize("subject", ["patent", "termination", "revocation", "trademark", "warranty", "governing-law"])
@pytest.mark.parametrize("effect", ["prohibited", "ends-rights", "required"])
def test_judge_leaves_out_what_has_no_bearing_on_a_plan(subject, effect):
    assert gist(judged(term(), term(subject, effect))) == [(Role.GRANTS, "commercial-use", Permission.YES, ())]


@pytest.mark.parametrize(
    "rule",
    [term("acceptable-use-policy", "prohibited"), term("naming", "prohibited"), term("field-of-use", "prohibited")],
)
def test_judge_of_a_ban_on_conduct_is_a_duty(rule):
    answered = judged(term(), rule, offering=Offering.FINE_TUNE)

    assert gist(answered)[1] == (Role.DUTY, rule["subject"], Permission.YES_IF, ())


def test_judge_of_a_separate_licence_for_anything_not_allowed_does_not_ask():
    answered = judged(term(), term("field-of-use", "separate-licence"), offering=Offering.PRODUCT)

    assert answered.permission == Permission.YES


def test_judge_of_a_field_that_needs_a_licence_asks():
    production = term("field-of-use", "separate-licence", fields_of_use=["production"])

    assert judged(term(), production, offering=Offering.PRODUCT).permission == Permission.ASK


def test_judge_of_rights_that_end_at_a_size_asks_above_it():
    bar = {**threshold("revenue-threshold", value=100), "effect": "ends-rights"}

    assert judged(term(), bar, offering=Offering.PRODUCT, revenue_per_year=101).permission == Permission.ASK
    assert judged(term(), bar, offering=Offering.PRODUCT, revenue_per_year=100).permission == Permission.YES


def test_judge_of_a_ban_with_a_licence_on_offer_asks():
    ban, offer = term(effect="prohibited"), term(effect="separate-licence")

    assert judged(ban, offering=Offering.PRODUCT).permission == Permission.NO
    assert judged(ban, offer, offering=Offering.PRODUCT).permission == Permission.ASK


def test_judge_of_a_ban_on_a_field_stays_no_with_a_licence_on_offer():
    military = term("field-of-use", "prohibited", fields_of_use=["military"])
    plan = {"offering": Offering.RESEARCH, "fields": frozenset({FieldOfUse.MILITARY})}

    assert judged(military, term(effect="separate-licence"), **plan).permission == Permission.NO


def test_judge_takes_a_licence_above_a_size_for_no_offer():
    above = term(effect="separate-licence", operator="gt", value=9, unit="usd-per-year", measured="running")

    assert judged(term(effect="prohibited"), above, offering=Offering.PRODUCT).permission == Permission.NO


def test_judge_watches_a_bar_that_one_fact_keeps_away():
    answered = judged(term(), threshold(), offering=Offering.PRODUCT, users=1)

    assert gist(answered)[1] == (Role.WATCH, "user-threshold", Permission.ASK, (Fact.USERS,))


def test_judge_does_not_watch_a_bar_that_two_facts_keep_away():
    bar = threshold(binds="organisations")

    assert len(gist(judged(term(), bar, offering=Offering.PRODUCT, users=1, party=Party.PERSON))) == 1


def test_judge_does_not_watch_a_bar_on_another_plan():
    answered = judged(term(), term("hosting", "prohibited"), offering=Offering.PRODUCT)

    assert gist(answered) == [(Role.GRANTS, "commercial-use", Permission.YES, ())]


def test_judge_names_the_facts_that_make_a_bar():
    answered = judged(term(), threshold(), offering=Offering.PRODUCT, users=10**9)

    assert gist(answered)[1] == (Role.DECIDES, "user-threshold", Permission.ASK, (Fact.USERS,))


def test_judge_of_a_duty_that_may_fall_due_is_not_certain():
    answered = judged(term(), term("attribution", "required", binds="distributors"), offering=Offering.PRODUCT)

    assert (answered.reasons[1].role, answered.reasons[1].is_certain) == (Role.DUTY, False)


@pytest.mark.parametrize(
    ("offering", "silent_on"),
    [
        (Offering.INTERNAL, ()),
        (Offering.PRODUCT, ()),
        (Offering.REDISTRIBUTE, (TermSubject.REDISTRIBUTION,)),
        (Offering.FINE_TUNE, (TermSubject.REDISTRIBUTION, TermSubject.MODIFICATION)),
        (Offering.TRAIN, (TermSubject.OUTPUT_TRAINING,)),
        (Offering.SERVICE, ()),
    ],
)
def test_judge_of_commercial_use_alone_is_silent_on_other_ways_of_use(offering, silent_on):
    answered = judged(term(), offering=offering, use=Use.COMMERCIAL)

    assert answered.silent_on == silent_on
    assert answered.permission == (Permission.UNCLEAR if silent_on else Permission.YES)


@pytest.mark.parametrize("kind", ["open-source", "permissive"])
def test_judge_of_a_free_licence_takes_training_as_granted(kind):
    assert judged(term(), kind=kind, offering=Offering.TRAIN, use=Use.COMMERCIAL).permission == Permission.YES


def test_judge_of_commercial_use_alone_hangs_on_a_plan_not_said():
    answered = judged(term())

    assert (answered.permission, answered.silent_on) == (Permission.YES_IF, ())


@pytest.mark.parametrize("limit", [{"fields_of_use": ["military"]}, {"modalities": ["image"]}, {"regions": ["eu"]}])
def test_judge_takes_a_grant_for_some_cases_for_none(limit):
    answered = judged(term(), term("redistribution", **limit), offering=Offering.REDISTRIBUTE, use=Use.COMMERCIAL)

    assert answered.silent_on == (TermSubject.REDISTRIBUTION,)


def test_judge_takes_a_duty_for_no_grant():
    answered = judged(term(), term("output-training", "required"), offering=Offering.TRAIN, use=Use.COMMERCIAL)

    assert answered.permission == Permission.UNCLEAR


def test_judge_takes_an_exemption_from_a_ban_for_a_grant():
    ban = term("output-training", "prohibited", exempts=["non-commercial"])

    assert judged(term(), ban, offering=Offering.TRAIN, use=Use.NON_COMMERCIAL).permission == Permission.YES
    assert judged(term(), ban, offering=Offering.TRAIN, use=Use.COMMERCIAL).permission == Permission.NO
    assert judged(term(), ban, offering=Offering.TRAIN).permission == Permission.YES_IF


def test_judge_of_a_ban_that_may_not_concern_leaves_the_licence_silent():
    """A person is not barred here, and not allowed either."""
    ban = term("redistribution", "prohibited", binds="organisations")

    assert judged(term(), ban, offering=Offering.REDISTRIBUTE, use=Use.COMMERCIAL).permission == Permission.UNCLEAR


def test_judge_needs_no_grant_of_commercial_use_where_there_is_none():
    answered = judged(term(effect="prohibited"), offering=Offering.INTERNAL, use=Use.NON_COMMERCIAL)

    assert answered.permission == Permission.YES
