"""What a derivative inherits from its base's licence."""

import pytest

from openness.domain.inheritance import inherited_by
from tests.factories import LicenceCoverageFactory, LicenceFactory, LicenceTermFactory, ModelFactory

pytestmark = pytest.mark.django_db


def licensed(slug: str, licence: str, *terms: tuple[str, str], base=None, **size: object):
    model = ModelFactory(slug=slug, base_model=base)
    text = LicenceFactory(slug=licence)
    for subject, effect in terms:
        LicenceTermFactory(licence=text, subject=subject, effect=effect, **size)
    LicenceCoverageFactory(model=model, licence=text)
    return model


def gist(inherited):
    return [(one.base.slug, one.licence.slug, [(term.subject, term.effect) for term in one.terms]) for one in inherited]


def test_a_base_adds_the_limits_and_duties_that_the_own_licence_does_not_have():
    base = licensed(
        "llama", "community", ("commercial-use", "permitted"), ("naming", "required"), ("territory", "prohibited"),
        ("governing-law", "stated"),
    )  # fmt: skip
    tuned = licensed("tuned", "free", base=base)

    found = inherited_by(model=tuned, bases=[base])

    assert gist(found) == [("llama", "community", [("naming", "required"), ("territory", "prohibited")])]


def test_a_duty_that_the_own_licence_has_as_well_is_not_added():
    base = licensed("llama", "community", ("attribution", "required"), ("naming", "required"))
    tuned = licensed("tuned", "free", ("attribution", "required"), base=base)

    assert gist(inherited_by(model=tuned, bases=[base])) == [("llama", "community", [("naming", "required")])]


def test_a_base_under_the_same_licence_adds_nothing():
    base = licensed("llama", "community", ("naming", "required"))
    tuned = ModelFactory(slug="tuned", base_model=base)
    LicenceCoverageFactory(model=tuned, licence=base.coverages.get().licence)

    assert inherited_by(model=tuned, bases=[base]) == ()


def test_bases_further_down_add_theirs_after_the_nearest():
    first = licensed("first", "one", ("naming", "required"))
    second = licensed("second", "two", ("display", "required"), base=first)
    third = licensed("third", "three", base=second)

    assert gist(inherited_by(model=third, bases=[second, first])) == [
        ("second", "two", [("display", "required")]),
        ("first", "one", [("naming", "required")]),
    ]


def test_a_model_without_a_base_asks_the_database_nothing(django_assert_num_queries):
    model = ModelFactory()

    with django_assert_num_queries(0):
        assert inherited_by(model=model, bases=[]) == ()


@pytest.mark.parametrize("number", [1, 3])
def test_inheritance_takes_the_same_queries_for_any_number_of_terms(number, django_assert_num_queries):
    base = licensed("llama", "community", *[("naming", "required")] * number)
    tuned = licensed("tuned", "free", base=base)

    with django_assert_num_queries(2):
        inherited_by(model=tuned, bases=[base])
