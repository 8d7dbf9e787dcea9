"""People who edit the catalogue, and what they propose."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group, User

from openness.choices import ProposalStep
from openness.domain.documents import plain
from openness.domain.editing.proposals import propose, step
from openness.domain.editing.publishing import publish
from openness.domain.exchange import stored_plainly
from openness.domain.rules import Key
from openness.models import Change, Proposal
from tests.documents import NOW, document

LATER = NOW + dt.timedelta(days=1)
WHY = "The vendor said so."

Plain = dict[str, Any]


def person(name: str, *groups: str, **fields: Any) -> User:
    """The user `name`, made where there is none yet, in `groups`."""
    user, _created = User.objects.get_or_create(username=name, defaults=fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def editor() -> User:
    return person("erna", "editor")


def reviewer() -> User:
    return person("rita", "reviewer")


def kept(value: Plain) -> Plain:
    """The document `value` as proposals and changes keep it."""
    return plain(document=document(value))


def stored(kind: str, slug: str) -> Plain | None:
    """What is published of a record, as proposals and changes keep it."""
    return stored_plainly(keys=[(kind, slug)]).get((kind, slug))


def changed(kind: str, slug: str, **fields: Any) -> Plain:
    """The stored record with some of its fields replaced; None takes one away."""
    value = {**(stored(kind, slug) or {}), **fields}
    return {name: field for name, field in value.items() if field is not None}


def proposed(value: Plain, *, by: User | None = None, submit: bool = True, now: dt.datetime = LATER) -> Proposal:
    """The proposal that a record becomes `value`, waiting for review."""
    key = (value["kind"], str(value["slug"]))
    return propose(key=key, document=value, by=by or editor(), now=now, reason=WHY, submit=submit)


def proposed_to_delete(kind: str, slug: str, *, by: User | None = None, now: dt.datetime = LATER) -> Proposal:
    """The proposal that a record goes, waiting for review."""
    return propose(key=(kind, slug), document=None, by=by or editor(), now=now, reason=WHY, submit=True)


def published(*values: Plain | Key, now: dt.datetime = LATER) -> list[Change]:
    """Publish documents, or the deletion of keys, together, as an editor proposed and a reviewer decided."""
    rows = [
        proposed_to_delete(*value, now=now) if isinstance(value, tuple) else proposed(value, now=now)
        for value in values
    ]
    return publish(proposals=[row.pk for row in rows], by=reviewer(), now=now)


def submitted(proposal: Proposal, *, by: User | None = None) -> Proposal:
    """`proposal` sent for review again."""
    return step(proposal=proposal.pk, to=ProposalStep.SUBMITTED, by=by or editor(), now=LATER)
