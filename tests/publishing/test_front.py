"""The store before Django: what is rendered once, what passes through, what a client is told."""

import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.utils import timezone

from openness.domain import revision
from openness.publishing.front import Front
from openness.publishing.store import PageStore
from tests.factories import LicenceFactory, ModelFactory, VendorFactory

pytestmark = pytest.mark.django_db(transaction=True)

FRESH_SECONDS = 0.5
VARY = "Accept-Encoding, HX-Request, HX-History-Restore-Request"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """Django with a store before it, a clock to wind, and a count of what Django was asked."""

    now: float = 1000.0
    asked: list[str] = field(default_factory=list)
    front: Front = field(init=False)

    def __post_init__(self) -> None:
        django = get_wsgi_application()

        def counting(environ, start_response):
            self.asked.append(environ["PATH_INFO"])
            return django(environ, start_response)

        self.store = PageStore(max_bytes=10_000_000)
        self.front = Front(
            counting,
            store=self.store,
            fresh_seconds=FRESH_SECONDS,
            secure_header=("HTTP_X_FORWARDED_PROTO", "https"),
            clock=lambda: self.now,
        )

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return ask(self.front, path, method=method, **headers)


def ask(application: Callable, url: str, *, method: str = "GET", **headers: str) -> Answer:
    """Send one request as a WSGI server does; headers are named with underscores."""
    path, _mark, query = url.partition("?")
    told: list = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    result = application(environ, lambda status, given, exc_info=None: told.append((status, given)))
    body = b"".join(result)
    if hasattr(result, "close"):
        result.close()
    [(status, given)] = told
    return Answer(int(status.split()[0]), dict(given), body)


@pytest.fixture
def site() -> Site:
    revision.bump(now=timezone.now())
    return Site()


def published() -> None:
    """What publishing does at its end, in whichever process."""
    revision.bump(now=timezone.now())


def test_published_page_is_rendered_once_for_everyone(site):
    first, second = site.get("/de/dimensions/"), site.get("/de/dimensions/")

    assert (first.status, second == first, site.asked) == (200, True, ["/de/dimensions/"])


def test_every_language_and_page_is_rendered_on_its_own(site):
    bodies = {site.get(path).body for path in ("/de/dimensions/", "/en/dimensions/", "/de/about/")}

    assert (len(bodies), len(site.asked)) == (3, 3)


@pytest.mark.parametrize("told", ["https, http", "https,", " https "])
def test_page_kept_for_https_is_none_for_http_however_the_proxy_tells_it(site, settings, told):
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_SSL_REDIRECT = site.front.secure_header, True
    site = Site()

    statuses = [site.get("/de/about/", x_forwarded_proto=scheme).status for scheme in (told, "http", "https")]

    assert (statuses, len(site.store)) == ([200, 301, 200], 1)


def test_fragment_for_htmx_is_kept_beside_the_whole_page(site):
    page, fragment = site.get("/de/compare/"), site.get("/de/compare/", hx_request="true")

    assert len(fragment.body) < len(page.body)
    assert (site.get("/de/compare/"), site.get("/de/compare/", hx_request="true")) == (page, fragment)
    assert len(site.asked) == 2


def test_page_restored_by_htmx_is_kept_beside_its_fragment(site):
    page, fragment = site.get("/de/compare/"), site.get("/de/compare/", hx_request="true")

    restored = site.get("/de/compare/", hx_request="true", hx_history_restore_request="true")

    assert (len(restored.body), site.get("/de/compare/", hx_request="true")) == (len(page.body), fragment)


@pytest.mark.parametrize(
    "query", ["format=csv%20", "format=csv&format=csv", "format=&format=csv", "format=csv&format="]
)
def test_file_is_the_same_however_its_format_is_asked_for(site, query):
    first = site.get("/de/compare/?format=csv")

    assert site.get(f"/de/compare/?{query}") == first
    assert Site().get(f"/de/compare/?{query}").body == first.body


def test_header_that_htmx_does_not_send_makes_no_fragment(site):
    odd = site.get("/de/compare/", hx_request="%74rue", hx_request_uri_autoencoded="true")

    assert odd == Site().get("/de/compare/")


def test_page_does_not_repeat_unknown_parameters_of_whoever_asked_first(site):
    page = site.get("/de/about/?utm_source=somebody")

    assert page.body == Site().get("/de/about/").body


def test_page_is_kept_once_for_all_ports(site):
    for port in range(8000, 8005):
        site.get("/de/about/", host=f"127.0.0.1:{port}")

    assert (len(site.store), len(site.asked)) == (1, 1)


def test_search_is_not_kept_but_compressed_and_tagged(site):
    first = site.get("/de/compare/?q=a", accept_encoding="br")
    again = site.get("/de/compare/?q=a", accept_encoding="br", if_none_match=first.headers["ETag"])

    assert (first.headers["Content-Encoding"], again.status, len(site.store)) == ("br", 304, 0)


def test_unknown_parameters_do_not_fill_the_store(site):
    answers = [site.get(f"/de/compare/?utm_source={number}&fbclid=x{number}") for number in range(20)]

    assert {answer.body for answer in answers} == {answers[0].body}
    assert (len(site.store), len(site.asked)) == (1, 1)


def test_parameters_of_a_page_that_reads_none_do_not_fill_the_store(site):
    for number in range(5):
        site.get(f"/de/about/?page={number}")

    assert (len(site.store), len(site.asked)) == (1, 1)


@pytest.mark.parametrize(
    "query",
    [
        "weights=open&sort=name",
        "sort=name&weights=open",
        "sort=name&weights=open&weights=open",
        "sort=name&&weights=open&vendor=&x=1",
        "sort=%20name&weights=open%20&q=%20",
        "sort=n%61me&weights=open",
    ],
)
def test_order_repetition_and_blanks_of_parameters_do_not_matter(site, query):
    first = site.get("/de/compare/?weights=open&sort=name")

    assert (site.get(f"/de/compare/?{query}"), len(site.asked)) == (first, 1)


def test_order_of_a_parameter_matters_where_the_page_says_so(site):
    for slug in ("one", "two"):
        LicenceFactory(slug=slug)

    first, second = (
        site.get(f"/de/licences/compare/?licence={before}&licence={after}")
        for before, after in (("one", "two"), ("two", "one"))
    )

    assert (first.body != second.body, len(site.store)) == (True, 2)


def test_parameters_that_a_page_reads_make_another_page(site):
    ModelFactory(levels={"weights": "open"})

    found, none = site.get("/de/compare/?weights=open"), site.get("/de/compare/?weights=closed")

    assert (found.body != none.body, len(site.store)) == (True, 2)


def test_free_text_is_answered_and_not_kept(site):
    answers = [site.get(f"/de/compare/?{urlencode({'q': text})}") for text in ("gpt", "gpt", "llama")]

    assert ({answer.status for answer in answers}, len(site.store), len(site.asked)) == ({200}, 0, 3)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/de/nothing/", 404),
        ("/de/models/nothing/", 404),
        ("/de/compare/?weights=ajar", 400),
        ("/", 302),
        ("/de/models/", 301),
    ],
)
def test_answers_other_than_a_page_are_not_kept(site, path, status):
    answers = [site.get(path), site.get(path)]

    assert ({answer.status for answer in answers}, len(site.store), len(site.asked)) == ({status}, 0, 2)


def test_health_checks_are_not_kept(site):
    answers = [site.get("/healthz"), site.get("/readyz"), site.get("/healthz")]

    assert ([answer.status for answer in answers], len(site.store), len(site.asked)) == ([200, 200, 200], 0, 3)


def test_admin_passes_through_with_its_cookie(site):
    answers = [site.get("/admin/login/"), site.get("/admin/login/")]

    assert (["Set-Cookie" in answer.headers for answer in answers], len(site.store)) == ([True, True], 0)


@pytest.mark.parametrize(("method", "status"), [("POST", 403), ("PUT", 403), ("DELETE", 403), ("OPTIONS", 405)])
def test_other_methods_pass_through_and_are_not_kept(site, method, status):
    first = site.get("/de/about/", method=method)
    site.get("/de/about/")

    again = site.get("/de/about/", method=method)

    assert ((first.status, again.status), len(site.store), len(site.asked)) == ((status, status), 1, 3)


def test_request_with_a_body_of_untold_length_is_refused_even_where_the_page_is_kept(site):
    site.get("/de/about/")

    assert site.get("/de/about/", transfer_encoding="chunked").status == 413


def test_page_sets_no_cookie_and_does_not_vary_on_it(site):
    answer = site.get("/de/compare/", cookie=f"sessionid={'a' * 32}; csrftoken={'b' * 32}")

    assert ("Set-Cookie" in answer.headers, answer.headers["Vary"]) == (False, VARY)


def test_page_is_the_same_whoever_asks(site):
    plain = site.get("/de/about/")

    asked = site.get(
        "/de/about/", cookie="sessionid=abc", accept_language="en", user_agent="x", referer="https://x.example"
    )

    assert (asked, len(site.asked)) == (plain, 1)


@pytest.mark.parametrize(
    ("accept_encoding", "encoding", "decode"),
    [("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("br;q=0, gzip;q=0", None, bytes)],
)
def test_body_comes_in_the_encoding_that_a_client_likes(site, accept_encoding, encoding, decode):
    plain = site.get("/de/about/")

    answer = site.get("/de/about/", accept_encoding=accept_encoding)

    assert (answer.headers.get("Content-Encoding"), decode(answer.body)) == (encoding, plain.body)
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_client_that_has_the_page_is_told_so(site):
    etag = site.get("/de/about/", accept_encoding="br").headers["ETag"]

    answer = site.get("/de/about/", accept_encoding="br", if_none_match=etag)

    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", etag)
    assert ("Content-Length" in answer.headers, answer.headers["Vary"]) == (False, VARY)


@pytest.mark.parametrize("form", ["W/{}", '"other", {}', "*"])
def test_client_that_has_the_page_may_say_so_in_other_ways(site, form):
    etag = site.get("/de/about/").headers["ETag"]

    assert site.get("/de/about/", if_none_match=form.format(etag)).status == 304


def test_client_that_has_the_page_in_another_encoding_gets_it_anew(site):
    etag = site.get("/de/about/", accept_encoding="gzip").headers["ETag"]

    assert site.get("/de/about/", accept_encoding="br", if_none_match=etag).status == 200


def test_client_that_has_the_page_is_told_so_on_the_first_rendering_too(site):
    etag = site.get("/de/about/").headers["ETag"]

    assert Site().get("/de/about/", if_none_match=etag).status == 304


def test_head_has_the_headers_of_get_and_no_body(site):
    page = site.get("/de/about/")

    head = site.get("/de/about/", method="HEAD")

    assert (head.status, head.headers, head.body) == (200, page.headers, b"")


def test_head_first_keeps_the_whole_page(site):
    head, page = site.get("/de/about/", method="HEAD"), site.get("/de/about/")

    assert (head.headers, int(head.headers["Content-Length"]), len(site.asked)) == (page.headers, len(page.body), 1)


def test_change_of_another_process_shows_after_the_fresh_seconds(site):
    before = site.get("/de/vendors/")
    ModelFactory(vendor=VendorFactory(name="Newcomer"))
    published()

    site.now += FRESH_SECONDS - 0.01
    just_before = site.get("/de/vendors/")
    site.now += 0.01
    after = site.get("/de/vendors/")

    assert (just_before == before, b"Newcomer" in after.body) == (True, True)


def test_change_that_was_not_published_does_not_show(site):
    before = site.get("/de/vendors/")
    ModelFactory(vendor=VendorFactory(name="Newcomer"))
    site.now += 3600

    assert site.get("/de/vendors/") == before


def test_revision_is_looked_at_once_in_the_fresh_seconds(site, django_assert_num_queries):
    site.get("/de/about/")
    site.now += FRESH_SECONDS

    with django_assert_num_queries(1):
        for _n in range(10):
            site.get("/de/about/")


def test_page_at_hand_is_served_while_the_database_does_not_answer(site, caplog):
    page = site.get("/de/about/")
    site.now += FRESH_SECONDS

    def fail(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(fail):
        answer = site.get("/de/about/")

    assert (answer, len(site.asked)) == (page, 1)
    assert "The revision cannot be read" in caplog.text


def test_page_at_hand_is_renewed_once_the_database_answers_again(site):
    site.get("/de/vendors/")

    def fail(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    ModelFactory(vendor=VendorFactory(name="Newcomer"))
    published()
    site.now += FRESH_SECONDS
    with connection.execute_wrapper(fail):
        site.get("/de/vendors/")
    site.now += FRESH_SECONDS

    assert b"Newcomer" in site.get("/de/vendors/").body


@pytest.mark.parametrize("path", ["/de/", "/en/compare/?weights=open", "/de/vendors/", "/de/compare/?format=csv"])
def test_site_without_the_store_gives_the_same_body(site, path):
    ModelFactory(levels={"weights": "open"})
    django = get_wsgi_application()

    without, with_store = ask(django, path), site.get(path)

    assert (without.status, without.body) == (200, with_store.body)
    own = {"Vary", "ETag", "Content-Length"}
    assert {key: value for key, value in without.headers.items() if key not in own} == {
        key: value for key, value in with_store.headers.items() if key not in own
    }


def test_site_without_the_store_answers_conditional_requests_too(site):
    django = get_wsgi_application()
    etag = ask(django, "/de/about/").headers["ETag"]

    assert (etag[0], ask(django, "/de/about/", if_none_match=etag).status) == ('"', 304)


def test_pages_for_http_and_https_are_kept_apart(site):
    site.get("/de/about/")
    site.get("/de/about/", x_forwarded_proto="https")

    assert len(site.asked) == 2


def test_wrong_host_is_refused_and_not_kept(site):
    answer = site.get("/de/about/", host="evil.example")

    assert (answer.status, len(site.store)) == (400, 0)
