"""What becomes of a report, and who may say so."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from openness.choices import ReportState
from openness.domain.editing.refusals import EditingRefused, Overtaken, WrongState
from openness.domain.editing.roles import Action, require
from openness.models import ReaderReport

LONGEST_NOTE = 2000

STEPS: Mapping[str, frozenset[str]] = {
    ReportState.NEW: frozenset({ReportState.TAKEN_UP, ReportState.DONE, ReportState.DISMISSED}),
    ReportState.TAKEN_UP: frozenset({ReportState.DONE, ReportState.DISMISSED}),
    ReportState.DONE: frozenset({ReportState.TAKEN_UP}),
    ReportState.DISMISSED: frozenset({ReportState.TAKEN_UP}),
}
"""From each state the states that a report may come to."""


def take_up(*, report: ReaderReport, by: User, now: dt.datetime) -> None:
    """Say that `by` is at it, be it for the first time or again.

    Like every step this raises NotAllowed where `by` may not settle reports, WrongState where the table of
    steps forbids it, and Overtaken where the state is another one by now than `report` says.
    """
    _step(report, ReportState.TAKEN_UP, by, now)


def settle(*, report: ReaderReport, by: User, note: str, now: dt.datetime) -> None:
    """Say that all is done that the report asked for; raises EditingRefused without a note that says what."""
    if not note.strip():
        raise EditingRefused(_("Say in the note what was done."))
    _step(report, ReportState.DONE, by, now, note=note)


def dismiss(*, report: ReaderReport, by: User, now: dt.datetime, note: str = "") -> None:
    """Say that nothing is to be done about the report."""
    _step(report, ReportState.DISMISSED, by, now, note=note)


def dismiss_all(*, reports: QuerySet[ReaderReport], by: User, now: dt.datetime) -> int:
    """Dismiss those of `reports` that are open; how many. Raises NotAllowed."""
    require(user=by, action=Action.SETTLE_REPORTS)
    open_states = [state for state, targets in STEPS.items() if ReportState.DISMISSED in targets]
    chosen = ReaderReport.objects.filter(pk__in=reports.order_by().values("pk"), state__in=open_states)
    return chosen.update(state=ReportState.DISMISSED, handled_by=by, handled_at=now)


def _step(report: ReaderReport, target: ReportState, by: User, now: dt.datetime, note: str = "") -> None:
    require(user=by, action=Action.SETTLE_REPORTS)
    if target not in STEPS[report.state]:
        raise WrongState(
            _("A report that is “%(state)s” cannot become “%(target)s”.")
            % {"state": report.get_state_display(), "target": target.label}
        )
    if len(note.strip()) > LONGEST_NOTE:
        raise EditingRefused(_("The note is longer than %(limit)s characters.") % {"limit": LONGEST_NOTE})
    answer = note.strip() or report.answer
    changed = {"state": target.value, "handled_by": by, "handled_at": now, "answer": answer}
    if not ReaderReport.objects.filter(pk=report.pk, state=report.state).update(**changed):
        raise Overtaken(_("Somebody else was quicker: look at what became of it meanwhile."))
    for name, value in changed.items():
        setattr(report, name, value)
