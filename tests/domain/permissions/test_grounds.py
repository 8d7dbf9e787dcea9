"""The grounds of every model: written as one text, shared by models that have the same."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.choices import Availability, Covers, Modality
from openness.domain.permissions.grounds import Base, Covering, Grounds, from_text, refresh_grounds
from openness.models import LicenceCoverage, Model, PermissionGrounds
from tests.factories import LicenceCoverageFactory, LicenceFactory, ModelFactory

pytestmark = pytest.mark.django_db

CHANGE = dt.date(2025, 6, 1)
FULL = Grounds(
    Availability.ON_REQUEST,
    frozenset({Modality.TEXT, Modality.IMAGE}),
    (
        Covering(Covers.WEIGHTS, "first", None, CHANGE),
        Covering(Covers.WEIGHTS, "second", CHANGE),
        Covering(Covers.CODE, "third"),
    ),
    (Base("near", (Covering(Covers.WEIGHTS, "first"),)), Base("far", ())),
)


def grounds_of(slug: str) -> Grounds:
    return from_text(Model.objects.get(slug=slug).grounds.text)


def test_text_of_grounds_holds_all_of_them():
    assert from_text(FULL.as_text()) == FULL


def test_text_of_equal_grounds_is_equal_in_whatever_order_they_were_made():
    turned = Grounds(FULL.availability, frozenset({Modality.IMAGE, Modality.TEXT}), FULL.coverings, FULL.bases)

    assert turned.as_text() == FULL.as_text()


@pytest.mark.parametrize(
    ("day", "holds"),
    [(dt.date(2025, 5, 31), False), (CHANGE, True), (dt.date(2025, 12, 31), True), (dt.date(2026, 1, 1), False)],
)
def test_covering_holds_from_its_first_day_to_the_day_before_its_end(day, holds):
    assert Covering(Covers.WEIGHTS, "text", CHANGE, dt.date(2026, 1, 1)).holds(day) is holds


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_covering_without_days_always_holds(day):
    assert Covering(Covers.WEIGHTS, "text").holds(day)


def test_grounds_of_a_model_hold_what_is_stored_of_it():
    model = ModelFactory(slug="one", availability="on-request", modalities=["image", "text"])
    for covers, licence in (("weights", "first"), ("code", "second"), ("data", "third")):
        LicenceCoverageFactory(model=model, covers=covers, licence=LicenceFactory(slug=licence))

    refresh_grounds()

    assert grounds_of("one") == Grounds(
        Availability.ON_REQUEST,
        frozenset({Modality.TEXT, Modality.IMAGE}),
        (Covering(Covers.CODE, "second"), Covering(Covers.WEIGHTS, "first")),
        (),
    )


def test_grounds_of_a_derivative_hold_its_bases_the_nearest_first():
    far = ModelFactory(slug="far")
    near = ModelFactory(slug="near", base_model=far)
    ModelFactory(slug="tuned", base_model=near)
    LicenceCoverageFactory(model=far, licence=LicenceFactory(slug="first"), valid_to=CHANGE)
    LicenceCoverageFactory(model=far, licence=LicenceFactory(slug="second"), covers="code")

    refresh_grounds()

    assert grounds_of("tuned").bases == (
        Base("near", ()),
        Base("far", (Covering(Covers.WEIGHTS, "first", None, CHANGE),)),
    )


def test_models_with_the_same_grounds_share_them():
    licence = LicenceFactory()
    for _ in range(3):
        LicenceCoverageFactory(licence=licence)

    refresh_grounds()

    assert PermissionGrounds.objects.count() == 1


def test_refresh_of_a_base_reaches_every_derivative_and_no_other():
    base = ModelFactory(slug="base")
    middle = ModelFactory(slug="middle", base_model=base)
    ModelFactory(slug="top", base_model=middle)
    other = ModelFactory(slug="other")
    refresh_grounds()
    for model in (base, other):
        LicenceCoverageFactory(model=model, licence=LicenceFactory(slug=f"of-{model.slug}"))

    refresh_grounds(slugs=["base"])

    assert grounds_of("base").coverings == (Covering(Covers.WEIGHTS, "of-base"),)
    assert grounds_of("middle").bases == (Base("base", (Covering(Covers.WEIGHTS, "of-base"),)),)
    assert grounds_of("top").bases[1] == Base("base", (Covering(Covers.WEIGHTS, "of-base"),))
    assert grounds_of("other").coverings == ()


def test_refresh_after_a_base_was_taken_away_forgets_it():
    base = ModelFactory(slug="base")
    model = ModelFactory(slug="tuned", base_model=base)
    refresh_grounds()
    model.base_model = None
    model.save(update_fields=["base_model"])

    refresh_grounds(slugs=["tuned"])

    assert grounds_of("tuned").bases == ()


def test_refresh_removes_grounds_that_no_model_has_any_more():
    coverage = LicenceCoverageFactory()
    refresh_grounds()
    LicenceCoverage.objects.filter(pk=coverage.pk).update(valid_from=CHANGE)

    refresh_grounds()

    assert PermissionGrounds.objects.count() == 1


def test_refresh_of_an_unknown_model_changes_nothing():
    LicenceCoverageFactory()
    refresh_grounds()
    before = list(Model.objects.values_list("slug", "grounds"))

    refresh_grounds(slugs=["nobody"])

    assert list(Model.objects.values_list("slug", "grounds")) == before


def test_refresh_of_bases_in_a_circle_ends():
    one = ModelFactory(slug="one")
    two = ModelFactory(slug="two", base_model=one)
    Model.objects.filter(pk=one.pk).update(base_model=two)

    refresh_grounds(slugs=["one"])

    assert [base.model for base in grounds_of("one").bases] == ["two"]


def queries() -> int:
    """How many it takes to write the grounds of all models."""
    Model.objects.update(grounds=None)
    with CaptureQueriesContext(connection) as found:
        refresh_grounds()
    return len(found)


def test_refresh_takes_the_same_queries_for_one_model_and_for_three():
    LicenceCoverageFactory()
    for_one = queries()
    base = ModelFactory()
    for _ in range(2):
        LicenceCoverageFactory(model=ModelFactory(base_model=base))

    assert queries() == for_one
