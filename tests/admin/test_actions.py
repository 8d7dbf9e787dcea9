"""Several records changed at once: on the same terms as one by one."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from openness.domain import revision
from openness.models import Article, Assessment, Model, Proposal
from tests.admin.forms import address, history, publish_all, run, said

REFUSED = "Nothing was changed: the rules for what may be published forbid it."

pytestmark = pytest.mark.usefixtures("small_catalogue")


@pytest.mark.parametrize("table", [Model, Assessment, Article])
def test_withdrawn_records_are_hidden(editor: Client, table: type) -> None:
    run(editor, table, "withdraw", list(table.objects.all()))
    publish_all()

    assert set(table.objects.values_list("published", flat=True)) == {False}


def test_withdrawn_record_is_published_again(editor: Client) -> None:
    Model.objects.update(published=False)

    response = run(editor, Model, "publish", list(Model.objects.all()))

    publish_all()
    assert said(response) == ["1 proposal sent for review."]
    assert Model.objects.get().published is True


def test_action_on_several_parts_makes_one_proposal_for_each_record(editor: Client) -> None:
    before = revision.current().number, history()

    run(editor, Assessment, "withdraw", list(Assessment.objects.all()))

    assert [(str(row), row.state, row.reason) for row in Proposal.objects.all()] == [
        ("model/one", "in-review", "Not to be shown to readers.")
    ]
    assert (revision.current().number, history()) == before


def test_draft_against_the_rules_is_not_published(editor: Client) -> None:
    Model.objects.update(published=False)
    Assessment.objects.filter(dimension_id="commercial-use").update(level="closed")
    before = revision.current().number, history()

    response = run(editor, Model, "publish", list(Model.objects.all()))

    link = f'<a href="{address(Model.objects.get())}">model/one</a>'
    reason = "contradicts the licence: its terms make commercial use “open”, the record says “closed”"
    assert said(response) == [f"{REFUSED}<br>{link}: assessments.commercial-use.level: {reason}"]
    assert Model.objects.get().published is False
    assert (revision.current().number, history()) == before


def test_assessment_without_a_date_is_not_published(editor: Client) -> None:
    Assessment.objects.filter(dimension_id="code").update(published=False, verified_on=None)

    response = run(editor, Assessment, "publish", list(Assessment.objects.all()))

    assert said(response) == [f"{REFUSED}<br>What is published needs the day it was verified."]
    assert Assessment.objects.get(dimension_id="code").published is False


@time_machine.travel(dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC))
def test_assessments_that_still_hold_are_dated_today(editor: Client) -> None:
    run(editor, Assessment, "verified_today", list(Assessment.objects.filter(dimension_id="code")))
    publish_all()

    dates = dict(Assessment.objects.values_list("dimension_id", "verified_on"))
    assert (dates["code"], dates["data"]) == (dt.date(2026, 9, 1), dt.date(2026, 3, 1))
