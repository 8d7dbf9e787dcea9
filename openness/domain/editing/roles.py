"""Who may do what. The table is the rule; everything that edits asks here."""

from collections.abc import Collection
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from openness.domain.editing.refusals import NotAllowed
from openness.models import Proposal


class Role(StrEnum):
    """The groups that come with the database."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What somebody may be allowed to do."""

    PROPOSE = "propose"
    REVIEW = "review"
    SETTLE_REPORTS = "settle_reports"
    MANAGE_PEOPLE = "manage_people"


PERMISSIONS = {
    Action.PROPOSE: "openness.propose",
    Action.REVIEW: "openness.review",
    Action.SETTLE_REPORTS: "openness.settle_reports",
    Action.MANAGE_PEOPLE: "auth.change_user",
}

ROLES = {
    Role.EDITOR: frozenset({Action.PROPOSE, Action.SETTLE_REPORTS}),
    Role.REVIEWER: frozenset({Action.PROPOSE, Action.SETTLE_REPORTS, Action.REVIEW}),
    Role.ADMINISTRATOR: frozenset({Action.PROPOSE, Action.SETTLE_REPORTS, Action.REVIEW, Action.MANAGE_PEOPLE}),
}

_EDITED = ("vendor", "model", "licence", "licenceterm", "licencecoverage", "alias", "assessment", "source",
           "opennessdimension", "article", "articlerow", "articlecell", "claim")  # fmt: skip
_SEEN = ("proposal", "change", "readerreport", "sourcecheck")
_PEOPLE = ("user", "group")
_AUDIT = frozenset({"axes.view_accesslog", "axes.view_accessfailurelog", "admin.view_logentry"})


def permissions_of(role: Role) -> frozenset[str]:
    """The Django permissions of a group: the actions of its role, and the forms it needs for them."""
    forms = {f"openness.{verb}_{table}" for table in _EDITED for verb in ("view", "add", "change", "delete")}
    lists = {f"openness.view_{table}" for table in _SEEN}
    people = {f"auth.{verb}_{table}" for table in _PEOPLE for verb in ("view", "add", "change", "delete")}
    actions = {PERMISSIONS[action] for action in ROLES[role]}
    manages = Action.MANAGE_PEOPLE in ROLES[role]
    return frozenset(actions | forms | lists | (people | _AUDIT if manages else set()))


def may(*, user: User, action: Action) -> bool:
    """Whether `user` may do `action` at all."""
    return user.is_active and user.has_perm(PERMISSIONS[action])


def require(*, user: User, action: Action) -> None:
    """Raise NotAllowed unless `user` may do `action`."""
    if not may(user=user, action=action):
        raise NotAllowed(_("You may not do that: it needs the permission “%(name)s”.") % {"name": PERMISSIONS[action]})


def may_decide(*, user: User, proposal: Proposal) -> bool:
    """Whether `user` may publish or decline `proposal`: a reviewer who wrote none of it, or a team of one.

    One query for a reviewer.
    """
    return may(user=user, action=Action.REVIEW) and not _own(user, [proposal])


def require_decision(*, user: User, proposals: Collection[Proposal]) -> None:
    """Raise NotAllowed unless `user` may decide all `proposals`; one query."""
    require(user=user, action=Action.REVIEW)
    if own := [str(proposal) for proposal in _own(user, proposals)]:
        raise NotAllowed(_("A second person must decide what you wrote: %(records)s.") % {"records": ", ".join(own)})


def _own(user: User, proposals: Collection[Proposal]) -> list[Proposal]:
    """Those of `proposals` that hold something `user` wrote, and for which a second person is needed."""
    if settings.ONE_PERSON_TEAM:
        return []
    written = set(
        Proposal.objects.written_by(user).filter(pk__in=[row.pk for row in proposals]).values_list("pk", flat=True)
    )
    return [row for row in proposals if row.pk in written]
