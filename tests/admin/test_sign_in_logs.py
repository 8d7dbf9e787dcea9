"""The logs of signing in: what they hold, who reads them, and for how long."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from openness.domain import second_factor
from tests.admin.people import PASSWORD, give_code, give_password, reader, shown, signed_in

NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
AT_HOME = {"REMOTE_ADDR": "198.51.100.7", "HTTP_USER_AGENT": "Her browser"}
LISTS = ["axes/accesslog", "axes/accessfailurelog", "admin/logentry"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone() -> Any:
    """The device of anna."""
    return TOTPDevice.objects.create(user=User.objects.create_superuser("anna", password=PASSWORD), name="Phone")


@pytest.fixture
def administrator() -> Client:
    """Somebody else, who may see everything."""
    return signed_in(User.objects.create_superuser("root"))


def rows(administrator: Client, name: str, **query: str) -> list[list[str]]:
    """The lines of a list as an administrator reads them, the time left out."""
    page = administrator.get(f"/admin/{name}/", query)
    changelist = page.context["cl"]
    model_admin, columns = changelist.model_admin, changelist.list_display[1:]
    return [[str(getattr(model_admin, column)(line) or "") for column in columns] for line in changelist.result_list]


def sign_in(browser: Client, phone: Any) -> None:
    """Sign anna in."""
    give_password(browser)
    give_code(browser, shown(phone))


def test_sign_in_is_logged_with_address_and_browser(administrator: Client, phone: Any) -> None:
    sign_in(reader(**AT_HOME), phone)

    assert rows(administrator, "axes/accesslog", q="anna") == [["anna", "198.51.100.7", "Her browser", ""]]


def test_password_alone_is_no_sign_in_in_the_log(phone: Any) -> None:
    give_password(reader())

    assert not AccessLog.objects.filter(username="anna").exists()


@pytest.mark.parametrize("new_password", [None, "another long and quiet evening"])
def test_sign_out_is_logged_even_after_a_new_password(phone: Any, clock: Any, new_password: str | None) -> None:
    browser = reader()
    sign_in(browser, phone)
    if new_password:
        data = {"old_password": PASSWORD, "new_password1": new_password, "new_password2": new_password}
        assert browser.post("/admin/password_change/", data).status_code == 302
    clock.shift(600)

    browser.post("/admin/logout/")

    assert AccessLog.objects.get(username="anna").logout_time == NOON + dt.timedelta(minutes=10)


def test_end_of_a_session_is_logged_when_it_shows(phone: Any, clock: Any) -> None:
    browser = reader()
    sign_in(browser, phone)
    clock.shift(3600)

    browser.get("/admin/", follow=True)

    assert AccessLog.objects.get(username="anna").logout_time == NOON + dt.timedelta(hours=1)


def test_failures_are_logged_with_the_step_and_the_lock_out(administrator: Client, phone: Any, clock: Any) -> None:
    browser = reader(**AT_HOME)
    give_password(browser, password="wrong")
    give_password(browser)
    for _ in range(5):
        give_code(browser, "000000")
        clock.shift(60)

    assert rows(administrator, "axes/accessfailurelog") == [
        ["anna", "198.51.100.7", "Her browser", "code", "yes"],
        ["anna", "198.51.100.7", "Her browser", "code", ""],
        ["anna", "198.51.100.7", "Her browser", "code", ""],
        ["anna", "198.51.100.7", "Her browser", "code", ""],
        ["anna", "198.51.100.7", "Her browser", "password", ""],
    ]


def test_changes_of_second_factors_are_logged(administrator: Client, phone: Any, clock: Any) -> None:
    user, origin = phone.user, second_factor.Origin(address="198.51.100.7", agent="Her browser")
    key = second_factor.new_key()
    tablet = TOTPDevice(key=key)
    second_factor.add_device(user=user, key=key, code=shown(tablet), name="Tablet", origin=origin)
    second_factor.remove_device(user=user, number=phone.pk, origin=origin)
    codes = second_factor.renew_backup_codes(user=user, origin=origin)
    second_factor.verify(user=user, code=codes[0], origin=origin)
    second_factor.reset(user=user, origin=origin)

    assert sorted(row[1:] for row in rows(administrator, "admin/logentry", q="anna")) == sorted(
        [event, device, "198.51.100.7", "Her browser"]
        for event, device in [
            ("second factor: device added", "Tablet"),
            ("second factor: device removed", "Phone"),
            ("second factor: new backup codes", ""),
            ("second factor: backup code used", ""),
            ("second factor: reset by the operator", ""),
        ]
    )


def test_first_set_up_is_logged_with_where_it_came_from(administrator: Client) -> None:
    User.objects.create_superuser("ben", password=PASSWORD)
    browser = reader(**AT_HOME)
    page = give_password(browser, "ben")
    code = shown(TOTPDevice(key=browser.session["password_was_right"]["key"]))
    browser.post("/admin/login/set-up/", {"new_code": code, "name": "Phone"})

    assert page.status_code == 200
    assert rows(administrator, "admin/logentry") == [
        ["ben", "second factor: device added", "Phone", "198.51.100.7", "Her browser"]
    ]


@pytest.mark.parametrize("name", LISTS)
def test_logs_are_read_only(administrator: Client, phone: Any, name: str) -> None:
    browser = reader()
    give_password(browser, password="wrong")
    sign_in(browser, phone)
    second_factor.renew_backup_codes(user=phone.user, origin=second_factor.Origin(None, ""))
    number = administrator.get(f"/admin/{name}/").context["cl"].result_list[0].pk

    statuses = [
        administrator.get(f"/admin/{name}/add/").status_code,
        administrator.post(f"/admin/{name}/{number}/change/", {}).status_code,
        administrator.post(f"/admin/{name}/{number}/delete/", {"post": "yes"}).status_code,
    ]
    page = administrator.get(f"/admin/{name}/")

    assert (statuses, page.context["action_form"]) == ([403, 403, 403], None)


@pytest.mark.parametrize("name", LISTS)
def test_logs_are_for_those_who_may_see_them(name: str) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    before = signed_in(clerk).get(f"/admin/{name}/").status_code
    app, model = name.split("/")
    clerk.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=f"view_{model}"))

    assert (before, signed_in(clerk).get(f"/admin/{name}/").status_code) == (403, 200)


def test_index_has_the_logs_together_under_our_names(administrator: Client) -> None:
    apps = {app["app_label"]: app for app in administrator.get("/admin/").context["app_list"]}

    assert [entry["name"] for entry in apps["axes"]["models"]] == [
        "Sign-ins",
        "Failed sign-ins",
        "Changes to second factors",
    ]
    assert (apps["axes"]["name"], "admin" in apps) == ("Sign-ins", False)


@pytest.mark.parametrize("name", LISTS)
def test_logs_cost_the_same_with_one_and_three_lines(administrator: Client, phone: Any, name: str) -> None:
    def happen() -> None:
        AccessLog.objects.create(username="anna", attempt_time=NOON)
        AccessFailureLog.objects.create(username="anna", attempt_time=NOON)
        second_factor.renew_backup_codes(user=phone.user, origin=second_factor.Origin(None, ""))

    def queries() -> int:
        administrator.get(f"/admin/{name}/")
        with CaptureQueriesContext(connection) as captured:
            administrator.get(f"/admin/{name}/")
        return len(captured)

    happen()
    with_one = queries()
    happen()
    happen()

    assert queries() == with_one


def test_next_sign_in_forgets_what_is_older_than_the_setting_says(phone: Any, clock: Any, settings: Any) -> None:
    settings.SIGN_IN_LOG_DAYS = 30
    give_password(reader(), password="wrong")
    second_factor.renew_backup_codes(user=phone.user, origin=second_factor.Origin(None, ""))
    sign_in(reader(), phone)
    clock.shift(dt.timedelta(days=29))
    sign_in(reader(), phone)
    kept = (AccessLog.objects.count(), AccessFailureLog.objects.count(), second_factor.changes().count())
    clock.shift(dt.timedelta(days=2))

    sign_in(reader(), phone)

    assert kept == (2, 1, 1)
    assert (AccessLog.objects.count(), AccessFailureLog.objects.count(), second_factor.changes().count()) == (2, 0, 0)
    assert not Session.objects.filter(expire_date__lt=NOON + dt.timedelta(days=31)).exists()
