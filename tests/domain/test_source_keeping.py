"""What is kept of looks at sources, what is due, and which records rest on sources that fail."""

import asyncio
import datetime as dt
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openness.choices import Reach, Trouble
from openness.domain.sources import Look, Manners, NotCited, Offline, PutOff, check, citing, due, keep
from openness.models import Assessment, Licence, Model, Source, SourceCheck
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    SourceFactory,
)
from tests.misbehaving import Server, serving

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CALM = Manners(user_agent="Tests", pause=0, connect=5, read=5, total=5, patience=1)
HOSTS = ("127.0.0.1", "127.0.0.2", "one.test")


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


# What is kept


def kept(url: str, reach: str = "reached", *, now: dt.datetime = NOW, **more) -> SourceCheck:
    """The row after a look."""
    keep(look=Look(url=url, reach=Reach(reach), **more), now=now)
    return SourceCheck.objects.get(url=url)


def test_look_is_kept():
    row = kept(
        "https://example.org/a",
        "failing",
        status=200,
        final_url="https://example.org/b",
        trouble=Trouble.BROKEN,
        detail="cut",
    )

    found = (row.reach, row.status, row.final_url, row.trouble, row.detail, row.failures, row.checked_at)
    assert found == ("failing", 200, "https://example.org/b", "broken", "cut", 1, NOW)
    assert row.reached_at is None


def test_failures_in_a_row_are_counted_until_it_answers_again():
    url = "https://example.org/a"

    counts = [
        kept(url, reach, now=NOW + day * DAY).failures
        for day, reach in enumerate(["gone", "unreachable", "moved", "refused"])
    ]

    row = SourceCheck.objects.get()
    assert counts == [1, 2, 0, 1]
    assert (row.checked_at, row.reached_at) == (NOW + 3 * DAY, NOW + 2 * DAY)


def test_failure_suggests_the_copy_that_was_reached():
    SourceFactory(url="https://example.org/a", archive_url="https://archive.example/a")
    kept("https://archive.example/a")

    assert kept("https://example.org/a", "gone").suggestion == "https://archive.example/a"


def test_failure_suggests_the_copy_also_when_that_is_reached_later():
    SourceFactory(url="https://example.org/a", archive_url="https://archive.example/a", accessed_on="2026-03-01")
    before = kept("https://example.org/a", "gone").suggestion
    kept("https://archive.example/a")
    reached = SourceCheck.objects.get(url="https://example.org/a").suggestion
    kept("https://archive.example/a", "gone")
    lost = SourceCheck.objects.get(url="https://example.org/a").suggestion

    archive = "https://web.archive.org/web/20260301/https://example.org/a"
    assert [before, reached, lost] == [archive, "https://archive.example/a", archive]


def test_failure_without_a_copy_suggests_where_an_archive_would_have_it_of_the_last_reading():
    SourceFactory(url="https://example.org/a?b=c", locator="§1", accessed_on="2026-03-01")
    SourceFactory(url="https://example.org/a?b=c", locator="§2", accessed_on="2026-04-05")

    row = kept("https://example.org/a?b=c", "gone")

    assert row.suggestion == "https://web.archive.org/web/20260405/https://example.org/a?b=c"


def test_nothing_is_suggested_for_the_archive_itself_or_for_what_answers_or_is_not_cited():
    archived = "https://web.archive.org/web/2026/https://example.org/"
    SourceFactory(url=archived)
    SourceFactory(url="https://example.org/a")
    kept("https://example.org/a", "gone")

    rows = [kept(archived, "gone"), kept("https://example.org/a"), kept("https://example.org/uncited", "gone")]

    assert [row.suggestion for row in rows] == ["", "", ""]


def test_keeping_changes_no_source_and_no_record():
    LicenceFactory()
    before = list(Source.objects.values()), list(Licence.objects.values())

    for url in Source.objects.values_list("url", flat=True):
        kept(url, "gone")

    assert (list(Source.objects.values()), list(Licence.objects.values())) == before


# What is due


def test_due_are_all_addresses_once_with_those_never_looked_at_first_then_the_oldest():
    SourceFactory(url="https://b.example/", archive_url="https://c.example/")
    SourceFactory(url="https://b.example/", locator="§2")
    SourceFactory(url="https://a.example/")
    SourceFactory(url="https://d.example/")
    kept("https://a.example/", now=NOW - 2 * DAY)
    kept("https://d.example/", "gone", now=NOW - 3 * DAY)

    found = due(now=NOW, older_than=DAY)

    assert found == ["https://b.example/", "https://c.example/", "https://d.example/", "https://a.example/"]


@pytest.mark.parametrize(("hours", "found"), [(0, []), (23, []), (24, ["https://a.example/"])])
def test_due_leaves_out_what_was_looked_at_lately(hours, found):
    SourceFactory(url="https://a.example/")
    kept("https://a.example/", now=NOW - dt.timedelta(hours=hours))

    assert due(now=NOW, older_than=DAY) == found


def test_due_again_at_once_where_no_age_is_asked():
    SourceFactory(url="https://a.example/")
    kept("https://a.example/")

    assert due(now=NOW, older_than=dt.timedelta()) == ["https://a.example/"]


def test_due_of_some_hosts_and_no_more_than_the_limit():
    for url in ["https://a.example/1", "https://A.example./2", "https://b.example/", "https://c.example/"]:
        SourceFactory(url=url)

    assert due(now=NOW, older_than=DAY, hosts=["A.example"]) == ["https://A.example./2", "https://a.example/1"]
    assert due(now=NOW, older_than=DAY, hosts=["b.example", "c.example."], limit=1) == ["https://b.example/"]
    assert due(now=NOW, older_than=DAY, limit=0) == []


def test_due_at_a_host_that_nothing_cites_is_refused():
    SourceFactory(url="https://a.example/")

    with pytest.raises(NotCited, match=r"^b\.example, c\.example$"):
        due(now=NOW, older_than=DAY, hosts=["c.example", "a.example", "b.example"])


def test_citing_names_every_record_of_an_address():
    url, copy = "https://example.org/a", "https://archive.example/a"
    source = SourceFactory(url=url, archive_url=copy)
    clause = SourceFactory(url=url, locator="§2")
    licence = LicenceFactory(slug="whole", sources=[source])
    LicenceTermFactory(licence=LicenceFactory(slug="clause", term=None), source=clause)
    assessed = ModelFactory(slug="assessed")
    assessed.assessments.first().sources.add(source)
    LicenceCoverageFactory(model=ModelFactory(slug="covered"), licence=licence, sources=[clause])
    ClaimFactory(article=ArticleFactory(slug="article", claim=None, row=None), sources=[source])

    found = citing(addresses=[url, copy, "https://example.org/uncited"])

    of_copy = [("article", "article"), ("licence", "whole"), ("model", "assessed")]
    assert found == {
        url: sorted([*of_copy, ("licence", "clause"), ("model", "covered")]),
        copy: of_copy,
        "https://example.org/uncited": [],
    }


def test_citing_costs_the_same_for_one_address_and_for_three():
    counts = []
    for number in (1, 2):
        for _ in range(number):
            LicenceFactory()
        addresses = list(Source.objects.values_list("url", flat=True))
        with CaptureQueriesContext(connection) as queries:
            citing(addresses=addresses)
        counts.append(len(queries))

    assert counts == [5, 5]


# Whole runs


def checked(server: Server, *addresses: str, **more) -> list[Look | PutOff]:
    """What a run finds."""
    return list(check(addresses=addresses, now=NOW, manners=CALM, allowed=server.hosts(*HOSTS), **more))


def rows() -> dict[str, str]:
    """The reach of every address that was kept."""
    return dict(SourceCheck.objects.values_list("url", "reach"))


def test_run_keeps_every_look_as_it_comes(server):
    addresses = [server.url("page"), server.url("404"), server.url("cut-off", host=HOSTS[1])]
    seen = []

    with closing(
        check(addresses=addresses, now=NOW, manners=CALM, allowed=server.hosts(*HOSTS)),
    ) as found:
        for one in found:
            seen.append(one.url)
            assert set(rows()) == set(seen)

    assert rows() == dict(zip(addresses, ["reached", "gone", "failing"], strict=True))


def test_run_that_is_closed_keeps_what_was_found(server):
    addresses = [server.url(f"slow/{number}") for number in range(5)]

    with closing(check(addresses=addresses, now=NOW, manners=CALM, allowed=server.hosts())) as found:
        first, second = next(found), next(found)

    assert set(rows()) == {first.url, second.url}


def test_run_does_not_keep_what_was_put_off(server):
    checked(server, server.url("wait/429/3600"), server.url("page"))

    assert rows() == {server.url("wait/429/3600"): "refused"}


def test_run_of_a_machine_without_a_network_keeps_nothing(server):
    addresses = [f"https://{name}.example/" for name in "abc"]

    with pytest.raises(Offline):
        checked(server, *addresses, resolve=_nowhere)

    assert rows() == {}


def test_run_of_a_machine_without_a_network_ends_before_every_host_was_asked(server):
    asked = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return await _nowhere(host, port)

    with pytest.raises(Offline):
        checked(server, *[f"https://host{number}.example/" for number in range(60)], resolve=resolve)

    assert len(asked) < 40


def test_run_behind_names_that_all_lead_inside_keeps_nothing(server):
    with pytest.raises(Offline):
        checked(server, *[f"https://{name}.example/" for name in "abc"], resolve=_here)

    assert rows() == {}


def test_run_keeps_hosts_that_are_gone_once_another_answered(server):
    async def resolve(host: str, port: int) -> list[str]:
        if host == "one.test":
            await asyncio.sleep(0.1)
            return await _here(host, port)
        return await _nowhere(host, port)

    gone = [f"https://{name}.example/" for name in "abcd"]
    checked(server, *gone, server.url("page", host="one.test"), resolve=resolve)

    assert rows() == {**dict.fromkeys(gone, "unreachable"), server.url("page", host="one.test"): "reached"}


def test_run_of_two_hosts_that_are_gone_keeps_that(server):
    gone = ["https://a.example/1", "https://a.example/2", "https://b.example/"]

    checked(server, *gone, resolve=_nowhere)

    assert rows() == dict.fromkeys(gone, "unreachable")


def test_run_over_nothing_finds_nothing(server):
    assert checked(server) == []


# Records whose sources fail


def _failing(*urls: str) -> None:
    for url in urls:
        kept(url, "gone")


def test_source_fails_when_neither_its_address_nor_its_copy_can_be_read():
    names = ("lost", "copied", "moved", "new", "copy lost", "both lost")
    sources = {name: SourceFactory(url=f"https://example.org/{name[:4]}{len(name)}", title=name) for name in names}
    for name in ("copied", "copy lost", "both lost"):
        sources[name].archive_url = f"https://archive.example/{len(name)}{name[:4]}"
        sources[name].save()
    _failing(*(sources[name].url for name in ("lost", "copied", "both lost")))
    _failing(*(sources[name].archive_url for name in ("copy lost", "both lost")))
    kept(sources["copied"].archive_url)
    kept(sources["moved"].url, "moved")
    kept(sources["copy lost"].url)

    assert {source.title for source in Source.objects.failing()} == {"lost", "both lost"}


def test_source_whose_copy_nobody_looked_at_does_not_fail():
    source = SourceFactory(archive_url="https://archive.example/a")
    _failing(source.url)

    assert list(Source.objects.failing()) == []


def test_models_whose_sources_fail_are_told_by_assessment_and_by_licence():
    lost = SourceFactory(url="https://example.org/lost")
    assessed, covered, _sound = ModelFactory(slug="assessed"), ModelFactory(slug="covered"), ModelFactory(slug="sound")
    assessed.assessments.first().sources.add(lost)
    LicenceCoverageFactory(model=covered, sources=[lost])
    _failing(lost.url)

    assert set(Model.objects.all().sources_failing()) == {assessed, covered}
    assert list(Assessment.objects.sources_failing()) == [assessed.assessments.first()]


def test_licences_whose_sources_fail_are_told_by_text_and_by_term():
    lost = SourceFactory(url="https://example.org/lost")
    whole, clause, _sound = LicenceFactory(sources=[lost]), LicenceFactory(term=None), LicenceFactory()
    LicenceTermFactory(licence=clause, source=lost)
    _failing(lost.url)

    assert set(Licence.objects.sources_failing()) == {whole, clause}


def test_nothing_fails_before_the_first_look():
    LicenceCoverageFactory()

    for records in (Source.objects.failing(), *(kind.objects.sources_failing() for kind in (Model, Licence))):
        assert list(records) == []
