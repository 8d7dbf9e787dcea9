"""What the QuerySets choose."""

import datetime as dt

import pytest

from openness.models import Assessment, LicenceCoverage, Model, Source, level_name, search_key, with_level
from tests.factories import (
    AssessmentFactory,
    LicenceCoverageFactory,
    ModelFactory,
    SourceFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPT-4-turbo", "gpt4turbo"),
        ("GPT4 Turbo", "gpt4turbo"),
        ("  Größe – Ü ", "grosseu"),
        ("Llama 3.1 (8B)", "llama318b"),
        ("ﬁne", "fine"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_search_key_is_lower_case_letters_and_digits(text, expected):
    assert search_key(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4-turbo",
        "GPT4 Turbo",
        "gpt 4 turbo",
        "turbo gpt",
        "openai turbo",
        "gpt4-turbo-2024-04-09",
        "GPT‑4 (Turbo)",
        "４ｔｕｒｂｏ",
    ],
)
def test_matching_finds_a_model_however_it_is_spelt(text):
    wanted = ModelFactory(
        slug="gpt-4-turbo",
        name="GPT-4 Turbo",
        family="GPT-4",
        vendor=VendorFactory(slug="openai", name="OpenAI"),
        aliases=["gpt-4-turbo-2024-04-09"],
    )
    ModelFactory(slug="llama-3-8b", name="Llama 3 8B")

    assert list(Model.objects.matching(text)) == [wanted]


def test_matching_needs_every_word():
    ModelFactory(name="GPT-4 Turbo")

    assert list(Model.objects.matching("gpt llama")) == []


def test_matching_finds_a_vendor_by_its_name():
    wanted = ModelFactory(vendor=VendorFactory(slug="mistral", name="Mistral AI"))
    ModelFactory()

    assert list(Model.objects.matching("mistral AI")) == [wanted]


@pytest.mark.parametrize("text", ["日本", "???", "%", "_"])
def test_matching_without_a_letter_or_digit_finds_nothing(text):
    ModelFactory()

    assert list(Model.objects.matching(text)) == []


def test_models_published_leaves_out_the_others():
    shown = ModelFactory()
    ModelFactory(published=False)

    assert list(Model.objects.published()) == [shown]


def test_models_by_release_puts_unknown_months_last():
    unknown, new, old = (ModelFactory(released=month) for month in (None, "2025-02", "2023-03"))

    assert list(Model.objects.all().by_release()) == [old, new, unknown]


def test_with_level_is_the_published_level_or_unknown():
    assessed, draft, bare = (
        ModelFactory(levels={"data": "closed"}),
        ModelFactory(levels=None),
        ModelFactory(levels=None),
    )
    AssessmentFactory(model=draft, dimension__slug="data", published=False)

    found = with_level(Model.objects.all(), "data").values_list("slug", level_name("data"))

    assert dict(found) == {assessed.slug: "closed", draft.slug: "unknown", bare.slug: "unknown"}


def test_assessments_published_leaves_out_those_of_unpublished_models():
    shown = AssessmentFactory()
    AssessmentFactory(published=False)
    AssessmentFactory(model__published=False)

    assert list(Assessment.objects.published()) == [shown]


def test_assessments_stale_are_those_not_verified_within_the_months_of_their_dimension():
    old, never = AssessmentFactory(verified_on="2026-01-01"), AssessmentFactory(verified_on=None, published=False)
    AssessmentFactory(verified_on="2026-01-02")

    AssessmentFactory(dimension__slug="commercial-use", verified_on="2025-12-02")
    months = {"weights": 3, "code": 3, "data": 3, "commercial-use": 4}

    assert set(Assessment.objects.stale(today=dt.date(2026, 4, 2), months=months)) == {old, never}


def test_assessments_unsourced_have_no_source():
    bare = AssessmentFactory(sources=[])
    AssessmentFactory(sources=[SourceFactory(), SourceFactory()])

    assert list(Assessment.objects.unsourced()) == [bare]


def test_coverages_in_force_have_no_end():
    model = ModelFactory()
    LicenceCoverageFactory(model=model, valid_to="2024-01-01")
    current = LicenceCoverageFactory(model=model, valid_from="2024-01-01")

    assert list(LicenceCoverage.objects.in_force()) == [current]


def test_coverages_for_use_are_of_weights_or_service():
    model = ModelFactory()
    weights, _code, _data = (LicenceCoverageFactory(model=model, covers=part) for part in ("weights", "code", "data"))
    service = LicenceCoverageFactory(covers="service")

    assert set(LicenceCoverage.objects.for_use()) == {weights, service}


def test_sources_primary_are_no_third_parties():
    own, _other = SourceFactory(kind="model-card"), SourceFactory(kind="third-party")

    assert list(Source.objects.primary()) == [own]


def test_records_have_their_own_address():
    model = ModelFactory(slug="one")

    assert model.get_absolute_url() == "/en/models/one/"
    assert model.vendor.get_absolute_url() == f"/en/vendors/{model.vendor.slug}/"
