"""Signing in: password and code, the first time, guessing, and how long it lasts."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from openness.domain import second_factor
from tests.admin.forms import said
from tests.admin.people import (
    PASSWORD,
    give_code,
    give_password,
    reader,
    refusals,
    shown,
    shown_for,
    signed_in,
    where,
)

NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
WRONG = "This code is wrong, too old, or was used before."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor() -> Client:
    """Nobody is signed in."""
    return reader()


@pytest.fixture
def newcomer() -> User:
    """anna, as `make admin` leaves her."""
    return User.objects.create_superuser("anna", password=PASSWORD)


@pytest.fixture
def phone(newcomer: User) -> Any:
    """anna's device."""
    return TOTPDevice.objects.create(user=newcomer, name="Phone")


@pytest.fixture
def backup_codes(newcomer: User, phone: Any) -> list[str]:
    """anna's backup codes."""
    return second_factor.renew_backup_codes(user=newcomer, origin=second_factor.Origin(None, ""))


def may_edit(browser: Client) -> bool:
    """Whether the admin opens."""
    return browser.get("/admin/").status_code == 200


def set_up(browser: Client, code: str, name: str = "Phone") -> Any:
    """Send the form that confirms the first device."""
    return browser.post("/admin/login/set-up/", {"new_code": code, "name": name}, follow=True)


# The first time


def test_first_sign_in_leads_to_the_set_up_and_from_there_into_the_admin(visitor: Client, newcomer: User) -> None:
    page = give_password(visitor)
    done = set_up(visitor, shown_for(page))

    assert (where(page), done.status_code) == ("/admin/login/set-up/", 200)
    assert len(done.context["codes"]) == 10
    assert may_edit(visitor)
    assert [device.name for device in second_factor.devices(user=newcomer)] == ["Phone"]


def test_set_up_hands_the_key_over_as_picture_text_and_link(visitor: Client, newcomer: User) -> None:
    page = give_password(visitor)

    text = page.content.decode()
    assert text.count('<svg class="qr"') == 1
    assert page.context["address"].startswith("otpauth://totp/Openness%20127.0.0.1%3Aanna?secret=")
    assert page.context["key"].replace(" ", "") in page.context["address"]
    assert ("<style" in text, " style=" in text, "<script>" in text) == (False, False, False)


def test_backup_codes_are_shown_once(visitor: Client, newcomer: User) -> None:
    done = set_up(visitor, shown_for(give_password(visitor)))

    codes = done.context["codes"]
    assert all(f"{code[:5]} {code[5:]}" in done.content.decode() for code in codes)
    assert done.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not any(code in visitor.get("/admin/second-factor/").content.decode() for code in codes)
    assert not any(code in str(dict(visitor.session)) for code in codes)


@pytest.mark.parametrize("page", ["set-up", "code"])
def test_steps_after_the_password_are_closed_without_it(visitor: Client, newcomer: User, page: str) -> None:
    seen = visitor.get(f"/admin/login/{page}/", follow=True)
    sent = visitor.post(f"/admin/login/{page}/", {"code": "123456", "new_code": "123456", "name": "x"}, follow=True)

    assert (where(seen), where(sent)) == ("/admin/login/", "/admin/login/")
    assert not TOTPDevice.objects.exists()


def test_set_up_is_closed_once_a_device_is_confirmed(visitor: Client, newcomer: User, phone: Any) -> None:
    give_password(visitor)

    seen = visitor.get("/admin/login/set-up/", follow=True)
    sent = set_up(visitor, "123456")

    assert (where(seen), where(sent)) == ("/admin/login/code/", "/admin/login/code/")
    assert TOTPDevice.objects.count() == 1


def test_set_up_with_a_wrong_code_keeps_nothing_and_is_no_failure(visitor: Client, newcomer: User) -> None:
    give_password(visitor)

    pages = [set_up(visitor, "000000") for _ in range(6)]

    assert {page.status_code for page in pages} == {200}
    assert refusals(pages[0], "new_code")[0].startswith("This is not the code that belongs to the key.")
    assert (TOTPDevice.objects.count(), AccessAttempt.objects.count(), may_edit(visitor)) == (0, 0, False)


def test_set_up_in_two_browsers_has_two_keys_and_only_one_is_confirmed(newcomer: User) -> None:
    hers, other = reader(), reader()
    her_page, other_page = give_password(hers), give_password(other)

    set_up(hers, shown_for(her_page))
    late = set_up(other, shown_for(other_page))

    assert her_page.context["key"] != other_page.context["key"]
    assert (where(late), may_edit(hers), may_edit(other)) == ("/admin/login/code/", True, False)


def test_set_up_that_is_overtaken_while_it_runs_is_refused(newcomer: User, phone: Any) -> None:
    key = second_factor.new_key()

    with pytest.raises(second_factor.AlreadySetUp):
        second_factor.set_up(user=newcomer, key=key, code="123456", name="Late", origin=second_factor.Origin(None, ""))


# Every time


def test_password_alone_opens_nothing(visitor: Client, phone: Any) -> None:
    page = give_password(visitor)

    assert where(page) == "/admin/login/code/"
    assert not may_edit(visitor)
    assert "_auth_user_id" not in visitor.session


def test_password_and_code_open_the_page_that_was_asked_for(visitor: Client, phone: Any) -> None:
    asked = visitor.get("/admin/openness/model/", follow=True)

    give_password(visitor, data={"next": asked.context["next"]})
    page = give_code(visitor, shown(phone))

    assert (where(page), page.status_code) == ("/admin/openness/model/", 200)


def test_sign_in_leads_to_no_other_site(visitor: Client, phone: Any) -> None:
    give_password(visitor, data={"next": "https://evil.example/"})

    assert where(give_code(visitor, shown(phone))) == "/admin/"


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_may_be_one_step_early_or_late(visitor: Client, phone: Any, steps: int, opens: bool) -> None:
    give_password(visitor)

    give_code(visitor, shown(phone, steps=steps))

    assert may_edit(visitor) is opens


def test_code_given_late_does_not_shift_what_is_accepted_next(phone: Any, clock: Any) -> None:
    for _ in range(3):
        clock.shift(300)
        browser = reader()
        give_password(browser)
        give_code(browser, shown(phone, steps=-1))
        assert may_edit(browser)

    clock.shift(300)
    browser = reader()
    give_password(browser)
    give_code(browser, shown(phone, steps=1))
    assert may_edit(browser)


def test_code_works_once(phone: Any) -> None:
    first, second = reader(), reader()
    for browser in (first, second):
        give_password(browser)
    give_code(first, shown(phone))

    page = give_code(second, shown(phone))

    assert (may_edit(first), may_edit(second), refusals(page)) == (True, False, [WRONG])


def test_code_that_confirmed_the_device_does_not_sign_in_again(visitor: Client, newcomer: User) -> None:
    page = give_password(visitor)
    code = shown_for(page)
    set_up(visitor, code)
    thief = reader()
    give_password(thief)

    assert refusals(give_code(thief, code)) == [WRONG]


def test_backup_code_works_once_and_tells_how_many_are_left(backup_codes: list[str]) -> None:
    first, second = reader(), reader()
    for browser in (first, second):
        give_password(browser)

    page = give_code(first, backup_codes[0])
    again = give_code(second, backup_codes[0])

    assert (may_edit(first), may_edit(second), refusals(again)) == (True, False, [WRONG])
    assert [str(message).split(".")[0] for message in page.context["messages"]] == ["You have 9 backup codes left"]


@pytest.mark.parametrize("form", ["{} {}", "{}-{}", " {}{} "])
def test_blanks_and_hyphens_in_a_code_do_not_matter(visitor: Client, backup_codes: list[str], form: str) -> None:
    give_password(visitor)

    give_code(visitor, form.format(backup_codes[0][:5], backup_codes[0][5:]))

    assert may_edit(visitor)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345 678901", "1" * 99])
def test_what_is_no_code_is_refused_without_counting(visitor: Client, phone: Any, code: str) -> None:
    give_password(visitor)

    page = give_code(visitor, code)

    assert (page.status_code, len(refusals(page)), AccessAttempt.objects.count()) == (200, 1, 0)


def test_each_of_several_devices_works_and_the_others_note_no_failure(visitor: Client, phone: Any) -> None:
    tablet = TOTPDevice.objects.create(user=phone.user, name="Tablet")
    give_password(visitor)

    give_code(visitor, shown(tablet))

    phone.refresh_from_db()
    assert (may_edit(visitor), phone.throttling_failure_count) == (True, 0)


def test_device_of_somebody_else_does_not_help(visitor: Client, phone: Any) -> None:
    other = TOTPDevice.objects.create(user=User.objects.create_superuser("eve"), name="Hers")
    give_password(visitor)

    assert refusals(give_code(visitor, shown(other))) == [WRONG]


def test_after_a_wrong_code_even_the_right_one_has_to_wait(visitor: Client, phone: Any, clock: Any) -> None:
    give_password(visitor)
    give_code(visitor, "000000")

    at_once = give_code(visitor, shown(phone))
    clock.shift(2)
    later = give_code(visitor, shown(phone))

    assert refusals(at_once) == ["After a wrong code there is a pause. Try again in 1 second."]
    assert where(later) == "/admin/"


def test_password_is_asked_again_after_ten_minutes(visitor: Client, phone: Any, clock: Any) -> None:
    give_password(visitor)
    clock.shift(601)

    page = give_code(visitor, shown(phone))

    assert (where(page), may_edit(visitor)) == ("/admin/login/", False)
    assert said(page) == ["That took too long. Please begin again with your password."]


@pytest.mark.parametrize("change", ["password", "is_active", "is_staff"])
def test_password_given_before_a_change_of_the_account_is_void(visitor: Client, phone: Any, change: str) -> None:
    give_password(visitor)
    user = phone.user
    if change == "password":
        user.set_password("another long evening")
    else:
        setattr(user, change, False)
    user.save()

    page = give_code(visitor, shown(phone))

    assert (where(page), AccessLog.objects.exists()) == ("/admin/login/", False)


def test_session_key_changes_with_the_password_and_with_the_code(visitor: Client, phone: Any) -> None:
    session = visitor.session
    session["planted"] = True
    session.save()
    visitor.cookies["sessionid"] = planted = session.session_key

    give_password(visitor)
    after_password = visitor.cookies["sessionid"].value
    give_code(visitor, shown(phone))

    assert len({planted, after_password, visitor.cookies["sessionid"].value}) == 3


def test_second_factor_can_be_switched_off_for_work_on_the_code(visitor: Client, newcomer: User, settings: Any) -> None:
    settings.SECOND_FACTOR = False

    page = give_password(visitor)

    assert (where(page), may_edit(visitor)) == ("/admin/", True)
    assert visitor.get("/admin/second-factor/").status_code == 404


@pytest.mark.parametrize(("debug", "starts"), [("0", False), ("1", True)])
def test_site_without_second_factor_starts_only_with_debug(debug: str, starts: bool) -> None:
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DEBUG": debug, "SECOND_FACTOR": "0"}
    done = subprocess.run(
        [sys.executable, "-c", "import openness.settings"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0, "SECOND_FACTOR=0 is for DEBUG=1 only" in done.stderr) == (starts, not starts)


# Guessing


def guess(browser: Client, times: int, name: str = "anna", **request: Any) -> Any:
    """Give a wrong password; the last answer."""
    for _ in range(times):
        answer = give_password(browser, name, "wrong", **request)
    return answer


def test_five_wrong_passwords_lock_out_even_who_knows_the_right_one(visitor: Client, phone: Any) -> None:
    statuses = [guess(visitor, 1).status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert give_password(visitor).status_code == 429


def test_lock_out_says_how_long_and_is_the_same_for_unknown_names(visitor: Client, newcomer: User) -> None:
    known, unknown = guess(visitor, 5), guess(reader(), 5, name="nobody")

    assert known.content == unknown.content
    assert (known.headers["Retry-After"], unknown.headers["Retry-After"]) == ("900", "900")
    assert "You can try again in 15 minutes." in known.content.decode()


def test_wrong_password_unknown_name_and_closed_accounts_are_told_apart_by_nobody(visitor: Client) -> None:
    User.objects.create_superuser("anna", password=PASSWORD)
    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_superuser("gone", password=PASSWORD, is_active=False)

    pages = [guess(visitor, 1), guess(visitor, 1, "nobody"), give_password(visitor, "reader")]
    pages.append(give_password(visitor, "gone"))

    told = "Name and password do not fit together. Upper and lower case matter."
    assert [refusals(page, "__all__") for page in pages] == [[told]] * 4
    assert sorted(AccessAttempt.objects.values_list("username", "failures_since_start")) == [
        ("anna", 1),
        ("gone", 1),
        ("nobody", 1),
        ("reader", 1),
    ]


def test_wrong_codes_count_like_wrong_passwords(visitor: Client, phone: Any, clock: Any) -> None:
    guess(visitor, 2)
    give_password(visitor)

    statuses = []
    for _ in range(3):
        statuses.append(give_code(visitor, "000000").status_code)
        clock.shift(60)

    assert statuses == [200, 200, 429]
    assert give_code(visitor, shown(phone)).status_code == 429
    assert give_password(visitor).status_code == 429


def test_lock_out_concerns_one_name_from_one_address(visitor: Client, phone: Any) -> None:
    User.objects.create_superuser("ben", password=PASSWORD)
    guess(visitor, 5)

    ben = give_password(reader(), "ben")
    anna_at_home = give_password(reader(), REMOTE_ADDR="198.51.100.7")

    assert (where(ben), where(anna_at_home)) == ("/admin/login/set-up/", "/admin/login/code/")


def test_twenty_failures_with_any_names_lock_out_an_address(visitor: Client, phone: Any) -> None:
    statuses = [guess(visitor, 1, f"name-{number}").status_code for number in range(20)]

    assert statuses == [200] * 19 + [429]
    assert give_password(visitor).status_code == 429
    assert give_password(reader(), REMOTE_ADDR="198.51.100.7").status_code == 200


def test_lock_out_ends_after_a_quarter_of_an_hour_whatever_is_tried_meanwhile(
    visitor: Client, phone: Any, clock: Any
) -> None:
    guess(visitor, 5)
    clock.shift(14 * 60)
    too_early = give_password(visitor)
    clock.shift(61)

    assert (too_early.status_code, where(give_password(visitor))) == (429, "/admin/login/code/")


def test_attempts_while_locked_out_write_nothing(visitor: Client, phone: Any) -> None:
    guess(visitor, 5)
    before = list(AccessAttempt.objects.values())

    guess(visitor, 3)

    assert (list(AccessAttempt.objects.values()), AccessFailureLog.objects.count()) == (before, 5)


def test_newest_failure_is_kept_however_many_there_were(visitor: Client, phone: Any) -> None:
    line = {"username": "anna", "user_agent": "", "http_accept": "", "path_info": ""}
    AccessFailureLog.objects.bulk_create(AccessFailureLog(**line) for _ in range(1001))

    guess(visitor, 1)

    assert AccessFailureLog.objects.filter(ip_address="127.0.0.1").count() == 1


def test_sign_in_forgets_failures_of_that_name_and_of_no_other(visitor: Client, phone: Any) -> None:
    guess(visitor, 4)
    guess(visitor, 4, "ben")
    give_password(visitor)
    give_code(visitor, shown(phone))

    assert list(AccessAttempt.objects.values_list("username", "failures_since_start")) == [("ben", 4)]


def test_right_password_alone_forgets_no_failures(visitor: Client, phone: Any) -> None:
    guess(visitor, 4)
    give_password(visitor)

    assert guess(reader(), 1).status_code == 429


def test_forwarded_addresses_are_not_believed_unless_a_setting_says_so(visitor: Client, newcomer: User) -> None:
    statuses = [guess(visitor, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code for number in range(5)]

    assert statuses == [200, 200, 200, 200, 429]


def test_behind_a_proxy_the_last_address_in_its_header_counts(visitor: Client, phone: Any, settings: Any) -> None:
    settings.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    spoofed = [f"203.0.113.{number}, 198.51.100.7" for number in range(5)]

    statuses = [guess(visitor, 1, HTTP_X_FORWARDED_FOR=header).status_code for header in spoofed]
    colleague = give_password(reader(), HTTP_X_FORWARDED_FOR="198.51.100.8")

    assert (statuses, colleague.status_code) == ([200, 200, 200, 200, 429], 200)
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"198.51.100.7"}


@pytest.mark.parametrize("name", ["x" * 151, "a\0b"])
def test_names_that_cannot_exist_are_refused_before_they_are_stored(visitor: Client, name: str) -> None:
    page = give_password(visitor, name)

    assert (page.status_code, len(refusals(page, "username")), AccessAttempt.objects.count()) == (200, 1, 0)


def test_failures_keep_neither_passwords_nor_codes(visitor: Client, backup_codes: list[str]) -> None:
    give_password(visitor, password="almost the right one")
    give_password(visitor)
    give_code(visitor, "1234567890")

    kept = "".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert ("almost the right one" in kept, "1234567890" in kept) == (False, False)


@pytest.mark.parametrize(("https", "header", "told"), [(True, "", 1), (True, "X-Real-IP", 0), (False, "", 0)])
def test_deployment_behind_a_proxy_without_its_header_is_warned(
    settings: Any, https: bool, header: str, told: int
) -> None:
    settings.HTTPS, settings.CLIENT_ADDRESS_HEADER = https, header

    found = [message.id for message in run_checks(include_deployment_checks=True) if message.id == "openness.W001"]

    assert len(found) == told


# How long it lasts


@pytest.fixture
def anna(newcomer: User, phone: Any) -> Client:
    """anna's browser; she signed in at noon."""
    return signed_in(newcomer)


def test_session_ends_an_hour_after_its_last_use(anna: Client, clock: Any) -> None:
    uses = []
    for _ in range(3):
        clock.shift(59 * 60)
        uses.append(may_edit(anna))
    clock.shift(60 * 60)

    page = anna.get("/admin/", follow=True)

    assert (uses, where(page)) == ([True] * 3, "/admin/login/")
    assert said(page) == ["You were signed out because you had not been active for a while."]


def test_session_ends_eight_hours_after_the_sign_in(anna: Client, clock: Any) -> None:
    for _ in range(8):
        assert may_edit(anna)
        clock.shift(dt.timedelta(minutes=59))
    assert may_edit(anna)
    clock.shift(dt.timedelta(minutes=8))

    page = anna.get("/admin/", follow=True)

    assert where(page) == "/admin/login/"
    assert said(page) == ["You were signed out because you had been signed in for long."]


def test_session_that_is_over_does_not_come_back(anna: Client, clock: Any) -> None:
    clock.shift(60 * 60)
    anna.get("/admin/", follow=True)
    clock.move_to(NOON)

    assert not may_edit(anna)


def test_cookies_are_for_the_admin_and_end_with_the_browser(visitor: Client, backup_codes: list[str]) -> None:
    give_password(visitor)
    visitor.post("/admin/login/code/", {"code": backup_codes[0]})

    cookie = visitor.cookies["sessionid"]
    assert (cookie["path"], cookie["expires"], cookie["max-age"]) == ("/admin/", "", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert {cookie["path"] for cookie in visitor.cookies.values()} == {"/admin/"}


def test_session_that_began_in_another_way_is_not_let_in(newcomer: User, phone: Any) -> None:
    browser = reader()
    browser.force_login(newcomer)

    assert not may_edit(browser)


def test_session_ends_with_the_device_it_began_with(anna: Client, phone: Any) -> None:
    phone.delete()

    assert not may_edit(anna)


def test_unconfirmed_devices_do_not_count(anna: Client, phone: Any) -> None:
    TOTPDevice.objects.update(confirmed=False)

    assert not may_edit(anna)


@pytest.mark.parametrize("path", ["/en/about/", "/en/nothing/", "/healthz"])
def test_public_pages_get_no_cookie_and_no_query_from_it(
    client: Client, anna: Client, settings: Any, path: str
) -> None:
    cookies = {"sessionid": anna.cookies["sessionid"].value}

    def answer() -> tuple[int, str, list[str]]:
        client.get(path)
        client.cookies.load(cookies)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path)
        return len(queries), page.headers.get("Vary", ""), list(page.cookies)

    with_it = answer()
    guards = ("django_otp.middleware.OTPMiddleware", "axes.middleware.AxesMiddleware")
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name not in guards]

    assert with_it == answer()
    assert ("Cookie" in with_it[1], with_it[2]) == (False, [])


def test_backup_codes_alone_are_no_way_to_set_up_anew(visitor: Client, newcomer: User) -> None:
    StaticDevice.objects.create(user=newcomer, name="backup codes")

    assert where(give_password(visitor)) == "/admin/login/code/"
