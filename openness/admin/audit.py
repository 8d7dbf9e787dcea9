"""Who signed in, who failed to, and whose second factor changed: to be read by administrators, changed by nobody."""

from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openness.admin.site import site
from openness.domain import second_factor


class _When(admin.DateFieldListFilter):
    """Today, these days, this month, this year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("time")


class _LockedOut(admin.BooleanFieldListFilter):
    """Failures that were one too many, or the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("locked out")


class _Log(ModelAdmin):
    """A list without pages for its lines; `plural` is what editors call it."""

    plural: Any
    change_list_template = "admin/sign_in/log.html"
    list_display_links = None
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: lines go when they are old."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list under its own title."""
        return super().changelist_view(request, {"title": self.plural, **(extra_context or {})})

    @admin.display(description=_("time"), ordering="attempt_time")
    def time(self, line: Any) -> Any:
        """When it happened."""
        return line.attempt_time

    @admin.display(description=_("name"), ordering="username")
    def who(self, line: Any) -> Any:
        """The name that was given."""
        return line.username

    @admin.display(description=_("address"), ordering="ip_address")
    def origin(self, line: Any) -> Any:
        """Where it came from."""
        return line.ip_address

    @admin.display(description=_("browser"), ordering="user_agent")
    def browser(self, line: Any) -> Any:
        """What the browser called itself."""
        return line.user_agent


@admin.register(AccessLog, site=site)
class SignInAdmin(_Log):
    """Sign-ins and sign-outs."""

    plural = _("Sign-ins")
    list_display = ("time", "who", "origin", "browser", "signed_out")
    fields = list_display
    list_filter = (("attempt_time", _When),)
    search_fields = ("username", "ip_address")
    search_help_text = _("Name or address")

    @admin.display(description=_("signed out"), ordering="logout_time")
    def signed_out(self, line: Any) -> Any:
        """When it ended, if it was ended."""
        return line.logout_time


@admin.register(AccessFailureLog, site=site)
class FailureAdmin(_Log):
    """Failures to sign in."""

    plural = _("Failed sign-ins")
    list_display = ("time", "who", "origin", "browser", "failed_at", "was_locked_out")
    fields = list_display
    list_filter = (("attempt_time", _When), ("locked_out", _LockedOut))
    search_fields = ("username", "ip_address")
    search_help_text = _("Name or address")

    @admin.display(description=_("failed at"))
    def failed_at(self, line: Any) -> str:
        """Which step it was."""
        return gettext("password") if line.path_info == reverse("admin:login") else gettext("code")

    @admin.display(description=_("locked out"), ordering="locked_out")
    def was_locked_out(self, line: Any) -> str:
        """Whether that was one failure too many."""
        return gettext("yes") if line.locked_out else ""


@admin.register(LogEntry, site=site)
class SecondFactorAdmin(_Log):
    """Changes to people's second factors; the rest of Django's log stands with each record."""

    plural = _("Changes to second factors")
    list_display = ("time", "who", "what", "device", "origin", "browser")
    fields = list_display
    list_select_related = ("user",)
    search_fields = ("user__username",)
    search_help_text = _("Name")
    list_filter = (("action_time", _When),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Only lines about second factors."""
        return second_factor.changes().order_by("-action_time")

    @admin.display(description=_("time"), ordering="action_time")
    def time(self, line: Any) -> Any:
        """When it happened."""
        return line.action_time

    @admin.display(description=_("name"), ordering="user__username")
    def who(self, line: Any) -> Any:
        """Whose second factor it is."""
        return line.user.get_username()

    @admin.display(description=_("event"))
    def what(self, line: LogEntry) -> str:
        """What happened."""
        return gettext(second_factor.event_of(entry=line)[0])

    @admin.display(description=_("device"))
    def device(self, line: LogEntry) -> str:
        """Which device it was about."""
        return second_factor.event_of(entry=line)[1]

    @admin.display(description=_("address"))
    def origin(self, line: LogEntry) -> str | None:
        """Where it came from."""
        return second_factor.origin_of(entry=line).address

    @admin.display(description=_("browser"))
    def browser(self, line: LogEntry) -> str:
        """What the browser called itself."""
        return second_factor.origin_of(entry=line).agent
