"""Whether a term concerns a plan: yes, no, or open."""

import pytest

from openness.choices import Binds, Currency, Exempt, FieldOfUse, Modality, Offering, Operator, Party, Seat, Unit, Use
from openness.domain.documents import TermEntry
from openness.domain.permissions.conditions import Fact, conditions
from openness.domain.permissions.situation import Situation
from tests.documents import term
from tests.domain.permissions.real import DAY

MANY = 10**9


def found(subject="field-of-use", effect="prohibited", *, has=frozenset(), plan=None, **changes) -> list:
    entry = TermEntry.model_validate(term(subject, effect, **changes))
    situation = Situation(on=DAY, **(plan or {}))
    return list(conditions(term=entry, situation=situation, modalities=has))


def sized(operator: str, value: int, unit: Unit, **plan) -> bool | None:
    size = {"operator": operator, "value": value, "unit": unit, "measured": "running"}
    [(_fact, is_met)] = found("user-threshold", "separate-licence", plan=plan, **size)
    return is_met


@pytest.mark.parametrize(
    ("subject", "offering", "concerned"),
    [
        ("redistribution", Offering.REDISTRIBUTE, True),
        ("redistribution", Offering.FINE_TUNE, True),
        ("redistribution", Offering.PRODUCT, None),
        ("redistribution", Offering.SERVICE, False),
        ("redistribution", None, None),
        ("modification", Offering.FINE_TUNE, True),
        ("modification", Offering.INTERNAL, False),
        ("hosting", Offering.SERVICE, True),
        ("hosting", Offering.PRODUCT, False),
        ("output-training", Offering.TRAIN, True),
        ("output-training", Offering.RESEARCH, False),
        ("naming", Offering.FINE_TUNE, True),
        ("naming", Offering.TRAIN, None),
        ("naming", Offering.INTERNAL, False),
        ("share-alike", Offering.PRODUCT, None),
        ("share-alike", Offering.TRAIN, False),
        ("display", Offering.PRODUCT, True),
        ("display", Offering.REDISTRIBUTE, True),
        ("display", Offering.TRAIN, None),
        ("display", Offering.RESEARCH, False),
    ],
)
def test_subject_concerns_some_plans(subject, offering, concerned):
    assert found(subject, "required", plan={"offering": offering}) == [(Fact.OFFERING, concerned)]


@pytest.mark.parametrize(
    ("plan", "concerned"),
    [
        ({"use": Use.COMMERCIAL}, True),
        ({"use": Use.NON_COMMERCIAL}, False),
        ({}, None),
        ({"offering": Offering.PRODUCT}, True),
        ({"offering": Offering.SERVICE, "use": Use.NON_COMMERCIAL}, False),
        ({"offering": Offering.RESEARCH}, False),
        ({"offering": Offering.RESEARCH, "use": Use.COMMERCIAL}, True),
        ({"offering": Offering.INTERNAL}, None),
    ],
)
def test_ban_on_commercial_use_concerns_commercial_plans(plan, concerned):
    assert found("commercial-use", plan=plan) == [(Fact.USE, concerned)]


def test_grant_of_commercial_use_grants_any_use():
    assert found("commercial-use", "permitted", plan={"use": Use.NON_COMMERCIAL}) == []


@pytest.mark.parametrize(
    ("binds", "plan", "condition"),
    [
        (Binds.DISTRIBUTORS, {"offering": Offering.REDISTRIBUTE}, (Fact.OFFERING, True)),
        (Binds.DISTRIBUTORS, {"offering": Offering.PRODUCT}, (Fact.OFFERING, None)),
        (Binds.DISTRIBUTORS, {"offering": Offering.INTERNAL}, (Fact.OFFERING, False)),
        (Binds.PROVIDERS, {"offering": Offering.PRODUCT}, (Fact.OFFERING, True)),
        (Binds.PROVIDERS, {"offering": Offering.REDISTRIBUTE}, (Fact.OFFERING, False)),
        (Binds.PROVIDERS, {}, (Fact.OFFERING, None)),
        (Binds.ORGANISATIONS, {"party": Party.PERSON}, (Fact.PARTY, False)),
        (Binds.ORGANISATIONS, {"party": Party.NON_PROFIT}, (Fact.PARTY, True)),
        (Binds.ORGANISATIONS, {}, (Fact.PARTY, None)),
    ],
)
def test_term_binds_some(binds, plan, condition):
    assert found("attribution", "required", binds=binds, plan=plan) == [condition]


@pytest.mark.parametrize(
    ("operator", "users", "met"),
    [
        (Operator.GREATER, 99, False),
        (Operator.GREATER, 100, False),
        (Operator.GREATER, 101, True),
        (Operator.AT_LEAST, 99, False),
        (Operator.AT_LEAST, 100, True),
        (Operator.AT_LEAST, 101, True),
        (Operator.LESS, 99, True),
        (Operator.LESS, 100, False),
        (Operator.AT_MOST, 100, True),
        (Operator.AT_MOST, 101, False),
        (Operator.AT_MOST, None, None),
        (Operator.GREATER, 0, False),
    ],
)
def test_size_meets_a_threshold(operator, users, met):
    assert sized(operator, 100, Unit.MONTHLY_ACTIVE_USERS, users=users) is met


@pytest.mark.parametrize(
    ("unit", "plan", "met"),
    [
        (Unit.DAILY_ACTIVE_USERS, {"users": 100}, False),
        (Unit.DAILY_ACTIVE_USERS, {"users": 101}, None),
        (Unit.DAILY_ACTIVE_USERS, {}, None),
        (Unit.USD_PER_YEAR, {"revenue_per_year": 101}, True),
        (Unit.USD_PER_YEAR, {"revenue_per_month": 101}, True),
        (Unit.USD_PER_YEAR, {"revenue_per_month": 1}, None),
        (Unit.USD_PER_YEAR, {"revenue_per_month": 101, "revenue_per_year": 99}, False),
        (Unit.USD_PER_MONTH, {"revenue_per_year": 100}, False),
        (Unit.USD_PER_MONTH, {"revenue_per_year": 101}, None),
        (Unit.USD_PER_MONTH, {"revenue_per_year": 1200}, None),
        (Unit.USD_PER_MONTH, {"revenue_per_year": 1201}, True),
        (Unit.USD_PER_MONTH, {"revenue_per_year": 1201, "revenue_per_month": 100}, False),
        (Unit.USD_PER_YEAR, {"revenue_per_year": 0}, False),
        (Unit.USD_PER_YEAR, {"users": MANY}, None),
        (Unit.EUR_PER_YEAR, {"revenue_per_year": 101, "currency": Currency.EUR}, True),
        (Unit.EUR_PER_YEAR, {"revenue_per_year": 50}, False),
        (Unit.EUR_PER_YEAR, {"revenue_per_year": 101}, None),
        (Unit.EUR_PER_YEAR, {"revenue_per_year": 201}, True),
        (Unit.EMPLOYEES, {"users": MANY, "revenue_per_year": MANY}, None),
    ],
)
def test_size_is_estimated_only_as_far_as_it_must_be(unit, plan, met):
    assert sized("gt", 100, unit, **plan) is met


@pytest.mark.parametrize(
    ("seat", "regions", "met"),
    [
        (Seat.EU, ["eu", "uk"], True),
        (Seat.UK, ["eu"], False),
        (Seat.CHINA, ["us-embargoed"], False),
        (Seat.OTHER, ["eu"], False),
        (Seat.OTHER, ["us-embargoed"], None),
        (None, ["eu"], None),
    ],
)
def test_territory_depends_on_the_seat(seat, regions, met):
    assert found("territory", regions=regions, plan={"seat": seat}) == [(Fact.SEAT, met)]


def test_region_of_another_subject_is_no_condition():
    assert found("hosting", "permitted", regions=["eu"], plan={"offering": Offering.SERVICE, "seat": Seat.US}) == [
        (Fact.OFFERING, True)
    ]


@pytest.mark.parametrize(
    ("subject", "used", "has", "met"),
    [
        ("territory", {"text"}, {"text", "image"}, True),
        ("territory", set(), {"text"}, False),
        ("territory", {"image"}, set(), None),
        ("acceptable-use-policy", {"text"}, {"text", "image"}, False),
        ("acceptable-use-policy", {"image"}, {"text", "image"}, True),
        ("acceptable-use-policy", set(), {"text", "image"}, True),
        ("acceptable-use-policy", set(), set(), None),
    ],
)
def test_modality_is_what_a_model_can_do_for_a_territory_and_what_is_used_for_the_rest(subject, used, has, met):
    plan = {"modalities": frozenset(map(Modality, used))}

    assert found(subject, modalities=["image"], has=frozenset(map(Modality, has)), plan=plan) == [(Fact.MODALITY, met)]


@pytest.mark.parametrize(
    ("fields", "plan", "condition"),
    [
        (["military"], {"fields": frozenset({FieldOfUse.MILITARY})}, (Fact.FIELDS, True)),
        (["military"], {"fields": frozenset({FieldOfUse.MINORS})}, (Fact.FIELDS, None)),
        (["military"], {}, (Fact.FIELDS, None)),
        (["production"], {"offering": Offering.INTERNAL}, (Fact.OFFERING, True)),
        (["production"], {"offering": Offering.RESEARCH}, (Fact.OFFERING, False)),
        (["production"], {}, (Fact.OFFERING, None)),
        (["military", "production"], {"offering": Offering.PRODUCT}, (Fact.OFFERING, True)),
        (["military", "production"], {"offering": Offering.RESEARCH}, (Fact.FIELDS, None)),
        (["competing-models"], {"offering": Offering.PRODUCT}, (Fact.OFFERING, False)),
        (["competing-models"], {"offering": Offering.TRAIN}, (Fact.FIELDS, None)),
        (["competing-models"], {}, (Fact.FIELDS, None)),
    ],
)
def test_field_of_use_is_touched(fields, plan, condition):
    assert found(fields_of_use=fields, plan=plan) == [condition]


def test_field_of_a_grant_is_no_condition():
    assert found("field-of-use", "permitted", fields_of_use=["military"]) == []


@pytest.mark.parametrize(
    ("exempt", "plan", "condition"),
    [
        (Exempt.RESEARCH, {"offering": Offering.RESEARCH}, (Fact.USE, False)),
        (Exempt.RESEARCH, {"offering": Offering.RESEARCH, "use": Use.COMMERCIAL}, (Fact.USE, True)),
        (Exempt.RESEARCH, {"offering": Offering.INTERNAL, "use": Use.NON_COMMERCIAL}, (Fact.USE, True)),
        (Exempt.RESEARCH, {"offering": Offering.TRAIN, "use": Use.NON_COMMERCIAL}, (Fact.OFFERING, None)),
        (Exempt.RESEARCH, {"offering": Offering.TRAIN, "use": Use.COMMERCIAL}, (Fact.USE, True)),
        (Exempt.NON_COMMERCIAL, {"use": Use.NON_COMMERCIAL}, (Fact.USE, False)),
        (Exempt.NON_COMMERCIAL, {"use": Use.COMMERCIAL}, (Fact.USE, True)),
        (Exempt.NON_COMMERCIAL, {}, (Fact.USE, None)),
        (Exempt.NON_PROFIT, {"party": Party.NON_PROFIT}, (Fact.PARTY, False)),
        (Exempt.NON_PROFIT, {}, (Fact.PARTY, True)),
        (Exempt.INDIVIDUALS, {"party": Party.PERSON}, (Fact.PARTY, False)),
        (Exempt.INDIVIDUALS, {"party": Party.COMPANY}, (Fact.PARTY, True)),
        (Exempt.PUBLIC_BODIES, {"party": Party.PUBLIC_BODY}, (Fact.PARTY, False)),
        (Exempt.INTERNAL_USE, {"offering": Offering.INTERNAL}, (Fact.OFFERING, False)),
        (Exempt.INTERNAL_USE, {}, (Fact.OFFERING, True)),
        (Exempt.HOSTING, {"offering": Offering.SERVICE}, (Fact.OFFERING, False)),
    ],
)
def test_exemption_ends_a_term(exempt, plan, condition):
    assert found("acceptable-use-policy", "required", exempts=[exempt], plan=plan) == [condition]


@pytest.mark.parametrize("exempt", [Exempt.END_USERS, Exempt.EVALUATION, Exempt.VENDOR_SERVICE])
def test_exemption_that_no_situation_tells_of_is_no_condition(exempt):
    assert found("acceptable-use-policy", "required", exempts=[exempt]) == []


def test_term_with_several_conditions_yields_each():
    plan = {"offering": Offering.SERVICE, "users": 5, "party": Party.COMPANY}
    size = {"operator": "gt", "value": 10, "unit": "monthly-active-users", "measured": "running"}

    assert found("hosting", binds="providers", exempts=["non-profit"], plan=plan, **size) == [
        (Fact.OFFERING, True), (Fact.OFFERING, True), (Fact.USERS, False), (Fact.PARTY, True),
    ]  # fmt: skip
