"""Lists page by page: no row is lost or shown twice, whatever they are ordered by."""

import pytest
from django.db.models import F

from openness.domain.keyset import Column, Listing, Slice, listing_of, part_of
from openness.models import Model
from tests.factories import ModelFactory, VendorFactory

pytestmark = pytest.mark.django_db

RELEASED = {"a": "2024-01", "b": None, "c": "2024-02", "d": "2024-01", "e": None}


@pytest.fixture(autouse=True)
def _models() -> None:
    vendor = VendorFactory()
    for slug, month in RELEASED.items():
        ModelFactory(slug=slug, released=month, vendor=vendor, levels=None)


def listed(columns: tuple[Column, ...], part: Slice) -> Listing[str]:
    whole = Model.objects.all()
    found = [(row, row.slug) for row in part_of(rows=whole, columns=columns, part=part)]
    return listing_of(found=found, columns=columns, part=part, whole=whole)


def in_parts(columns: tuple[Column, ...], most: int) -> list[tuple[str, ...]]:
    found, part = [], Slice(most)
    while True:
        listing = listed(columns, part)
        found.append(listing.rows)
        if listing.last is None:
            return found
        part = Slice(most, listing.last)


@pytest.mark.parametrize("most", [1, 2, 3, 5, 6])
@pytest.mark.parametrize(
    ("descending", "order"),
    [(False, "adcbe"), (True, "cadbe")],
)
def test_parts_make_the_whole_list_with_unknown_values_last(most: int, descending: bool, order: str) -> None:
    parts = in_parts((Column(F("released"), descending), Column(F("slug"))), most)

    assert "".join(slug for part in parts for slug in part) == order
    assert all(len(part) == most for part in parts[:-1])


def test_last_column_may_go_down_as_well() -> None:
    assert in_parts((Column(F("released")), Column(F("slug"), descending=True)), 2) == [("d", "a"), ("c", "e"), ("b",)]


def test_row_that_came_before_the_position_is_not_shown() -> None:
    columns = (Column(F("slug")),)
    first = listed(columns, Slice(2))
    Model.objects.filter(slug="a").delete()
    ModelFactory(slug="a-new", levels=None)

    assert listed(columns, Slice(2, first.last)).rows == ("c", "d")


def test_row_of_which_nothing_is_made_is_left_out_and_passed() -> None:
    columns, part = (Column(F("slug")),), Slice(2)
    whole = Model.objects.all()
    made = [(row, None if row.slug == "b" else row.slug) for row in part_of(rows=whole, columns=columns, part=part)]

    found = listing_of(found=made, columns=columns, part=part, whole=whole)

    assert found == Listing(("a",), ("b",), 5)


@pytest.mark.parametrize(("part", "queries"), [(Slice(2), 1), (Slice(2, ("d",)), 1), (Slice(2, ("e",)), 2)])
def test_part_tells_how_many_rows_there_are_in_all(part: Slice, queries: int, django_assert_num_queries) -> None:
    with django_assert_num_queries(queries):
        assert listed((Column(F("slug")),), part).total == 5


def test_empty_list_has_no_rows_in_all(django_assert_num_queries) -> None:
    Model.objects.all().delete()

    with django_assert_num_queries(1):
        assert listed((Column(F("slug")),), Slice(2)) == Listing((), None, 0)
