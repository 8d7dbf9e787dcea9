"""What changed, as a feed reader gets it."""

import datetime as dt
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Upper
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openness.domain import revision
from openness.models import Change, Model, Vendor
from tests.documents import (
    NOW,
    apache,
    article,
    assessment,
    assessments,
    catalogue,
    coverage,
    licence,
    model,
    source,
    stored,
    vendor,
)
from tests.domain.history.unseen import hidden_edits, naming_hidden_models
from tests.factories import LicenceFactory
from tests.feeds.rfc4287 import faults
from tests.people import LATER, changed, editor, published, reviewer

pytestmark = pytest.mark.django_db

EVERY = [
    "changes.atom",
    "models/one.atom",
    "vendors/acme.atom",
    "licences/free.atom",
    "compare.atom",
    "compare.atom?weights=open&q=a%26b&offering=product",
]
HOSTILE = "<script>alert(1)</script> ]]> &amp; \u2028 \u00ad"


def read(client: Client, path: str, language: str = "en") -> Any:
    """The feed at `path` as a program reads it; fails where it is not valid."""
    response = client.get(f"/feeds/{language}/{path}")
    assert response.status_code == 200, response.text
    assert faults(response.content) == []
    found = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert (found.bozo, found.version) == (False, "atom10")
    return found


def titles(client: Client, path: str) -> list[str]:
    return [entry.title for entry in read(client, path).entries]


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", EVERY)
def test_feed_is_valid_in_both_languages(client: Client, path: str, language: str) -> None:
    published(changed("model", "one", family="Another"))

    found = read(client, path, language)

    assert found.feed.language == language
    assert {link.hreflang for link in found.feed.links if link.rel == "self"} == {language}


@pytest.mark.usefixtures("small_catalogue")
def test_entry_tells_who_when_why_and_what_differs(client: Client) -> None:
    editor()
    reviewer()
    User.objects.update(first_name=Upper("username"))
    published(changed("vendor", "acme", name="Acme & Sons"))

    [entry] = read(client, "changes.atom").entries[:1]

    assert entry.title == "Acme & Sons: name: Acme → Acme & Sons"
    assert entry.updated == entry.published == LATER.isoformat()
    assert entry.summary == "The vendor said so. · name: Acme → Acme & Sons"
    assert [(tag.term, tag.label) for tag in entry.tags] == [("vendor", "vendor"), ("changed", "changed")]
    assert "<li><strong>name</strong>, changed:<br />" in entry.content[0].value
    assert "<del>Acme</del> → <ins>Acme &amp; Sons</ins>" in entry.content[0].value
    assert "Proposed by ERNA, published by RITA" in entry.content[0].value


@pytest.mark.usefixtures("small_catalogue")
def test_entry_leads_to_its_change_and_to_the_record(client: Client) -> None:
    published(changed("vendor", "acme", name="Acme & Sons"))

    [entry] = read(client, "changes.atom").entries[:1]

    links = {link.rel: link.href.removeprefix("http://127.0.0.1:8000") for link in entry.links}
    assert links == {"alternate": "/en/changes/?record=vendor/acme&revision=2", "related": "/en/vendors/acme/"}
    [publication] = client.get(links["alternate"]).context["history"].publications
    assert [(one.slug, one.revision) for one in publication.entries] == [("acme", 2)]


@pytest.mark.usefixtures("small_catalogue")
def test_added_record_comes_with_its_facts(client: Client) -> None:
    [entry] = [one for one in read(client, "changes.atom").entries if one.title == "One: added"]

    assert entry.summary.startswith("family: Family · availability: downloadable · assessment · Weights: open")


@pytest.mark.usefixtures("small_catalogue")
def test_deleted_record_has_an_entry_without_a_way_to_its_page(client: Client) -> None:
    published(("article", "an-article"))

    [entry] = read(client, "changes.atom").entries[:1]

    assert (entry.title, [link.rel for link in entry.links]) == ("How open is it?: removed", ["alternate"])


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("path", EVERY)
def test_identities_stay_when_more_is_published(client: Client, path: str) -> None:
    published(changed("model", "one", family="Another"))
    before = [entry.id for entry in read(client, path).entries]

    published(changed("model", "one", family="A third"), now=LATER + dt.timedelta(days=1))
    after = [entry.id for entry in read(client, path).entries]

    assert [one for one in after if one in before] == before


@pytest.mark.usefixtures("small_catalogue")
def test_languages_have_identities_of_their_own(client: Client) -> None:
    german, english = (read(client, "changes.atom", language) for language in ("de", "en"))

    assert english.entries[0].id == "tag:127.0.0.1,2026:en/changes/1/article/an-article"
    assert {one.id for one in german.entries}.isdisjoint(one.id for one in english.entries)
    assert german.feed.id != english.feed.id


def test_publication_of_many_records_is_one_entry(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, *(vendor(f"v{number:02}") for number in range(13)))

    [entry] = read(client, "changes.atom").entries

    assert (entry.title, entry.summary) == ("13 records published at once", "13 vendors")
    assert entry.link == "http://127.0.0.1:8000/en/changes/?revision=1"
    assert entry.content[0].value.count("<li>") == 12
    assert "and 1 more" in entry.content[0].value


def test_publication_of_a_few_records_is_an_entry_for_each(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, *(vendor(f"v{number:02}") for number in range(12)))

    assert titles(client, "changes.atom") == [f"V{number:02}: added" for number in range(12)]


def test_feed_ends_after_fifty_entries(client: Client, tmp_path: Path) -> None:
    for number in range(6):
        stored(tmp_path, *(vendor(f"v{number}{place}") for place in range(10)))

    assert len(titles(client, "changes.atom")) == 50


def test_change_among_many_is_told_by_itself_to_who_follows_the_vendor(client: Client, tmp_path: Path) -> None:
    many = [vendor(f"v{number:02}") for number in range(13)]
    stored(tmp_path, *many)
    stored(tmp_path, *({**one, "country": "FR"} for one in many))

    assert titles(client, "vendors/v05.atom") == ["V05: country: Norway → France", "1 record published at once"]
    assert titles(client, "changes.atom") == ["13 records published at once"] * 2


@pytest.mark.usefixtures("db")
def test_feed_without_entries_was_updated_with_the_catalogue(client: Client) -> None:
    LicenceFactory(slug="free")
    revision.bump(now=NOW)

    found = read(client, "licences/free.atom")

    assert (found.entries, found.feed.updated) == ([], NOW.isoformat())


@pytest.mark.usefixtures("db")
def test_feed_of_an_empty_catalogue_is_valid(client: Client) -> None:
    assert read(client, "changes.atom").feed.updated == "1970-01-01T00:00:00+00:00"


# What readers are not shown


@pytest.mark.parametrize("path", ["/en/changes/", "/feeds/en/changes.atom", "/feeds/en/vendors/acme.atom"])
def test_record_that_is_not_shown_does_not_leak(client: Client, tmp_path: Path, path: str) -> None:
    hidden = [model("secret", published=False), article("secret-article", title="Secret", published=False)]
    stored(tmp_path, *catalogue(), *hidden)
    published(changed("model", "secret", family="Secret family"))

    assert "ecret" not in client.get(path).text


def test_records_that_are_not_shown_are_not_counted(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, *catalogue(), *(model(f"secret-{number}", published=False) for number in range(9)))

    [publication] = client.get("/en/changes/").context["history"].publications

    assert (publication.total, len(titles(client, "changes.atom"))) == (8, 8)


@pytest.mark.parametrize("path", ["/en/changes/?record=model/one", "/en/models/one/", "/feeds/en/models/one.atom"])
def test_assessment_that_is_not_shown_does_not_leak(client: Client, tmp_path: Path, path: str) -> None:
    hidden = assessment("partial", published=False, sources=[source(url="https://example.org/secret")])
    stored(tmp_path, *catalogue())
    published(changed("model", "one", assessments={**assessments(), "data": hidden}))
    published(changed("model", "one", assessments={**assessments(), "data": {**hidden, "level": "closed"}}))

    assert "secret" not in client.get(path).text


def test_record_that_comes_to_be_shown_is_added_and_then_removed(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, *catalogue(), model("two", published=False))
    published(changed("model", "two", published=None))
    published(changed("model", "two", published=False))

    found = [one for one in titles(client, "changes.atom") if one.startswith("Two")]
    entries = client.get("/en/changes/?record=model/two").context["history"].publications

    assert found == ["Two: removed", "Two: added"]
    assert [[one.what for one in publication.entries] for publication in entries] == [["removed"], ["added"]]


def test_change_that_readers_see_nothing_of_is_no_entry(client: Client, tmp_path: Path) -> None:
    hidden = assessment("partial", published=False)
    stored(tmp_path, *catalogue(), model("two", assessments={**assessments(), "data": hidden}))
    published(changed("model", "two", assessments={**assessments(), "data": {**hidden, "level": "closed"}}))

    assert [one for one in titles(client, "changes.atom") if one.startswith("Two")] == ["Two: added"]


# What is followed


@pytest.mark.usefixtures("small_catalogue")
def test_feed_of_a_model_follows_its_licences_and_its_base(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, apache(), model("tuned", base_model="one", licences=[coverage("apache-2.0")]))
    stored(tmp_path, vendor("other"), licence("unrelated"), model("another", licences=[coverage("unrelated")]))

    assert sorted(titles(client, "models/tuned.atom")) == [
        "One: added",
        "The apache-2.0 licence: added",
        "The free licence: added",
        "Tuned: added",
    ]


@pytest.mark.usefixtures("small_catalogue")
def test_feed_of_a_vendor_follows_its_models_to_their_end(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("other"), model("theirs", vendor="other"), model("two"))
    published(("model", "two"))

    found = titles(client, "vendors/acme.atom")

    assert found == ["Two: removed", "Two: added", "One: added", "Acme: added"]


@pytest.mark.usefixtures("small_catalogue")
def test_feed_of_a_licence_tells_of_the_text_that_supersedes_it(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, licence("free-2", supersedes="free"), licence("unrelated"))

    assert titles(client, "licences/free.atom") == ["The free-2 licence: added", "The free licence: added"]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("path", ["models/nothing.atom", "vendors/nothing.atom", "licences/nothing.atom"])
def test_feed_of_nothing_is_not_found(client: Client, path: str) -> None:
    response = client.get(f"/feeds/en/{path}")

    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response.text == "There is nothing in the catalogue under this name.\n"


def test_model_that_is_not_shown_has_no_feed(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, *catalogue(), model("secret", published=False))

    assert client.get("/feeds/en/models/secret.atom").status_code == 404


# What a filter finds


@pytest.mark.usefixtures("small_catalogue")
def test_feed_by_filter_follows_what_is_found(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("other"), model("theirs", vendor="other"))

    assert titles(client, "compare.atom?vendor=other") == ["Theirs: added"]


@pytest.mark.usefixtures("small_catalogue")
def test_model_that_leaves_or_enters_a_filter_is_told(client: Client) -> None:
    published(changed("model", "one", assessments={**assessments(), "code": assessment("partial")}))

    assert titles(client, "compare.atom?code=open") == ["One: no longer found by this filter"]
    assert titles(client, "compare.atom?code=partial") == ["One: found by this filter from now on", "One: added"]


@pytest.mark.usefixtures("small_catalogue")
def test_model_that_is_deleted_leaves_a_filter(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two"))
    published(("model", "two"))

    assert titles(client, "compare.atom?model=one&weights=open") == ["One: added"]
    assert titles(client, "compare.atom?weights=open&vendor=acme") == ["Two: removed", "One: added"]


@pytest.mark.usefixtures("small_catalogue")
def test_address_of_a_comparison_can_be_pasted(client: Client) -> None:
    pasted = "weights=open&format=csv&page=9&per-page=7&group=song&sort=name&as-of=&offering=product&permitted=yes"

    found = read(client, f"compare.atom?{pasted}")

    own = [link.href for link in found.feed.links if link.rel == "self"]
    assert own == ["http://127.0.0.1:8000/feeds/en/compare.atom?weights=open&permitted=yes&offering=product"]
    assert found.feed.title == (
        "Openness: changes by filter (Weights: open, May I use it?: yes, What for?: "
        "build it into a product or service for customers)"
    )
    assert [entry.title for entry in found.entries] == ["One: added"]


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("weights=opn", "weights: “opn” is not a choice here"),
        ("vendor=nobody", "vendor: “nobody” is not a choice here"),
        ("model=%00", "model: there is no model “\x00”"),
        ("mau=many", "mau: not a whole number, as in 5000000"),
        ("released-from=2024", "released-from: not a month: write YYYY-MM, as in 2024-07"),
        ("as-of=2026-03-02", "as-of: a feed follows today's catalogue; leave the day out"),
    ],
)
def test_wrong_parameter_is_named_in_plain_words(client: Client, query: str, said: str) -> None:
    response = client.get(f"/feeds/en/compare.atom?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.text == f"{said}\n"


@pytest.mark.usefixtures("small_catalogue")
def test_comparison_offers_the_feed_of_its_filters(client: Client) -> None:
    page = client.get("/en/compare/?weights=open&per-page=25&sort=name").text

    assert page.count('href="/feeds/en/compare.atom?weights=open"') == 2


# How it is answered


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("path", EVERY)
def test_feed_is_open_to_all_pages_and_revalidated(client: Client, path: str) -> None:
    response = client.get(f"/feeds/de/{path}")
    again = client.get(f"/feeds/de/{path}", headers={"If-None-Match": response["ETag"]})

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (response["Access-Control-Allow-Origin"], response["Content-Language"]) == ("*", "de")
    assert (response["Cache-Control"], dict(response.cookies)) == ("public, no-cache", {})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_feed_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/feeds/en/changes.atom").status_code == 405


@pytest.mark.usefixtures("small_catalogue")
def test_text_of_a_record_stays_text(client: Client) -> None:
    published(changed("vendor", "acme", name=HOSTILE), changed("model", "one", family=HOSTILE))
    Vendor.objects.update(name=f"{HOSTILE}\x08")

    found = read(client, "vendors/acme.atom")

    assert found.feed.title == f"Openness: changes of {HOSTILE}\ufffd"
    renamed = next(entry for entry in found.entries if entry.id.endswith("2/vendor/acme"))
    assert renamed.title.startswith(HOSTILE)
    raw = client.get("/feeds/en/vendors/acme.atom").text
    assert "<script" not in raw
    assert "&lt;script" in raw
    assert "&lt;ins&gt;&amp;lt;script&amp;gt;" in raw


def more(tmp_path: Path) -> None:
    """One record more of what the feeds list, and one change more of each."""
    number = Model.objects.count()
    name = f"more-{number}"
    stored(tmp_path, licence(name), model(name, licences=[coverage(name)]))
    for kind, slug in [("model", "one"), ("vendor", "acme"), ("licence", "free"), ("model", name)]:
        value = changed(kind, slug)
        text = {"de": f"Neu {number}.", "en": f"New {number}."}
        published({**value, "summary": text}, now=LATER + dt.timedelta(days=number))
    levels = {**assessments(), "code": assessment("partial")}
    published(changed("model", name, assessments=levels), now=LATER + dt.timedelta(days=number))


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("path", [*EVERY, "compare.atom?code=open"])
def test_feed_takes_the_same_queries_with_one_and_with_three_changes_more(
    client: Client, tmp_path: Path, path: str
) -> None:
    queries = []
    for rows in (1, 2):
        for _n in range(rows):
            more(tmp_path)
        with CaptureQueriesContext(connection) as context:
            client.get(f"/feeds/en/{path}")
        queries.append(len(context))

    assert queries[1] == queries[0]


def test_changes_are_never_altered_by_reading_them(client: Client, tmp_path: Path) -> None:
    stored(tmp_path, *catalogue(), model("secret", published=False))
    before = list(Change.objects.values("pk", "before", "after"))

    client.get("/feeds/en/changes.atom")

    assert list(Change.objects.values("pk", "before", "after")) == before


# What readers may not see takes nobody's place


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("path", EVERY[:-1])
def test_changes_that_are_not_shown_leave_a_feed_as_it_was(client: Client, path: str) -> None:
    before = client.get(f"/feeds/en/{path}").text

    hidden_edits(60)

    assert client.get(f"/feeds/en/{path}").text == before


@pytest.mark.parametrize("path", ["changes.atom", "models/tuned.atom", "vendors/acme.atom", "compare.atom"])
def test_models_that_are_not_shown_are_not_named(client: Client, tmp_path: Path, path: str) -> None:
    naming_hidden_models(tmp_path)

    found = client.get(f"/feeds/en/{path}").text

    assert "secret" not in found
    assert "Tuned: family: Family → New" in found


@pytest.mark.usefixtures("small_catalogue")
def test_feed_asked_from_another_page_is_answered(client: Client) -> None:
    preflight = client.options("/feeds/en/changes.atom")
    answer = client.get("/feeds/en/changes.atom")

    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert {one["Access-Control-Allow-Origin"] for one in (preflight, answer)} == {"*"}
    assert answer["Access-Control-Expose-Headers"] == "ETag"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("path", ["", "fr/changes.atom", "en/", "en/nothing.atom", "en/models/A.atom", "changes.atom"])
def test_address_without_a_feed_is_told_in_plain_words_to_every_origin(client: Client, path: str) -> None:
    response = client.get(f"/feeds/{path}")

    assert (response.status_code, response.text) == (404, "There is no feed at this address.\n")
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("text/plain; charset=utf-8", "*")
