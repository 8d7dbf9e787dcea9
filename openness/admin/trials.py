"""How the admin's forms edit proposals instead of what readers see.

A form is shown and saved on trial: in a savepoint that is taken back, with the editor's own draft (or what was
published when the form was opened) written to the tables first. What stands in the tables at the end of the trial
is the document that is proposed.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from openness.admin.refusals import Refusals, remember
from openness.choices import ProposalState, ProposalStep
from openness.domain import revision
from openness.domain.editing.proposals import edit, locked, propose, step, valid
from openness.domain.editing.refusals import EditingRefused, Overtaken
from openness.domain.exchange import check_records, check_references, stored_plainly
from openness.domain.exchange.storing import Store
from openness.domain.faults import Refused
from openness.domain.history.recording import at_revision
from openness.domain.rules import Key
from openness.models import Proposal

FIELD = "_started"
_REQUEST_KEY = "openness.trial"

Plain = dict[str, Any]


@dataclass
class TakenUp:
    """What a form works on: the catalogue of `revision`, and the proposals it goes on with, by record."""

    revision: int
    proposals: dict[Key, Proposal] = field(default_factory=dict)

    def as_text(self) -> str:
        """For a hidden field of the form."""
        versions = {str(row.pk): row.version for row in self.proposals.values()}
        return json.dumps({"revision": self.revision, "versions": versions})

    @property
    def reason(self) -> str:
        """Why the proposals were made, as far as it was said."""
        return " ".join(dict.fromkeys(row.reason for row in self.proposals.values() if row.reason))


@dataclass
class _State:
    """The trial of a request."""

    keys: frozenset[Key] = frozenset()
    taken: TakenUp = field(default_factory=lambda: TakenUp(revision.current().number))
    stays: bool = False


@dataclass
class Saved(Exception):
    """Ends a trial: the documents that stand in the tables now, None for records that are gone."""

    documents: Mapping[Key, Plain | None]
    reason: str = ""
    submit: bool = False


def trial(
    request: HttpRequest, view: Callable[[], HttpResponse], *, keys: Iterable[Key], proposal: Proposal | None = None
) -> HttpResponse | Saved:
    """What `view` answers, or what it saved of the records `keys`; the caller is in a transaction.

    `view` sees the tables as the form of this request is made from them: with the user's drafts of these records,
    and with `proposal` if given. All that it writes is taken back, unless it is part of no record.
    """
    state = _State(keys=frozenset(keys))
    request.META[_REQUEST_KEY] = state
    _take_up(request, state, proposal)
    point = transaction.savepoint_create()
    outcome: HttpResponse | Saved
    try:
        _write_taken_up(request, state)
        outcome = view()
    except Saved as saved:
        outcome = saved
    if state.stays:
        transaction.savepoint_commit(point)
    else:
        transaction.savepoint_rollback(point)
    return outcome


def end(request: HttpRequest, keys: Iterable[Key], *, reason: str = "", submit: bool = False) -> None:
    """End the trial with the documents of the records `keys` as they stand in the tables; raises Saved.

    Returns only where there are no such records: what was written then stays. Raises Refused where a document is
    not valid or, to be submitted, breaks a rule; what other records would break is told at its proposal.
    """
    keys = set(keys)
    if not keys:
        request.META[_REQUEST_KEY].stays = True
        return
    found = stored_plainly(keys=keys)
    for key, value in found.items():
        valid(key=key, value=value)
    names = {"/".join(key) for key in keys}
    if submit and (faults := [fault for fault in check_records(records=keys) if fault.file in names]):
        raise Refused(faults)
    raise Saved({key: found.get(key) for key in sorted(keys)}, reason, submit)


def taken_up(request: HttpRequest) -> TakenUp:
    """What the trial of this request works on."""
    return _state(request).taken


def keys(request: HttpRequest) -> set[Key]:
    """The records that the form of this request was opened for."""
    return set(_state(request).keys)


def _state(request: HttpRequest) -> _State:
    found: _State = request.META.get(_REQUEST_KEY) or _State()
    return found


def _take_up(request: HttpRequest, state: _State, proposal: Proposal | None) -> None:
    """Find what the form of this request works on; locked to the end of the transaction, not only of the trial.

    Where that is no longer what the form was made from, the form is shown again: sent once more, it goes on from
    the drafts that there are now.
    """
    try:
        state.taken = _found(request, state.keys, proposal)
    except EditingRefused as refused:
        state.taken = TakenUp(revision.current().number, _own_drafts(request, state.keys))
        remember(request, Refusals(here=(((), str(refused)),), broke_rules=False))


def _write_taken_up(request: HttpRequest, state: _State) -> None:
    """Write to the tables what was taken up, or remember why that cannot be."""
    try:
        with transaction.atomic():
            _write(state.keys | state.taken.proposals.keys(), state.taken, is_saving=_started(request) is not None)
    except Refused as refused:
        state.taken = TakenUp(revision.current().number)
        remember(request, Refusals(elsewhere=tuple(refused.faults)))


def _found(request: HttpRequest, keys: Collection[Key], proposal: Proposal | None) -> TakenUp:
    started = _started(request)
    if started is None:
        rows = _own_drafts(request, keys) | ({(proposal.kind, proposal.slug): proposal} if proposal else {})
        return TakenUp(revision.current().number, rows)
    try:
        found = [locked(proposal=pk, version=version) for pk, version in started[1].items()]
    except Proposal.DoesNotExist as error:
        raise EditingRefused(_("There is no such proposal.")) from error
    if unseen := _own_drafts(request, keys).keys() - {(row.kind, row.slug) for row in found}:
        names = ", ".join("/".join(key) for key in sorted(unseen))
        raise Overtaken(_("You have a draft of %(records)s that this form does not know.") % {"records": names})
    return TakenUp(started[0], {(row.kind, row.slug): row for row in found})


def _own_drafts(request: HttpRequest, keys: Iterable[Key]) -> dict[Key, Proposal]:
    mine = Proposal.objects.filter(author=request.user.pk, state__in=[ProposalState.DRAFT, ProposalState.CHANGES_ASKED])
    mine = mine.filter(slug__in=[slug for _kind, slug in keys], document__isnull=False)
    return {(row.kind, row.slug): row for row in mine.order_by("pk") if (row.kind, row.slug) in keys}


def _started(request: HttpRequest) -> tuple[int, dict[int, int]] | None:
    """(revision, version by proposal) that a sent form was made from."""
    try:
        said = json.loads(request.POST.get(FIELD, ""))
        return int(said["revision"]), {int(pk): int(version) for pk, version in said["versions"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(keys: Iterable[Key], taken: TakenUp, *, is_saving: bool) -> None:
    stored = stored_plainly(keys=keys)
    wanted: dict[Key, Plain | None] = {}
    for key in keys:
        if key in taken.proposals:
            wanted[key] = taken.proposals[key].document
        elif is_saving:
            wanted[key] = at_revision(key=key, number=taken.revision, now=stored.get(key))
    documents = [
        valid(key=key, value=value) for key, value in wanted.items() if value is not None and value != stored.get(key)
    ]
    if faults := check_references(documents=documents) if documents else []:
        raise Refused(faults)
    if documents:
        Store().save(documents)


def keep(saved: Saved, taken: TakenUp, *, by: User) -> list[Proposal]:
    """Keep what a trial ended with as proposals, in the transaction around the trial; those that changed something."""
    now = timezone.now()
    kept = []
    for key, document in saved.documents.items():
        row = taken.proposals.get(key)
        if row is None:
            stored = stored_plainly(keys=[key]).get(key)
            if document == at_revision(key=key, number=taken.revision, now=stored):
                continue
            row = propose(key=key, document=document, by=by, now=now, reason=saved.reason, since=taken.revision)
        elif row.document != document or row.reason != saved.reason:
            row = edit(
                proposal=row.pk, version=row.version, document=document, by=by, now=now, reason=saved.reason or None
            )
        if saved.submit and row.state != ProposalState.IN_REVIEW:
            row = step(proposal=row.pk, to=ProposalStep.SUBMITTED, by=by, now=now)
        kept.append(row)
    return kept
