"""Publishing: all of it or nothing, kept with what was there before and after."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from openness.choices import ChangeWay, ProposalState
from openness.domain import exchange, revision
from openness.domain.editing.proposals import edit
from openness.domain.editing.publishing import publish
from openness.domain.editing.rebasing import rebase
from openness.domain.editing.refusals import EditingRefused, Moved, NotAllowed, WrongState
from openness.domain.faults import Fault, Refused
from openness.domain.permissions.catalogue import answers
from openness.models import Change, ImportedDocument, Model, PermissionGrounds, Proposal, Source
from tests.documents import (
    NOW,
    apache,
    article,
    assessment,
    assessments,
    catalogue,
    claim,
    community,
    coverage,
    dimension,
    licence,
    model,
    non_commercial,
    put,
    source,
    text,
    vendor,
)
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
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

Plain = dict[str, Any]


def everything() -> tuple[object, ...]:
    """All that publishing may change, but for the proposals."""
    return (
        dict(exchange.export_documents()),
        revision.current(),
        list(Change.objects.order_by("pk").values()),
        sorted(Source.objects.values_list("url", "locator", "title")),
        list(Proposal.objects.order_by("pk").values_list("pk", "state", "version")),
    )


def refused(*proposals: Proposal) -> list[tuple[str, str]]:
    """The (record, field) of every fault with which publishing `proposals` is refused, and nothing is changed."""
    before = everything()
    with pytest.raises(Refused) as caught:
        publish(proposals=[row.pk for row in proposals], by=reviewer(), now=LATER)
    assert everything() == before
    return [(fault.file, fault.field) for fault in caught.value.faults]


def test_publishing_writes_the_record_and_keeps_what_was_before_and_after() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    changes = publish(proposals=[proposal.pk], by=reviewer(), now=LATER)

    change = Change.objects.latest("pk")
    assert changes == [change]
    assert stored("vendor", "acme") == kept(vendor(name="Acme Two"))
    assert (change.kind, change.slug, change.revision, change.published_at) == ("vendor", "acme", 2, LATER)
    assert (change.before, change.after) == (kept(vendor()), kept(vendor(name="Acme Two")))
    assert (change.way, change.reason, change.author, change.publisher, change.proposal) == (
        ChangeWay.PROPOSAL, WHY, editor(), reviewer(), proposal,
    )  # fmt: skip
    assert revision.current() == revision.Revision(number=2, changed_at=LATER)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version, proposal.changed_at) == (ProposalState.PUBLISHED, 3, LATER)


def test_publishing_several_is_one_revision_and_a_change_for_each() -> None:
    changes = published(vendor(name="Acme Two"), vendor("new"), ("article", "an-article"))

    assert {change.revision for change in changes} == {2}
    assert [(change.slug, change.before is None, change.after is None) for change in changes] == [
        ("acme", False, False),
        ("new", True, False),
        ("an-article", False, True),
    ]
    assert revision.current().number == 2


def test_publishing_several_of_which_one_is_faulty_publishes_none() -> None:
    good, bad = proposed(vendor(name="Acme Two")), proposed(model("two", vendor="nobody"))

    assert refused(good, bad) == [("model/two", "vendor")]


def test_publishing_names_every_fault() -> None:
    rows = [
        proposed(model("two", vendor="nobody", licences=[coverage("nothing")])),
        proposed(changed("model", "one", assessments=assessments(commercial_use="closed"))),
        proposed(licence("other", spdx_id="MIT-ish")),
    ]

    assert refused(*rows) == [
        ("licence/other", "spdx_id"),
        ("model/one", "assessments.commercial-use.level"),
        ("model/two", "licences.0.licence"),
        ("model/two", "vendor"),
    ]


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        (dimension("weights", position=20), [("dimension/weights", "position")]),
        (licence(osi_approved=True), [("licence/free", "licence_kind"), ("licence/free", "osi_approved")]),
        (licence(supersedes="free"), [("licence/free", "supersedes")]),
        (licence(supersedes="nothing"), [("licence/free", "supersedes")]),
        (model(base_model="nothing"), [("model/one", "base_model")]),
        (article(claims=[claim(), claim()]), [("article/an-article", "claims.1.slug")]),
        (
            article(rows=[{**article()["rows"][0], "vendor": "acme"}] * 2),
            [("article/an-article", "rows.1.vendor")],
        ),
        (article(claims=[claim(models=["nothing"])]), [("article/an-article", "claims.0.models.0")]),
    ],
    ids=[
        "position of another",
        "against the SPDX list",
        "its own earlier version",
        "no earlier version",
        "no base",
        "claim twice",
        "row twice",
        "no such model",
    ],
)
def test_publishing_what_the_database_would_refuse_names_the_fault(value: Plain, faults: list[tuple[str, str]]) -> None:
    assert refused(proposed(value)) == faults


def test_publishing_dimensions_that_change_places() -> None:
    published(dimension("weights", position=20), dimension("code", position=10))

    assert (stored("dimension", "weights") or {})["position"] == 20


def test_publishing_models_whose_bases_go_round_is_refused() -> None:
    published(model("two"))

    assert refused(proposed(model("one", base_model="two")), proposed(model("two", base_model="one"))) == [
        ("model/one", "base_model"),
        ("model/two", "base_model"),
    ]


def test_licence_whose_level_changes_and_its_model_can_only_be_published_together() -> None:
    stricter = proposed({**non_commercial(), "slug": "free"})
    follows = proposed(changed("model", "one", assessments=assessments(commercial_use="closed", weights="partial")))

    assert refused(stricter) == [
        ("model/one", "assessments.commercial-use.level"),
        ("model/one", "assessments.weights.level"),
    ]
    assert refused(follows) == [("model/one", "assessments.commercial-use.level")]
    publish(proposals=[stricter.pk, follows.pk], by=reviewer(), now=LATER)
    assert Change.objects.filter(revision=2).count() == 2


def test_licence_whose_level_changes_needs_the_models_far_above_its_model_too() -> None:
    published(apache(), model("two", base_model="one", licences=[coverage("apache-2.0")]))
    published(model("three", base_model="two", licences=[coverage("apache-2.0")]))

    found = refused(proposed({**community(), "slug": "free"}))

    assert {record for record, field in found if field == "assessments.commercial-use.level"} == {
        "model/one", "model/three", "model/two",
    }  # fmt: skip


def test_model_and_the_licence_and_vendor_it_needs_are_published_together_in_any_order() -> None:
    published(model("two", vendor="new", licences=[coverage("fresh")]), licence("fresh"), vendor("new"))

    assert stored("model", "two") == kept(model("two", vendor="new", licences=[coverage("fresh")]))


@pytest.mark.parametrize("value", catalogue(), ids=lambda value: f"{value['kind']} {value['slug']}")
def test_record_that_others_need_cannot_be_deleted(value: Plain) -> None:
    key = value["kind"], value["slug"]
    if value["kind"] == "article":
        published(key)
        assert stored(*key) is None
        return

    naming = {"vendor": ["article/an-article", "model/one"], "licence": ["model/one"], "model": ["article/an-article"]}
    found = refused(proposed_to_delete(*key))

    assert sorted({record for record, _field in found}) == naming.get(value["kind"], [f"dimension/{value['slug']}"])


def test_base_of_a_model_and_earlier_version_of_a_licence_cannot_be_deleted() -> None:
    published(model("base"), model("tuned", base_model="base"), licence("old"), licence("new", supersedes="old"))

    assert refused(proposed_to_delete("model", "base")) == [("model/tuned", "base_model")]
    assert refused(proposed_to_delete("licence", "old")) == [("licence/new", "supersedes")]


def test_records_that_need_each_other_are_deleted_together() -> None:
    published(model("base"), model("tuned", base_model="base"), licence("old"), licence("new", supersedes="old"))

    published(("model", "base"), ("model", "tuned"), ("licence", "old"), ("licence", "new"))

    assert Model.objects.count() == 1
    published(*[(value["kind"], value["slug"]) for value in catalogue()])
    assert dict(exchange.export_documents()) == {}


def test_model_is_deleted_together_with_the_edit_of_the_article_that_names_it() -> None:
    published(model("two"))
    row = {**article()["rows"][0], "models": ["two"]}
    published(("model", "one"), article(rows=[row], claims=[claim(models=["two"])]))

    assert stored("model", "one") is None
    assert stored("article", "an-article") == kept(article(rows=[row], claims=[claim(models=["two"])]))


def test_deletion_of_a_model_takes_its_grounds_along() -> None:
    published(model("two", modalities=["audio"]))
    two = Model.objects.get(slug="two").grounds_id

    published(("model", "two"))

    assert not PermissionGrounds.objects.filter(pk=two).exists()


def test_publishing_refreshes_the_grounds_of_the_model_and_of_those_built_on_it() -> None:
    published(model("two", base_model="one"), kept(community()))
    before = answers(plan={"offering": ("product",)})[Model.objects.get(slug="two").grounds_id]

    published(
        changed("model", "one", licences=[coverage("community")], assessments=partly()),
        changed("model", "two", assessments=partly()),
    )

    after = answers(plan={"offering": ("product",)})[Model.objects.get(slug="two").grounds_id]
    assert (before.permission.value, after.permission.value) == ("yes", "yes-if")


def partly() -> Plain:
    return assessments(commercial_use="partial", weights="partial")


def test_publishing_what_began_before_something_else_was_published_is_refused() -> None:
    proposal, other = proposed(vendor(name="Mine")), proposed(vendor(name="Theirs"), by=person("emil", "editor"))
    publish(proposals=[other.pk], by=reviewer(), now=LATER)
    before = everything()

    with pytest.raises(Moved) as caught:
        publish(proposals=[proposal.pk], by=reviewer(), now=LATER)

    assert caught.value.keys == (("vendor", "acme"),)
    assert everything() == before


def test_publishing_names_all_records_that_moved() -> None:
    rows = [proposed(vendor(name="Mine")), proposed(vendor("new")), proposed(licence(name="Mine"))]
    published(vendor(name="Theirs"), licence(name="Theirs"))

    with pytest.raises(Moved) as caught:
        publish(proposals=[row.pk for row in rows], by=reviewer(), now=LATER)

    assert caught.value.keys == (("vendor", "acme"), ("licence", "free"))


def test_publishing_after_an_import_changed_the_record_is_refused(tmp_path: Path) -> None:
    proposal = proposed(vendor(name="Mine"))
    exchange.import_documents(path=put(tmp_path, vendor(name="Imported")), now=LATER)

    with pytest.raises(Moved):
        publish(proposals=[proposal.pk], by=reviewer(), now=LATER)


def test_publishing_after_the_record_was_deleted_is_refused() -> None:
    proposal = proposed(article(title="Mine"))
    published(("article", "an-article"))

    with pytest.raises(Moved):
        publish(proposals=[proposal.pk], by=reviewer(), now=LATER)


def test_publishing_what_was_carried_over_keeps_both_sides() -> None:
    proposal = proposed(vendor(name="Mine"))
    published(vendor(country="SE"))
    rebase(proposal=proposal.pk, version=proposal.version, chosen={}, by=editor(), now=LATER)
    submitted(proposal)

    publish(proposals=[proposal.pk], by=reviewer(), now=LATER)

    assert stored("vendor", "acme") == kept(vendor(name="Mine", country="SE"))


def test_publishing_two_proposals_for_one_record_at_once_is_refused() -> None:
    rows = [proposed(vendor(name="Mine")), proposed(vendor(country="SE"))]
    before = everything()

    with pytest.raises(EditingRefused, match="vendor/acme"):
        publish(proposals=[row.pk for row in rows], by=reviewer(), now=LATER)

    assert everything() == before


def test_publishing_nothing_or_what_does_not_exist_is_refused() -> None:
    row = proposed(vendor(name="Mine"))
    for chosen in ([], [0], [row.pk, 0]):
        with pytest.raises(EditingRefused):
            publish(proposals=chosen, by=reviewer(), now=LATER)

    assert revision.current().number == 1


def test_publishing_one_proposal_named_twice_publishes_it_once() -> None:
    row = proposed(vendor(name="Mine"))

    assert len(publish(proposals=[row.pk, row.pk], by=reviewer(), now=LATER)) == 1


def test_publishing_own_and_others_work_together_publishes_none() -> None:
    rows = [proposed(vendor(name="Mine"), by=reviewer()), proposed(vendor("new"))]
    before = everything()

    with pytest.raises(NotAllowed, match="vendor/acme"):
        publish(proposals=[row.pk for row in rows], by=reviewer(), now=LATER)

    assert everything() == before


def test_publishing_a_draft_is_refused() -> None:
    row = proposed(vendor(name="Mine"))
    edit(proposal=row.pk, version=row.version, document=vendor(name="Sly"), by=editor(), now=LATER)

    with pytest.raises(WrongState):
        publish(proposals=[row.pk], by=reviewer(), now=LATER)


def test_sources_nobody_cites_any_more_go_and_shared_ones_stay() -> None:
    shared, own = source(url="https://example.org/shared"), source(url="https://example.org/own")
    levels = {**assessments(), "code": assessment(sources=[shared, own])}
    published(model("two", assessments=levels), model("three", assessments={**assessments(), "code": levels["code"]}))
    urls = set(Source.objects.values_list("url", flat=True))

    less = {**assessments(), "code": assessment(sources=[shared])}
    published(model("two", assessments=less))
    after_one = set(Source.objects.values_list("url", flat=True))
    published(("model", "three"))
    after_both = set(Source.objects.values_list("url", flat=True))

    assert after_one == urls
    assert urls - after_both == {"https://example.org/own"}


def test_source_that_stands_in_no_record_yet_is_left_alone() -> None:
    loose = Source.objects.create(
        url="https://example.org/loose", kind="announcement", title="Just added", accessed_on=NOW.date()
    )

    published(vendor(name="Acme Two"), licence(sources=[source(url="https://example.org/new")]))

    assert Source.objects.filter(pk=loose.pk).exists()


def test_correcting_a_source_in_one_record_does_not_touch_another() -> None:
    published(model("two"))
    corrected = {**assessments(), "code": assessment(sources=[source(title="Corrected", kind="model-card")])}

    published(model("two", assessments=corrected))

    assert stored("model", "one") == kept(model())
    assert stored("model", "two") == kept(model("two", assessments=corrected))


def test_import_after_publishing_keeps_what_was_edited_and_names_it(tmp_path: Path) -> None:
    published(vendor(name="Edited"), ("article", "an-article"))
    put(tmp_path, *catalogue())
    put(tmp_path, vendor(name="From the file"), article(title="From the file"))

    done = exchange.import_documents(path=tmp_path, now=LATER)

    assert sorted(done.kept) == ["articles/an-article.yaml", "vendors/acme.yaml"]
    assert stored("vendor", "acme") == kept(vendor(name="Edited"))
    assert stored("article", "an-article") is None


def test_import_that_overwrites_what_was_edited_keeps_a_change(tmp_path: Path) -> None:
    published(vendor(name="Edited"))

    exchange.import_documents(path=put(tmp_path, *catalogue()), now=LATER, overwrite=True)

    change = Change.objects.latest("pk")
    assert (change.way, change.before, change.after) == (
        ChangeWay.IMPORT, kept(vendor(name="Edited")), kept(vendor()),
    )  # fmt: skip


def test_published_edit_that_equals_the_file_is_imported_as_usual(tmp_path: Path) -> None:
    published(vendor(name="Edited"))
    done = exchange.import_documents(path=put(tmp_path, vendor(name="Edited")), now=LATER)
    again = exchange.import_documents(path=put(tmp_path, vendor(name="Once more")), now=LATER)

    assert (done.kept, again.kept, again.written) == ([], [], ["vendors/acme.yaml"])
    assert ImportedDocument.objects.filter(slug="acme").count() == 1
    assert Change.objects.filter(slug="acme").count() == 3


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_publishing_do_not_grow_with_the_catalogue(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published(*[model(f"m{n}") for n in range(number)])
    row = proposed(changed("vendor", "acme", name="Acme Two"))
    rita = reviewer()

    with django_assert_num_queries(30):
        publish(proposals=[row.pk], by=rita, now=LATER)


def test_faults_of_a_deletion_speak_to_people() -> None:
    with pytest.raises(Refused) as caught:
        publish(proposals=[proposed_to_delete("licence", "free").pk], by=reviewer(), now=LATER)

    assert caught.value.faults == [Fault("model/one", 0, "licences.0.licence", "there is no licence “free”")]


def test_publishing_in_a_catalogue_older_than_its_history_begins_the_history() -> None:
    Change.objects.all().delete()

    published(vendor(name="Acme Two"), now=LATER + dt.timedelta(days=1))

    first = Change.objects.filter(revision=1)
    assert sorted(first.values_list("kind", flat=True)) == [
        "article", "dimension", "dimension", "dimension", "dimension", "licence", "model", "vendor",
    ]  # fmt: skip
    assert {change.published_at for change in first} == {NOW}
    assert all(change.before is None and change.way == ChangeWay.IMPORT for change in first)
    assert first.get(kind="vendor").after == kept(vendor())
    assert Change.objects.get(revision=2).before == kept(vendor())


def test_row_of_an_article_cannot_be_longer_than_its_column() -> None:
    row = {**article()["rows"][0], "subject": text("x" * 201)}

    with pytest.raises(Refused) as caught:
        proposed(article(rows=[row]))

    assert [fault.field for fault in caught.value.faults] == ["rows.0.subject.de", "rows.0.subject.en"]
