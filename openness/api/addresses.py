"""Addresses of records: in the API, and of the pages for readers in every language."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

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
    return f"{settings.SITE_URL}{BASE}{path}{_query(query)}"


def page_addresses(name: str, *arguments: str, query: Mapping[str, Any] = {}, fragment: str = "") -> dict[str, str]:
    """The addresses of a page by language, whole."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = f"{settings.SITE_URL}{reverse(name, args=arguments)}{_query(query)}{fragment}"
    return found


def _query(query: Mapping[str, Any]) -> str:
    return f"?{urlencode(query, doseq=True, safe='/')}" if query else ""


def with_addresses(*, record: Record, of: str, situation: Mapping[str, Any] = {}) -> Record:
    """`record`, one of those that `schemas.RECORDS` calls `of`, with `api_url` and `pages`.

    A `situation` is kept in the addresses of an answer.
    """
    return {**record, **_ADDRESSES[of](record, situation)}


def _document(record: Record, situation: Mapping[str, Any]) -> Record:
    kind, slug = record["kind"], record["slug"]
    if kind == "dimension":
        pages = page_addresses("dimensions", fragment=f"#{slug}")
    else:
        pages = page_addresses(_PAGES[kind], slug)
    return {"api_url": api_address(f"{FOLDERS[kind]}/{slug}"), "pages": pages}


def _assessment(record: Record, situation: Mapping[str, Any]) -> Record:
    query = {"model": record["model"], "dimension": record["dimension"]}
    pages = page_addresses("evidence", record["model"], record["dimension"])
    return {"api_url": api_address("assessments", query), "pages": pages}


def _claim(record: Record, situation: Mapping[str, Any]) -> Record:
    pages = page_addresses("fact-check", record["article"], fragment=f"#{record['slug']}")
    return {"api_url": api_address("claims", {"article": record["article"]}), "pages": pages}


def _permission(record: Record, situation: Mapping[str, Any]) -> Record:
    query = {"model": record["model"], **situation}
    return {"api_url": api_address("permissions", query), "pages": page_addresses("may-i", query=query)}


def _change(record: Record, situation: Mapping[str, Any]) -> Record:
    query = {"record": f"{record['kind']}/{record['slug']}"}
    return {"api_url": api_address("changes", query), "pages": page_addresses("changes", query=query)}


_ADDRESSES: Final = {
    **dict.fromkeys(("Model", "Vendor", "Licence", "Dimension", "Article"), _document),
    "Assessment": _assessment,
    "Claim": _claim,
    "Permission": _permission,
    "Change": _change,
}
