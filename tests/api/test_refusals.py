"""What is wrong with a request is told by a problem document that names the parameter."""

from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client

from openness.domain import listing
from openness.models import CatalogueRevision
from tests.api.asking import ask, data, refusal, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.mark.parametrize(
    ("address", "status", "faults"),
    [
        ("models?colour=red", 400, {"colour": "there is no such parameter here"}),
        ("?colour=red", 400, {"colour": "there is no such parameter here"}),
        ("openapi.json?fields=info", 400, {"fields": "there is no such parameter here"}),
        ("models/llama?vendor=meta", 400, {"vendor": "there is no such parameter here"}),
        ("vendors?vendor=meta", 400, {"vendor": "there is no such parameter here"}),
        ("models?page=2", 400, {"page": "there is no such parameter here"}),
        ("models?weights=", 400, {"weights": "empty; leave the parameter out"}),
        ("models?weights", 400, {"weights": "empty; leave the parameter out"}),
        ("models?sort=name&sort=name", 400, {"sort": "only one value is possible"}),
        ("models?fields=slug&fields=name", 400, {"fields": "only one value is possible"}),
        ("models?released-from=2024", 400, {"released-from": "not a month: write YYYY-MM, as in 2024-07"}),
        ("models?vendor=Meta", 400, {"vendor": "not a slug: write it as in llama-3.1-8b"}),
        ("models?vendor=meta%20", 400, {"vendor": "not a slug: write it as in llama-3.1-8b"}),
        ("models?vendor=meta%0A", 400, {"vendor": "not a slug: write it as in llama-3.1-8b"}),
        ("models?vendor=meta%00", 400, {"vendor": "not a slug: write it as in llama-3.1-8b"}),
        ("models?country=fr", 400, {"country": "not a country: write two capital letters, as in FR"}),
        ("models?lang=fr", 400, {"lang": "must be one of de, en"}),
        ("models?osi=maybe", 400, {"osi": "must be one of yes, no"}),
        ("models?cursor=2", 400, {"cursor": "not a cursor; take it from the page before"}),
        ("models?as-of=yesterday", 400, {"as-of": "not a date: write YYYY-MM-DD"}),
        ("models?as-of=2026-02-30", 400, {"as-of": "not a date: write YYYY-MM-DD"}),
        ("models?q=%20llama", 400, {"q": "one to ten words with single blanks between, 100 characters at most"}),
        ("models?revenue=5&revenue-month=6", 400, {"revenue-month": "a month cannot bring in more than the year"}),
        ("models?" + "vendor=meta&" * 201, 400, {"vendor": "more than 200 values"}),
        ("models?" + "vendor=meta&" * 1001, 400, {}),
        ("changes?record=llama", 400, {"record": "must be a kind and a slug, as in model/gpt-4o"}),
        ("models?vendor=nobody&vendor=meta", 404, {"vendor": "the catalogue has no “nobody”"}),
        ("models?country=AQ", 404, {"country": "the catalogue has no “AQ”"}),
        ("models?licence=mine", 404, {"licence": "the catalogue has no “mine”"}),
        ("models?model=gpt-9", 404, {"model": "the catalogue has no “gpt-9”"}),
        ("claims?article=other", 404, {"article": "the catalogue has no “other”"}),
        ("claims?vendor=other", 404, {"vendor": "the catalogue has no “other”"}),
        ("changes?record=model/none", 404, {"record": "the catalogue has no “model/none”"}),
        ("models/gpt-9", 404, {"slug": "the catalogue has no “gpt-9”"}),
        ("models?as-of=2999-01-01", 404, {"as-of": "this day has not come yet"}),
        (
            "models?as-of=2020-01-01",
            404,
            {"as-of": "nothing had been published by then; the history begins on 2 March 2026"},
        ),
        (
            "models?cursor=WyJtb2RlbHMiXQ:abc",
            404,
            {"cursor": "this cursor is not, or no longer, one of ours; start at the first page"},
        ),
        ("models?q=%FF", 400, {"q": "not UTF-8, percent-encoded"}),
        ("models?q=llama&q=%C3", 400, {"q": "not UTF-8, percent-encoded"}),
        ("models?sort=name&%FF=1", 400, {"\ufffd": "there is no such parameter here"}),
        ("models?" + "x" * 20_000 + "=1", 400, {"x" * 80: "there is no such parameter here"}),
        ("models/" + "a" * 81, 404, {"slug": "longer than 80 characters"}),
        ("models/" + "a" * 20_000, 404, {"slug": "longer than 80 characters"}),
        ("nothing", 404, {}),
        ("models/", 404, {}),
        ("models/A", 404, {}),
        ("models/a%0Ab", 404, {}),
        ("models/..%2Fadmin", 404, {}),
    ],
)
def test_wrong_request_is_refused_and_the_parameter_named(address: str, status: int, faults: dict[str, str]) -> None:
    assert refusal(address) == (status, faults)


@pytest.mark.parametrize("value", ["-1", "1.5", "1.000", "007", "+5", "1e3", "９", "1000000000000000", "many"])
def test_number_is_written_in_digits_alone(value: str) -> None:
    assert refusal(f"models?mau={value.replace('+', '%2B')}") == (
        400,
        {"mau": "must be a whole number from 0 to 999999999999999, in digits alone"},
    )


@pytest.mark.parametrize("value", ["0", "201", "-5"])
def test_page_has_200_records_at_most(value: str) -> None:
    assert refusal(f"models?per-page={value}") == (
        400,
        {"per-page": "must be a whole number from 1 to 200, in digits alone"},
    )


def test_all_wrong_parameters_are_named_at_once() -> None:
    assert refusal("models?osi=maybe&released-to=soon&lang=en")[1].keys() == {"osi", "released-to"}


def test_cursor_of_another_order_is_refused() -> None:
    cursor = told("models?sort=name&per-page=1")["links"]["next"].partition("cursor=")[2]

    assert refusal(f"models?sort=-name&cursor={cursor}") == (
        404,
        {"cursor": "this cursor belongs to another list, or to another order of this one"},
    )
    assert refusal(f"vendors?cursor={cursor}")[0] == 404


def test_refusal_is_written_in_the_language_that_is_asked_for() -> None:
    german, english = ask("models?lang=de&sort=size"), ask("models?sort=size")

    assert [one["Content-Language"] for one in (german, english)] == ["de", "en"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ["", "models", "models/llama", "openapi.json", "nothing"])
def test_other_methods_are_refused(method: str, address: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{address}")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/api/v2/", "/api/v2/models", "/api/models", "/api/v10", "/api/v1x"])
def test_address_beside_the_versions_there_are_is_a_problem(address: str) -> None:
    response = Client().get(address, headers={"Accept-Language": "de"})

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_forgotten_slash_is_forgiven_to_pages_of_other_origins_too() -> None:
    response = Client().get("/api/v1?lang=de", headers={"Origin": "https://blog.example"})

    assert (response.status_code, response["Location"]) == (308, "/api/v1/?lang=de")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(("asked_for", "language"), [("de", "de"), ("en", "en"), ("en;q=0.5, de", "de")])
@pytest.mark.parametrize("address", ["/api", "/api/"])
def test_way_to_the_page_of_the_api_speaks_the_language_of_the_browser(
    address: str, asked_for: str, language: str
) -> None:
    response = Client().get(address, headers={"Accept-Language": asked_for}, follow=True)

    assert response.redirect_chain[-1] == (f"/{language}/api/", 302)


def test_text_that_holds_a_replacement_character_is_searched_for() -> None:
    assert data("models?q=%EF%BF%BD") == []


@pytest.mark.parametrize("length", [1, 10_000])
def test_body_is_refused(length: int) -> None:
    response = Client().generic("GET", "/api/v1/models", data="x" * length)

    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")


def test_failure_of_ours_is_a_problem_too_and_logged(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def failing(**arguments: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(listing, "models", failing)

    response = ask("models")

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "the disk is full" not in response.text
    assert "the disk is full" in caplog.text


def test_client_that_asks_too_much_is_told_when_to_come_back(settings, tmp_path: Path) -> None:
    settings.API_REQUESTS_PER_MINUTE, settings.API_LIMIT_FILE = 1, str(tmp_path / "requests.sqlite3")

    first, second = ask("models"), ask("models")

    assert (first.status_code, second.status_code) == (200, 429)
    assert second["Content-Type"] == "application/problem+json"
    assert second["Access-Control-Allow-Origin"] == "*"
    assert 0 < int(second["Retry-After"]) <= 60


@pytest.mark.parametrize("address", ["models", "nothing", "models?colour=red"])
def test_every_answer_may_be_read_from_any_origin(address: str) -> None:
    response = ask(address, headers={"Origin": "https://blog.example"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == "ETag, Link, Retry-After"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_preflight_is_answered() -> None:
    response = Client().options("/api/v1/models", headers={"Origin": "https://blog.example"})

    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_empty_catalogue_has_no_past() -> None:
    CatalogueRevision.objects.update(number=0)

    assert data("vendors?fields=slug") == [{"slug": "acme"}, {"slug": "meta"}, {"slug": "mistral-ai"}]
    assert told("")["revision"] == 0
