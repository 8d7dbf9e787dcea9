"""Documents as trees of named fields, so that two of them can be told apart and three merged field by field.

A list of entries (terms, claims, sources) becomes a mapping by what identifies an entry; every other list is one
value. The order of the mapping is that of the list.
"""

from collections.abc import Callable, Iterable
from typing import Any

Plain = dict[str, Any]
Tree = dict[str, Any]
Path = tuple[str, ...]

ORDER = "(order)"
"""Names the order of entries in a path; no entry is identified by that."""

_ORDERED = {("terms",), ("rows",), ("claims",)}


def _term(entry: Plain) -> str:
    return f"{entry.get('subject')} {entry.get('locator')}"


def _coverage(entry: Plain) -> str:
    return f"{entry.get('covers')} {entry.get('licence')}"


def _source(entry: Plain) -> str:
    return " ".join(filter(None, (entry.get("url"), entry.get("locator"))))


_ENTRIES: dict[str, Callable[[Plain], str]] = {
    "terms": _term,
    "licences": _coverage,
    "sources": _source,
    "rows": lambda entry: str(entry.get("vendor")),
    "claims": lambda entry: str(entry.get("slug")),
}


def tree_of(*, document: Plain | None) -> Tree:
    """`document` with its lists of entries as mappings; empty for None."""
    return {name: _branch(name, value) for name, value in (document or {}).items()}


def _branch(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _branch(key, item) for key, item in value.items()}
    if not _is_entries(name, value):
        return value
    found: Tree = {}
    for entry in value:
        found[_free(_ENTRIES[name](entry), found)] = _branch("", entry)
    return found


def _is_entries(name: str, value: Any) -> bool:
    return name in _ENTRIES and isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _free(key: str, taken: Tree) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key} ({number})"
    return free


def document_of(*, tree: Tree) -> Plain | None:
    """The document that `tree` stands for; None where it is empty."""
    return {name: _value(name, branch) for name, branch in tree.items()} or None


def _value(name: str, branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    if name in _ENTRIES:
        return [_value("", entry) for entry in branch.values()]
    return {key: _value(key, item) for key, item in branch.items()}


def are_alike(*, path: Path, one: Any, other: Any) -> bool:
    """Whether two branches at `path` say the same, in the same order where the order says something."""
    if one != other:
        return False
    return not (is_ordered(path=path) and isinstance(one, dict)) or list(one) == list(other)


def is_ordered(*, path: Path) -> bool:
    """Whether the entries at `path` stand in an order that somebody chose; others are sorted by the schema."""
    return path in _ORDERED


def joined(*, names: Iterable[str], others: Iterable[str]) -> list[str]:
    """`names`, and those of `others` that are not among them, each behind what it followed there."""
    found = list(names)
    place = 0
    for name in others:
        if name not in found:
            found.insert(place, name)
        place = found.index(name) + 1
    return found
