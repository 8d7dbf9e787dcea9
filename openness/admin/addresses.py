"""Where a request comes from."""

from django.http import HttpRequest

from openness.domain.second_factor import Origin
from openness.responding import client_address


def origin_of(request: HttpRequest) -> Origin:
    """What the logs of signing in keep of `request`."""
    return Origin(address=client_address(request), agent=request.headers.get("User-Agent", "")[:255])
