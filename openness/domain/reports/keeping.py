"""What tells of a person is kept for some days only."""

import datetime as dt

from openness.models import ReaderReport

SENDER_DAYS = 7
CONTACT_DAYS = 90


def forget(*, now: dt.datetime) -> tuple[int, int]:
    """Empty what is older than its days; how many (senders, contacts) were. 2 queries."""
    reports = ReaderReport.objects.order_by()
    senders = reports.filter(sent_at__lt=now - dt.timedelta(days=SENDER_DAYS)).exclude(sender="")
    contacts = reports.filter(sent_at__lt=now - dt.timedelta(days=CONTACT_DAYS)).exclude(contact="")
    return senders.update(sender=""), contacts.update(contact="")
