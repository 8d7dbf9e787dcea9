"""How a report is taken in, and what keeps floods and machines out."""

import datetime as dt
import math
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openness.choices import ReportState
from openness.domain.reports.keeping import forget
from openness.domain.reports.places import Place
from openness.domain.reports.tickets import Ticket
from openness.models import ReaderReport

QUICKEST = dt.timedelta(seconds=3)
WINDOW = dt.timedelta(hours=1)
REMEMBERED = dt.timedelta(days=30)

_UNASKED = 2
_LOCK = 6_402_111


class NotTaken(Exception):
    """Why a report was not taken in; the message is for readers."""


class ProofMissing(NotTaken):
    """So much arrives that senders are asked a question, and this one did not answer it."""


class TicketSpent(NotTaken):
    """The form was good for another report."""


class TooMany(NotTaken):
    """More arrives than is taken; `retry_after` seconds from now there is room."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limits:
    """How many reports are taken within an hour."""

    per_sender: int
    in_all: int


@dataclass(frozen=True)
class Letter:
    """What a reader wrote; `proof` is the answer to the question, where one was asked."""

    message: str
    source_url: str
    contact: str
    language: str
    proof: str = ""


def sender_digest(*, address: str | None) -> str:
    """A keyed digest that tells senders apart and cannot be turned back into `address`; unknown ones are one."""
    return salted_hmac("openness.reports.sender", address or "", algorithm="sha256").hexdigest()


def is_busy(*, sender: str, limits: Limits, now: dt.datetime) -> bool:
    """Whether a report by `sender` needs the answer to a question now; 2 queries."""
    recent = ReaderReport.objects.filter(sent_at__gt=now - WINDOW)
    return recent.filter(sender=sender).count() >= _UNASKED or 2 * recent.count() >= limits.in_all


def send(
    *, ticket: Ticket, place: Place, letter: Letter, sender: str, limits: Limits, now: dt.datetime
) -> ReaderReport:
    """Take in a report, or find the one that says the same of the same place.

    `sender` is a `sender_digest`. Raises NotTaken: too soon after the form was opened, the form sent
    before, the question unanswered, or TooMany. Senders are counted one after the other.
    """
    if ticket.age(now=now) < QUICKEST:
        raise NotTaken(_("That was quicker than anybody writes. Please send it once more."))
    with transaction.atomic():
        _one_at_a_time()
        if known := _known(place, letter, now):
            return known
        if ReaderReport.objects.filter(ticket=ticket.name).exists():
            raise TicketSpent(_("This form was sent already. If this is another report, send it once more."))
        _check_room(sender, limits, now)
        _check_proof(ticket, letter, is_busy(sender=sender, limits=limits, now=now))
        forget(now=now)
        return _kept(ticket, place, letter, sender, now)


def _one_at_a_time() -> None:
    """Wait for whoever is sending; on SQLite the transaction itself has done so when it began."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _known(place: Place, letter: Letter, now: dt.datetime) -> ReaderReport | None:
    same = ReaderReport.objects.filter(kind=place.kind, slug=place.slug, place=place.key, message=letter.message)
    is_open = Q(state__in=[ReportState.NEW, ReportState.TAKEN_UP])
    return same.filter(is_open | Q(sent_at__gt=now - REMEMBERED)).first()


def _check_room(sender: str, limits: Limits, now: dt.datetime) -> None:
    recent = ReaderReport.objects.filter(sent_at__gt=now - WINDOW).order_by("-sent_at")
    for reports, limit in ((recent.filter(sender=sender), limits.per_sender), (recent, limits.in_all)):
        if oldest := reports.values_list("sent_at", flat=True)[limit - 1 : limit].first():
            wait = math.ceil((oldest + WINDOW - now).total_seconds())
            raise TooMany(_too_many(wait), retry_after=wait)


def _too_many(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    return ngettext(
        "More reports arrive than we can read. Please send it again in %(minutes)s minute.",
        "More reports arrive than we can read. Please send it again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def _check_proof(ticket: Ticket, letter: Letter, busy: bool) -> None:
    if busy and letter.proof.strip() != str(sum(ticket.numbers)):
        raise ProofMissing(_("Many reports arrive just now: please answer this, so that we know a person sends it."))


def _kept(ticket: Ticket, place: Place, letter: Letter, sender: str, now: dt.datetime) -> ReaderReport:
    return ReaderReport.objects.create(
        kind=place.kind,
        slug=place.slug,
        place=place.key,
        page=ticket.page,
        language=letter.language,
        message=letter.message,
        source_url=letter.source_url,
        contact=letter.contact,
        sent_at=now,
        revision=ticket.revision,
        sender=sender,
        ticket=ticket.name,
    )
