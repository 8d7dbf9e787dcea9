"""Atom (RFC 4287), with what Django's writer leaves out: languages of links, words of categories, HTML beside text."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from openness.feeds.answering import readable
from openness.imprint import ATTRIBUTION, LICENCE_SHORT, LICENCE_URL, absolute

_RIGHTS = f"{ATTRIBUTION}, {LICENCE_SHORT}, {LICENCE_URL}"


def tag(path: str) -> str:
    """A name (RFC 4151) that stays with what `path` says, whatever becomes of its address."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{path}"


@dataclass(frozen=True)
class Link:
    """A link of a feed or an entry; `address` is whole."""

    rel: str
    address: str
    type: str
    language: str
    title: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """As the element `link` says it."""
        said = {"rel": self.rel, "href": self.address, "type": self.type, "hreflang": self.language}
        return said | ({"title": self.title} if self.title else {})


@dataclass(frozen=True)
class Category:
    """What an entry is about: a term for programs, its word for people."""

    term: str
    label: str


class _Writer(SimplerXMLGenerator):
    """Writes a sign in the place of each that XML cannot hold."""

    def startElement(self, name: str, attrs: Any) -> None:
        super().startElement(name, AttributesImpl({key: readable(value) for key, value in attrs.items()}))

    def characters(self, content: str) -> None:
        super().characters(readable(content))


class AtomFeed(Atom1Feed):
    """A feed in one language, last changed at `updated`; each item has `content` (HTML), `links` and `subjects`."""

    def __init__(self, *, identity: str, title: str, language: str, updated: dt.datetime, links: list[Link]) -> None:
        super().__init__(
            title=title,
            link=links[0].address,
            description=None,
            language=language,
            author_name="Openness",
            author_link=absolute("/"),
            feed_copyright=_RIGHTS,
            feed_guid=identity,
        )
        self.updated, self.links = updated, links

    def write(self, outfile: IO[Any], encoding: str) -> None:
        """Write the feed to `outfile`."""
        handler = _Writer(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """What tells of the feed itself."""
        handler.addQuickElement("id", self.feed["id"])
        handler.addQuickElement("title", self.feed["title"])
        handler.addQuickElement("updated", self.updated.isoformat())
        _write_links(handler, self.links)
        handler.addQuickElement("link", None, {"rel": "license", "href": LICENCE_URL})
        handler.startElement("author", AttributesImpl({}))
        handler.addQuickElement("name", self.feed["author_name"])
        handler.addQuickElement("uri", self.feed["author_link"])
        handler.endElement("author")
        handler.addQuickElement("rights", self.feed["feed_copyright"])
        handler.addQuickElement("generator", "Openness", {"uri": absolute("/")})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Mapping[str, Any]) -> None:
        """What tells of one entry."""
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("published", item["pubdate"].isoformat())
        handler.addQuickElement("updated", item["updateddate"].isoformat())
        _write_links(handler, item["links"])
        for one in item["subjects"]:
            handler.addQuickElement("category", None, {"term": one.term, "label": one.label})
        handler.addQuickElement("summary", item["description"])
        handler.addQuickElement("content", item["content"], {"type": "html"})


def _write_links(handler: SimplerXMLGenerator, links: list[Link]) -> None:
    for link in links:
        handler.addQuickElement("link", None, link.attributes)
