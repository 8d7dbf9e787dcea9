"""Which part of a query string a published page depends on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reads:
    """The query parameters that a page reads: of each, whether the order of its values matters.

    An `exact` page minds everything in the query, blanks, empty values and names it does not know, and answers with
    an error where a lenient one would overlook them.
    """

    names: Mapping[str, bool] = field(default_factory=dict)
    exact: bool = False

    def relevant(self, *, query: str) -> Pairs:
        """The pairs of `query` that can change the page, in a fixed order where theirs does not matter."""
        if not query or not (self.names or self.exact):
            return ()
        pairs = parse_qsl(query, keep_blank_values=True) if self.exact else self._lenient(query)
        ordered = [pair for pair in pairs if self.names.get(pair[0])]
        return (*sorted(pair for pair in pairs if not self.names.get(pair[0])), *ordered)

    def _lenient(self, query: str) -> list[tuple[str, str]]:
        """What is read, without the blanks around a value and without what stands twice, which no page heeds."""
        pairs = ((name, value.strip()) for name, value in parse_qsl(query))
        read = [(name, value) for name, value in pairs if name in self.names and value]
        ordered = [pair for pair in read if self.names[pair[0]]]
        return [*{pair for pair in read if not self.names[pair[0]]}, *ordered]
