"""Pictures of widgets, by address."""

import re
from xml.etree import ElementTree as ET

import pytest

from openness.domain import revision
from openness.embed.looks import policy
from openness.models import Model
from openness.publishing.marks import EMBEDDED, ENVIRON_KEY, REVALIDATED, Note
from tests.documents import NOW
from tests.embed.addresses import picture
from tests.embed.png import size_of

pytestmark = pytest.mark.usefixtures("catalogue")

SVG = "{http://www.w3.org/2000/svg}"


def texts(response) -> list[str]:
    root = ET.fromstring(response.text)  # noqa: S314 - our own
    return [element.text for element in root.iter(f"{SVG}text")]


def svg(name: str, **more: str) -> str:
    return picture(name, extension="svg", **more)


def test_picture_of_a_comparison_shows_picked_models_in_their_order(client):
    response = client.get(svg("embed-compare-picture") + "?model=two&model=one&dimension=weights&dimension=code")

    assert texts(response)[:13] == [
        *("How open are Two and One?", "Model", "Vendor", "Weights", "Code"),
        *("Two", "Acme", "unknown", "unknown"),
        *("One", "Acme", "partial", "closed"),
    ]


def test_picture_of_one_model(client):
    response = client.get(svg("embed-model-picture") + "?dimension=code&column=size")

    assert texts(response)[:6] == ["How open is One?", "Model", "Size", "Code", "One", "8B"]


def test_picture_of_a_fact_check_shows_both_levels(client):
    response = client.get(svg("embed-fact-check-picture") + "?dimension=weights")

    assert texts(response)[-4:-2] == ["open", "partial"]


def test_picture_is_in_the_language_of_its_address(client):
    client.cookies["django_language"] = "en"

    response = client.get(svg("embed-model-picture", language="de"), headers={"Accept-Language": "en"})

    assert "teilweise" in texts(response)


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_picture_has_a_theme_whose_style_holds(client, theme):
    response = client.get(svg("embed-compare-picture"), {"theme": theme})

    assert response["Content-Security-Policy"] == policy(theme=theme)
    assert ("@media" in response.text) == (theme == "auto")


def test_picture_is_twice_as_large_at_scale_two(client):
    width, height = size_of(client.get(picture("embed-compare-picture")).content)

    assert size_of(client.get(picture("embed-compare-picture"), {"scale": "2"}).content) == (2 * width, 2 * height)


@pytest.mark.parametrize("extension", ["svg", "png"])
@pytest.mark.parametrize(
    ("name", "parts", "query", "status"),
    [
        ("embed-compare-picture", {}, "?model=nothing", 404),
        ("embed-model-picture", {"slug": "nothing"}, "", 404),
        ("embed-fact-check-picture", {"slug": "nothing"}, "", 404),
        ("embed-compare-picture", {}, "?seat=mars", 400),
        ("embed-compare-picture", {}, "?scale=3", 400),
        ("embed-compare-picture", {}, "?scale=1&scale=2", 400),
        ("embed-model-picture", {}, "?theme=pink", 400),
        ("embed-fact-check-picture", {}, "?as-of=soon", 400),
    ],
)
def test_picture_with_a_fault_is_a_small_notice(client, name, parts, query, status, extension):
    response = client.get(picture(name, **parts, extension=extension) + query)

    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        status,
        {"svg": "image/svg+xml", "png": "image/png"}[extension],
        REVALIDATED,
    )


def test_notice_names_the_parameter_and_keeps_its_value_a_text(client):
    response = client.get(svg("embed-compare-picture"), {"seat": "<script>alert(1)</script>"})

    assert texts(response) == ["This table cannot be shown", "seat: “<script>alert(1)</script>” is not a choice here"]
    assert "<script" not in response.text


def test_picture_keeps_a_hostile_name_a_text(client):
    nasty = "</text><script>alert(1)</script>\"'&{{ 1 }}"
    Model.objects.filter(slug="one").update(name=nasty)

    response = client.get(svg("embed-model-picture"))

    assert nasty in re.sub(r"\s+", " ", " ".join(texts(response)))
    assert "<script" not in response.text


@pytest.mark.parametrize(("query", "kept"), [("?vendor=acme", True), ("?q=one", False), ("?mau=5", False)])
def test_picture_at_one_of_endless_addresses_is_not_kept(client, query, kept):
    note = Note()

    client.get(picture("embed-compare-picture") + query, **{ENVIRON_KEY: note})

    assert (note.keep, note.reads.names["model"], note.reads.names["scale"]) == (kept, True, False)


def test_picture_of_today_is_asked_for_again(client):
    revision.bump(now=NOW)

    assert client.get(picture("embed-compare-picture"))["Cache-Control"] == EMBEDDED
