"""Sessions are short: they end some time after the last request, and some time after the sign-in at the latest."""

import datetime as dt
import enum

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

_BEGAN = "signed_in_at"
_USED = "used_at"
_NOTED_EVERY = dt.timedelta(minutes=1)


class End(enum.Enum):
    """Why a session ended by itself."""

    IDLE = "idle"
    OLD = "old"


def begin(session: SessionBase) -> None:
    """Somebody has just signed in."""
    session[_BEGAN] = session[_USED] = timezone.now().timestamp()


def end_of(session: SessionBase) -> End | None:
    """Why `session` has ended, or None while it lasts; one that nobody began has."""
    now = timezone.now()
    if now - _at(session, _BEGAN) >= settings.SESSION_LONGEST:
        return End.OLD
    return End.IDLE if now - _at(session, _USED) >= settings.SESSION_IDLE else None


def use(session: SessionBase) -> None:
    """Note that `session` is in use, once a minute so that reading costs no writing."""
    if timezone.now() - _at(session, _USED) >= _NOTED_EVERY:
        session[_USED] = timezone.now().timestamp()


def _at(session: SessionBase, name: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(session.get(name, 0), dt.UTC)
