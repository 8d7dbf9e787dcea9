"""Addresses of records: in the API, and of the pages for readers in every language."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from openness.imprint import absolute

BASE: Final = "/api/v1/"

Record = dict[str, Any]

FOLDERS: Final[Mapping[str, str]] = {
    "model": "models",
    "vendor": "vendors",
    "licence": "licences",
    "dimension": "dimensions",
    "article": "articles",
}
"""Where the records of a kind stand in the API."""

_PAGES: Final[Mapping[str, str]] = {
    "model": "model",
    "vendor": "vendor",
    "licence": "licence",
    "article": "fact-check",
}


def api_address(path: str, query: Mapping[str, Any] = {}) -> str:
    """An address of the API, whole."""
    return absolute(f"{BASE}{path}{_query(query)}")


def page_addresses(name: str, *arguments: str, query: Mapping[str, Any] = {}, fragment: str = "") -> dict[str, str]:
    """The addresses of a page by language, whole."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = absolute(f"{reverse(name, args=arguments)}{_query(query)}{fragment}")
    return found


def _query(query: Mapping[str, Any]) -> str:
    return f"?{urlencode(query, doseq=True, safe='/')}" if query else ""


def with_addresses(*, record: Record, of: str, situation: Mapping[str, Any] = {}, day: str | None = None) -> Record:
    """`record`, one of those that `schemas.RECORDS` calls `of`, with `api_url` and `pages`.

    A `situation` is kept in the addresses of an answer, and a past `day` in all of them.
    """
    return {**record, **_ADDRESSES[of](record, situation, {"as-of": day} if day else {})}


def _document(record: Record, situation: Mapping[str, Any], dated: Mapping[str, str]) -> Record:
    kind, slug = record["kind"], record["slug"]
    if kind == "dimension":
        pages = page_addresses("dimensions", query=dated, fragment=f"#{slug}")
    else:
        pages = page_addresses(_PAGES[kind], slug, query=dated)
    return {"api_url": api_address(f"{FOLDERS[kind]}/{slug}", dated), "pages": pages}


def _assessment(record: Record, situation: Mapping[str, Any], dated: Mapping[str, str]) -> Record:
    query = {"model": record["model"], "dimension": record["dimension"], **dated}
    pages = page_addresses("evidence", record["model"], record["dimension"], query=dated)
    return {"api_url": api_address("assessments", query), "pages": pages}


def _claim(record: Record, situation: Mapping[str, Any], dated: Mapping[str, str]) -> Record:
    query = {"article": record["article"], "claim": record["slug"], **dated}
    pages = page_addresses("fact-check", record["article"], query=dated, fragment=f"#{record['slug']}")
    return {"api_url": api_address("claims", query), "pages": pages}


def _permission(record: Record, situation: Mapping[str, Any], dated: Mapping[str, str]) -> Record:
    """On a past day the page is the comparison, which tells the answers to a situation on every day."""
    query = {"model": record["model"], **situation, **dated}
    return {
        "api_url": api_address("permissions", query),
        "pages": page_addresses("compare" if dated else "may-i", query=query),
    }


def _change(record: Record, situation: Mapping[str, Any], dated: Mapping[str, str]) -> Record:
    """The page is that of today, which tells of every day."""
    query = {"record": f"{record['kind']}/{record['slug']}", "revision": record["revision"]}
    return {"api_url": api_address("changes", {**query, **dated}), "pages": page_addresses("changes", query=query)}


_ADDRESSES: Final = {
    **dict.fromkeys(("Model", "Vendor", "Licence", "Dimension", "Article"), _document),
    "Assessment": _assessment,
    "Claim": _claim,
    "Permission": _permission,
    "Change": _change,
}
