"""Pages about one model or vendor: what they draw and tell of licences."""

import datetime as dt
import re

import pytest

from openness.models import Licence, Model
from tests.factories import (
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    SourceFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def section(text: str, heading: str) -> str:
    """The section of the page under `heading`, empty where there is none."""
    found = re.search(rf"<section[^>]*><h2[^>]*>{re.escape(heading)}</h2>(.*?)</section>", text, re.DOTALL)
    return found[1] if found else ""


def marks(text: str) -> list[tuple[str, str]]:
    """Where each mark of the licences' picture leads, and its name."""
    return re.findall(r'<a(?: class="ended")? href="([^"]+)" aria-label="([^"]+)">', text)


def two_licences() -> None:
    """Falcon came in May 2023 under one licence and changed to another in June; Falcon 2 came under the second."""
    vendor = VendorFactory(slug="tii")
    old, new = LicenceFactory(slug="royalties"), LicenceFactory(slug="free")
    falcon = ModelFactory(slug="falcon", name="Falcon", vendor=vendor, released="2023-05")
    second = ModelFactory(slug="falcon-2", name="Falcon 2", vendor=vendor, released="2024-05")
    third = ModelFactory(slug="falcon-2-vl", name="Falcon 2 VL", vendor=vendor, released="2024-05")
    source = SourceFactory(url="https://example.org/news")
    LicenceCoverageFactory(model=falcon, licence=old, valid_to=dt.date(2023, 6, 1))
    LicenceCoverageFactory(model=falcon, licence=new, valid_from=dt.date(2023, 6, 1), sources=[source])
    for model in (second, third):
        LicenceCoverageFactory(model=model, licence=new)


def test_vendor_page_draws_its_licences_through_time(client):
    two_licences()

    picture = section(client.get("/en/vendors/tii/").text, "Its licences through time")

    assert marks(picture) == [
        ("/en/models/falcon/", "May 2023: Falcon"),
        ("/en/models/falcon/", "June 2023: Falcon"),
        (
            "/en/compare/?vendor=tii&amp;licence=free&amp;released-from=2024-05&amp;released-to=2024-05",
            "May 2024: Falcon 2, Falcon 2 VL",
        ),
    ]


def test_vendor_page_tells_changed_licences_with_day_and_source(client):
    two_licences()

    told = section(client.get("/en/vendors/tii/").text, "Models whose licence was changed")

    assert re.findall(r'<time datetime="([^"]+)">', told) == ["2023-06-01"]
    assert re.findall(r'href="([^"]+)"', told) == [
        "/en/models/falcon/",
        "/en/licences/royalties/",
        "/en/licences/free/",
        "https://example.org/news",
    ]


def test_vendor_page_with_a_single_licence_draws_no_picture_of_it(client):
    vendor = VendorFactory(slug="acme")
    LicenceCoverageFactory(model=ModelFactory(vendor=vendor))

    assert section(client.get("/en/vendors/acme/").text, "Its licences through time") == ""


def test_vendor_page_tells_what_a_new_version_of_its_licence_changed(client):
    before = LicenceFactory(slug="v1", short_name="V1")
    after = LicenceFactory(slug="v2", short_name="V2", supersedes=before)
    LicenceTermFactory(licence=before, subject="output-training", effect="prohibited", summary_en="Not allowed.")
    LicenceTermFactory(licence=after, subject="output-training", effect="permitted", summary_en="Allowed now.")
    LicenceCoverageFactory(model=ModelFactory(vendor=VendorFactory(slug="acme")), licence=after)

    told = section(client.get("/en/vendors/acme/").text, "What a new version of a licence changed")

    assert re.findall(r"<dt>(.*?) <small class=\"loosened\">(.*?)</small></dt>", told) == [
        ("Training on outputs", "loosened")
    ]
    assert "Allowed now." in told


def derivative() -> None:
    """A free fine-tune of a model whose licence asks for a name."""
    base = ModelFactory(slug="llama", name="Llama")
    community = LicenceFactory(slug="community", short_name="Community")
    LicenceTermFactory(licence=community, subject="naming", effect="required", locator="§1.b.i")
    LicenceCoverageFactory(model=base, licence=community)
    LicenceCoverageFactory(model=ModelFactory(slug="tuned", base_model=base), licence__slug="free")


def test_model_page_tells_what_the_licence_of_its_base_adds(client):
    derivative()

    told = section(client.get("/en/models/tuned/").text, "What it inherits from its base")

    assert re.findall(r"<strong>(.*?)</strong> <small>(.*?)</small>", told) == [("Naming", "required")]
    assert re.findall(r'class="locator"[^>]*>([^<]+)<', told) == ["§1.b.i"]


def test_model_page_under_the_licence_of_its_base_says_nothing_of_inheritance(client):
    derivative()
    Model.objects.get(slug="tuned").coverages.update(licence=Licence.objects.get(slug="community"))

    assert section(client.get("/en/models/tuned/").text, "What it inherits from its base") == ""


@pytest.mark.parametrize("number", [1, 3])
def test_vendor_page_takes_the_same_queries_for_any_number_of_models(client, django_assert_num_queries, number):
    vendor = VendorFactory(slug="acme")
    for _ in range(number):
        LicenceCoverageFactory(model=ModelFactory(vendor=vendor), licence__supersedes=LicenceFactory())
    client.get("/en/vendors/acme/")

    with django_assert_num_queries(11):
        client.get("/en/vendors/acme/")
