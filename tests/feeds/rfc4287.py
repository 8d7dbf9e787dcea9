"""What RFC 4287 demands of a feed document, as far as our feeds use it."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_MEDIA = re.compile(r"[^\s/;]+/[^\s/;]+")
_ONCE = {
    "feed": {"id": 1, "title": 1, "updated": 1},
    "entry": {"id": 1, "title": 1, "updated": 1},
}
_AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}
_KNOWN = {
    "feed": {"author", "category", "contributor", "entry", "link", *_ONCE["feed"], *_AT_MOST_ONCE["feed"]},
    "entry": {"author", "category", "contributor", "link", *_ONCE["entry"], *_AT_MOST_ONCE["entry"]},
}


def faults(document: bytes) -> list[str]:
    """Everything that the feed `document` does and must not do; raises where it is no XML."""
    feed = ET.fromstring(document)  # noqa: S314 - our own
    if feed.tag != f"{ATOM}feed":
        return [f"the root is {feed.tag}"]
    entries = feed.findall(f"{ATOM}entry")
    found = [*_of_container(feed), *(fault for entry in entries for fault in _of_container(entry))]
    if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
        found.append("an entry has no author (4.1.1)")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        found.append("no link to itself (4.1.1)")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        found.append("an entry stands twice (4.1.1)")
    return found


def _of_container(element: ET.Element) -> Iterator[str]:
    name = element.tag.removeprefix(ATOM)
    names = [child.tag.removeprefix(ATOM) for child in element]
    for child, number in _ONCE[name].items():
        if names.count(child) != number:
            yield f"{name} has {names.count(child)} {child}"
    for child in _AT_MOST_ONCE[name]:
        if names.count(child) > 1:
            yield f"{name} has {names.count(child)} {child}"
    yield from (f"{name} has an unknown {child}" for child in sorted(set(names) - _KNOWN[name]))
    yield from _of_values(element)
    yield from _of_links(element.findall(f"{ATOM}link"))


def _of_values(element: ET.Element) -> Iterator[str]:
    for child in element:
        name, text = child.tag.removeprefix(ATOM), child.text or ""
        if name in {"updated", "published"} and not _DAY.fullmatch(text):
            yield f"{name} is no date: {text}"
        if name == "id" and not _IRI.fullmatch(text):
            yield f"id is no IRI: {text}"
        if name in {"title", "summary", "content", "rights"} and (
            child.get("type", "text") not in {"text", "html"} or len(child)
        ):
            yield f"{name} is neither text nor HTML"
        if name == "category" and not child.get("term"):
            yield "a category without a term"
        if name == "author" and not child.findtext(f"{ATOM}name"):
            yield "an author without a name"


def _of_links(links: list[ET.Element]) -> Iterator[str]:
    for link in links:
        if not _IRI.fullmatch(link.get("href", "")):
            yield f"a link to {link.get('href')}"
        if not _MEDIA.fullmatch(link.get("type", "text/html")):
            yield f"a link of type {link.get('type')}"
    alternates = [(one.get("type"), one.get("hreflang")) for one in links if one.get("rel") == "alternate"]
    if len(set(alternates)) != len(alternates):
        yield "two alternate links of the same type and language (4.1.1)"
    if not alternates:
        yield "no alternate link"
