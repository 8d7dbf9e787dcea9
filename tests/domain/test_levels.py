"""The rule that derives the commercial-use level: examples, and what holds for every licence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openness.choices import Level, TermEffect, TermSubject
from openness.domain.documents import LicenceDocument, ModelDocument, TermEntry
from openness.domain.levels import LIMITING_SUBJECTS, commercial_use_level, is_limit, least_free, licence_level
from tests.documents import (
    apache,
    community,
    coverage,
    document,
    licence,
    model,
    non_commercial,
    service,
    term,
    threshold,
)

FREEDOM = [Level.CLOSED, Level.UNKNOWN, Level.PARTIAL, Level.OPEN]


def terms(*values: dict) -> list[TermEntry]:
    return [TermEntry.model_validate(value) for value in values]


def level_of(*values: dict, slug: str = "one", licences: tuple[dict, ...] = ()) -> Level:
    """The level of the model `slug` among the documents `values`."""
    models: dict[str, ModelDocument] = {value["slug"]: document(value) for value in values}
    texts: dict[str, LicenceDocument] = {value["slug"]: document(value) for value in licences}
    return commercial_use_level(model=models[slug], models=models, licences=texts)


@pytest.mark.parametrize(
    ("case", "given_terms", "expected"),
    [
        ("allowed, nothing else", [term()], Level.OPEN),
        ("allowed with notices", [term(), term("attribution", "required")], Level.OPEN),
        ("allowed with a naming duty", [term(), term("naming", "required")], Level.OPEN),
        ("allowed, share-alike", [term(), term("share-alike", "required")], Level.OPEN),
        ("allowed, trademarks kept", [term(), term("trademark", "prohibited")], Level.OPEN),
        ("allowed, no warranty", [term(), term("warranty", "stated")], Level.OPEN),
        ("allowed, patents end on a suit", [term(), term("patent", "ends-rights")], Level.OPEN),
        ("allowed, a policy only asked for", [term(), term("acceptable-use-policy", "requested")], Level.OPEN),
        ("allowed, training on outputs allowed", [term(), term("output-training", "permitted")], Level.OPEN),
        ("allowed up to 700 million users", [term(), threshold()], Level.PARTIAL),
        ("allowed up to a revenue", [term(), threshold("revenue-threshold")], Level.PARTIAL),
        ("allowed but not in the EU", [term(), term("territory", "prohibited", regions=["eu"])], Level.PARTIAL),
        ("allowed under a use policy", [term(), term("acceptable-use-policy", "required")], Level.PARTIAL),
        ("allowed but not for arms", [term(), term("field-of-use", "prohibited")], Level.PARTIAL),
        ("allowed, outputs may not train", [term(), term("output-training", "prohibited")], Level.PARTIAL),
        ("allowed, hosting needs a licence", [term(), term("hosting", "separate-licence")], Level.PARTIAL),
        ("allowed, no passing on", [term(), term("redistribution", "prohibited")], Level.PARTIAL),
        ("allowed, no changes", [term(), term("modification", "prohibited")], Level.PARTIAL),
        ("allowed but for images", [term(), term(effect="prohibited", modalities=["image"])], Level.PARTIAL),
        ("allowed but in the US", [term(), term(effect="prohibited", regions=["us"])], Level.PARTIAL),
        ("prohibited", [term(effect="prohibited")], Level.CLOSED),
        ("allowed here and prohibited there", [term(), term(effect="prohibited")], Level.CLOSED),
        ("allowed in the US only", [term(regions=["us"])], Level.UNKNOWN),
        (
            "allowed below a size only",
            [term(operator="lt", value=5, unit="employees", measured="running")],
            Level.UNKNOWN,
        ),
        ("needs a licence of its own", [term(effect="separate-licence")], Level.UNKNOWN),
        ("silent on commercial use", [term("redistribution")], Level.UNKNOWN),
        ("no terms at all", [], Level.UNKNOWN),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_licence_level_of_terms(case, given_terms, expected):
    assert licence_level(terms=terms(*given_terms)) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], Level.UNKNOWN),
        ([Level.OPEN], Level.OPEN),
        ([Level.OPEN, Level.PARTIAL], Level.PARTIAL),
        ([Level.PARTIAL, Level.UNKNOWN], Level.UNKNOWN),
        ([Level.UNKNOWN, Level.CLOSED, Level.OPEN], Level.CLOSED),
    ],
)
def test_least_free_of_levels(levels, expected):
    assert least_free(levels=levels) == expected


def test_commercial_use_level_of_a_free_licence_is_open():
    assert level_of(model(licences=[coverage("apache-2.0")]), licences=(apache(),)) == Level.OPEN


def test_commercial_use_level_of_a_service_is_closed():
    assert level_of(service("one")) == Level.CLOSED


def test_commercial_use_level_of_a_service_is_closed_whatever_terms_it_has():
    value = service("one", licences=[coverage("apache-2.0", "service")])

    assert level_of(value, licences=(apache(),)) == Level.CLOSED


def test_commercial_use_level_without_a_licence_is_unknown():
    assert level_of(model(licences=None)) == Level.UNKNOWN


def test_commercial_use_level_with_a_licence_for_code_only_is_unknown():
    assert level_of(model(licences=[coverage("apache-2.0", "code")]), licences=(apache(),)) == Level.UNKNOWN


def test_commercial_use_level_with_a_licence_nobody_recorded_is_unknown():
    assert level_of(model(licences=[coverage("apache-2.0")])) == Level.UNKNOWN


def test_commercial_use_level_after_a_licence_change_is_that_of_the_licence_in_force():
    licences = [coverage("non-commercial", to="2024-06-01"), coverage("apache-2.0", **{"from": "2024-06-01"})]

    assert level_of(model(licences=licences), licences=(apache(), non_commercial())) == Level.OPEN


def test_commercial_use_level_after_the_only_licence_ended_is_unknown():
    assert level_of(model(licences=[coverage("apache-2.0", to="2024-06-01")]), licences=(apache(),)) == Level.UNKNOWN


def test_commercial_use_level_of_a_derivative_is_limited_by_its_base():
    base = model("base", licences=[coverage("community")])
    tuned = model("tuned", base_model="base", licences=[coverage("apache-2.0")])

    assert level_of(base, tuned, slug="tuned", licences=(apache(), community())) == Level.PARTIAL


def test_commercial_use_level_of_a_derivative_is_limited_by_the_base_of_its_base():
    first = model("first", licences=[coverage("non-commercial")])
    second = model("second", base_model="first", licences=[coverage("apache-2.0")])
    third = model("third", base_model="second", licences=[coverage("apache-2.0")])

    assert level_of(first, second, third, slug="third", licences=(apache(), non_commercial())) == Level.CLOSED


def test_commercial_use_level_of_bases_in_a_circle_ends():
    one = model("one", base_model="two", licences=[coverage("apache-2.0")])
    two = model("two", base_model="one", licences=[coverage("community")])

    assert level_of(one, two, licences=(apache(), community())) == Level.PARTIAL


limited_places = st.fixed_dictionaries(
    {
        "regions": st.lists(st.sampled_from(["eu", "us"]), max_size=1),
        "modalities": st.lists(st.sampled_from(["text", "image"]), max_size=1),
        "fields_of_use": st.lists(st.just("military"), max_size=1),
    }
)


@st.composite
def any_term(draw: st.DrawFn) -> TermEntry:
    subject, effect = draw(st.sampled_from(TermSubject.values)), draw(st.sampled_from(TermEffect.values))
    build = threshold if subject.endswith("threshold") else term
    value = build(subject, **draw(limited_places))
    return TermEntry.model_validate({**value, "effect": effect})


any_terms = st.lists(any_term(), max_size=6)


@given(some=any_terms, limit=any_term().filter(lambda one: is_limit(term=one)))
def test_licence_level_with_one_more_limit_is_never_freer(some, limit):
    before, after = licence_level(terms=some), licence_level(terms=[*some, limit])

    assert FREEDOM.index(after) <= FREEDOM.index(before)


@given(some=any_terms, place=st.randoms())
def test_licence_level_does_not_depend_on_the_order_of_terms(some, place):
    shuffled = list(some)
    place.shuffle(shuffled)

    assert licence_level(terms=shuffled) == licence_level(terms=some)


@given(one=any_term())
def test_is_limit_holds_for_limiting_subjects_only(one):
    assert not is_limit(term=one) or one.subject in LIMITING_SUBJECTS


LICENCES = {value["slug"]: document(value) for value in (apache(), community(), non_commercial())}
LICENCES["silent"] = document(licence("silent", terms=[term("redistribution")]))


@st.composite
def line_of_models(draw: st.DrawFn) -> list[ModelDocument]:
    """Models, each but the first derived from the one before."""
    found: list[ModelDocument] = []
    for number in range(draw(st.integers(2, 5))):
        base = found[-1].slug if found else None
        named = draw(st.lists(st.sampled_from([*LICENCES, "missing"]), max_size=1))
        build = draw(st.sampled_from([model, model, service]))
        found.append(
            document(build(f"m{number}", base_model=base, licences=[coverage(slug) for slug in named] or None))
        )
    return found


@given(line=line_of_models())
def test_commercial_use_level_of_a_derivative_is_never_freer_than_its_base(line):
    models = {one.slug: one for one in line}
    levels = [commercial_use_level(model=one, models=models, licences=LICENCES) for one in line]

    places = [FREEDOM.index(level) for level in levels]

    assert places == sorted(places, reverse=True)
