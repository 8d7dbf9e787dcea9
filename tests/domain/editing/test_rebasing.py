"""Carrying a proposal over: three documents become one, and nobody's edit is lost."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openness.choices import ProposalState
from openness.domain.editing.proposals import step
from openness.domain.editing.rebasing import MINE, THEIRS, Conflict, conflicts, has_moved, merged, rebase
from openness.domain.editing.refusals import EditingRefused, Overtaken, WrongState
from openness.domain.faults import Refused
from openness.domain.history.trees import ORDER, Path, tree_of
from openness.models import Proposal
from tests.documents import article, assessment, claim, licence, model, source, term, text, threshold, vendor
from tests.generated import DISTINCT, KINDS
from tests.people import (
    LATER,
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

Plain = dict[str, Any]

BASE = kept(licence(terms=[term(), term("attribution", "required"), term("patent")]))


def merge(mine: Plain | None, theirs: Plain | None, *, base: Plain | None = BASE, **chosen: str) -> Plain | None:
    return merged(base=base, mine=mine, theirs=theirs, chosen=chosen)


def paths(mine: Plain | None, theirs: Plain | None, *, base: Plain | None = BASE) -> list[Path]:
    return [conflict.path for conflict in conflicts(base=base, mine=mine, theirs=theirs)]


def of(**fields: Any) -> Plain:
    """The base with some fields replaced."""
    return kept({**BASE, **fields})


def leaves(document: Plain | None) -> dict[Path, Any]:
    """Every single value of a document by its path."""

    def walk(path: Path, branch: Any) -> None:
        if isinstance(branch, dict) and branch:
            for name, item in branch.items():
                walk((*path, name), item)
        else:
            found[path] = branch

    found: dict[Path, Any] = {}
    walk((), tree_of(document=document))
    return found


def edited(one: Plain, other: Plain, fields: set[str]) -> Plain:
    """`one`, with the `fields` of `other` in place of its own."""
    names = [*one, *(name for name in other if name not in one)]
    chosen = {name: other.get(name) if name in fields else one.get(name) for name in names}
    return {name: value for name, value in chosen.items() if value is not None}


def same(one: Plain | None, other: Plain | None) -> bool:
    """Whether two documents hold the same entries, be it in another order."""
    return leaves(one) == leaves(other)


def test_edits_of_different_fields_are_both_kept() -> None:
    mine, theirs = of(name="Mine"), of(summary=text("Theirs."))

    assert merge(mine, theirs) == of(name="Mine", summary=text("Theirs."))
    assert paths(mine, theirs) == []


def test_edits_of_different_languages_of_one_text_are_both_kept() -> None:
    mine = of(summary={**BASE["summary"], "de": "Meins."})
    theirs = of(summary={**BASE["summary"], "en": "Theirs."})

    assert merge(mine, theirs) == of(summary={"de": "Meins.", "en": "Theirs."})


def test_edits_of_different_entries_of_one_list_are_both_kept() -> None:
    first, second, third = BASE["terms"]
    mine = of(terms=[{**first, "summary": text("Mine.")}, second, third])
    theirs = of(terms=[first, second, {**third, "summary": text("Theirs.")}])

    assert (merge(mine, theirs) or {})["terms"] == [mine["terms"][0], second, theirs["terms"][2]]


def test_entries_added_by_both_sides_stand_behind_what_they_followed() -> None:
    first, second, third = BASE["terms"]
    own, other = kept(licence(terms=[term("display", "required"), term("naming", "required")]))["terms"]
    mine, theirs = of(terms=[first, own, second, third]), of(terms=[first, second, other, third])

    assert merge(mine, theirs) == of(terms=[first, own, second, other, third])
    assert merge(theirs, mine) == of(terms=[first, own, second, other, third])


def test_entry_removed_by_one_side_and_left_alone_by_the_other_goes() -> None:
    first, second, third = BASE["terms"]

    assert merge(of(terms=[first, third]), of(name="Theirs")) == of(name="Theirs", terms=[first, third])
    assert merge(of(name="Mine"), of(terms=[first, third])) == of(name="Mine", terms=[first, third])
    assert merge(of(terms=[first, third]), of(terms=[second, third])) == of(terms=[third])


def test_entry_removed_by_one_side_and_edited_by_the_other_is_a_conflict() -> None:
    first, second, third = BASE["terms"]
    mine, theirs = of(terms=[first, third]), of(terms=[first, {**second, "summary": text("Theirs.")}, third])
    [conflict] = conflicts(base=BASE, mine=mine, theirs=theirs)

    assert conflict.path == ("terms", "attribution §2")
    assert (conflict.mine, conflict.theirs["summary"]) == (None, text("Theirs."))
    assert merge(mine, theirs, **{conflict.name: MINE}) == mine
    assert merge(mine, theirs, **{conflict.name: THEIRS}) == theirs


@pytest.mark.parametrize(("side", "name"), [(MINE, "Mine"), (THEIRS, "Theirs")])
def test_field_that_both_changed_is_decided(side: str, name: str) -> None:
    mine, theirs = of(name="Mine", url="https://example.org/mine"), of(name="Theirs", steward="Theirs")

    assert conflicts(base=BASE, mine=mine, theirs=theirs) == [Conflict(("name",), BASE["name"], "Mine", "Theirs")]
    assert merge(mine, theirs, name=side) == of(name=name, url="https://example.org/mine", steward="Theirs")


@pytest.mark.parametrize("chosen", [{}, {"name": ""}, {"name": "both"}, {"url": MINE}])
def test_field_that_both_changed_and_nobody_decided_on_is_refused(chosen: Mapping[str, str]) -> None:
    with pytest.raises(EditingRefused, match="name"):
        merged(base=BASE, mine=of(name="Mine"), theirs=of(name="Theirs"), chosen=chosen)


def test_same_edit_on_both_sides_is_none_to_decide() -> None:
    assert merge(of(name="Same"), of(name="Same", steward="Theirs")) == of(name="Same", steward="Theirs")


@pytest.mark.parametrize("swap", [False, True])
def test_order_that_one_side_changed_is_kept(swap: bool) -> None:
    first, second, third = BASE["terms"]
    moved, renamed = of(terms=[third, first, second]), of(name="Renamed")

    outcome = merge(renamed, moved) if swap else merge(moved, renamed)

    assert outcome == of(name="Renamed", terms=[third, first, second])


def test_order_that_one_side_changed_is_kept_where_the_other_edits_and_adds_entries() -> None:
    first, second, third = BASE["terms"]
    own = kept(licence(terms=[threshold()]))["terms"][0]
    moved, more = of(terms=[third, first, second]), of(terms=[first, {**second, "summary": text("More.")}, own, third])

    for outcome in (merge(moved, more), merge(more, moved)):
        assert outcome == of(terms=[third, first, {**second, "summary": text("More.")}, own])


def test_order_that_both_changed_is_decided() -> None:
    first, second, third = BASE["terms"]
    mine, theirs = of(terms=[third, first, second]), of(terms=[second, first, third])
    [conflict] = conflicts(base=BASE, mine=mine, theirs=theirs)

    assert conflict.path == ("terms", ORDER)
    assert merge(mine, theirs, **{conflict.name: MINE}) == mine
    assert merge(mine, theirs, **{conflict.name: THEIRS}) == theirs
    with pytest.raises(EditingRefused):
        merge(mine, theirs)


def test_order_of_what_the_schema_sorts_is_nothing_to_decide() -> None:
    urls = [source(url=f"https://example.org/{name}") for name in "abc"]
    mine, theirs = of(sources=[urls[0], urls[1]]), of(sources=[urls[2], urls[0]])

    assert paths(mine, theirs, base=of(sources=[urls[0]])) == []


def test_deletion_of_what_nobody_touched_stays_a_deletion() -> None:
    assert merge(None, BASE) is None
    assert merge(BASE, None) is None
    assert merge(None, None) is None
    assert paths(None, None) == paths(None, BASE) == paths(BASE, None) == []


@pytest.mark.parametrize("mine_is_gone", [True, False])
def test_deletion_of_what_the_other_side_changed_is_one_conflict_about_the_whole(mine_is_gone: bool) -> None:
    mine, theirs = (None, of(name="Theirs")) if mine_is_gone else (of(name="Mine"), None)
    [conflict] = conflicts(base=BASE, mine=mine, theirs=theirs)

    assert (conflict.path, conflict.name, conflict.mine, conflict.theirs) == ((), "", mine, theirs)
    assert merge(mine, theirs, **{"": MINE}) == mine
    assert merge(mine, theirs, **{"": THEIRS}) == theirs
    with pytest.raises(EditingRefused):
        merge(mine, theirs)


def test_record_that_both_sides_made_is_merged_from_nothing() -> None:
    mine, theirs = kept(vendor("new", name="Mine")), kept(vendor("new", name="Theirs"))

    assert paths(mine, theirs, base=None) == [("name",)]
    assert merge(mine, theirs, base=None, name=THEIRS) == theirs


def test_field_that_one_side_took_away_goes() -> None:
    base = of(steward="Somebody")

    assert merge(BASE, of(name="Theirs", steward="Somebody"), base=base) == of(name="Theirs")


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_merging_equal_sides_is_that_side(kind: str, data: st.DataObject) -> None:
    base, both = data.draw(KINDS[kind]), data.draw(KINDS[kind])

    assert merged(base=base, mine=both, theirs=both, chosen={}) == both


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_merging_with_a_side_that_did_nothing_is_the_other_side(kind: str, data: st.DataObject) -> None:
    base, other = data.draw(KINDS[kind]), data.draw(KINDS[kind])

    assert merged(base=base, mine=other, theirs=base, chosen={}) == other
    assert merged(base=base, mine=base, theirs=other, chosen={}) == other


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_edits_that_do_not_overlap_commute_and_are_all_there(kind: str, data: st.DataObject) -> None:
    base, one, other = (data.draw(KINDS[kind]) for _side in range(3))
    fields = data.draw(st.sets(st.sampled_from(sorted({*base, *one, *other}))))
    mine, theirs = edited(base, one, fields), edited(other, base, fields)

    outcome = merged(base=base, mine=mine, theirs=theirs, chosen={})

    assert outcome == merged(base=base, mine=theirs, theirs=mine, chosen={}) == edited(other, one, fields)


@settings(deadline=None)
@given(data=st.data(), side=st.sampled_from([MINE, THEIRS]))
@pytest.mark.parametrize("kind", DISTINCT)
def test_whoever_wins_no_edit_of_theirs_is_lost(kind: str, data: st.DataObject, side: str) -> None:
    base, mine, theirs = (data.draw(DISTINCT[kind]) for _side in range(3))
    found = conflicts(base=base, mine=mine, theirs=theirs)

    outcome = leaves(merged(base=base, mine=mine, theirs=theirs, chosen={one.name: side for one in found}))

    before, winner, loser = (
        leaves(base),
        leaves(mine if side == MINE else theirs),
        leaves(theirs if side == MINE else mine),
    )
    for path in {*before, *winner, *loser}:
        contested = any(path[: len(one.path)] == one.path for one in found)
        if winner.get(path) != before.get(path):
            assert outcome.get(path) == winner.get(path)
        elif loser.get(path) != before.get(path) and not contested:
            assert outcome.get(path) == loser.get(path)


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", DISTINCT)
def test_both_sides_see_the_same_conflicts(kind: str, data: st.DataObject) -> None:
    base, mine, theirs = (data.draw(DISTINCT[kind]) for _side in range(3))

    mirrored = {one.path: (one.base, one.theirs, one.mine) for one in conflicts(base=base, mine=theirs, theirs=mine)}

    found = conflicts(base=base, mine=mine, theirs=theirs)
    assert {one.path: (one.base, one.mine, one.theirs) for one in found} == mirrored
    assert len({one.name for one in found}) == len(found)


@settings(deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", DISTINCT)
def test_once_merged_nothing_is_left_to_decide(kind: str, data: st.DataObject) -> None:
    base, mine, theirs = (data.draw(DISTINCT[kind]) for _side in range(3))
    found = conflicts(base=base, mine=mine, theirs=theirs)
    outcome = merged(base=base, mine=mine, theirs=theirs, chosen={one.name: MINE for one in found})
    assume(outcome is not None)

    assert conflicts(base=theirs, mine=outcome, theirs=theirs) == []
    assert same(merged(base=theirs, mine=outcome, theirs=theirs, chosen={}), outcome)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_catalogue")
class TestRebase:
    """Of stored proposals."""

    def test_rebase_starts_from_what_is_published_now_and_becomes_a_draft(self) -> None:
        row = proposed(vendor(name="Mine"))
        published(vendor(country="SE"))
        moved = has_moved(proposal=row)

        rebase(proposal=row.pk, version=row.version, chosen={}, by=editor(), now=LATER)

        row.refresh_from_db()
        assert (moved, has_moved(proposal=row)) == (True, False)
        assert (row.state, row.version) == (ProposalState.DRAFT, 3)
        assert (row.base, row.document) == (
            kept(vendor(country="SE")), kept(vendor(name="Mine", country="SE")),
        )  # fmt: skip

    def test_rebase_notes_what_was_decided(self) -> None:
        row = proposed(vendor(name="Mine", country="SE"))
        published(vendor(name="Theirs", country="DK"))

        rebase(
            proposal=row.pk, version=2, chosen={"name": MINE, "country": THEIRS}, by=person("emil", "editor"), now=LATER
        )

        note = row.notes.latest("pk")
        assert (note.step, note.by.username) == ("rebased", "emil")
        assert note.text == "name: as proposed\ncountry: as published"

    def test_rebase_with_an_open_conflict_changes_nothing(self) -> None:
        row = proposed(vendor(name="Mine"))
        published(vendor(name="Theirs"))
        before = Proposal.objects.filter(pk=row.pk).values().get()

        with pytest.raises(EditingRefused):
            rebase(proposal=row.pk, version=row.version, chosen={}, by=editor(), now=LATER)

        assert Proposal.objects.filter(pk=row.pk).values().get() == before

    def test_rebase_that_leaves_nothing_to_propose_is_refused(self) -> None:
        row = proposed(vendor(name="Mine"))
        published(vendor(name="Theirs"))

        with pytest.raises(EditingRefused):
            rebase(proposal=row.pk, version=row.version, chosen={"name": THEIRS}, by=editor(), now=LATER)

    def test_rebase_where_nothing_was_published_meanwhile_is_refused(self) -> None:
        row = proposed(vendor(name="Mine"))

        with pytest.raises(EditingRefused):
            rebase(proposal=row.pk, version=row.version, chosen={}, by=editor(), now=LATER)

        assert Proposal.objects.get().state == ProposalState.IN_REVIEW

    def test_rebase_of_another_version_is_refused(self) -> None:
        row = proposed(vendor(name="Mine"))
        published(vendor(country="SE"))

        with pytest.raises(Overtaken):
            rebase(proposal=row.pk, version=1, chosen={}, by=editor(), now=LATER)

    def test_rebase_of_a_decided_proposal_is_refused(self) -> None:
        row = proposed(vendor(name="Mine"))
        step(proposal=row.pk, to="declined", by=reviewer(), now=LATER, text="No.")  # type: ignore[arg-type]
        published(vendor(country="SE"))

        with pytest.raises(WrongState):
            rebase(proposal=row.pk, version=3, chosen={}, by=editor(), now=LATER)

    def test_rebase_whose_outcome_is_no_document_is_refused(self) -> None:
        """Each side alone is valid: one limits the active parameters, the other the total."""
        published(model(parameters={"total": 10, "active": 5}))
        row = proposed(changed("model", "one", parameters={"total": 10, "active": 9}))
        published(changed("model", "one", parameters={"total": 7, "active": 5}))

        with pytest.raises(Refused):
            rebase(proposal=row.pk, version=row.version, chosen={}, by=editor(), now=LATER)

        assert has_moved(proposal=row)

    def test_rebase_of_a_deletion_onto_an_edit(self) -> None:
        row = proposed_to_delete("article", "an-article")
        published(article(title="Theirs"))

        rebase(proposal=row.pk, version=row.version, chosen={"": MINE}, by=editor(), now=LATER)

        row.refresh_from_db()
        assert (row.document, (row.base or {})["title"]) == (None, "Theirs")

    def test_rebase_of_an_edit_onto_a_deletion_makes_the_record_again(self) -> None:
        row = proposed(article(title="Mine"))
        published(("article", "an-article"))

        rebase(proposal=row.pk, version=row.version, chosen={"": MINE}, by=editor(), now=LATER)

        row.refresh_from_db()
        assert (row.base, row.document) == (None, kept(article(title="Mine")))
        submitted(row)

    def test_rebase_of_real_edits_of_an_article_and_a_model(self) -> None:
        published(model("two"))
        mine = proposed(article(claims=[claim(), claim("c02", models=["two"])]))
        published(article(conclusion=text("Wrong."), claims=[claim(verdict="false")]))

        rebase(proposal=mine.pk, version=mine.version, chosen={}, by=editor(), now=LATER)

        mine.refresh_from_db()
        assert mine.document == kept(
            article(conclusion=text("Wrong."), claims=[claim(verdict="false"), claim("c02", models=["two"])])
        )

    def test_rebase_of_two_dimensions_of_one_model(self) -> None:
        value = stored("model", "one") or {}
        levels = value["assessments"]
        mine = proposed({**value, "assessments": {**levels, "code": assessment("partial")}})
        published({**value, "assessments": {**levels, "data": assessment("closed")}})

        rebase(proposal=mine.pk, version=mine.version, chosen={}, by=editor(), now=LATER)

        mine.refresh_from_db()
        merged_levels = {name: one["level"] for name, one in (mine.document or {})["assessments"].items()}
        assert merged_levels == {"weights": "open", "code": "partial", "data": "closed", "commercial-use": "open"}
