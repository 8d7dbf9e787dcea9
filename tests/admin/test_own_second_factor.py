"""Looking after one's own second factor: every change needs a fresh code."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from openness.domain import second_factor
from tests.admin.forms import said
from tests.admin.people import PASSWORD, give_code, give_password, reader, refusals, shown, shown_for, signed_in, where

NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
NOBODY = second_factor.Origin(address=None, agent="")
WRONG = "This code is wrong, too old, or was used before."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person() -> User:
    """anna."""
    return User.objects.create_superuser("anna", password=PASSWORD)


@pytest.fixture
def phone(person: User) -> Any:
    """Her device."""
    return TOTPDevice.objects.create(user=person, name="Phone")


@pytest.fixture
def tablet(person: User, phone: Any) -> Any:
    """Her other device."""
    return TOTPDevice.objects.create(user=person, name="Tablet")


@pytest.fixture
def anna(person: User, phone: Any) -> Client:
    """Her browser; she is signed in with the phone."""
    return signed_in(person)


def names(person: User) -> list[str]:
    """What the devices of `person` are called."""
    return [device.name for device in second_factor.devices(user=person)]


def add(browser: Client, code: str, **more: str) -> Any:
    """Add a device called Tablet, confirming with a `code` of another one."""
    page = browser.get("/admin/second-factor/add/")
    data = {"name": "Tablet", "new_code": shown_for(page), "code": code, **more}
    return browser.post("/admin/second-factor/add/", data, follow=True)


def remove(browser: Client, device: Any, code: str) -> Any:
    """Remove `device`, confirming with `code`."""
    return browser.post(f"/admin/second-factor/{device.pk}/remove/", {"code": code}, follow=True)


def renew(browser: Client, code: str) -> Any:
    """Ask for new backup codes, confirming with `code`."""
    return browser.post("/admin/second-factor/backup-codes/", {"code": code}, follow=True)


def test_overview_names_devices_and_counts_backup_codes(anna: Client, person: User, tablet: Any) -> None:
    second_factor.renew_backup_codes(user=person, origin=NOBODY)

    page = anna.get("/admin/second-factor/")

    assert ([device.name for device in page.context["devices"]], page.context["left"]) == (["Phone", "Tablet"], 10)


def test_overview_is_linked_from_every_page(anna: Client) -> None:
    assert '<a href="/admin/second-factor/">Second factor</a>' in anna.get("/admin/").content.decode()


def test_further_device_works_beside_the_first(anna: Client, person: User, phone: Any, clock: Any) -> None:
    page = add(anna, shown(phone))

    assert (where(page), said(page), names(person)) == (
        "/admin/second-factor/",
        ["The device was added."],
        ["Phone", "Tablet"],
    )
    clock.shift(60)
    for device in second_factor.devices(user=person):
        browser = reader()
        give_password(browser)
        assert where(give_code(browser, shown(device))) == "/admin/"


def test_further_device_needs_a_fresh_code_of_one_that_is_there(anna: Client, person: User, phone: Any) -> None:
    used = shown(phone)
    second_factor.verify(user=person, code=used, origin=NOBODY)

    page = add(anna, used)

    assert (refusals(page), names(person)) == ([WRONG], ["Phone"])


def test_further_device_cannot_vouch_for_itself(anna: Client, person: User) -> None:
    page = anna.get("/admin/second-factor/add/")
    code = shown_for(page)

    assert refusals(add(anna, code)) == [WRONG]
    assert names(person) == ["Phone"]


def test_wrong_code_of_the_new_device_does_not_use_up_the_other_one(anna: Client, person: User, phone: Any) -> None:
    page = add(anna, shown(phone), new_code="000000")
    again = add(anna, shown(phone))

    assert refusals(page, "new_code")[0].startswith("This is not the code that belongs to the key.")
    assert (where(again), names(person)) == ("/admin/second-factor/", ["Phone", "Tablet"])


def test_devices_have_an_upper_limit(anna: Client, person: User, phone: Any) -> None:
    for number in range(second_factor.MOST_DEVICES - 1):
        TOTPDevice.objects.create(user=person, name=f"Device {number}")

    page = add(anna, shown(phone))

    assert refusals(page, "__all__") == ["You have as many devices as one may have; remove one first."]
    assert len(names(person)) == second_factor.MOST_DEVICES
    assert "second-factor/add/" not in anna.get("/admin/second-factor/").content.decode()


@pytest.mark.parametrize("confirming", ["Phone", "Tablet"])
def test_removed_device_does_not_sign_in_and_the_session_goes_on(
    anna: Client, person: User, phone: Any, tablet: Any, confirming: str
) -> None:
    page = remove(anna, phone, shown({"Phone": phone, "Tablet": tablet}[confirming]))

    assert (said(page), names(person)) == (["The device was removed."], ["Tablet"])
    assert anna.get("/admin/").status_code == 200
    browser = reader()
    give_password(browser)
    assert refusals(give_code(browser, shown(phone))) == [WRONG]


def test_other_sessions_of_a_removed_device_end(anna: Client, person: User, phone: Any, tablet: Any) -> None:
    elsewhere = signed_in(person)

    remove(anna, phone, shown(tablet))

    assert elsewhere.get("/admin/").status_code == 302


def test_device_is_not_removed_without_a_fresh_code(anna: Client, person: User, phone: Any, tablet: Any) -> None:
    page = remove(anna, phone, "000000")

    assert (refusals(page), names(person)) == ([WRONG], ["Phone", "Tablet"])


def test_last_device_stays(anna: Client, person: User, phone: Any) -> None:
    page = remove(anna, phone, shown(phone))

    assert (refusals(page, "__all__"), names(person)) == (
        ["This is your last device. Add another one first."],
        ["Phone"],
    )


def test_devices_of_others_are_not_found(anna: Client, phone: Any) -> None:
    other = User.objects.create_superuser("ben")
    devices = [TOTPDevice.objects.create(user=other, name=name) for name in ("one", "two")]

    page = remove(anna, devices[0], shown(phone))

    assert (page.status_code, names(other)) == (404, ["one", "two"])


def test_new_backup_codes_replace_the_old_ones(anna: Client, person: User, phone: Any) -> None:
    old = second_factor.renew_backup_codes(user=person, origin=NOBODY)

    new = renew(anna, shown(phone)).context["codes"]

    assert (len(new), set(new) & set(old)) == (10, set())
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(new)


def test_new_backup_codes_need_a_fresh_code(anna: Client, person: User) -> None:
    old = second_factor.renew_backup_codes(user=person, origin=NOBODY)

    page = renew(anna, "000000")

    assert refusals(page) == [WRONG]
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(old)


def test_person_with_a_backup_code_changes_to_a_new_phone(anna: Client, person: User, phone: Any, clock: Any) -> None:
    codes = second_factor.renew_backup_codes(user=person, origin=NOBODY)
    browser = reader()
    give_password(browser)
    give_code(browser, codes[0])

    add(browser, codes[1])
    clock.shift(60)
    page = remove(browser, phone, shown(second_factor.devices(user=person).get(name="Tablet")))

    assert (said(page)[-1], names(person)) == ("The device was removed.", ["Tablet"])


def test_wrong_codes_lock_out_here_too(anna: Client, person: User, phone: Any, clock: Any) -> None:
    statuses = []
    for _ in range(5):
        statuses.append(renew(anna, "000000").status_code)
        clock.shift(60)

    assert statuses == [200, 200, 200, 200, 429]
    assert renew(anna, shown(phone)).status_code == 429


@pytest.mark.parametrize("path", ["", "add/", "backup-codes/", "1/remove/"])
def test_pages_are_closed_without_a_code(person: User, phone: Any, path: str) -> None:
    browser = reader()
    give_password(browser)

    assert where(browser.get(f"/admin/second-factor/{path}", follow=True)) == "/admin/login/"
