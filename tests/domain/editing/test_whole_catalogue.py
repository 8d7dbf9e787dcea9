"""Editing and history at their real size: the catalogue of fixtures/."""

import datetime as dt
import time
from typing import Any

import pytest
from django.utils import timezone

from openness.choices import RecordKind
from openness.domain import exchange
from openness.domain.comparison import compare
from openness.domain.documents import validate
from openness.domain.editing.effects import effects
from openness.domain.editing.publishing import publish
from openness.domain.editing.refusals import EditingRefused
from openness.domain.history.past import as_published_on
from openness.models import Change, Licence, Model
from tests.conftest import FIXTURES
from tests.domain.editing.test_effects import told_to_readers
from tests.people import changed, proposed, proposed_to_delete, published, reviewer, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]

YESTERDAY = timezone.now() - dt.timedelta(days=1)


def processor_seconds(since: float) -> float:
    return time.process_time() - since


def test_every_document_is_stored_as_the_history_keeps_it() -> None:
    changes = Change.objects.values_list("kind", "slug", "before", "after")
    after = {(kind, slug): value for kind, slug, before, value in changes if before is None}

    assert len(after) > 900
    assert exchange.stored_plainly(keys=after) == after
    assert all(not isinstance(validate(value=value), list) for value in after.values())


def test_no_document_can_be_proposed_as_it_is() -> None:
    found = exchange.stored_plainly(keys=Change.objects.values_list("kind", "slug"))
    for value in list(found.values())[::25]:
        with pytest.raises(EditingRefused, match="nothing"):
            proposed(value)


def documents() -> dict[tuple[str, str], Any]:
    """Every stored document by kind and slug."""
    return {(kind, value["slug"]): value for kind in RecordKind.values for value in exchange.load(kind=kind)}


def test_yesterday_holds_every_document_as_it_was_whatever_was_published_today() -> None:
    Change.objects.update(published_at=YESTERDAY)
    before, rows = documents(), compare(parameters={}).rows
    model = stored("model", "gpt-4o") or {}
    published(
        changed("vendor", "openai", name="Renamed"),
        changed("licence", "llama-3.1-community", steward="Somebody else"),
        {**model, "slug": "gpt-4o-again"},
        changed("dimension", "weights", position=20),
        changed("dimension", "code", position=10),
        now=timezone.now(),
    )

    start = time.process_time()
    with as_published_on(day=timezone.localdate(YESTERDAY)):
        assert processor_seconds(start) < 5
        assert (documents(), compare(parameters={}).rows) == (before, rows)
    start = time.process_time()
    with as_published_on(day=timezone.localdate(YESTERDAY)):
        assert processor_seconds(start) < 0.2
        assert not Model.objects.filter(slug="gpt-4o-again").exists()
    assert Model.objects.filter(slug="gpt-4o-again").exists()


def test_effects_of_a_licence_that_forbids_hosting_are_the_answers_that_turn() -> None:
    terms = [
        {**one, "effect": "prohibited"} if one["subject"] == "hosting" else one
        for one in (stored("licence", "llama-3.1-community") or {})["terms"]
    ]
    proposal = proposed(changed("licence", "llama-3.1-community", terms=terms))
    levels_before, answers_before = told_to_readers()

    found = effects(proposals=[proposal])
    publish(proposals=[proposal.pk], by=reviewer(), now=timezone.now())

    levels_after, answers_after = told_to_readers()
    [change] = found.answers
    turned = {slug for slug, answer in answers_after["service"].items() if answer != answers_before["service"][slug]}
    assert (found.faults, found.levels, levels_after) == ((), (), levels_before)
    assert (change.offering, change.before, change.after, set(change.models)) == ("service", "yes-if", "no", turned)
    assert {"llama-3.1-8b", "llama-3.1-405b"} <= turned <= set(found.pages["model"])


def test_effects_of_deleting_a_licence_are_the_models_under_it() -> None:
    found = effects(proposals=[proposed_to_delete("licence", "apache-2.0")])

    under = set(Model.objects.filter(coverages__licence__slug="apache-2.0").values_list("slug", flat=True))
    assert {fault.file for fault in found.faults} == {f"model/{slug}" for slug in under}
    assert Licence.objects.filter(slug="apache-2.0").exists()


def test_import_of_unchanged_files_costs_little_and_leaves_no_change() -> None:
    changes = Change.objects.count()
    start = time.process_time()

    done = exchange.import_documents(path=FIXTURES, now=timezone.now())

    assert processor_seconds(start) < 2
    assert (done.written, done.kept, Change.objects.count()) == ([], [], changes)
