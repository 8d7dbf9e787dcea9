"""Where people who are signed in look after their own second factor; every change needs a fresh code."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import django_otp
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from openness.admin.addresses import origin_of
from openness.admin.codes import CodeForm, FurtherDeviceForm, checked, refuse_new_code
from openness.admin.sign_in import key
from openness.domain import second_factor

_KEY = "key_of_a_further_device"


def urls(site: AdminSite) -> list[URLPattern]:
    """The pages of `site` about one's own second factor."""

    def view(function: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(function)
        def own(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.user.otp_device is None:  # type: ignore[union-attr]
                raise Http404("The second factor is switched off.")
            return function(request, site, **kwargs)

        return site.admin_view(sensitive_post_parameters()(own))

    return [
        path("second-factor/", view(overview), name="second_factor"),
        path("second-factor/add/", view(add), name="second_factor_add"),
        path("second-factor/backup-codes/", view(backup_codes), name="second_factor_backup_codes"),
        path("second-factor/<int:number>/remove/", view(remove), name="second_factor_remove"),
    ]


@dataclass(frozen=True)
class _FurtherDevice:
    """A device that `user` may add with `key`."""

    user: User
    key: str


def overview(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """One's devices, and how many backup codes are left."""
    user = _user(request)
    devices = list(second_factor.devices(user=user))
    context = {
        "devices": devices,
        "may_add": len(devices) < second_factor.MOST_DEVICES,
        "left": second_factor.backup_codes_left(user=user),
    }
    return _page(request, site, "overview", title=_("Second factor"), **context)


def add(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Set up a further device."""
    request.session.setdefault(_KEY, second_factor.new_key())
    further = _FurtherDevice(user=_user(request), key=request.session[_KEY])
    form = FurtherDeviceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _added(request, form, further):
        del request.session[_KEY]
        return _done(request, _("The device was added."))
    return _page(request, site, "add", title=_("Add a device"), form=form, **key(further))


def _added(request: HttpRequest, form: FurtherDeviceForm, further: _FurtherDevice) -> bool:
    new_code, name = form.cleaned_data["new_code"], form.cleaned_data["name"]
    if not second_factor.fits(key=further.key, code=new_code):
        refuse_new_code(form)
        return False
    if not checked(request, form, further.user):
        return False
    try:
        second_factor.add_device(
            user=further.user, key=further.key, code=new_code, name=name, origin=origin_of(request)
        )
    except second_factor.WrongCode:
        refuse_new_code(form)
    except second_factor.TooMany:
        form.add_error(None, _("You have as many devices as one may have; remove one first."))
    return form.is_valid()


def remove(request: HttpRequest, site: AdminSite, *, number: int) -> HttpResponse:
    """Remove a device, but never the last one."""
    user = _user(request)
    device = second_factor.devices(user=user).filter(pk=number).first()
    if device is None:
        raise Http404("You have no such device.")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and checked(request, form, user) and _removed(request, form, number):
        return _done(request, _("The device was removed."))
    return _page(request, site, "remove", title=_("Remove a device"), form=form, device=device)


def _removed(request: HttpRequest, form: CodeForm, number: int) -> bool:
    try:
        left = second_factor.remove_device(user=_user(request), number=number, origin=origin_of(request))
    except second_factor.LastDevice:
        form.add_error(None, _("This is your last device. Add another one first."))
        return False
    django_otp.login(request, left)
    return True


def backup_codes(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Replace the backup codes; the new ones are in the answer, once."""
    user = _user(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and checked(request, form, user):
        codes = second_factor.renew_backup_codes(user=user, origin=origin_of(request))
        return _page(request, site, "new_backup_codes", title=_("Your backup codes"), codes=codes)
    left = second_factor.backup_codes_left(user=user)
    return _page(request, site, "backup_codes", title=_("New backup codes"), form=form, left=left)


def _user(request: HttpRequest) -> User:
    """Who is signed in; `admin_view` has seen to it."""
    return cast(User, request.user)


def _done(request: HttpRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(reverse("admin:second_factor"))


def _page(request: HttpRequest, site: AdminSite, name: str, **context: Any) -> TemplateResponse:
    request.current_app = site.name
    return TemplateResponse(request, f"admin/second_factor/{name}.html", {**site.each_context(request), **context})
