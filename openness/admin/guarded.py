"""An admin site that lets in who has shown a second factor, for a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any, TypeVar, cast

from axes.helpers import get_client_session_hash
from axes.models import AccessLog
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver

from openness.admin import own_second_factor, sessions, sign_in

_View = TypeVar("_View", bound=Callable[..., Any])

_LOGS = ("AccessLog", "AccessFailureLog", "LogEntry")


class GuardedSite(AdminSite):
    """The way in, and the limits of a session."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether who asks may use the admin, has shown the second factor, and did so not too long ago."""
        if not super().has_permission(request) or sessions.end_of(request.session):
            return False
        return not settings.SECOND_FACTOR or getattr(request.user, "otp_device", None) is not None

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:
        """`view` for those who have permission; each use keeps the session from ending."""

        def used(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            sessions.use(request.session)
            return view(request, *args, **kwargs)

        return super().admin_view(cast(_View, update_wrapper(used, view)), cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The logs of signing in together, by the names that they have in `audit`."""
        apps = super().get_app_list(request, app_label)
        found = {entry["object_name"]: entry for app in apps for entry in app["models"]}
        logs = [found[name] for name in _LOGS if name in found]
        for entry in logs:
            entry["name"] = str(self.get_model_admin(entry["model"]).plural)  # type: ignore[attr-defined]
        for app in apps:
            own = logs if app["app_label"] == "axes" else []
            app["models"] = [*own, *(entry for entry in app["models"] if entry not in logs)]
        return [app for app in apps if app["models"]]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The admin's own, the steps of signing in, and one's own second factor."""
        return [*sign_in.urls(self), *own_second_factor.urls(self), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first step of signing in."""
        return sign_in.password(request, self)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """As Django's; the session that goes on under a new key is still known when it ends."""
        with _same_session_in_the_log(request):
            return super().password_change(request, extra_context)


@contextmanager
def _same_session_in_the_log(request: HttpRequest) -> Iterator[None]:
    before = get_client_session_hash(request)
    yield
    after = get_client_session_hash(request)
    if after != before:
        AccessLog.objects.filter(session_hash=before).update(session_hash=after)
