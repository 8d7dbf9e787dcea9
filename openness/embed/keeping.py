"""How long what we answer to other people's pages may be kept."""

import datetime as dt

from django.http import HttpResponse
from django.utils.timezone import localdate

from openness.publishing.marks import PINNED, not_kept


def kept(response: HttpResponse, *, as_of: dt.date | None, keep: bool) -> HttpResponse:
    """`response`: for ever where it shows a day that is over; left out of the store unless `keep`."""
    if response.status_code == 200 and as_of and as_of < localdate():
        response["Cache-Control"] = PINNED
    return not_kept(response, when=not keep)
