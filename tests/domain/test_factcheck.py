"""An article's table beside the corrected one."""

import pytest

from openness.domain import factcheck
from openness.models import Article, ArticleCell, Vendor
from tests.factories import ArticleFactory, ArticleRowFactory, ClaimFactory, ModelFactory, VendorFactory

pytestmark = pytest.mark.django_db


def table(*, stated: str, found: list[str]) -> factcheck.CheckedCell:
    """The checked cell on weights of an article that states one level of models of the levels `found`."""
    vendor = VendorFactory()
    article = ArticleFactory(row=None)
    meant = [ModelFactory(vendor=vendor, levels={"weights": level}) for level in found]
    ArticleRowFactory(article=article, vendor=vendor, levels={"weights": stated}, meant=meant)
    [row] = factcheck.fact_check(slug=article.slug).rows
    return row.cells[0]


@pytest.mark.parametrize(
    ("stated", "found", "outcome", "level"),
    [
        ("open", ["open"], "same", "open"),
        ("open", ["open", "open"], "same", "open"),
        ("open", ["closed"], "differs", "closed"),
        ("open", ["open", "partial"], "differs", None),
        ("closed", ["unknown"], "differs", "unknown"),
        ("unknown", ["open"], "silent", "open"),
        ("unknown", ["unknown"], "silent", "unknown"),
    ],
)
def test_checked_cell_compares_what_is_stated_with_what_is_found(stated, found, outcome, level):
    cell = table(stated=stated, found=found)

    assert (cell.stated, cell.outcome, cell.level) == (stated, outcome, level)


def test_checked_cell_counts_the_levels_found_in_the_order_of_the_words():
    assert table(stated="open", found=["closed", "open", "closed"]).found == (("open", 1), ("closed", 2))


def test_fact_check_counts_cells_that_are_filled_and_that_differ():
    vendor = VendorFactory()
    meant = [ModelFactory(vendor=vendor, levels={"weights": "closed", "code": "closed"})]
    article = ArticleFactory(row=None)
    stated = {"weights": "open", "code": "closed", "data": "open"}
    ArticleRowFactory(article=article, vendor=vendor, levels=stated, meant=meant)

    checked = factcheck.fact_check(slug=article.slug)

    assert (checked.cells, checked.differing) == (3, 2)


def test_fact_check_counts_every_verdict():
    article = ArticleFactory(claim=None)
    for verdict in ("false", "accurate", "false"):
        ClaimFactory(article=article, verdict=verdict)

    assert factcheck.fact_check(slug=article.slug).verdicts == (
        ("accurate", 1),
        ("partly", 0),
        ("misleading", 0),
        ("false", 2),
        ("not-checkable", 0),
    )


def test_fact_check_names_what_a_row_leaves_out():
    article = ArticleFactory(row=None)
    ArticleRowFactory(article=article, left_out=[ModelFactory(slug="forgotten"), ModelFactory(published=False)])

    [row] = factcheck.fact_check(slug=article.slug).rows

    assert [model.slug for model in row.left_out] == ["forgotten"]


def test_fact_check_keeps_the_order_of_rows_and_claims():
    article = ArticleFactory(row=None, claim=None)
    for place, slug in ((2, "second"), (1, "first")):
        ArticleRowFactory(article=article, position=place, vendor__slug=slug)
        ClaimFactory(article=article, position=place, slug=slug)

    checked = factcheck.fact_check(slug=article.slug)

    assert [row.vendor.slug for row in checked.rows] == ["first", "second"]
    assert [one.claim.slug for one in checked.claims] == ["first", "second"]


def test_fact_check_of_an_unpublished_article_is_not_there():
    article = ArticleFactory(published=False)

    with pytest.raises(Article.DoesNotExist):
        factcheck.fact_check(slug=article.slug)
    assert factcheck.articles() == ()


def test_cell_models_backs_each_model_that_has_evidence():
    article = ArticleFactory(row=None)
    row = ArticleRowFactory(article=article)
    [model] = row.meant.all()

    _row, cell, backing = factcheck.cell_models(slug=article.slug, vendor=row.vendor.slug, dimension="code")

    assert (cell.dimension, {slug: evidence.level for slug, evidence in backing.items()}) == (
        "code",
        {model.slug: "unknown"},
    )


def test_cell_models_of_a_vendor_without_a_row_is_not_there():
    article = ArticleFactory()

    with pytest.raises(Vendor.DoesNotExist):
        factcheck.cell_models(slug=article.slug, vendor="nobody", dimension="code")


def test_cell_models_of_a_dimension_without_a_cell_is_not_there():
    row = ArticleFactory().rows.get()
    ArticleCell.objects.filter(dimension="code").delete()

    with pytest.raises(KeyError):
        factcheck.cell_models(slug=row.article.slug, vendor=row.vendor.slug, dimension="code")


@pytest.mark.parametrize("number", [1, 3])
def test_fact_check_takes_the_same_queries_for_one_and_three_rows(number, django_assert_num_queries):
    article = ArticleFactory(row=None, claim=None)
    for _n in range(number):
        ArticleRowFactory(article=article)
        ClaimFactory(article=article)

    with django_assert_num_queries(13):
        factcheck.fact_check(slug=article.slug)
