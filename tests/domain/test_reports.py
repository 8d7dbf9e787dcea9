"""Readers' reports: what they are about, how they are taken in, what becomes of them."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from openness.choices import ReportState
from openness.domain import reports
from openness.domain.editing.refusals import EditingRefused, NotAllowed, Overtaken, WrongState
from openness.models import Assessment, Model, ReaderReport
from tests.documents import (
    article,
    assessments,
    catalogue,
    claim,
    community,
    coverage,
    model,
    stored,
    term,
    text,
    threshold,
)
from tests.reports import LIMITS, NOON, kept, place, sent, ticket

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.fixture
def small_catalogue(tmp_path: Path) -> None:
    """One record of every kind."""
    stored(tmp_path, *catalogue())


# What a report is about


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize(
    ("kind", "slug", "name", "address"),
    [
        ("vendor", "acme", "Acme", "/en/vendors/acme/"),
        ("licence", "free", "The free licence", "/en/licences/free/"),
        ("model", "one", "One", "/en/models/one/"),
        ("dimension", "weights", "weights", "/en/dimensions/#weights"),
        ("article", "an-article", "How open is it?", "/en/fact-check/an-article/"),
    ],
)
def test_place_of_a_whole_record_is_its_name_and_page(kind, slug, name, address):
    found = reports.place_of(kind=kind, slug=slug)

    assert (found.record, found.record_name, found.part.name) == (f"{kind}/{slug}", name, "")
    assert found.record_address == found.part.address == address


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize(
    ("record", "key", "name", "says", "mark", "address"),
    [
        ("model/one", "assessments.weights", "weights", "It is open.", "open", "/en/models/one/weights/"),
        ("model/one", "licences.weights", "Licence: Weights", "The free licence", "", "/en/models/one/#licences"),
        (
            "licence/free",
            "terms.commercial-use",
            "Commercial use: permitted",
            "What the clause says.",
            "",
            "/en/licences/free/#commercial-use",
        ),
        ("article/an-article", "claims.c01", "Claim C01", "It is open.", "accurate", "/en/fact-check/an-article/#c01"),
        (
            "article/an-article",
            "rows.acme.cells.data",
            "Acme, data",
            "The article, in our words: Says so.",
            "open",
            "/en/fact-check/an-article/acme/data/",
        ),
    ],
)
def test_place_says_in_words_what_stands_there_and_where_readers_see_it(record, key, name, says, mark, address):
    kind, slug = record.split("/")

    part = reports.place_of(kind=kind, slug=slug, key=key).part

    assert (part.name, part.says, part.level or part.verdict, part.address) == (name, says, mark, address)
    assert part.value


@pytest.mark.usefixtures("small_catalogue")
def test_place_speaks_the_language_in_use():
    with translation.override("de"):
        part = reports.place_of(kind="model", slug="one", key="assessments.weights").part

    assert (part.name, part.says, part.address) == (
        "weights (deutsch)",
        "It is open. (deutsch)",
        "/de/models/one/weights/",
    )


@pytest.mark.usefixtures("small_catalogue")
def test_place_of_a_withdrawn_assessment_is_unknown_and_tells_nothing_of_it():
    Assessment.objects.filter(dimension_id="weights").update(published=False)

    part = reports.place_of(kind="model", slug="one", key="assessments.weights").part

    assert (part.level, part.says, part.value) == ("unknown", "", None)


@pytest.mark.usefixtures("small_catalogue")
def test_place_of_an_assessment_that_nobody_made_is_unknown():
    Assessment.objects.filter(dimension_id="weights").delete()

    assert reports.place_of(kind="model", slug="one", key="assessments.weights").part.level == "unknown"


def test_place_of_a_licence_that_changed_is_named_by_its_first_day(tmp_path):
    day = dt.date(2026, 1, 1)
    earlier, later = coverage("community", to=day), coverage("free", **{"from": day})
    stored(tmp_path, *catalogue(), community(), model("two", licences=[earlier, later]))

    says = [
        reports.place_of(kind="model", slug="two", key=key).part.says
        for key in ("licences.weights", "licences.weights.2026-01-01")
    ]

    assert says == ["The community licence", "The free licence"]


def test_place_of_the_second_term_of_a_subject_is_numbered_as_on_its_page(tmp_path):
    terms = [term(), threshold(), threshold(summary=text("The second one."))]
    stored(tmp_path, *catalogue(), community(terms=terms))

    part = reports.place_of(kind="licence", slug="community", key="terms.user-threshold-2").part

    assert (part.says, part.address) == ("The second one.", "/en/licences/community/#user-threshold-2")


def test_place_of_a_cell_whose_models_differ_is_mixed(tmp_path):
    closed = assessments(weights="closed", code="closed", data="closed", commercial_use="closed")
    two = model("two", availability="service-only", licences=None, assessments=closed)
    rows = [{**article()["rows"][0], "models": ["one", "two"]}]
    stored(tmp_path, *catalogue(), two, article("another", rows=rows))

    assert reports.place_of(kind="article", slug="another", key="rows.acme.cells.weights").part.level == "mixed"


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize(("kind", "slug"), [("model", "none"), ("vendor", "one"), ("thing", "one"), ("model", "")])
def test_place_of_a_record_that_is_not_there_is_refused(kind, slug):
    with pytest.raises(reports.NoSuchRecord):
        reports.place_of(kind=kind, slug=slug)


@pytest.mark.usefixtures("small_catalogue")
def test_place_of_a_record_that_readers_do_not_see_is_refused():
    Model.objects.update(published=False)

    with pytest.raises(reports.NoSuchRecord):
        reports.place_of(kind="model", slug="one", key="assessments.weights")


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize(
    ("record", "key"),
    [
        ("model/one", "assessments"),
        ("model/one", "assessments.speed"),
        ("model/one", "licences.code"),
        ("model/one", "licences.0"),
        ("model/one", "name"),
        ("licence/free", "terms.commercial-use-2"),
        ("licence/free", "assessments.weights"),
        ("article/an-article", "claims.c02"),
        ("article/an-article", "rows.acme.cells.speed"),
        ("article/an-article", "rows.other.cells.data"),
        ("vendor/acme", "summary"),
        ("model/one", "."),
        ("model/one", "assessments.weights.level"),
    ],
)
def test_place_that_the_record_has_not_is_refused(record, key):
    kind, slug = record.split("/")

    with pytest.raises(reports.NoSuchPlace):
        reports.place_of(kind=kind, slug=slug, key=key)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ("model/many", "assessments.weights"),
        ("model/many", "licences.weights"),
        ("licence/community", "terms.commercial-use"),
        ("article/many", "claims.c01"),
        ("article/many", "rows.acme.cells.data"),
    ],
)
def test_place_takes_the_same_queries_with_one_part_and_with_three(tmp_path, record, key):
    kind, slug = record.split("/")

    def queries(parts: int) -> int:
        names = [f"c0{n}" for n in range(1, parts + 1)]
        covers = ["weights", "code", "data"][:parts]
        many = model("many", aliases=names, licences=[coverage(covers=one) for one in covers])
        terms = [term(), *(threshold() for _name in names[1:])]
        checked = article("many", claims=[claim(name) for name in names])
        stored(tmp_path, *catalogue(), community(terms=terms), many, checked)
        with CaptureQueriesContext(connection) as context:
            reports.place_of(kind=kind, slug=slug, key=key)
        return len(context)

    assert queries(3) == queries(1)


# The form


def test_ticket_is_read_back_as_it_was_issued():
    issued = ticket()

    assert reports.read_ticket(text=issued.text, place=place(), now=NOON) == issued


def test_ticket_of_a_day_is_still_good_and_a_second_later_no_more():
    issued = ticket(now=NOON + MINUTE)

    reports.read_ticket(text=issued.text, place=place(), now=NOON + DAY)
    with pytest.raises(reports.TicketRefused, match="open for more than a day"):
        reports.read_ticket(text=issued.text, place=place(), now=NOON + DAY + SECOND)


@pytest.mark.parametrize("other", [place("two"), place(key="assessments.code"), place(key="")])
def test_ticket_for_another_place_is_refused(other):
    with pytest.raises(reports.TicketRefused, match="about another place"):
        reports.read_ticket(text=ticket().text, place=other, now=NOON)


@pytest.mark.parametrize("change", ["", "ä:ö", "{0}x", "x{0}", ":{0}"])
def test_ticket_that_this_site_did_not_sign_is_refused(change):
    with pytest.raises(reports.TicketRefused, match="did not come from this page"):
        reports.read_ticket(text=change.format(ticket().text), place=place(), now=NOON)


def test_ticket_signed_for_another_purpose_is_refused():
    foreign = Signer(salt="something else").sign_object({"record": "model/one"})

    with pytest.raises(reports.TicketRefused):
        reports.read_ticket(text=foreign, place=place(), now=NOON)


def test_tickets_differ():
    assert ticket().text != ticket().text


# Taking a report in


def test_report_is_kept_with_all_that_was_sent():
    report = sent("It is gated.", source_url="https://example.org/", contact="me@example.org", language="de")

    assert ReaderReport.objects.values().get() == {
        "id": report.pk,
        "kind": "model",
        "slug": "one",
        "place": "assessments.weights",
        "page": "/en/models/one/",
        "language": "de",
        "message": "It is gated.",
        "source_url": "https://example.org/",
        "contact": "me@example.org",
        "state": "new",
        "sent_at": NOON,
        "revision": 3,
        "sender": "somebody",
        "ticket": report.ticket,
        "handled_by_id": None,
        "handled_at": None,
        "answer": "",
    }


@pytest.mark.parametrize(("seconds", "is_taken"), [(0, False), (2, False), (3, True)])
def test_report_sent_quicker_than_a_person_writes_is_refused(seconds, is_taken):
    form = ticket(now=NOON + MINUTE)
    now = NOON + seconds * SECOND

    if is_taken:
        sent(form=form, now=now)
    else:
        with pytest.raises(reports.NotTaken, match="quicker than anybody writes"):
            sent(form=form, now=now)
    assert ReaderReport.objects.count() == is_taken


def test_form_sent_twice_with_the_same_text_is_one_report():
    form = ticket()

    assert sent(form=form) == sent(form=form)
    assert ReaderReport.objects.count() == 1


def test_form_sent_twice_with_another_text_is_refused():
    form = ticket()
    sent("The one.", form=form)

    with pytest.raises(reports.TicketSpent):
        sent("The other.", form=form)


def test_same_text_about_the_same_place_is_one_report_whoever_sends_it():
    first = sent(sender="one")

    assert sent(sender="two") == first


@pytest.mark.parametrize("other", [place("two"), place(key="assessments.code")])
def test_same_text_about_another_place_is_another_report(other):
    assert sent() != sent(about=other)


@pytest.mark.parametrize(
    ("state", "days", "is_known"),
    [
        ("new", 400, True),
        ("taken-up", 400, True),
        ("done", 29, True),
        ("dismissed", 29, True),
        ("dismissed", 30, False),
    ],
)
def test_same_text_counts_once_while_the_report_is_open_and_for_a_month(state, days, is_known):
    kept(message="The weights are gated.", state=state, sent_at=NOON - days * DAY)

    sent("The weights are gated.")

    assert ReaderReport.objects.count() == (1 if is_known else 2)


def test_sender_over_the_limit_is_told_when_there_is_room_again():
    for minute in range(5):
        sent(f"Number {minute}.", now=NOON + minute * MINUTE)

    with pytest.raises(reports.TooMany, match="in 50 minutes") as caught:
        sent("One too many.", now=NOON + 10 * MINUTE)

    assert caught.value.retry_after == 50 * 60
    assert ReaderReport.objects.count() == 5


def test_other_senders_are_taken_while_one_is_over_the_limit():
    for number in range(5):
        sent(f"Number {number}.")

    assert sent("Another one.", sender="another").message == "Another one."


def test_sender_over_the_limit_is_taken_again_an_hour_later():
    for number in range(5):
        sent(f"Number {number}.")

    sent("An hour later.", now=NOON + HOUR)

    assert ReaderReport.objects.count() == 6


def test_nobody_is_taken_over_the_limit_of_all():
    for number in range(10):
        sent(f"Number {number}.", sender=f"sender {number}")

    with pytest.raises(reports.TooMany, match="in 60 minutes"):
        sent("One too many.", sender="somebody else")


def test_same_text_again_is_no_report_too_many():
    limits = reports.Limits(per_sender=1, in_all=10)
    first = sent(limits=limits)

    assert sent(limits=limits) == first


@pytest.mark.parametrize("proof", ["", "1", "twelve"])
def test_third_report_of_a_sender_within_an_hour_needs_the_answer(proof):
    sent("The first.")
    sent("The second.")

    with pytest.raises(reports.ProofMissing):
        sent("The third.", proof=proof)
    assert reports.is_busy(sender="somebody", limits=LIMITS, now=NOON)
    assert not reports.is_busy(sender="somebody else", limits=LIMITS, now=NOON)


def test_first_two_reports_of_a_sender_need_no_answer():
    sent("The first.", proof="")
    sent("The second.", proof="")

    assert ReaderReport.objects.count() == 2


def test_everybody_needs_the_answer_once_half_of_all_have_come():
    for number in range(5):
        sent(f"Number {number}.", sender=f"sender {number}")

    with pytest.raises(reports.ProofMissing):
        sent("The next.", sender="somebody else", proof="")


def test_answer_is_the_sum_of_the_two_numbers():
    sent("The first.")
    sent("The second.")
    form = ticket()

    sent("The third.", form=form, proof=f" {form.numbers[0] + form.numbers[1]} ")

    assert ReaderReport.objects.count() == 3


def test_form_that_was_refused_is_still_good():
    form = ticket()
    sent("The first.")
    sent("The second.")
    with pytest.raises(reports.ProofMissing):
        sent("The third.", form=form, proof="")

    assert sent("The third.", form=form).message == "The third."


def test_digest_tells_senders_apart_without_their_address():
    one, other = (reports.sender_digest(address=address) for address in ("192.0.2.1", "192.0.2.2"))

    assert len({one, other, reports.sender_digest(address=None)}) == 3
    assert (len(one), "192.0.2" in one) == (64, False)
    assert reports.sender_digest(address="192.0.2.1") == one


def test_digest_needs_the_key_of_this_site(settings):
    ours = reports.sender_digest(address="192.0.2.1")
    settings.SECRET_KEY = "another one"

    assert reports.sender_digest(address="192.0.2.1") != ours


# What is kept of people


def test_senders_are_forgotten_after_a_week_and_contacts_after_90_days():
    for days in (6, 8, 89, 91):
        kept(sender="somebody", contact="me@example.org", sent_at=NOON - days * DAY)

    assert reports.forget(now=NOON) == (3, 1)
    rows = ReaderReport.objects.order_by("-sent_at").values_list("sender", "contact")
    assert list(rows) == [("somebody", "me@example.org"), ("", "me@example.org"), ("", "me@example.org"), ("", "")]


def test_each_new_report_forgets_the_old_senders():
    old = kept(sender="somebody", sent_at=NOON - 8 * DAY, message="Something else.")

    sent()

    old.refresh_from_db()
    assert old.sender == ""


# What becomes of a report

Step = Callable[..., None]


def take_up(report: ReaderReport, by: User) -> None:
    reports.take_up(report=report, by=by, now=NOON)


def settle(report: ReaderReport, by: User, note: str = "Corrected.") -> None:
    reports.settle(report=report, by=by, note=note, now=NOON)


def dismiss(report: ReaderReport, by: User, note: str = "") -> None:
    reports.dismiss(report=report, by=by, note=note, now=NOON)


TARGETS = {take_up: "taken-up", settle: "done", dismiss: "dismissed"}


@pytest.fixture
def editor() -> User:
    """Somebody who may settle reports, and nothing else."""
    user = User.objects.create_user("editor")
    user.user_permissions.add(Permission.objects.get(codename="settle_reports"))
    return user


@pytest.mark.parametrize(("state", "step"), list(product(ReportState.values, TARGETS)))
def test_report_takes_the_steps_of_the_table_and_no_other(editor, state, step):
    report = kept(state=state)

    if TARGETS[step] in reports.STEPS[state]:
        step(report, editor)
    else:
        with pytest.raises(WrongState):
            step(report, editor)
    report.refresh_from_db()
    is_taken = TARGETS[step] in reports.STEPS[state]
    assert (report.state, report.handled_by, report.handled_at) == (
        (TARGETS[step], editor, NOON) if is_taken else (state, None, None)
    )


def test_every_state_has_its_steps_and_every_step_leads_somewhere():
    assert set(reports.STEPS) == set(ReportState)
    assert {target for targets in reports.STEPS.values() for target in targets} == set(TARGETS.values())


@pytest.mark.parametrize("step", TARGETS)
def test_step_by_somebody_without_the_permission_is_refused(step):
    report = kept()

    with pytest.raises(NotAllowed):
        step(report, User.objects.create_user("reader", is_staff=True))
    report.refresh_from_db()
    assert report.state == "new"


@pytest.mark.parametrize("step", TARGETS)
def test_step_from_a_state_that_is_no_more_is_refused(editor, step):
    report = kept()
    seen_by_another = ReaderReport.objects.get()
    take_up(seen_by_another, User.objects.create_superuser("other"))

    with pytest.raises(Overtaken):
        step(report, editor)
    report.refresh_from_db()
    assert (report.state, report.handled_by.username) == ("taken-up", "other")


@pytest.mark.parametrize("note", ["", "  \n"])
def test_report_is_not_settled_without_a_note(editor, note):
    with pytest.raises(EditingRefused, match="Say in the note what was done"):
        settle(kept(), editor, note)


@pytest.mark.parametrize("step", [settle, dismiss])
def test_note_has_a_length(editor, step):
    with pytest.raises(EditingRefused, match="longer than 2000 characters"):
        step(kept(), editor, "x" * 2001)


def test_note_stays_when_a_report_is_taken_up_again(editor):
    report = kept()
    settle(report, editor, " Corrected. ")

    take_up(report, editor)
    dismiss(report, editor)

    assert (report.state, report.answer) == ("dismissed", "Corrected.")


def test_dismissal_of_many_takes_the_open_ones(editor):
    for state in ReportState.values:
        kept(state=state)

    count = reports.dismiss_all(reports=ReaderReport.objects.all(), by=editor, now=NOON)

    assert count == 2
    assert sorted(ReaderReport.objects.values_list("state", flat=True)) == [*["dismissed"] * 3, "done"]


def test_dismissal_of_many_without_the_permission_is_refused():
    kept()

    with pytest.raises(NotAllowed):
        reports.dismiss_all(reports=ReaderReport.objects.all(), by=User.objects.create_user("reader"), now=NOON)
    assert ReaderReport.objects.get().state == "new"


# At the same time


def outcome(send: Callable[[], ReaderReport]) -> str:
    """What became of one of several reports sent at once, on a connection of its own."""
    try:
        send()
    except reports.NotTaken as error:
        return type(error).__name__
    finally:
        connection.close()
    return "taken"


def at_once(sends: list[Callable[[], ReaderReport]]) -> list[str]:
    with ThreadPoolExecutor(len(sends)) as pool:
        return sorted(pool.map(outcome, sends))


needs_server = pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite in memory")


@needs_server
@pytest.mark.django_db(transaction=True)
def test_senders_at_the_same_time_do_not_slip_past_the_limit():
    outcomes = at_once([lambda number=number: sent(f"Number {number}.") for number in range(12)])

    assert outcomes == ["TooMany"] * 7 + ["taken"] * 5
    assert ReaderReport.objects.count() == 5


@needs_server
@pytest.mark.django_db(transaction=True)
def test_form_sent_several_times_at_once_is_good_for_one_report():
    form = ticket()

    outcomes = at_once([lambda number=number: sent(f"Number {number}.", form=form) for number in range(8)])

    assert outcomes == ["TicketSpent"] * 7 + ["taken"]
    assert ReaderReport.objects.count() == 1


@needs_server
@pytest.mark.django_db(transaction=True)
def test_same_text_sent_several_times_at_once_is_one_report():
    assert at_once([lambda: sent() for _number in range(8)]) == ["taken"] * 8
    assert ReaderReport.objects.count() == 1


@needs_server
@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_do_not_both_settle_a_report():
    kept()
    editors = [User.objects.create_superuser(name) for name in ("one", "two", "three", "four")]

    def settled(by: User) -> str:
        try:
            settle(ReaderReport.objects.get(), by)
        except (Overtaken, WrongState):
            return "refused"
        finally:
            connection.close()
        return "settled"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(settled, editors)) == ["refused"] * 3 + ["settled"]


SENDER = """
import django; django.setup()
from django.utils import timezone
from tests.domain.test_reports import outcome
from tests.reports import sent
print([outcome(lambda: sent(f"{start}, {number}.", now=timezone.now())) for number in range(6)].count("taken"))
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL threads do it")
def test_processes_at_the_same_time_do_not_slip_past_the_limit(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "openness.settings",
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'openness.sqlite3'}",
    }
    common = {"cwd": settings.BASE_DIR, "env": environment, "text": True}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, **common)
    senders = [
        subprocess.Popen([sys.executable, "-c", f"start = {start}{SENDER}"], stdout=subprocess.PIPE, **common)
        for start in range(3)
    ]

    taken = [int(sender.communicate()[0]) for sender in senders]

    assert sum(taken) == LIMITS.per_sender
