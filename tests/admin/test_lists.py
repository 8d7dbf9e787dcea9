"""Lists: what they show and find, and that their cost does not grow with their length."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Model as Record
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openness.admin.site import site
from openness.admin.worklist import Task
from openness.models import (
    Article,
    ArticleRow,
    Assessment,
    Claim,
    Licence,
    Model,
    OpennessDimension,
    ReaderReport,
    Source,
    SourceCheck,
    Vendor,
)
from tests.admin.forms import address, listed, send
from tests.documents import (
    NOW,
    article,
    assessment,
    assessments,
    claim,
    community,
    coverage,
    licence,
    model,
    stored,
    vendor,
)

LATE_SUMMER = time_machine.travel(dt.datetime(2026, 9, 2, 12, tzinfo=dt.UTC))

pytestmark = pytest.mark.usefixtures("small_catalogue")


def _found(editor: Client, table: type[Record], query: dict[str, Any]) -> list[str]:
    page = editor.get(listed(table), query)
    assert page.status_code == 200
    return [str(row) for row in page.context["cl"].result_list]


def _queries(editor: Client, path: str) -> int:
    editor.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert editor.get(path).status_code == 200
    return len(queries)


def _three_of_everything(folder: Path) -> None:
    for name in ("two", "three"):
        rows = [
            {"vendor": vendor_slug, "subject": {"de": "Es", "en": "It"}, "models": ["one"], "cells": _cells()}
            for vendor_slug in ("acme", "two", "three")
        ]
        stored(
            folder,
            vendor("two"),
            vendor("three"),
            licence(name, supersedes="free"),
            model(name, vendor="acme", base_model="one", licences=[coverage(), coverage(name, covers="code")]),
            article(name, rows=rows, claims=[claim("c01"), claim("c02"), claim("c03")]),
        )


def _cells() -> dict[str, Any]:
    says = {"de": "Sagt es.", "en": "Says so."}
    return {name: {"level": "open", "says": says} for name in ("weights", "code", "data", "commercial-use")}


@pytest.mark.parametrize(
    "table", [Vendor, Licence, Model, OpennessDimension, Assessment, Source, Article, ArticleRow, Claim]
)
def test_list_costs_the_same_with_one_row_and_with_three(editor: Client, tmp_path: Path, table: type[Record]) -> None:
    with_one = _queries(editor, listed(table))

    _three_of_everything(tmp_path)

    assert _queries(editor, listed(table)) == with_one


def test_first_page_costs_the_same_with_one_record_and_with_three(editor: Client, tmp_path: Path) -> None:
    with_one = _queries(editor, reverse("admin:index"))

    _three_of_everything(tmp_path)

    assert _queries(editor, reverse("admin:index")) == with_one


def test_page_of_an_article_costs_the_same_with_one_row_and_claim_and_with_three(
    editor: Client, tmp_path: Path
) -> None:
    with_one = _queries(editor, address(Article.objects.get()))

    _three_of_everything(tmp_path)

    assert _queries(editor, address(Article.objects.get(slug="three"))) == with_one


@pytest.mark.parametrize("spelling", ["GPT-4 Turbo", "gpt4turbo", "g-p-t 4"])
def test_model_is_found_however_its_alias_is_spelt(editor: Client, tmp_path: Path, spelling: str) -> None:
    stored(tmp_path, model("two", aliases=["GPT-4-turbo"]))

    assert _found(editor, Model, {"q": spelling}) == ["Two"]


def test_assessments_are_found_by_an_alias_of_their_model(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two", aliases=["Zwo"]))

    page = editor.get(listed(Assessment), {"q": "zwo"})

    assert {row.model.slug for row in page.context["cl"].result_list} == {"two"}


def test_suggestions_find_a_model_by_its_alias(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two", aliases=["Zwo"]))

    found = _suggested(editor, "zwo", model_name="model", field_name="base_model")

    assert found == ["Two"]


def test_suggested_sources_tell_where_and_when_they_were_read(editor: Client) -> None:
    found = _suggested(editor, "§2", model_name="assessment", field_name="sources")

    assert found == ["A text, §2 · example.org, 1 Mar 2026"]


def _suggested(editor: Client, term: str, **field: str) -> list[str]:
    response = editor.get(reverse("admin:autocomplete"), {"app_label": "openness", "term": term, **field})
    return [entry["text"] for entry in response.json()["results"]]


@LATE_SUMMER
def test_stale_filter_keeps_what_was_not_verified_for_half_a_year(editor: Client, tmp_path: Path) -> None:
    fresh = assessment(verified_on=dt.date(2026, 8, 1))
    stored(tmp_path, model("two", assessments={**assessments(), "code": fresh}))

    old = _found(editor, Assessment, {"stale": "yes", "dimension__slug__exact": "code"})

    assert old == ["One – Code: open"]


def test_unsourced_filter_keeps_what_has_no_source(editor: Client, tmp_path: Path) -> None:
    unknown = assessment("unknown", sources=[])
    stored(tmp_path, model("two", assessments={**assessments(), "data": unknown}))

    assert _found(editor, Assessment, {"unsourced": "yes"}) == ["Two – Training data: unknown"]
    assert _found(editor, Model, {"unsourced": "yes"}) == ["Two"]
    assert _found(editor, Model, {"unknown": "yes"}) == ["Two"]


@LATE_SUMMER
def test_stale_filter_of_models_keeps_those_with_a_stale_assessment(editor: Client, tmp_path: Path) -> None:
    fresh = {name: assessment(verified_on=dt.date(2026, 8, 1)) for name in assessments()}
    stored(tmp_path, model("two", assessments=fresh))

    assert _found(editor, Model, {"stale": "yes"}) == ["One"]


def test_licence_kind_filter_keeps_what_is_under_such_a_licence(editor: Client, tmp_path: Path) -> None:
    levels = assessments(weights="partial", commercial_use="partial")
    stored(tmp_path, community(), model("two", licences=[coverage("community")], assessments=levels))

    assert _found(editor, Model, {"licence-kind": "restricted"}) == ["Two"]
    assert len(_found(editor, Assessment, {"licence-kind": "restricted"})) == 4


def test_unused_filter_keeps_sources_that_nobody_cites(editor: Client) -> None:
    Source.objects.create(url="https://example.org/x", kind="report", title="Unused", accessed_on="2026-03-01")

    assert _found(editor, Source, {"unused": "yes"}) == ["Unused"]


def test_list_of_models_shows_the_level_on_each_dimension(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two", assessments=assessments(code="partial", data="closed")))

    page = editor.get(listed(Model), {"q": "two"})

    row, columns = page.context["cl"].result_list[0], site.get_model_admin(Model)
    levels = [getattr(columns, name)(row) for name in ("weights", "code", "data", "commercial_use")]
    assert [level.split('title="')[1].split('"')[0] for level in levels] == ["open", "partial", "closed", "open"]


def _report() -> None:
    ReaderReport.objects.create(kind="model", slug="one", message="Not open.", sent_at=NOW, revision=1)


def _tasks(page: HttpResponse) -> list[Task]:
    return [task for group in page.context["worklist"] for task in group.tasks]


@LATE_SUMMER
def test_first_page_counts_what_is_left_to_do(editor: Client, tmp_path: Path) -> None:
    unknown = assessment("unknown", sources=[], verified_on=dt.date(2026, 8, 1))
    stored(tmp_path, model("two", published=False, assessments={**assessments(), "data": unknown}))
    SourceCheck.objects.create(url="https://example.org/text", reach="gone", checked_at=NOW)
    _report()
    send(editor, address(Model.objects.get(slug="one")), {"family": "Draft", "_save": "draft"})

    page = editor.get(reverse("admin:index"))

    assert {str(task.name): task.count for task in _tasks(page) if task.count} == {
        "my drafts": 1,
        "new reports": 1,
        "models with a source that cannot be read": 2,
        "licences with a source that cannot be read": 1,
        "Weights: not checked for 6 months": 2,
        "Code: not checked for 6 months": 2,
        "Training data: not checked for 6 months": 1,
        "Commercial use: not checked for 6 months": 2,
        "cells still unknown": 1,
        "cells without a source": 1,
        "models hidden from readers": 1,
    }


@LATE_SUMMER
def test_first_page_leads_to_lists_as_long_as_it_says(editor: Client, tmp_path: Path) -> None:
    unknown = assessment("unknown", sources=[])
    stored(tmp_path, model("two", published=False, assessments={**assessments(), "data": unknown}))
    _report()

    tasks = _tasks(editor.get(reverse("admin:index")))

    lengths = [editor.get(task.address).context["cl"].result_count for task in tasks]
    assert lengths == [task.count for task in tasks]


@pytest.mark.parametrize(
    ("table", "path"),
    [
        (Vendor, "/en/vendors/acme/"),
        (Licence, "/en/licences/free/"),
        (Model, "/en/models/one/"),
        (Article, "/en/fact-check/an-article/"),
        (Claim, "/en/fact-check/an-article/"),
        (ArticleRow, "/en/fact-check/an-article/"),
        (Assessment, "/en/models/one/weights/"),
    ],
)
def test_page_links_to_what_readers_see(editor: Client, table: type[Record], path: str) -> None:
    record = table.objects.order_by("pk").first()

    assert _link_to_site(editor.get(address(record))) == path
    assert editor.get(path).status_code == 200


@pytest.mark.parametrize("table", [Model, Article, Claim, Assessment])
def test_page_of_what_readers_do_not_see_has_no_link(editor: Client, table: type[Record]) -> None:
    Model.objects.update(published=False)
    Article.objects.update(published=False)

    assert _link_to_site(editor.get(address(table.objects.earliest("pk")))) is None


def _link_to_site(page: HttpResponse) -> str | None:
    return page.context.get("absolute_url") if page.context.get("has_absolute_url") else None


def test_german_stands_left_of_english(editor: Client) -> None:
    form = editor.get(address(Vendor.objects.get())).content.decode()

    assert form.index('name="summary_de"') < form.index('name="summary_en"')
    assert ["Summary – German" in form, "Summary – English" in form] == [True, True]


def test_bookkeeping_is_not_shown(editor: Client) -> None:
    page = editor.get(reverse("admin:index"))

    names = [entry["object_name"] for entry in page.context["app_list"][0]["models"]]
    assert names == [
        "Proposal",
        "ReaderReport",
        "Change",
        "Model",
        "Assessment",
        "Licence",
        "Source",
        "SourceCheck",
        "Vendor",
        "Article",
        "Claim",
        "OpennessDimension",
    ]


def test_stranger_is_asked_to_log_in(client: Client) -> None:
    response = client.get(listed(Model))

    assert response.url == f"{reverse('admin:login')}?next={listed(Model)}"
