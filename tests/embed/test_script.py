"""/embed.js, as it is served."""

import brotli
import pytest
from django.test import Client

from tests.publishing.test_front import VARY, Site

pytestmark = pytest.mark.django_db
HEADERS = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=86400, stale-while-revalidate=604800, stale-if-error=2592000",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def script(client: Client) -> str:
    return client.get("/embed.js").content.decode()


def test_script_tells_browsers_and_caches_what_they_may_do(client):
    answer = client.get("/embed.js")

    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)


def test_script_is_kept_like_a_page():
    site = Site()

    first, second = (site.get("/embed.js?v=1", accept_encoding="br"), site.get("/embed.js", accept_encoding="br"))

    assert (second == first, site.asked, first.headers["Vary"]) == (True, ["/embed.js"], VARY)
    assert len(brotli.decompress(first.body)) > len(first.body)


def test_client_that_has_the_script_is_told_so():
    site = Site()

    answer = site.get("/embed.js", if_none_match=site.get("/embed.js").headers["ETag"])

    assert (answer.status, answer.body) == (304, b"")


def test_script_weighs_at_most_a_kilobyte_and_a_half():
    assert len(Site().get("/embed.js", accept_encoding="br").body) <= 1500


def test_script_knows_the_site_where_its_own_address_is_not_told(client, settings):
    settings.SITE_URL = "https://openness.example"

    assert 'document.currentScript?.src || "https://openness.example"' in script(client)


def test_script_is_served_without_comments_and_indentation(client):
    lines = script(client).splitlines()

    assert [line for line in lines if line != line.strip() or line.startswith("//")] == []


def test_script_can_only_be_asked_for(client):
    assert client.post("/embed.js").status_code == 405
