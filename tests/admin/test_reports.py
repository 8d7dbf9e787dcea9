"""Readers' reports in the admin: who sees them, what is shown of a stranger's words, what becomes of them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openness.admin.reports import outside_link
from openness.domain.editing.groups import make_groups
from openness.models import Assessment, Model, Proposal, ReaderReport
from tests.admin.forms import address, history, listed, run, said
from tests.admin.people import signed_in
from tests.reports import NOON, kept

pytestmark = pytest.mark.usefixtures("small_catalogue")

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def somebody(*permissions: str) -> Client:
    """Somebody of the staff with these permissions and no other."""
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return signed_in(user)


def step(editor: Client, report: ReaderReport, target: str, **more: str) -> Any:
    """Press one of the buttons on the page of `report`, as it is shown now."""
    return editor.post(address(report), {"step": target, "seen": report.state, **more})


def found(editor: Client, **query: Any) -> list[str]:
    page = editor.get(listed(ReaderReport), query)
    assert page.status_code == 200
    return [row.message for row in page.context["cl"].result_list]


# The list


def test_list_has_the_new_ones_first_then_those_taken_up(editor):
    for state, hours in (("done", 1), ("new", 3), ("taken-up", 2), ("new", 4), ("dismissed", 0)):
        kept(message=f"{state} {hours}", state=state, sent_at=NOON - hours * HOUR)

    assert found(editor) == ["new 3", "new 4", "taken-up 2", "dismissed 0", "done 1"]


def test_list_is_filtered_by_state_kind_and_day(editor):
    kept(message="A new one.")
    kept(message="A settled one.", state="done")
    kept(message="Of a licence.", kind="licence", slug="free", state="taken-up")
    kept(message="Of yesterday.", sent_at=NOON - DAY, state="dismissed")

    assert found(editor, state__exact="new") == ["A new one."]
    assert found(editor, kind__exact="licence") == ["Of a licence."]
    day = {"sent_at__year": 2026, "sent_at__month": 2, "sent_at__day": 28}
    assert found(editor, **day) == ["Of yesterday."]


@pytest.mark.parametrize("words", ["gated", "llama", "assessments.data", "example.org", "me@", "corrected"])
def test_list_is_searched(editor, words):
    kept(
        slug="llama",
        place="assessments.data",
        message="It is gated.",
        source_url="https://example.org/",
        contact="me@example.net",
        answer="Corrected.",
    )
    kept(message="Another one.")

    assert found(editor, q=words) == ["It is gated."]


def test_list_costs_the_same_with_one_row_and_with_three(editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert editor.get(listed(ReaderReport)).status_code == 200
        return len(context)

    handled = User.objects.create_user("handled")
    kept(handled_by=handled)
    editor.get(listed(ReaderReport))
    with_one = queries()
    kept(message="Two.", handled_by=handled)
    kept(message="Three.", handled_by=handled)

    assert queries() == with_one


def test_list_shows_words_of_readers_as_text(editor):
    kept(message="<script>alert(1)</script>", source_url="https://casino.example/<b>")

    text = editor.get(listed(ReaderReport)).text

    assert "<script>alert" not in text
    assert 'href="https://casino.example' not in text


# The page


def test_page_shows_the_report_beside_what_readers_see_now(editor):
    report = kept(message="It is gated.\nSince July.", contact="me@example.org", page="/en/compare/")

    text = editor.get(address(report)).text

    assert '<p class="report-message">It is gated.<br>Since July.</p>' in text
    assert "me@example.org" in text
    assert '<a href="/en/compare/">/en/compare/</a>' in text
    assert '<a href="/en/models/one/weights/" class="viewsitelink">' in text
    assert '<span class="level level-open">● open</span>' in text
    assert re.search(r'<th scope="row">reason · English</th>\s*<td>It is open\.</td>', text)


@pytest.mark.parametrize(
    ("kind", "slug", "place", "shown"),
    [
        ("licence", "free", "terms.commercial-use", "Commercial use: permitted"),
        ("article", "an-article", "claims.c01", "accurate"),
        ("article", "an-article", "rows.acme.cells.data", "Acme, data"),
        ("vendor", "acme", "", "Acme"),
        ("dimension", "data", "", "data"),
    ],
)
def test_page_of_every_kind_of_record_names_the_place(editor, kind, slug, place, shown):
    text = editor.get(address(kept(kind=kind, slug=slug, place=place))).text

    assert shown in text[text.index('id="place-heading"') :]


def test_page_about_a_place_that_is_gone_shows_the_record(editor):
    text = editor.get(address(kept(place="licences.code"))).text

    assert "The record has no place “licences.code” any more." in text
    assert '<a href="/en/models/one/" class="viewsitelink">' in text


@pytest.mark.parametrize("slug", ["none", "one"])
def test_page_about_a_record_that_readers_do_not_see_says_so(editor, slug):
    Model.objects.update(published=False)

    assert "Readers see no such record." in editor.get(address(kept(slug=slug))).text


def test_page_shows_words_of_readers_as_text(editor):
    nasty = "<script>alert(1)</script>\"'{{ 1 }}"
    report = kept(message=nasty, contact=nasty, answer=nasty, source_url="javascript:alert(1)", place=nasty)

    text = editor.get(address(report)).text

    assert "<script>alert" not in text
    assert 'href="javascript:' not in text


def test_words_of_readers_are_no_links(editor):
    text = editor.get(address(kept(message="See https://casino.example/ now", contact="https://casino.example/"))).text

    assert 'href="https://casino.example' not in text


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (
            "https://example.org/?a=1&b=2",
            '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noreferrer noopener" target="_blank">'
            "https://example.org/?a=1&amp;b=2</a>",
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("ftp://example.org/", "ftp://example.org/"),
        ("//example.org/", "//example.org/"),
        ("https://", "https://"),
        ("http://[", "http://["),
        ("", ""),
    ],
)
def test_address_of_a_stranger_is_a_link_only_into_the_web_and_tells_nothing(url, link):
    assert str(outside_link(url)) == link


def test_report_cannot_be_added_changed_or_deleted(editor):
    report = kept()

    responses = [
        editor.get(reverse("admin:openness_readerreport_add")),
        editor.get(address(report, "delete")),
        editor.post(address(report, "delete"), {"post": "yes"}),
        editor.post(address(report), {"message": "Another text.", "_save": "1", "seen": "new"}),
    ]

    assert [response.status_code for response in responses] == [403, 403, 403, 400]
    assert ReaderReport.objects.get().message == report.message


def test_report_that_is_not_there_is_not_found(editor):
    assert editor.get(reverse("admin:openness_readerreport_change", args=[99])).status_code == 404
    assert editor.get(reverse("admin:openness_readerreport_change", args=["x"])).status_code == 404


# Steps


@pytest.mark.parametrize(
    ("target", "label"), [("taken-up", "taken up"), ("done", "settled"), ("dismissed", "dismissed")]
)
def test_button_takes_its_step_and_writes_it_down(editor, target, label):
    report = kept()

    response = step(editor, report, target, note="Corrected.")

    assert (response.status_code, response["Location"]) == (302, address(report))
    assert said(response) == [f"The report is now: {label}."]
    report.refresh_from_db()
    note = "" if target == "taken-up" else "Corrected."
    assert (report.state, report.handled_by.username, report.answer) == (target, "editor", note)
    assert LogEntry.objects.get().change_message == f"{label}: Corrected."


def test_buttons_are_those_of_the_state(editor):
    def buttons(state: str) -> list[str]:
        text = editor.get(address(kept(state=state))).text
        return re.findall(r'name="step" value="([^"]*)"', text)

    assert [buttons(state) for state in ("new", "taken-up", "done", "dismissed")] == [
        ["taken-up", "proposal", "done", "dismissed"],
        ["proposal", "done", "dismissed"],
        ["taken-up", "proposal"],
        ["taken-up", "proposal"],
    ]


def test_report_is_not_settled_without_a_note(editor):
    response = step(editor, kept(), "done", note="  ")

    assert (response.status_code, said(response)) == (200, ["Say in the note what was done."])
    assert (ReaderReport.objects.get().state, history()) == ("new", 0)


def test_note_that_is_refused_comes_back(editor):
    response = step(editor, kept(), "done", note="x" * 2001)

    assert response.status_code == 200
    assert f'maxlength="2000">{"x" * 2001}</textarea>' in response.text


def test_step_from_a_state_that_is_no_more_is_refused_and_shows_what_became_of_it(editor):
    report = kept()
    ReaderReport.objects.update(state="taken-up", handled_by=User.objects.create_user("other"), handled_at=NOON)

    response = step(editor, report, "dismissed", note="Spam.")

    assert said(response) == ["Somebody else was quicker: look at what became of it meanwhile."]
    assert "· other, 1 March 2026" in response.text
    assert ReaderReport.objects.get().state == "taken-up"


@pytest.mark.parametrize("target", ["", "new", "published"])
def test_step_that_there_is_not_is_refused(editor, target):
    assert step(editor, kept(), target).status_code == 400
    assert ReaderReport.objects.get().state == "new"


@pytest.mark.parametrize("state", ["new", "taken-up", "done", "dismissed"])
def test_report_is_turned_into_a_proposal_and_taken_up(editor, state):
    report = kept(state=state)

    response = step(editor, report, "proposal")

    proposal = Proposal.objects.get()
    assert (response.status_code, response["Location"]) == (302, address(proposal, "edit"))
    assert (proposal.report, proposal.kind, proposal.slug, proposal.state) == (report, "model", "one", "draft")
    report.refresh_from_db()
    assert report.state == "taken-up"
    assert f'href="{address(proposal)}"' in editor.get(address(report)).text


def test_report_about_a_record_that_is_gone_is_not_turned_into_a_proposal(editor):
    report = kept(slug="gone")

    response = step(editor, report, "proposal")

    assert said(response) == ["The record is not there any more."]
    assert (ReaderReport.objects.get().state, Proposal.objects.count()) == ("new", 0)


def test_somebody_who_may_not_propose_turns_nothing_into_a_proposal():
    settler, report = somebody("view_readerreport", "settle_reports"), kept()

    assert 'value="proposal"' not in settler.get(address(report)).text
    assert step(settler, report, "proposal").status_code == 200
    assert (ReaderReport.objects.get().state, Proposal.objects.count()) == ("new", 0)


def test_opening_a_page_changes_nothing(editor):
    report = kept()

    editor.get(address(report), {"step": "dismissed", "seen": "new"})

    report.refresh_from_db()
    assert report.state == "new"


def test_step_needs_the_token_of_the_form():
    editor = signed_in(User.objects.create_superuser("editor"), enforce_csrf_checks=True)

    assert step(editor, kept(), "dismissed").status_code == 403


# Who may


def test_somebody_without_any_permission_sees_nothing():
    stranger, report = somebody(), kept()

    assert stranger.get(listed(ReaderReport)).status_code == 403
    assert stranger.get(address(report)).status_code == 403
    assert step(stranger, report, "dismissed").status_code == 403


def test_somebody_who_may_only_look_has_no_buttons_and_no_steps():
    onlooker, report = somebody("view_readerreport"), kept()

    page = onlooker.get(address(report))

    assert (page.status_code, 'name="step"' in page.text) == (200, False)
    assert step(onlooker, report, "dismissed").status_code == 403
    assert 'value="dismiss_selected"' not in onlooker.get(listed(ReaderReport)).text
    run(onlooker, ReaderReport, "dismiss_selected", [report])
    report.refresh_from_db()
    assert report.state == "new"


def test_editors_may_settle():
    make_groups(using="default")
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    report = kept()

    step(signed_in(user), report, "done", note="Corrected.")

    report.refresh_from_db()
    assert report.state == "done"


# Many


def test_many_are_dismissed_at_once_and_each_is_written_down(editor):
    rows = [kept(message=f"Spam {number}.", state=state) for number, state in enumerate(["new", "taken-up", "done"])]

    response = run(editor, ReaderReport, "dismiss_selected", rows)

    assert said(response) == ["2 reports were dismissed."]
    assert list(ReaderReport.objects.order_by("pk").values_list("state", flat=True)) == [
        "dismissed",
        "dismissed",
        "done",
    ]
    assert list(LogEntry.objects.values_list("change_message", flat=True)) == ["dismissed", "dismissed"]


def test_dismissal_of_many_costs_the_same_for_one_and_for_three(editor):
    def queries(number: int) -> int:
        rows = [kept(message=f"{number}, {row}.") for row in range(number)]
        with CaptureQueriesContext(connection) as context:
            run(editor, ReaderReport, "dismiss_selected", rows)
        return len(context)

    queries(1)

    assert queries(3) == queries(1)


def test_nothing_of_a_report_touches_the_catalogue(editor):
    before = list(Assessment.objects.order_by("pk").values())

    step(editor, kept(), "done", note="Corrected.")

    assert list(Assessment.objects.order_by("pk").values()) == before
