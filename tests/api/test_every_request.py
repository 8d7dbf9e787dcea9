"""Whatever is asked of the API, as its document says or otherwise: it answers as the document says."""

import copy
import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from werkzeug.test import Client

from openness.api.v1 import document
from openness.filters import SORTS
from openness.publishing.front import Front
from openness.publishing.store import PageStore
from tests.api.asking import schema_of
from tests.api.conftest import small_catalogue

_EXAMPLES = 150
_REQUESTS = 5_000
_FOUND = 2_300
_KNOWN: dict[str, list[str]] = {
    "vendor": ["mistral-ai", "meta", "acme"],
    "country": ["FR", "US"],
    "licence": ["apache-2.0", "community"],
    "model": ["llama", "tuned", "gpt-4o", "mistral-7b-v0.3"],
    "article": ["an-article"],
    "claim": ["c01", "c02"],
    "record": ["model/llama", "vendor/acme", "article/an-article"],
    "as-of": ["2026-03-02", "2026-03-03", "2026-11-01"],
}
_SLUGS = {
    "model": ["llama", "tuned", "gpt-4o", "mistral-7b-v0.3"],
    "vendor": ["mistral-ai", "meta", "acme"],
    "licence": ["apache-2.0", "community"],
    "dimension": ["weights", "data"],
    "article": ["an-article"],
}
"""What the catalogue has."""
_SORTS = {sign + key for key in SORTS for sign in ("", "-")}


def _config() -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": 20261123,
            "headers": {"Accept-Encoding": "identity"},
            "generation": {"deterministic": True, "max-examples": _EXAMPLES, "no-shrink": True},
            "checks": {"enabled": True},
        }
    )


def _narrowed(whole: Any, site: Any) -> Any:
    """The document `whole`, in which names are those that the catalogue has, and cursors those of its lists."""
    for path, item in whole["paths"].items():
        operation = item["get"]
        for parameter in operation["parameters"]:
            if names := _names(parameter["name"], operation["operationId"], path, site):
                schema = parameter["schema"]
                (schema["items"] if schema.get("type") == "array" else schema)["enum"] = names
    return whole


def _names(parameter: str, operation: str, path: str, site: Any) -> list[str]:
    if parameter == "cursor":
        following = Client(site).get(f"{path}?per-page=1").json["links"]["next"]
        return [following.partition("cursor=")[2]] if following else []
    return _SLUGS[operation] if parameter == "slug" else _KNOWN.get(parameter, [])


class _Counted:
    """An application, and which answers it gave how often."""

    def __init__(self, application: Any) -> None:
        self.application, self.answers = application, Counter[str]()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            self.answers[status[:3]] += 1
            return start_response(status, headers)

        return self.application(environ, start)


@pytest.fixture
def site(shared_database: None, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> _Counted:
    """The site as it is served, the page store before Django."""
    caplog.set_level(logging.CRITICAL, logger="django")
    small_catalogue(tmp_path)
    store = PageStore(max_bytes=50_000_000)
    return _Counted(Front(get_wsgi_application(), store=store, fresh_seconds=settings.PAGE_STORE_FRESH_SECONDS))


def _failures(found: Iterable[events.EngineEvent]) -> Iterator[str]:
    for event in found:
        match event:
            case events.NonFatalError():
                yield f"{event.label}: {event.value}"
            case events.FatalError():
                yield str(event.exception)
            case events.ScenarioFinished():
                yield from _refused(event)
                yield from _incomplete(event)


def _refused(event: events.ScenarioFinished) -> Iterator[str]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.status != Status.SUCCESS:
                yield f"{event.phase.value}, {event.label}, {check.name}: {check.failure_info}"


def _incomplete(event: events.ScenarioFinished) -> Iterator[str]:
    """The answers without `fields` that lack something: to the document alone they may be of an address with them."""
    for key, interaction in event.recorder.interactions.items():
        response, case = interaction.response, event.recorder.cases[key].value
        is_found = response is not None and response.status_code == 200 and response.content
        if is_found and "fields" not in parse_qs(urlsplit(interaction.request.uri).query):
            for error in _whole(case.operation.path).iter_errors(json.loads(response.content)):
                yield f"{interaction.request.uri}: {error.message[:200]}"


@cache
def _whole(path: str) -> jsonschema.Draft202012Validator:
    content = document()["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return jsonschema.Draft202012Validator(schema_of(content["schema"]["$ref"].rpartition("/")[2], whole=True))


def _settled(_context: Any, case: schemathesis.Case) -> schemathesis.Case:
    """`case` without what no OpenAPI document can say is wrong: a month that brings in more than the year, an effect on
    no subject, a cursor of another order.
    """
    query = case.query if isinstance(case.query, dict) else {}
    year, month = (_number(query.get(name)) for name in ("revenue", "revenue-month"))
    if year is not None and month is not None and month > year:
        query["revenue-month"] = query["revenue"]
    if "effect" in query:
        query.setdefault("subject", "commercial-use")
    if "cursor" in query and str(query.get("sort")) in _SORTS:
        del query["sort"]
    return case


def _number(value: Any) -> int | None:
    return int(value) if re.fullmatch("[0-9]+", str(value)) else None


def test_generated_requests_are_answered_as_the_document_says(site: _Counted) -> None:
    schema = schemathesis.openapi.from_dict(_narrowed(copy.deepcopy(document()), site), config=_config())
    schema.app, schema.location = site, "/api/v1/openapi.json"
    schema.hook("map_case")(_settled)

    failures = list(_failures(from_schema(schema).execute()))

    assert failures == []
    assert site.answers.total() >= _REQUESTS
    assert site.answers["200"] >= _FOUND
    assert {"200", "400", "404", "405"} <= set(site.answers)
