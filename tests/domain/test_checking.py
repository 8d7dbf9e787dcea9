"""Checking single stored records: they themselves, what depends on them, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.domain.exchange import check_records, check_source, records_citing
from openness.domain.rules import Key
from openness.models import Assessment, Licence, LicenceTerm, Model, Source, Vendor
from tests.documents import article, catalogue, coverage, licence, model, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_catalogue(db: None, tmp_path: Path) -> None:
    stored(tmp_path, *catalogue())


def faults(*records: Key) -> list[str]:
    return [f"{fault.file}: {fault.field}" for fault in check_records(records=set(records))]


def forbid_commercial_use(slug: str) -> None:
    LicenceTerm.objects.filter(licence__slug=slug).update(effect="prohibited")


@pytest.mark.parametrize(
    "record",
    [("vendor", "acme"), ("dimension", "code"), ("licence", "free"), ("model", "one"), ("article", "an-article")],
)
def test_valid_record_has_no_fault(record: Key) -> None:
    assert faults(record) == []


def test_record_that_the_schema_refuses_is_named(tmp_path: Path) -> None:
    Vendor.objects.update(summary_en="")

    assert faults(("vendor", "acme")) == ["vendor/acme: summary.en"]


def test_record_that_is_gone_has_no_fault() -> None:
    assert faults(("model", "never-there")) == []


def test_fault_of_a_record_that_does_not_depend_is_left_out(tmp_path: Path) -> None:
    stored(tmp_path, model("two"))
    Assessment.objects.filter(model__slug="two", dimension_id="commercial-use").update(level="closed")

    assert faults(("model", "one"), ("vendor", "acme")) == []
    assert faults(("model", "two")) == ["model/two: assessments.commercial-use.level"]


def test_licence_is_checked_with_the_models_under_it(tmp_path: Path) -> None:
    stored(tmp_path, licence("other"), model("two", licences=[coverage("other")]))
    forbid_commercial_use("free")

    assert faults(("licence", "free")) == ["model/one: assessments.commercial-use.level"]


def test_licence_is_checked_with_all_derivatives_of_the_models_under_it(tmp_path: Path) -> None:
    child = model("child", base_model="one", licences=[coverage("other")])
    stored(tmp_path, licence("other"), child, model("grandchild", base_model="child", licences=[coverage("other")]))
    forbid_commercial_use("free")

    found = [fault.split(":")[0] for fault in faults(("licence", "free"))]

    assert found == ["model/child", "model/grandchild", "model/one"]


def test_model_is_checked_with_its_derivatives(tmp_path: Path) -> None:
    stored(tmp_path, model("child", base_model="one"))
    Model.objects.filter(slug="one").update(availability="service-only", published=False)

    assert faults(("model", "one")) == ["model/child: assessments.commercial-use.level"]


def test_bases_that_go_round_are_found_and_end(tmp_path: Path) -> None:
    stored(tmp_path, model("child", base_model="one"))
    Model.objects.filter(slug="one").update(base_model=Model.objects.get(slug="child"))

    assert faults(("model", "one")) == ["model/child: base_model", "model/one: base_model"]


def test_versions_of_a_licence_that_go_round_are_found_and_end(tmp_path: Path) -> None:
    stored(tmp_path, licence("later", supersedes="free"))
    Licence.objects.filter(slug="free").update(supersedes=Licence.objects.get(slug="later"))

    assert faults(("licence", "free")) == ["licence/free: supersedes"]


def test_queries_are_the_same_for_a_licence_of_one_model_and_of_three(tmp_path: Path) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            check_records(records={("licence", "free")})
        return len(made)

    with_one = queries()
    stored(tmp_path, model("two", base_model="one"), model("three", base_model="two"))

    assert queries() == with_one


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"url": "ftp://example.org/x"}, [("url", "URL scheme should be 'http' or 'https'")]),
        ({"title": " padded "}, [("title", "empty, or with blanks at its ends")]),
        ({"archive_url": "nowhere"}, [("archive_url", "Input should be a valid URL, relative URL without a base")]),
    ],
)
def test_source_is_held_against_the_schema(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    fields = {"url": "https://example.org/x", "kind": "report", "title": "A text", "accessed_on": "2026-03-01"}

    assert check_source(source=Source(**{**fields, **changes})) == found


def test_source_stands_in_every_document_that_cites_it(tmp_path: Path) -> None:
    stored(tmp_path, model("two"), article("another"))

    assert records_citing(source=Source.objects.get(kind="repository")) == {("model", "one"), ("model", "two")}
    assert records_citing(source=Source.objects.get(kind="announcement")) == {
        ("article", "an-article"),
        ("article", "another"),
    }


def test_source_of_a_term_stands_in_its_licence() -> None:
    assert records_citing(source=Source.objects.get(terms__isnull=False)) == {("licence", "free")}
