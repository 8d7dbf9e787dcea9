"""kill -9 at any moment of publishing or import: all of it is there afterwards, or nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from openness.domain import exchange, revision
from openness.models import Change, ImportedDocument, Proposal, ProposalNote, Source
from tests.documents import article, assessment, assessments, catalogue, licence, model, put, source, text, vendor
from tests.documents import stored as imported
from tests.doomed import Doomed, doomed, moments
from tests.people import LATER, editor, proposed, proposed_to_delete, reviewer
from tests.together import database_url

TIMES = 25


@pytest.fixture
def children(real_database: None, tmp_path: Path) -> Iterator[Doomed]:
    """Processes to kill, on a small catalogue."""
    imported(tmp_path / "first", *catalogue())
    reviewer()
    with doomed(database_url()) as found:
        yield found


def everything() -> dict[str, Any]:
    """All that publishing and import may write."""
    connection.close()
    return {
        "documents": dict(exchange.export_documents()),
        "revision": revision.current(),
        "changes": list(Change.objects.order_by("pk").values_list("kind", "slug", "revision", "before", "after")),
        "proposals": list(Proposal.objects.order_by("pk").values_list("pk", "state", "version")),
        "notes": ProposalNote.objects.count(),
        "imported": sorted(ImportedDocument.objects.values_list("kind", "slug", "file_digest", "content_digest")),
        "sources": sorted(Source.objects.values_list("url", "title")),
    }


def several(name: str) -> list[int]:
    """Proposals for records of several kinds that are published together."""
    levels = {**assessments(), "data": assessment("closed", sources=[source(url=f"https://example.org/{name}")])}
    rows = [
        proposed(vendor(name=name)),
        proposed(licence(summary=text(name))),
        proposed(model(name=name, assessments=levels)),
        proposed(model(f"new-{name}")),
        proposed(article(title=name)),
    ]
    return [row.pk for row in rows]


def publishing(proposals: list[int]) -> dict[str, Any]:
    return {"proposals": proposals, "by": reviewer().username, "now": LATER.isoformat()}


def test_publishing_killed_at_every_statement_leaves_nothing_of_it(children: Doomed) -> None:
    task = publishing([*several("two"), proposed_to_delete("article", "an-article", by=editor()).pk][1:-2])
    before = everything()

    number = 1
    while not children.at_statement(number, **task):
        assert everything() == before, number
        number += 1

    after = everything()
    assert number > 40
    assert after["revision"].number == before["revision"].number + 1
    assert len(after["changes"]) == len(before["changes"]) + len(task["proposals"])


def test_publishing_killed_at_any_time_leaves_all_of_it_or_nothing(children: Doomed) -> None:
    seconds = children.undisturbed(**publishing(several("warm-up")))
    outcomes = set()

    for number, moment in enumerate(moments(TIMES, within=1.3 * seconds)):
        keys = several(f"n{number}")
        before = everything()
        children.after(moment, **publishing(keys))

        after = everything()
        was_published = after != before
        states = dict(Proposal.objects.filter(pk__in=keys).values_list("pk", "state"))
        assert states == dict.fromkeys(keys, "published" if was_published else "in-review")
        if was_published:
            assert_published(before, after, keys, f"n{number}")
        outcomes.add(was_published)

    assert outcomes == {True, False}


def assert_published(before: dict[str, Any], after: dict[str, Any], keys: list[int], name: str) -> None:
    """All of the proposals `keys` is there: documents, changes, notes, one revision."""
    assert after["revision"].number == before["revision"].number + 1
    assert len(after["changes"]) == len(before["changes"]) + len(keys)
    assert after["notes"] == before["notes"] + len(keys)
    stored = exchange.stored_plainly(keys=[(row.kind, row.slug) for row in Proposal.objects.filter(pk__in=keys)])
    for row in Proposal.objects.filter(pk__in=keys):
        assert stored[row.kind, row.slug] == row.document
        assert (row.change.before, row.change.after) == (row.base, row.document)
    assert ("https://example.org/" + name) in {url for url, _title in after["sources"]}


def files(folder: Path, name: str) -> dict[str, Any]:
    """The task to import records of every kind, old and new."""
    levels = {**assessments(), "data": assessment("closed", sources=[source(url=f"https://example.org/{name}")])}
    values = [vendor(name=name), licence(summary=text(name)), model(name=name, assessments=levels)]
    values += [model(f"{name}-{number}") for number in range(5)]
    return {"path": str(put(folder / name, *values, article(title=name))), "now": LATER.isoformat()}


def test_import_killed_at_every_statement_leaves_nothing_of_it(children: Doomed, tmp_path: Path) -> None:
    task = files(tmp_path, "two")
    before = everything()

    number = 1
    while not children.at_statement(number, **task):
        assert everything() == before, number
        number += 7

    after = everything()
    assert number > 100
    assert after["revision"].number == before["revision"].number + 1
    assert len(after["changes"]) == len(before["changes"]) + 9


def test_import_killed_at_any_time_leaves_all_of_it_or_nothing(children: Doomed, tmp_path: Path) -> None:
    seconds = children.undisturbed(**files(tmp_path, "warm-up"))
    outcomes = set()

    for number, moment in enumerate(moments(TIMES, within=1.3 * seconds)):
        name = f"n{number}"
        before = everything()
        children.after(moment, **files(tmp_path, name))

        after = everything()
        was_imported = after != before
        titles = {text.count(name) > 0 for key, text in after["documents"].items() if key in _CHANGED}
        assert titles == {was_imported}
        if was_imported:
            assert after["revision"].number == before["revision"].number + 1
            assert len(after["changes"]) == len(before["changes"]) + 9
            assert len(set(after["imported"]) - set(before["imported"])) == 9
            assert len(after["documents"]) == len(before["documents"]) + 5
        outcomes.add(was_imported)

    assert outcomes == {True, False}


_CHANGED = {"vendors/acme.yaml", "licences/free.yaml", "models/one.yaml", "articles/an-article.yaml"}
