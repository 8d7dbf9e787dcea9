"""The way out for a person whose device is lost."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from openness.domain import second_factor
from tests.admin.people import PASSWORD, give_password, reader, signed_in, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    """anna."""
    return User.objects.create_superuser("anna", password=PASSWORD)


@pytest.fixture
def anna(person: User) -> Client:
    """Her browser; she is signed in, and has backup codes."""
    browser = signed_in(person)
    second_factor.renew_backup_codes(user=person, origin=second_factor.Origin(None, ""))
    return browser


def reset(name: str) -> str:
    """Run the command; what it says."""
    said = StringIO()
    call_command("reset_second_factor", name, stdout=said)
    return said.getvalue()


def test_reset_ends_sessions_and_leads_to_the_set_up(anna: Client, person: User) -> None:
    said = reset("anna")

    assert said.startswith("anna has no second factor now and is signed out.")
    assert (second_factor.is_set_up(user=person), second_factor.backup_codes_left(user=person)) == (False, 0)
    assert anna.get("/admin/").status_code == 302
    assert where(give_password(reader())) == "/admin/login/set-up/"


def test_reset_is_logged_with_the_operator(anna: Client, monkeypatch: Any) -> None:
    monkeypatch.setenv("LOGNAME", "operator")

    reset("anna")

    entry = second_factor.changes().latest("pk")
    assert second_factor.event_of(entry=entry) == (second_factor.RESET, "")
    assert second_factor.origin_of(entry=entry).agent == "manage.py reset_second_factor (operator)"


def test_reset_lifts_a_lock_out(anna: Client) -> None:
    browser = reader()
    statuses = [give_password(browser, password="wrong").status_code for _ in range(5)]

    reset("anna")

    assert (statuses[-1], where(give_password(browser))) == (429, "/admin/login/set-up/")


def test_reset_leaves_others_alone(anna: Client) -> None:
    ben = User.objects.create_superuser("ben")
    browser = signed_in(ben)

    reset("anna")

    assert (second_factor.is_set_up(user=ben), browser.get("/admin/").status_code) == (True, 200)


def test_reset_of_nobody_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody signs in as “nobody”"):
        reset("nobody")
