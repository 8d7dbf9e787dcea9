"""Looks kept: which addresses are due, what was found, and what could be cited instead."""

import datetime as dt
import ssl
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing

from django.db import transaction
from django.db.models import F, Max, Q

from openness.choices import READABLE, Reach, Trouble
from openness.domain.rules import Key
from openness.domain.sources.findings import Look, PutOff
from openness.domain.sources.looking import host_of, looks
from openness.domain.sources.network import Resolve, system_names
from openness.domain.sources.politeness import Manners
from openness.models import Source, SourceCheck

_ARCHIVE = "web.archive.org"
_UNCONNECTED = {Trouble.NO_HOST, Trouble.NO_CONNECTION, Trouble.NOT_PUBLIC}
_MANY_HOSTS, _SEVERAL_HOSTS = 10, 3
_CITED_BY = {
    "licences__slug": "licence",
    "terms__licence__slug": "licence",
    "assessments__model__slug": "model",
    "coverages__model__slug": "model",
    "claims__article__slug": "article",
}


class Offline(Exception):
    """No host at all could be reached: that says something of this machine, and nothing of the sources."""


class NotCited(Exception):
    """No source has an address at `hosts`."""

    def __init__(self, *, hosts: Collection[str]) -> None:
        super().__init__(", ".join(sorted(hosts)))
        self.hosts = hosts


def due(
    *, now: dt.datetime, older_than: dt.timedelta, hosts: Collection[str] = (), limit: int | None = None
) -> list[str]:
    """The addresses to look at: of all sources, those never looked at first, then by their last look.

    None that was looked at within `older_than` before `now`, so that a run which was cut off goes on where it
    stopped. `hosts` chooses addresses by host, `limit` how many. Raises NotCited for a host that no source names.
    Three queries.
    """
    cited = set(Source.objects.values_list("url", flat=True)) | set(
        Source.objects.exclude(archive_url="").values_list("archive_url", flat=True)
    )
    if hosts:
        cited = _at(hosts, cited)
    seen = dict(SourceCheck.objects.values_list("url", "checked_at"))
    chosen = [url for url in cited if url not in seen or now - seen[url] >= older_than]
    return sorted(chosen, key=lambda url: (url in seen, seen.get(url), url))[:limit]


def _at(hosts: Collection[str], addresses: set[str]) -> set[str]:
    wanted = {host.lower().removesuffix(".") for host in hosts}
    found = {address: host_of(address=address) for address in addresses}
    if unknown := wanted - set(found.values()):
        raise NotCited(hosts=unknown)
    return {address for address, host in found.items() if host in wanted}


def check(
    *,
    addresses: Sequence[str],
    now: dt.datetime,
    manners: Manners,
    allowed: Collection[str] = (),
    resolve: Resolve = system_names,
    trusted: ssl.SSLContext | None = None,
) -> Generator[Look | PutOff, None, None]:
    """Look at `addresses`, keep what each look found, yield it; a look kept is committed by itself.

    `now` is kept as the time of every look. Nothing else is written: no source and no record changes. An address
    that was put off is not kept and stays due. Raises Offline, with nothing kept, where no host of several could be
    connected to. The remaining parameters are those of `looking.looks`. Close the iterator to stop.
    """
    found = looks(addresses=addresses, manners=manners, allowed=allowed, resolve=resolve, trusted=trusted)
    with closing(found), closing(_once_connected(found)) as certain:
        for one in certain:
            if isinstance(one, Look):
                keep(look=one, now=now)
            yield one


def _once_connected(found: Iterator[Look | PutOff]) -> Generator[Look | PutOff, None, None]:
    """`found`, but looks that came to no connection only once another shows that this machine has a way out."""
    held: list[Look] = []
    connected = False
    for one in found:
        connected = connected or _shows_connection(one)
        if isinstance(one, Look) and not connected and one.trouble in _UNCONNECTED:
            held.append(one)
            if _hosts(held) >= _MANY_HOSTS:
                raise Offline
            continue
        if connected:
            yield from held
            held = []
        yield one
    if _hosts(held) >= _SEVERAL_HOSTS:
        raise Offline
    yield from held


def _hosts(found: list[Look]) -> int:
    return len({host_of(address=look.url) for look in found})


def _shows_connection(one: Look | PutOff) -> bool:
    return isinstance(one, PutOff) or (one.trouble not in _UNCONNECTED and one.reach != Reach.FORBIDDEN)


@transaction.atomic
def keep(*, look: Look, now: dt.datetime) -> None:
    """Keep what `look` found at `now`, and what could be cited instead of addresses that fail."""
    seen = {
        "reach": look.reach,
        "status": look.status,
        "final_url": look.final_url,
        "trouble": look.trouble or "",
        "detail": look.detail,
        "checked_at": now,
    }
    if look.reach in READABLE:
        read = {**seen, "failures": 0, "reached_at": now, "suggestion": ""}
        SourceCheck.objects.update_or_create(url=look.url, defaults=read)
    else:
        failed = {**seen, "suggestion": _suggestion(look.url)}
        SourceCheck.objects.update_or_create(
            url=look.url,
            defaults={**failed, "failures": F("failures") + 1},
            create_defaults={**failed, "failures": 1},
        )
    copied = Source.objects.filter(archive_url=look.url).values("url")
    for check_of_original in SourceCheck.objects.failing().filter(url__in=copied).exclude(url=look.url):
        check_of_original.suggestion = _suggestion(check_of_original.url)
        check_of_original.save(update_fields=["suggestion"])


def _suggestion(url: str) -> str:
    """The copy that a source of `url` names, if it could be read; else where a web archive would have one of the time.

    "" where the web archive itself fails, and where no source has the address any more.
    """
    copies = Source.objects.filter(url=url).exclude(archive_url="").values("archive_url")
    read = SourceCheck.objects.readable().filter(url__in=copies).order_by("-checked_at", "url").first()
    if read is not None:
        return read.url
    cited = Source.objects.filter(Q(url=url) | Q(archive_url=url)).aggregate(day=Max("accessed_on"))
    if cited["day"] is None or host_of(address=url) == _ARCHIVE:
        return ""
    return f"https://{_ARCHIVE}/web/{cited['day']:%Y%m%d}/{url}"


def citing(*, addresses: Collection[str]) -> dict[str, list[Key]]:
    """The (kind, slug) of every record in which each of `addresses` is cited, in order; five queries."""
    found: dict[str, set[Key]] = {address: set() for address in addresses}
    sources = Source.objects.filter(Q(url__in=addresses) | Q(archive_url__in=addresses)).order_by()
    for path, kind in _CITED_BY.items():
        rows = sources.filter(**{f"{path}__isnull": False}).values_list("url", "archive_url", path).distinct()
        for url, archive_url, slug in rows:
            for address in {url, archive_url} & found.keys():
                found[address].add((kind, slug))
    return {address: sorted(keys) for address, keys in found.items()}
