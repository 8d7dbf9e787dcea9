"""The site on a page of plain text, for assistants (llmstxt.org)."""

import re

import pytest
from django.utils.translation import override

from openness.domain import revision
from openness.domain.bulk.files import DESCRIPTIONS, FILES
from openness.publishing.marks import ENVIRON_KEY, Note
from tests.documents import NOW
from tests.factories import OpennessDimensionFactory
from tests.pages.heads import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

LINK = re.compile(r"- \[([^\]]+)\]\((\S+?)\)(?:: (.+))?")


def sections(text: str) -> dict[str, list[str]]:
    """The lines under each heading of the second level; what stands before the first is under ""."""
    found: dict[str, list[str]] = {"": []}
    for line in text.splitlines():
        if line.startswith("## "):
            found[line.removeprefix("## ")] = []
        elif line:
            [*found.values()][-1].append(line)
    return found


def links(client) -> dict[str, str]:
    """Every link by its address."""
    return {address: name for name, address, _note in LINK.findall(client.get("/llms.txt").text)}


def test_page_has_the_form_that_llmstxt_org_asks_for(client):
    found = sections(client.get("/llms.txt").text)

    head = found.pop("")
    assert head[0] == "# Openness"
    assert head[1].startswith("> ")
    assert [line for line in head[1:] if line.startswith("#")] == []
    assert [*found] == ["Data for programs", "Feeds", "Pages in English", "Seiten auf Deutsch", "Optional"]
    assert [line for lines in found.values() for line in lines if not LINK.fullmatch(line)] == []


def test_every_link_leads_somewhere(client):
    found = links(client)

    statuses = {address: client.get(address.removeprefix(SITE)).status_code for address in found}

    assert statuses == dict.fromkeys(found, 200)
    assert len(found) > 30


def test_page_points_to_interface_files_feeds_and_both_languages(client):
    found = links(client)

    paths = {address.removeprefix(SITE) for address in found}
    assert {"/en/api/", "/api/v1/openapi.json", "/feeds/en/changes.atom", "/sitemap.xml"} <= paths
    assert {"/de/", "/en/", "/de/compare/", "/en/compare/", "/de/may-i/", "/en/may-i/"} <= paths
    with override("en"):
        assert {str(file.label) for file in (*FILES, *DESCRIPTIONS)} <= {*found.values()}


def test_each_page_is_named_in_its_language(client):
    found = links(client)

    assert (found[f"{SITE}/de/licences/"], found[f"{SITE}/en/licences/"]) == ("Lizenzen", "Licences")


def test_page_says_what_levels_mean_that_unknown_is_not_no_and_how_to_cite(client):
    OpennessDimensionFactory(slug="weights")
    revision.bump(now=NOW)

    text = client.get("/llms.txt").text

    assert "\nCatalogue revision 1, 2026-03-02.\n" in text
    assert "\n- Unknown is not no: " in text
    assert (
        "\n- `weights` `open`: all of it\n- `weights` `partial`: some of it\n- `weights` `closed`: none of it\n" in text
    )
    assert "(https://creativecommons.org/licenses/by/4.0/): use it for anything, and name Openness" in text


def test_text_is_not_escaped_as_in_a_page(client):
    OpennessDimensionFactory._meta.model.objects.filter(slug="weights").update(open_means_en='"All" & <more>')

    assert '- `weights` `open`: "All" & <more>\n' in client.get("/llms.txt").text


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_page_is_the_same_text_whatever_language_is_asked_for(client, language):
    response = client.get("/llms.txt", headers={"Accept-Language": language})

    assert (response["Content-Type"], response["Content-Language"]) == ("text/plain; charset=utf-8", "en")
    assert response.text == client.get("/llms.txt").text
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/llms.txt", "/robots.txt", "/sitemap.xml", "/sitemap-models.xml"])
def test_file_for_crawlers_is_kept_in_the_page_store(client, path):
    note = Note()

    client.get(path, **{ENVIRON_KEY: note})

    assert (note.reads is not None, note.keep) == (True, True)


@pytest.mark.parametrize("path", ["/llms.txt", "/robots.txt", "/sitemap.xml", "/sitemap-models.xml"])
def test_head_of_a_file_for_crawlers_is_that_of_the_file(client, path):
    head, whole = client.head(path), client.get(path)

    assert (head.status_code, head.content, head["Content-Type"]) == (200, b"", whole["Content-Type"])
    assert head["ETag"] == whole["ETag"]
