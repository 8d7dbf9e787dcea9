"""Positions in a list as a text that clients hand back and need not understand."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from openness.api.problems import Fault
from openness.domain.keyset import Position

PATTERN = r"^[A-Za-z0-9_-]{1,5000}:[A-Za-z0-9_-]{1,100}$"

_signer = Signer(salt="openness.api.cursors")


def cursor_of(*, listing: str, position: Position) -> str:
    """The cursor of `position` in the list that `listing` names with its order: "models -released"."""
    return _signer.sign_object([listing, [_plain(value) for value in position]])


def position_of(*, listing: str, cursor: str) -> Position:
    """The position in `listing` that `cursor` tells; raises Fault where it tells none, or one of another list."""
    try:
        made_for, position = _signer.unsign_object(cursor)
    except BadSignature as error:
        raise Fault(
            404, {"cursor": _("this cursor is not, or no longer, one of ours; start at the first page")}
        ) from error
    if made_for != listing:
        raise Fault(404, {"cursor": _("this cursor belongs to another list, or to another order of this one")})
    return tuple(position)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | dt.date) else value
