"""No way into the admin changes what readers see: every one ends in a proposal, or is refused."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from openness.admin.records import RecordAdmin
from openness.admin.site import site
from openness.domain import revision
from openness.domain.exchange.loading import KINDS, load
from openness.models import Change, Proposal
from tests.admin.forms import added, address, filled_in, listed, run, send
from tests.admin.people import signed_in

pytestmark = pytest.mark.usefixtures("small_catalogue")

RECORDS = [table for table, admin in site._registry.items() if isinstance(admin, RecordAdmin)]
OTHERS = {table._meta.label for table in site._registry} - {table._meta.label for table in RECORDS}
CHANGED = {"name": "Changed", "title": "Changed", "family": "Changed", "reason_en": "Changed.", "section": "Changed"}
CHANGED |= {"summary_en": "Changed.", "subject_en": "Changed", "question_en": "Changed?"}


def published() -> tuple[object, ...]:
    """All documents, and how often something was published."""
    return [load(kind=kind) for kind in KINDS], revision.current().number, Change.objects.count()


def test_every_table_of_the_admin_is_looked_at_here() -> None:
    assert {
        "auth.Group",
        "auth.User",
        "axes.AccessFailureLog",
        "axes.AccessLog",
        "openness.Change",
        "openness.Proposal",
        "openness.ReaderReport",
        "openness.SourceCheck",
    } | {label for label in OTHERS if label.startswith("admin.")} == OTHERS


@pytest.mark.parametrize("table", RECORDS)
def test_change_form_changes_nothing_published(editor: Client, table: type) -> None:
    record = table.objects.earliest("pk")
    before = published()
    fields = filled_in(editor.get(address(record)))

    send(editor, address(record), {name: value for name, value in CHANGED.items() if any(fields.get(name, ()))})

    assert published() == before
    assert Proposal.objects.exists()


@pytest.mark.parametrize("table", RECORDS)
def test_deletion_changes_nothing_published(editor: Client, table: type) -> None:
    before = published()

    for record in table.objects.all():
        editor.post(address(record, "delete"), {"post": "yes"})

    assert published() == before


@pytest.mark.parametrize("table", RECORDS)
def test_action_changes_nothing_published(editor: Client, table: type) -> None:
    before = published()
    actions = editor.get(listed(table)).context["action_form"]
    names = [name for name, _label in actions.fields["action"].choices if name]

    for name in names:
        run(editor, table, name, list(table.objects.all()), post="yes")

    assert published() == before
    assert {"download_documents", "download_table"} <= set(names)


@pytest.mark.parametrize("table", RECORDS)
def test_table_is_not_edited_in_its_list(table: type) -> None:
    assert not site.get_model_admin(table).list_editable


@pytest.mark.parametrize("label", sorted(OTHERS))
def test_other_table_has_no_form_that_touches_the_catalogue(editor: Client, label: str) -> None:
    before = published()
    table = next(table for table in site._registry if table._meta.label == label)

    response = editor.post(reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_changelist"), {})

    assert response.status_code in {200, 302, 403, 405}
    assert published() == before


def test_who_may_not_propose_sees_no_form(db: None) -> None:
    guest = signed_in(User.objects.create_user("guest", is_staff=True))

    assert [guest.get(added(table)).status_code for table in RECORDS] == [403] * len(RECORDS)
