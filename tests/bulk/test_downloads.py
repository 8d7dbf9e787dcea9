"""The files under /data/: headers, questions whether they changed, and what is refused."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from openness.bulk import downloads
from openness.domain.bulk import keeping
from openness.domain.bulk.files import FILES, File
from tests.documents import catalogue, stored, vendor
from tests.people import published

pytestmark = pytest.mark.usefixtures("small")

EVERY_FILE = pytest.mark.parametrize("file", FILES, ids=lambda file: file.file_name)


@pytest.fixture
def small(db: None, tmp_path: Path) -> None:
    stored(tmp_path / "in", *catalogue())


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@EVERY_FILE
def test_file_is_to_be_saved_under_its_name_by_anybody(client: Client, file: File) -> None:
    response = client.get(f"/data/{file.file_name}")
    content = body(response)

    assert response.status_code == 200
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "Content-Language")} == {
        "Content-Type": file.media_type,
        "Content-Disposition": f'attachment; filename="{file.file_name}"',
        "Content-Language": "de, en",
    }
    assert (response["Access-Control-Allow-Origin"], response["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
    assert (response["Cache-Control"], response["Vary"]) == ("public, no-cache", "Accept-Encoding")
    assert int(response["Content-Length"]) == len(content) > 1000
    assert (response.has_header("Content-Encoding"), response.cookies) == (False, {})


@EVERY_FILE
def test_head_tells_the_same_without_the_file(client: Client, file: File) -> None:
    address = f"/data/{file.file_name}"
    got = client.get(address)
    body(got)

    head = client.head(address)

    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(got.headers))


@EVERY_FILE
@pytest.mark.parametrize("asked", ["ETag", "Last-Modified"])
def test_who_has_it_gets_304(client: Client, file: File, asked: str) -> None:
    address = f"/data/{file.file_name}"
    first = client.get(address)
    body(first)
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[asked]

    response = client.get(address, headers={condition: first[asked]})

    assert (response.status_code, body(response)) == (304, b"")
    assert (response["ETag"], response["Access-Control-Allow-Origin"]) == (first["ETag"], "*")


@EVERY_FILE
def test_next_revision_is_another_file(client: Client, file: File) -> None:
    address = f"/data/{file.file_name}"
    first = client.get(address)
    body(first)
    published(vendor(name="Another name"))

    response = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (response.status_code, len(body(response))) == (200, int(response["Content-Length"]))
    assert response["ETag"] != first["ETag"]


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "*"])
def test_json_is_compressed_for_who_takes_it(client: Client, accepted: str) -> None:
    plain = client.get("/data/openness.json")

    packed = client.get("/data/openness.json", headers={"Accept-Encoding": accepted})

    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", plain["ETag"].removesuffix('"') + '-gzip"')
    content = body(packed)
    assert (len(content), gzip.decompress(content)) == (int(packed["Content-Length"]), body(plain))


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity, gzip;q=0.5"])
def test_json_is_plain_for_who_does_not(client: Client, accepted: str) -> None:
    response = client.get("/data/openness.json", headers={"Accept-Encoding": accepted})

    assert (response.has_header("Content-Encoding"), json.loads(body(response))["revision"]) == (False, 1)


@EVERY_FILE
def test_only_json_is_compressed(client: Client, file: File) -> None:
    response = client.get(f"/data/{file.file_name}", headers={"Accept-Encoding": "gzip"})

    body(response)

    assert response.has_header("Content-Encoding") == (file.name == "data-json")


@EVERY_FILE
@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_language_of_the_reader_changes_nothing(client: Client, file: File, language: str) -> None:
    plain = client.get(f"/data/{file.file_name}")

    response = client.get(f"/data/{file.file_name}", headers={"Accept-Language": language})

    assert (body(response), dict(response.headers)) == (body(plain), dict(plain.headers))


def test_parameters_make_no_other_file(client: Client, settings: Settings) -> None:
    addresses = ["/data/openness.json", "/data/openness.json?a=1", "/data/openness.json?as-of=2020-01-01&b=%00"]

    assert len({body(client.get(address)) for address in addresses}) == 1
    assert len(list(Path(settings.BULK_DIR).rglob("*.json"))) == 1


@pytest.mark.parametrize(
    "path", ["openness.xml", "openness.json/", "../openness.json", "lock", "schema/v2/document.json"]
)
def test_other_files_are_not_there(client: Client, path: str) -> None:
    assert client.get(f"/data/{path}").status_code == 404


@EVERY_FILE
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_files_can_only_be_read(client: Client, file: File, method: str) -> None:
    assert getattr(client, method)(f"/data/{file.file_name}").status_code == 405


def test_who_comes_while_somebody_else_writes_for_long_is_told_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**given: object) -> None:
        raise keeping.Busy

    monkeypatch.setattr(downloads, "opened", busy)

    response = client.get("/data/openness.json")

    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert response["Access-Control-Allow-Origin"] == "*"


@EVERY_FILE
def test_file_that_is_written_costs_one_query(client: Client, file: File, django_assert_num_queries: Any) -> None:
    body(client.get(f"/data/{file.file_name}"))

    with django_assert_num_queries(1):
        body(client.get(f"/data/{file.file_name}"))


def test_no_file_stays_open(client: Client) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    etag = client.head("/data/openness.json")["ETag"]
    before = count()

    for _time in range(10):
        client.head("/data/openness.json")
        client.get("/data/openness.json", headers={"If-None-Match": etag})
        body(client.get("/data/openness.json"))

    assert count() == before


def test_addresses_are_those_the_files_tell(client: Client) -> None:
    with_addresses = json.loads(body(client.get("/data/openness.json")))["schema"]

    path = re.sub(r"^http://[^/]+", "", with_addresses)

    assert client.get(path).json()["$id"] == with_addresses
