"""Readers' reports, as rows and on their way in."""

import datetime as dt
from typing import Any

from openness.domain import reports
from openness.domain.reports.places import Part
from openness.models import ReaderReport

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LIMITS = reports.Limits(per_sender=5, in_all=10)


def kept(**changes: Any) -> ReaderReport:
    """A report that came in at noon."""
    values = {
        "kind": "model",
        "slug": "one",
        "place": "assessments.weights",
        "page": "/en/models/one/weights/",
        "language": "en",
        "message": "The weights are gated.",
        "sent_at": NOON,
        "revision": 1,
    }
    return ReaderReport.objects.create(**{**values, **changes})


def place(slug: str = "one", key: str = "assessments.weights") -> reports.Place:
    """A place in a model."""
    return reports.Place(
        kind="model", slug=slug, key=key, record_name="One", record_address=f"/en/models/{slug}/", part=Part()
    )


def ticket(about: reports.Place | None = None, *, now: dt.datetime = NOON) -> reports.Ticket:
    """A form opened a minute ago."""
    opened = now - dt.timedelta(minutes=1)
    return reports.issue_ticket(place=about or place(), page="/en/models/one/", revision=3, now=opened)


def letter(message: str = "The weights are gated.", **changes: Any) -> reports.Letter:
    """What a reader wrote."""
    return reports.Letter(**{"message": message, "source_url": "", "contact": "", "language": "en", **changes})


def sent(
    message: str = "The weights are gated.",
    *,
    about: reports.Place | None = None,
    form: reports.Ticket | None = None,
    sender: str = "somebody",
    limits: reports.Limits = LIMITS,
    now: dt.datetime = NOON,
    **changes: Any,
) -> ReaderReport:
    """A report sent at noon, with the right answer where a question is asked."""
    about = about or place()
    form = form or ticket(about, now=now)
    answered = letter(message, **{"proof": str(sum(form.numbers)), **changes})
    return reports.send(ticket=form, place=about, letter=answered, sender=sender, limits=limits, now=now)
