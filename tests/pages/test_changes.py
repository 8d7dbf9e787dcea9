"""What was published when, for readers."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from openness.domain.editing import proposals
from openness.domain.editing.publishing import publish
from openness.domain.exchange import stored_plainly
from openness.models import CatalogueRevision, Change
from tests.documents import catalogue, licence, stored, vendor
from tests.domain.history.unseen import hidden_edits, naming_hidden_models

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_catalogue(db: None, tmp_path) -> None:
    """One record of every kind."""
    stored(tmp_path, *catalogue())


def published(kind: str, slug: str, **values: object) -> Change:
    """The change of one record by two people."""
    author, _created = User.objects.get_or_create(username="anna", first_name="Anna")
    reviewer, _created = User.objects.get_or_create(username="bert", first_name="Bert", is_superuser=True)
    author.is_superuser = True
    now = timezone.now()
    document = {**stored_plainly(keys=[(kind, slug)])[kind, slug], **values}
    row = proposals.propose(key=(kind, slug), document=document, by=author, now=now, reason="It changed.", submit=True)
    [change] = publish(proposals=[row.pk], by=reviewer, now=now)
    return change


@pytest.mark.usefixtures("small_catalogue")
def test_page_tells_who_when_why_and_what_differs(client: Client) -> None:
    published("vendor", "acme", name="Acme & Sons")

    newest, first = client.get("/en/changes/").context["history"].publications

    [entry] = newest.entries
    assert (entry.name, entry.reason, entry.author, entry.publisher) == ("Acme & Sons", "It changed.", "Anna", "Bert")
    assert [(one.field, one.before, one.after) for one in entry.differences] == [("name", "Acme", "Acme & Sons")]
    assert (first.total, {one.way for one in first.entries}) == (8, {"import"})


@pytest.mark.usefixtures("small_catalogue")
def test_page_of_one_record_leaves_out_the_others(client: Client) -> None:
    published("vendor", "acme", name="Acme & Sons")

    found = client.get("/en/changes/?record=vendor/acme").context["history"].publications

    assert [[entry.slug for entry in one.entries] for one in found] == [["acme"], ["acme"]]


def test_page_of_one_revision_shows_more_of_its_records_than_the_page_of_all(client: Client, tmp_path) -> None:
    stored(tmp_path, *(vendor(f"v{number:02}") for number in range(13)))
    stored(tmp_path, vendor("later"))

    shown = {query: client.get(f"/en/changes/{query}").context["history"].publications for query in ("", "?revision=1")}

    assert [[len(one.entries) for one in publications] for publications in shown.values()] == [[1, 12], [13]]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("kind=song", "kind"),
        ("record=acme", "record"),
        ("record=model/A", "record"),
        ("page=0", "page"),
        ("revision=0", "revision"),
        ("page=9", "page"),
    ],
)
def test_wrong_parameter_is_named(client: Client, query: str, named: str) -> None:
    response = client.get(f"/en/changes/?{query}")

    assert (response.status_code, list(response.context["history"].faults)) == (400, [named])


@pytest.mark.parametrize("vendors", [1, 3])
def test_page_takes_the_same_queries(client: Client, tmp_path, vendors: int, django_assert_num_queries) -> None:
    stored(tmp_path, *(vendor(f"v{number}") for number in range(vendors)))
    for number in range(vendors):
        published("vendor", f"v{number}", name=f"New {number}")

    with django_assert_num_queries(7):
        client.get("/en/changes/")


@pytest.mark.usefixtures("small_catalogue")
def test_model_and_licence_pages_tell_their_history(client: Client) -> None:
    published("model", "one", family="Another")

    model, free = client.get("/en/models/one/"), client.get("/en/licences/free/")

    assert [entry.what for entry in model.context["profile"].history] == ["changed", "added"]
    assert [entry.what for entry in free.context["profile"].history] == ["added"]


@pytest.mark.usefixtures("small_catalogue")
def test_model_page_draws_its_levels_through_time(client: Client) -> None:
    assessments = stored_plainly(keys=[("model", "one")])["model", "one"]["assessments"]
    assessments["data"]["level"] = "partial"
    published("model", "one", assessments=assessments)
    Change.objects.filter(revision=1).update(published_at=timezone.now() - dt.timedelta(days=9))

    picture = client.get("/en/models/one/").context["picture"]

    tracks = {dimension: [one.span.level for one in found] for dimension, found in picture.tracks}
    assert tracks == {
        "weights": ["open"],
        "code": ["open"],
        "data": ["open", "partial"],
        "commercial-use": ["open"],
    }
    assert [(one.x, one.width) for one in dict(picture.tracks)["data"]] == [("0%", "90%"), ("90%", "10%")]


@pytest.mark.usefixtures("small_catalogue")
def test_page_of_the_past_shows_what_was_published_then(client: Client) -> None:
    Change.objects.update(published_at=timezone.now() - dt.timedelta(days=9))
    published("model", "one", name="Renamed")
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    page = client.get(f"/en/compare/?as-of={yesterday}").content.decode()

    assert [">One</a>" in page, "Renamed" in page] == [True, False]
    assert f'href="/en/models/one/?as-of={yesterday}"' in page
    assert f'<input type="hidden" name="as-of" value="{yesterday}">' in page
    assert 'href="/en/compare/?as-of="' in page


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize(
    "path",
    [
        "compare/",
        "models/one/",
        "models/one/weights/",
        "licences/",
        "licences/free/",
        "vendors/acme/",
        "fact-check/an-article/",
    ],
)
def test_day_before_the_history_is_refused_and_the_first_day_named(client: Client, path: str) -> None:
    response = client.get(f"/en/{path}?as-of=2020-01-01")

    assert response.status_code == 400
    assert "the history begins on" in response.content.decode()


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "2999-01-01", "2026-3-1"])
def test_no_day_is_refused(client: Client, day: str) -> None:
    assert client.get(f"/en/compare/?as-of={day}").status_code == 400


@pytest.mark.usefixtures("small_catalogue")
def test_licence_taken_up_later_is_not_there_on_an_earlier_day(client: Client, tmp_path) -> None:
    Change.objects.update(published_at=timezone.now() - dt.timedelta(days=9))
    stored(tmp_path, licence("own"))
    Change.objects.filter(slug="own").update(published_at=timezone.now())
    CatalogueRevision.objects.update(changed_at=timezone.now())
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    assert client.get("/en/licences/own/").status_code == 200
    assert client.get(f"/en/licences/own/?as-of={yesterday}").status_code == 404


@pytest.mark.usefixtures("small_catalogue")
def test_page_says_nothing_of_what_is_not_shown(client: Client) -> None:
    hidden_edits(60)

    found = client.get("/en/changes/").context["history"]

    assert ([one.revision for one in found.publications], found.pages) == ([1], 1)
    assert client.get("/en/changes/?revision=2").text.count('class="publication"') == 0


@pytest.mark.parametrize("path", ["changes/", "changes/?record=model/tuned", "models/tuned/"])
def test_page_does_not_name_models_that_are_not_shown(client: Client, tmp_path, path: str) -> None:
    naming_hidden_models(tmp_path)

    page = client.get(f"/en/{path}").text

    assert ["secret" in page, "<ins>New</ins>" in page] == [False, True]


@pytest.mark.usefixtures("small_catalogue")
def test_revision_without_anything_to_show_does_not_say_that_nothing_ever_was(client: Client) -> None:
    page = client.get("/en/changes/?revision=70").text

    assert ["No change fits this choice." in page, "Nothing has been published" in page] == [True, False]


@pytest.mark.usefixtures("small_catalogue")
def test_every_kind_keeps_the_revision_and_a_way_leads_back_to_all(client: Client) -> None:
    links = client.get("/en/changes/?revision=1&kind=model").context["links"]

    assert (links["every_kind"], links["all"]) == ("/en/changes/?revision=1", "/en/changes/")


def test_numbers_of_records_are_told_in_the_singular_and_in_the_plural(client: Client, tmp_path) -> None:
    stored(tmp_path, licence("own"), *(vendor(f"v{number:02}") for number in range(13)))

    [publication] = client.get("/en/changes/").context["history"].publications

    assert publication.in_all == "1 licence, 13 vendors"
