"""How the API answers: records as JSON, with links to go on by."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from openness.api.addresses import with_addresses
from openness.api.asking import Asked
from openness.api.cors import SHARED
from openness.api.cursors import cursor_of
from openness.api.schemas import ON_DEMAND
from openness.domain.keyset import Listing
from openness.imprint import absolute
from openness.publishing.marks import not_kept

Record = dict[str, Any]

_LANGUAGES = frozenset({"de", "en"})


def list_response(
    *,
    question: Asked,
    of: str,
    name: str,
    found: Listing[Record],
    situation: Mapping[str, Any] = {},
    more: Mapping[str, Any] = {},
) -> HttpResponse:
    """A page of records; `of` says what they are in `schemas.RECORDS`, `name` what the list is to a cursor.

    A `situation` is kept in the addresses of answers; the list tells `more` besides.
    """
    query = {key: list(values) for key, values in question.given.items() if key != "cursor"}
    first = _address(question, query)
    following = None
    if found.last is not None:
        following = _address(question, {**query, "cursor": [cursor_of(listing=name, position=found.last)]})
    body: Record = {
        "data": [_shaped(one, question, of, situation) for one in found.rows],
        "total": found.total,
        "links": {"first": first, "next": following},
        **more,
    }
    response = json_response(body, question=question)
    relations = {"first": first, "next": following}
    response["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in relations.items() if address)
    return response


def record_response(*, question: Asked, of: str, record: Record) -> HttpResponse:
    """One record."""
    return json_response({"data": _shaped(record, question, of, {})}, question=question)


def json_response(body: Any, *, question: Asked) -> HttpResponse:
    """`body` as JSON; left out of the page store where there is no end of such addresses."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    language = question.language or ", ".join(sorted(_LANGUAGES))
    headers = {**SHARED, "Content-Language": language}
    return not_kept(HttpResponse(text, content_type="application/json", headers=headers), when=question.is_endless)


def _address(question: Asked, query: Mapping[str, Any]) -> str:
    text = urlencode(query, doseq=True, safe=",:/")
    return absolute(f"{question.path}{'?' if text else ''}{text}")


def _shaped(record: Record, question: Asked, of: str, situation: Mapping[str, Any]) -> Record:
    """`record` with its addresses, in the wanted language, with the wanted fields only."""
    texts = in_language(record, question.language) if question.language else record
    whole = with_addresses(record=texts, of=of, situation=situation, day=question.one("as-of"))
    wanted = question.fields
    if wanted is None:
        return {name: value for name, value in whole.items() if name not in ON_DEMAND.get(of, ())}
    return {name: value for name, value in whole.items() if name in wanted}


def in_language(value: Any, language: str) -> Any:
    """`value` with each text in `language` only, as a plain text."""
    if isinstance(value, dict):
        if value.keys() == _LANGUAGES:
            return value[language]
        return {name: in_language(item, language) for name, item in value.items()}
    return [in_language(item, language) for item in value] if isinstance(value, list) else value
