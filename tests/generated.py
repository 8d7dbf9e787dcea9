"""Documents of every kind, made by hypothesis; all of them valid."""

from typing import Any

from hypothesis import strategies as st

from openness import choices
from tests.documents import article as small_article
from tests.documents import (
    assessment,
    cell,
    claim,
    coverage,
    dimension,
    licence,
    model,
    source,
    term,
    text,
    threshold,
    vendor,
)
from tests.people import kept

Plain = dict[str, Any]

_words = st.sampled_from(["One.", "Two.", "Drei – “vier”.", "Fünf\nSechs", "7", "no", "null"])
_texts = _words.map(text)
_slugs = st.sampled_from(["a", "b", "terms", "claims", "x.1", "order"])
_days = st.sampled_from(["2025-01-31", "2026-02-28", None])
_sources = st.lists(
    st.builds(
        lambda url, locator, title: source(url=f"https://example.org/{url}", locator=locator, title=title),
        st.sampled_from("abc"),
        st.sampled_from(["", "§1", "§2"]),
        st.sampled_from(["One", "Two"]),
    ),
    unique_by=lambda one: (one["url"], one["locator"]),
    max_size=3,
)
_some_sources = st.lists(
    st.sampled_from("abcd").map(lambda url: source(url=f"https://example.org/{url}")),
    unique_by=lambda one: one["url"],
    min_size=1,
    max_size=3,
)
_term = st.one_of(
    st.builds(
        lambda subject, effect, locator, summary: term(subject, effect, locator=locator, summary=summary),
        st.sampled_from(["commercial-use", "attribution", "patent"]),
        st.sampled_from(["permitted", "required"]),
        st.sampled_from(["§1", "§2"]),
        _texts,
    ),
    st.builds(lambda value: threshold(value=value), st.sampled_from([1, 700_000_000])),
)
_terms = st.lists(_term, min_size=1, max_size=6)
_distinct_terms = st.lists(_term, min_size=1, max_size=6, unique_by=lambda one: (one["subject"], one["locator"]))

vendors = st.builds(
    lambda country, summary, name: vendor(country=country, summary=summary, name=name),
    st.sampled_from(["NO", "DE"]),
    _texts,
    _words,
)
dimensions = st.builds(
    lambda position, question: dimension("code", position=position, question=question),
    st.integers(1, 100),
    _texts,
)


def _licences(terms: st.SearchStrategy[list[Plain]]) -> st.SearchStrategy[Plain]:
    return st.builds(
        lambda terms, sources, day, steward, summary: licence(
            terms=terms, sources=sources, published_on=day, steward=steward, summary=summary
        ),
        terms,
        _some_sources,
        _days,
        st.none() | _words,
        _texts,
    )


_assessments = st.fixed_dictionaries(
    {
        name: st.builds(
            lambda level, reason, sources: assessment(level if sources else "unknown", reason=reason, sources=sources),
            st.sampled_from(choices.Level.values),
            _texts,
            _sources,
        )
        for name in choices.Dimension.values
    }
)
models = st.builds(
    lambda aliases, total, covers, assessments, summary, modalities: model(
        aliases=aliases or None,
        parameters={"total": total} if total else None,
        licences=[coverage(covers=part) for part in covers] or None,
        assessments=assessments,
        summary=summary,
        modalities=modalities,
    ),
    st.lists(_words, unique=True, max_size=3),
    st.sampled_from([None, 7, 7.24, 0.0001, 100_000]),
    st.lists(st.sampled_from(["weights", "code", "data"]), unique=True),
    _assessments,
    st.none() | _texts,
    st.lists(st.sampled_from(choices.Modality.values), unique=True, min_size=1),
)
_rows = st.lists(
    st.builds(
        lambda vendor, subject, models, claims: {
            "vendor": vendor,
            "subject": subject,
            "models": models,
            "cells": {name: cell(claims=claims or None) for name in choices.Dimension.values},
        },
        _slugs,
        _texts,
        st.lists(_slugs, unique=True, min_size=1),
        st.lists(_slugs, unique=True, max_size=2),
    ),
    unique_by=lambda row: row["vendor"],
    max_size=3,
)
_claims = st.lists(
    st.builds(
        lambda slug, says, models, sources: claim(slug, says=says, models=models or None, sources=sources),
        _slugs,
        _texts,
        st.lists(_slugs, unique=True, max_size=2),
        _some_sources,
    ),
    unique_by=lambda one: one["slug"],
    min_size=1,
    max_size=4,
)
articles = st.builds(
    lambda rows, claims, title: small_article(rows=rows or None, claims=claims, title=title), _rows, _claims, _words
)

KINDS: dict[str, st.SearchStrategy[Plain]] = {
    "vendor": vendors.map(kept),
    "dimension": dimensions.map(kept),
    "licence": _licences(_terms).map(kept),
    "model": models.map(kept),
    "article": articles.map(kept),
}
"""Documents of each kind, all with the same slug, as proposals and changes keep them."""

DISTINCT = {**KINDS, "licence": _licences(_distinct_terms).map(kept)}
"""The same, but no two terms of a licence are alike in all that identifies them."""
