"""Models side by side: which rows there are, what differs in them, and what a URL may pick."""

import datetime as dt

import pytest

from openness.choices import Dimension
from openness.domain.picking import MOST, find, offers, pick
from openness.domain.side_by_side import SideBySide, side_by_side
from openness.models import Model
from tests.factories import (
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    OpennessDimensionFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _dimensions() -> None:
    for slug in Dimension.values:
        OpennessDimensionFactory(slug=slug)


def aligned(*slugs: str, only: str = "", q: str = "") -> SideBySide:
    return side_by_side(parameters={"model": list(slugs), "only": [only], "q": [q]})


def labels(found: SideBySide, group: str) -> list[str]:
    """The labels of the rows of one group."""
    return [row.label for one in found.groups if one.name == group for row in one.rows]


def row(found: SideBySide, label: str):
    """The only row with a label."""
    [one] = [row for group in found.groups for row in group.rows if row.label == label]
    return one


def licensed(slug: str, licence, **fields) -> Model:
    model = ModelFactory(slug=slug, **fields)
    LicenceCoverageFactory(model=model, licence=licence)
    return model


def licence_with(slug: str, *terms: tuple[str, str], **size):
    licence = LicenceFactory(slug=slug, term=None)
    for subject, effect in terms:
        LicenceTermFactory(licence=licence, subject=subject, effect=effect, **size)
    return licence


def test_two_models_are_aligned_in_the_order_of_the_address():
    ModelFactory(slug="a", parameters_total=8)
    ModelFactory(slug="b", parameters_total=70)

    found = aligned("b", "a")

    assert found.picked.slugs == ("b", "a")
    assert row(found, "Parameters").cells == ((70, None), (8, None))


def test_facts_and_dimensions_are_always_there():
    ModelFactory(slug="a")
    ModelFactory(slug="b")

    found = aligned("a", "b")

    assert labels(found, "facts") == [
        "Vendor", "Release", "Parameters", "Modalities", "Availability", "Built on",
    ]  # fmt: skip
    assert labels(found, "levels") == ["Weights", "Code", "Data", "Commercial_Use"]
    assert [group.name for group in found.groups] == ["facts", "levels", "answers"]


def test_levels_count_as_equal_whatever_their_reasons():
    ModelFactory(slug="a", levels={"weights": "open", "code": "closed"})
    ModelFactory(slug="b", levels={"weights": "open", "code": "open"})

    found = aligned("a", "b")

    assert [(one.label, one.differs) for one in found.levels] == [
        ("Weights", False),
        ("Code", True),
        ("Data", False),
        ("Commercial_Use", False),
    ]


def test_a_level_that_nobody_recorded_is_unknown():
    ModelFactory(slug="a", levels=None)
    ModelFactory(slug="b", levels={"weights": "closed"})

    found = aligned("a", "b")

    assert [(cell.level, cell.evidence is None) for cell in row(found, "Weights").cells] == [
        ("unknown", True),
        ("closed", False),
    ]


def test_licences_have_a_row_for_each_part_and_one_for_those_that_ended():
    a, b = ModelFactory(slug="a"), ModelFactory(slug="b")
    LicenceCoverageFactory(model=a, licence__slug="old", valid_to=dt.date(2024, 1, 1))
    LicenceCoverageFactory(model=a, licence__slug="new", valid_from=dt.date(2024, 1, 1))
    LicenceCoverageFactory(model=b, licence__slug="terms", covers="service")

    found = aligned("a", "b")

    cells = {
        one.label: [[shown.coverage.licence.slug for shown in cell] for cell in one.cells]
        for group in found.groups
        if group.name == "licences"
        for one in group.rows
    }
    assert cells == {
        "Weights": [["new"], []],
        "Service": [[], ["terms"]],
        "Earlier licences": [["old"], []],
    }


def test_terms_are_those_of_the_weights_else_of_the_service():
    both = licensed("both", licence_with("weights", ("naming", "required")))
    LicenceCoverageFactory(model=both, covers="service", licence=licence_with("service", ("naming", "prohibited")))
    served = ModelFactory(slug="served")
    LicenceCoverageFactory(model=served, covers="service", licence=licence_with("other", ("naming", "stated")))

    found = aligned("both", "served")

    assert [[term.effect for term in cell.terms] for cell in row(found, "Naming").cells] == [["required"], ["stated"]]


def test_terms_of_a_licence_that_ended_are_not_told():
    model = licensed("a", licence_with("new", ("naming", "required")), levels=None)
    old = licence_with("old", ("display", "required"))
    LicenceCoverageFactory(model=model, covers="service", licence=old, valid_to=dt.date(2024, 1, 1))
    ModelFactory(slug="b")

    assert labels(aligned("a", "b"), "terms") == ["Naming"]


def test_terms_count_as_equal_when_they_say_the_same_in_other_words():
    licensed("a", licence_with("one", ("naming", "required"), summary_en="Call it so.", locator="§1"))
    licensed("b", licence_with("two", ("naming", "required"), summary_en="Name it thus.", locator="§9"))

    assert row(aligned("a", "b"), "Naming").differs is False


def test_a_silent_licence_differs_from_none_at_all():
    licensed("a", licence_with("one", ("naming", "required")))
    licensed("silent", licence_with("two", ("display", "required")))
    ModelFactory(slug="bare")

    naming = row(aligned("a", "silent", "bare"), "Naming")

    assert [(cell.licence and cell.licence.slug, len(cell.terms)) for cell in naming.cells] == [
        ("one", 1),
        ("two", 0),
        (None, 0),
    ]
    assert len(set(naming.gists)) == 3


def test_what_a_base_adds_stands_in_a_row():
    base = licensed("base", licence_with("community", ("naming", "required")))
    middle = licensed("middle", licence_with("free", ("attribution", "required")), base_model=base)
    licensed("top", licence_with("freer"), base_model=middle)

    inherited = row(aligned("top", "base"), "Limits and duties beyond its own licence")

    assert [[(one.base.slug, len(one.terms)) for one in cell] for cell in inherited.cells] == [
        [("middle", 1), ("base", 1)],
        [],
    ]


def test_only_differences_hides_equal_rows_and_says_how_many():
    vendor = VendorFactory()
    for slug, level in (("a", "open"), ("b", "closed")):
        ModelFactory(slug=slug, vendor=vendor, levels={"weights": level})

    found = aligned("a", "b", only="differences")

    assert [(group.name, [one.label for one in group.rows]) for group in found.groups] == [("levels", ["Weights"])]
    assert (found.hidden, len(found.levels)) == (16, 4)


def test_only_differences_of_equal_models_leaves_no_row():
    vendor = VendorFactory()
    ModelFactory(slug="a", vendor=vendor)
    ModelFactory(slug="b", vendor=vendor)

    assert aligned("a", "b", only="differences").groups == ()


def test_cells_that_show_the_same_are_shown_once_with_all_their_places():
    for slug, released in (("a", "2024-01"), ("b", "2025-01"), ("c", "2024-01")):
        ModelFactory(slug=slug, released=released)

    assert row(aligned("a", "b", "c"), "Release").shared == (
        ("2024-01", (0, 2)),
        ("2025-01", (1,)),
        ("2024-01", ()),
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"model": ["a", "nothing"]}, {"model": "there is no model “nothing”"}),
        ({"model": ["a", "hidden"]}, {"model": "there is no model “hidden”"}),
        ({"model": ["a", "a\x00"]}, {"model": "there is no model “a\x00”"}),
        ({"model": ["a", "b", "a"]}, {"model": "“a” is named twice"}),
        ({"model": list("abcdefg")}, {"model": "more than 6 models"}),
        ({"model": ["a"], "only": ["same"]}, {"only": "must be one of differences"}),
        ({"q": ["x", "y"]}, {"q": "only one value is possible"}),
        ({"q": ["x" * 101]}, {"q": "longer than 100 characters"}),
        ({"model": ["a", " ", ""], "only": [""], "q": [" "]}, {}),
    ],
)
def test_a_wrong_value_is_named_at_its_parameter(given, fault):
    ModelFactory(slug="a")
    ModelFactory(slug="b")
    ModelFactory(slug="hidden", published=False)

    assert pick(parameters=given).faults == fault


def test_a_fault_keeps_what_can_be_read():
    for slug in "abcdefgh":
        ModelFactory(slug=slug)

    assert pick(parameters={"model": list("habcdefg")}).slugs == tuple("habcde")
    assert aligned("b", "nothing", "a").picked.slugs == ("b", "a")


def test_a_faulty_address_has_no_rows():
    ModelFactory(slug="a")
    ModelFactory(slug="b")

    assert aligned("a", "b", "nothing").groups == ()


def test_search_finds_what_is_not_picked_and_what_begins_with_it_first():
    vendor = VendorFactory(slug="acme")
    ModelFactory(slug="acme-one", released="2024-01", vendor=vendor)
    ModelFactory(slug="tuned-acme", released="2025-01")
    ModelFactory(slug="acme-two", released="2023-01", vendor=vendor)
    ModelFactory(slug="acme-three", released="2025-01", vendor=vendor)
    ModelFactory(slug="acme-hidden", published=False)

    _picked, found = find(parameters={"model": ["acme-three"], "q": ["ACME"]})

    assert [model.slug for model in found] == ["acme-one", "acme-two", "tuned-acme"]


def test_search_finds_eight_at_most():
    for _n in range(9):
        ModelFactory()

    assert len(find(parameters={"q": ["model"]})[1]) == 8


def offered(*slugs: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(offer.title, offer.slugs) for offer in offers(picked=pick(parameters={"model": slugs}))]


def test_offers_are_made_from_the_catalogue():
    large, small, tiny = (VendorFactory(slug=slug, name=slug.title()) for slug in ("large", "small", "tiny"))
    everything = dict.fromkeys(Dimension.values, "open")
    base = ModelFactory(slug="old", vendor=large, released="2023-01", levels=everything)
    ModelFactory(slug="served", vendor=large, released="2025-05", availability="service-only")
    ModelFactory(slug="given", vendor=large, released="2025-04")
    ModelFactory(slug="tuned", vendor=small, released="2025-02", base_model=base, levels=everything)
    ModelFactory(slug="hidden", vendor=tiny, published=False)

    assert offered() == [
        ("The newest of the largest vendors", ("served", "tuned")),
        ("Large: to download, and as a service only", ("given", "served")),
        ("Open on every dimension", ("tuned", "old")),
        ("A derived model and its base", ("tuned", "old")),
    ]


def test_offers_around_one_model_are_its_base_family_and_derivatives():
    vendor = VendorFactory()
    base = ModelFactory(slug="base", family="Old")
    model = ModelFactory(slug="mine", family="New", vendor=vendor, base_model=base)
    ModelFactory(slug="sister", family="New", vendor=vendor)
    ModelFactory(slug="child", base_model=model)

    assert offered("mine") == [
        ("A derived model and its base", ("mine", "base")),
        ("Models of one family", ("mine", "sister")),
        ("A model and what was built on it", ("mine", "child")),
    ]


def test_offers_of_an_empty_catalogue_are_none():
    assert offered() == []


def several(number: int) -> list[str]:
    """Models with everything that takes a query, each on a base of its own."""
    for _n in range(number):
        base = licensed(f"base-{_n}", licence_with(f"community-{_n}", ("naming", "required")))
        model = licensed(f"model-{_n}", licence_with(f"own-{_n}", ("display", "required")), base_model=base)
        LicenceCoverageFactory(model=model, covers="code")
    return [f"model-{_n}" for _n in range(number)]


@pytest.mark.parametrize("number", [2, 3, MOST])
def test_alignment_takes_the_same_queries_for_any_number_of_models(number, django_assert_num_queries):
    slugs = several(number)

    with django_assert_num_queries(13):
        aligned(*slugs, q="base")


@pytest.mark.parametrize("number", [1, 3])
def test_offers_take_the_same_queries_for_any_number_of_models(number, django_assert_num_queries):
    several(number)
    picked = pick(parameters={})

    with django_assert_num_queries(4):
        offers(picked=picked)
