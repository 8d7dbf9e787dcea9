"""A person's second factor: devices that show codes (TOTP), and backup codes for the day the device is gone.

A code is accepted once. Every change is written into Django's admin log with where it came from.
"""

import datetime as dt
import json
import secrets
from base64 import b32encode
from binascii import unhexlify
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

CODE_DIGITS = 6
BACKUP_CODE_DIGITS = 10
BACKUP_CODES = 10
MOST_DEVICES = 5

ADDED = gettext_noop("second factor: device added")
REMOVED = gettext_noop("second factor: device removed")
RENEWED = gettext_noop("second factor: new backup codes")
USED = gettext_noop("second factor: backup code used")
RESET = gettext_noop("second factor: reset by the operator")


@dataclass(frozen=True)
class Origin:
    """Where a request came from: an address if one is known, and what the browser calls itself."""

    address: str | None
    agent: str


class Refused(Exception):
    """Nothing was changed."""


class WrongCode(Refused):
    """The code does not belong to the key, is too old, or was used before."""


class AlreadySetUp(Refused):
    """Somebody else set up the second factor of this person meanwhile."""


class TooMany(Refused):
    """The person has as many devices as one may have."""


class LastDevice(Refused):
    """Without it the person would have no second factor."""


@dataclass(eq=False)
class TooSoon(Refused):
    """After wrong codes none is looked at until `until`."""

    until: dt.datetime


def is_set_up(*, user: User) -> bool:
    """Whether `user` has confirmed a device; at most two queries."""
    return devices(user=user).exists() or StaticDevice.objects.filter(user=user, confirmed=True).exists()


def devices(*, user: User) -> QuerySet[Any]:
    """The devices that show codes for `user`, the oldest first."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk")


def backup_codes_left(*, user: User) -> int:
    """How many backup codes `user` has not used yet; one query."""
    return int(StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


def new_key() -> str:
    """A key for a device to come, 160 random bits as hexadecimal digits."""
    return str(random_hex(20))


def readable(*, key: str) -> str:
    """`key` as people type it into an app: base32 in groups of four."""
    text = b32encode(unhexlify(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(*, user: User, key: str) -> str:
    """The otpauth: address that hands `key` to an app; a QR code holds it."""
    return str(TOTPDevice(user=user, key=key).config_url)


def fits(*, key: str, code: str) -> bool:
    """Whether a device with `key` shows `code` now, or did or will within 30 seconds."""
    return _accepts(TOTPDevice(key=key), code)


def set_up(*, user: User, key: str, code: str, name: str, origin: Origin) -> tuple[Any, list[str]]:
    """Confirm the first device of `user` with a `code` it shows; returns it and the backup codes.

    Raises AlreadySetUp or WrongCode.
    """
    with transaction.atomic():
        _lock(user)
        if is_set_up(user=user):
            raise AlreadySetUp
        device = _confirmed(user, key, code, name)
        codes = _replace_backup_codes(user)
        _write_down(user, ADDED, origin, device=name)
    return device, codes


def verify(*, user: User, code: str, origin: Origin) -> Any:
    """The device that accepts `code`: one that shows codes, or the one that keeps the backup codes.

    Raises WrongCode, or TooSoon while wrong codes before it hold back the next try.
    """
    with transaction.atomic():
        _lock(user)
        asked = [*_asked(user, code)]
        allowed = [device for device in asked if device.verify_is_allowed()[0]]
        accepting = next((device for device in allowed if _accepts(device, code)), None)
        for device in [accepting] if accepting else allowed:
            device.verify_token(code)  # the one that accepts remembers the code, the others the failure
        if isinstance(accepting, StaticDevice):
            _write_down(user, USED, origin)
    if accepting is None:
        raise WrongCode if allowed or not asked else TooSoon(min(map(_waits_until, asked)))
    return accepting


def add_device(*, user: User, key: str, code: str, name: str, origin: Origin) -> Any:
    """Confirm a further device with a `code` it shows; raises TooMany or WrongCode."""
    with transaction.atomic():
        _lock(user)
        if devices(user=user).count() >= MOST_DEVICES:
            raise TooMany
        device = _confirmed(user, key, code, name)
        _write_down(user, ADDED, origin, device=name)
    return device


def remove_device(*, user: User, number: int, origin: Origin) -> Any:
    """Remove the device with that primary key; returns one that is left. Raises LastDevice."""
    with transaction.atomic():
        _lock(user)
        left = devices(user=user).exclude(pk=number).first()
        if left is None:
            raise LastDevice
        for device in devices(user=user).filter(pk=number):
            device.delete()
            _write_down(user, REMOVED, origin, device=device.name)
    return left


def renew_backup_codes(*, user: User, origin: Origin) -> list[str]:
    """New backup codes; the old ones are void."""
    with transaction.atomic():
        _lock(user)
        codes = _replace_backup_codes(user)
        _write_down(user, RENEWED, origin)
    return codes


def reset(*, user: User, origin: Origin) -> None:
    """Remove all devices and backup codes: the next sign-in sets up anew, and running sessions end.

    Failures in the name of `user` are forgotten, so that a lock-out ends too.
    """
    with transaction.atomic():
        _lock(user)
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        AccessAttempt.objects.filter(username=user.get_username()).delete()
        _write_down(user, RESET, origin)


def changes() -> QuerySet[LogEntry]:
    """The lines of the admin log that `origin_of` and `event_of` can read."""
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(TOTPDevice))


def event_of(*, entry: LogEntry) -> tuple[str, str]:
    """What a line of `changes` says happened, as a text to translate, and the device's name, if one is meant."""
    noted = json.loads(entry.change_message)[0]
    return noted["changed"]["fields"][0], noted["second_factor"]["device"]


def origin_of(*, entry: LogEntry) -> Origin:
    """Where the change in a line of `changes` came from."""
    noted = json.loads(entry.change_message)[0]["second_factor"]
    return Origin(address=noted["address"], agent=noted["agent"])


def _lock(user: User) -> None:
    """Let one change or try after another look at the devices of `user`, also while there are none."""
    User.objects.select_for_update().get(pk=user.pk)


def _asked(user: User, code: str) -> Iterable[Device]:
    if len(code) == BACKUP_CODE_DIGITS:
        return StaticDevice.objects.filter(user=user, confirmed=True).order_by("pk")
    return devices(user=user)


def _accepts(device: Device, code: str) -> bool:
    """Whether `device` would accept `code`; asking leaves no trace.

    Handing the code to one device after the other would note a failure at all but the right one.
    """
    if isinstance(device, StaticDevice):
        return bool(device.token_set.filter(token=code).exists())
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return bool(shown.verify(int(code), device.tolerance, device.last_t + 1))


def _waits_until(device: Device) -> dt.datetime:
    until: dt.datetime = device.verify_is_allowed()[1]["locked_until"]
    return until


def _confirmed(user: User, key: str, code: str, name: str) -> Any:
    """A device with that key, saved once it accepted `code`."""
    device = TOTPDevice(user=user, key=key, name=name)
    if not _accepts(device, code):
        raise WrongCode
    device.verify_token(code)  # saves it, and remembers the code as used
    return device


def _replace_backup_codes(user: User) -> list[str]:
    codes = [str(secrets.randbelow(10**BACKUP_CODE_DIGITS)).zfill(BACKUP_CODE_DIGITS) for _ in range(BACKUP_CODES)]
    device, _ = StaticDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "backup codes"})
    device.token_set.all().delete()
    device.token_set.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _write_down(user: User, event: str, origin: Origin, *, device: str = "") -> None:
    """Into the admin log, in a form that Django can show too."""
    noted = [{"changed": {"fields": [event]}, "second_factor": {"device": device, **asdict(origin)}}]
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(TOTPDevice),
        object_id=str(user.pk),
        object_repr=device or user.get_username(),
        action_flag=CHANGE,
        change_message=json.dumps(noted),
    )
