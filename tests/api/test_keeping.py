"""The API behind the page store: what is kept, under which key, and what a client is told."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from werkzeug.test import Client, TestResponse

from openness.publishing.front import Front
from openness.publishing.store import PageStore
from tests.api.conftest import small_catalogue
from tests.people import changed, published


class Site:
    """The page store before Django, and what Django was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        django = get_wsgi_application()

        def counting(environ: dict[str, Any], start_response: Any) -> Any:
            self.asked.append(environ["PATH_INFO"])
            return django(environ, start_response)

        self.store = PageStore(max_bytes=10_000_000)
        self.client = Client(Front(counting, store=self.store, fresh_seconds=0))

    def ask(self, address: str, method: str = "GET", **headers: str) -> TestResponse:
        return self.client.open(f"/api/v1/{address}", method=method, headers=headers)


@pytest.fixture
def site(shared_database: None, tmp_path: Path) -> Iterator[Site]:
    small_catalogue(tmp_path)
    return Site()


ADDRESSES = [
    "",
    "openapi.json",
    "openapi.json?lang=de",
    "models",
    "models?vendor=meta&lang=de",
    "models/llama",
    "vendors?per-page=25",
    "licences/community",
    "assessments?level=open",
    "permissions?offering=product&seat=eu",
    "changes?kind=model",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_second_answer_comes_from_the_store(site: Site, address: str) -> None:
    first, second = site.ask(address), site.ask(address)

    assert (first.status_code, second.status_code, len(site.asked)) == (200, 200, 1)
    assert (first.data, first.headers) == (second.data, second.headers)


@pytest.mark.parametrize(
    "address",
    [
        "models?q=llama",
        "models?mau=5000000&offering=product",
        "permissions?revenue=1000",
        "permissions?on=2026-11-01",
        "changes?since=2026-01-01",
        "changes?until=2026-12-31",
        "changes?since-revision=1",
        "models?vendor=meta&vendor=meta",
        "models?as-of=2026-03-02",
        "models/llama?as-of=2026-03-02",
        "models/llama?fields=name,slug",
        "licences?per-page=199",
    ],
)
def test_addresses_without_end_are_not_kept(site: Site, address: str) -> None:
    site.ask(address)
    site.ask(address)

    assert (len(site.asked), len(site.store)) == (2, 0)


def test_page_by_a_cursor_is_not_kept(site: Site) -> None:
    following = site.ask("models?per-page=1").json["links"]["next"].removeprefix("http://127.0.0.1:8000/api/v1/")

    assert site.ask(following.replace("per-page=1", "per-page=25")).status_code == 200
    assert len(site.store) == 0


def test_program_that_asks_for_everything_leaves_readers_their_pages(site: Site) -> None:
    site.store.max_bytes = 200_000
    site.client.get("/en/compare/")
    vendors, levels = ("acme", "meta", "mistral-ai"), ("open", "partial", "closed", "unknown")
    for vendor in vendors:
        for weights in levels:
            for code in levels:
                site.ask(f"models?vendor={vendor}&weights={weights}&code={code}")
    site.asked.clear()

    site.client.get("/en/compare/")

    assert site.asked == []
    assert site.store.size <= 200_000


@pytest.mark.parametrize("address", ["models?colour=red", "models?vendor=nobody", "models?sort=", "models/nobody"])
def test_refusal_is_not_answered_from_the_store_nor_kept(site: Site, address: str) -> None:
    site.ask("models")

    assert site.ask(address).status_code in {400, 404}
    assert len(site.store) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_client_that_has_the_answer_gets_304(site: Site, address: str) -> None:
    etag = site.ask(address).headers["ETag"]

    again = site.ask(address, **{"If-None-Match": etag})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("kept", [True, False])
def test_head_is_answered_like_get_without_a_body(site: Site, kept: bool) -> None:
    got = site.ask("models") if kept else None

    head = site.ask("models", method="HEAD")

    got = got or site.ask("models")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers == got.headers


def test_answer_is_compressed_and_cacheable(site: Site) -> None:
    plain, packed = site.ask("models"), site.ask("models", **{"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert packed.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in packed.headers


def test_change_is_seen_at_once(site: Site) -> None:
    before = site.ask("vendors/acme")

    published(changed("vendor", "acme", name="Acme & Sons"))

    after = site.ask("vendors/acme", **{"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json["data"]["name"]) == (200, "Acme & Sons")
