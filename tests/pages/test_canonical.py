"""The one address of a page, the same page in other languages, and what search engines shall not list."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from openness.models import CatalogueRevision, Change
from tests.documents import catalogue as documents
from tests.documents import stored
from tests.factories import ModelFactory
from tests.pages.heads import SITE, Head
from tests.pages.test_every_address import PAGES, address

pytestmark = pytest.mark.django_db


def head(client, path: str) -> Head:
    return Head(client.get(path).text)


def parts(whole: str) -> str:
    """The path and query of an address of the site."""
    return whole.removeprefix(SITE)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/en/?utm_source=letter", "/en/"),
        ("/en/compare/?utm_source=letter&nonsense=1", "/en/compare/"),
        ("/en/compare/?vendor=&q=+&sort=-released&page=1&per-page=50&group=model&format=html", "/en/compare/"),
        ("/en/compare/?vendor=acme&data=open&code=open", "/en/compare/?code=open&data=open&vendor=acme"),
        ("/en/compare/?code=partial&code=open", "/en/compare/?code=open&code=partial"),
        ("/en/compare/?vendor=+acme+&vendor=acme", "/en/compare/?vendor=acme"),
        ("/en/compare/?group=vendor&sort=name", "/en/compare/?sort=name&group=vendor"),
        ("/en/compare/models/?model=two&model=one&x=1", "/en/compare/models/?model=one&model=two"),
        ("/en/compare/models/?only=differences&model=one", "/en/compare/models/?model=one&only=differences"),
        ("/en/licences/?osi=no&licence-kind=restricted&x=1", "/en/licences/?licence-kind=restricted&osi=no"),
        ("/en/may-i/?seat=eu&x=1&offering=product&use=", "/en/may-i/?offering=product&seat=eu"),
        ("/en/changes/?page=1&utm_medium=x&kind=model", "/en/changes/?kind=model"),
        ("/en/models/one/?x=1&as-of=", "/en/models/one/"),
        ("/en/models/one/weights/?x=1", "/en/models/one/weights/"),
        ("/en/about/?x=1", "/en/about/"),
    ],
)
def test_canonical_address_keeps_what_means_something_in_a_fixed_order(client, asked, canonical):
    assert head(client, asked).canonical == [SITE + canonical]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("order", [("older", "limited"), ("limited", "older")])
def test_canonical_address_keeps_the_order_in_which_licences_are_told_apart(client, order):
    """What the second adds to the first is not what the first adds to the second."""
    path = f"/en/licences/compare/?licence={order[0]}&licence={order[1]}"

    assert head(client, path).canonical == [SITE + path]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("query", ["", "?vendor=acme&weights=open&utm_source=x", "?vendor=acme&page=1"])
def test_languages_of_a_page_are_those_of_its_canonical_address(client, query):
    pages = {code: head(client, f"/{code}/compare/{query}") for code, _name in settings.LANGUAGES}

    canonical = {code: page.canonical[0] for code, page in pages.items()}
    assert [page.alternates for page in pages.values()] == [{**canonical, "x-default": canonical["de"]}] * 2


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", PAGES)
def test_page_and_its_translation_name_each_other(client, name):
    pages = {code: address(name, *PAGES[name], language=code) for code in ("de", "en")}

    heads = [head(client, path) for path in pages.values()]

    named = {code: SITE + path for code, path in pages.items()}
    assert [one.alternates for one in heads] == [{**named, "x-default": named["de"]}] * 2
    assert [one.canonical for one in heads] == [[one] for one in named.values()]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("name", PAGES)
def test_page_without_parameters_may_be_listed(client, name):
    assert head(client, address(name, *PAGES[name])).robots == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "path",
    [
        "/en/compare/?vendor=acme",
        "/en/compare/models/?model=one&model=two",
        "/en/licences/?licence-kind=restricted",
        "/en/licences/compare/?licence=older&licence=limited",
        "/en/may-i/?model=one",
        "/en/may-i/?offering=product",
        "/en/compare/?vendor=acme&utm_source=x&q=",
    ],
)
def test_page_that_people_look_for_may_be_listed(client, path):
    assert head(client, path).robots == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "path",
    [
        "/en/compare/?q=llama",
        "/en/compare/?vendor=acme&weights=partial",
        "/en/compare/?weights=open&weights=partial",
        "/en/compare/?sort=name",
        "/en/compare/?group=vendor",
        "/en/compare/?per-page=25",
        "/en/compare/?mau=5000000",
        "/en/compare/models/?model=one",
        "/en/compare/models/?model=one&model=two&only=differences",
        "/en/compare/models/?model=one&model=two&offering=product",
        "/en/licences/?q=mit",
        "/en/licences/compare/?licence=older",
        "/en/may-i/?on=2026-01-01",
        "/en/may-i/?revenue=1000",
        "/en/may-i/?offering=product&seat=eu",
        "/en/changes/?kind=model",
        "/en/embed/?theme=dark",
    ],
)
def test_page_of_endlessly_many_is_not_listed_but_its_links_are_followed(client, path):
    assert head(client, path).robots == ["noindex, follow"]


def test_each_page_of_a_list_may_be_listed_under_its_own_address(client):
    for _n in range(51):
        ModelFactory()

    second = head(client, "/en/compare/?page=2")

    assert (second.canonical, second.robots) == ([f"{SITE}/en/compare/?page=2"], [])


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "path",
    [
        "/en/compare/?sort=x",
        "/en/compare/models/?model=nobody",
        "/en/licences/?effect=prohibited",
        "/en/licences/compare/?licence=nothing",
        "/en/may-i/?mau=many",
        "/en/changes/?kind=song",
        "/en/embed/?limit=many",
        "/en/compare/?as-of=tomorrow",
        "/en/nothing/",
    ],
)
def test_page_that_cannot_be_read_has_no_address_and_says_nothing(client, path):
    response = client.get(path)

    found = Head(response.text)
    assert response.status_code in {400, 404}
    assert (found.canonical, found.alternates, found.robots, found.graphs) == ([], {}, ["noindex"], [])


@pytest.mark.parametrize("path", ["compare/", "models/one/", "licences/compare/"])
def test_page_of_the_past_leads_to_the_page_of_today(client, tmp_path, path):
    """It is the same page at another time; its links stay on its day, and crawlers shall not walk through the days."""
    stored(tmp_path, *documents())
    Change.objects.update(published_at=timezone.now() - dt.timedelta(days=9))
    CatalogueRevision.objects.update(changed_at=timezone.now() - dt.timedelta(days=9))
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    found = head(client, f"/en/{path}?as-of={yesterday}")

    assert (found.canonical, found.robots, found.graphs) == ([f"{SITE}/en/{path}"], ["nofollow"], [])


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("form", ["csv", "json", "md"])
@pytest.mark.parametrize("name", ["compare", "may-i"])
def test_file_leads_to_the_page_that_shows_the_same(client, name, form):
    response = client.get(f"/en/{name}/?utm_source=x&format={form}&weights=partial&vendor=acme")

    assert response["Link"] == f'<{SITE}/en/{name}/?weights=partial&vendor=acme>; rel="canonical"'


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", ["/en/compare/?vendor=acme", "/en/models/one/weights/", "/en/may-i/?seat=eu"])
def test_part_of_a_page_has_no_address_of_its_own(client, path):
    found = Head(client.get(path, headers={"HX-Request": "true"}).text)

    assert (found.canonical, found.robots, found.graphs) == ([], [], [])


@pytest.mark.usefixtures("catalogue")
def test_canonical_address_leads_to_itself(client):
    """Followed once, it does not move on."""
    for asked in ("/en/compare/?vendor=acme&sort=name&x=1", "/de/may-i/?seat=eu&offering=product"):
        [first] = head(client, asked).canonical

        response = client.get(parts(first))

        assert (response.status_code, Head(response.text).canonical) == (200, [first])
        assert urlsplit(first).netloc == "127.0.0.1:8000"
