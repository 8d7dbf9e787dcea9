"""What differs between two documents, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openness.domain.documents import renewed
from openness.domain.history.trees import ORDER, Path, Plain, Tree, are_alike, is_ordered, joined, tree_of


@dataclass(frozen=True)
class Difference:
    """One field, or one whole entry that came or went; None where there is nothing."""

    path: Path
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """What happened to it: "added", "removed" or "changed"."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def differences(*, before: Plain | None, after: Plain | None) -> tuple[Difference, ...]:
    """Every field in which the documents differ, in the order of the schema; paths as in `trees`.

    Where a document is missing the other one's fields stand one by one, but for its kind and slug. Where entries
    changed places, the path ends in `trees.ORDER` and the values are their names.
    """
    return tuple(_between((), _fields(before), _fields(after)))


def _fields(document: Plain | None) -> Tree:
    tree = tree_of(document=renewed(value=document))
    return {name: branch for name, branch in tree.items() if name not in {"kind", "slug"}}


def _between(path: Path, before: Tree, after: Tree) -> Iterator[Difference]:
    for name in joined(names=after, others=before):
        old, new, place = before.get(name), after.get(name), (*path, name)
        if are_alike(path=place, one=old, other=new):
            continue
        if _goes_deeper(old, new, path):
            yield from _between(place, old or {}, new or {})
        else:
            yield Difference(place, old, new)
    if is_ordered(path=path):
        yield from _moved(path, before, after)


def _goes_deeper(old: Any, new: Any, path: Path) -> bool:
    """Both are branches; or one is and the whole document is new or gone, where its parts are told one by one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return True
    return not path and isinstance(old if new is None else new, dict) and (old is None or new is None)


def _moved(path: Path, before: Tree, after: Tree) -> Iterator[Difference]:
    old, new = [name for name in before if name in after], [name for name in after if name in before]
    if old != new:
        yield Difference((*path, ORDER), old, new)
