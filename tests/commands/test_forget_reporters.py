"""forget_reporters as an operator runs it."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from openness.models import ReaderReport
from tests.reports import kept

pytestmark = pytest.mark.django_db


def test_old_senders_and_contacts_are_forgotten_and_new_ones_kept():
    now = timezone.now()
    for days in (1, 8, 91):
        kept(sender="somebody", contact="me@example.org", sent_at=now - dt.timedelta(days=days))
    out = io.StringIO()

    call_command("forget_reporters", stdout=out)

    assert out.getvalue() == "2 senders and 1 contacts forgotten.\n"
    rows = ReaderReport.objects.order_by("-sent_at").values_list("sender", "contact")
    assert list(rows) == [("somebody", "me@example.org"), ("", "me@example.org"), ("", "")]
