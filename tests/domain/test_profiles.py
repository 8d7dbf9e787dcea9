"""What the pages about one record show."""

import pytest

from openness.choices import Dimension
from openness.domain import profiles
from openness.domain.overview import overview
from openness.models import Licence, Model, OpennessDimension, Vendor
from tests.factories import (
    ArticleFactory,
    AssessmentFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    OpennessDimensionFactory,
    SourceFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def slugs(rows):
    return [row.slug for row in rows]


def test_model_profile_tells_bases_from_the_nearest_down():
    first = ModelFactory(slug="first")
    second = ModelFactory(slug="second", base_model=first)
    ModelFactory(slug="third", base_model=second)

    assert slugs(profiles.model_profile(slug="third").bases) == ["second", "first"]


def test_model_profile_passes_over_a_base_that_is_not_published():
    first = ModelFactory(slug="first")
    hidden = ModelFactory(slug="hidden", base_model=first, published=False)
    ModelFactory(slug="third", base_model=hidden)

    assert slugs(profiles.model_profile(slug="third").bases) == ["first"]


def test_model_profile_with_bases_in_a_circle_ends():
    one = ModelFactory(slug="one")
    two = ModelFactory(slug="two", base_model=one)
    Model.objects.filter(pk=one.pk).update(base_model=two)

    assert slugs(profiles.model_profile(slug="one").bases) == ["two"]


def test_model_profile_tells_derivatives_and_siblings_in_order_of_release():
    vendor = VendorFactory()
    base = ModelFactory(slug="base", vendor=vendor, family="F")
    ModelFactory(slug="new", vendor=vendor, family="F", released="2025-05")
    ModelFactory(slug="old", vendor=vendor, family="F", released="2024-05")
    ModelFactory(slug="tuned", base_model=base, family="G")
    ModelFactory(slug="hidden", vendor=vendor, family="F", base_model=base, published=False)
    ModelFactory(slug="stranger", family="F")

    profile = profiles.model_profile(slug="base")

    assert (slugs(profile.derivatives), slugs(profile.siblings)) == (["tuned"], ["old", "new"])


def test_model_profile_tells_licences_over_time():
    model = ModelFactory(slug="one")
    LicenceCoverageFactory(model=model, licence__slug="new", valid_from="2024-06-01")
    LicenceCoverageFactory(model=model, licence__slug="old", valid_to="2024-06-01")
    LicenceCoverageFactory(model=model, licence__slug="code", covers="code")

    coverages = profiles.model_profile(slug="one").coverages

    assert [(one.row.covers, one.row.licence.slug) for one in coverages] == [
        ("weights", "old"),
        ("weights", "new"),
        ("code", "code"),
    ]


def test_model_profile_has_every_dimension_with_or_without_evidence():
    AssessmentFactory(model__slug="one", dimension__slug="code")
    for slug in Dimension.values:
        OpennessDimensionFactory(slug=slug)

    dimensions = profiles.model_profile(slug="one").dimensions

    assert [(row.slug, backing and backing.level) for row, backing in dimensions] == [
        ("weights", None),
        ("code", "open"),
        ("data", None),
        ("commercial-use", None),
    ]


def test_model_profile_of_an_unpublished_model_is_not_there():
    ModelFactory(slug="hidden", published=False)

    with pytest.raises(Model.DoesNotExist):
        profiles.model_profile(slug="hidden")


def test_model_evidence_names_primary_sources_first():
    sources = [SourceFactory(kind=kind) for kind in ("third-party", "model-card", "licence-text")]
    AssessmentFactory(model__slug="one", sources=sources)

    _model, _dimension, evidence = profiles.model_evidence(slug="one", dimension="weights")

    assert [source.kind for source in evidence.sources] == ["licence-text", "model-card", "third-party"]


def test_model_evidence_that_is_not_published_is_none():
    AssessmentFactory(model__slug="one", published=False)

    assert profiles.model_evidence(slug="one", dimension="weights")[2] is None


def test_model_evidence_of_an_unknown_dimension_is_not_there():
    ModelFactory(slug="one")

    with pytest.raises(OpennessDimension.DoesNotExist):
        profiles.model_evidence(slug="one", dimension="beauty")


def test_vendor_profile_tells_models_from_old_to_new():
    vendor = VendorFactory(slug="acme")
    for slug, month in (("new", "2025-01"), ("undated", None), ("old", "2023-01")):
        ModelFactory(slug=slug, vendor=vendor, released=month, levels={"weights": "open"})
    ModelFactory(vendor=vendor, published=False)

    profile = profiles.vendor_profile(slug="acme")

    assert (slugs(profile.rows), profile.levels["weights"]) == (["old", "new", "undated"], (("open", 3),))


def test_vendor_profile_without_models_is_empty():
    VendorFactory(slug="acme")

    profile = profiles.vendor_profile(slug="acme")

    assert (profile.rows, profile.levels) == ((), {})


def test_vendors_without_published_models_are_left_out():
    VendorFactory()
    ModelFactory(published=False)
    shown = ModelFactory().vendor

    assert slugs(profiles.vendors()) == [shown.slug]


def test_vendor_profile_that_is_not_there_says_so():
    with pytest.raises(Vendor.DoesNotExist):
        profiles.vendor_profile(slug="nobody")


def test_licence_profile_groups_terms_by_what_they_do():
    licence = LicenceFactory(slug="limited", licence_kind="restricted")
    LicenceTermFactory(licence=licence, subject="attribution", effect="required")
    LicenceTermFactory(licence=licence, threshold=True)
    LicenceTermFactory(licence=licence, subject="termination", effect="ends-rights")

    profile = profiles.licence_profile(slug="limited")

    assert {name: [term.subject for term in terms] for name, terms in profile.groups} == {
        "permissions": ["commercial-use"],
        "conditions": ["attribution"],
        "limitations": ["user-threshold"],
        "further": ["termination"],
    }
    assert profile.level == "partial"


def test_licence_profile_tells_earlier_and_later_versions():
    first = LicenceFactory(slug="v1")
    second = LicenceFactory(slug="v2", supersedes=first)
    third = LicenceFactory(slug="v3", supersedes=second)
    LicenceFactory(slug="v4", supersedes=third)

    profile = profiles.licence_profile(slug="v3")

    assert (slugs(profile.earlier), slugs(profile.later)) == (["v1", "v2"], ["v4"])


def test_licence_profile_with_versions_in_a_circle_ends():
    one = LicenceFactory(slug="one")
    two = LicenceFactory(slug="two", supersedes=one)
    Licence.objects.filter(pk=one.pk).update(supersedes=two)

    profile = profiles.licence_profile(slug="one")

    assert (slugs(profile.earlier), slugs(profile.later)) == (["two"], ["two"])


def test_licence_profile_tells_the_models_under_it_by_part():
    licence = LicenceFactory(slug="free")
    both = LicenceCoverageFactory(licence=licence, model__slug="both", model__released="2025-01").model
    LicenceCoverageFactory(licence=licence, model=both, covers="code")
    LicenceCoverageFactory(licence=licence, model__slug="older", model__released="2024-01")
    LicenceCoverageFactory(licence=licence, valid_to="2024-01-01")

    models = profiles.licence_profile(slug="free").models

    assert [(part, slugs(rows)) for part, rows in models] == [("weights", ["older", "both"]), ("code", ["both"])]


def test_dimensions_give_the_newest_models_of_each_level_as_examples():
    for number in range(1, 6):
        ModelFactory(slug=f"m{number}", released=f"2025-0{number}", levels={"data": "open"})
    ModelFactory(slug="undated", released=None, levels={"data": "open"})
    ModelFactory(slug="shut", levels={"data": "closed"})

    [data] = [one for one in profiles.dimensions() if one.dimension.slug == "data"]

    assert [(level, number, slugs(examples)) for level, _means, number, examples in data.levels] == [
        ("open", 6, ["m5", "m4", "m3"]),
        ("partial", 0, []),
        ("closed", 1, ["shut"]),
    ]


def test_overview_counts_and_names_the_newest():
    for number in range(1, 9):
        ModelFactory(slug=f"m{number}", released=f"2025-0{number}")
    ModelFactory(released=None)
    ModelFactory(published=False)

    found = overview()

    assert (found.models, slugs(found.newest), found.checked) == (9, ["m8", "m7", "m6", "m5", "m4", "m3"], None)


def test_overview_shows_the_eight_vendors_with_the_most_models():
    for number in range(9):
        vendor = VendorFactory(slug=f"vendor-{number}", name=f"Vendor {number}")
        for _ in range(1 + number % 3):
            ModelFactory(vendor=vendor)

    found = overview()

    assert found.vendor_count == 9
    assert [row.slug for row in found.vendors] == [f"vendor-{n}" for n in (2, 5, 8, 1, 4, 7, 0, 3)]


def test_overview_shows_the_first_article_in_full():
    ArticleFactory(title="B")
    first = ArticleFactory(title="A")

    assert overview().checked.article == first


@pytest.mark.parametrize("number", [1, 3])
def test_overview_takes_the_same_queries_for_one_and_three_articles(number, django_assert_num_queries):
    for _n in range(number):
        ArticleFactory()

    with django_assert_num_queries(20):
        overview()
