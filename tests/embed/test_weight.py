"""What a frame weighs on its way to the reader."""

import brotli
import pytest
from django.db.models import Sum
from django.db.models.functions import Length

from openness.models import Model
from openness.publishing.bodies import stored_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]

MOST = 8 * 1024  # the issue allows 12


def weighed(client, path: str) -> int:
    """The bytes of a page as the store sends it to a browser, after a look that they are the page."""
    response = client.get(path)
    _headers, body = stored_page(headers=response.items(), body=response.content).encoded["br"]
    assert (response.status_code, brotli.decompress(body)) == (200, response.content)
    return len(body)


def wordiest(language: str) -> str:
    """The six models whose reasons are longest, so that every one of them is cut."""
    length = Sum(Length(f"assessments__reason_{language}"))
    models = Model.objects.published().annotate(length=length).order_by("-length")[:6]
    return "&".join(f"model={model.slug}" for model in models)


@pytest.mark.parametrize("language", ["de", "en"])
def test_frame_of_six_models_by_four_dimensions_is_light(client, language):
    assert weighed(client, f"/embed/{language}/compare/?{wordiest(language)}") <= MOST


@pytest.mark.parametrize("language", ["de", "en"])
def test_frame_with_every_column_is_light(client, language):
    columns = "&".join(f"column={name}" for name in ("vendor", "released", "size", "licence", "may-i"))

    assert weighed(client, f"/embed/{language}/compare/?{wordiest(language)}&{columns}&offering=product") <= MOST


@pytest.mark.parametrize("language", ["de", "en"])
def test_frame_of_the_fact_check_is_light(client, language):
    assert weighed(client, f"/embed/{language}/fact-check/open-model-openai/") <= MOST
