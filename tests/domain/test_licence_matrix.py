"""All licences by subject: signs, filters and counts."""

import pytest

from openness.domain.licence_matrix import SUBJECTS, Matrix, anchors, licence_matrix
from openness.models import Licence
from tests.factories import LicenceCoverageFactory, LicenceFactory, LicenceTermFactory

pytestmark = pytest.mark.django_db


def licence(slug: str, kind: str = "restricted", *, said: dict[str, str] | None = None, **changes: object) -> Licence:
    """A licence with one term a subject: `licence("a", said={"naming": "required"})`."""
    found = LicenceFactory(slug=slug, licence_kind=kind, term=None, **changes)
    for subject, effect in (said or {}).items():
        LicenceTermFactory(licence=found, subject=subject, effect=effect)
    return found


def matrix(**parameters: str | list[str]) -> Matrix:
    return licence_matrix(
        parameters={
            name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in parameters.items()
        }
    )


def found(shown: Matrix):
    return [row.licence.slug for _kind, rows in shown.groups for row in rows]


def signs(slug: str, subject: str):
    [row] = [row for _kind, rows in matrix().groups for row in rows if row.licence.slug == slug]
    return [(sign.term.effect, sign.anchor, sign.is_limited) for sign in row.signs[subject]]


def counts(shown: Matrix, name: str):
    return {choice.value: choice.count for choice in shown.facets[name].choices if choice.count}


def test_licences_stand_by_kind_and_in_order():
    for slug, kind in (("z", "restricted"), ("b", "open-source"), ("a", "restricted")):
        licence(slug, kind)

    assert [(kind, [row.licence.slug for row in rows]) for kind, rows in matrix().groups] == [
        ("open-source", ["b"]),
        ("restricted", ["a", "z"]),
    ]


def test_rows_count_the_published_models_that_a_licence_covers_now():
    one = licence("one")
    model = LicenceCoverageFactory(licence=one).model
    LicenceCoverageFactory(licence=one, model=model, covers="code")
    LicenceCoverageFactory(licence=one, valid_to="2024-01-01")
    LicenceCoverageFactory(licence=one, model__published=False)

    assert [row.models for _kind, rows in matrix().groups for row in rows] == [1]


def test_subject_has_a_sign_for_each_effect_the_sternest_first():
    one = licence("one")
    for effect in ("permitted", "required", "required", "prohibited"):
        LicenceTermFactory(licence=one, subject="redistribution", effect=effect)

    assert signs("one", "redistribution") == [
        ("prohibited", "redistribution-4", False),
        ("required", "redistribution-2", False),
        ("permitted", "redistribution", False),
    ]


def test_subject_of_which_a_licence_is_silent_has_no_sign():
    licence("one", said={"naming": "required"})

    assert signs("one", "territory") == []


@pytest.mark.parametrize(
    ("subject", "changes", "is_limited"),
    [
        ("hosting", {}, False),
        ("hosting", {"binds": "providers"}, False),
        ("hosting", {"binds": "organisations"}, True),
        ("hosting", {"exempts": ["research"]}, True),
        ("hosting", {"regions": ["eu"]}, True),
        ("territory", {"regions": ["eu"]}, False),
        ("territory", {"regions": ["eu"], "modalities": ["image"]}, True),
        ("field-of-use", {"fields_of_use": ["military"]}, False),
        ("output-training", {"fields_of_use": ["competing-models"]}, True),
    ],
)
def test_sign_is_limited_when_its_terms_leave_out_cases(subject, changes, is_limited):
    LicenceTermFactory(licence=licence("one"), subject=subject, effect="prohibited", **changes)

    assert [limited for _effect, _anchor, limited in signs("one", subject)] == [is_limited]


def test_sign_is_whole_when_one_of_its_terms_is():
    one = licence("one")
    LicenceTermFactory(licence=one, subject="hosting", effect="prohibited", exempts=["research"])
    LicenceTermFactory(licence=one, subject="hosting", effect="prohibited")

    assert signs("one", "hosting") == [("prohibited", "hosting", False)]


def test_sign_tells_every_size_once():
    one = licence("one")
    for value, unit in ((100, "monthly-active-users"), (20, "usd-per-month"), (100, "monthly-active-users")):
        LicenceTermFactory(
            licence=one, subject="display", effect="required", operator="gt", value=value, unit=unit, measured="running"
        )

    [(_kind, [row])] = matrix().groups

    assert [[(term.value, term.unit) for term in sign.sizes] for sign in row.signs["display"]] == [
        [(100, "monthly-active-users"), (20, "usd-per-month")]
    ]


def test_permitted_are_subjects_without_any_limit_or_duty():
    one = licence("one", said={"commercial-use": "permitted", "naming": "required", "modification": "permitted"})
    LicenceTermFactory(licence=one, subject="modification", effect="required")
    LicenceTermFactory(licence=one, subject="hosting", effect="permitted", exempts=["research"])

    [(_kind, [row])] = matrix().groups

    assert row.permitted == ("commercial-use",)


def test_anchors_number_the_terms_of_a_subject_from_the_second_on():
    one = licence("one")
    terms = [LicenceTermFactory(licence=one, subject=subject) for subject in ("naming", "patent", "naming")]

    assert list(anchors(terms=terms).values()) == ["naming", "patent", "naming-2"]


def three() -> None:
    """Two limited licences, one of which bars training on outputs, and a free one that is silent on it."""
    licence("llama-3", name="Llama 3", steward="Meta", said={"output-training": "prohibited", "naming": "required"})
    licence("llama-3.1", name="Llama 3.1", steward="Meta", said={"output-training": "permitted", "naming": "required"})
    licence("mit", "open-source", name="MIT", spdx_id="MIT", osi_approved=True, said={"hosting": "permitted"})


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "llama3"}, ["llama-3", "llama-3.1"]),
        ({"q": "META 3.1"}, ["llama-3.1"]),
        ({"q": "nothing"}, []),
        ({"licence_kind": "open-source"}, ["mit"]),
        ({"licence_kind": ["open-source", "restricted"]}, ["mit", "llama-3", "llama-3.1"]),
        ({"osi": "no"}, ["llama-3", "llama-3.1"]),
        ({"subject": "output-training"}, ["llama-3", "llama-3.1"]),
        ({"subject": "output-training", "effect": "prohibited"}, ["llama-3"]),
        ({"subject": "output-training", "effect": ["prohibited", "silent"]}, ["mit", "llama-3"]),
        ({"subject": "output-training", "effect": "permitted", "osi": "yes"}, []),
        ({"q": "", "osi": " ", "subject": ""}, ["mit", "llama-3", "llama-3.1"]),
    ],
)
def test_filters_narrow_the_licences(parameters, expected):
    three()

    shown = matrix(**parameters)

    assert (found(shown), shown.total, shown.query.faults) == (expected, len(expected), {})


def test_counts_of_a_filter_leave_out_itself():
    three()

    shown = matrix(licence_kind="restricted", subject="output-training", effect="prohibited")

    assert counts(shown, "licence-kind") == {"restricted": 1}
    assert counts(shown, "osi") == {"no": 1}
    assert counts(shown, "effect") == {"prohibited": 1, "permitted": 1}
    assert counts(shown, "subject") == {"output-training": 1}


def test_counts_of_effects_need_a_subject():
    three()

    assert (counts(matrix(), "effect"), counts(matrix(subject="naming"), "effect")) == (
        {},
        {"required": 2, "silent": 1},
    )


@pytest.mark.parametrize(
    ("parameters", "faults"),
    [
        ({"licence_kind": "free"}, {"licence-kind": "“free” is not a choice here"}),
        ({"osi": ["yes", "maybe"]}, {"osi": "“maybe” is not a choice here"}),
        ({"subject": "warranty"}, {"subject": "“warranty” is not a choice here"}),
        ({"subject": ["naming", "hosting"]}, {"subject": "only one value is possible"}),
        ({"subject": "naming", "effect": "banned"}, {"effect": "“banned” is not a choice here"}),
        ({"effect": "prohibited"}, {"effect": "choose a subject as well"}),
        ({"q": ["a", "b"]}, {"q": "only one value is possible"}),
        ({"q": "x" * 101}, {"q": "longer than 100 characters"}),
        ({"q": "\x00"}, {"q": "contains a character that cannot be searched"}),
    ],
)
def test_wrong_value_is_named_at_its_field_and_finds_nothing(parameters, faults):
    three()

    shown = matrix(**parameters)

    assert (shown.query.faults, found(shown)) == (faults, [])


def test_address_of_a_view_is_the_shortest():
    shown = matrix(effect="required", subject="naming", q=" llama ", osi="", licence_kind=["restricted", "restricted"])

    assert shown.query.pairs == (
        ("q", "llama"),
        ("licence-kind", "restricted"),
        ("subject", "naming"),
        ("effect", "required"),
    )


@pytest.mark.parametrize("number", [1, 3])
def test_matrix_takes_two_queries_for_any_number_of_licences(django_assert_num_queries, number):
    for place in range(number):
        licence(f"l{place}", said=dict.fromkeys(SUBJECTS[:4], "permitted"))

    with django_assert_num_queries(2):
        matrix()
