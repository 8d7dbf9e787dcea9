"""Badges: per model and dimension, and per model and plan."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.domain.permissions.grounds import refresh_grounds
from openness.embed.badges import Badge, shape, svg
from openness.models import Model
from openness.publishing.marks import EMBEDDED, ENVIRON_KEY, PINNED, Note
from tests.embed.addresses import picture
from tests.embed.png import size_of
from tests.embed.test_widgets import history
from tests.factories import LicenceCoverageFactory

__all__ = ["history"]

with_catalogue = pytest.mark.usefixtures("catalogue", "_grounds")

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def _grounds(catalogue: None) -> None:
    refresh_grounds()


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def texts(response) -> list[str]:
    return [element.text for element in drawn(response.text).iter(f"{SVG}text")]


@with_catalogue
@pytest.mark.parametrize(
    ("language", "dimension", "expected"),
    [
        ("de", "weights", ["Weights (deutsch)", "teilweise"]),
        ("en", "weights", ["weights", "partial"]),
        ("en", "code", ["code", "closed"]),
        ("en", "data", ["data", "unknown"]),
        ("en", "commercial-use", ["commercial_use", "partial"]),
    ],
)
def test_badge_of_a_dimension_names_it_and_the_level(client, language, dimension, expected):
    response = client.get(picture("badge", language=language, dimension=dimension, extension="svg"))

    assert (response.status_code, response["Content-Type"], texts(response)) == (200, "image/svg+xml", expected)


@with_catalogue
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["May I?", "yes, if …"]),
        ("?offering=product&seat=eu", ["May I? product", "yes, if …"]),
        ("?offering=internal&use=commercial&mau=900000000", ["May I? own use", "ask the vendor"]),
    ],
)
def test_badge_of_a_permission_names_plan_and_answer(client, query, expected):
    response = client.get(picture("badge-may-i", extension="svg") + query)

    assert (response.status_code, texts(response)) == (200, expected)


@with_catalogue
def test_badge_says_in_words_what_it_is_about(client):
    root = drawn(client.get(picture("badge", extension="svg")).text)

    assert (root.attrib["role"], root.attrib["aria-label"], root.find(f"{SVG}title").text) == (
        "img",
        "One: Weights: partial",
        "One: Weights: partial",
    )


@with_catalogue
def test_badge_of_a_permission_says_the_whole_plan_in_words(client):
    root = drawn(client.get(picture("badge-may-i", extension="svg") + "?offering=research&seat=eu").text)

    assert root.attrib["aria-label"] == "One: May I use it? do research with it, European Union: yes, if …"


@with_catalogue
def test_badge_for_shields_follows_their_schema(client):
    response = client.get(picture("badge", extension="json"))

    assert (response["Content-Type"], response.json()) == (
        "application/json",
        {"schemaVersion": 1, "label": "weights", "message": "partial", "color": "#855300", "cacheSeconds": 3600},
    )


@with_catalogue
def test_badge_of_a_permission_for_shields_follows_their_schema(client):
    told = client.get(picture("badge-may-i", extension="json")).json()

    assert told == {
        "schemaVersion": 1,
        "label": "May I?",
        "message": "yes, if …",
        "color": "#855300",
        "cacheSeconds": 3600,
    }


@with_catalogue
@pytest.mark.parametrize("name", ["badge", "badge-may-i"])
@pytest.mark.parametrize("slug", ["nothing", "GPT-4", "a b", "%00", "%3Cscript%3E", "x" * 300])
def test_badge_of_an_unknown_model_says_so(client, name, slug):
    path = picture(name, slug="SLUG", extension="svg").replace("SLUG", slug)

    response = client.get(path)

    assert (response.status_code, texts(response)) == (404, ["Openness", "unknown model"])


@with_catalogue
def test_badge_of_an_unpublished_model_is_that_of_an_unknown_one(client):
    Model.objects.filter(slug="one").update(published=False)

    assert client.get(picture("badge")).status_code == 404


@with_catalogue
@pytest.mark.parametrize(
    ("name", "parts", "query", "status", "message"),
    [
        ("badge", {"slug": "nothing"}, "", 404, "unknown model"),
        ("badge", {"dimension": "size"}, "", 404, "unknown dimension"),
        ("badge", {}, "?scale=3", 400, "wrong: scale"),
        ("badge-may-i", {}, "?seat=mars", 400, "wrong: seat"),
        ("badge-may-i", {}, "?seat=eu&seat=us", 400, "wrong: seat"),
        ("badge-may-i", {}, "?mau=many", 400, "wrong: mau"),
    ],
)
def test_badge_with_a_fault_names_it_in_every_form(client, name, parts, query, status, message):
    told = client.get(picture(name, **parts, extension="json") + query)
    as_svg = client.get(picture(name, **parts, extension="svg") + query)
    as_png = client.get(picture(name, **parts, extension="png") + query)

    assert [one.status_code for one in (told, as_svg, as_png)] == [status] * 3
    assert told.json() == {
        "schemaVersion": 1,
        "label": "Openness",
        "message": message,
        "color": "#5a6169",
        "cacheSeconds": 3600,
        "isError": True,
    }
    assert (texts(as_svg), size_of(as_png.content)[1]) == (["Openness", message], 20)


@with_catalogue
@pytest.mark.parametrize(("scale", "height"), [("", 20), ("1", 20), ("2", 40)])
def test_badge_as_png_has_its_scale(client, scale, height):
    assert size_of(client.get(picture("badge"), {"scale": scale}).content)[1] == height


@with_catalogue
@pytest.mark.parametrize(("query", "kept"), [("?seat=eu", True), ("?mau=5", False), ("?on=2026-01-01", False)])
def test_badge_of_a_plan_with_a_figure_or_a_day_is_not_kept(client, query, kept):
    note = Note()

    client.get(picture("badge-may-i") + query, **{ENVIRON_KEY: note})

    assert note.keep == kept


@with_catalogue
def test_badge_does_not_load_anything(client):
    text = client.get(picture("badge", extension="svg")).text

    assert re.findall(r"href|url\(|<style|<script|@import", text) == []


@with_catalogue
def test_badge_keeps_a_hostile_name_a_text(client):
    nasty = "<script>alert(1)</script>\"'&"
    Model.objects.filter(slug="one").update(name=nasty)

    root = drawn(client.get(picture("badge", extension="svg")).text)

    assert root.attrib["aria-label"] == f"{nasty}: Weights: partial"
    assert list(root.iter(f"{SVG}script")) == []


@with_catalogue
@pytest.mark.parametrize("query", ["", "?offering=product"])
def test_badge_takes_the_same_queries_for_every_plan(client, query, django_assert_max_num_queries):
    LicenceCoverageFactory.create_batch(3)

    with django_assert_max_num_queries(15):
        client.get(picture("badge-may-i") + query)


@settings(deadline=None)
@given(label=st.text(max_size=150), message=st.text(max_size=150), title=st.text(max_size=150))
def test_badge_is_as_wide_as_its_texts(label, message, title):
    badge = Badge(label, message, "open", title)

    measures = shape(badge)
    root = drawn(svg(badge))

    assert measures.label_at + measures.label.width <= measures.split <= measures.mark_at
    assert measures.message_at + measures.message.width < measures.width <= 600
    assert float(root.attrib["width"]) == measures.width


@pytest.mark.django_db
@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("query", "message", "cache"),
    [("", "closed", EMBEDDED), ("?as-of=2026-03-04", "open", PINNED), ("?as-of=2026-03-05", "closed", PINNED)],
)
def test_pinned_badge_shows_the_level_of_its_day(client, query, message, cache):
    as_svg = client.get(picture("badge", extension="svg") + query)
    told = client.get(picture("badge", extension="json") + query)

    assert (texts(as_svg)[1], told.json()["message"]) == (message, message)
    assert (as_svg["Cache-Control"], told["Cache-Control"]) == (cache, cache)


@pytest.mark.django_db
@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("name", ["badge", "badge-may-i"])
@pytest.mark.parametrize("day", ["soon", "2026-02-30", "2999-01-01", "2026-03-01"])
def test_badge_of_a_day_that_is_not_there_says_so(client, name, day):
    response = client.get(picture(name, extension="svg"), {"as-of": day})

    assert (response.status_code, texts(response)) == (400, ["Openness", "wrong: as-of"])
