"""Differences between two documents, field by field, for every kind of record."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.domain.history.differences import Difference, differences
from openness.domain.history.trees import ORDER
from openness.domain.history.wording import worded
from tests.documents import article, assessment, cell, claim, coverage, dimension, licence, model, source, term, text
from tests.documents import vendor as small_vendor
from tests.domain.history.test_trees import sorted_by_length
from tests.generated import KINDS
from tests.people import kept

Plain = dict[str, Any]
vendor = kept(small_vendor())


def kept_source(**changes: Any) -> Plain:
    """A source as it stands in kept documents."""
    return {name: str(value) for name, value in source(**changes).items() if value is not None}


def told(before: Plain | None, after: Plain | None) -> list[tuple[str, str, Any, Any]]:
    """(path, what happened, before, after) of every difference."""
    found = differences(before=before and kept(before), after=after and kept(after))
    return [(" · ".join(one.path), one.kind, one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            small_vendor(),
            small_vendor(name="Acme Two", country="SE"),
            [("name", "changed", "Acme", "Acme Two"), ("country", "changed", "NO", "SE")],
        ),
        (
            small_vendor(),
            small_vendor(summary={**text("Builds models."), "en": "Made it."}),
            [("summary · en", "changed", "Builds models.", "Made it.")],
        ),
        (
            dimension("code"),
            dimension("code", position=30, open=text("Everything")),
            [
                ("position", "changed", 20, 30),
                ("open · de", "changed", "all of it (deutsch)", "Everything (deutsch)"),
                ("open · en", "changed", "all of it", "Everything"),
            ],
        ),
        (
            licence(),
            licence(osi_approved=True, steward="Somebody", published_on="2026-01-31"),
            [
                ("osi_approved", "changed", False, True),
                ("steward", "added", None, "Somebody"),
                ("published_on", "added", None, "2026-01-31"),
            ],
        ),
        (
            licence(),
            licence(terms=[term(regions=["eu"], summary=text("Less."))]),
            [
                ("terms · commercial-use §2 · regions", "added", None, ["eu"]),
                (
                    "terms · commercial-use §2 · summary · de",
                    "changed",
                    "What the clause says. (deutsch)",
                    "Less. (deutsch)",
                ),
                ("terms · commercial-use §2 · summary · en", "changed", "What the clause says.", "Less."),
            ],
        ),
        (
            licence(terms=[term(), term("patent")]),
            licence(terms=[term("patent"), term()]),
            [
                (
                    f"terms · {ORDER}",
                    "changed",
                    ["commercial-use §2", "patent §2"],
                    ["patent §2", "commercial-use §2"],
                )
            ],
        ),
        (
            model(parameters={"total": 7}),
            model(parameters={"total": 7.5, "active": 2}, aliases=["b", "a"]),
            [
                ("parameters · total", "changed", 7, 7.5),
                ("parameters · active", "added", None, 2),
                ("aliases", "added", None, ["b", "a"]),
            ],
        ),
        (
            model(),
            model(assessments={**model()["assessments"], "data": assessment("unknown", sources=None)}),
            [
                ("assessments · data · level", "changed", "open", "unknown"),
                ("assessments · data · reason · de", "changed", "It is open. (deutsch)", "It is unknown. (deutsch)"),
                ("assessments · data · reason · en", "changed", "It is open.", "It is unknown."),
                (
                    "assessments · data · sources",
                    "removed",
                    {"https://example.org/text §1": kept_source(kind="model-card")},
                    None,
                ),
            ],
        ),
        (
            model(licences=[coverage()]),
            model(licences=[coverage(to="2026-02-01"), coverage("apache-2.0", **{"from": "2026-02-01"})]),
            [
                ("licences · weights free · to", "added", None, "2026-02-01"),
                (
                    "licences · weights apache-2.0",
                    "added",
                    None,
                    {
                        "covers": "weights",
                        "licence": "apache-2.0",
                        "from": "2026-02-01",
                        "sources": {"https://example.org/text §1": kept_source()},
                    },
                ),
            ],
        ),
        (
            article(),
            article(claims=[claim(verdict="false"), claim("c02")], rows=[{**article()["rows"][0], "models": ["two"]}]),
            [
                ("rows · acme · models", "changed", ["one"], ["two"]),
                ("claims · c01 · verdict", "changed", "accurate", "false"),
                (
                    "claims · c02",
                    "added",
                    None,
                    {**kept(article(claims=[claim("c02")]))["claims"][0], "sources": {
                        "https://example.org/text §1": kept_source(kind="announcement")
                    }},
                ),
            ],
        ),
        (
            article(),
            article(
                rows=[
                    {
                        **article()["rows"][0],
                        "cells": {**article()["rows"][0]["cells"], "data": cell("closed", claims=None)},
                    }
                ]
            ),
            [
                ("rows · acme · cells · data · level", "changed", "open", "closed"),
                ("rows · acme · cells · data · claims", "removed", ["c01"], None),
            ],
        ),
    ],
    ids=[
        "fields",
        "one language",
        "dimension",
        "flags and days",
        "inside a term",
        "order of terms",
        "numbers and names",
        "assessment",
        "licences of a model",
        "claims and rows",
        "cell",
    ],
)  # fmt: skip
def test_difference(before: Plain, after: Plain, expected: list[tuple[str, str, Any, Any]]) -> None:
    assert told(before, after) == expected


def test_new_record_is_told_field_by_field() -> None:
    assert told(None, small_vendor()) == [
        ("name", "added", None, "Acme"),
        ("country", "added", None, "NO"),
        ("website", "added", None, "https://acme.example.org"),
        ("summary · de", "added", None, "Builds models. (deutsch)"),
        ("summary · en", "added", None, "Builds models."),
    ]


def test_record_that_goes_is_told_field_by_field() -> None:
    assert [(path, what) for path, what, _before, _after in told(small_vendor(), None)] == [
        ("name", "removed"),
        ("country", "removed"),
        ("website", "removed"),
        ("summary · de", "removed"),
        ("summary · en", "removed"),
    ]


def test_new_model_is_told_by_its_parts() -> None:
    paths = [path for path, *_rest in told(None, model())]

    assert paths == [
        "name",
        "vendor",
        "family",
        "modalities",
        "availability",
        "licences · weights free",
        "assessments · weights",
        "assessments · code",
        "assessments · data",
        "assessments · commercial-use",
    ]


def test_field_that_goes_stands_where_it_stood() -> None:
    before, after = licence(steward="Somebody", version="1"), licence(name="New", url="https://example.org/new")

    assert [path for path, *_rest in told(before, after)] == ["name", "steward", "version", "url"]


def test_nothing_differs_from_nothing() -> None:
    assert differences(before=None, after=None) == ()
    assert differences(before=vendor, after=vendor) == ()


def test_order_of_keys_is_no_difference() -> None:
    """PostgreSQL sorts the keys of what it keeps."""
    before, after = kept(article()), kept(article(title="Another"))

    assert differences(before=sorted_by_length(before), after=after) == (
        Difference(("title",), before["title"], "Another"),
    )
    assert differences(before=sorted_by_length(before), after=before) == ()


def test_differences_stand_in_the_order_of_the_schema_however_they_were_kept() -> None:
    before, after = kept(model()), kept(model(name="B", family="B", assessments={
        name: assessment("partial") for name in model()["assessments"]
    }))  # fmt: skip

    assert differences(before=sorted_by_length(before), after=sorted_by_length(after)) == differences(
        before=before, after=after
    )


def test_documents_that_the_schema_refuses_today_are_compared_as_they_stand() -> None:
    before = {"kind": "vendor", "slug": "acme", "name": "Acme", "colour": "red"}

    assert differences(before=before, after={**before, "colour": "blue"}) == (Difference(("colour",), "red", "blue"),)


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_two_documents_are_equal_if_and_only_if_nothing_differs(kind: str, data: st.DataObject) -> None:
    before, after = data.draw(KINDS[kind]), data.draw(KINDS[kind])

    assert (differences(before=before, after=after) == ()) == (before == after)


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_differences_of_any_two_documents_can_be_put_into_words(kind: str, data: st.DataObject) -> None:
    before, after = data.draw(st.none() | KINDS[kind]), data.draw(st.none() | KINDS[kind])

    found = differences(before=before, after=after)

    words = worded(differences=found)
    assert [one.kind for one in words] == [one.kind for one in found]
    assert all(one.field and (one.before or one.after) for one in words)


def test_order_in_words_names_the_entries() -> None:
    before, after = licence(terms=[term(), term("patent")]), licence(terms=[term("patent"), term()])

    [words] = worded(differences=differences(before=kept(before), after=kept(after)))

    assert words.field == "term · order"
    assert words.before == "Commercial use, §2; Patents, §2"
    assert words.after == "Patents, §2; Commercial use, §2"
