"""The form by which readers report errors, and the thanks."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openness.domain import revision
from openness.models import ReaderReport
from tests.admin.forms import filled_in
from tests.factories import ModelFactory
from tests.reports import NOON, kept

pytestmark = pytest.mark.usefixtures("catalogue")

MINUTE = dt.timedelta(minutes=1)
WEIGHTS = {"record": "model/one", "place": "assessments.weights"}
GATED = "The weights are gated."


def address(name: str = "report", language: str = "en", **parameters: str) -> str:
    path = {"report": "report/", "thanks": "report/thanks/"}[name]
    return f"/{language}/{path}?{urlencode(parameters or WEIGHTS, safe='/')}"


class Reader:
    """Somebody who opens the form at noon and sends it a minute later."""

    def __init__(self, clock: Any, **headers: str) -> None:
        self.clock = clock
        self.browser = Client(enforce_csrf_checks=True, headers=headers)
        self.clock.move_to(NOON, tick=False)

    def opens(self, url: str | None = None, **headers: str) -> dict[str, str]:
        """What the form would send as it is."""
        page = self.browser.get(url or address(), headers=headers)
        assert page.status_code == 200
        return {name: values[0] for name, values in filled_in(page).items()}

    def sends(self, url: str | None = None, *, after: dt.timedelta = MINUTE, **changes: Any) -> HttpResponse:
        """The answer to the form, with a text and whatever `changes` says."""
        given = {**self.opens(url), "message": GATED, **changes}
        self.clock.shift(after)
        return self.posts(given, url)

    def sends_again(self, refused: HttpResponse, **changes: Any) -> HttpResponse:
        """The answer to a form that came back, sent once more."""
        given = {name: values[0] for name, values in filled_in(refused).items()}
        self.clock.shift(MINUTE)
        return self.posts({**given, **changes})

    def posts(self, given: dict[str, Any], url: str | None = None) -> HttpResponse:
        """The answer to `given` as a form without files sends it."""
        return self.browser.post(url or address(), urlencode(given), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def reader(time_machine: Any) -> Reader:
    return Reader(time_machine)


def faults(response: HttpResponse) -> dict[str, str]:
    """What is wrong, at each field."""
    found = re.findall(r'<span class="fault" id="fault-([^"]*)">([^<]+)</span>', response.text)
    assert all(f'aria-describedby="hint-{name} fault-{name}" aria-invalid="true"' in response.text for name, _ in found)
    return dict(found)


def notice(response: HttpResponse) -> str:
    """What is said above the form."""
    found = re.search(r"<h2>Not sent yet</h2>(?:<p>(.*?)</p>)?", response.text)
    return (found.group(1) or "") if found else ""


# The page


@pytest.mark.parametrize("language", ["de", "en"])
def test_form_is_there_in_its_language(client, language):
    response = client.get(address(language=language))

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{language}">' in response.text


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        (WEIGHTS, ["One", "Weights", '<span class="lv partial">partial</span>', "For this reason."]),
        ({"record": "model/one"}, ["One"]),
        ({"record": "model/one", "place": "licences.weights"}, ["Licence: Weights", "Limited"]),
        ({"record": "licence/limited", "place": "terms.user-threshold"}, ["User threshold: needs a separate licence"]),
        ({"record": "vendor/acme"}, ["Acme"]),
        ({"record": "dimension/weights"}, ["Weights"]),
        (
            {"record": "article/an-article", "place": "claims.c01"},
            ["Claim C01", '<strong class="v v-false">false</strong>'],
        ),
        (
            {"record": "article/an-article", "place": "rows.acme.cells.weights"},
            ["Acme, Weights", '<span class="lv partial">partial</span>'],
        ),
    ],
)
def test_form_says_which_place_it_is_about_with_its_level_now(client, parameters, shown):
    text = client.get(address(**parameters)).text

    about = text[text.index('<dl class="facts reported">') : text.index("</dl>")]
    assert [words for words in shown if words not in about] == []
    assert "<input" not in about


def test_form_names_the_kind_of_record_and_links_to_where_readers_see_it(client):
    text = client.get(address()).text

    assert '<dt>Model</dt><dd><a href="/en/models/one/">One</a></dd>' in text
    assert '<dd><a href="/en/models/one/weights/">Weights</a>' in text


def test_form_leads_to_itself_in_the_other_language(client):
    other = address(language="de").replace("&", "&amp;")

    assert f'<a class="lang" href="{other}" hreflang="de"' in client.get(address()).text


def test_form_is_not_kept_by_anybody_nor_found_by_search_engines(client):
    response = client.get(address())

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text


def test_form_sets_no_cookie_and_varies_on_none(reader):
    responses = [
        reader.browser.get(address()),
        reader.sends(message=""),
        reader.sends(),
        reader.browser.get(address("thanks")),
    ]

    assert [response.status_code for response in responses] == [200, 400, 303, 200]
    assert [dict(response.cookies) for response in responses] == [{}] * 4
    assert ["Cookie" in response.get("Vary", "") for response in responses] == [False] * 4


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_form_with_a_wrong_method_says_so(client, method):
    response = getattr(client, method)(address())

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_thanks_with_a_wrong_method_says_so(client):
    response = client.post(address("thanks"))

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("name", ["report", "thanks"])
def test_head_is_answered_like_get(client, name):
    assert client.head(address(name)).status_code == 200


@pytest.mark.parametrize("name", ["report", "thanks"])
@pytest.mark.parametrize("record", ["model/none", "model/one-more", "vendor/one"])
def test_page_about_a_record_that_is_not_there_is_not_found(client, name, record):
    assert client.get(address(name, record=record)).status_code == 404


@pytest.mark.parametrize("name", ["report", "thanks"])
def test_page_about_an_unpublished_model_is_not_found(client, name):
    ModelFactory(slug="hidden", published=False)

    assert client.get(address(name, record="model/hidden")).status_code == 404


@pytest.mark.parametrize("name", ["report", "thanks"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "record"),
        ("record=", "record"),
        ("record=one", "record"),
        ("record=model/", "record"),
        ("record=model/ONE", "record"),
        ("record=model/one/weights", "record"),
        ("record=thing/one", "record"),
        ("record=model/one%00", "record"),
        ("record=model/one&record=model/two", "record"),
        ("record=model/one&place=x", "place"),
        ("record=model/one&place=assessments.weights%00", "place"),
        ("record=model/one&place=assessments.weights&place=assessments.code", "place"),
    ],
)
def test_page_with_a_wrong_parameter_names_it(client, name, query, parameter):
    path = address(name).partition("?")[0]

    response = client.get(f"{path}?{query}")

    assert response.status_code == 400
    assert f"<li><code>{parameter}</code>:" in response.text


def test_page_about_a_place_that_is_gone_offers_the_record_as_a_whole(client):
    text = client.get(address(record="model/one", place="licences.code")).text

    assert '<a href="/en/report/?record=model/one">Report an error in the record as a whole</a>' in text


def test_wrong_parameter_stays_text(client):
    response = client.get(address(record="<script>alert(1)</script>"))

    assert "<script>alert" not in response.text


@pytest.mark.parametrize("name", ["report", "thanks"])
def test_page_has_one_heading_and_no_id_twice(client, name):
    text = client.get(address(name)).text
    ids = re.findall(r'\sid="([^"]*)"', text)

    assert text.count("<h1") == 1
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", ["report", "thanks"])
def test_page_takes_the_same_queries_with_one_report_and_with_three(client, name):
    queries = []
    for message in ("One.", "Two.", "Three."):
        kept(message=message)
        with CaptureQueriesContext(connection) as context:
            client.get(address(name))
        queries.append(len(context))

    assert queries == [queries[0]] * 3


# Sending


def test_report_is_taken_and_its_sender_led_to_the_thanks(reader):
    response = reader.sends()

    assert (response.status_code, response["Location"]) == (303, address("thanks"))
    assert reader.browser.get(response["Location"]).status_code == 200
    report = ReaderReport.objects.get()
    assert (report.kind, report.slug, report.place, report.message, report.state, report.language) == (
        "model",
        "one",
        "assessments.weights",
        GATED,
        "new",
        "en",
    )


def test_report_keeps_the_source_the_contact_the_revision_and_the_time(reader):
    revision.bump(now=NOON)

    reader.sends(source_url="https://example.org/licence", contact="me@example.org")

    report = ReaderReport.objects.get()
    assert (report.source_url, report.contact, report.revision, report.sent_at) == (
        "https://example.org/licence",
        "me@example.org",
        1,
        NOON + MINUTE,
    )


def test_report_about_a_whole_record_has_no_place(reader):
    response = reader.sends(address(record="vendor/acme"))

    assert response["Location"] == address("thanks", record="vendor/acme")
    assert ReaderReport.objects.values_list("kind", "slug", "place").get() == ("vendor", "acme", "")


def test_report_in_german_is_thanked_in_german(reader):
    response = reader.sends(address(language="de"))

    assert response["Location"] == address("thanks", language="de")
    assert ReaderReport.objects.get().language == "de"


def test_thanks_lead_back_to_the_place(client):
    assert (
        '<a class="button" href="/en/models/one/weights/">Back to the place</a>' in client.get(address("thanks")).text
    )


def test_thanks_for_a_whole_record_lead_back_to_its_page(client):
    text = client.get(address("thanks", record="vendor/acme")).text

    assert '<a class="button" href="/en/vendors/acme/">Back to the page</a>' in text


@pytest.mark.parametrize(
    ("referrer", "kept_page"),
    [
        ("http://testserver/en/compare/?revenue=1000000", "/en/compare/"),
        ("http://testserver/en/models/one/", "/en/models/one/"),
        ("http://testserver/en/report/?record=model/one", "/en/models/one/weights/"),
        ("http://testserver//evil.example/", "/en/models/one/weights/"),
        ("http://testserver/nothing/", "/en/models/one/weights/"),
        ("https://evil.example/en/compare/", "/en/models/one/weights/"),
        ("http://[", "/en/models/one/weights/"),
        ("", "/en/models/one/weights/"),
    ],
)
def test_report_keeps_the_page_it_was_opened_from_without_what_was_asked_of_it(time_machine, referrer, kept_page):
    Reader(time_machine, referer=referrer).sends()

    assert ReaderReport.objects.get().page == kept_page


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("", "Say what is wrong."),
        ("   \n  ", "Say what is wrong."),
        ("Wrong!", "Say it in 10 characters or more."),
        ("  Wrong!      \n   ", "Say it in 10 characters or more."),
        ("x" * 4001, "Say it in 4000 characters at most; these are 4001."),
        ("It is \x00 wrong.", "Null characters are not allowed."),
    ],
)
def test_report_without_a_fitting_text_says_so_at_the_field(reader, message, fault):
    response = reader.sends(message=message)

    assert (response.status_code, faults(response)) == (400, {"message": fault})
    assert ReaderReport.objects.count() == 0


@pytest.mark.parametrize("message", ["Ten chars.", "x" * 4000, "ä🦙" * 2000])
def test_report_of_a_fitting_length_is_taken(reader, message):
    assert reader.sends(message=message).status_code == 303
    assert ReaderReport.objects.get().message == message


def test_lines_end_in_one_character_as_readers_count_them(reader):
    reader.sends(message="\r\n".join(["x"] * 2000))

    assert ReaderReport.objects.get().message == "\n".join(["x"] * 2000)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "not one", "http://"])
def test_source_that_is_no_address_of_the_web_is_refused_at_the_field(reader, url):
    response = reader.sends(source_url=url)

    assert response.status_code == 400
    assert list(faults(response)) == ["source-url"]


def test_source_without_a_scheme_is_one_of_https(reader):
    reader.sends(source_url=" example.org/licence ")

    assert ReaderReport.objects.get().source_url == "https://example.org/licence"


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ({"source_url": f"https://example.org/{'x' * 500}"}, "source-url"),
        ({"contact": "x" * 201}, "contact"),
        ({"contact": "a\x00b"}, "contact"),
    ],
)
def test_field_that_is_too_long_or_broken_says_so(reader, field, fault):
    response = reader.sends(**field)

    assert (response.status_code, list(faults(response))) == (400, [fault])


def test_form_with_a_fault_comes_back_with_all_that_was_typed(reader):
    typed = {"message": "\n  <b>Too\nshort?", "source_url": "ftp://x", "contact": '"><script>'}

    response = reader.sends(**typed)

    came_back = {name: values[0] for name, values in filled_in(response).items()}
    assert {name: came_back[name] for name in typed} == typed
    assert "<b>Too" not in response.text
    assert "<script>" not in response.text.split("<main")[1]


def test_form_that_came_back_can_be_sent_again(reader):
    refused = reader.sends(message="")

    assert reader.sends_again(refused, message=GATED).status_code == 303


# Who sends


def test_form_whose_hidden_field_is_filled_in_is_refused_and_comes_back_with_the_field_empty(reader):
    response = reader.sends(homepage="https://casino.example/")

    assert response.status_code == 400
    assert "This field must stay empty" in response.text
    assert filled_in(response)["homepage"] == [""]
    assert ReaderReport.objects.count() == 0


def test_form_sent_at_once_is_refused_and_good_a_moment_later(reader):
    refused = reader.sends(after=dt.timedelta(seconds=2))

    assert (refused.status_code, notice(refused)) == (
        400,
        "That was quicker than anybody writes. Please send it once more.",
    )
    assert reader.sends_again(refused).status_code == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"after": dt.timedelta(days=1, seconds=1)},
            "This form lay open for more than a day. Please send it once more.",
        ),
        ({"ticket": ""}, "This form did not come from this page. Please send it once more."),
        ({"ticket": "made up"}, "This form did not come from this page. Please send it once more."),
    ],
)
def test_form_that_is_not_good_any_more_comes_back_as_one_that_is(reader, changes, said):
    refused = reader.sends(**changes)

    assert (refused.status_code, notice(refused)) == (400, said)
    assert reader.sends_again(refused).status_code == 303
    assert ReaderReport.objects.get().message == GATED


def test_form_about_another_place_is_refused(reader):
    ticket = reader.opens(address(record="model/two"))["ticket"]

    response = reader.sends(ticket=ticket)

    assert response.status_code == 400
    assert ReaderReport.objects.count() == 0


def test_form_sent_twice_is_one_report_and_thanked_twice(reader):
    given = {**reader.opens(), "message": GATED}
    reader.clock.shift(MINUTE)

    responses = [reader.posts(given) for _time in range(2)]

    assert [response.status_code for response in responses] == [303, 303]
    assert ReaderReport.objects.count() == 1


def test_form_sent_again_with_another_text_needs_to_be_sent_once_more(reader):
    given = {**reader.opens(), "message": GATED}
    reader.clock.shift(MINUTE)
    reader.posts(given)

    refused = reader.posts({**given, "message": "Another fault."})

    assert notice(refused) == "This form was sent already. If this is another report, send it once more."
    assert reader.sends_again(refused).status_code == 303
    assert ReaderReport.objects.count() == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "http://testserver", "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "https://testserver"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_form_sent_from_a_page_of_somebody_else_is_refused(time_machine, headers, status):
    response = Reader(time_machine, **headers).sends()

    assert response.status_code == status
    assert ReaderReport.objects.count() == (status == 303)
    assert status == 303 or GATED in response.text


def test_request_larger_than_any_report_is_not_read(reader):
    response = reader.sends(message="x" * 70_000)

    assert (response.status_code, notice(response)) == (413, "That is more than this form takes.")
    assert "xxxx" not in response.text


def test_longest_report_of_the_widest_letters_is_read(reader):
    message = "🦙" * 4000

    assert reader.sends(message=message, contact="🦙" * 200).status_code == 303


def test_request_with_thousands_of_fields_is_refused(reader):
    assert reader.sends(**{f"f{n}": "" for n in range(1001)}).status_code == 400


def test_files_are_not_taken(reader):
    given = {**reader.opens(), "message": GATED}
    reader.clock.shift(MINUTE)
    boundary = "b"
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n\r\n{value}\r\n'
        for name, value in given.items()
    )

    response = reader.browser.post(
        address(), f"{body}--{boundary}--\r\n", content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert (response.status_code, ReaderReport.objects.count()) == (400, 0)


# Floods


@pytest.fixture
def few(settings: Any) -> None:
    settings.REPORTS_PER_SENDER, settings.REPORTS_PER_HOUR = 2, 100


@pytest.mark.usefixtures("few")
def test_sender_over_the_limit_gets_the_text_back_and_is_told_when_to_come_again(reader):
    for number in (1, 2):
        reader.sends(message=f"Fault number {number}.")
    reader.clock.shift(dt.timedelta(minutes=8))

    response = reader.sends(message="One too many.", contact="me@example.org")

    assert (response.status_code, response["Retry-After"]) == (429, "3000")
    assert notice(response) == "More reports arrive than we can read. Please send it again in 50 minutes."
    came_back = filled_in(response)
    assert (came_back["message"], came_back["contact"]) == (["One too many."], ["me@example.org"])
    assert ReaderReport.objects.count() == 2


@pytest.mark.usefixtures("few")
def test_refused_form_can_be_sent_when_there_is_room_again(reader):
    for number in (1, 2):
        reader.sends(message=f"Fault number {number}.")
    refused = reader.sends(message="One too many.")
    reader.clock.shift(dt.timedelta(minutes=59))

    assert reader.sends_again(refused).status_code == 303


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("header", "addresses", "taken"),
    [
        ("", ["192.0.2.1", "192.0.2.2", "192.0.2.3"], 2),
        ("X-Forwarded-For", ["192.0.2.1", "192.0.2.2", "192.0.2.3"], 3),
        ("X-Forwarded-For", ["6.6.6.1, 192.0.2.1", "6.6.6.2, 192.0.2.1", "6.6.6.3, 192.0.2.1"], 2),
        ("X-Forwarded-For", ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:3"], 2),
        ("X-Forwarded-For", ["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"], 3),
        ("X-Forwarded-For", ["::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"], 2),
    ],
)
def test_senders_are_told_apart_by_the_address_that_the_proxy_tells(settings, time_machine, header, addresses, taken):
    settings.CLIENT_ADDRESS_HEADER = header
    for number, told in enumerate(addresses):
        Reader(time_machine, **{"x-forwarded-for": told}).sends(message=f"Fault number {number}.", proof="")

    assert ReaderReport.objects.count() == taken
    assert "192.0.2.1" not in str(list(ReaderReport.objects.values()))


def test_third_form_of_a_sender_within_an_hour_asks_a_question(reader):
    for number in (1, 2):
        reader.sends(message=f"Fault number {number}.")
    text = reader.browser.get(address()).text
    first, second = re.findall(r"What is (\d+) plus (\d+)\?", text)[0]
    ticket = re.findall(r'name="ticket" value="([^"]*)"', text)[0]
    reader.clock.shift(MINUTE)

    wrong = reader.posts({"ticket": ticket, "message": GATED, "proof": "1"})
    right = reader.posts({"ticket": ticket, "message": GATED, "proof": str(int(first) + int(second))})

    assert (wrong.status_code, list(faults(wrong)), right.status_code) == (400, ["proof"], 303)


@pytest.mark.parametrize(("changes", "kept_answer"), [({"contact": "x" * 201}, "12"), ({"ticket": ""}, "")])
def test_answer_stays_with_its_question(reader, changes, kept_answer):
    for number in (1, 2):
        reader.sends(message=f"Fault number {number}.")

    response = reader.sends(proof="12", **changes)

    assert filled_in(response)["proof"] == [kept_answer]


def test_first_form_of_a_sender_asks_no_question(client):
    assert 'name="proof"' not in client.get(address()).text


# The links


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/en/models/one/weights/", ["model/one&amp;place=assessments.weights"]),
        (
            "/en/models/one/",
            [
                "model/one&amp;place=assessments.weights",
                "model/one&amp;place=assessments.code",
                "model/one&amp;place=assessments.data",
                "model/one&amp;place=assessments.commercial-use",
                "model/one",
                "model/one&amp;place=licences.weights",
            ],
        ),
        ("/en/vendors/acme/", ["vendor/acme"]),
        (
            "/en/licences/limited/",
            [
                "licence/limited&amp;place=terms.commercial-use",
                "licence/limited&amp;place=terms.user-threshold",
                "licence/limited",
            ],
        ),
        ("/en/fact-check/an-article/acme/weights/", ["article/an-article&amp;place=rows.acme.cells.weights"]),
        ("/en/fact-check/an-article/", ["article/an-article&amp;place=claims.c01"]),
    ],
)
def test_page_leads_to_the_form_at_each_cell(client, path, places):
    links = re.findall(r'<a class="report" rel="nofollow" href="([^"]*)">', client.get(path).text)

    assert links == [f"/en/report/?record={place}" for place in places]
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_drawer_leads_to_the_form(client):
    text = client.get("/en/models/one/weights/", headers={"HX-Request": "true"}).text

    assert 'href="/en/report/?record=model/one&amp;place=assessments.weights"' in text


def test_links_say_to_screen_readers_what_they_are_about(client):
    text = client.get("/en/models/one/weights/").text

    assert '>Report an error<span class="visually-hidden">: Weights</span></a>' in text
