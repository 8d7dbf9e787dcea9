"""What the head of a page says to search engines."""

import json
from html.parser import HTMLParser
from typing import Any

SITE = "http://127.0.0.1:8000"


class Head(HTMLParser):
    """Canonical addresses, robots, addresses in other languages, and the graph of the structured data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.canonical: list[str] = []
        self.robots: list[str] = []
        self.alternates: dict[str, str] = {}
        self.graphs: list[list[dict[str, Any]]] = []
        self._is_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "link" and given["rel"] == "canonical":
            self.canonical.append(given["href"])
        if tag == "link" and given["rel"] == "alternate" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]
        if tag == "meta" and given.get("name") == "robots":
            self.robots.append(given["content"])
        self._is_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._is_data:
            document = json.loads(data)
            assert {*document} == {"@context", "@graph"}
            assert document["@context"] == "https://schema.org"
            self.graphs.append(document["@graph"])
            self._is_data = False

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """What the page says of things of one type, nested ones left out."""
        return [node for graph in self.graphs for node in graph if node["@type"] == kind]
