"""The life of a proposal: every step from every state, who saw what, and what it takes."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openness.choices import ProposalState, ProposalStep
from openness.domain.editing.proposals import comment, edit, propose, propose_from_report, step
from openness.domain.editing.publishing import publish
from openness.domain.editing.refusals import EditingRefused, Overtaken, WrongState
from openness.domain.faults import Refused
from openness.models import Proposal, ProposalNote, ReaderReport
from tests.documents import licence, model, text, vendor
from tests.people import (
    LATER,
    WHY,
    changed,
    editor,
    kept,
    person,
    proposed,
    proposed_to_delete,
    published,
    reviewer,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

STILL_LATER = LATER + dt.timedelta(hours=1)

STEPS = """
               submitted  changes-asked declined withdrawn edited        published
draft          in-review  -             declined withdrawn draft         -
in-review      -          changes-asked declined withdrawn draft         published
changes-asked  in-review  -             declined withdrawn changes-asked -
published      -          -             -        -         -             -
declined       -          -             -        -         -             -
withdrawn      -          -             -        -         -             -
"""


def cells() -> list[tuple[str, str, str]]:
    """(state, step, the state after it or "-") for every cell of the table."""
    head, *lines = STEPS.strip("\n").splitlines()
    return [
        (state, name, after)
        for state, *row in (line.split() for line in lines)
        for name, after in zip(head.split(), row, strict=True)
    ]


def take(proposal: Proposal, name: str, **more: Any) -> None:
    """Take the step `name`, each by somebody who may."""
    match name:
        case "published":
            publish(proposals=[proposal.pk], by=reviewer(), now=STILL_LATER, **more)
        case "edited":
            edited = vendor(name="Acme Edited")
            version = more.pop("version", proposal.version)
            edit(proposal=proposal.pk, version=version, document=edited, by=editor(), now=STILL_LATER)
        case _:
            by = editor() if name in {"submitted", "withdrawn"} else reviewer()
            step(proposal=proposal.pk, to=ProposalStep(name), by=by, now=STILL_LATER, text="Because.", **more)


def notes(proposal: Proposal) -> list[tuple[str, str, str]]:
    return [(note.step, note.by.username, note.text) for note in proposal.notes.select_related("by")]


@pytest.mark.parametrize(("state", "name", "after"), cells())
def test_step_from_state(state: str, name: str, after: str) -> None:
    proposal = proposed(vendor(name="Acme Two"))
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    told = notes(proposal)

    try:
        take(proposal, name)
        outcome = Proposal.objects.get(pk=proposal.pk).state
    except WrongState:
        outcome = "-"

    assert outcome == after
    proposal.refresh_from_db()
    assert proposal.state == (state if after == "-" else after)
    assert notes(proposal)[: len(told)] == told
    assert [step for step, _by, _text in notes(proposal)[len(told) :]] == ([] if after == "-" else [name])


@pytest.mark.parametrize("name", [ProposalStep.PUBLISHED, ProposalStep.CREATED, ProposalStep.REBASED])
def test_step_that_is_none_of_its_own_is_refused(name: ProposalStep) -> None:
    proposal = proposed(vendor(name="Acme Two"))

    with pytest.raises(WrongState):
        step(proposal=proposal.pk, to=name, by=reviewer(), now=STILL_LATER)

    assert stored("vendor", "acme") == kept(vendor())
    assert Proposal.objects.get().state == ProposalState.IN_REVIEW


def test_proposal_holds_what_is_published_and_what_shall_be() -> None:
    proposal = propose(
        key=("vendor", "acme"), document=vendor(name="Acme Two"), by=editor(), now=LATER, reason=f"  {WHY} \n"
    )

    proposal.refresh_from_db()
    assert (proposal.kind, proposal.slug, proposal.state, proposal.version) == ("vendor", "acme", "draft", 1)
    assert (proposal.base, proposal.document) == (kept(vendor()), kept(vendor(name="Acme Two")))
    assert (proposal.author, proposal.reason, proposal.created_at, proposal.changed_at) == (
        editor(), WHY, LATER, LATER,
    )  # fmt: skip
    assert notes(proposal) == [("created", "erna", "")]
    assert stored("vendor", "acme") == kept(vendor())


def test_proposal_of_a_new_record_started_from_nothing() -> None:
    proposed(vendor("new"))

    assert Proposal.objects.filter(base__isnull=True, document__slug="new").count() == 1


def test_proposal_to_delete_ends_with_nothing() -> None:
    proposed_to_delete("article", "an-article")

    assert Proposal.objects.filter(document__isnull=True, base__slug="an-article").count() == 1


def test_proposal_of_nothing_from_nothing_is_no_row() -> None:
    proposal = proposed(vendor("new"), submit=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(document=None)


@pytest.mark.parametrize(
    ("key", "document"),
    [
        (("vendor", "acme"), vendor()),
        (("vendor", "acme"), {**vendor(), "summary": dict(reversed(vendor()["summary"].items()))}),
        (("vendor", "nobody"), None),
        (("planet", "mars"), None),
    ],
    ids=["the same", "the same in another order", "no record", "no kind"],
)
def test_proposal_that_changes_nothing_is_refused(key: tuple[str, str], document: dict[str, Any] | None) -> None:
    with pytest.raises(EditingRefused):
        propose(key=key, document=document, by=editor(), now=LATER)

    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (vendor(country="Norway"), "country"),
        (vendor(name="A\x00"), "name"),
        (vendor(colour="red"), "colour"),
        (vendor("another"), "slug"),
        ({"kind": "planet", "slug": "acme"}, ""),
        (licence("acme"), "slug"),
    ],
    ids=["wrong value", "control character", "unknown field", "another record", "unknown kind", "another kind"],
)
def test_proposal_of_what_is_no_document_is_refused(value: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        propose(key=("vendor", "acme"), document=value, by=editor(), now=LATER)

    assert [(fault.file, fault.field) for fault in caught.value.faults] == [("vendor/acme", field)]
    assert not Proposal.objects.exists()


def test_proposal_may_break_rules_that_others_mend() -> None:
    assert proposed(model("two", vendor="not-there-yet")).state == ProposalState.IN_REVIEW


def test_proposal_without_a_reason_stays_a_draft() -> None:
    draft = propose(key=("vendor", "acme"), document=vendor(name="Acme Two"), by=editor(), now=LATER)

    with pytest.raises(EditingRefused):
        step(proposal=draft.pk, to=ProposalStep.SUBMITTED, by=editor(), now=LATER)

    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", 1)


def test_proposal_sent_for_review_at_once_without_a_reason_is_not_made() -> None:
    with pytest.raises(EditingRefused):
        propose(key=("vendor", "acme"), document=vendor(name="Acme Two"), by=editor(), now=LATER, submit=True)

    assert not Proposal.objects.exists()


@pytest.mark.parametrize("name", [ProposalStep.CHANGES_ASKED, ProposalStep.DECLINED])
def test_reviewer_who_says_no_says_why(name: ProposalStep) -> None:
    proposal = proposed(vendor(name="Acme Two"))

    with pytest.raises(EditingRefused):
        step(proposal=proposal.pk, to=name, by=reviewer(), now=LATER, text="  ")

    assert Proposal.objects.get().state == ProposalState.IN_REVIEW


def test_life_of_a_proposal_is_noted_step_by_step() -> None:
    proposal = proposed(vendor(name="Acme Two"))
    comment(proposal=proposal.pk, by=reviewer(), now=LATER, text=" Hm. ")
    step(proposal=proposal.pk, to=ProposalStep.CHANGES_ASKED, by=reviewer(), now=LATER, text="Three, not two.")
    edit(proposal=proposal.pk, version=3, document=vendor(name="Acme Three"), by=editor(), now=LATER)
    step(proposal=proposal.pk, to=ProposalStep.SUBMITTED, by=editor(), now=LATER)
    publish(proposals=[proposal.pk], by=reviewer(), now=STILL_LATER)

    assert notes(proposal) == [
        ("created", "erna", ""),
        ("submitted", "erna", ""),
        ("commented", "rita", "Hm."),
        ("changes-asked", "rita", "Three, not two."),
        ("edited", "erna", ""),
        ("submitted", "erna", ""),
        ("published", "rita", ""),
    ]


def test_comment_without_words_is_refused() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    with pytest.raises(EditingRefused):
        comment(proposal=proposal.pk, by=reviewer(), now=LATER, text=" ")

    assert ProposalNote.objects.filter(step=ProposalStep.COMMENTED).count() == 0


def test_comment_is_no_save() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    comment(proposal=proposal.pk, by=reviewer(), now=LATER, text="Well.")

    assert Proposal.objects.get().version == proposal.version


def test_edit_saves_and_counts() -> None:
    draft = proposed(vendor(name="Acme Two"), submit=False)

    edit(
        proposal=draft.pk,
        version=1,
        document=vendor(name="Acme Three"),
        by=editor(),
        now=STILL_LATER,
        reason=" Sorry. ",
    )

    draft.refresh_from_db()
    assert (draft.version, draft.changed_at, draft.created_at) == (2, STILL_LATER, LATER)
    assert (draft.document, draft.base) == (kept(vendor(name="Acme Three")), kept(vendor()))
    assert draft.reason == "Sorry."


def test_edit_without_a_reason_keeps_the_one_there_is() -> None:
    draft = proposed(vendor(name="Acme Two"), submit=False)

    edit(proposal=draft.pk, version=1, document=vendor(name="Acme Three"), by=editor(), now=LATER)

    assert Proposal.objects.get().reason == WHY


def test_edit_in_review_goes_back_to_a_draft() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    edit(proposal=proposal.pk, version=proposal.version, document=vendor(name="X"), by=editor(), now=LATER)

    with pytest.raises(WrongState):
        publish(proposals=[proposal.pk], by=reviewer(), now=LATER)
    assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.parametrize("version", [1, 3])
def test_edit_of_another_version_is_refused_and_saves_nothing(version: int) -> None:
    proposal = proposed(vendor(name="Acme Two"))

    with pytest.raises(Overtaken):
        edit(proposal=proposal.pk, version=version, document=vendor(name="Mine"), by=editor(), now=LATER)

    proposal.refresh_from_db()
    assert (proposal.version, proposal.document) == (2, kept(vendor(name="Acme Two")))


def test_edit_back_to_what_is_published_is_refused() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    with pytest.raises(EditingRefused):
        edit(proposal=proposal.pk, version=proposal.version, document=vendor(), by=editor(), now=LATER)

    assert Proposal.objects.get().document == kept(vendor(name="Acme Two"))


def test_edit_into_a_deletion_and_back() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    edit(proposal=proposal.pk, version=2, document=None, by=editor(), now=LATER)
    deleting = Proposal.objects.filter(document__isnull=True).count()
    edit(proposal=proposal.pk, version=3, document=vendor(name="Acme Three"), by=editor(), now=LATER)

    assert deleting == 1
    assert Proposal.objects.get().document == kept(vendor(name="Acme Three"))


@pytest.mark.parametrize("name", ["declined", "changes-asked", "withdrawn", "published"])
def test_decision_on_what_was_saved_meanwhile_is_refused(name: str) -> None:
    proposal = proposed(vendor(name="Acme Two"))
    edit(proposal=proposal.pk, version=2, document=vendor(name="Sly"), by=editor(), now=LATER)
    step(proposal=proposal.pk, to=ProposalStep.SUBMITTED, by=editor(), now=LATER)
    before = Proposal.objects.values().get()
    what_was_seen = {"seen": {proposal.pk: 2}} if name == "published" else {"version": 2}

    with pytest.raises(Overtaken):
        take(proposal, name, **what_was_seen)

    assert Proposal.objects.values().get() == before
    assert stored("vendor", "acme") == kept(vendor())


def test_decision_on_what_was_seen_is_taken() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    publish(proposals=[proposal.pk], by=reviewer(), now=LATER, seen={proposal.pk: proposal.version})

    assert stored("vendor", "acme") == kept(vendor(name="Acme Two"))


def test_proposal_that_began_at_an_earlier_revision_started_from_what_stood_there() -> None:
    [first] = published(vendor(name="Acme Two"))
    published(vendor(name="Acme Three"))

    late = propose(key=("vendor", "acme"), document=vendor(name="Mine"), by=editor(), now=LATER, since=first.revision)
    early = propose(key=("vendor", "acme"), document=vendor(name="Mine"), by=editor(), now=LATER, since=1)

    assert late.base == kept(vendor(name="Acme Two"))
    assert early.base == kept(vendor())


def test_proposal_that_began_before_its_record_started_from_nothing() -> None:
    published(vendor("new"))

    proposal = propose(
        key=("vendor", "new"), document=vendor("new", name="Mine"), by=editor(), now=LATER, reason=WHY, since=1
    )

    assert proposal.base is None


@pytest.mark.parametrize(
    "value",
    [
        vendor("new"),
        licence("new", terms=None, published_on=dt.date(2026, 2, 3)),
        model("new", parameters={"total": 7.24, "active": 0.5}, aliases=["b", "a"]),
    ],
    ids=["texts", "days", "numbers"],
)
def test_proposal_reads_back_as_it_was_saved(value: dict[str, Any]) -> None:
    value = {**licence(), **value} if value["kind"] == "licence" else value

    proposal = proposed(value)

    assert Proposal.objects.get().document == proposal.document == kept(value)


def test_proposal_keeps_the_order_of_lists() -> None:
    names = ["z", "a", "m"]
    proposed(model(aliases=names))

    assert Proposal.objects.get().document["aliases"] == names


def test_line_ends_of_forms_become_those_of_documents() -> None:
    proposed(changed("vendor", "acme", summary={"de": "Eins.\r\nZwei.", "en": "One.\r\nTwo."}))

    assert Proposal.objects.get().document["summary"] == {"de": "Eins.\nZwei.", "en": "One.\nTwo."}


def test_waiting_and_open_proposals() -> None:
    proposed(vendor("a"), submit=False)
    proposed(vendor("b"))
    declined = proposed(vendor("c"))
    step(proposal=declined.pk, to=ProposalStep.DECLINED, by=reviewer(), now=LATER, text="No.")
    published(vendor("d"))

    assert sorted(row.slug for row in Proposal.objects.open()) == ["a", "b"]
    assert [row.is_open for row in Proposal.objects.order_by("slug")] == [True, True, False, False]


def test_summary_that_is_only_german_is_no_document() -> None:
    with pytest.raises(Refused):
        proposed(vendor(summary={"de": "Nur deutsch."}))


def test_somebody_else_may_go_on_with_a_draft() -> None:
    draft = proposed(vendor(name="Acme Two"), submit=False)

    edit(proposal=draft.pk, version=1, document=vendor(summary=text("More.")), by=person("emil", "editor"), now=LATER)

    draft.refresh_from_db()
    assert (draft.author.username, draft.document["summary"]["en"]) == ("erna", "More.")


def report(slug: str = "acme") -> ReaderReport:
    """A reader says that something is wrong with a vendor."""
    return ReaderReport.objects.create(
        kind="vendor",
        slug=slug,
        page="/en/vendors/acme/",
        language="en",
        message="It is Swedish.",
        sent_at=LATER,
        revision=1,
    )


def test_proposal_from_a_report_changes_nothing_before_it_is_edited() -> None:
    draft = propose_from_report(report=report(), by=editor(), now=LATER)

    with pytest.raises(EditingRefused):
        step(proposal=draft.pk, to=ProposalStep.SUBMITTED, by=editor(), now=LATER)
    edited = vendor(country="SE")
    edit(proposal=draft.pk, version=1, document=edited, by=editor(), now=LATER, reason="A reader told us.")
    step(proposal=draft.pk, to=ProposalStep.SUBMITTED, by=editor(), now=LATER)

    draft.refresh_from_db()
    assert (draft.state, draft.base, draft.document) == (ProposalState.IN_REVIEW, kept(vendor()), kept(edited))
    assert draft.report == ReaderReport.objects.get()
    assert notes(draft)[0] == ("created", "erna", "It is Swedish.")


def test_proposal_from_a_report_on_what_is_gone_is_refused() -> None:
    with pytest.raises(EditingRefused):
        propose_from_report(report=report("gone"), by=editor(), now=LATER)
