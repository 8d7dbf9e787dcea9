"""What the whole catalogue tells search engines."""

import pytest

from tests.pages.heads import SITE, Head
from tests.pages.test_sitemaps import listed, read
from tests.pages.vocabulary import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]

SAMPLE = 40
"""Every so manieth page of a sitemap is looked at."""


def test_sitemaps_keep_the_rules(client):
    files = listed(read(client, "/sitemap.xml"))

    numbers = {path: len(read(client, path)) for path in files}

    assert numbers["/sitemap-models.xml"] > 1000
    assert sum(numbers.values()) > 5000
    assert {changed is not None for changed in files.values()} == {True}


def test_pages_say_what_schema_org_has_words_for(client):
    found = [path for file in listed(read(client, "/sitemap.xml")) for path in [*listed(read(client, file))][::SAMPLE]]

    for path in found:
        response = client.get(path)
        page = Head(response.text)
        assert (path, response.status_code, page.canonical, page.robots) == (path, 200, [SITE + path], [])
        assert (path, [faults(node) for graph in page.graphs for node in graph if faults(node)]) == (path, [])
    assert len(found) > 100
