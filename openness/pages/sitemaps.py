"""The way to every page, for crawlers (sitemaps.org, and Google's links to other languages)."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from openness.domain.sitemaps import Entry, Part, entries, parts
from openness.imprint import absolute
from openness.indexing import ANY_LANGUAGE
from openness.publishing.marks import not_kept, published

PAGES = "pages"
LISTS = (
    "home",
    "compare",
    "compare-models",
    "may-i",
    "vendors",
    "licences",
    "licence-compare",
    "dimensions",
    "fact-checks",
    "changes",
)
"""The pages that show the catalogue and are about no record of their own."""

STANDING = ("about", "embed", "api")
"""The pages that stay the same whatever the catalogue holds."""

_MOST_RECORDS = 5_000
"""In one file, each in every language: far below the protocol's bounds of 50,000 addresses and 50 MiB."""

_PAGE = re.compile(r"[1-9][0-9]{0,4}")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'

Addresses = dict[str, str]


@published()
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of all sitemaps."""
    files = [
        f"<sitemap><loc>{escape(address)}</loc>{_last_change(part)}</sitemap>\n"
        for section, part in _parts().items()
        for address in _files(section, part)
    ]
    return _xml(f"<sitemapindex {_SITEMAP}>\n", files, "</sitemapindex>\n")


@published("page")
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One sitemap: pages of one kind in all languages.

    Of a section with several files none is kept: a crawler fetches each once, and together they would push out of
    the store what readers ask for.
    """
    part = _parts().get(section)
    if part is None:
        raise Http404(section)
    files = list(_files(section, part))
    page = _page(request, len(files))
    found = list(_entries(section, part, page))
    urls = [text for entry, own in zip(found, _in_all_languages(found), strict=True) for text in _urls(entry, own)]
    return not_kept(_xml(f"<urlset {_SITEMAP} {_XHTML}>\n", urls, "</urlset>\n"), when=len(files) > 1)


def _parts() -> dict[str, Part]:
    found = parts()
    last = max((part.changed for part in found.values() if part.changed), default=None)
    return {PAGES: Part(len(LISTS) + len(STANDING), last), **found}


def _entries(section: str, part: Part, page: int) -> Iterable[Entry]:
    if section == PAGES:
        return [*(Entry(name, (), part.changed) for name in LISTS), *(Entry(name, (), None) for name in STANDING)]
    return entries(section=section, first=(page - 1) * _MOST_RECORDS, most=_MOST_RECORDS)


def _files(section: str, part: Part) -> Iterator[str]:
    address = absolute(reverse("sitemap-section", args=[section]))
    for page in range(1, math.ceil(part.total / _MOST_RECORDS) + 1):
        yield address if page == 1 else f"{address}?page={page}"


def _page(request: HttpRequest, pages: int) -> int:
    given = sorted({value.strip() for value in request.GET.getlist("page") if value.strip()}) or ["1"]
    if len(given) > 1 or not _PAGE.fullmatch(given[0]):
        raise BadRequest(f"page: {_('must be a whole number from 1')}")
    page = int(given[0])
    if page > pages:
        raise BadRequest(f"page: {_('there are only %(pages)s') % {'pages': pages}}")
    return page


def _in_all_languages(found: Sequence[Entry]) -> Iterator[Addresses]:
    """The addresses of each entry, by language."""
    by_language = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            by_language[code] = [absolute(reverse(one.name, args=one.arguments)) for one in found]
    for own in zip(*by_language.values(), strict=True):
        yield dict(zip(by_language, own, strict=True))


def _urls(entry: Entry, addresses: Addresses) -> Iterator[str]:
    named = {**addresses, ANY_LANGUAGE: addresses[settings.LANGUAGE_CODE]}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>' for code, address in named.items()
    )
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{_last_change(entry)}{links}</url>\n"


def _last_change(one: Entry | Part) -> str:
    return f"<lastmod>{one.changed.isoformat()}</lastmod>" if one.changed else ""


def _xml(start: str, lines: Iterable[str], end: str) -> HttpResponse:
    body = "".join([_HEAD, start, *lines, end])
    return HttpResponse(
        body,
        content_type="application/xml; charset=utf-8",
        headers={"Content-Language": ", ".join(code for code, _name in settings.LANGUAGES)},
    )
