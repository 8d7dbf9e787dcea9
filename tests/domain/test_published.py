"""The catalogue as readers may see it, for programs."""

import logging

import pytest

from openness.domain.exchange import published, records
from openness.models import Model
from tests.factories import (
    ArticleFactory,
    ArticleRowFactory,
    ClaimFactory,
    LicenceCoverageFactory,
    ModelFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def slugs(kind: str) -> list[str]:
    return [record["slug"] for record in records(kind=kind)]


def full_model(slug: str) -> Model:
    model = ModelFactory(slug=slug, levels={"weights": "open", "code": "closed"}, aliases=[f"The {slug}"])
    LicenceCoverageFactory(model=model)
    return model


def test_records_come_by_slug_across_batches(monkeypatch):
    monkeypatch.setattr(published, "_BATCH", 2)
    for slug in ("b", "a", "d", "c", "e"):
        VendorFactory(slug=slug)

    assert slugs("vendor") == ["a", "b", "c", "d", "e"]


def test_records_of_some_slugs_leave_the_others_out():
    for slug in ("a", "b", "c"):
        VendorFactory(slug=slug)

    assert [one["slug"] for one in records(kind="vendor", slugs=["c", "a", "nobody"])] == ["a", "c"]


def test_record_has_every_field_and_plain_values():
    VendorFactory(slug="a", name="A", country="FR", website="https://a.example/", summary_de="Da.", summary_en="There.")

    assert list(records(kind="vendor")) == [
        {
            "kind": "vendor",
            "slug": "a",
            "name": "A",
            "country": "FR",
            "website": "https://a.example/",
            "summary": {"de": "Da.", "en": "There."},
        }
    ]


def test_model_that_readers_cannot_see_is_left_out():
    full_model("seen")
    hidden = full_model("hidden")
    Model.objects.filter(pk=hidden.pk).update(published=False)

    assert slugs("model") == ["seen"]


def test_article_that_readers_cannot_see_is_left_out():
    for slug, shown in (("seen", True), ("hidden", False)):
        ClaimFactory(article=ArticleFactory(slug=slug, published=shown))

    assert slugs("article") == ["seen"]


def test_assessment_that_readers_cannot_see_is_left_out():
    model = full_model("one")
    model.assessments.filter(dimension="code").update(published=False)

    [record] = records(kind="model")

    assert list(record["assessments"]) == ["weights", "data", "commercial-use"]


def test_no_record_says_that_it_is_published():
    full_model("one")

    [record] = records(kind="model")

    assert "published" not in record
    assert all("published" not in entry for entry in record["assessments"].values())


def test_record_that_the_schema_refuses_is_left_out_and_logged(caplog):
    VendorFactory(slug="right")
    VendorFactory(slug="wrong", summary_en="")

    with caplog.at_level(logging.ERROR):
        found = slugs("vendor")

    assert found == ["right"]
    assert [record.args[:2] for record in caplog.records] == [("vendor", "wrong")]


@pytest.mark.parametrize("rows", [1, 3])
def test_models_cost_the_same_queries(rows, django_assert_num_queries):
    for number in range(rows):
        full_model(f"model-{number}")

    with django_assert_num_queries(7):
        list(records(kind="model"))


def test_model_built_on_one_that_readers_cannot_see_is_built_on_the_next_below():
    below = full_model("below")
    hidden = ModelFactory(slug="hidden", base_model=below, published=False)
    ModelFactory(slug="above", base_model=hidden)
    ModelFactory(slug="alone", base_model=ModelFactory(slug="hidden-too", published=False))

    assert {one["slug"]: one["base_model"] for one in records(kind="model")} == {
        "above": "below",
        "alone": None,
        "below": None,
    }


def test_models_that_go_round_unseen_are_built_on_nothing():
    first = ModelFactory(slug="first", published=False)
    second = ModelFactory(slug="second", published=False, base_model=first)
    Model.objects.filter(pk=first.pk).update(base_model=second)
    ModelFactory(slug="seen", base_model=second)

    assert [(one["slug"], one["base_model"]) for one in records(kind="model")] == [("seen", None)]


def test_article_names_no_model_that_readers_cannot_see():
    seen, hidden = ModelFactory(slug="seen"), ModelFactory(slug="hidden", published=False)
    article = ArticleFactory(row=None, claim=None)
    ArticleRowFactory(article=article, vendor__slug="both", meant=[seen, hidden], left_out=[hidden])
    ArticleRowFactory(article=article, vendor__slug="none", meant=[hidden])
    ClaimFactory(article=article).meant.set([seen, hidden])

    [record] = records(kind="article")

    assert [(row["vendor"], row["models"], row["left_out"]) for row in record["rows"]] == [("both", ["seen"], [])]
    assert [claim["models"] for claim in record["claims"]] == [["seen"]]
