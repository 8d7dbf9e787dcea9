"""Proposals in the admin: drafts that go on, differences, steps, carrying over, taking documents in."""

import io
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openness.domain.yaml_text import write
from openness.models import (
    Alias,
    Article,
    Change,
    Claim,
    Licence,
    LicenceTerm,
    Model,
    Proposal,
    ReaderReport,
    Source,
    Upload,
    Vendor,
)
from tests.admin.forms import added, address, errors, filled_in, listed, run, said, saved, send
from tests.admin.people import signed_in
from tests.documents import NOW, article, claim, model, stored, vendor

pytestmark = pytest.mark.usefixtures("small_catalogue")

DRAFT = {"_save": "draft"}


@pytest.fixture
def other(db: None) -> Client:
    """A reviewer beside the editor."""
    user = User.objects.create_user("other", is_staff=True)
    user.groups.add(Group.objects.get(name="reviewer"))
    return signed_in(user)


def one() -> Model:
    return Model.objects.get(slug="one")


def page_of(proposal: Proposal, view: str = "change") -> str:
    return reverse(f"admin:openness_proposal_{view}", args=[proposal.pk])


def step(person: Client, proposal: Proposal, name: str, text: str = "") -> str:
    """What the page says after the step."""
    version = filled_in(person.get(page_of(proposal)))["version"][-1]
    return said(person.post(page_of(proposal), {"step": name, "text": text, "version": version}))[-1]


def test_save_makes_a_proposal_and_changes_nothing_for_readers(editor: Client) -> None:
    response = send(editor, address(one()), {"family": "Another", "change_reason": "It is called so."})

    proposal = Proposal.objects.get()
    assert response.url == page_of(proposal)
    assert (proposal.state, proposal.reason, proposal.author.username) == ("in-review", "It is called so.", "editor")
    assert (one().family, Change.objects.filter(revision__gt=1).count()) == ("Family", 0)


def test_save_without_a_reason_is_refused_at_its_field(editor: Client) -> None:
    page = send(editor, address(one()), {"family": "Another", "change_reason": ""})

    assert errors(page) == {"change_reason": ["Say why, in a sentence; or save a draft first."]}


def test_draft_needs_no_reason(editor: Client) -> None:
    send(editor, address(one()), {"family": "Another", "change_reason": "", **DRAFT})

    assert Proposal.objects.get().state == "draft"


def test_save_that_changes_nothing_proposes_nothing(editor: Client) -> None:
    response = send(editor, address(one()))

    assert said(response) == ["That would change nothing, so nothing was proposed."]
    assert not Proposal.objects.exists()


def test_form_goes_on_with_the_own_draft(editor: Client) -> None:
    send(editor, address(one()), {"family": "Another", "aliases-TOTAL_FORMS": 1, "aliases-0-name": "Uno", **DRAFT})

    page = editor.get(address(one()))
    send(editor, address(one()), {"name": "First"})

    assert (filled_in(page)["family"], filled_in(page)["aliases-0-name"]) == (["Another"], ["Uno"])
    proposal = Proposal.objects.get()
    assert (proposal.document["family"], proposal.document["name"]) == ("Another", "First")
    assert proposal.document["aliases"] == ["Uno"]
    assert not Alias.objects.exists()


def test_draft_of_somebody_else_does_not_show_in_the_form(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Another", **DRAFT})

    assert filled_in(other.get(address(one())))["family"] == ["Family"]


def test_terms_of_a_draft_keep_their_places_when_saved_again(editor: Client) -> None:
    free = Licence.objects.get(slug="free")
    source = Source.objects.earliest("pk").pk
    new = {
        "terms-TOTAL_FORMS": 2,
        "terms-1-position": 2,
        "terms-1-subject": "attribution",
        "terms-1-effect": "required",
        "terms-1-binds": "everyone",
        "terms-1-summary_de": "Nennen.",
        "terms-1-summary_en": "Name.",
        "terms-1-locator": "§4",
        "terms-1-source": source,
    }
    send(editor, address(free), {**new, **DRAFT})

    saved(editor, address(free), {"terms-1-locator": "§5"})

    assert list(LicenceTerm.objects.values_list("position", "locator")) == [(1, "§2"), (2, "§5")]


def test_claim_of_an_article_goes_on_with_the_draft_of_the_article(editor: Client) -> None:
    send(editor, address(Article.objects.get()), {"title": "New title", **DRAFT})

    saved(editor, address(Claim.objects.get()), {"section": "End"})

    assert (Article.objects.get().title, Claim.objects.get().section) == ("New title", "End")
    assert Proposal.objects.count() == 1


def test_new_record_is_edited_before_it_exists(editor: Client) -> None:
    data = {"name": "Neu", "country": "DE", "website": "https://neu.example", "summary_de": "a", "summary_en": "b"}
    send(editor, added(Vendor), {**data, **DRAFT})

    saved(editor, page_of(Proposal.objects.get(), "edit"), {"name": "Neuer"})

    assert list(Vendor.objects.order_by("slug").values_list("slug", "name")) == [("acme", "Acme"), ("neu", "Neuer")]


def test_form_opened_before_a_publication_keeps_its_base(editor: Client, other: Client) -> None:
    opened = filled_in(editor.get(address(one())))
    saved(other, address(one()), {"family": "Theirs"})

    editor.post(address(one()), {**opened, "name": "Mine", "change_reason": "Mine."})

    mine = Proposal.objects.get(author__username="editor")
    assert (mine.base["family"], mine.document["family"]) == ("Family", "Family")
    assert step(other, mine, "published").startswith("Published meanwhile: model/one.")


def test_two_forms_on_one_draft_do_not_overwrite_each_other(editor: Client) -> None:
    send(editor, address(one()), {"family": "First", **DRAFT})
    opened = filled_in(editor.get(address(one())))
    send(editor, address(one()), {"family": "Second", **DRAFT})

    page = editor.post(address(one()), {**opened, "name": "Mine", "change_reason": "Mine."})

    assert "Somebody saved this proposal meanwhile." in errors(page)[""][1]
    assert page.context["adminform"].form["name"].value() == "Mine"
    assert Proposal.objects.get().document["family"] == "Second"


def test_published_by_a_second_person_with_history(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Another", "change_reason": "It is called so."})

    assert step(other, Proposal.objects.get(), "published") == "1 change published."

    change = Change.objects.get(revision=2)
    assert (change.author.username, change.publisher.username, change.reason) == ("editor", "other", "It is called so.")
    assert (change.before["family"], change.after["family"], one().family) == ("Family", "Another", "Another")


def test_own_proposal_is_not_published_by_its_author(editor: Client) -> None:
    send(editor, address(one()), {"family": "Another"})

    message = step(editor, Proposal.objects.get(), "published")

    assert message == "A second person must decide what you wrote: model/one."


def test_team_of_one_publishes_its_own(editor: Client, settings) -> None:
    settings.ONE_PERSON_TEAM = True
    send(editor, address(one()), {"family": "Another"})

    assert step(editor, Proposal.objects.get(), "published") == "1 change published."


def test_changes_asked_for_come_back_to_the_author(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Another"})
    proposal = Proposal.objects.get()

    step(other, proposal, "changes-asked", "Why that family?")

    listed_for_author = editor.get(listed(Proposal), {"waiting": "me"}).context["cl"].result_list
    assert list(listed_for_author) == [proposal]
    assert filled_in(editor.get(address(one())))["family"] == ["Another"]


def test_page_of_a_proposal_shows_difference_effects_and_notes(editor: Client, other: Client) -> None:
    changes = {"assessments-2-level": "closed", "assessments-2-reason_en": "Nobody named it."}
    send(editor, address(one()), changes)

    page = other.get(page_of(Proposal.objects.get()))

    fields = [one.field for one in page.context["differences"]]
    assert fields == ["assessment · Training data · level", "assessment · Training data · reason · English"]
    [level] = page.context["effects"].levels
    assert (level.slug, level.dimension, level.before, level.after) == ("one", "data", "open", "closed")
    assert [note.step for note in page.context["notes"]] == ["created", "submitted"]
    assert page.context["may"]["publish"] is True


@pytest.mark.parametrize("proposals", [1, 3])
def test_list_of_proposals_takes_the_same_queries(
    editor: Client, tmp_path: Path, proposals: int, django_assert_num_queries
) -> None:
    stored(tmp_path, *(vendor(f"v{number}") for number in range(proposals)))
    for row in Vendor.objects.filter(slug__startswith="v"):
        send(editor, address(row), {"name": f"New {row.slug}"})
    editor.get(listed(Proposal))

    with django_assert_num_queries(9):
        editor.get(listed(Proposal))


def test_several_are_published_together(editor: Client, other: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("two"))
    for row in Vendor.objects.all():
        send(editor, address(row), {"country": "SE"})

    response = run(other, Proposal, "publish_selected", list(Proposal.objects.all()))

    assert said(response) == ["2 changes published."]
    assert set(Vendor.objects.values_list("country", flat=True)) == {"SE"}


def test_carried_over_where_sides_changed_other_fields(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Mine"})
    mine = Proposal.objects.get()
    saved_by_other = send(other, address(one()), {"name": "Theirs"})
    assert saved_by_other.status_code == 302
    theirs = Proposal.objects.exclude(pk=mine.pk).get()
    step(editor, theirs, "published")

    page = editor.get(page_of(mine, "rebase"))
    editor.post(page_of(mine, "rebase"), filled_in(page))
    step(editor, mine, "submitted")
    step(other, mine, "published")

    assert (one().name, one().family) == ("Theirs", "Mine")


def test_conflict_is_decided_field_by_field(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Mine", "name": "Mine too"})
    mine = Proposal.objects.get()
    send(other, address(one()), {"family": "Theirs"})
    step(editor, Proposal.objects.exclude(pk=mine.pk).get(), "published")

    page = editor.get(page_of(mine, "rebase"))
    [conflict] = page.context["conflicts"]
    data = {**filled_in(page), f"side:{conflict['name']}": "theirs"}
    response = editor.post(page_of(mine, "rebase"), data)

    mine.refresh_from_db()
    assert (conflict["field"], conflict["mine"], conflict["theirs"]) == ("family", "Mine", "Theirs")
    assert response.url == page_of(mine)
    assert (mine.state, mine.document["family"], mine.document["name"]) == ("draft", "Theirs", "Mine too")


def test_restore_proposes_the_record_as_it_was(editor: Client, other: Client) -> None:
    saved(editor, address(one()), {"family": "Another"})

    response = other.post(reverse("admin:openness_change_restore", args=[Change.objects.get(revision=2).pk]))

    proposal = Proposal.objects.latest("pk")
    assert response.url == page_of(proposal)
    assert (proposal.document["family"], proposal.author.username, proposal.state) == ("Family", "other", "draft")


def test_history_of_a_record_names_people_and_reason(editor: Client) -> None:
    saved(editor, address(one()), {"family": "Another", "change_reason": "It is called so."})

    page = editor.get(address(one(), "history"))

    newest, first = page.context["entries"]
    assert (newest.author, newest.publisher, newest.reason) == ("editor", "reviewer", "It is called so.")
    assert [(one.field, one.before, one.after) for one in newest.differences] == [("family", "Family", "Another")]
    assert (first.what, first.way) == ("added", "import")


def test_report_becomes_a_proposal_with_one_click(editor: Client) -> None:
    report = ReaderReport.objects.create(kind="model", slug="one", message="Not open.", sent_at=NOW, revision=1)
    place = reverse("admin:openness_readerreport_change", args=[report.pk])

    response = editor.post(place, {"step": "proposal", "seen": "new"})
    send(editor, response.url, {"family": "Another"})

    report.refresh_from_db()
    proposal = Proposal.objects.get()
    assert (report.state, proposal.report, proposal.state) == ("taken-up", report, "in-review")
    assert proposal.document["family"] == "Another"


def _upload(editor: Client, name: str, data: bytes) -> str:
    response = editor.post(reverse("admin:openness_uploads"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def test_uploaded_document_is_looked_at_first(editor: Client) -> None:
    text = write(value={**model("one"), "family": "From a file"}).encode()

    page = editor.get(_upload(editor, "one.yaml", text))

    [incoming] = page.context["intake"].incoming
    assert [(one.field, one.after) for one in incoming.differences] == [("family", "From a file")]
    assert not Proposal.objects.exists()


def test_uploaded_archive_becomes_drafts(editor: Client) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("models/one.yaml", write(value={**model("one"), "family": "From a file"}))
        archive.writestr("vendors/new.yaml", write(value=vendor("new")))
        archive.writestr("README.md", "not a document")
    where = _upload(editor, "catalogue.zip", buffer.getvalue())

    editor.post(where, {"reason": "Sent by the vendor."})

    assert [(str(row), row.state) for row in Proposal.objects.order_by("slug")] == [
        ("vendor/new", "draft"),
        ("model/one", "draft"),
    ]
    assert not Upload.objects.exists()


def test_uploaded_document_with_a_fault_is_refused_with_its_line(editor: Client) -> None:
    text = write(value={**model("one"), "availability": "somehow"}).encode()

    where = _upload(editor, "one.yaml", text)
    editor.post(where, {"reason": "Because."})

    [fault] = editor.get(where).context["intake"].faults
    assert (fault.file, fault.line > 1, fault.field) == ("one.yaml", True, "availability")
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"), [("x.zip", b"no archive"), ("x.txt", b"text"), ("empty.zip", b"PK\x05\x06" + bytes(18))]
)
def test_upload_that_holds_no_document_is_refused_at_its_field(editor: Client, name: str, data: bytes) -> None:
    page = editor.post(reverse("admin:openness_uploads"), {"file": SimpleUploadedFile(name, data)})

    assert list(page.context["form"].errors) == ["file"]


def test_selection_is_downloaded_as_documents_that_upload_reads(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, article("long", claims=[claim("c01"), claim("c02")]))

    response = run(editor, Article, "download_documents", list(Article.objects.all()))
    page = editor.get(_upload(editor, "export.zip", response.content))

    assert (page.context["intake"].unchanged, page.context["intake"].incoming) == (2, ())


def test_selection_is_downloaded_as_a_table(editor: Client) -> None:
    response = run(editor, Model, "download_table", [one()])

    head, row = response.content.decode("utf-8-sig").splitlines()[:2]
    assert ["assessments.weights.level" in head.split(","), row.startswith("model,one,")] == [True, True]


def test_what_was_edited_since_it_was_read_is_not_published(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Another"})
    proposal = Proposal.objects.get()
    read = filled_in(other.get(page_of(proposal)))
    send(editor, page_of(proposal, "edit"), {"family": "Never read"})

    page = other.post(page_of(proposal), {**read, "step": "published", "text": "Fine."})

    assert said(page)[-1].startswith("Somebody saved this proposal meanwhile.")
    assert (page.context["typed"], one().family) == ("Fine.", "Family")


def test_comment_on_sending_leaves_the_public_reason(editor: Client, other: Client) -> None:
    send(editor, address(one()), {"family": "Another", "change_reason": "It is called so."})
    proposal = Proposal.objects.get()
    step(other, proposal, "changes-asked", "Sure?")

    step(editor, proposal, "submitted", "Yes, looked at it again.")

    proposal.refresh_from_db()
    assert (proposal.reason, proposal.notes.last().text) == ("It is called so.", "Yes, looked at it again.")


def test_reason_of_a_deletion_is_what_is_said_on_sending_it(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("two"))
    editor.post(address(Vendor.objects.get(slug="two"), "delete"), {"post": "yes"})

    step(editor, Proposal.objects.get(), "submitted", "It is gone.")

    assert (Proposal.objects.get().reason, Proposal.objects.get().state) == ("It is gone.", "in-review")


def test_form_that_does_not_know_the_draft_of_another_tab_saves_into_it_when_sent_again(editor: Client) -> None:
    opened = filled_in(editor.get(address(one())))
    send(editor, address(one()), {"family": "First tab", **DRAFT})

    page = editor.post(address(one()), {**opened, "name": "Second tab", **DRAFT})
    editor.post(address(one()), {**filled_in(page), **DRAFT})

    assert "You have a draft of model/one that this form does not know." in errors(page)[""]
    assert [row.document["name"] for row in Proposal.objects.all()] == ["Second tab"]


def test_same_proposal_is_not_made_twice(editor: Client) -> None:
    run(editor, Model, "withdraw", [one()])

    response = run(editor, Model, "withdraw", [one()])

    assert said(response)[-1] == "You have proposed just that already: model/one."
    assert Proposal.objects.count() == 1


def test_report_is_settled_when_its_proposal_is_published(editor: Client, other: Client) -> None:
    report = ReaderReport.objects.create(kind="model", slug="one", message="Not open.", sent_at=NOW, revision=1)
    place = reverse("admin:openness_readerreport_change", args=[report.pk])
    send(editor, editor.post(place, {"step": "proposal", "seen": "new"}).url, {"family": "Another"})

    step(other, Proposal.objects.get(), "published")

    report.refresh_from_db()
    assert (report.state, report.answer) == ("done", "Published with revision 2.")


@pytest.mark.parametrize("field", ['{"revision": 1, "versions": {"99999": 1}}', "{", '{"revision": "x"}', "[]"])
def test_tampered_form_is_no_error_of_ours(editor: Client, field: str) -> None:
    response = send(editor, address(one()), {"family": "Another", "_started": field})

    assert response.status_code in {200, 302}


def test_damaged_archive_is_refused_at_its_field(editor: Client) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.yaml", "kind: model\n" * 500)
    data = bytearray(buffer.getvalue())
    data[45:60] = bytes(15)

    page = editor.post(reverse("admin:openness_uploads"), {"file": SimpleUploadedFile("x.zip", bytes(data))})

    assert list(page.context["form"].errors) == ["file"]
