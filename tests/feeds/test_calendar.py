"""The days that matter for licences, as a calendar gets them."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar, Component

from openness.domain import revision
from openness.models import LicenceCoverage, Model
from tests.documents import NOW
from tests.factories import LicenceCoverageFactory, LicenceFactory, LicenceTermFactory, ModelFactory
from tests.feeds.rfc5545 import faults

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 4, 1)


def read(client: Client, language: str = "en") -> Component:
    """The calendar as a program reads it; fails where it is not valid."""
    response = client.get(f"/feeds/{language}/licence-dates.ics")
    assert response.status_code == 200
    assert faults(response.content) == []
    return Calendar.from_ical(response.content)


def events(client: Client, language: str = "en") -> list[tuple[str, str]]:
    found = read(client, language).walk("VEVENT")
    return [(str(event["SUMMARY"]), str(event.get("DESCRIPTION", ""))) for event in found]


def switched(*names: str, old: str = "Old", new: str = "New") -> None:
    """Models whose weights came from one licence to another on the day."""
    before, after = LicenceFactory(name=old), LicenceFactory(name=new)
    for name in names:
        model = ModelFactory(name=name)
        LicenceCoverageFactory(model=model, licence=before, valid_to=DAY)
        LicenceCoverageFactory(model=model, licence=after, valid_from=DAY)


def test_switch_of_one_model_names_it(client: Client) -> None:
    switched("One")

    assert events(client) == [("One, Weights: New in place of Old", "One")]


def test_switch_of_sixty_models_is_one_event_that_names_forty(client: Client) -> None:
    switched(*(f"M{number:02}" for number in range(60)))

    [(title, text)] = events(client)

    assert title == "60 models, Weights: New in place of Old"
    assert text.split("\n") == [*(f"M{number:02}" for number in range(40)), "and 20 more"]


def test_beginning_and_end_of_a_period_are_told(client: Client) -> None:
    LicenceCoverageFactory(
        model__name="One", licence__name="Old", covers="code", valid_from=DAY, valid_to=DAY + dt.timedelta(days=9)
    )

    assert [title for title, _text in events(client)] == [
        "One, Code: under Old from now on",
        "One, Code: no longer under Old",
    ]


def test_day_of_a_count_tells_the_threshold(client: Client) -> None:
    LicenceTermFactory(licence__name="Old", threshold=True, measured="frozen", measured_on=DAY)

    assert events(client) == [
        (
            "Old: day of the count",
            "§1: more than 700 million monthly active users, 1 April 2026. More users need a licence of their own.",
        )
    ]


def test_new_version_of_a_text_names_the_earlier_one(client: Client) -> None:
    LicenceFactory(name="New", published_on=DAY, supersedes=LicenceFactory(name="Old"))
    LicenceFactory(name="Other", published_on=DAY + dt.timedelta(days=1))

    assert events(client) == [("New published, supersedes Old", ""), ("Other published", "")]


def test_event_takes_the_whole_day_and_none_of_the_next(client: Client) -> None:
    switched("One")
    revision.bump(now=NOW)

    [event] = read(client).walk("VEVENT")

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, DAY + dt.timedelta(days=1))
    assert (event["DTSTAMP"].dt, event["TRANSP"]) == (NOW, "TRANSPARENT")


def test_identities_stay_when_more_models_switch(client: Client) -> None:
    switched("One")
    [before] = read(client).walk("VEVENT")
    for coverage in LicenceCoverage.objects.order_by("pk"):
        LicenceCoverageFactory(
            model=Model.objects.filter(name="Two").first() or ModelFactory(name="Two"),
            licence=coverage.licence,
            valid_from=coverage.valid_from,
            valid_to=coverage.valid_to,
        )

    [after] = read(client).walk("VEVENT")

    assert (after["UID"], after["SUMMARY"]) == (before["UID"], "2 models, Weights: New in place of Old")


def test_languages_have_identities_of_their_own(client: Client) -> None:
    switched("One")

    german, english = (read(client, language) for language in ("de", "en"))

    assert {one["UID"] for one in german.walk()}.isdisjoint(one["UID"] for one in english.walk())


def test_calendar_names_itself_and_when_to_come_again(client: Client) -> None:
    found = read(client)

    assert (found["X-WR-CALNAME"], found["REFRESH-INTERVAL"].dt) == ("Openness: licence dates", dt.timedelta(days=1))
    assert found["SOURCE"] == "http://127.0.0.1:8000/feeds/en/licence-dates.ics"


def test_event_leads_to_the_licence_in_its_language(client: Client) -> None:
    LicenceFactory(slug="new", published_on=DAY)

    [event] = read(client, "de").walk("VEVENT")

    assert event["URL"] == "http://127.0.0.1:8000/de/licences/new/"


def test_text_of_a_record_stays_text(client: Client) -> None:
    hostile = "A;B,C\\D\nEND:VEVENT\r\nX:\x07 ä" + "ö" * 20
    switched("One", new=hostile)

    [(title, _text)] = events(client)

    assert title == f"One, Weights: {hostile} in place of Old".replace("\r\n", "\ufffd\n").replace("\x07", "\ufffd")


def test_calendar_is_open_to_all_pages_and_revalidated(client: Client) -> None:
    response = client.get("/feeds/de/licence-dates.ics")
    again = client.get("/feeds/de/licence-dates.ics", headers={"If-None-Match": response["ETag"]})

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (response["Access-Control-Allow-Origin"], response["Content-Language"]) == ("*", "de")
    assert (again.status_code, dict(response.cookies)) == (304, {})


@pytest.mark.parametrize("number", [1, 3])
def test_calendar_takes_the_same_queries(client: Client, number: int, django_assert_num_queries) -> None:
    for place in range(number):
        switched(f"One {place}", old=f"Old {place}", new=f"New {place}")
        LicenceTermFactory(threshold=True, measured="frozen", measured_on=DAY, licence__published_on=DAY)

    with django_assert_num_queries(4):
        read(client)
