"""Factories make what may be published."""

import pytest
from factory.django import DjangoModelFactory

from openness.choices import Dimension
from openness.domain import exchange
from openness.models import Assessment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "make",
    [
        factories.SourceFactory,
        factories.VendorFactory,
        factories.LicenceFactory,
        factories.LicenceTermFactory,
        factories.OpennessDimensionFactory,
        factories.ModelFactory,
        factories.LicenceCoverageFactory,
        factories.ArticleFactory,
        factories.ClaimFactory,
        factories.ArticleRowFactory,
    ],
)
def test_factory_twice_makes_valid_records(make: type[DjangoModelFactory]) -> None:
    records = [make(), make()]

    for record in records:
        record.full_clean()
    assert exchange.check().faults == []


def test_model_factory_with_levels_assesses_every_dimension() -> None:
    model = factories.ModelFactory(levels={"code": "partial"})

    levels = dict(Assessment.objects.filter(model=model).values_list("dimension_id", "level"))
    assert levels == {**dict.fromkeys(Dimension.values, "unknown"), "code": "partial"}


def test_model_factory_with_aliases_is_found_by_them() -> None:
    model = factories.ModelFactory(aliases=["GPT4 Turbo"])

    assert list(type(model).objects.matching("gpt-4-turbo")) == [model]


def test_assessment_factory_without_model_makes_the_only_assessment() -> None:
    assessment = factories.AssessmentFactory()

    assessment.full_clean()
    assert list(assessment.model.assessments.all()) == [assessment]
    assert assessment.sources.count() == 1
