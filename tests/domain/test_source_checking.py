"""Looks at sources, against a real server that misbehaves, over real sockets."""

import asyncio
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from openness.choices import Reach, Trouble
from openness.domain.sources import Look, Manners, PutOff, host_of
from openness.domain.sources.addresses import fit, is_public
from openness.domain.sources.findings import Hindered
from openness.domain.sources.looking import looks
from openness.domain.sources.network import PublicNetwork
from tests.misbehaving import Server, serving, trusting

CALM = Manners(user_agent="Tests", pause=0, connect=5, read=5, total=5, patience=1)
QUICK = replace(CALM, connect=0.3, read=0.3, total=0.6)
SLOW_PATHS = {"head-hangs", "hang", "drip-headers", "flood", "no-body"}

REACHED, MOVED, GONE, REFUSED, FAILING = Reach.REACHED, Reach.MOVED, Reach.GONE, Reach.REFUSED, Reach.FAILING
UNREACHABLE, FORBIDDEN = Reach.UNREACHABLE, Reach.FORBIDDEN


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


async def _here(host: str, port: int) -> list[str]:
    """Every name is this machine's."""
    return ["127.0.0.1"]


async def _nowhere(host: str, port: int) -> list[str]:
    """No name is anybody's."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def looked(server: Server, *paths: str, manners: Manners = CALM) -> list[Look | PutOff]:
    """What is found at `paths` of `server`, in their order."""
    addresses = [server.url(path) for path in paths]
    found = {one.url: one for one in looks(addresses=addresses, manners=manners, allowed=server.hosts())}
    return [found[address] for address in addresses]


def short(look: Look | PutOff) -> tuple[Reach, int | None, Trouble | None]:
    """The result in three words."""
    assert isinstance(look, Look)
    return look.reach, look.status, look.trouble


# What may be asked


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_public(address):
    assert is_public(address=address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "198.18.0.1",
        "0.0.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "203.0.113.7",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "2001:0:808:808::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1111%eth0",
        "fec0::1",
        "ff0e::1",
        "4000::1",
        "localhost",
        "",
    ],
)
def test_other_addresses_are_not_public(address):
    assert not is_public(address=address)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://example.org", "https://example.org"),
        ("http://example.org:80/a?b=c", "http://example.org/a?b=c"),
        ("https://Example.org.:443/a b#c", "https://example.org/a%20b"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://a_b.example/%2F%zz", "https://a_b.example/%2F%zz"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_addresses_of_the_web_may_be_asked(address, asked):
    assert str(fit(address=address)) == asked


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("file:///etc/passwd", Trouble.BAD_ADDRESS),
        ("ftp://example.org/", Trouble.BAD_ADDRESS),
        ("gopher://example.org:80/", Trouble.BAD_ADDRESS),
        ("javascript:alert(1)", Trouble.BAD_ADDRESS),
        ("//example.org/", Trouble.BAD_ADDRESS),
        ("https:///a", Trouble.BAD_ADDRESS),
        ("https://", Trouble.BAD_ADDRESS),
        ("", Trouble.BAD_ADDRESS),
        ("https://a..b/", Trouble.BAD_ADDRESS),
        ("https://a b/", Trouble.BAD_ADDRESS),
        ("https://127.0.0.1%2f.example/", Trouble.BAD_ADDRESS),
        ("https://example.org/\0", Trouble.BAD_ADDRESS),
        ("https://example.org/\r\nHost: x", Trouble.BAD_ADDRESS),
        ("http://[fe80::1%25eth0]/", Trouble.BAD_ADDRESS),
        ("http://[fe80::1%eth0]/", Trouble.BAD_ADDRESS),
        ("http://[::1", Trouble.BAD_ADDRESS),
        ("http://example.org:x/", Trouble.BAD_ADDRESS),
        ("https://example.org/" + "a" * 2000, Trouble.BAD_ADDRESS),
        ("https://user@example.org/", Trouble.CREDENTIALS),
        ("https://user:word@example.org/", Trouble.CREDENTIALS),
        ("https://example.org\\@127.0.0.1/", Trouble.CREDENTIALS),
        ("https://example.org:80/", Trouble.PORT),
        ("http://example.org:443/", Trouble.PORT),
        ("http://example.org:22/", Trouble.PORT),
        ("http://example.org:6379/", Trouble.PORT),
    ],
)
def test_other_addresses_may_not_be_asked(address, trouble):
    with pytest.raises(Hindered) as caught:
        fit(address=address)

    assert (caught.value.reach, caught.value.trouble) == (FORBIDDEN, trouble)


def test_allowed_host_is_allowed_on_its_port_alone():
    allowed = {"127.0.0.1:8001"}

    assert str(fit(address="http://127.0.0.1:8001/", allowed=allowed)) == "http://127.0.0.1:8001/"
    with pytest.raises(Hindered):
        fit(address="http://127.0.0.1:8002/", allowed=allowed)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Example.org.:8443/a", "example.org"),
        ("http://[::1]/", "::1"),
        ("mailto:a@example.org", ""),
        ("https://\0", ""),
    ],
)
def test_host_of_an_address_is_what_politeness_counts(address, host):
    assert host_of(address=address) == host


# Where connections go


def connected(network: PublicNetwork, host: str, port: int) -> str:
    """The IP address to which `network` connects for `host`."""

    async def connect() -> str:
        stream = await network.connect_tcp(host, port, timeout=0.5)
        try:
            return stream.get_extra_info("server_addr")[0]
        finally:
            await stream.aclose()

    return asyncio.run(connect())


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["fe80::1%lo"]]
)
def test_name_that_leads_inside_is_not_connected_to(server, addresses):
    async def resolve(host: str, port: int) -> list[str]:
        return addresses

    with pytest.raises(Hindered) as caught:
        connected(PublicNetwork(resolve=resolve, allowed=()), "inside.test", server.port)

    assert (caught.value.reach, caught.value.trouble) == (FORBIDDEN, Trouble.NOT_PUBLIC)
    assert server.connections == 0


def test_connection_goes_to_the_address_that_was_checked_though_the_name_changes(server):
    answers = [["127.0.0.2"], ["127.0.0.3"]]
    given = iter(answers)

    async def resolve(host: str, port: int) -> list[str]:
        return next(given)

    found = list(
        looks(
            addresses=[server.url("head-lies/404", host="changing.test")],
            manners=CALM,
            allowed=server.hosts("changing.test"),
            resolve=resolve,
        )
    )

    assert [short(look) for look in found] == [(REACHED, 200, None)]
    assert [[one.address] for one in server.asked] == answers
    assert [one.host for one in server.asked] == ["changing.test", "changing.test"]


def test_only_hosts_that_are_allowed_by_name_may_be_inside(server):
    network = PublicNetwork(resolve=_here, allowed=server.hosts("one.test"))

    assert connected(network, "one.test", server.port) == "127.0.0.1"
    with pytest.raises(Hindered):
        connected(network, "other.test", server.port)


def test_second_address_is_tried_where_the_first_does_not_answer(server):
    async def resolve(host: str, port: int) -> list[str]:
        return ["::1", "127.0.0.1"]

    network = PublicNetwork(resolve=resolve, allowed=server.hosts("two.test"))

    assert connected(network, "two.test", server.port) == "127.0.0.1"


def test_unix_sockets_are_out_of_reach():
    network = PublicNetwork(resolve=_here, allowed=())

    with pytest.raises(NotImplementedError):
        asyncio.run(network.connect_unix_socket("/run/docker.sock"))


@pytest.mark.parametrize(
    "address", ["http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://localhost/", "http://[::1]/"]
)
def test_odd_spellings_of_this_machine_are_forbidden(address):
    found = list(looks(addresses=[address], manners=CALM))

    assert [short(look) for look in found] == [(FORBIDDEN, None, Trouble.NOT_PUBLIC)]


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    with serving() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        monkeypatch.setenv("ALL_PROXY", proxy.url(""))

        looked(server, "page")

    assert (server.paths(), proxy.connections) == (["HEAD /page"], 0)


# What servers answer


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("page", (REACHED, 200, None)),
        ("204", (REACHED, 204, None)),
        ("404", (GONE, 404, None)),
        ("410", (GONE, 410, None)),
        ("401", (REFUSED, 401, None)),
        ("403", (REFUSED, 403, None)),
        ("451", (REFUSED, 451, None)),
        ("400", (FAILING, 400, None)),
        ("500", (FAILING, 500, None)),
        ("503", (FAILING, 503, None)),
        ("304", (FAILING, 304, None)),
        ("head-lies/404", (REACHED, 200, None)),
        ("head-lies/405", (REACHED, 200, None)),
        ("head-lies/403", (REACHED, 200, None)),
        ("head-lies/501", (REACHED, 200, None)),
        ("head-lies/500", (REACHED, 200, None)),
        ("head-hangs", (REACHED, 200, None)),
        ("hang", (UNREACHABLE, None, Trouble.TIME_OUT)),
        ("drip-headers", (UNREACHABLE, None, Trouble.TIME_OUT)),
        ("flood", (UNREACHABLE, None, Trouble.TIME_OUT)),
        ("no-body", (FAILING, 200, Trouble.TIME_OUT)),
        ("drip-body", (REACHED, 200, None)),
        ("endless", (REACHED, 200, None)),
        ("bomb", (REACHED, 200, None)),
        ("short-body", (FAILING, 200, Trouble.BROKEN)),
        ("huge-headers", (FAILING, None, Trouble.BROKEN)),
        ("cut-off", (FAILING, None, Trouble.BROKEN)),
        ("reset", (FAILING, None, Trouble.BROKEN)),
        ("garbage", (FAILING, None, Trouble.BROKEN)),
        ("nowhere", (FAILING, 301, Trouble.NOWHERE)),
        ("to/302/http://a:b:c/", (FAILING, 302, Trouble.NOWHERE)),
        ("to/302/page", (FAILING, 302, Trouble.CIRCLE)),
        ("to/302//page", (REACHED, 200, None)),
        ("to/303//page", (REACHED, 200, None)),
        ("to/307//page", (REACHED, 200, None)),
        ("to/301//page", (MOVED, 200, None)),
        ("to/308//404", (GONE, 404, None)),
        ("to/302//to/308//page", (MOVED, 200, None)),
        ("to/302//", (MOVED, 200, Trouble.FRONT_PAGE)),
        ("chain/5", (REACHED, 200, None)),
        ("chain/6", (FAILING, 302, Trouble.REDIRECTS)),
        ("to/302/file:///etc/passwd", (FORBIDDEN, None, Trouble.BAD_ADDRESS)),
        ("to/302/http://10.0.0.1/", (FORBIDDEN, None, Trouble.NOT_PUBLIC)),
        ("to/302/http://169.254.169.254/latest/", (FORBIDDEN, None, Trouble.NOT_PUBLIC)),
        ("to/302/http://127.0.0.1:22/", (FORBIDDEN, None, Trouble.PORT)),
        ("to/302/http://me:word@127.0.0.1/", (FORBIDDEN, None, Trouble.CREDENTIALS)),
    ],
)
def test_answer_is_told(server, path, found):
    (look,) = looked(server, path, manners=QUICK if path in SLOW_PATHS else CALM)

    assert short(look) == found


def test_redirect_tells_where_it_ended(server):
    (look,) = looked(server, "to/301//to/302//page#part")

    assert look.final_url == server.url("page")


def test_redirect_to_what_is_forbidden_tells_it_but_gives_no_address(server):
    (look,) = looked(server, "to/302/http://10.0.0.1/")

    assert (look.final_url, look.detail) == ("", "10.0.0.1: 10.0.0.1")


def test_redirect_inside_is_not_followed(server):
    with serving() as inside:
        (look,) = looked(server, f"to/302/{inside.url('secret')}")

    assert short(look) == (FORBIDDEN, None, Trouble.PORT)
    assert inside.connections == 0


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("page", ["HEAD /page"]),
        ("404", ["HEAD /404", "GET /404"]),
        ("to/302//404", ["HEAD /to/302//404", "HEAD /404", "GET /404"]),
        ("chain/9", [f"HEAD /chain/{step}" for step in (9, 8, 7, 6, 5, 4)]),
    ],
)
def test_head_is_asked_first_and_get_where_it_is_refused(server, path, asked):
    looked(server, path)

    assert server.paths() == asked


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("reset", "Connection reset by peer"),
        ("huge-headers", "Receive buffer too long"),
        ("garbage", r"illegal status line: bytearray(b'SSH-2.0-OpenSSH_9.9\x1b[31m')"),
        ("cut-off", "Server disconnected without sending a response."),
        ("to/302/http://127.0.0.1:22/", "127.0.0.1:22"),
    ],
)
def test_detail_has_the_words_of_the_other_side(server, path, detail):
    (look,) = looked(server, path)

    assert look.detail == detail


def test_long_or_odd_words_are_cut_and_cleaned(server):
    (look,) = looked(server, "odd-words")

    assert look.detail == f"Retry-After: [31msoon {'a' * 300}"[:200]


def test_what_nobody_foresaw_ends_one_look_and_not_the_run(server):
    async def resolve(host: str, port: int) -> list[str]:
        if host == "odd.test":
            raise RuntimeError("a resolver of its own kind")
        return ["127.0.0.1"]

    addresses = [server.url("page", host=host) for host in ("odd.test", "one.test")]
    allowed = server.hosts("odd.test", "one.test")
    found = {one.url: one for one in looks(addresses=addresses, manners=CALM, allowed=allowed, resolve=resolve)}

    assert short(found[addresses[1]]) == (REACHED, 200, None)
    assert short(found[addresses[0]]) == (FAILING, None, Trouble.BROKEN)
    assert found[addresses[0]].detail == "RuntimeError: a resolver of its own kind"


def test_endless_body_is_not_read(server):
    looked(server, "endless")

    assert server.sent < 20_000_000


def test_request_says_who_asks_and_carries_nothing_else(server):
    looked(server, "page", manners=replace(CALM, user_agent="Openness (+https://openness.example; looks)"))

    assert server.asked[0].headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "openness (+https://openness.example; looks)",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
    }


def test_host_without_a_server_cannot_be_connected_to():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    (look,) = looks(addresses=[f"http://127.0.0.1:{port}/"], manners=CALM, allowed={f"127.0.0.1:{port}"})

    assert short(look) == (UNREACHABLE, None, Trouble.NO_CONNECTION)
    assert look.detail == "Connection refused"


def test_host_that_takes_no_connection_costs_no_more_than_its_time():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        (look,) = looks(addresses=[f"http://127.0.0.1:{port}/"], manners=QUICK, allowed={f"127.0.0.1:{port}"})
        for one in waiting:
            one.close()

    assert short(look) == (UNREACHABLE, None, Trouble.NO_CONNECTION)
    assert look.detail == "timed out"


def test_silence_costs_no_more_than_the_time_to_read(server):
    began = time.monotonic()

    looked(server, "hang", manners=replace(CALM, read=0.3, total=60))

    assert time.monotonic() - began < 9


@pytest.mark.parametrize("address", ["http://nobody.test/", f"http://{'a' * 70}.test/"])
def test_host_without_an_address_is_not_there(address):
    (look,) = looks(addresses=[address], manners=CALM, resolve=_nowhere)

    assert (*short(look), look.detail) == (UNREACHABLE, None, Trouble.NO_HOST, "Name or service not known")


# Encryption


def _secure(server: Server, host: str, trusted: ssl.SSLContext | None) -> Look | PutOff:
    (look,) = looks(
        addresses=[server.url("page", host=host, scheme="https")],
        manners=CALM,
        allowed=server.hosts(host),
        resolve=_here,
        trusted=trusted,
    )
    return look


def test_certificate_must_be_of_the_host_and_of_an_authority():
    with serving(encrypted=True) as server:
        good = _secure(server, "one.test", trusting())
        other = _secure(server, "two.test", trusting())
        unknown = _secure(server, "one.test", None)

    assert short(good) == (REACHED, 200, None)
    assert short(other) == short(unknown) == (UNREACHABLE, None, Trouble.CERTIFICATE)
    assert [other.detail, unknown.detail] == [
        "Hostname mismatch, certificate is not valid for 'two.test'.",
        "unable to get local issuer certificate",
    ]
    assert server.paths() == ["HEAD /page"]


def test_server_that_speaks_no_tls_is_not_trusted():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=_say_hello, args=(listener,), daemon=True).start()
        (look,) = looks(addresses=[f"https://127.0.0.1:{port}/"], manners=CALM, allowed={f"127.0.0.1:{port}"})

    assert short(look) == (UNREACHABLE, None, Trouble.CERTIFICATE)


def _say_hello(listener: socket.socket) -> None:
    connection, _peer = listener.accept()
    with connection:
        connection.sendall(b"220 mail.test ESMTP\r\n")
        connection.recv(1000)


# Politeness


def _gaps(server: Server, host: str) -> list[float]:
    """The seconds between the end of one request to `host` and the start of the next; negative where they overlap."""
    asked = sorted((one for one in server.asked if one.host == host), key=lambda one: one.began)
    return [later.began - earlier.ended for earlier, later in itertools.pairwise(asked)]


def _most_at_once(server: Server) -> int:
    steps = sorted([(one.began, 1) for one in server.asked] + [(one.ended, -1) for one in server.asked])
    return max(itertools.accumulate(step for _when, step in steps))


HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


def test_each_host_is_asked_once_at_a_time_with_a_pause_and_hosts_side_by_side(server):
    addresses = [server.url(f"slow/{number}", host=host) for number in range(3) for host in HOSTS]
    manners = replace(CALM, pause=0.1, side_by_side=8)

    found = list(looks(addresses=addresses, manners=manners, allowed=server.hosts(*HOSTS)))

    assert {look.url for look in found} == set(addresses)
    assert all(gap >= 0.1 for host in HOSTS for gap in _gaps(server, host))
    assert _most_at_once(server) == 3


def test_no_more_hosts_are_asked_side_by_side_than_told(server):
    addresses = [server.url(f"slow/{number}", host=host) for number in range(3) for host in HOSTS]

    list(looks(addresses=addresses, manners=replace(CALM, side_by_side=2), allowed=server.hosts(*HOSTS)))

    assert _most_at_once(server) == 2


def test_redirects_take_their_turn_at_the_host_they_lead_to(server):
    there = [server.url(f"slow/{number}", host=HOSTS[0]) for number in range(3)]
    ends = [server.url(f"slow/{number}", host=HOSTS[0]) for number in range(3, 6)]
    redirecting = [server.url(f"to/302/{end}", host=HOSTS[1]) for end in ends]
    manners = replace(CALM, pause=0.1)

    list(looks(addresses=[*there, *redirecting], manners=manners, allowed=server.hosts(*HOSTS)))

    gaps = _gaps(server, HOSTS[0])
    assert len(gaps) == 5
    assert all(gap >= 0.1 for gap in gaps)


@pytest.mark.parametrize("wait", ["429/1", "503/1", "429/Mon,_23_Nov_2026_08:00:01_GMT"])
def test_host_that_asks_for_a_short_wait_gets_it(server, wait):
    (look,) = looked(server, f"wait/{wait}")

    assert short(look) == (REACHED, 200, None)
    assert server.paths() == [f"HEAD /wait/{wait}"] * 2
    assert _gaps(server, "127.0.0.1")[0] >= 0.95


@pytest.mark.parametrize("wait", ["wait/429/3600", "wait/429", "wait-always/429/0", "wait/429/nonsense"])
def test_host_that_asks_for_more_is_left_alone(server, wait):
    first, second, third = looked(server, wait, "page", "404")

    assert (first.reach, first.status) == (REFUSED, 429)
    assert [type(second), type(third)] == [PutOff, PutOff]
    assert {path.split()[1] for path in server.paths()} == {f"/{wait}"}


def test_put_off_tells_for_how_long(server):
    first, second = looked(server, "wait/429/3600", "page")

    assert first.detail == "Retry-After: 3600"
    assert second == PutOff(url=server.url("page"), host="127.0.0.1", seconds=3600)


def test_other_hosts_are_asked_though_one_wants_to_be_left_alone(server):
    addresses = [server.url("wait/429/3600", host=HOSTS[0]), server.url("page", host=HOSTS[1])]

    found = {one.url: one for one in looks(addresses=addresses, manners=CALM, allowed=server.hosts(*HOSTS))}

    assert short(found[addresses[1]]) == (REACHED, 200, None)


def test_closing_drops_what_is_under_way(server):
    addresses = [server.url("page"), server.url("hang", host=HOSTS[1])]
    patient = replace(CALM, read=60, total=60)
    began = time.monotonic()

    with closing(looks(addresses=addresses, manners=patient, allowed=server.hosts(*HOSTS))) as found:
        first = next(found)

    assert first.url == addresses[0]
    assert time.monotonic() - began < 9
