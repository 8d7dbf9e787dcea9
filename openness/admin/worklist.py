"""What is left to do, with how much of it and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openness.choices import Dimension, Level, ProposalState, ReportState
from openness.domain.editing.roles import Action, may
from openness.models import Assessment, Claim, Licence, Model, Proposal, ReaderReport


@dataclass(frozen=True)
class Task:
    """One kind of work: its name, how many records wait, and the list of them."""

    name: str | Promise
    count: int
    address: str


@dataclass(frozen=True)
class Tasks:
    """Tasks of one sort."""

    title: str | Promise
    tasks: tuple[Task, ...]


def worklist(*, request: HttpRequest) -> tuple[Tasks, ...]:
    """All that is left to do, for the person who looks; a constant number of queries."""
    return (
        Tasks(_("Proposals"), tuple(_proposals(request))),
        Tasks(_("Readers and sources"), tuple(_from_outside())),
        Tasks(_("Due again"), tuple(_due())),
        Tasks(_("Not yet known"), tuple(_open())),
    )


def _proposals(request: HttpRequest) -> Iterator[Task]:
    user: Any = request.user
    listed = _list("proposal")
    reviews = may(user=user, action=Action.REVIEW)
    waiting = Proposal.objects.waiting_for(user, may_review=reviews, alone=settings.ONE_PERSON_TEAM)
    yield Task(_("waiting for me"), waiting.count(), f"{listed}?waiting=me")
    mine = Proposal.objects.filter(author=user, state=ProposalState.DRAFT)
    yield Task(_("my drafts"), mine.count(), f"{listed}?state__exact=draft&author__id__exact={user.pk}")
    in_review = Proposal.objects.filter(state=ProposalState.IN_REVIEW)
    yield Task(_("in review"), in_review.count(), f"{listed}?state__exact=in-review")


def _from_outside() -> Iterator[Task]:
    reports = ReaderReport.objects.values_list("state").annotate(Count("pk")).order_by()
    counts = dict(reports)
    listed = f"{_list('readerreport')}?state__exact="
    yield Task(_("new reports"), counts.get(ReportState.NEW, 0), f"{listed}new")
    yield Task(_("reports taken up"), counts.get(ReportState.TAKEN_UP, 0), f"{listed}taken-up")
    models, licences = Model.objects.sources_failing(), Licence.objects.sources_failing()
    yield Task(_("models with a source that cannot be read"), models.count(), f"{_list('model')}?sources-fail=yes")
    name = _("licences with a source that cannot be read")
    yield Task(name, licences.count(), f"{_list('licence')}?sources-fail=yes")


def _due() -> Iterator[Task]:
    stale = Assessment.objects.stale(today=timezone.localdate(), months=settings.VERIFY_MONTHS)
    counts = dict(stale.order_by().values_list("dimension").annotate(Count("pk")))
    for dimension in Dimension:
        months = settings.VERIFY_MONTHS[dimension.value]
        said = ngettext(
            "%(dimension)s: not checked for %(months)s month",
            "%(dimension)s: not checked for %(months)s months",
            months,
        )
        address = f"{_list('assessment')}?stale=yes&dimension__slug__exact={dimension.value}"
        yield Task(said % {"dimension": dimension.label, "months": months}, counts.get(dimension.value, 0), address)


def _open() -> Iterator[Task]:
    counts = Assessment.objects.aggregate(
        unknown=Count("pk", filter=Q(level=Level.UNKNOWN), distinct=True),
        unsourced=Count("pk", filter=Q(sources__isnull=True), distinct=True),
    )
    listed = _list("assessment")
    yield Task(_("cells still unknown"), counts["unknown"], f"{listed}?level__exact=unknown")
    yield Task(_("cells without a source"), counts["unsourced"], f"{listed}?unsourced=yes")
    claims = Claim.objects.filter(sources__isnull=True).count()
    yield Task(_("claims without a source"), claims, f"{_list('claim')}?unsourced=yes")
    hidden = Model.objects.filter(published=False).count()
    yield Task(_("models hidden from readers"), hidden, f"{_list('model')}?published__exact=0")


def _list(table: str) -> str:
    return reverse(f"admin:openness_{table}_changelist")
