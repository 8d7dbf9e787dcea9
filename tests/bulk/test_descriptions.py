"""The schema of documents and the data package at their addresses."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft7Validator, Draft202012Validator

from tests.documents import catalogue, stored, vendor
from tests.domain.bulk.files import PROFILE
from tests.people import published

pytestmark = pytest.mark.usefixtures("small")
PACKAGE, SCHEMA = "/data/datapackage.json", "/data/schema/v1/document.json"


@pytest.fixture
def small(db: None, tmp_path: Path) -> None:
    stored(tmp_path / "in", *catalogue())


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("language", ["de", "en"])
def test_data_package_is_valid_and_lists_every_file(client: Client, language: str) -> None:
    response = client.get(PACKAGE, headers={"Accept-Language": language})

    package = response.json()
    Draft7Validator(PROFILE).validate(package)
    assert (package["revision"], package["created"]) == (1, "2026-03-02T12:00:00Z")
    assert [(one["name"], one["path"], one["mediatype"], one["title"]) for one in package["resources"]] == [
        ("openness-json", "http://127.0.0.1:8000/data/openness.json", "application/json", "JSON"),
        ("openness-csv", "http://127.0.0.1:8000/data/openness-csv.zip", "application/zip", "CSV tables"),
        ("openness-yaml", "http://127.0.0.1:8000/data/openness-yaml.zip", "application/zip", "YAML documents"),
        (
            "openness-sqlite",
            "http://127.0.0.1:8000/data/openness.sqlite3",
            "application/vnd.sqlite3",
            "SQLite database",
        ),
    ]


def test_size_and_hash_are_told_once_a_file_is_written(client: Client) -> None:
    before = client.get(PACKAGE)
    content = body(client.get("/data/openness.json"))

    after = client.get(PACKAGE, headers={"If-None-Match": before["ETag"]})

    assert [one for one in before.json()["resources"] if "hash" in one] == []
    [told] = [one for one in after.json()["resources"] if "hash" in one]
    assert (told["bytes"], told["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_data_package_of_the_next_revision_tells_nothing_of_files_of_this_one(client: Client) -> None:
    body(client.get("/data/openness.json"))
    published(vendor(name="Another name"))

    package = client.get(PACKAGE).json()

    assert (package["revision"], [one for one in package["resources"] if "hash" in one]) == (2, [])


@pytest.mark.parametrize("address", [PACKAGE, SCHEMA])
def test_descriptions_are_open_to_all_and_asked_for_again(client: Client, address: str) -> None:
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first["Access-Control-Allow-Origin"], first["Cache-Control"]) == ("*", "public, no-cache")
    assert (again.status_code, again.content, first.cookies) == (304, b"", {})
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_schema_is_published_at_its_address(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.get(SCHEMA)

    schema = json.loads(response.content)
    Draft202012Validator.check_schema(schema)
    assert (response["Content-Type"], schema["$id"]) == ("application/schema+json", f"http://127.0.0.1:8000{SCHEMA}")
