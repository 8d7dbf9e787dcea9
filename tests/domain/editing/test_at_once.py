"""Two people at the same moment, with real transactions: one is told, nothing is lost, nobody waits for ever."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openness.choices import ProposalState, ProposalStep
from openness.domain import exchange, revision
from openness.domain.editing.effects import effects
from openness.domain.editing.proposals import comment, edit, step
from openness.domain.editing.publishing import publish
from openness.domain.editing.rebasing import rebase
from openness.domain.editing.refusals import Moved, Overtaken, WrongState
from openness.domain.exchange import Imported
from openness.models import Change, Proposal
from tests.documents import article, catalogue, licence, put, vendor
from tests.documents import stored as imported
from tests.people import LATER, changed, editor, kept, person, proposed, published, reviewer, stored
from tests.together import together

ROUNDS = 5


@pytest.fixture(autouse=True)
def _small_catalogue(real_database: None, tmp_path: Path) -> None:
    imported(tmp_path / "first", *catalogue())


def kinds(outcomes: list[Any]) -> Counter[str]:
    """How often each kind of outcome came about."""
    return Counter(type(outcome).__name__ for outcome in outcomes)


def saver(proposal: Proposal, name: str) -> Callable[[], Proposal]:
    """Somebody who saves what everybody saw, with another name."""
    by = person(name, "editor")
    return lambda: edit(proposal=proposal.pk, version=proposal.version, document=vendor(name=name), by=by, now=LATER)


def publisher(proposal: Proposal) -> Callable[[], list[Change]]:
    rita = reviewer()
    return lambda: publish(proposals=[proposal.pk], by=rita, now=LATER)


def check_history() -> None:
    """Every change starts from where the one before it ended, and the last ends in what is stored."""
    last: dict[tuple[str, str], Any] = {}
    for change in Change.objects.order_by("revision", "pk"):
        key = change.kind, change.slug
        assert change.before == last.get(key)
        last[key] = change.after
    assert {key: value for key, value in last.items() if value is not None} == exchange.stored_plainly(keys=last)
    assert revision.current().number == max(Change.objects.values_list("revision", flat=True))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_who_save_the_same_proposal_are_one_save_and_one_refusal(_round: int) -> None:
    proposal = proposed(vendor(name="Acme Two"))

    outcomes = together(saver(proposal, "Anna"), saver(proposal, "Bert"))

    assert kinds(outcomes) == {"Proposal": 1, "Overtaken": 1}
    [winner] = [outcome for outcome in outcomes if isinstance(outcome, Proposal)]
    saved = Proposal.objects.get()
    assert (saved.version, saved.document) == (3, winner.document)
    assert [note.step for note in saved.notes.all()] == ["created", "submitted", "edited"]


def test_eight_who_save_the_same_proposal_are_one_save_and_seven_refusals() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    outcomes = together(*(saver(proposal, f"Person {number}") for number in range(8)))

    assert kinds(outcomes) == {"Proposal": 1, "Overtaken": 7}
    assert Proposal.objects.get().version == 3


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_proposals_for_one_record_published_at_once_are_one_change_and_one_moved(_round: int) -> None:
    rows = [proposed(vendor(name="Anna's")), proposed(vendor(country="SE"))]

    outcomes = together(*map(publisher, rows))

    assert kinds(outcomes) == {"list": 1, "Moved": 1}
    assert Change.objects.filter(revision=2).count() == 1
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["in-review", "published"]
    assert stored("vendor", "acme") == Proposal.objects.get(state=ProposalState.PUBLISHED).document
    check_history()


def test_one_proposal_published_by_two_at_once_is_one_change() -> None:
    proposal = proposed(vendor(name="Acme Two"))

    outcomes = together(publisher(proposal), publisher(proposal))

    assert kinds(outcomes) == {"list": 1, "WrongState": 1}
    check_history()


def test_proposals_for_different_records_published_at_once_are_all_published_one_after_the_other() -> None:
    rows = [proposed(vendor(f"v{number}")) for number in range(6)]

    outcomes = together(*map(publisher, rows))

    assert kinds(outcomes) == {"list": 6}
    assert sorted(change.revision for [change] in outcomes) == [2, 3, 4, 5, 6, 7]
    check_history()


def test_bundles_that_overlap_published_at_once_in_opposite_order_do_not_lock_each_other_out() -> None:
    first, second = proposed(vendor("v1")), proposed(vendor("v2"))
    rita, ralf = reviewer(), person("ralf", "reviewer")

    outcomes = together(
        lambda: publish(proposals=[first.pk, second.pk], by=rita, now=LATER),
        lambda: publish(proposals=[second.pk, first.pk], by=ralf, now=LATER),
    )

    assert kinds(outcomes) == {"list": 1, "WrongState": 1}
    check_history()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_edit_while_it_is_published_either_comes_too_late_or_stops_it(_round: int) -> None:
    proposal = proposed(vendor(name="Acme Two"))

    outcomes = together(saver(proposal, "Sly"), publisher(proposal))

    row = Proposal.objects.get()
    if row.state == ProposalState.PUBLISHED:
        assert [type(outcome) for outcome in outcomes] == [Overtaken, list]
        assert stored("vendor", "acme") == row.document == kept(vendor(name="Acme Two"))
    else:
        assert [type(outcome) for outcome in outcomes] == [Proposal, WrongState]
        assert (row.state, stored("vendor", "acme")) == (ProposalState.DRAFT, kept(vendor()))
    check_history()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_decision_of_two_is_that_of_one(_round: int) -> None:
    proposal, ralf = proposed(vendor(name="Acme Two")), person("ralf", "reviewer")

    outcomes = together(
        publisher(proposal),
        lambda: step(proposal=proposal.pk, to=ProposalStep.DECLINED, by=ralf, now=LATER, text="No."),
    )

    assert kinds(outcomes) in ({"list": 1, "WrongState": 1}, {"Proposal": 1, "WrongState": 1})
    was_published = Proposal.objects.get().state == ProposalState.PUBLISHED
    assert stored("vendor", "acme") == kept(vendor(name="Acme Two") if was_published else vendor())


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_import_and_publication_of_one_record_at_once_keep_both_in_the_history(_round: int, tmp_path: Path) -> None:
    """Whoever comes second sees the first: a publication has moved, an import keeps what was edited."""
    proposal = proposed(vendor(name="Edited"))
    files = put(tmp_path / "files", vendor(name="Imported"), vendor("more"))

    outcomes = together(publisher(proposal), lambda: exchange.import_documents(path=files, now=LATER))

    check_history()
    name = (stored("vendor", "acme") or {})["name"]
    assert stored("vendor", "more") == kept(vendor("more"))
    if name == "Edited":
        assert isinstance(outcomes[0], list)
        assert outcomes[1] == Imported(written=["vendors/more.yaml"], kept=["vendors/acme.yaml"])
    else:
        assert name == "Imported"
        assert isinstance(outcomes[0], Moved)
        assert outcomes[1] == Imported(written=["vendors/acme.yaml", "vendors/more.yaml"])


def test_two_imports_at_once_write_each_file_once(tmp_path: Path) -> None:
    files = put(tmp_path / "files", vendor(name="Imported"), licence(name="Imported"))

    outcomes = together(*[lambda: exchange.import_documents(path=files, now=LATER)] * 2)

    assert sorted((len(one.written), one.unchanged) for one in outcomes) == [(0, 2), (2, 0)]
    assert Change.objects.filter(revision=2).count() == 2
    check_history()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_rebase_while_something_else_is_published_again_is_never_published_unseen(_round: int) -> None:
    mine = proposed(vendor(name="Mine"))
    published(vendor(country="SE"))
    other, erna = proposed(changed("vendor", "acme", country="DK")), editor()

    outcomes = together(
        lambda: rebase(proposal=mine.pk, version=mine.version, chosen={}, by=erna, now=LATER), publisher(other)
    )

    assert kinds(outcomes) == {"Proposal": 1, "list": 1}
    mine.refresh_from_db()
    assert (mine.base or {})["country"] in {"SE", "DK"}
    assert (mine.document or {})["country"] == (mine.base or {})["country"]
    check_history()


def test_comments_of_many_are_all_there() -> None:
    proposal = proposed(vendor(name="Acme Two"))
    people = [person(f"p{number}", "editor") for number in range(6)]

    def commenter(number: int) -> Callable[[], None]:
        return lambda: comment(proposal=proposal.pk, by=people[number], now=LATER, text=f"Nr {number}")

    outcomes = together(*map(commenter, range(6)))

    assert outcomes == [None] * 6
    assert proposal.notes.filter(step=ProposalStep.COMMENTED).count() == 6


def test_trial_of_effects_and_publications_at_once_leave_what_was_published() -> None:
    rows = [proposed(vendor(f"v{number}")) for number in range(3)]
    tried = proposed(article(title="Tried"))

    outcomes = together(*map(publisher, rows), *[lambda: effects(proposals=[tried])] * 3)

    assert kinds(outcomes) == {"list": 3, "Effects": 3}
    assert all(not outcome.faults for outcome in outcomes[3:])
    assert stored("article", "an-article") == kept(article())
    assert revision.current().number == 4
    check_history()
