"""The builder for a widget that is pinned to a day."""

import re

import pytest

from openness.models import Model
from tests.embed.test_widgets import history

__all__ = ["history"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("history")]


@pytest.mark.parametrize(("query", "name"), [("", "Renamed"), ("&as-of=2026-03-04", "One"), ("&as-of=soon", "Renamed")])
def test_picked_model_is_called_as_on_the_day(client, query, name):
    Model.objects.filter(slug="one").update(name="Renamed")

    text = client.get(f"/en/embed/?model=one{query}").text

    assert re.findall(r'<a class="chip"[^>]*>([^<]+) <', text) == [name]
