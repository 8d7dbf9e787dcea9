"""What others refer to cannot be deleted; all else can, and counts as a change."""

from pathlib import Path

import pytest
from django.db.models import Model as Record
from django.test import Client
from django.urls import reverse

from openness.domain import revision
from openness.models import Article, ArticleRow, Assessment, Claim, Licence, Model, OpennessDimension, Source, Vendor
from tests.admin.forms import address, history, publish_all, run, said
from tests.documents import article, claim, licence, model, stored, vendor

CONFIRMED = {"post": "yes"}

pytestmark = pytest.mark.usefixtures("small_catalogue")


def _heading(editor: Client, record: Record) -> str:
    page = editor.post(address(record, "delete"), CONFIRMED)
    assert page.status_code == 200, "it was deleted"
    return page.context["title"]


@pytest.mark.parametrize("table", [Vendor, Licence, Model, Source, Claim])
def test_record_that_others_refer_to_is_not_deleted(editor: Client, table: type[Record]) -> None:
    record = table.objects.earliest("pk")

    heading = _heading(editor, record)

    assert heading == f"Cannot delete {table._meta.verbose_name}"
    assert table.objects.filter(pk=record.pk).exists()


def test_refusal_names_the_row_that_leaves_the_model_out(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two"))
    row = ArticleRow.objects.get()
    row.left_out.add(Model.objects.get(slug="two"))

    page = editor.get(address(Model.objects.get(slug="two"), "delete"))

    link = f'<a href="{address(row)}">Acme</a>'
    assert page.context["protected"] == [f"Row of the article&#x27;s table (models it leaves out): {link}"]


def test_base_of_another_model_is_not_deleted(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two"), model("child", base_model="two"))

    assert _heading(editor, Model.objects.get(slug="two")) == "Cannot delete model"


def test_model_that_nobody_names_is_deleted_with_its_parts(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("two"))
    before = revision.current().number

    response = editor.post(address(Model.objects.get(slug="two"), "delete"), CONFIRMED)
    assert Model.objects.count() == 2
    publish_all()

    assert response.status_code == 302
    assert Assessment.objects.count() == 4
    assert revision.current().number == before + 1


def test_source_that_nobody_cites_is_deleted(editor: Client) -> None:
    source = Source.objects.create(url="https://example.org/x", kind="report", title="Unused", accessed_on="2026-03-01")

    response = editor.post(address(source, "delete"), CONFIRMED)

    assert response.status_code == 302
    assert not Source.objects.filter(pk=source.pk).exists()


def test_only_claim_of_an_article_is_not_deleted(editor: Client) -> None:
    ArticleRow.objects.all().delete()
    before = revision.current().number, history()

    response = editor.post(address(Claim.objects.get(), "delete"), CONFIRMED)

    link = f'<a href="{address(Article.objects.get())}">article/an-article</a>'
    reason = f"{link}: claims: missing"
    assert response.url == address(Claim.objects.get())
    assert said(response) == [f"Nothing was changed: the rules for what may be published forbid it.<br>{reason}"]
    assert (revision.current().number, history()) == before


def test_one_claim_of_several_is_deleted(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, article("long", claims=[claim("c01"), claim("c02")]))

    editor.post(address(Claim.objects.get(slug="c02"), "delete"), CONFIRMED)
    publish_all()

    assert not Claim.objects.filter(slug="c02").exists()


def test_assessment_is_not_deleted(editor: Client) -> None:
    assessment = Assessment.objects.earliest("pk")

    response = editor.post(address(assessment, "delete"), CONFIRMED)

    assert response.url == address(assessment)
    assert Assessment.objects.count() == 4


def test_dimension_cannot_even_be_asked_to_be_deleted(editor: Client) -> None:
    response = editor.get(address(OpennessDimension.objects.earliest("pk"), "delete"))

    assert response.status_code == 403


def test_several_deleted_at_once_count_one_revision(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("two"), vendor("three"))
    before = revision.current().number

    response = run(editor, Vendor, "delete_selected", list(Vendor.objects.exclude(slug="acme")), **CONFIRMED)

    assert response.url == reverse("admin:openness_proposal_changelist")
    publish_all()
    assert list(Vendor.objects.values_list("slug", flat=True)) == ["acme"]
    assert revision.current().number == before + 1


def test_several_of_which_one_is_needed_are_all_kept(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, licence("spare"))

    page = run(editor, Licence, "delete_selected", list(Licence.objects.all()), **CONFIRMED)

    assert page.context["title"] == "Cannot delete licences"
    assert Licence.objects.count() == 2
