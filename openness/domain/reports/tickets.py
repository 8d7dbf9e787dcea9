"""Forms for reports: signed, for one place, good for a day and for one report.

Where a page sets no cookie, this stands in for one: only a form that this site handed out is taken.
"""

import datetime as dt
import secrets
from dataclasses import asdict, dataclass

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from openness.domain.reports.places import Place

LONGEST = dt.timedelta(days=1)

_SIGNER = Signer(salt="openness.reports.ticket")


class TicketRefused(Exception):
    """Why a form is not good for this place now; the message is for readers."""


@dataclass(frozen=True)
class Ticket:
    """One form: the place it is for, the page it was opened from, and the revision its reader saw."""

    record: str
    key: str
    page: str
    revision: int
    issued: int
    name: str

    @property
    def text(self) -> str:
        """The ticket as the form carries it."""
        return str(_SIGNER.sign_object(asdict(self)))

    @property
    def numbers(self) -> tuple[int, int]:
        """What a sender adds up to prove to be a person, where that is asked."""
        first, second = bytes.fromhex(self.name)[:2]
        return 2 + first % 8, 2 + second % 8

    def age(self, *, now: dt.datetime) -> dt.timedelta:
        """How long ago the form was handed out."""
        return now - dt.datetime.fromtimestamp(self.issued, dt.UTC)


def issue_ticket(*, place: Place, page: str, revision: int, now: dt.datetime) -> Ticket:
    """A ticket for one report about `place` by somebody who came from `page`."""
    return Ticket(
        record=place.record,
        key=place.key,
        page=page,
        revision=revision,
        issued=int(now.timestamp()),
        name=secrets.token_hex(16),
    )


def read_ticket(*, text: str, place: Place, now: dt.datetime) -> Ticket:
    """The ticket that `text` is; raises TicketRefused unless it is ours, for `place`, and not too old."""
    try:
        ticket = Ticket(**_SIGNER.unsign_object(text))
    except BadSignature as error:
        raise TicketRefused(_("This form did not come from this page. Please send it once more.")) from error
    if (ticket.record, ticket.key) != (place.record, place.key):
        raise TicketRefused(_("This form is about another place. Look at what it says above, then send it once more."))
    if ticket.age(now=now) > LONGEST:
        raise TicketRefused(_("This form lay open for more than a day. Please send it once more."))
    return ticket
