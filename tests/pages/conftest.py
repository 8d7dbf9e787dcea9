"""A small catalogue with a page at every address."""

import pytest

from openness.choices import Dimension
from tests.factories import (
    ArticleFactory,
    ArticleRowFactory,
    ClaimFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    OpennessDimensionFactory,
    VendorFactory,
)


@pytest.fixture
def catalogue(db: None) -> None:
    """Two models of one vendor under one licence, and an article about one of them."""
    for slug in Dimension.values:
        OpennessDimensionFactory(slug=slug)
    acme = VendorFactory(slug="acme", name="Acme")
    licence = LicenceFactory(slug="limited", licence_kind="restricted", supersedes=LicenceFactory(slug="older"))
    LicenceTermFactory(licence=licence, threshold=True)
    levels = {"weights": "partial", "code": "closed", "commercial-use": "partial"}
    one = ModelFactory(slug="one", name="One", vendor=acme, levels=levels, parameters_total=8, aliases=["Eins"])
    two = ModelFactory(slug="two", name="Two", vendor=acme, base_model=one, released=None)
    for model in (one, two):
        LicenceCoverageFactory(model=model, licence=licence)
    article = ArticleFactory(slug="an-article", title="How open?", row=None, claim=None)
    ClaimFactory(article=article, slug="c01", vendor=acme)
    ArticleRowFactory(article=article, vendor=acme, levels={"weights": "open"}, meant=[one], left_out=[two])
