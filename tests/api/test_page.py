"""The page of the API: it says what the OpenAPI document says, and its forms lead to addresses that work."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from openness.api.asking import ENDLESS
from openness.api.recipes import PLACE, RECIPES
from openness.api.reference import LIKED, Endpoint, reference
from openness.api.v1 import document
from openness.domain.bulk.files import DESCRIPTIONS, FILES
from tests.factories import ArticleFactory, LicenceFactory, ModelFactory, OpennessDimensionFactory, VendorFactory

pytestmark = pytest.mark.django_db

FEEDS = [
    "/feeds/en/changes.atom",
    "/feeds/en/models/{slug}.atom",
    "/feeds/en/vendors/{slug}.atom",
    "/feeds/en/licences/{slug}.atom",
    "/feeds/en/compare.atom?weights=open",
    "/feeds/en/licence-dates.ics",
]


def endpoints() -> dict[str, Endpoint]:
    with translation.override("en"):
        return reference(document=document(), records=LIKED).endpoints


def page(client: Client, query: str = "", language: str = "en") -> str:
    return unescape(client.get(f"/{language}/api/{query}").text)


def part(text: str, key: str) -> str:
    """What the page says of one endpoint."""
    return text.split(f'<article class="endpoint" id="get-{key}"')[1].split("</article>")[0]


def test_page_has_a_section_for_every_address_of_the_document(client: Client) -> None:
    routes = re.findall(r'<p class="route"><span>GET</span> <code>(.*?)</code>', page(client))

    assert routes == list(document()["paths"]) != []


@pytest.mark.parametrize("language", ["de", "en"])
def test_contents_lead_to_places_of_the_page(client: Client, language: str) -> None:
    text = page(client, language=language)
    contents = text.split('<nav class="toc"')[1].split("</nav>")[0]

    targets = re.findall(r'href="#(.*?)"', contents)

    assert [target for target in targets if f'id="{target}"' not in text] == []
    assert {f"get-{key}" for key in endpoints()} < set(targets)


@pytest.mark.parametrize("key", endpoints())
def test_section_has_every_parameter_of_its_endpoint_as_a_field(client: Client, key: str) -> None:
    text = part(page(client), key)

    fields = dict.fromkeys(re.findall(r'<(?:input|select)[^>]* name="(.*?)"', text))

    assert list(fields) == ["try", *(one.name for one in endpoints()[key].parameters)]


def examples(text: str) -> dict[str, str]:
    """The example of each endpoint that the page links."""
    return dict(re.findall(r'id="get-([\w-]+)".*?<p class="example">Example: <a href="(.*?)">', without_ends(text)))


def without_ends(text: str) -> str:
    """A text on one line for each endpoint."""
    return text.replace("\n", " ").replace("</article>", "\n")


def add_liked() -> None:
    """The records that examples name first."""
    ModelFactory(slug=LIKED["model"], vendor__slug=LIKED["vendor"])
    LicenceFactory(slug=LIKED["licence"])
    OpennessDimensionFactory(slug=LIKED["dimension"])
    ArticleFactory(slug=LIKED["article"], row=None)


def test_every_section_links_its_example(client: Client) -> None:
    add_liked()

    found = examples(page(client))

    assert found == {key: one.example for key, one in endpoints().items()}
    assert "/api/v1/permissions?model=llama-3.1-8b&offering=product&seat=eu&mau=5000000" in found.values()
    assert {client.get(address).status_code for address in found.values()} == {200}


def test_examples_name_other_records_where_those_liked_are_hidden(client: Client) -> None:
    acme = VendorFactory(slug="acme")
    LicenceFactory(slug="mit")
    for published, model, article in ((False, LIKED["model"], LIKED["article"]), (True, "tiny-1b", "a-text")):
        ModelFactory(slug=model, vendor=acme, levels={}, published=published)
        ArticleFactory(slug=article, published=published, row=None)

    text = page(client)

    found = examples(text)
    assert [found[kind].rpartition("/")[2] for kind in LIKED] == ["tiny-1b", "acme", "mit", "commercial-use", "a-text"]
    assert {client.get(address).status_code for address in found.values()} == {200}
    assert [name for name in ("llama-3.1-8b", "gpt-4o", "open-model-openai") if name in without_recipes(text)] == []


def test_page_of_an_empty_catalogue_has_no_dead_examples(client: Client) -> None:
    response = client.get("/en/api/")

    found = examples(unescape(response.text))
    assert (response.status_code, set(LIKED) & set(found)) == (200, set())
    assert set(endpoints()) - set(found) == set(LIKED)
    assert {client.get(address).status_code for address in found.values()} == {200}


def without_recipes(text: str) -> str:
    return text.split('<section id="recipes"')[0]


def test_form_leads_to_the_address_without_what_was_left_empty(client: Client) -> None:
    filled = {"try": "models", "weights": ["open", "partial"], "q": "", "vendor": " meta ", "lang": "de"}

    response = client.get("/en/api/", filled)

    assert response.status_code == 302
    assert response["Location"] == "/api/v1/models?weights=open&weights=partial&vendor=meta&lang=de"


def test_form_puts_a_name_into_the_path(client: Client) -> None:
    response = client.get("/en/api/", {"try": "model", "slug": "a/../b?", "lang": ""})

    assert (response.status_code, response["Location"]) == (302, "/api/v1/models/a%2F..%2Fb%3F")


def test_form_without_what_the_path_needs_comes_back_with_what_was_typed(client: Client) -> None:
    response = client.get("/en/api/", {"try": "model", "slug": " ", "lang": "de"})

    text = part(response.text, "model")
    assert response.status_code == 400
    assert "<details open>" in text
    assert re.findall(r'<span class="fault" id="(.*?)">(.*?)</span>', text) == [
        ("get-model-slug-fault", "The address needs this one.")
    ]
    assert "<option selected>de</option>" in text


def test_form_of_no_endpoint_is_refused(client: Client) -> None:
    response = client.get("/en/api/?try=nothing")

    assert (response.status_code, "try: there is no such endpoint" in response.text) == (400, True)


def test_page_shows_every_recipe_with_the_address_of_this_site(client: Client) -> None:
    text = page(client)
    shown = dict(re.findall(r'<textarea id="code-(.*?)".*?>\n(.*?)</textarea>', text, re.DOTALL))

    assert {name: shown[name] for name in (one.name for one in RECIPES)} == {
        one.name: one.code(site="http://127.0.0.1:8000") for one in RECIPES
    }
    assert PLACE not in text


def test_page_leads_to_all_files_and_feeds(client: Client) -> None:
    text = page(client)
    files = text.split('id="files"')[1].split("</section>")[0]
    feeds = text.split('id="feeds"')[1].split("</section>")[0]

    assert re.findall(r"<code>(.*?)</code>", files) == re.findall(r'<a href="(.*?)">', files)
    assert len(re.findall(r"<code>", files)) == len(FILES) + len(DESCRIPTIONS)
    assert re.findall(r"<code>(.*?)</code>", feeds) == FEEDS


def test_page_tells_the_limit_of_this_site(client: Client, settings: Settings) -> None:
    without = page(client)
    settings.API_REQUESTS_PER_MINUTE = 600

    assert "There is no limit on requests here at present." in without
    assert "One client may have 600 answers worked out a minute" in page(client)


def test_page_names_the_parameters_whose_answers_are_worked_out_each_time(client: Client, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 600

    told = page(client).split("<dt>Limits</dt>")[1].split("</dd>")[0]

    assert re.findall("<code>(.*?)</code>", told) == [*sorted(ENDLESS), "Retry-After"]


@pytest.mark.parametrize(
    ("address", "status", "has_etag"),
    [("models", 200, True), ("models?q=a", 200, True), ("models?x=1", 400, False), ("models/nothing", 404, False)],
)
def test_answers_have_an_etag_where_the_page_says_so(client: Client, address: str, status: int, has_etag: bool) -> None:
    response = client.get(f"/api/v1/{address}")

    assert (response.status_code, "ETag" in response.headers) == (status, has_etag)
    assert "Every answer with status 200 has an <code>ETag</code>" in page(client)


def test_page_costs_a_query_for_each_kind_of_record_and_that_of_its_footer(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        page(client)
    add_liked()
    with django_assert_num_queries(6):
        page(client)


@pytest.mark.parametrize("path", ["/en/", "/en/about/"])
def test_page_is_linked_from_the_footer_and_from_about(client: Client, path: str) -> None:
    main, _footer, footer = client.get(path).text.partition('<footer class="site">')

    assert 'href="/en/api/"' in footer
    assert ('href="/en/api/"' in main) == (path == "/en/about/")
