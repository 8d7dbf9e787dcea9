"""What holds at the address of every picture."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openness.filters import PARAMETERS
from openness.publishing.marks import EMBEDDED
from tests.embed.addresses import CARDS, PICTURES, picture
from tests.embed.png import size_of
from tests.pages.test_every_address import more, queries, query_string

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_there(client, name, language):
    response = client.get(picture(name, language=language))

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert size_of(response.content) > (0, 0)


@pytest.mark.parametrize("name", CARDS)
def test_card_has_the_size_that_networks_ask_for(client, name):
    assert size_of(client.get(picture(name)).content) == (1200, 630)


@pytest.mark.parametrize("name", PICTURES)
def test_picture_may_be_shown_anywhere_and_does_nothing_there(client, name):
    response = client.get(picture(name))

    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; base-uri 'none'")
    assert (response["X-Content-Type-Options"], response["X-Frame-Options"]) == ("nosniff", "DENY")
    assert dict(response.cookies) == {}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_kept_by_who_fetched_it(client, name):
    response = client.get(picture(name))
    again = client.get(picture(name), headers={"If-None-Match": response["ETag"]})

    assert (response["Cache-Control"], again.status_code, again.content) == (EMBEDDED, 304, b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_only_read(client, name, method):
    response = getattr(client, method)(picture(name))

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "name", [name for name, parts in PICTURES.items() if {"slug", "vendor", "dimension"} & {*parts}]
)
def test_picture_of_what_is_not_there_is_not_found(client, name):
    for part in {"slug", "vendor", "dimension"} & {*PICTURES[name]}:
        response = client.get(picture(name, **{part: "nothing"}))

        assert response.status_code == 404


@pytest.mark.parametrize("name", PICTURES)
def test_picture_takes_the_same_queries_with_one_and_with_three_rows_more(client, name):
    counted = []
    for rows in (1, 2):
        for _n in range(rows):
            more()
        with CaptureQueriesContext(connection) as context:
            client.get(picture(name))
        counted.append(len(context))

    assert counted[1] == counted[0]


@pytest.mark.parametrize("name", PICTURES)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=queries)
def test_picture_answers_any_parameters(name, pairs):
    assert Client().get(picture(name), QUERY_STRING=query_string(pairs)).status_code in {200, 400, 404}


@pytest.mark.parametrize("name", ["card-compare", "card-may-i", "embed-compare-picture", "badge-may-i"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parameter=st.sampled_from(PARAMETERS), values=st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_picture_answers_anything_in_each_parameter(name, parameter, values):
    assert Client().get(picture(name), {parameter: values}).status_code in {200, 400, 404}
