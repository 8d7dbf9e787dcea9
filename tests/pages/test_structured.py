"""Structured data for search engines."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.domain import revision
from openness.domain.bulk.files import FILES
from openness.models import Model
from tests.documents import NOW, stored
from tests.documents import catalogue as documents
from tests.factories import (
    ArticleFactory,
    AssessmentFactory,
    ClaimFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    OpennessDimensionFactory,
    SourceFactory,
    VendorFactory,
)
from tests.pages.heads import SITE, Head
from tests.pages.test_every_address import PAGES, address
from tests.pages.vocabulary import faults

pytestmark = pytest.mark.django_db


PUBLISHER = {
    "@type": "Organization",
    "@id": "http://127.0.0.1:8000/#organization",
    "name": "Openness",
    "url": "http://127.0.0.1:8000/en/",
}
NASTY = '</script><script>alert("1")</script><!-- &amp; \u2028'


def head(client, path: str) -> Head:
    return Head(client.get(path).text)


def reviews(client, language: str = "en") -> list[dict[str, Any]]:
    """Every ClaimReview on the article's page."""
    return head(client, f"/{language}/fact-check/an-article/").of_type("ClaimReview")


def addresses(value: Any) -> Iterator[str]:
    """Every address of the site in a graph, but those that only name things."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not name.startswith("@") and name != "urlTemplate":
                yield from addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from addresses(inner)
    elif isinstance(value, str) and value.startswith(SITE):
        yield value.removeprefix(SITE)


def test_claim_review_tells_claim_correction_and_rating(client):
    article = ArticleFactory(
        slug="an-article", title="How open?", author="J. Doe", url="https://x.example/a", claim=None
    )
    ClaimFactory(article=article, slug="c01", verdict="misleading")

    assert reviews(client) == [
        {
            "@type": "ClaimReview",
            "url": "http://127.0.0.1:8000/en/fact-check/an-article/#c01",
            "datePublished": "2026-03-01",
            "claimReviewed": "The weights are open.",
            "reviewBody": "They are not to be had.",
            "author": PUBLISHER,
            "itemReviewed": {
                "@type": "Claim",
                "appearance": {"@type": "CreativeWork", "headline": "How open?", "url": "https://x.example/a"},
                "author": {"@type": "Person", "name": "J. Doe"},
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": 2,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": "misleading",
            },
        }
    ]


def test_claim_of_an_article_that_names_no_author_has_none(client):
    ClaimFactory(article=ArticleFactory(slug="an-article", author="", claim=None), verdict="false")

    [review] = reviews(client)

    assert list(review["itemReviewed"]) == ["@type", "appearance"]


def test_claim_review_is_in_the_language_of_the_page(client):
    article = ArticleFactory(slug="an-article", claim=None)
    ClaimFactory(article=article, verdict="false")

    [review] = reviews(client, "de")

    assert (review["claimReviewed"], review["reviewRating"]["alternateName"]) == ("Die Gewichte sind offen.", "falsch")


@pytest.mark.parametrize(
    ("verdict", "ratings"),
    [("accurate", [5]), ("partly", [3]), ("misleading", [2]), ("false", [1]), ("not-checkable", [])],
)
def test_claim_review_rates_what_could_be_checked(client, verdict, ratings):
    article = ArticleFactory(slug="an-article", claim=None)
    ClaimFactory(article=article, verdict=verdict)

    assert [review["reviewRating"]["ratingValue"] for review in reviews(client)] == ratings


def test_article_page_counts_verdicts_and_differing_cells(client):
    article = ArticleFactory(slug="an-article", claim=None)
    for verdict in ("false", "false", "accurate"):
        ClaimFactory(article=article, verdict=verdict)

    text = client.get("/en/fact-check/an-article/").text

    assert re.findall(r'<li class="v-([\w-]+)"><span class="figure">(\d+)</span>', text) == [
        ("accurate", "1"),
        ("partly", "0"),
        ("misleading", "0"),
        ("false", "2"),
        ("not-checkable", "0"),
    ]


KINDS = {
    "home": ["WebPage", "WebSite", "Organization", "Dataset"],
    "compare": ["CollectionPage", "Dataset", "ItemList"],
    "compare-models": ["WebPage", "BreadcrumbList"],
    "may-i": ["WebPage", "WebApplication"],
    "model": ["ItemPage", "SoftwareApplication", "BreadcrumbList"],
    "evidence": ["WebPage", "Review", "BreadcrumbList"],
    "vendors": ["CollectionPage", "ItemList"],
    "vendor": ["WebPage", "Organization", "ItemList", "BreadcrumbList"],
    "licences": ["CollectionPage", "ItemList"],
    "licence": ["ItemPage", "DigitalDocument", "BreadcrumbList"],
    "licence-compare": ["WebPage", "BreadcrumbList"],
    "dimensions": ["WebPage", *["DefinedTermSet"] * 5],
    "fact-checks": ["CollectionPage", "ItemList"],
    "fact-check": ["WebPage", "ClaimReview", "BreadcrumbList"],
    "fact-check-cell": ["WebPage", "BreadcrumbList"],
    "changes": ["CollectionPage", "DataFeed"],
    "about": ["AboutPage", "Dataset"],
    "embed": ["WebPage", "WebApplication"],
    "api": ["WebPage", "WebAPI"],
}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_says_what_it_is_about_in_words_of_schema_org(client, name, language):
    [graph] = head(client, address(name, *PAGES[name], language=language)).graphs

    assert [fault for node in graph for fault in faults(node)] == []
    assert [node["@type"] for node in graph] == KINDS[name]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/en/compare/models/?model=two&model=one", ["WebPage", "ItemList", "BreadcrumbList"]),
        ("/en/licences/compare/?licence=older&licence=limited", ["WebPage", "ItemList", "BreadcrumbList"]),
        ("/en/compare/?group=vendor", ["CollectionPage", "ItemList"]),
        ("/en/compare/?q=nothing-like-it", ["CollectionPage"]),
        ("/en/models/one/data/", ["WebPage", "BreadcrumbList"]),
    ],
)
def test_view_says_what_it_shows(client, path, kinds):
    [graph] = head(client, path).graphs

    assert [fault for node in graph for fault in faults(node)] == []
    assert [node["@type"] for node in graph] == kinds


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_addresses_in_what_a_page_says_lead_somewhere(client, name, language):
    [graph] = head(client, address(name, *PAGES[name], language=language)).graphs

    found = {one.partition("#")[0] for one in addresses(graph) if not one.startswith("/static/")}

    assert found
    assert {one: client.get(one).status_code for one in found} == dict.fromkeys(found, 200)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_tells_its_address_its_language_and_its_names_as_they_stand(client, name, language):
    path = address(name, *PAGES[name], language=language)
    found = head(client, path)

    page = found.graphs[0][0]
    assert (page["url"], page["@id"], page["inLanguage"]) == (SITE + path, SITE + path, language)
    assert "&" not in page["name"] + page["description"]


def test_page_holds_its_name_as_it_was_written(client):
    ModelFactory(slug="one", name='A & "B"')

    assert head(client, "/en/models/one/").graphs[0][0]["name"] == 'A & "B": how open is it?'


def test_page_names_its_canonical_address_in_what_it_says(client):
    VendorFactory(slug="acme")

    page = head(client, "/en/compare/?utm_source=x&vendor=acme").graphs[0][0]

    assert page["url"] == f"{SITE}/en/compare/?vendor=acme"


@pytest.mark.parametrize("name", PAGES)
def test_no_text_of_a_record_can_end_the_element(client, catalogue, name):
    for factory in (VendorFactory, LicenceFactory):
        factory(name=NASTY, summary_de=NASTY, summary_en=NASTY)
    Model.objects.update(name=NASTY, summary_en=NASTY, family=NASTY)
    article = ArticleFactory(title=NASTY, author=NASTY, summary_en=NASTY)
    ClaimFactory(article=article, says_en=NASTY, correction_en=NASTY)

    for path in (address(name, *PAGES[name]), address("fact-check", article.slug)):
        response = client.get(path)

        assert len(Head(response.text).graphs) == 1
        assert "<script>alert" not in response.text


def test_claim_review_holds_a_text_as_it_was_written(client):
    article = ArticleFactory(slug="an-article", title=NASTY, author=NASTY, claim=None)
    ClaimFactory(article=article, says_en=NASTY)

    [review] = reviews(client)

    assert (review["claimReviewed"], review["itemReviewed"]["author"]["name"]) == (NASTY, NASTY)


def test_model_is_software_that_costs_nothing_with_a_review_of_each_level_that_is_known(client):
    model = ModelFactory(
        slug="one",
        name="One",
        vendor__slug="acme",
        repository="https://x.example/one",
        aliases=["Eins"],
        summary_en="A model.",
        levels=None,
    )
    AssessmentFactory(model=model, level="partial", reason_en="It asks first.", verified_on=dt.date(2026, 2, 1))
    AssessmentFactory(model=model, level="unknown", dimension__slug="data")
    LicenceCoverageFactory(model=model, licence=LicenceFactory(slug="limited", name="Limited"))
    LicenceCoverageFactory(model=model, licence=LicenceFactory(slug="terms", name="Terms"), covers="service")

    [software] = head(client, "/en/models/one/").of_type("SoftwareApplication")

    here = f"{SITE}/en/models/one/"
    assert [one["name"] for one in software.pop("license")] == ["Limited"]
    assert [one["name"] for one in software.pop("usageInfo")] == ["Terms"]
    assert software.pop("author")["name"] == "Acme"
    assert software == {
        "@type": "SoftwareApplication",
        "@id": f"{here}#model",
        "name": "One",
        "url": here,
        "mainEntityOfPage": here,
        "alternateName": ["Eins"],
        "description": "A model.",
        "applicationCategory": "DeveloperApplication",
        "applicationSubCategory": "AI model",
        "datePublished": "2025-01",
        "sameAs": "https://x.example/one",
        "downloadUrl": "https://x.example/one",
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": "https://x.example/one"},
        "review": [
            {
                "@type": "Review",
                "@id": f"{here}weights/#level",
                "name": "Weights: partial",
                "reviewAspect": "Weights",
                "reviewBody": "It asks first.",
                "url": f"{here}weights/",
                "inLanguage": "en",
                "datePublished": "2026-02-01",
                "author": PUBLISHER,
            }
        ],
    }


@pytest.mark.parametrize("availability", ["service-only", "on-request"])
def test_model_that_nobody_can_just_download_has_no_price(client, availability):
    ModelFactory(slug="one", availability=availability, repository="https://x.example/one")

    [software] = head(client, "/en/models/one/").of_type("SoftwareApplication")

    assert {*software} & {"offers", "isAccessibleForFree", "downloadUrl"} == set()


def test_model_is_based_on_a_published_base_only(client):
    base = ModelFactory(slug="base", name="Base")
    ModelFactory(slug="one", base_model=base)

    before = head(client, "/en/models/one/").of_type("SoftwareApplication")[0]["isBasedOn"]
    Model.objects.filter(slug="base").update(published=False)
    after = head(client, "/en/models/one/").of_type("SoftwareApplication")[0]

    assert ([one["url"] for one in before], "isBasedOn" in after) == ([f"{SITE}/en/models/base/"], False)


def test_evidence_cites_its_sources(client):
    source = SourceFactory(url="https://x.example/card", title="Model card")
    AssessmentFactory(model__slug="one", model__name="One", level="open", sources=[source])

    [review] = head(client, "/en/models/one/weights/").of_type("Review")

    assert (review["itemReviewed"]["name"], review["citation"]) == (
        "One",
        [{"@type": "CreativeWork", "name": "Model card", "url": "https://x.example/card"}],
    )


def test_licence_tells_its_terms_with_clause_and_place_on_the_page(client):
    licence = LicenceFactory(slug="limited", spdx_id="LicenseRef-limited", term=None)
    LicenceTermFactory(licence=licence, threshold=True, locator="§2")

    page = client.get("/en/licences/limited/").text

    [document] = Head(page).of_type("DigitalDocument")
    [term] = document["hasPart"]
    assert (document["identifier"], document["sameAs"]) == ("LicenseRef-limited", licence.url)
    assert (term["name"], term["identifier"], term["abstract"]) == (
        "User threshold: needs a separate licence",
        "§2",
        "More users need a licence of their own.",
    )
    assert f'id="{term["url"].partition("#")[2]}"' in page


@pytest.mark.usefixtures("catalogue")
def test_comparison_is_a_part_of_the_data_with_its_files(client):
    [part] = head(client, "/en/compare/?vendor=acme&weights=partial").of_type("Dataset")

    files = [(one["encodingFormat"], client.get(one["contentUrl"].removeprefix(SITE))) for one in part["distribution"]]
    assert part["name"] == "AI models compared: Weights: partial; Vendor: Acme"
    assert [(kind, response.headers["Content-Type"].partition(";")[0]) for kind, response in files] == [
        ("text/csv", "text/csv"),
        ("application/json", "application/json"),
        ("text/markdown", "text/markdown"),
    ]


def test_list_over_several_pages_counts_on(client):
    for number in range(51):
        ModelFactory(slug=f"m{number:02}", name=f"M{number:02}", released="2025-01")

    [found] = head(client, "/en/compare/?page=2").of_type("ItemList")

    assert (found["numberOfItems"], found["itemListElement"]) == (
        51,
        [{"@type": "ListItem", "position": 51, "name": "M50", "url": f"{SITE}/en/models/m50/"}],
    )


def test_data_names_every_file_its_licence_its_state_and_its_span(client):
    ModelFactory(released="2023-02")
    ModelFactory(released="2026-01")
    revision.bump(now=NOW)

    [data] = head(client, "/de/about/").of_type("Dataset")

    assert (data["version"], data["dateModified"], data["temporalCoverage"], data["license"]) == (
        "1",
        "2026-03-02",
        "2023-02/2026-01",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    assert [(one["name"], one["encodingFormat"], one["contentUrl"]) for one in data["distribution"]] == [
        (str(file.label), file.media_type, SITE + address(file.name)) for file in FILES
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", [name for name, kinds in KINDS.items() if "BreadcrumbList" in kinds])
def test_way_to_a_page_ends_at_the_page(client, name):
    path = address(name, *PAGES[name])

    [way] = head(client, path).of_type("BreadcrumbList")

    steps = way["itemListElement"]
    assert [step["position"] for step in steps] == [*range(1, len(steps) + 1)]
    assert (steps[-1]["item"], len(steps) > 1) == (SITE + path, True)


def test_changes_are_a_feed_of_publications(client, tmp_path):
    stored(tmp_path, *documents())

    [feed] = head(client, "/en/changes/").of_type("DataFeed")

    [first] = feed["dataFeedElement"]
    assert (first["name"], first["url"], feed["dateModified"]) == (
        "Revision 1",
        f"{SITE}/en/changes/#r1",
        first["dateModified"],
    )


def test_dimensions_and_levels_are_terms(client):
    OpennessDimensionFactory(slug="weights")

    dimensions, levels = head(client, "/en/dimensions/").of_type("DefinedTermSet")

    assert [term["termCode"] for term in dimensions["hasDefinedTerm"]] == ["weights"]
    assert [(term["termCode"], term["description"]) for term in levels["hasDefinedTerm"]] == [
        ("open", "all of it"),
        ("partial", "some of it"),
        ("closed", "none of it"),
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", ["report", "report-thanks"])
def test_page_that_nobody_shall_find_says_nothing(client, name):
    assert head(client, f"{address(name)}?record=model/one").graphs == []


@pytest.mark.usefixtures("catalogue")
def test_what_a_comparison_says_costs_no_query(client):
    counts = []
    for headers in ({}, {"HX-Request": "true"}):
        with CaptureQueriesContext(connection) as context:
            client.get("/en/compare/", headers=headers)
        counts.append(len([query for query in context if "openness_cataloguerevision" not in query["sql"]]))

    assert counts[0] == counts[1]
