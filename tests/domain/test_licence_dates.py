"""The days that matter for licences."""

import datetime as dt

import pytest

from openness.domain.licence_dates import Appeared, Began, Counted, Ended, LicenceName, licence_dates
from tests.factories import LicenceCoverageFactory, LicenceFactory, LicenceTermFactory, ModelFactory

pytestmark = pytest.mark.django_db

DAY, LATER = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
OLD, NEW = LicenceName("old", "Old"), LicenceName("new", "New")


@pytest.fixture
def old_and_new() -> tuple[object, object]:
    return LicenceFactory(slug="old", name="Old"), LicenceFactory(slug="new", name="New")


def test_catalogue_without_days_has_no_dates(old_and_new) -> None:
    LicenceCoverageFactory(licence=old_and_new[0])

    assert licence_dates() == ()


def test_models_that_switch_together_stand_together(old_and_new) -> None:
    old, new = old_and_new
    for name in ("B", "a", "C"):
        changing = ModelFactory(name=name)
        LicenceCoverageFactory(model=changing, licence=old, valid_to=LATER)
        LicenceCoverageFactory(model=changing, licence=new, valid_from=LATER)

    assert licence_dates() == (Began(LATER, NEW, OLD, "weights", ("a", "B", "C")),)


def test_models_of_the_same_name_are_both_counted(old_and_new) -> None:
    for _number in range(2):
        LicenceCoverageFactory(model__name="Same", licence=old_and_new[0], valid_from=DAY)

    assert licence_dates() == (Began(DAY, OLD, None, "weights", ("Same", "Same")),)


def test_parts_of_a_model_are_told_apart(old_and_new) -> None:
    one = ModelFactory(name="One")
    for part in ("weights", "code"):
        LicenceCoverageFactory(model=one, covers=part, licence=old_and_new[0], valid_from=DAY, valid_to=LATER)

    assert licence_dates() == (
        Began(DAY, OLD, None, "weights", ("One",)),
        Began(DAY, OLD, None, "code", ("One",)),
        Ended(LATER, OLD, "weights", ("One",)),
        Ended(LATER, OLD, "code", ("One",)),
    )


def test_model_that_is_not_shown_has_no_dates(old_and_new) -> None:
    LicenceCoverageFactory(model__published=False, licence=old_and_new[0], valid_from=DAY)

    assert licence_dates() == ()


def test_day_on_which_users_are_counted_comes_with_its_terms(old_and_new) -> None:
    terms = [
        LicenceTermFactory(licence=old_and_new[0], threshold=True, measured="frozen", measured_on=DAY)
        for _number in range(2)
    ]

    assert licence_dates() == (Counted(DAY, OLD, tuple(terms)),)


def test_text_that_appeared_names_the_one_it_supersedes() -> None:
    old = LicenceFactory(slug="old", name="Old", published_on=LATER)
    LicenceFactory(slug="new", name="New", published_on=DAY, supersedes=old)

    assert licence_dates() == (Appeared(DAY, NEW, OLD), Appeared(LATER, OLD, None))


@pytest.mark.parametrize("number", [1, 3])
def test_dates_take_the_same_queries(number: int, django_assert_num_queries) -> None:
    for _number in range(number):
        LicenceCoverageFactory(valid_from=DAY, licence__published_on=DAY)
        LicenceTermFactory(threshold=True, measured="frozen", measured_on=DAY)

    with django_assert_num_queries(3):
        licence_dates()
