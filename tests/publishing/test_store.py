"""The memory of pages: bounded, and of one revision."""

import pytest

from openness.publishing.bodies import StoredPage
from openness.publishing.reads import Reads
from openness.publishing.store import PageStore


def page(size: int) -> StoredPage:
    return StoredPage(headers=(), encoded={"identity": ((), b"x" * size)})


def keep(store: PageStore, key: str, size: int = 10, revision: int = 1, exact: bool = False) -> None:
    store.put(path=f"/{key}", key=key, reads=Reads({"sort": False}, exact), page=page(size), revision=revision)


def kept(store: PageStore) -> str:
    """The keys in the store among the first letters."""
    return "".join(key for key in "abcdef" if key in {*store._plain.pages, *store._exact.pages})


@pytest.fixture
def store() -> PageStore:
    """Room for three pages of ten bytes, at revision 1."""
    store = PageStore(max_bytes=30)
    store.turn_to(1)
    return store


def test_get_what_was_put_gives_it_back(store):
    keep(store, "a")

    assert (store.get("a"), store.get("b")) == (page(10), None)


def test_parameters_of_a_path_are_known_once_a_page_was_kept(store):
    keep(store, "a")

    assert (store.parameters_of("/a"), store.parameters_of("/b")) == (Reads({"sort": False}), None)


def test_put_beyond_the_room_drops_the_oldest(store):
    for key in "abcd":
        keep(store, key)

    assert (kept(store), store.size, len(store)) == ("bcd", 30, 3)


def test_put_beyond_the_room_spares_what_was_asked_for_lately(store):
    for key in "abc":
        keep(store, key)
    store.get("a")

    keep(store, "d")

    assert kept(store) == "acd"


def test_put_of_a_large_page_drops_as_many_as_it_needs(store):
    for key in "abc":
        keep(store, key)

    keep(store, "d", size=25)

    assert (kept(store), store.size) == ("d", 25)


def test_put_of_a_page_larger_than_all_the_room_keeps_the_others(store):
    keep(store, "a")

    keep(store, "b", size=31)

    assert (kept(store), store.parameters_of("/b")) == ("a", None)


def test_put_again_replaces_and_counts_once(store):
    keep(store, "a", size=10)

    keep(store, "a", size=20)

    assert (len(store), store.size) == (1, 20)


def test_size_is_that_of_all_encodings(store):
    both = StoredPage(headers=(), encoded={"br": ((), b"xx"), "identity": ((), b"xxxxx")})

    store.put(path="/a", key="a", reads=Reads(), page=both, revision=1)

    assert store.size == 7


def test_turn_to_a_new_revision_forgets_everything(store):
    keep(store, "a")

    store.turn_to(2)

    assert (len(store), store.size, store.parameters_of("/a")) == (0, 0, None)


def test_turn_to_the_same_revision_forgets_nothing(store):
    keep(store, "a")

    store.turn_to(1)

    assert kept(store) == "a"


def test_put_of_a_page_of_another_revision_is_refused(store):
    store.turn_to(2)

    keep(store, "a", revision=1)

    assert kept(store) == ""


def test_answers_to_programs_push_out_only_one_another() -> None:
    store = PageStore(max_bytes=80)
    store.turn_to(1)
    keep(store, "a", 60)

    for key in "bcd":
        keep(store, key, exact=True)

    assert (kept(store), store.size) == ("acd", 80)


def test_answers_to_programs_have_a_quarter_of_the_room() -> None:
    store = PageStore(max_bytes=80)
    store.turn_to(1)

    keep(store, "a", 21, exact=True)
    keep(store, "b", 20, exact=True)
    keep(store, "c", 80)

    assert (kept(store), store.size) == ("b", 20)
