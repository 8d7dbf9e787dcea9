"""Whatever is asked of the API, as its document says or otherwise: it answers as the document says."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from openness.publishing.front import Front
from openness.publishing.store import PageStore
from tests.api.conftest import small_catalogue

_REQUESTS = 5_000
_KNOWN = {
    "query.vendor": ["mistral-ai", "meta", "acme"],
    "query.country": ["FR", "US"],
    "query.licence": ["apache-2.0", "community"],
    "query.model": ["llama", "tuned", "gpt-4o", "mistral-7b-v0.3"],
    "query.article": ["an-article"],
    "query.record": ["model/llama", "vendor/acme", "article/an-article"],
    "query.as-of": ["2026-03-02", "2026-03-03", "2026-11-01"],
    "path.slug": ["llama", "gpt-4o", "acme", "apache-2.0", "weights", "an-article"],
}
"""What the catalogue has, so that not every generated name is one of nothing."""


def _config() -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": 20261123,
            "headers": {"Accept-Encoding": "identity"},
            "dictionaries": {name: {"values": values} for name, values in _KNOWN.items()},
            "parameters": {name: {"dictionary": name, "probability": 0.8} for name in _KNOWN},
            "generation": {"deterministic": True, "max-examples": 108, "no-shrink": True},
            "checks": {"enabled": True},
        }
    )


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
                for checks in event.recorder.checks.values():
                    for check in checks:
                        if check.status != Status.SUCCESS:
                            yield f"{event.phase.value}, {event.label}, {check.name}: {check.failure_info}"


def _is_possible(_context: Any, query: dict[str, Any]) -> bool:
    """A month cannot bring in more than the year: the one thing that an OpenAPI document cannot say."""
    year, month = query.get("revenue"), query.get("revenue-month")
    return not (isinstance(year, int) and isinstance(month, int) and month > year)


def test_generated_requests_are_answered_as_the_document_says(site: _Counted) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site, config=_config())
    schema.hook("filter_query")(_is_possible)

    failures = list(_failures(from_schema(schema).execute()))

    assert failures == []
    assert site.answers.total() >= _REQUESTS
    assert {"200", "400", "404", "405"} <= set(site.answers)
