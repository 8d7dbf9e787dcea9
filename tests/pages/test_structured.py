"""Structured data for search engines."""

import json
import re

import pytest

from tests.factories import ArticleFactory, ClaimFactory

pytestmark = pytest.mark.django_db


def reviews(client, language: str = "en") -> list[dict]:
    """Every JSON-LD object of the article's page."""
    text = client.get(f"/{language}/fact-check/an-article/").text
    return [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    ]


def test_claim_review_tells_claim_correction_and_rating(client):
    article = ArticleFactory(
        slug="an-article", title="How open?", author="J. Doe", url="https://x.example/a", claim=None
    )
    ClaimFactory(article=article, slug="c01", verdict="misleading")

    assert reviews(client) == [
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": "http://127.0.0.1:8000/en/fact-check/an-article/#c01",
            "datePublished": "2026-03-01",
            "claimReviewed": "The weights are open.",
            "reviewBody": "They are not to be had.",
            "author": {"@type": "Organization", "name": "Openness", "url": "http://127.0.0.1:8000"},
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


def test_claim_review_cannot_end_its_element(client):
    nasty = '</script><script>alert("1")</script><!-- &amp; \u2028'
    article = ArticleFactory(slug="an-article", title=nasty, author=nasty, claim=None)
    ClaimFactory(article=article, says_en=nasty, correction_en=nasty)

    [review] = reviews(client)

    assert (review["claimReviewed"], review["itemReviewed"]["author"]["name"]) == (nasty, nasty)


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
