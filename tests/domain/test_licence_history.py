"""A vendor's licences through time."""

import datetime as dt

import pytest

from openness.domain.comparison import rows_of
from openness.domain.licence_history import licence_history
from openness.models import Model
from tests.factories import (
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    SourceFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def history():
    return licence_history(rows=rows_of(models=Model.objects.by_release()))


def lanes(found):
    return [
        (lane.licence.slug, [(mark.month, mark.taken_over, mark.ended, [row.slug for row in mark.rows])
                             for mark in lane.marks])
        for lane in found.lanes
    ]  # fmt: skip


def covered(slug: str, released: str | None, licence: str, **changes: object) -> Model:
    model = ModelFactory(slug=slug, released=released, family=slug.title())
    LicenceCoverageFactory(model=model, licence=LicenceFactory(slug=licence), **changes)
    return model


def test_lanes_stand_in_the_order_of_their_first_model():
    covered("new", "2025-03", "second")
    covered("old", "2023-03", "first")

    assert lanes(history()) == [
        ("first", [("2023-03", False, False, ["old"])]),
        ("second", [("2025-03", False, False, ["new"])]),
    ]


def test_models_of_one_month_and_licence_share_a_mark():
    licence = LicenceFactory(slug="one")
    for slug in ("small", "large"):
        LicenceCoverageFactory(model=ModelFactory(slug=slug, released="2024-04"), licence=licence)

    assert lanes(history()) == [("one", [("2024-04", False, False, ["large", "small"])])]


def test_a_model_whose_licence_changed_stands_in_both_lanes_and_is_told_with_sources():
    source = SourceFactory(url="https://example.org/news")
    model = covered("falcon", "2023-05", "royalties", valid_to=dt.date(2023, 6, 1))
    after = LicenceFactory(slug="free")
    LicenceCoverageFactory(model=model, licence=after, valid_from=dt.date(2023, 6, 1), sources=[source])

    found = history()

    assert lanes(found) == [
        ("royalties", [("2023-05", False, True, ["falcon"])]),
        ("free", [("2023-06", True, False, ["falcon"])]),
    ]
    assert [
        (one.on, one.before.slug, one.after.slug, [row.slug for row in one.rows], [cited.url for cited in one.sources])
        for one in found.changes
    ] == [(dt.date(2023, 6, 1), "royalties", "free", ["falcon"], ["https://example.org/news"])]


def test_a_lane_names_the_families_released_under_it_and_counts_those_taken_over():
    model = covered("early", "2023-05", "old", valid_to=dt.date(2024, 1, 1))
    late = covered("late", "2024-02", "new")
    LicenceCoverageFactory(model=model, licence=late.coverages.get().licence, valid_from=dt.date(2024, 1, 1))

    lane = history().lanes[1]

    assert (lane.families, lane.taken_over) == (("Late",), 1)


def test_a_model_of_unknown_month_has_no_place():
    covered("undated", None, "one")

    assert lanes(history()) == []


def test_code_and_data_licences_make_no_lane():
    covered("one", "2024-01", "code-licence", covers="code")

    assert lanes(history()) == []


def test_a_step_tells_what_a_new_version_changed_for_use_but_not_its_governing_law():
    before, after = LicenceFactory(slug="v1"), LicenceFactory(slug="v2")
    after.supersedes = before
    after.save()
    LicenceTermFactory(licence=before, subject="output-training", effect="prohibited")
    LicenceTermFactory(licence=after, subject="output-training", effect="permitted")
    LicenceTermFactory(licence=after, subject="governing-law", effect="stated")
    LicenceCoverageFactory(model=ModelFactory(), licence=after)

    [step] = history().steps

    assert [(one.subject.value, one.change) for one in step.differences] == [("output-training", "loosened")]


@pytest.mark.parametrize("number", [1, 3])
def test_history_takes_the_same_queries_for_any_number_of_changed_models(number, django_assert_num_queries):
    vendor, before, after = VendorFactory(), LicenceFactory(), LicenceFactory()
    after.supersedes = before
    after.save()
    for _ in range(number):
        model = ModelFactory(vendor=vendor)
        LicenceCoverageFactory(model=model, licence=before, valid_to=dt.date(2025, 6, 1))
        LicenceCoverageFactory(model=model, licence=after, valid_from=dt.date(2025, 6, 1))
    rows = rows_of(models=Model.objects.by_release())

    with django_assert_num_queries(3):
        licence_history(rows=rows)
