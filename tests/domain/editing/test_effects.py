"""What publishing would change for readers is tried out, told, and taken back."""

from typing import Any

import pytest
import time_machine

from openness.choices import Offering, Permission
from openness.domain import revision
from openness.domain.comparison import levels_of
from openness.domain.editing.effects import AnswerChange, Effects, LevelChange, effects
from openness.domain.editing.publishing import publish
from openness.domain.exchange import export_documents
from openness.domain.permissions.catalogue import answers
from openness.models import (
    Change,
    ImportedDocument,
    LicenceTerm,
    Model,
    PermissionGrounds,
    Proposal,
    ProposalNote,
    Source,
)
from tests.documents import (
    apache,
    article,
    assessments,
    community,
    coverage,
    dimension,
    licence,
    model,
    non_commercial,
    term,
    text,
    vendor,
)
from tests.people import LATER, changed, kept, person, proposed, proposed_to_delete, published, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

Plain = dict[str, Any]


def of(*values: Plain) -> Effects:
    return effects(proposals=[proposed(value) for value in values])


def no_longer_commercial() -> list[Plain]:
    """The licence of the one model forbids commercial use from now on, and the model says so."""
    levels = assessments(commercial_use="closed", weights="partial")
    return [{**non_commercial(), "slug": "free"}, changed("model", "one", assessments=levels)]


def rows() -> dict[str, object]:
    """Every row of the tables that publishing may touch, keys included."""
    tables = Model, LicenceTerm, Source, PermissionGrounds, Change, Proposal, ProposalNote, ImportedDocument
    found = {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}
    return {**found, "documents": dict(export_documents()), "revision": revision.current()}


def told_to_readers() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """The levels, and the answers to every offering, of every published model as readers have them now."""
    models = list(Model.objects.published())
    levels = levels_of(keys=[row.pk for row in models])
    found = {}
    for offering in Offering.values:
        given = answers(plan={"offering": (offering,)})
        found[offering] = {row.slug: given[row.grounds_id].permission.value for row in models if row.grounds_id}
    return {row.slug: dict(levels[row.pk]) for row in models}, found


def test_effects_name_levels_before_and_after() -> None:
    found = of(*no_longer_commercial())

    assert found.levels == (
        LevelChange("one", "One", "weights", "open", "partial"),
        LevelChange("one", "One", "commercial-use", "open", "closed"),
    )


def test_effects_name_the_answers_that_change_and_how_many_models_get_them() -> None:
    found = of(*no_longer_commercial())

    assert AnswerChange("product", "yes", "no", ("one",)) in found.answers
    assert {change.offering for change in found.answers} <= set(Offering.values)
    assert all(change.before != change.after for change in found.answers)


def test_effects_are_what_readers_get_once_it_is_published() -> None:
    published(apache(), model("two", licences=[coverage("apache-2.0")]), model("three", base_model="two"))
    proposals = [proposed(value) for value in no_longer_commercial()]
    proposals.append(proposed(changed("model", "three", assessments=no_longer_commercial()[1]["assessments"])))
    levels_before, answers_before = told_to_readers()

    found = effects(proposals=proposals)
    publish(proposals=[row.pk for row in proposals], by=reviewer(), now=LATER)
    levels_after, answers_after = told_to_readers()

    names = {row.slug: row.name for row in Model.objects.all()}
    assert set(found.levels) == {
        LevelChange(slug, names[slug], dimension, level, levels_after[slug][dimension])
        for slug, levels in levels_before.items()
        for dimension, level in levels.items()
        if level != levels_after[slug][dimension]
    }
    assert {(one.offering, slug, one.before, one.after) for one in found.answers for slug in one.models} == {
        (offering, slug, permission, answers_after[offering][slug])
        for offering, given in answers_before.items()
        for slug, permission in given.items()
        if permission != answers_after[offering][slug]
    }
    assert {slug for one in found.answers for slug in one.models} == {"one", "three"}


@pytest.mark.parametrize("fine", [True, False])
def test_effects_leave_nothing_behind(fine: bool) -> None:
    values = [*no_longer_commercial(), vendor("fresh")]
    proposals = [proposed(value) for value in (values if fine else values[:1])]
    proposals.append(proposed_to_delete("article", "an-article"))
    before = rows()

    found = effects(proposals=proposals)

    assert bool(found.faults) != fine
    assert rows() == before


def test_answers_after_effects_are_those_of_what_is_published() -> None:
    before = told_to_readers()

    of(*no_longer_commercial())

    assert told_to_readers() == before


@time_machine.travel(LATER, tick=False)
def test_answers_after_effects_and_publishing_at_the_same_moment_are_those_of_what_is_published() -> None:
    """The trial and the publication count the same revision at the same time, but hold other licences."""
    harmless = proposed(licence(name="Renamed"))

    of(*no_longer_commercial())
    publish(proposals=[harmless.pk], by=reviewer(), now=LATER)

    assert told_to_readers()[1]["product"] == {"one": "yes"}


def test_effects_of_what_cannot_be_published_are_its_faults() -> None:
    found = of(no_longer_commercial()[0])

    assert [(fault.file, fault.field) for fault in found.faults] == [
        ("model/one", "assessments.commercial-use.level"),
        ("model/one", "assessments.weights.level"),
    ]
    assert (found.levels, found.answers, found.pages) == ((), (), {})


def test_effects_of_a_deletion_that_others_forbid_are_its_faults() -> None:
    found = effects(proposals=[proposed_to_delete("vendor", "acme")])

    assert {fault.file for fault in found.faults} == {"article/an-article", "model/one"}


def test_effects_of_a_record_that_is_new_are_its_pages() -> None:
    found = of(model("two"))

    assert (found.faults, found.levels, found.answers) == ((), (), ())
    assert found.pages == {
        "model": ("two",),
        "vendor": ("acme",),
        "licence": ("free",),
        "article": (),
        "dimension": (),
    }


def test_effects_of_a_record_that_goes_are_the_pages_it_stood_on() -> None:
    published(model("two", base_model="one"))

    found = effects(proposals=[proposed_to_delete("model", "two")])

    assert (found.pages["model"], found.pages["vendor"], found.pages["licence"]) == (("two",), ("acme",), ("free",))


def test_effects_of_a_model_that_is_hidden_are_the_pages_it_stood_on() -> None:
    found = of(changed("model", "one", published=False))

    assert (found.pages["model"], found.pages["article"]) == (("one",), ("an-article",))


@pytest.mark.parametrize(
    ("value", "pages"),
    [
        (licence(summary=text("Other words.")), {"licence", "model", "vendor", "article"}),
        (vendor(name="Acme Two"), {"licence", "model", "vendor", "article"}),
        (model(name="One B"), {"licence", "model", "vendor", "article"}),
        (article(title="Another"), {"article"}),
        (dimension("weights", name=text("Weights!")), {"dimension", "licence", "model", "vendor", "article"}),
        (vendor("without-models"), {"vendor"}),
    ],
    ids=lambda value: value["kind"] + " " + value["slug"] if isinstance(value, dict) else "",
)
def test_pages_touched(value: Plain, pages: set[str]) -> None:
    found = of(value)

    assert {kind for kind, slugs in found.pages.items() if slugs} == pages


def test_pages_touched_by_a_licence_are_those_of_every_model_built_on_one_under_it() -> None:
    published(
        apache(),
        model("two", base_model="one", licences=[coverage("apache-2.0")]),
        model("three", base_model="two", licences=[coverage("apache-2.0")]),
        model("apart", licences=[coverage("apache-2.0")]),
    )

    found = of(licence(summary=text("Other words.")))

    assert found.pages["model"] == ("one", "three", "two")


def test_effects_of_what_moved_on_are_those_of_replacing_what_is_there() -> None:
    mine = proposed(changed("model", "one", assessments=assessments(code="partial")))
    published(changed("model", "one", name="One B", assessments=assessments(code="closed")))

    found = effects(proposals=[mine])

    assert found.levels == (LevelChange("one", "One", "code", "closed", "partial"),)


def test_effects_of_two_people_s_proposals_together() -> None:
    first, second = no_longer_commercial()
    rows = [proposed(first), proposed(second, by=person("emil", "editor"))]

    assert effects(proposals=rows).faults == ()


def test_effect_of_a_term_on_the_answer() -> None:
    found = of(kept({**licence(), "terms": [term(), term("attribution", "required")]}))

    assert AnswerChange("product", Permission.YES, Permission.YES_IF, ("one",)) in found.answers


def test_effect_of_a_threshold_on_level_and_answer() -> None:
    levels = assessments(commercial_use="partial", weights="partial")
    found = of({**community(), "slug": "free"}, changed("model", "one", assessments=levels))

    assert {change.after for change in found.levels} == {"partial"}
    assert AnswerChange("product", "yes", "yes-if", ("one",)) in found.answers
