"""What of a query string makes another page."""

import pytest

from openness.publishing.reads import Reads

LENIENT = Reads({"q": False, "model": True})
EXACT = Reads({"q": False, "model": True}, exact=True)


@pytest.mark.parametrize("query", ["", "unknown=1", "q=", "q=%20", "model="])
def test_relevant_of_a_lenient_page_overlooks(query):
    assert LENIENT.relevant(query=query) == ()


@pytest.mark.parametrize("query", ["q=a&q=b", "q=b&q=a", "q=b&q=a&q=a", "q=+a&q=b+&x=1"])
def test_relevant_of_a_lenient_page_is_one_for(query):
    assert LENIENT.relevant(query=query) == (("q", "a"), ("q", "b"))


def test_relevant_keeps_the_order_where_it_matters():
    assert LENIENT.relevant(query="model=b&q=c&model=a") == (("q", "c"), ("model", "b"), ("model", "a"))


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("unknown=1", (("unknown", "1"),)),
        ("q=", (("q", ""),)),
        ("q=+a", (("q", " a"),)),
        ("q=a&q=a", (("q", "a"), ("q", "a"))),
        ("q=b&q=a", (("q", "a"), ("q", "b"))),
        ("model=b&model=a", (("model", "b"), ("model", "a"))),
    ],
)
def test_relevant_of_an_exact_page_minds(query, pairs):
    assert EXACT.relevant(query=query) == pairs


def test_relevant_of_an_exact_page_that_reads_nothing_minds_all():
    assert Reads(exact=True).relevant(query="a=1") == (("a", "1"),)
