"""The files under /data/: headers, questions whether they changed, and what is refused."""

import gzip
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from openness.bulk import downloads
from openness.domain import revision
from openness.domain.bulk import keeping, ordering
from openness.domain.bulk.files import FILES, File
from openness.domain.bulk.locks import lock_if_free
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


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PROGRAMS = [{}, {"Accept": "*/*"}, {"Accept": "application/json"}]


@pytest.fixture
def being_written(small: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process writes a file, for longer than a reader waits here."""
    monkeypatch.setattr(downloads, "_PATIENCE_SECONDS", 0.3)
    mark = keeping.mark_of(file=FILES[0], state=revision.current())
    mark.parent.mkdir(parents=True)
    mark.touch()
    with lock_if_free(path=keeping.folder() / "order"):
        yield


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Writing fails; the names of the files that somebody tried to write."""
    tried: list[str] = []

    def fail(*, path: Path, state: object) -> None:
        tried.append(path.name)
        raise OSError("No space left on device")

    monkeypatch.setattr(keeping, "_WRITERS", dict.fromkeys(keeping._WRITERS, fail))
    return tried


def seconds_of_waiting(client: Client) -> float:
    """How long a reader waits to be told to come again."""
    began = time.monotonic()
    assert client.get("/data/openness.json").status_code == 503
    return time.monotonic() - began


def age(folder: Path, seconds: float) -> None:
    """Let time pass, as far as files are concerned."""
    for path in folder.rglob("*"):
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


@pytest.mark.usefixtures("being_written")
class TestWhileItIsWritten:
    """Nobody has the file yet, and somebody is at work on it."""

    @pytest.mark.parametrize("accept", PROGRAMS)
    @pytest.mark.parametrize("language", ["de", "en"])
    def test_program_is_told_when_to_come_again(self, client: Client, accept: dict[str, str], language: str) -> None:
        response = client.get("/data/openness.json", headers={**accept, "Accept-Language": language})

        told = {name: response[name] for name in ("Retry-After", "Cache-Control", "Content-Type", "Content-Language")}
        assert (response.status_code, response["Access-Control-Allow-Origin"]) == (503, "*")
        assert told == {
            "Retry-After": "5",
            "Cache-Control": "no-store",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Language": "en",
        }
        assert response.content == b"This file is being written. Please come again in some seconds.\n"

    def test_browser_shows_a_page_that_tries_again(self, client: Client) -> None:
        response = client.get("/data/openness.json", headers={**BROWSER, "Accept-Language": "en"})

        page = response.content.decode()
        assert (response.status_code, response["Refresh"], response["Retry-After"]) == (503, "5", "5")
        assert (response["Content-Language"], response["Vary"]) == ("en", "Accept, Accept-Language")
        assert re.findall("<h1>(.*)</h1>", page) == ["This file is being written"]
        assert "/data/openness.json" in re.findall('<a href="([^"]*)"', page)

    def test_one_waits_and_who_comes_meanwhile_or_later_does_not(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloads, "_PATIENCE_SECONDS", 3)

        with lock_if_free(path=keeping.folder() / "waiter"):
            meanwhile = seconds_of_waiting(client)
        first = seconds_of_waiting(client)
        later = seconds_of_waiting(client)

        assert (first > 1, meanwhile < 1, later < 1) == (True, True, True)

    def test_who_wants_another_file_does_not_wait(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(downloads, "_PATIENCE_SECONDS", 60)

        assert client.get("/data/openness-csv.zip").status_code == 503

    def test_head_does_not_wait(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(downloads, "_PATIENCE_SECONDS", 60)

        response = client.head("/data/openness.json")

        assert (response.status_code, response["Retry-After"], response.content) == (503, "5", b"")


class TestThatFails:
    """The file cannot be written."""

    def test_reader_is_told_and_nobody_tries_again_for_a_minute(
        self, client: Client, failing: list[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        first = client.get("/data/openness.json")
        again = [client.get("/data/openness.json") for _time in range(3)]

        assert [one.status_code for one in (first, *again)] == [503] * 4
        assert (first["Retry-After"], first["Access-Control-Allow-Origin"]) == ("60", "*")
        assert b"could not be written" in first.content
        assert (failing, [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]) == (
            ["openness.json"], ["openness.json was not written."],
        )  # fmt: skip

    def test_after_a_minute_it_is_tried_again(
        self, client: Client, failing: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.get("/data/openness.json")
        age(Path(settings.BULK_DIR), 61)
        client.get("/data/openness.json")
        monkeypatch.undo()
        age(Path(settings.BULK_DIR), 61)

        assert (failing, client.head("/data/openness.json").status_code) == (["openness.json"] * 2, 200)

    def test_next_revision_and_other_files_are_tried_at_once(self, client: Client, failing: list[str]) -> None:
        client.get("/data/openness.json")
        client.get("/data/openness-csv.zip")
        published(vendor(name="Another name"))
        client.get("/data/openness.json")

        assert failing == ["openness.json", "openness-csv.zip", "openness.json"]

    @pytest.mark.usefixtures("failing")
    def test_page_for_browsers_says_so(self, client: Client) -> None:
        response = client.get("/data/openness.json", headers={**BROWSER, "Accept-Language": "en"})

        page = response.content.decode()
        assert (response.status_code, response["Refresh"]) == (503, "60")
        assert re.findall("<h1>(.*)</h1>", page) == ["This file cannot be written right now"]

    def test_folder_that_cannot_be_made_is_logged_once(
        self,
        client: Client,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr(ordering, "_told", {"at": float("-inf")})
        settings.BULK_DIR = "/dev/null/bulk"

        found = [client.get("/data/openness.json") for _time in range(3)]

        assert [(one.status_code, one["Retry-After"], one["Access-Control-Allow-Origin"]) for one in found] == [
            (503, "60", "*")
        ] * 3
        assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
            "openness.json can be neither written nor read."
        ]


CONDITIONS = [(304, "If-None-Match", "{ETag}"), (412, "If-Match", '"other"')]


@pytest.mark.parametrize("address", ["/data/openness.json", "/data/datapackage.json", "/data/schema/v1/document.json"])
@pytest.mark.parametrize(("status", "condition", "value"), CONDITIONS)
def test_answer_without_the_file_has_the_headers_of_the_file(
    client: Client, address: str, status: int, condition: str, value: str
) -> None:
    body(client.get(address))
    first = client.get(address)
    body(first)

    response = client.get(address, headers={condition: value.format(ETag=first["ETag"]), "Accept-Language": "de"})

    names = ("Content-Language", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers")
    assert (response.status_code, {name: response[name] for name in names}) == (
        status,
        {name: first[name] for name in names},
    )
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize(("status", "condition", "value"), CONDITIONS)
def test_file_and_answer_without_it_vary_and_are_kept_alike(
    client: Client, status: int, condition: str, value: str
) -> None:
    first = client.get("/data/openness.json")
    body(first)

    response = client.get("/data/openness.json", headers={condition: value.format(ETag=first["ETag"])})

    names = ("Vary", "Cache-Control", "ETag", "Last-Modified")
    assert {name: response.get(name) for name in names} == {name: first[name] for name in names}


@pytest.mark.parametrize("address", ["/data/openness.json", "/data/datapackage.json", "/data/schema/v1/document.json"])
def test_scripts_of_other_sites_may_ask_and_read_the_headers(client: Client, address: str) -> None:
    preflight = client.options(
        address, headers={"Origin": "https://a.example", "Access-Control-Request-Headers": "if-none-match"}
    )

    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert (preflight["Access-Control-Allow-Headers"], preflight["Access-Control-Allow-Origin"]) == ("*", "*")
    response = client.get(address)
    body(response)
    assert response["Access-Control-Expose-Headers"] == "Content-Disposition, Content-Encoding, ETag, Retry-After"


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
