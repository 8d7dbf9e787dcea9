"""Who guesses passwords or codes is locked out for a while; django-axes counts."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

_NAMES_OF_ONE_ADDRESS = 4


class Guesses(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures per name and address, and more patiently those of an address with any name.

    Nothing counts per name alone: anybody could lock out an editor by failing in the editor's name.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures with this name from this address, or a fourth of all from this address if that is more."""
        own, all_of_address = (_sum(attempts) for attempts in self.get_user_attempts(request, credentials))
        return max(own, all_of_address // _NAMES_OF_ONE_ADDRESS)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """After a sign-in: forget the failures with this name only, lest an editor wash away guesses at others."""
        own, _all_of_address = self.filter_user_attempts(request, credentials)
        return int(own.delete()[0])

    def remove_out_of_limit_failure_logs(self, *, username: str, limit: int | None = None) -> int:
        """None: failures go when they are old. Django-axes would drop the newest beyond a thousand of a name."""
        return 0


def _sum(attempts: Any) -> int:
    return sum(attempts.values_list("failures_since_start", flat=True))


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether this address may try nothing in the name of `user` for now; axes then answers the request itself."""
    locked: bool = not AxesProxyHandler.is_allowed(request, _credentials(user))
    if locked:
        request.axes_locked_out = True  # type: ignore[attr-defined]
    return locked


def count_failure(request: HttpRequest, user: User) -> None:
    """Note that somebody failed in the name of `user` for another reason than the password.

    From the last failure allowed on, axes answers the request itself.
    """
    user_login_failed.send(sender=__name__, credentials=_credentials(user), request=request)


def _credentials(user: User) -> dict[str, str]:
    return {"username": user.get_username()}
