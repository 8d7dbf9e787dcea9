"""Who may do what: every role, every action, own proposals and others'."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from pytest_django import DjangoAssertNumQueries, Settings

from openness.choices import ProposalState, ProposalStep
from openness.domain.editing.proposals import comment, edit, propose, step
from openness.domain.editing.publishing import publish
from openness.domain.editing.rebasing import rebase
from openness.domain.editing.refusals import NotAllowed
from openness.domain.editing.restoring import restore
from openness.domain.editing.roles import Action, Role, may, may_decide, permissions_of, require_decision
from openness.models import Change, Proposal
from tests.documents import vendor
from tests.people import LATER, editor, kept, person, proposed, published, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

PEOPLE: dict[str, Callable[[], User]] = {
    "nobody": lambda: person("nora"),
    "inactive": lambda: person("ina", "administrator", is_active=False),
    "editor": lambda: person("emil", "editor"),
    "reviewer": lambda: person("ralf", "reviewer"),
    "administrator": lambda: person("anna", "administrator"),
    "superuser": lambda: person("sara", is_superuser=True),
}

TABLE = """
of others      propose restore edit rebase submit comment withdraw ask decline publish
nobody         -       -       -    -      -      -       -        -   -       -
inactive       -       -       -    -      -      -       -        -   -       -
editor         yes     yes     yes  yes    yes    yes     -        -   -       -
reviewer       yes     yes     yes  yes    yes    yes     -        yes yes     yes
administrator  yes     yes     yes  yes    yes    yes     -        yes yes     yes
superuser      yes     yes     yes  yes    yes    yes     -        yes yes     yes

own            propose restore edit rebase submit comment withdraw ask decline publish
nobody         -       -       -    -      -      -       -        -   -       -
inactive       -       -       -    -      -      -       -        -   -       -
editor         yes     yes     yes  yes    yes    yes     yes      -   -       -
reviewer       yes     yes     yes  yes    yes    yes     yes      -   -       -
administrator  yes     yes     yes  yes    yes    yes     yes      -   -       -
superuser      yes     yes     yes  yes    yes    yes     yes      -   -       -

alone          propose restore edit rebase submit comment withdraw ask decline publish
nobody         -       -       -    -      -      -       -        -   -       -
inactive       -       -       -    -      -      -       -        -   -       -
editor         yes     yes     yes  yes    yes    yes     yes      -   -       -
reviewer       yes     yes     yes  yes    yes    yes     yes      yes yes     yes
administrator  yes     yes     yes  yes    yes    yes     yes      yes yes     yes
superuser      yes     yes     yes  yes    yes    yes     yes      yes yes     yes
"""


def cells() -> list[tuple[str, str, str, bool]]:
    """(whose proposal, who, action, whether they may) for every cell of the table."""
    found = []
    for block in TABLE.strip().split("\n\n"):
        head, *lines = block.splitlines()
        actions = head[15:].split()
        for line in lines:
            who, *answers = line.split()
            found += [
                (head[:15].strip(), who, action, answer == "yes")
                for action, answer in zip(actions, answers, strict=True)
            ]
    return found


def act(action: str, proposal: Proposal, user: User) -> None:
    """Let `user` do `action`, on `proposal` if it is about one."""
    match action:
        case "propose":
            propose(key=("vendor", "new"), document=vendor("new"), by=user, now=LATER)
        case "restore":
            restore(change=Change.objects.filter(kind="vendor").latest("pk"), by=user, now=LATER)
        case "edit":
            document = vendor(name="Edited")
            edit(proposal=proposal.pk, version=proposal.version, document=document, by=user, now=LATER)
        case "rebase":
            published(kept(vendor(country="SE")))
            rebase(proposal=proposal.pk, version=proposal.version, chosen={}, by=user, now=LATER)
        case "submit":
            Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.DRAFT)
            step(proposal=proposal.pk, to=ProposalStep.SUBMITTED, by=user, now=LATER)
        case "comment":
            comment(proposal=proposal.pk, by=user, now=LATER, text="Well.")
        case "withdraw":
            step(proposal=proposal.pk, to=ProposalStep.WITHDRAWN, by=user, now=LATER)
        case "ask":
            step(proposal=proposal.pk, to=ProposalStep.CHANGES_ASKED, by=user, now=LATER, text="Why?")
        case "decline":
            step(proposal=proposal.pk, to=ProposalStep.DECLINED, by=user, now=LATER, text="No.")
        case "publish":
            publish(proposals=[proposal.pk], by=user, now=LATER)


def state() -> object:
    rows = Proposal.objects.order_by("pk").values_list("pk", "state", "version", "document__name")
    return list(rows), Change.objects.count(), sum(row.notes.count() for row in Proposal.objects.all())


@pytest.mark.parametrize(("whose", "who", "action", "allowed"), cells())
def test_action_by_role(whose: str, who: str, action: str, allowed: bool, settings: Settings) -> None:
    settings.ONE_PERSON_TEAM = whose == "alone"
    user = PEOPLE[who]()
    proposal = proposed(vendor(name="Acme Two"))
    if whose != "of others":
        Proposal.objects.filter(pk=proposal.pk).update(author=user)
    before = state()

    try:
        act(action, proposal, user)
        was_allowed = True
    except NotAllowed:
        was_allowed = False

    assert was_allowed == allowed
    if not allowed and action not in {"rebase", "submit"}:
        assert state() == before


@pytest.mark.parametrize("role", Role)
def test_group_of_each_role_comes_with_the_database(role: Role) -> None:
    group = Group.objects.get(name=role.value)

    granted = {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}

    assert granted == permissions_of(role)


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.EDITOR, {Action.PROPOSE, Action.SETTLE_REPORTS}),
        (Role.REVIEWER, {Action.PROPOSE, Action.SETTLE_REPORTS, Action.REVIEW}),
        (Role.ADMINISTRATOR, set(Action)),
    ],
)
def test_role_may_do_its_actions_and_no_other(role: Role, actions: set[Action]) -> None:
    user = person("anybody", role.value)

    assert {action for action in Action if may(user=user, action=action)} == actions


def test_visitor_who_did_not_sign_in_may_do_nothing() -> None:
    visitor = AnonymousUser()

    assert {action for action in Action if may(user=visitor, action=action)} == set()  # type: ignore[arg-type]


def test_editor_may_not_manage_people() -> None:
    granted = permissions_of(Role.EDITOR) | permissions_of(Role.REVIEWER)

    assert {name for name in granted if name.startswith("auth.")} == set()


def test_reviewer_who_edited_a_proposal_may_not_decide_it() -> None:
    proposal, rita = proposed(vendor(name="Acme Two")), reviewer()
    edit(proposal=proposal.pk, version=proposal.version, document=vendor(name="Acme Three"), by=rita, now=LATER)
    step(proposal=proposal.pk, to=ProposalStep.SUBMITTED, by=rita, now=LATER)

    with pytest.raises(NotAllowed):
        publish(proposals=[proposal.pk], by=rita, now=LATER)

    assert not may_decide(user=rita, proposal=proposal)
    assert may_decide(user=person("ralf", "reviewer"), proposal=proposal)


def test_reviewer_who_sided_with_somebody_in_a_conflict_may_not_decide_it() -> None:
    proposal, rita = proposed(vendor(name="Acme Two")), reviewer()
    published(vendor(name="Acme Three"))

    rebase(proposal=proposal.pk, version=proposal.version, chosen={"name": "mine"}, by=rita, now=LATER)

    assert not may_decide(user=rita, proposal=proposal)


def test_reviewer_who_carried_a_proposal_over_without_a_conflict_may_decide_it() -> None:
    proposal, rita = proposed(vendor(name="Acme Two")), reviewer()
    published(vendor(country="SE"))

    rebase(proposal=proposal.pk, version=proposal.version, chosen={}, by=rita, now=LATER)

    assert may_decide(user=rita, proposal=proposal)


def test_reviewer_who_commented_may_decide() -> None:
    proposal, rita = proposed(vendor(name="Acme Two")), reviewer()

    comment(proposal=proposal.pk, by=rita, now=LATER, text="Fine.")

    assert may_decide(user=rita, proposal=proposal)


@pytest.mark.parametrize("number", [1, 3])
def test_decision_on_several_proposals_is_asked_in_one_query(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [proposed(vendor(f"v{n}")) for n in range(number)]
    rita = User.objects.get(pk=reviewer().pk)
    may(user=rita, action=Action.REVIEW)

    with django_assert_num_queries(1):
        require_decision(user=rita, proposals=rows)


def test_waiting_for_a_reviewer_is_what_others_wrote_and_own_work_that_was_sent_back() -> None:
    rita = reviewer()
    by_others, edited = proposed(vendor("a")), proposed(vendor("b"))
    edit(proposal=edited.pk, version=edited.version, document=vendor("b", country="SE"), by=rita, now=LATER)
    step(proposal=edited.pk, to=ProposalStep.SUBMITTED, by=editor(), now=LATER)
    proposed(vendor("c"), by=rita)
    sent_back = proposed(vendor("d"), by=rita)
    step(proposal=sent_back.pk, to=ProposalStep.CHANGES_ASKED, by=person("ralf", "reviewer"), now=LATER, text="Why?")

    waiting = Proposal.objects.waiting_for(rita, may_review=True, alone=False)
    alone = Proposal.objects.waiting_for(rita, may_review=True, alone=True)

    assert sorted(row.slug for row in waiting) == ["a", "d"]
    assert sorted(row.slug for row in alone) == ["a", "b", "c", "d"]
    assert by_others in waiting


def test_waiting_for_an_editor_is_own_work_that_was_sent_back() -> None:
    proposed(vendor("a"))
    sent_back = proposed(vendor("b"))
    step(proposal=sent_back.pk, to=ProposalStep.CHANGES_ASKED, by=reviewer(), now=LATER, text="Why?")

    assert list(Proposal.objects.waiting_for(editor(), may_review=False, alone=False)) == [sent_back]
