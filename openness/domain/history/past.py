"""The catalogue as it was published on an earlier day."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openness.domain import revision
from openness.domain.history.routing import reading_from, reading_today
from openness.domain.history.snapshots import snapshot
from openness.domain.revision import Revision
from openness.models import Change


class NoSuchDay(Exception):
    """Why there is no catalogue of that day; the message is for readers."""


def day_of(*, text: str, today: dt.date) -> dt.date:
    """The day that `text` (YYYY-MM-DD) names; raises NoSuchDay where it is no day, or lies after `today`."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise NoSuchDay(_("not a date: write YYYY-MM-DD"))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise NoSuchDay(_("there is no such day")) from error
    if day > today:
        raise NoSuchDay(_("this day has not come yet"))
    return day


@contextmanager
def as_published_on(*, day: dt.date | None) -> Iterator[None]:
    """Every query inside reads the catalogue as it was at the end of `day`; None: as it is now.

    Raises NoSuchDay where nothing was published by then. Three queries at most; the first reader of a state that nobody
    asked for yet waits until it is put together, some seconds.
    """
    with reading_today():
        state = None if day is None else _earlier_state(day)
        if state is None:
            yield
            return
    with snapshot(state=state) as path, reading_from(path=path):
        yield


def _earlier_state(day: dt.date) -> Revision | None:
    """The state at the end of `day`; None where that is today's. One query, or two."""
    now = revision.current()
    if now.changed_at is not None and now.changed_at < _midnight_after(day):
        return None
    state = state_on(day=day)
    return None if state.number == now.number else state


def state_on(*, day: dt.date) -> Revision:
    """The last revision published by the end of `day` in the site's time zone; raises NoSuchDay. One query, or two."""
    changes = Change.objects.filter(published_at__lt=_midnight_after(day))
    last = changes.order_by("-revision").values_list("revision", "published_at").first()
    if last is None:
        raise NoSuchDay(_nothing_yet())
    return Revision(number=last[0], changed_at=last[1])


def _midnight_after(day: dt.date) -> dt.datetime:
    following = min(day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
    return dt.datetime.combine(following, dt.time(), tzinfo=timezone.get_default_timezone())


def _nothing_yet() -> str:
    first = Change.objects.order_by("published_at").values_list("published_at", flat=True).first()
    if first is None:
        return _("nothing has been published yet")
    day = date_format(timezone.localtime(first), "DATE_FORMAT")
    return _("nothing had been published by then; the history begins on %(day)s") % {"day": day}
