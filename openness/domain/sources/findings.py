"""What a look at an address can end with."""

import os
import socket
import ssl
from dataclasses import dataclass

from openness.choices import Reach, Trouble


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look at `url` found.

    `status` is that of the last answer, None where there was none. `final_url` is where redirects led, "" where
    nothing redirected or redirects are refused; it is always an address that may be asked. `trouble` is None where
    the status says it all, and `detail` what the server or the system said, in its own words.
    """

    url: str
    reach: Reach
    status: int | None = None
    final_url: str = ""
    trouble: Trouble | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class PutOff:
    """`url` was not looked at: `host` had asked us to come back in `seconds`, longer than a run waits or once again."""

    url: str
    host: str
    seconds: int


class Hindered(Exception):
    """A look ends here, for this reason."""

    def __init__(
        self, *, reach: Reach, trouble: Trouble | None = None, detail: str = "", status: int | None = None
    ) -> None:
        super().__init__(detail or trouble or reach)
        self.reach, self.trouble, self.detail, self.status = reach, trouble, detail, status


def origin(*, error: BaseException) -> BaseException:
    """What was raised first; httpcore hands that on as an argument."""
    while isinstance(earlier := error.__cause__ or next(iter(error.args), None), BaseException):
        error = earlier
    return error


def reason(*, error: BaseException) -> str:
    """What the system or a library said first: "Connection refused"."""
    first = origin(error=error)
    if isinstance(first, OSError) and first.errno and not isinstance(first, socket.gaierror | ssl.SSLError):
        return os.strerror(first.errno)
    return getattr(first, "strerror", None) or str(first)
