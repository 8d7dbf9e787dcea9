"""The one number that grows with every published change."""

import datetime as dt

import pytest
from django.db import transaction

from openness.domain import revision
from openness.models import CatalogueRevision

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
NOON = MORNING + dt.timedelta(hours=4)


def test_current_before_the_first_change_is_nought():
    assert revision.current() == revision.Revision(number=0, changed_at=None)


def test_bump_counts_and_tells_when():
    revision.bump(now=MORNING)
    revision.bump(now=NOON)

    assert revision.current() == revision.Revision(number=2, changed_at=NOON)
    assert CatalogueRevision.objects.count() == 1


def test_bump_in_a_transaction_that_fails_does_not_count():
    revision.bump(now=MORNING)

    with transaction.atomic():
        revision.bump(now=NOON)
        transaction.set_rollback(True)

    assert revision.current() == revision.Revision(number=1, changed_at=MORNING)


def test_current_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        revision.current()
