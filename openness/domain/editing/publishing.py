"""Publishing: the one way in which an edit reaches readers."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from openness.choices import ChangeWay, ProposalState, ProposalStep, ReportState
from openness.domain import revision
from openness.domain.documents import Document, renewed
from openness.domain.editing.proposals import require_version, save, valid
from openness.domain.editing.refusals import EditingRefused, Moved, WrongState
from openness.domain.editing.roles import Action, require, require_decision
from openness.domain.exchange import begin_history, check_records, stored_plainly
from openness.domain.exchange.storing import Store
from openness.domain.faults import Fault, Refused
from openness.domain.history.recording import Ground, record
from openness.domain.rules import Key
from openness.models import Change, Proposal, ReaderReport


def publish(
    *, proposals: Collection[int], by: User, now: dt.datetime, seen: Mapping[int, int] | None = None
) -> list[Change]:
    """Publish all of `proposals`, or none: rules checked on the outcome, one revision, a change for each record.

    `seen` says of proposals at which version `by` read them.
    Raises NotAllowed, WrongState, Overtaken where a proposal is not as it was seen, Moved where something else was
    published since they began, Refused with every fault that the catalogue would have.
    """
    require(user=by, action=Action.REVIEW)
    with transaction.atomic():
        revision.hold(now=now)
        begin_history()
        rows = _locked(proposals, seen or {})
        require_decision(user=by, proposals=rows)
        keys = _keys(rows)
        before = stored_plainly(keys=keys)
        _require_base(rows, before)
        number = revision.bump(now=now)
        apply(proposals=rows)
        changes = record(
            before=before,
            after=stored_plainly(keys=keys),
            grounds={(row.kind, row.slug): _ground(row, by) for row in rows},
            revision=number,
            now=now,
        )
        for row in rows:
            row.state = ProposalState.PUBLISHED
            save(row, by=by, now=now, step=ProposalStep.PUBLISHED)
        _settle_reports(rows, number, by, now)
    return changes


def _settle_reports(rows: Sequence[Proposal], number: int, by: User, now: dt.datetime) -> None:
    """What readers reported and these proposals put right is done."""
    waiting = ReaderReport.objects.filter(
        pk__in=[row.report_id for row in rows if row.report_id], state__in=[ReportState.NEW, ReportState.TAKEN_UP]
    )
    said = _("Published with revision %(number)s.") % {"number": number}
    waiting.update(state=ReportState.DONE, handled_by=by, handled_at=now, answer=said)


def apply(*, proposals: Sequence[Proposal]) -> None:
    """Write what `proposals` propose, inside the caller's transaction; raises Refused where the outcome has faults."""
    proposed = {(row.kind, row.slug): _document(row) for row in proposals}
    if faults := check_records(records=set(), proposed=proposed):
        raise Refused(faults)
    store = Store()
    store.save([document for document in proposed.values() if document is not None])
    gone = [key for key, document in proposed.items() if document is None]
    try:
        store.remove(gone)
    except ProtectedError as error:
        raise Refused(_needed(gone, error)) from error


def _document(row: Proposal) -> Document | None:
    return None if row.document is None else valid(key=(row.kind, row.slug), value=row.document)


def _needed(gone: Sequence[Key], error: ProtectedError) -> list[Fault]:
    needing = ", ".join(sorted({str(row) for row in error.protected_objects}))
    message = _("other records need it: %(records)s") % {"records": needing}
    return [Fault("/".join(key), 0, "", message) for key in gone]


def _locked(proposals: Collection[int], seen: Mapping[int, int]) -> list[Proposal]:
    rows = list(
        Proposal.objects.select_for_update(of=("self",))
        .select_related("author")
        .filter(pk__in=proposals)
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(proposals)):
        raise EditingRefused(_("There is no such proposal."))
    for row in rows:
        require_version(row, seen.get(row.pk))
        if row.state != ProposalState.IN_REVIEW:
            message = _("%(record)s is “%(state)s”; only what is in review can be published.")
            raise WrongState(message % {"record": row, "state": row.get_state_display()})
    return rows


def _keys(rows: Sequence[Proposal]) -> list[Key]:
    keys = [(row.kind, row.slug) for row in rows]
    if twice := sorted({"/".join(key) for key in keys if keys.count(key) > 1}):
        raise EditingRefused(_("Two of these change the same record: %(records)s.") % {"records": ", ".join(twice)})
    return keys


def _require_base(rows: Sequence[Proposal], now_stored: dict[Key, dict[str, object]]) -> None:
    moved = [(row.kind, row.slug) for row in rows if now_stored.get((row.kind, row.slug)) != renewed(value=row.base)]
    if moved:
        names = ", ".join("/".join(key) for key in moved)
        message = _("Published meanwhile: %(records)s. Carry the proposal over to what is there now.")
        raise Moved(message % {"records": names}, moved)


def _ground(row: Proposal, by: User) -> Ground:
    return Ground(way=ChangeWay.PROPOSAL, reason=row.reason, author=row.author, publisher=by, proposal=row)
