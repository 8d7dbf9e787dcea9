"""What was published, by the API."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from openness.models import Change
from tests.api.asking import ask, data
from tests.documents import vendor
from tests.domain.history.unseen import hidden_edits, naming_hidden_models
from tests.people import changed, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def test_change_tells_what_when_why_and_by_whom() -> None:
    User.objects.filter(username="erna").update(first_name="Erna", last_name="Ewald")

    [one] = data("changes?record=model/llama&since=2026-03-03&lang=en")

    assert one == {
        "revision": 2,
        "at": "2026-03-03T12:00:00+00:00",
        "kind": "model",
        "slug": "llama",
        "name": "Llama",
        "what": "changed",
        "way": "proposal",
        "reason": "The vendor said so.",
        "author": "Erna Ewald",
        "publisher": None,
        "differences": [
            {"kind": "changed", "field": "family", "before": "Family", "after": "Llama"},
            {
                "kind": "added",
                "field": "summary · German",
                "before": "",
                "after": "A family of models, told at some length here. (deutsch)",
            },
            {
                "kind": "added",
                "field": "summary · English",
                "before": "",
                "after": "A family of models, told at some length here.",
            },
        ],
        "api_url": "http://127.0.0.1:8000/api/v1/changes?record=model/llama&revision=2",
        "pages": {
            "de": "http://127.0.0.1:8000/de/changes/?record=model/llama&revision=2",
            "en": "http://127.0.0.1:8000/en/changes/?record=model/llama&revision=2",
        },
    }


@pytest.mark.parametrize(("query", "name"), [("", {"de": "Daten", "en": "Training data"}), ("&lang=de", "Daten")])
def test_name_is_told_in_both_languages_where_it_has_both(query: str, name: Any) -> None:
    published(changed("dimension", "data", name={"de": "Daten", "en": "Training data"}))

    [one] = data(f"changes?record=dimension/data&revision=3{query}")

    assert one["name"] == name


def test_people_who_give_no_name_are_not_told_by_the_one_they_sign_in_with() -> None:
    [one] = data("changes?record=model/llama&since=2026-03-03")
    page = Client().get("/en/changes/?record=model/llama").text

    assert (one["author"], one["publisher"]) == (None, None)
    assert "Proposed by" not in page


def test_differences_are_told_in_both_languages() -> None:
    [one] = data("changes?since=2026-03-03")

    assert one["differences"][0] == {
        "kind": "changed",
        "field": {"de": "Familie", "en": "family"},
        "before": {"de": "Family", "en": "Family"},
        "after": {"de": "Llama", "en": "Llama"},
    }


def test_documents_are_there_where_fields_ask_for_them() -> None:
    [one] = data("changes?since=2026-03-03&fields=slug,before,after")

    assert one.keys() == {"slug", "before", "after"}
    assert [one[name]["family"] for name in ("before", "after")] == ["Family", "Llama"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=article", {("article", "an-article")}),
        ("kind=article&kind=licence", {("article", "an-article"), ("licence", "apache-2.0"), ("licence", "community")}),
        ("record=vendor/acme", {("vendor", "acme")}),
        ("since=2026-03-03", {("model", "llama")}),
        ("since=2026-03-04", set()),
        ("until=2026-03-01", set()),
        ("until=0001-01-01", set()),
        ("since=9999-12-31", set()),
        ("kind=vendor&record=model/llama", set()),
    ],
)
def test_changes_are_filtered(query: str, found: set[tuple[str, str]]) -> None:
    assert {(one["kind"], one["slug"]) for one in data(f"changes?{query}")} == found


def test_newest_stands_first_and_a_day_is_whole() -> None:
    assert [one["revision"] for one in data("changes?record=model/llama")] == [2, 1]
    assert [one["revision"] for one in data("changes?record=model/llama&until=2026-03-02")] == [1]
    assert [one["revision"] for one in data("changes?record=model/llama&as-of=2026-03-02")] == [1]


def test_model_that_readers_cannot_see_has_no_changes() -> None:
    published(changed("model", "tuned", published=False))
    published(changed("model", "tuned", published=False, family="Secret"))

    found: list[Any] = data("changes?record=model/tuned&fields=what,after")

    assert [(one["what"], one["after"] is None) for one in found] == [("removed", True), ("added", False)]


def test_change_of_a_model_that_never_was_shown_is_not_found() -> None:
    published({**changed("model", "tuned"), "slug": "hidden", "published": False})

    assert Change.objects.filter(slug="hidden").exists()
    assert ask("changes?record=model/hidden").status_code == 404


def test_record_that_is_gone_tells_so() -> None:
    published(vendor("brief"))
    published(("vendor", "brief"))

    assert [one["what"] for one in data("changes?record=vendor/brief")] == ["removed", "added"]


def test_changes_that_are_not_shown_take_no_place_on_a_page() -> None:
    before = ask("changes?per-page=5").json()

    hidden_edits(12)

    assert ask("changes?per-page=5").json()["data"] == before["data"]


def test_models_that_are_not_shown_are_not_named(tmp_path: Path) -> None:
    naming_hidden_models(tmp_path)

    found = ask("changes?per-page=100&fields=slug,before,after,differences").text

    assert "secret" not in found


def test_document_with_an_assessment_that_is_not_shown_is_there_without_it() -> None:
    hidden = {**changed("model", "llama")["assessments"]}
    hidden["data"] = {**hidden["data"], "published": False}
    published(changed("model", "llama", assessments=hidden))

    [one, *_earlier] = data("changes?record=model/llama&fields=before,after")

    assert [sorted({"data", "code"} & one[name]["assessments"].keys()) for name in ("before", "after")] == [
        ["code", "data"],
        ["code"],
    ]
