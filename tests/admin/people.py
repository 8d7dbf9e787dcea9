"""People in front of the admin."""

import re
from base64 import b32decode
from typing import Any

import django_otp
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from openness.admin import sessions

PASSWORD = "a long and quiet evening"


def signed_in(user: User, **client: Any) -> Client:
    """The browser of `user`, signed in a moment ago with a password and a code; reads English."""
    browser = reader(**client)
    device = TOTPDevice.objects.filter(user=user).first() or TOTPDevice.objects.create(user=user, name="Phone")
    browser.force_login(user)
    session = browser.session
    session[django_otp.DEVICE_ID_SESSION_KEY] = device.persistent_id
    sessions.begin(session)
    session.save()
    return browser


def reader(**client: Any) -> Client:
    """A browser that reads English, and in which nobody is signed in."""
    return Client(headers={"accept-language": "en"}, **client)


def give_password(browser: Client, name: str = "anna", password: str = PASSWORD, **request: Any) -> HttpResponse:
    """Send the first form of signing in; the page one gets to."""
    data = {"username": name, "password": password}
    return browser.post("/admin/login/", {**data, **request.pop("data", {})}, follow=True, **request)


def give_code(browser: Client, code: str) -> HttpResponse:
    """Send the second form of signing in; the page one gets to."""
    return browser.post("/admin/login/code/", {"code": code}, follow=True)


def shown(device: TOTPDevice, *, steps: int = 0) -> str:
    """The code that `device` shows, or showed or will show some steps of 30 seconds away."""
    return f"{totp(device.bin_key, drift=steps):06d}"


def shown_for(page: HttpResponse) -> str:
    """The code of a device that was set up with the key on `page`."""
    key = re.search(r'<code class="key">([^<]*)</code>', page.content.decode())
    assert key, "there is no key on the page"
    return f"{totp(b32decode(key[1].replace(' ', ''))):06d}"


def where(page: HttpResponse) -> str:
    """The path that a browser ended at."""
    return str(page.request["PATH_INFO"])


def refusals(page: HttpResponse, field: str = "code") -> list[str]:
    """What the form on `page` says at `field`."""
    return [str(message) for message in page.context["form"].errors.get(field, [])]
