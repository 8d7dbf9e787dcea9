"""What every file says of itself: licence, revision, date, schema."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse

from openness.domain.revision import Revision
from openness.imprint import ATTRIBUTION, LICENCE_NAME, LICENCE_TITLE, LICENCE_URL, absolute


def address_of(*, name: str) -> str:
    """The whole address of the file whose address is called `name`."""
    return absolute(reverse(name))


def origin(*, state: Revision) -> dict[str, Any]:
    """What stands at the head of a file with the catalogue as of `state`; the date is its last change, in UTC."""
    return {
        "schema": address_of(name="data-schema"),
        "licence": {"name": LICENCE_NAME, "title": LICENCE_TITLE, "url": LICENCE_URL},
        "attribution": ATTRIBUTION,
        "revision": state.number,
        "date": moment(state=state),
        "source": settings.SITE_URL,
    }


def moment(*, state: Revision) -> str | None:
    """When `state` was published, as RFC 3339 writes it in UTC; None before anything was."""
    if state.changed_at is None:
        return None
    return state.changed_at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
