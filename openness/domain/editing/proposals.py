"""The life of a proposal, but for its publication."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from openness.choices import ProposalState, ProposalStep
from openness.domain.documents import Document, plain, validate
from openness.domain.editing.refusals import EditingRefused, NotAllowed, Overtaken, WrongState
from openness.domain.editing.roles import Action, may, require, require_decision
from openness.domain.exchange import stored_plainly
from openness.domain.faults import Fault, Refused
from openness.domain.history.recording import at_revision
from openness.domain.rules import Key
from openness.models import Proposal, ProposalNote, ReaderReport

Plain = dict[str, Any]

LONGEST_REASON = 2000
LONGEST_NOTE = 4000

_EDITABLE = {ProposalState.DRAFT, ProposalState.IN_REVIEW, ProposalState.CHANGES_ASKED}
_STEPS = {
    ProposalStep.SUBMITTED: ({ProposalState.DRAFT, ProposalState.CHANGES_ASKED}, ProposalState.IN_REVIEW),
    ProposalStep.CHANGES_ASKED: ({ProposalState.IN_REVIEW}, ProposalState.CHANGES_ASKED),
    ProposalStep.DECLINED: (_EDITABLE, ProposalState.DECLINED),
    ProposalStep.WITHDRAWN: (_EDITABLE, ProposalState.WITHDRAWN),
}


def propose(
    *,
    key: Key,
    document: Plain | None,
    by: User,
    now: dt.datetime,
    reason: str = "",
    submit: bool = False,
    since: int | None = None,
    report: ReaderReport | None = None,
) -> Proposal:
    """Propose that the record `key` becomes `document` (None: that it goes), as a draft or `submit` at once.

    `since` is the revision of the catalogue that the author saw, None for today's; what was published after it
    has to be merged before this can be published.
    Raises Refused where `document` is none, EditingRefused where it changes nothing, NotAllowed.
    """
    require(user=by, action=Action.PROPOSE)
    with transaction.atomic():
        stored = stored_plainly(keys=[key]).get(key)
        base = stored if since is None else at_revision(key=key, number=since, now=stored)
        value = _canonical(key, document)
        if value == base:
            raise EditingRefused(_("That would change nothing."))
        own = Proposal.objects.open().filter(author=by, kind=key[0], slug=key[1])
        if any((row.document, row.base) == (value, base) for row in own):
            raise EditingRefused(_("You have proposed just that already: %(record)s.") % {"record": "/".join(key)})
        proposal = Proposal.objects.create(
            kind=key[0],
            slug=key[1],
            document=value,
            base=base,
            reason=_bounded(reason, LONGEST_REASON),
            author=by,
            created_at=now,
            changed_at=now,
            report=report,
        )
        _note(proposal, ProposalStep.CREATED, by, now)
        if submit:
            step(proposal=proposal.pk, to=ProposalStep.SUBMITTED, by=by, now=now)
            proposal.refresh_from_db()
    return proposal


def propose_from_report(*, report: ReaderReport, by: User, now: dt.datetime) -> Proposal:
    """A draft for the record that a reader reports, to be edited: it changes nothing yet.

    Raises NotAllowed, and EditingRefused where the record is gone.
    """
    require(user=by, action=Action.PROPOSE)
    key = (report.kind, report.slug)
    with transaction.atomic():
        base = stored_plainly(keys=[key]).get(key)
        if base is None:
            raise EditingRefused(_("The record is not there any more."))
        proposal = Proposal.objects.create(
            kind=report.kind,
            slug=report.slug,
            document=base,
            base=base,
            author=by,
            created_at=now,
            changed_at=now,
            report=report,
        )
        _note(proposal, ProposalStep.CREATED, by, now, report.message)
    return proposal


def edit(
    *, proposal: int, version: int, document: Plain | None, by: User, now: dt.datetime, reason: str | None = None
) -> Proposal:
    """Save `document` as what the proposal proposes; `version` is what the editor saw.

    A proposal in review goes back to a draft of its author, so that nobody publishes what nobody reviewed.
    Raises Overtaken, WrongState, Refused, NotAllowed.
    """
    require(user=by, action=Action.PROPOSE)
    with transaction.atomic():
        row = locked(proposal=proposal, version=version)
        if row.state not in _EDITABLE:
            raise WrongState(_("This proposal is decided; make a new one."))
        value = _canonical((row.kind, row.slug), document)
        if value == row.base:
            raise EditingRefused(_("That would change nothing; withdraw the proposal instead."))
        row.document = value
        row.reason = row.reason if reason is None else _bounded(reason, LONGEST_REASON)
        row.state = ProposalState.DRAFT if row.state == ProposalState.IN_REVIEW else row.state
        save(row, by=by, now=now, step=ProposalStep.EDITED)
    return row


def step(
    *, proposal: int, to: ProposalStep, by: User, now: dt.datetime, text: str = "", version: int | None = None
) -> Proposal:
    """Take the proposal one step on: send for review, ask for changes, decline, withdraw.

    `version` is what `by` saw, where that matters. Raises WrongState, NotAllowed, Overtaken, and EditingRefused
    where a reason is missing; what is said on sending a proposal without a reason becomes its reason.
    """
    if to not in _STEPS:
        raise WrongState(_("There is no such step."))
    with transaction.atomic():
        row = locked(proposal=proposal, version=version)
        _require_step(row, to, by)
        sources, target = _STEPS[to]
        if row.state not in sources:
            raise WrongState(_("A proposal that is “%(state)s” cannot do that.") % {"state": row.get_state_display()})
        if to == ProposalStep.SUBMITTED and row.document == row.base:
            raise EditingRefused(_("It changes nothing yet."))
        if to == ProposalStep.SUBMITTED and not row.reason:
            row.reason, text = _bounded(text, LONGEST_REASON), ""
        if to == ProposalStep.SUBMITTED and not row.reason:
            raise EditingRefused(_("Say in a sentence why; readers see it in the history."))
        if to in {ProposalStep.CHANGES_ASKED, ProposalStep.DECLINED} and not text.strip():
            raise EditingRefused(_("Say why, so that the author can go on."))
        row.state = target
        save(row, by=by, now=now, step=to, text=text)
    return row


def comment(*, proposal: int, by: User, now: dt.datetime, text: str) -> None:
    """Add a comment; raises NotAllowed, and EditingRefused where it is empty."""
    if not (may(user=by, action=Action.PROPOSE) or may(user=by, action=Action.REVIEW)):
        raise NotAllowed(_("You may not comment."))
    if not text.strip():
        raise EditingRefused(_("The comment is empty."))
    _note(Proposal.objects.get(pk=proposal), ProposalStep.COMMENTED, by, now, text)


def _require_step(row: Proposal, to: ProposalStep, by: User) -> None:
    if to in {ProposalStep.CHANGES_ASKED, ProposalStep.DECLINED}:
        require_decision(user=by, proposals=[row])
    elif to == ProposalStep.WITHDRAWN and row.author_id != by.pk:
        raise NotAllowed(_("Only its author withdraws a proposal; a reviewer declines it."))
    else:
        require(user=by, action=Action.PROPOSE)


def locked(*, proposal: int, version: int | None = None) -> Proposal:
    """The proposal, locked to the end of the transaction; raises Overtaken where it is not at `version` any more."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("author").get(pk=proposal)
    require_version(row, version)
    return row


def require_version(row: Proposal, version: int | None) -> None:
    """Raise Overtaken where `row` is not at `version` any more, if that is given."""
    if version is not None and row.version != version:
        raise Overtaken(_("Somebody saved this proposal meanwhile. Nothing of yours was saved; look at theirs first."))


def save(row: Proposal, *, by: User, now: dt.datetime, step: ProposalStep, text: str = "") -> None:
    """Count a save of `row`, which is locked, and note the step."""
    row.version += 1
    row.changed_at = now
    row.save()
    _note(row, step, by, now, text)


def _note(row: Proposal, step: ProposalStep, by: User, now: dt.datetime, text: str = "") -> None:
    ProposalNote.objects.create(proposal=row, step=step, by=by, at=now, text=_bounded(text, LONGEST_NOTE))


def _bounded(text: str, longest: int) -> str:
    text = text.strip()
    if len(text) > longest:
        raise EditingRefused(_("That is longer than %(limit)s characters.") % {"limit": longest})
    return text


def _canonical(key: Key, value: Plain | None) -> Plain | None:
    if value is None:
        return None
    return plain(document=valid(key=key, value=value))


def valid(*, key: Key, value: Plain) -> Document:
    """The document that `value` holds; raises Refused where it holds none, or that of another record."""
    document = validate(value=value)
    name = "/".join(key)
    if isinstance(document, list):
        raise Refused([Fault(name, 0, ".".join(map(str, path)), message) for path, message in document])
    if (value["kind"], value["slug"]) != key:
        raise Refused([Fault(name, 0, "slug", _("the document is of another record"))])
    return document
