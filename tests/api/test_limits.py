"""One client's flood is answered 429, nobody else's requests are; large bodies are not read."""

import io
import json
import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from openness.api.limits import MOST_BYTES, Limiter, limited

SECOND = 1_000_000_000
START = 1_790_000_000 * SECOND


class Clock:
    """A clock to wind, in nanoseconds."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(tmp_path: Path, clock: Clock) -> Limiter:
    """Six a minute: one every ten seconds."""
    return Limiter(path=tmp_path / "requests.sqlite3", per_minute=6, clock=clock)


def flood(limiter: Limiter, client: bytes, times: int) -> list[int]:
    return [limiter.seconds_to_wait(client=client) for _time in range(times)]


def clients_kept(limiter: Limiter) -> int:
    with closing(sqlite3.connect(limiter.path)) as counts:
        return int(counts.execute("SELECT count(*) FROM clients").fetchone()[0])


def test_client_within_its_limit_passes_and_then_waits(limiter: Limiter) -> None:
    assert flood(limiter, b"a", 8) == [0, 0, 0, 0, 0, 0, 10, 10]


@pytest.mark.parametrize(("per_minute", "seconds"), [(1, 60), (6, 10), (7, 9), (60, 1), (999, 1)])
def test_client_that_waits_as_long_as_told_passes(tmp_path: Path, clock: Clock, per_minute: int, seconds: int) -> None:
    limiter = Limiter(path=tmp_path / "requests.sqlite3", per_minute=per_minute, clock=clock)
    told = flood(limiter, b"a", per_minute + 1)[-1]

    clock.wait(told)

    assert told == seconds
    assert limiter.seconds_to_wait(client=b"a") == 0


def test_client_that_waits_a_second_less_is_refused(limiter: Limiter, clock: Clock) -> None:
    told = flood(limiter, b"a", 7)[-1]

    clock.wait(told - 1)

    assert limiter.seconds_to_wait(client=b"a") == 1


def test_client_after_a_quiet_minute_has_all_again(limiter: Limiter, clock: Clock) -> None:
    flood(limiter, b"a", 6)

    clock.wait(60)

    assert flood(limiter, b"a", 7) == [0, 0, 0, 0, 0, 0, 10]


def test_client_that_keeps_asking_still_gets_its_pace(limiter: Limiter, clock: Clock) -> None:
    flood(limiter, b"a", 6)
    passed = 0

    for _second in range(60):
        clock.wait(1)
        passed += flood(limiter, b"a", 20).count(0)

    assert passed == 6


def test_flood_of_one_client_does_not_slow_another(limiter: Limiter) -> None:
    flood(limiter, b"a", 100)

    assert flood(limiter, b"b", 6) == [0] * 6


def test_clock_that_is_set_back_locks_nobody_out(limiter: Limiter, clock: Clock) -> None:
    flood(limiter, b"a", 6)

    clock.wait(-3600)

    assert limiter.seconds_to_wait(client=b"a") == 10


def test_clients_who_went_silent_are_forgotten(limiter: Limiter, clock: Clock) -> None:
    for number in range(1000):
        limiter.seconds_to_wait(client=b"%d" % number)
    clock.wait(60)

    for number in range(300):
        limiter.seconds_to_wait(client=b"later %d" % number)

    assert clients_kept(limiter) == 300


def _flood_from_a_process(path: Path, start: Any, passed: Any) -> None:
    limiter = Limiter(path=path, per_minute=50, clock=lambda: START)
    start.wait()
    passed.put(flood(limiter, b"a", 60).count(0))


def test_limit_over_several_processes_is_exact(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    start, passed = processes.Barrier(3), processes.Queue()
    arguments = (tmp_path / "requests.sqlite3", start, passed)
    workers = [processes.Process(target=_flood_from_a_process, args=arguments) for _worker in range(3)]

    for worker in workers:
        worker.start()
    counted = [passed.get(timeout=60) for _worker in workers]
    for worker in workers:
        worker.join()

    assert sum(counted) == 50


@limited
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("worked out")


@pytest.fixture
def limit(settings: Settings, tmp_path: Path) -> Settings:
    """Two requests a minute."""
    settings.API_REQUESTS_PER_MINUTE = 2
    settings.API_LIMIT_FILE = str(tmp_path / "requests.sqlite3")
    return settings


def ask(address: str = "192.0.2.1", **headers: str) -> HttpResponse:
    return view(RequestFactory(headers=headers).get("/api/v1/models", REMOTE_ADDR=address))


def statuses(times: int, address: str = "192.0.2.1", **headers: str) -> list[int]:
    return [ask(address, **headers).status_code for _time in range(times)]


def test_requests_without_the_setting_are_not_counted(settings: Settings, tmp_path: Path) -> None:
    settings.API_LIMIT_FILE = str(tmp_path / "requests.sqlite3")

    assert statuses(200) == [200] * 200
    assert list(tmp_path.iterdir()) == []


def test_answer_to_a_flood_is_a_problem_that_says_when_to_come_back(limit: Settings) -> None:
    statuses(2)

    with override("en"):
        response = ask()

    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert (response["Retry-After"], response["Cache-Control"]) == ("30", "no-store")
    assert (json.loads(response.content)["title"], json.loads(response.content)["status"]) == (
        "Too many requests",
        429,
    )


def test_request_after_the_time_told_is_answered(limit: Settings) -> None:
    with time_machine.travel("2026-11-23 12:00Z", tick=False) as day:
        statuses(2)
        wait = int(ask()["Retry-After"])

        day.shift(wait - 1)
        before = ask().status_code
        day.shift(1)

        assert (before, ask().status_code) == (429, 200)


def test_clients_at_other_addresses_are_not_slowed(limit: Settings) -> None:
    assert statuses(3, "192.0.2.1") == [200, 200, 429]
    assert statuses(3, "192.0.2.2") == [200, 200, 429]


def test_clients_of_one_network_of_version_6_are_one(limit: Settings) -> None:
    statuses(2, "2001:db8::1")

    assert ask("2001:db8::2").status_code == 429


def test_header_that_nobody_vouches_for_is_not_believed(limit: Settings) -> None:
    assert [status for n in range(3) for status in statuses(1, **{"X-Forwarded-For": f"192.0.2.{n}"})] == [
        200,
        200,
        429,
    ]


def test_clients_behind_the_trusted_proxy_are_told_apart(limit: Settings) -> None:
    limit.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"

    assert statuses(3, **{"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}) == [200, 200, 429]
    assert statuses(1, **{"X-Forwarded-For": "192.0.2.7, 203.0.113.9"}) == [200]


def test_file_of_counts_names_no_address(limit: Settings) -> None:
    ask("192.0.2.1")

    assert b"192.0.2.1" not in Path(limit.API_LIMIT_FILE).read_bytes()


@pytest.mark.parametrize("trouble", ["broken", "a folder", "locked", "nowhere"])
def test_requests_pass_where_they_cannot_be_counted(
    limit: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr("openness.api.limits._PATIENCE", 0.01)
    path = Path(limit.API_LIMIT_FILE)
    with closing(sqlite3.connect(path)) as other:
        match trouble:
            case "broken":
                path.write_bytes(b"no database at all" * 100)
            case "a folder":
                path.unlink()
                path.mkdir()
            case "locked":
                other.execute("BEGIN EXCLUSIVE")
            case "nowhere":
                limit.API_LIMIT_FILE = str(path / "file")

        assert statuses(3) == [200, 200, 200]
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "Requests to the API are not counted"
    ] * 3


class _Unread(io.RawIOBase):
    """A body that must not be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("The body was read.")


def send(path: str, **environ: Any) -> tuple[str, dict[str, str], bytes]:
    """What the site says to a request with a body that it must not read."""
    told: list[Any] = []
    given = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "HTTP_COOKIE": "csrftoken=" + "a" * 32,
        "wsgi.url_scheme": "http",
        "wsgi.input": _Unread(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        **environ,
    }
    result = get_wsgi_application()(given, lambda status, headers, exc_info=None: told.extend([status, headers]))
    body = b"".join(result)
    result.close()  # type: ignore[attr-defined]
    return told[0], dict(told[1]), body


LARGE = {
    "length told": {"CONTENT_LENGTH": str(MOST_BYTES + 1)},
    "length not told": {"HTTP_TRANSFER_ENCODING": "chunked"},
    "endless length": {"CONTENT_LENGTH": "9" * 5000},
    "no number": {"CONTENT_LENGTH": "many"},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/v1/models", "/api/v1/nothing", "/api/"])
@pytest.mark.parametrize("large", LARGE)
def test_large_body_sent_to_the_api_is_refused_unread(large: str, path: str, method: str) -> None:
    status, headers, body = send(path, REQUEST_METHOD=method, **LARGE[large])

    assert (status.partition(" ")[0], headers["Content-Type"]) == ("413", "application/problem+json")
    assert json.loads(body)["status"] == 413


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/de/compare/", "/en/nothing/", "/admin/login/"])
@pytest.mark.parametrize("large", [{"CONTENT_LENGTH": "300000000"}, *list(LARGE.values())[1:]])
def test_large_body_sent_to_a_page_is_refused_unread(path: str, large: dict[str, str]) -> None:
    status, headers, body = send(path, **large)

    assert (status.partition(" ")[0], headers["Content-Type"]) == ("413", "text/html; charset=utf-8")
    assert b'<p class="notice error">' in body


@pytest.mark.django_db
def test_request_without_a_body_is_none_too_large(client: Client) -> None:
    assert client.get("/en/about/", CONTENT_LENGTH="0").status_code == 200
