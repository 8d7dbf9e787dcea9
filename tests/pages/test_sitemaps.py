"""The way to every page for crawlers, and what they may fetch."""

import datetime as dt
import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.choices import Dimension
from openness.models import Change
from openness.pages import sitemaps
from openness.publishing.marks import ENVIRON_KEY, Note
from tests.documents import NOW, assessment, assessments, catalogue, model, stored, vendor
from tests.factories import ArticleFactory, AssessmentFactory, LicenceFactory, ModelFactory, VendorFactory
from tests.pages.heads import SITE, Head
from tests.people import changed, kept, published

pytestmark = pytest.mark.django_db

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z))?")


def read(client, path: str) -> ElementTree.Element:
    """A sitemap or the index, which keeps the rules of the protocol."""
    response = client.get(path)
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert response.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert 0 < len(root) <= 50_000
    assert len(response.content) <= 50 * 2**20
    for entry in root:
        assert keeps_the_rules(entry)
    return root


def keeps_the_rules(entry: ElementTree.Element) -> bool:
    """One whole address of the site, of at most 2048 characters, and a day or moment, if any; nothing else."""
    [address] = entry.findall("s:loc", SPACES)
    known = {f"{{{SPACES['s']}}}loc", f"{{{SPACES['s']}}}lastmod", f"{{{SPACES['x']}}}link"}
    changed = [one.text or "" for one in entry.findall("s:lastmod", SPACES)]
    return (
        {child.tag for child in entry} <= known
        and (address.text or "").startswith(f"{SITE}/")
        and len(address.text or "") < 2048
        and len(changed) < 2
        and all(MOMENT.fullmatch(one) for one in changed)
    )


def listed(root: ElementTree.Element) -> dict[str, str | None]:
    """The addresses, without that of the site, with when each last changed."""
    return {
        (entry.findtext("s:loc", "", SPACES)).removeprefix(SITE): entry.findtext("s:lastmod", None, SPACES)
        for entry in root
    }


def languages(root: ElementTree.Element) -> dict[str, dict[str, str]]:
    """The addresses in each language, by address."""
    return {
        entry.findtext("s:loc", "", SPACES): {
            link.attrib["hreflang"]: link.attrib["href"] for link in entry.findall("x:link", SPACES)
        }
        for entry in root
    }


def is_kept(client, path: str) -> bool:
    """Whether the page store keeps what stands there."""
    note = Note()
    client.get(path, **{ENVIRON_KEY: note})
    return note.keep


@pytest.mark.usefixtures("catalogue")
def test_index_names_every_section(client):
    Change.objects.create(kind="vendor", slug="acme", revision=1, published_at=NOW, after={}, way="import")

    root = read(client, "/sitemap.xml")

    assert root.tag == f"{{{SPACES['s']}}}sitemapindex"
    assert listed(root) == {
        "/sitemap-pages.xml": NOW.isoformat(),
        "/sitemap-models.xml": None,
        "/sitemap-evidence.xml": None,
        "/sitemap-vendors.xml": NOW.isoformat(),
        "/sitemap-licences.xml": None,
        "/sitemap-fact-checks.xml": None,
        "/sitemap-fact-check-cells.xml": None,
    }


def test_index_of_an_empty_catalogue_names_the_pages_that_are_always_there(client):
    assert [*listed(read(client, "/sitemap.xml"))] == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-models.xml").status_code == 404


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("section", "paths"),
    [
        ("models", ["models/one/", "models/two/"]),
        ("vendors", ["vendors/acme/"]),
        ("licences", ["licences/limited/", "licences/older/"]),
        ("fact-checks", ["fact-check/an-article/"]),
        ("evidence", [f"models/{slug}/{name}/" for slug in ("one", "two") for name in Dimension.values]),
        ("fact-check-cells", [f"fact-check/an-article/acme/{name}/" for name in Dimension.values]),
    ],
)
def test_section_holds_each_page_in_both_languages(client, section, paths):
    root = read(client, f"/sitemap-{section}.xml")

    assert root.tag == f"{{{SPACES['s']}}}urlset"
    assert [*listed(root)] == [f"/{code}/{path}" for path in paths for code in ("de", "en")]


@pytest.mark.usefixtures("catalogue")
def test_every_listed_address_is_there_canonical_and_to_be_listed(client):
    seen = {}
    for section in listed(read(client, "/sitemap.xml")):
        seen.update(languages(read(client, section)))

    for address, alternates in seen.items():
        response = client.get(address.removeprefix(SITE))
        page = Head(response.text)
        assert (address, response.status_code) == (address, 200)
        assert (page.canonical, page.robots, page.alternates) == ([address], [], alternates)
    assert len(seen) == len({*seen}) == 2 * (len(sitemaps.LISTS) + len(sitemaps.STANDING) + 2 + 8 + 1 + 2 + 1 + 4)


@pytest.mark.usefixtures("catalogue")
def test_hidden_records_are_not_listed(client):
    ModelFactory(slug="hidden", published=False)
    ArticleFactory(slug="hidden-article", published=False)

    found = [path for section in listed(read(client, "/sitemap.xml")) for path in listed(read(client, section))]

    assert [path for path in found if "hidden" in path] == []


def test_page_tells_when_its_record_last_changed(client):
    model = ModelFactory(slug="one", levels=None)
    AssessmentFactory(model=model, verified_on=dt.date(2026, 2, 1))
    ModelFactory(slug="two", levels=None)
    for number, day in ((1, 3), (2, 5)):
        at = dt.datetime(2026, 3, day, 12, 0, 0, 250, tzinfo=dt.UTC)
        Change.objects.create(kind="model", slug="one", revision=number, published_at=at, after={}, way="import")

    assert listed(read(client, "/sitemap-models.xml")) == {
        "/de/models/one/": "2026-03-05T12:00:00+00:00",
        "/en/models/one/": "2026-03-05T12:00:00+00:00",
        "/de/models/two/": None,
        "/en/models/two/": None,
    }
    assert [*listed(read(client, "/sitemap-evidence.xml")).values()] == ["2026-03-05T12:00:00+00:00"] * 2
    assert listed(read(client, "/sitemap.xml"))["/sitemap-models.xml"] == "2026-03-05T12:00:00+00:00"


def test_pages_that_do_not_show_the_catalogue_tell_of_no_change(client, tmp_path):
    stored(tmp_path, vendor())

    found = listed(read(client, "/sitemap-pages.xml"))

    assert [path for path, changed in found.items() if changed is None] == [
        f"/{code}/{path}/" for path in ("about", "embed", "api") for code in ("de", "en")
    ]
    assert {changed for changed in found.values() if changed} == {NOW.isoformat()}


@pytest.mark.parametrize("section", ["", "-pages", "-models", "-evidence"])
def test_sitemap_tells_nothing_of_what_readers_cannot_see(client, tmp_path, section):
    hidden = {**assessments(), "data": assessment("partial", published=False)}
    stored(tmp_path, *catalogue(), model("two", assessments=hidden), model("secret", published=False))
    before = client.get(f"/sitemap{section}.xml").text

    levels = {**hidden, "data": assessment("closed", published=False)}
    published(changed("model", "two", assessments=kept(model("two", assessments=levels))["assessments"]))
    published(changed("model", "secret", family="Another"))

    assert client.get(f"/sitemap{section}.xml").text == before


def test_evidence_without_a_change_tells_when_it_was_checked(client):
    AssessmentFactory(model__slug="one", verified_on=dt.date(2026, 2, 1))

    assert listed(read(client, "/sitemap-evidence.xml"))["/de/models/one/weights/"] == "2026-02-01"


def test_section_of_many_records_fills_several_files(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "_MOST_RECORDS", 2)
    for number in range(5):
        VendorFactory(slug=f"v{number}")

    files = [path for path in listed(read(client, "/sitemap.xml")) if "vendors" in path]

    assert files == ["/sitemap-vendors.xml", "/sitemap-vendors.xml?page=2", "/sitemap-vendors.xml?page=3"]
    pages = [[*listed(read(client, path))][::2] for path in files]
    assert pages == [[f"/de/vendors/v{number}/" for number in numbers] for numbers in ([0, 1], [2, 3], [4])]


def test_section_is_kept_in_the_page_store_unless_it_fills_several_files(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "_MOST_RECORDS", 2)
    for _number in range(3):
        VendorFactory()
    LicenceFactory()

    assert [is_kept(client, f"/sitemap-{section}.xml") for section in ("licences", "vendors")] == [True, False]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sitemap-nothing.xml", 404),
        ("/sitemap-models.xml", 404),
        ("/sitemap-.xml", 404),
        ("/sitemap-pages.xml?page=2", 400),
        ("/sitemap-pages.xml?page=0", 400),
        ("/sitemap-pages.xml?page=one", 400),
        ("/sitemap-pages.xml?page=1&page=2", 400),
        ("/sitemap-pages.xml?page=", 200),
        ("/sitemap-pages.xml?page=1", 200),
    ],
)
def test_file_that_is_not_there_is_refused(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert ("page: " in response.text) == (status == 400)


@pytest.mark.parametrize(
    "section", ["", "-pages", "-models", "-evidence", "-vendors", "-licences", "-fact-checks", "-fact-check-cells"]
)
def test_sitemap_takes_the_same_queries_with_one_and_with_three_records(client, section):  # fmt: skip
    queries = []
    for _round in range(2):
        for _n in range(len(queries) + 1):
            LicenceFactory()
            ArticleFactory()
        with CaptureQueriesContext(connection) as context:
            read(client, f"/sitemap{section}.xml")
        queries.append(len(context))

    assert queries[0] == queries[1] <= 10


@pytest.mark.parametrize("language", ["de", "en"])
def test_sitemap_is_the_same_whatever_language_is_asked_for(client, language):
    VendorFactory(slug="acme")

    response = client.get("/sitemap-vendors.xml", headers={"Accept-Language": language})

    assert (response["Content-Language"], "Accept-Language" in response.get("Vary", "")) == ("de, en", False)
    assert response.content == client.get("/sitemap-vendors.xml").content


def test_addresses_are_those_of_the_site_whatever_host_is_asked(client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://openness.example.org", ["*"]
    VendorFactory(slug="acme")

    text = client.get("/sitemap-vendors.xml", headers={"Host": "other.example.net"}).text

    assert set(re.findall(r'(?:<loc>|href=")(https?://[^/]+)', text)) == {"https://openness.example.org"}


@pytest.fixture
def robots(client) -> RobotFileParser:
    """As a crawler reads it."""
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    return parser


def test_robots_may_fetch_all_but_the_editors_part(robots):
    allowed = {
        path: robots.can_fetch("AnyBot", f"{SITE}{path}")
        for path in ("/", "/de/", "/en/compare/?q=llama", "/api/v1/models", "/llms.txt", "/admin/", "/admin/login/")
    }

    assert [path for path, may in allowed.items() if not may] == ["/admin/", "/admin/login/"]


def test_robots_are_told_where_the_sitemap_is(robots):
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]


def test_robots_file_is_plain_text(client):
    response = client.get("/robots.txt")

    assert (response["Content-Type"], response["Content-Language"]) == ("text/plain; charset=utf-8", "en")
