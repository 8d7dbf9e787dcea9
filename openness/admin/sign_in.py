"""Signing in: the password, then a code; at the first time the set-up of the device that shows codes.

Until the code is accepted nobody is signed in: the session only remembers, for ten minutes, whose password was
right, where that person wants to go, and the key that a device may be set up with.
"""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login, logout
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice

from openness.admin import qr, sessions
from openness.admin.addresses import origin_of
from openness.admin.codes import CodeForm, NewDeviceForm, checked, refuse_new_code
from openness.admin.guessing import count_failure
from openness.domain import second_factor

_PENDING = "password_was_right"
_PENDING_LASTS = dt.timedelta(minutes=10)


class PasswordForm(AdminAuthenticationForm):
    """Name and password; says no more than that they do not fit together."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": gettext_lazy("Name and password do not fit together. Upper and lower case matter."),
    }
    username = UsernameField(max_length=150, widget=TextInput(attrs={"autofocus": True, "autocapitalize": "none"}))

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse accounts without access to the admin, and count it like a wrong password."""
        try:
            super().confirm_login_allowed(user)
        except ValidationError:
            if self.request is not None:
                count_failure(self.request, user)
            raise


@dataclass(frozen=True)
class _Pending:
    """Somebody whose password was right, and who is not signed in yet."""

    user: User
    backend: str
    next: str
    key: str


def urls(site: AdminSite) -> list[URLPattern]:
    """The steps after the password, for `site`."""
    return [
        path("login/code/", partial(code, site=site), name="sign_in_code"),
        path("login/set-up/", partial(set_up, site=site), name="sign_in_set_up"),
    ]


@never_cache
@sensitive_post_parameters("password")
def password(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Ask for name and password; whoever comes here with a session that is over is signed out."""
    goal = LoginView().get_redirect_url(request) or reverse("admin:index")
    if request.method == "GET" and site.has_permission(request):
        return HttpResponseRedirect(goal)
    if request.method == "GET" and request.user.is_authenticated:
        _end(request)
    form = PasswordForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _after_password(request, form.get_user(), goal)
    return _page(request, site, "password", title=_("Sign in"), form=form, next=goal)


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Ask for the code."""
    pending = _pending(request)
    if pending is None:
        return _begin_again(request)
    if not second_factor.is_set_up(user=pending.user):
        return HttpResponseRedirect(reverse("admin:sign_in_set_up"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (device := checked(request, form, pending.user)):
        _sign_in(request, pending, device)
        return HttpResponseRedirect(pending.next)
    return _page(request, site, "code", title=_("Second factor"), form=form)


@never_cache
@sensitive_post_parameters("new_code")
def set_up(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Let a person without a second factor set it up; the backup codes are in the answer, once."""
    pending = _pending(request)
    if pending is None:
        return _begin_again(request)
    if second_factor.is_set_up(user=pending.user):
        return HttpResponseRedirect(reverse("admin:sign_in_code"))
    form = NewDeviceForm(request.POST if request.method == "POST" else None)
    codes = _confirm(request, form, pending) if form.is_bound and form.is_valid() else None
    if codes is None:
        return _page(request, site, "set_up", title=_("Set up the second factor"), form=form, **key(pending))
    title = _("Your backup codes")
    return _page(request, site, "first_backup_codes", title=title, codes=codes, next=pending.next)


def key(pending: Any) -> dict[str, Any]:
    """What a page needs to hand `pending.key` to a device of `pending.user`."""
    address = second_factor.address(user=pending.user, key=pending.key)
    return {"address": address, "qr": qr.picture(address), "key": second_factor.readable(key=pending.key)}


def _confirm(request: HttpRequest, form: NewDeviceForm, pending: _Pending) -> list[str] | None:
    try:
        device, codes = second_factor.set_up(
            user=pending.user,
            key=pending.key,
            code=form.cleaned_data["new_code"],
            name=form.cleaned_data["name"],
            origin=origin_of(request),
        )
    except second_factor.WrongCode:
        refuse_new_code(form)
        return None
    except second_factor.AlreadySetUp:
        form.add_error(None, _("The second factor of this account has been set up meanwhile. Please sign in again."))
        return None
    _sign_in(request, pending, device)
    return codes


def _after_password(request: HttpRequest, user: Any, goal: str) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[_PENDING] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "next": goal,
        "key": second_factor.new_key(),
    }
    if not settings.SECOND_FACTOR:
        _sign_in(request, _Pending(user=user, backend=user.backend, next=goal, key=""), None)
        return HttpResponseRedirect(goal)
    return HttpResponseRedirect(reverse("admin:sign_in_code"))


def _pending(request: HttpRequest) -> _Pending | None:
    """Who gave the right password in this session a short time ago, and may still sign in with it."""
    found = request.session.get(_PENDING)
    if not found or timezone.now().timestamp() - found["at"] > _PENDING_LASTS.total_seconds():
        return None
    user = User.objects.filter(pk=found["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), found["hash"]):
        return None
    return _Pending(user=user, backend=found["backend"], next=found["next"], key=found["key"])


def _sign_in(request: HttpRequest, pending: _Pending, device: Any) -> None:
    """Begin the session of `pending.user`, verified by `device`."""
    del request.session[_PENDING]
    if device is not None:
        pending.user.otp_device = device  # type: ignore[attr-defined]  # django-otp's way to hand it to the session
    login(request, pending.user, backend=pending.backend)
    sessions.begin(request.session)
    if isinstance(device, StaticDevice):
        _tell_what_is_left(request, pending.user)
    _forget_what_is_old(request)


def _tell_what_is_left(request: HttpRequest, user: User) -> None:
    left = second_factor.backup_codes_left(user=user)
    told = ngettext("You have %(count)s backup code left.", "You have %(count)s backup codes left.", left)
    link = format_html('<a href="{}">{}</a>', reverse("admin:second_factor"), _("Second factor"))
    messages.warning(request, format_html("{} {}", told % {"count": left}, link))


def _forget_what_is_old(request: HttpRequest) -> None:
    before = timezone.now() - dt.timedelta(days=settings.SIGN_IN_LOG_DAYS)
    AccessLog.objects.filter(attempt_time__lt=before).delete()
    AccessFailureLog.objects.filter(attempt_time__lt=before).delete()
    second_factor.changes().filter(action_time__lt=before).delete()
    type(request.session).clear_expired()


def _begin_again(request: HttpRequest) -> HttpResponse:
    if request.session.pop(_PENDING, None):
        messages.info(request, _("That took too long. Please begin again with your password."))
    return HttpResponseRedirect(reverse("admin:login"))


def _end(request: HttpRequest) -> None:
    why = sessions.end_of(request.session)
    logout(request)
    if why is sessions.End.IDLE:
        messages.info(request, _("You were signed out because you had not been active for a while."))
    elif why is sessions.End.OLD:
        messages.info(request, _("You were signed out because you had been signed in for long."))


def _page(request: HttpRequest, site: AdminSite, name: str, **context: Any) -> TemplateResponse:
    request.current_app = site.name
    return TemplateResponse(request, f"admin/sign_in/{name}.html", {**site.each_context(request), **context})
