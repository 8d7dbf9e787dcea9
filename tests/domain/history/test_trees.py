"""Documents as trees: nothing is lost on the way there and back."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.domain.documents import renewed
from openness.domain.history.trees import document_of, joined, tree_of
from tests.conftest import FIXTURES
from tests.documents import article, licence, term
from tests.generated import KINDS
from tests.people import kept

FILES = sorted(FIXTURES.rglob("*.yaml"))


def fields(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A document's part; what lists entries lists something."""
    lists = st.lists(inner, max_size=3)
    return st.fixed_dictionaries({}, optional={"a": inner, "slug": inner, "terms": lists, "claims": lists})


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | fields(inner),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", sorted({file.parent.name for file in FILES}))
def test_every_document_of_the_fixtures_comes_back_from_its_tree(kind: str) -> None:
    values = [yaml.load(file.read_text(), Loader=yaml.CSafeLoader) for file in FILES if file.parent.name == kind]

    documents = [kept(value) for value in values]

    assert [document_of(tree=tree_of(document=value)) for value in documents] == documents


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(data=st.data())
def test_generated_document_comes_back_from_its_tree(kind: str, data: st.DataObject) -> None:
    value = data.draw(KINDS[kind])

    assert document_of(tree=tree_of(document=value)) == value


@settings(deadline=None)
@given(value=fields(json))
def test_anything_kept_as_json_comes_back_from_its_tree(value: dict[str, Any]) -> None:
    """History keeps what yesterday's schema allowed."""
    assert (document_of(tree=tree_of(document=value)) or {}) == value


def test_empty_lists_come_back() -> None:
    value = {"kind": "article", "rows": [], "claims": [], "sources": []}

    assert document_of(tree=tree_of(document=value)) == value


def test_entries_alike_in_all_that_identifies_them_are_told_apart() -> None:
    terms = [term(summary={"de": word, "en": word}) for word in ("One.", "Two.", "Three.")]

    tree = tree_of(document=kept(licence(terms=terms)))

    assert list(tree["terms"]) == [
        "commercial-use §2", "commercial-use §2 (2)", "commercial-use §2 (3)",
    ]  # fmt: skip


def test_lists_of_names_are_values_not_entries() -> None:
    tree = tree_of(document=kept(article()))

    assert tree["rows"]["acme"]["cells"]["weights"]["claims"] == ["c01"]
    assert list(tree["claims"]) == ["c01"]


def test_no_document_is_an_empty_tree() -> None:
    assert (tree_of(document=None), document_of(tree={})) == ({}, None)


def test_document_as_a_database_sorts_it_is_put_in_the_order_of_the_schema() -> None:
    value = kept(article())

    shuffled = renewed(value=sorted_by_length(value))

    assert shuffled == value
    assert list(shuffled or {}) == list(value)
    assert list(shuffled["rows"][0]["cells"]) == ["weights", "code", "data", "commercial-use"]  # type: ignore[index]


def sorted_by_length(value: Any) -> Any:
    """`value` as PostgreSQL's jsonb hands it back: shorter keys first."""
    if isinstance(value, dict):
        return {key: sorted_by_length(value[key]) for key in sorted(value, key=lambda key: (len(key), key))}
    return [sorted_by_length(item) for item in value] if isinstance(value, list) else value


def test_what_the_schema_refuses_stays_as_it_is() -> None:
    assert renewed(value={"kind": "vendor", "slug": "acme"}) == {"kind": "vendor", "slug": "acme"}
    assert renewed(value=None) is None


@pytest.mark.parametrize(
    ("names", "others", "both"),
    [
        ("abc", "abc", "abc"),
        ("abc", "axbc", "axbc"),
        ("abc", "xabc", "xabc"),
        ("abc", "abcxy", "abcxy"),
        ("cba", "axb", "cbax"),
        ("", "ab", "ab"),
        ("ab", "", "ab"),
        ("ac", "bd", "bdac"),
    ],
)
def test_joined_names_stand_behind_what_they_followed(names: str, others: str, both: str) -> None:
    assert joined(names=names, others=others) == list(both)
