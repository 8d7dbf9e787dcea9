"""What the API refuses, over real connections to two worker processes."""

import os
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from scripts import serving

LIMIT = 20
HEADER = "Clientaddress"  # a name that no other can be taken for


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a site without a page store that works out 20 answers a minute for a client."""
    folder, port = tmp_path_factory.mktemp("site"), serving.free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "scripts.scratch_settings",
        "SCRATCH_FOLDER": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'openness.sqlite3'}",
        "SECRET_KEY": "only-for-a-site-that-lives-for-a-minute",
        "SITE_URL": url,
        "LOG_LEVEL": "ERROR",
        "PAGE_STORE": "0",
        "CLIENT_ADDRESS_HEADER": HEADER,
        "API_REQUESTS_PER_MINUTE": str(LIMIT),
        "API_LIMIT_FILE": str(folder / "requests.sqlite3"),
    }
    serving.prepare(environment=environment, quiet=True, collect=False)
    server = serving.start(environment=environment, host="127.0.0.1", port=port, workers=2)
    try:
        serving.wait_until_answers(url=f"{url}/healthz", server=server)
        yield f"{url}/api/v1/"
    finally:
        serving.stop(server)


def status(url: str, address: str = "192.0.2.1", body: bytes | None = None) -> tuple[int, str | None]:
    """The status and the Retry-After of an answer to a client at this address."""
    request = urllib.request.Request(url, headers={HEADER: address}, data=body)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers["Retry-After"]
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers["Retry-After"]


def test_flood_over_two_workers_gets_exactly_its_share_and_slows_nobody_else(api: str) -> None:
    with ThreadPoolExecutor(8) as clients:
        flood = Counter(clients.map(lambda _number: status(api)[0], range(3 * LIMIT)))
    wait = status(api)[1]

    assert flood[200] - LIMIT in {0, 1, 2}  # one more each three seconds
    assert flood == {200: flood[200], 429: 3 * LIMIT - flood[200]}
    assert wait in {"1", "2", "3"}
    assert status(api, "192.0.2.2") == (200, None)


def statuses(api: str, lines: Callable[[int], list[tuple[str, str]]]) -> Counter[int]:
    """How often each status answers twice as many requests as may be sent, each with these lines in its head."""
    found: Counter[int] = Counter()
    for number in range(2 * LIMIT):
        connection = HTTPConnection(urlsplit(api).netloc, timeout=30)
        with closing(connection):
            connection.putrequest("GET", f"{urlsplit(api).path}models?q=a")
            for name, value in lines(number):
                connection.putheader(name, value)
            connection.endheaders()
            found[connection.getresponse().status] += 1
    return found


def told(*names: str) -> Callable[[int], list[tuple[str, str]]]:
    """Lines with these names: in our header's the proxy's address stands last, all else the client makes up."""
    *_before, ours = (place for place, name in enumerate(names) if name == HEADER)
    address = f"198.51.100.{len(''.join(names))}"
    return lambda number: [
        (name, address if place == ours else f"203.0.113.{number}") for place, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    "names",
    [
        (HEADER, HEADER),
        (HEADER.upper(), HEADER),
        ("Client-address", "Client_address", HEADER),
        (HEADER, "Client-address", "Client_address", "Clientaddress_", "-Clientaddress", "Client.address"),
    ],
)
def test_client_that_tells_addresses_is_counted_at_the_one_that_the_proxy_tells(api: str, names: Any) -> None:
    assert statuses(api, told(*names))[429] >= LIMIT - 5


def test_large_body_is_refused_and_a_small_one_is_no_reason_to_fail(api: str) -> None:
    assert [status(api, "192.0.2.3", b"x" * size)[0] for size in (9_000, 10)] == [413, 405]
