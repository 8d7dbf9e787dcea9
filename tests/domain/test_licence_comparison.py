"""Licences beside each other, from what a URL names to cells."""

import pytest

from openness.domain.licence_comparison import LicenceComparison, compare_licences, in_order
from openness.models import Licence
from tests.factories import LicenceFactory, LicenceTermFactory

pytestmark = pytest.mark.django_db


def licence(slug: str, before: str | None = None, **terms: str) -> Licence:
    """A licence with one term a subject: `licence("a", naming="required")`."""
    found = LicenceFactory(
        slug=slug, short_name=slug.upper(), supersedes=Licence.objects.get(slug=before) if before else None, term=None
    )
    for subject, effect in terms.items():
        LicenceTermFactory(licence=found, subject=subject.replace("_", "-"), effect=effect)
    return found


def beside(*slugs: str, only: list[str] | None = None) -> LicenceComparison:
    return compare_licences(parameters={"licence": list(slugs), "only": only or []})


def slugs(licences):
    return [one.slug for one in licences]


def cells(found: LicenceComparison):
    """By subject: what each licence does to it, and the change from the one before."""
    return {
        row.subject.value: [([term.effect for term in cell.terms], cell.change) for cell in row.cells]
        for row in found.rows
    }


def test_subjects_of_any_of_the_licences_are_aligned_with_the_change_from_the_one_before():
    licence("a", hosting="permitted", naming="required")
    licence("b", hosting="separate-licence", naming="required")
    licence("c", hosting="separate-licence", territory="prohibited")

    assert cells(beside("a", "b", "c")) == {
        "hosting": [(["permitted"], None), (["separate-licence"], "tightened"), (["separate-licence"], None)],
        "territory": [([], None), ([], None), (["prohibited"], "added")],
        "naming": [(["required"], None), (["required"], None), ([], "dropped")],
    }


def test_licences_stand_in_the_order_given():
    licence("a", hosting="permitted")
    licence("b", hosting="prohibited")

    found = beside("b", "a")

    assert (slugs(found.licences), cells(found)) == (
        ["b", "a"],
        {"hosting": [(["prohibited"], None), (["permitted"], "loosened")]},
    )


def test_only_differences_leaves_out_what_all_say_alike():
    licence("a", hosting="permitted", naming="required")
    licence("b", hosting="permitted", naming="requested")

    assert (list(cells(beside("a", "b", only=["differences"]))), list(cells(beside("a", "b")))) == (
        ["naming"],
        ["hosting", "naming"],
    )


def test_steps_tell_the_subjects_by_what_became_of_them():
    licence("a", hosting="permitted", modification="permitted", naming="required")
    licence("b", hosting="prohibited", modification="prohibited", naming="requested", patent="permitted")
    licence("c", hosting="prohibited", modification="prohibited", naming="requested", patent="permitted")

    first, second = beside("a", "b", "c").steps

    assert [(change, [one.value for one in subjects]) for change, subjects in first.by_change] == [
        ("tightened", ["modification", "hosting"]),
        ("added", ["patent"]),
        ("loosened", ["naming"]),
    ]
    assert (slugs([second.before, second.after]), second.by_change) == (["b", "c"], ())


@pytest.mark.parametrize("chosen", [[], ["a"]])
def test_fewer_than_two_licences_make_no_rows_and_no_fault(chosen):
    licence("a", naming="required")

    found = beside(*chosen, "", " ")

    assert (slugs(found.licences), found.rows, found.steps, found.faults) == (chosen, (), (), {})


@pytest.mark.parametrize(
    ("given", "only", "fault"),
    [
        (["a", "nothing"], [], {"licence": "“nothing” is not a licence here"}),
        (["a", "\x00"], [], {"licence": "“\x00” is not a licence here"}),
        (["a", "b", "a"], [], {"licence": "“a” is named twice"}),
        (["a", "b", "c", "d", "e", "f", "g"], [], {"licence": "at most 6 licences fit beside each other"}),
        (["a", "b"], ["everything"], {"only": "must be one of differences"}),
    ],
)
def test_wrong_value_is_named_and_makes_no_rows(given, only, fault):
    for slug in "abcdefg":
        licence(slug, naming="required")

    found = beside(*given, only=only)

    assert (found.faults, found.rows) == (fault, ())


def test_choices_are_all_licences_by_kind_and_name():
    for slug, kind in (("z", "restricted"), ("b", "open-source"), ("a", "open-source")):
        LicenceFactory(slug=slug, licence_kind=kind)

    assert [(kind, slugs(found)) for kind, found in beside().choices] == [
        ("open-source", ["a", "b"]),
        ("restricted", ["z"]),
    ]


def test_licences_in_order_stand_by_the_name_shown_with_numbers_as_numbers():
    for slug in ("a-10", "b", "a-9", "a"):
        licence(slug)

    assert slugs(in_order(licences=Licence.objects.all())) == ["a", "a-9", "a-10", "b"]


def test_licences_in_order_keep_versions_of_one_name_together_the_oldest_first():
    before = None
    for name in ("Open (Jun)", "Open (Apr)", "Open (Oct)", "Another (May)"):
        before = LicenceFactory(slug=name.lower().strip(")").replace(" (", "-"), short_name=name, supersedes=before)
    LicenceFactory(slug="open-b", short_name="Open (B)")

    assert slugs(in_order(licences=Licence.objects.all())) == [
        "another-may",
        "open-b",
        "open-jun",
        "open-apr",
        "open-oct",
    ]


def test_versions_are_offered_from_the_oldest_to_each_newest():
    licence("v1")
    licence("v2", before="v1")
    licence("v3", before="v2")
    licence("v3-code", before="v2")
    licence("w1")
    licence("w2", before="w1")
    licence("alone")

    assert [slugs(line) for line in beside().suggestions.versions] == [
        ["v1", "v2", "v3"],
        ["v1", "v2", "v3-code"],
        ["w1", "w2"],
    ]


def test_versions_in_a_circle_end():
    one = licence("one")
    two = licence("two", before="one")
    licence("three", before="two")
    Licence.objects.filter(pk=one.pk).update(supersedes=two)

    assert [slugs(line) for line in beside().suggestions.versions] == [["one", "two", "three"]]


def test_texts_worth_comparing_are_offered_where_at_least_two_are_there():
    for slug in ("mit", "mistral-medium-3.5-modified-mit", "mnpl-0.1"):
        licence(slug)

    assert [slugs(found) for found in beside().suggestions.others] == [["mit", "mistral-medium-3.5-modified-mit"]]


@pytest.mark.parametrize("number", [1, 3])
def test_comparison_takes_two_queries_for_any_number_of_terms(django_assert_num_queries, number):
    for slug in "ab":
        found = licence(slug, naming="required")
        LicenceTermFactory.create_batch(number, licence=found)

    with django_assert_num_queries(2):
        found = beside("a", "b")
        assert [term.source.title for row in found.rows for cell in row.cells for term in cell.terms]
