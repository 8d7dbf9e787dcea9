"""May I use it? The page, and the same answers on the comparison."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.domain.permissions.grounds import refresh_grounds
from tests.factories import (
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    OpennessDimensionFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def two_licences() -> None:
    """A model under a licence that permits all, and one under a licence with a bar from 700 million users on."""
    OpennessDimensionFactory(slug="weights")
    free, limited = LicenceFactory(slug="free", short_name="Free"), LicenceFactory(slug="limited", short_name="Limited")
    LicenceTermFactory(licence=limited, threshold=True, locator="§2")
    LicenceCoverageFactory(model=ModelFactory(slug="one", name="One"), licence=free)
    LicenceCoverageFactory(model=ModelFactory(slug="two", name="Two"), licence=limited)
    refresh_grounds()


def tally(text: str) -> dict[str, int]:
    """How many models get which answer."""
    found = re.findall(r'id="answer-([\w-]+)"[^>]*>[^<]*<span class="number">(\d+)</span>', text)
    return {permission: int(number) for permission, number in found}


def listed(text: str) -> dict[str, str]:
    """The answer to each model of the list, by slug."""
    rows = re.findall(
        r'<tr><th scope="row"><a href="/en/models/([^/]+)/">.*?<span class="lv [\w-]+">([^<]+)</span>', text, re.S
    )
    return dict(rows)


@pytest.mark.usefixtures("two_licences")
def test_may_i_without_a_plan_shows_examples_and_the_whole_catalogue(client):
    text = client.get("/en/may-i/").text

    examples = re.findall(r'<li><a href="(/en/may-i/\?[^"]+)">', text)
    assert unescape(examples[0]) == "/en/may-i/?offering=product&seat=eu"
    assert sum(tally(text).values()) == 2


@pytest.mark.usefixtures("two_licences")
@pytest.mark.parametrize(
    ("users", "answers"),
    [
        ("", {"yes": 1, "yes-if": 1, "unclear": 0, "ask": 0, "no": 0}),
        ("700000000", {"yes": 2, "yes-if": 0, "unclear": 0, "ask": 0, "no": 0}),
        ("700000001", {"yes": 1, "yes-if": 0, "unclear": 0, "ask": 1, "no": 0}),
    ],
    ids=["users unsaid", "at the threshold", "above it"],
)
def test_may_i_counts_the_models_by_answer(client, users, answers):
    assert tally(client.get(f"/en/may-i/?offering=internal&mau={users}").text) == answers


@pytest.mark.usefixtures("two_licences")
def test_may_i_for_one_model_names_the_deciding_clause_and_what_would_change_it(client):
    text = client.get("/en/may-i/?offering=product&mau=900000000&model=two").text

    deciding = re.search(r"What decides</h3>(.*?)</ul>", text, re.DOTALL)
    assert deciding
    assert re.findall(r'class="locator"[^>]*>([^<]+)<', deciding[1]) == ["Limited, §2"]
    changed = re.search(r"What would change the answer</h3>(.*?)</ul>", text, re.DOTALL)
    assert changed
    assert re.findall(r"<li><p>(.*?) → <span class=\"lv [\w-]+\">([^<]+)<", changed[1]) == [
        ("at most 700 million monthly active users", "yes")
    ]


@pytest.mark.usefixtures("two_licences")
def test_may_i_below_a_threshold_tells_what_would_change_the_answer(client):
    text = client.get("/en/may-i/?offering=product&mau=5&model=two").text

    changed = re.search(r"What would change the answer</h3>(.*?)</ul>", text, re.DOTALL)
    assert changed
    assert re.findall(r'class="threshold">([^<]+)</span>.*?<span class="lv ask">([^<]+)<', changed[1], re.DOTALL) == [
        ("more than 700 million monthly active users", "ask the vendor")
    ]


@pytest.mark.usefixtures("two_licences")
def test_may_i_for_an_answer_lists_its_models_only(client):
    for number in range(3):
        LicenceCoverageFactory(model=ModelFactory(slug=f"more-{number}"), licence__slug=f"more-{number}")
    refresh_grounds()

    text = client.get("/en/may-i/?offering=internal&permitted=yes").text

    assert listed(text) == {"one": "yes", "more-0": "yes", "more-1": "yes", "more-2": "yes"}


@pytest.mark.usefixtures("two_licences")
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("offering=steal", "offering"),
        ("mau=many", "mau"),
        ("model=nothing", "model"),
        ("permitted=maybe", "permitted"),
        ("format=pdf", "format"),
        ("group=vendor", "group"),
        ("sort=name", "sort"),
    ],
)
def test_may_i_with_a_wrong_value_is_refused_and_names_it(client, query, name):
    response = client.get(f"/en/may-i/?{query}")

    assert response.status_code == 400
    assert re.findall(r"<li><code>([\w-]+)</code>", response.text) == [name]


@pytest.mark.usefixtures("two_licences")
def test_may_i_for_htmx_is_the_answers_only_and_pushes_the_address(client):
    response = client.get("/en/may-i/?offering=product&seat=eu&party=", headers=HTMX)

    assert "<html" not in response.text
    assert response["HX-Push-Url"] == "/en/may-i/?offering=product&seat=eu"


@pytest.mark.usefixtures("two_licences")
def test_may_i_lists_the_freest_answer_first(client):
    barred = LicenceFactory(slug="barred", term=None)
    LicenceTermFactory(licence=barred, effect="prohibited")
    for number in range(3):
        LicenceCoverageFactory(model=ModelFactory(slug=f"barred-{number}", released="2026-01"), licence=barred)
    refresh_grounds()

    answers = listed(client.get("/en/may-i/?offering=product").text)

    assert list(answers.values()) == ["yes", "yes, if …", "no", "no", "no"]


@pytest.mark.usefixtures("two_licences")
def test_may_i_list_names_each_duty_once_and_the_conditions(client):
    licence = LicenceFactory(slug="dutiful", term=None)
    LicenceTermFactory(licence=licence, effect="permitted")
    for number in range(2):
        LicenceTermFactory(licence=licence, subject="attribution", effect="required", locator=f"§{number}")
    for number in range(2):
        LicenceTermFactory(licence=licence, threshold=True, locator=f"§1{number}")
    for number in range(4):
        LicenceCoverageFactory(model=ModelFactory(slug=f"dutiful-{number}"), licence=licence)
    refresh_grounds()

    text = client.get("/en/may-i/?offering=internal&licence=dutiful").text

    assert set(re.findall(r'data-label="What it hangs on"><span>([^<]*)<', text)) == {
        "Attribution and notices; more than 700 million monthly active users: ask the vendor"
    }


@pytest.mark.usefixtures("two_licences")
def test_may_i_on_a_day_lists_the_licences_of_that_day(client):
    then, now = LicenceFactory(slug="then", short_name="Then"), LicenceFactory(slug="now", short_name="Now")
    for number in range(4):
        model = ModelFactory(slug=f"changed-{number}")
        LicenceCoverageFactory(model=model, licence=then, valid_to=dt.date(2023, 6, 1))
        LicenceCoverageFactory(model=model, licence=now, valid_from=dt.date(2023, 6, 1))
    refresh_grounds()

    text = client.get("/en/may-i/?q=changed&offering=product&on=2023-05-31").text

    assert set(re.findall(r'data-label="Licence"><span>(.*?)</span></td>', text)) == {
        '<a href="/en/licences/then/">Then</a>'
    }


@pytest.mark.usefixtures("two_licences")
def test_may_i_with_a_search_and_a_chosen_model_answers_for_the_search(client):
    response = client.get("/en/may-i/?offering=product&model=two&q=One", headers=HTMX)

    assert sum(tally(response.text).values()) == 1
    assert re.findall(r'<h2><a href="/en/models/([^/]+)/">', response.text) == ["one"]
    assert response["HX-Push-Url"] == "/en/may-i/?q=One&offering=product"


@pytest.mark.usefixtures("two_licences")
def test_may_i_with_a_chosen_model_keeps_it_in_the_form_and_offers_to_remove_it(client):
    text = client.get("/en/may-i/?offering=product&model=two&q=").text

    assert re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', text) == [("model", "two")]
    assert '<a class="chip" href="/en/may-i/?offering=product">Two' in text


@pytest.mark.usefixtures("two_licences")
@pytest.mark.parametrize(("query", "kept"), [("permitted=yes", [("permitted", "yes")]), ("", [])])
def test_may_i_for_htmx_brings_what_the_form_is_to_keep(client, query, kept):
    text = client.get(f"/en/may-i/?offering=internal&{query}", headers=HTMX).text

    [fields] = re.findall(r'<div id="kept" hx-swap-oob="true">(.*?)</div>', text)
    assert re.findall(r'name="(\w+)" value="(\w+)"', fields) == kept


@pytest.mark.usefixtures("two_licences")
@pytest.mark.parametrize("page", ["may-i", "compare"])
def test_plan_for_htmx_names_a_fault_at_its_field(client, page):
    text = client.get(f"/en/{page}/?mau=many&on=soon", headers=HTMX).text

    faults = re.findall(r'<span id="fault-([\w-]+)" hx-swap-oob="innerHTML">([^<]+)</span>', text)
    assert dict(faults) == {"mau": "not a whole number, as in 5000000", "on": "not a date: write YYYY-MM-DD"}


@pytest.mark.usefixtures("two_licences")
def test_may_i_exports_what_the_comparison_exports(client):
    plan = "offering=internal&mau=900000000"

    exported = {one: client.get(f"/en/may-i/?{plan}&format={one}").text for one in ("csv", "json", "md")}

    compared = {one: client.get(f"/en/compare/?{plan}&format={one}&sort=name").text for one in exported}
    assert exported == compared
    assert [row.split(",")[0] for row in exported["csv"].splitlines()] == ["slug", "one", "two"]


@pytest.mark.usefixtures("two_licences")
def test_may_i_exports_only_the_models_that_are_filtered(client):
    text = client.get("/en/may-i/?offering=internal&mau=900000000&permitted=ask&format=csv").text

    assert [row.split(",")[0] for row in text.splitlines()] == ["slug", "two"]


@pytest.mark.usefixtures("two_licences")
def test_compare_names_the_plan_in_its_chips(client):
    text = client.get("/en/compare/?permitted=yes&mau=900000000&offering=product&on=2026-01-31").text

    chips = re.findall(r'class="chip"><span class="muted">([^<]+)</span> ([^<]+) <span', text)
    assert chips == [
        ("Answer:", "yes"),
        ("Plan:", "build it into a product or service for customers"),
        ("Monthly active users:", "900 million"),
        ("On the day:", "31 January 2026"),
    ]


@pytest.mark.usefixtures("two_licences")
def test_may_i_on_a_day_before_a_licence_changed_answers_for_that_day(client):
    model = ModelFactory(slug="falcon")
    barred = LicenceFactory(slug="barred", term=None)
    LicenceTermFactory(licence=barred, effect="prohibited")
    LicenceCoverageFactory(model=model, licence=barred, valid_to=dt.date(2023, 6, 1))
    LicenceCoverageFactory(model=model, licence__slug="after", valid_from=dt.date(2023, 6, 1))
    refresh_grounds()

    answers = {
        day: tally(client.get(f"/en/may-i/?model=falcon&offering=product&on={day}").text)
        for day in ("2023-05-31", "2023-06-01")
    }

    assert {day: [name for name, number in found.items() if number] for day, found in answers.items()} == {
        "2023-05-31": ["no"],
        "2023-06-01": ["yes"],
    }


@pytest.mark.usefixtures("two_licences")
def test_compare_with_a_plan_filters_by_the_answer(client):
    text = client.get("/en/compare/?offering=internal&mau=900000000&permitted=ask").text

    assert re.findall(r'<th scope="row"><a href="/en/models/([^/]+)/"', text) == ["two"]
    assert re.search(r'id="permitted-yes"[^>]*><span>yes</span><span class="number">1<', text)


@pytest.mark.usefixtures("two_licences")
def test_compare_without_a_plan_asks_nothing_and_shows_no_answers(client):
    text = client.get("/en/compare/").text

    assert 'id="permitted-yes"' not in text


@pytest.mark.usefixtures("two_licences")
def test_compare_exports_the_answer_with_a_plan(client):
    answers = client.get("/en/compare/?offering=internal&mau=900000000&format=json&sort=name").json()

    assert [(one["slug"], one["permission"]) for one in answers["models"]] == [("one", "yes"), ("two", "ask")]


def test_compare_by_answer_in_an_empty_catalogue_finds_nothing(client):
    assert client.get("/en/compare/?permitted=yes").status_code == 200


@pytest.mark.usefixtures("two_licences")
@pytest.mark.parametrize("address", ["/en/may-i/?offering=product&seat=eu", "/en/compare/?offering=product&seat=eu"])
def test_page_with_a_plan_takes_the_same_queries_for_1_and_300_models(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    licence = LicenceFactory()
    for number in range(300):
        LicenceCoverageFactory(model=ModelFactory(slug=f"bulk-{number}", levels=None), licence=licence)
    refresh_grounds()

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
    assert len(many) <= (12 if "may-i" in address else 15)
