"""What the files hold: the published facts, the same in each, and nothing else."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from openness.domain import exchange, revision
from openness.domain.bulk import as_sqlite
from openness.domain.bulk.schema import document_schema
from openness.domain.bulk.tables import TABLES, rows_of
from openness.domain.exchange.loading import KINDS
from openness.domain.exchange.storing import Store
from openness.models import Change, ImportedDocument, Vendor
from tests.documents import NOW, catalogue, licence, model, stored, term, threshold, vendor
from tests.domain.bulk.catalogues import SECRET, partly_hidden
from tests.domain.bulk.files import (
    HEAD,
    PROFILE,
    WRITERS,
    everything,
    members,
    parts,
    published,
    query,
    read_json,
    rows_of_csv,
    table_of,
    written,
)

pytestmark = pytest.mark.django_db

EVERY_FILE = pytest.mark.parametrize("name", WRITERS)


@pytest.fixture
def small(tmp_path: Path) -> None:
    """One record of every kind."""
    stored(tmp_path / "small", *catalogue())


@pytest.fixture
def hidden(tmp_path: Path) -> None:
    """Records that readers see, and others that touch them."""
    stored(tmp_path / "hidden", *partly_hidden())


@pytest.mark.usefixtures("hidden")
def test_level_that_is_not_shown_is_unknown_in_the_view(tmp_path: Path) -> None:
    path = written(tmp_path, "openness.sqlite3")

    assert query(path, "SELECT weights, data FROM model_levels WHERE model = 'half'") == [("open", "unknown")]
    assert query(path, "SELECT count(*) FROM model_levels WHERE data IS NULL") == [(0,)]


@pytest.mark.usefixtures("small")
class TestOfOneRecordOfEveryKind:
    """The smallest catalogue."""

    def test_json_holds_head_and_all_records(self, tmp_path: Path) -> None:
        found = read_json(written(tmp_path, "openness.json"))

        assert {name: found[name] for name in HEAD} == HEAD
        assert {name: found[name] for name in found.keys() - HEAD.keys()} == {
            "vendors": list(exchange.records(kind="vendor")),
            "dimensions": list(exchange.records(kind="dimension")),
            "licences": list(exchange.records(kind="licence")),
            "models": list(exchange.records(kind="model")),
            "articles": list(exchange.records(kind="article")),
        }

    def test_sqlite_tells_of_itself(self, tmp_path: Path) -> None:
        path = written(tmp_path, "openness.sqlite3")

        assert dict(query(path, "SELECT name, value FROM meta")) == {
            "schema": HEAD["schema"],
            "licence": "CC-BY-4.0",
            "licence_title": "Creative Commons Attribution 4.0 International",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "attribution": "Openness",
            "revision": "1",
            "date": "2026-03-02T12:00:00Z",
            "source": "http://127.0.0.1:8000",
            "datapackage": "http://127.0.0.1:8000/data/datapackage.json",
        }

    def test_archive_of_documents_tells_of_itself(self, tmp_path: Path) -> None:
        found = members(written(tmp_path, "openness-yaml.zip"))

        assert json.loads(found["about.json"]) == {**HEAD, "withheld": []}
        assert "Creative Commons Attribution 4.0" in found["README.md"].decode()

    def test_archive_of_tables_has_a_valid_data_package(self, tmp_path: Path) -> None:
        found = members(written(tmp_path, "openness-csv.zip"))
        package = json.loads(found["datapackage.json"])

        Draft7Validator(PROFILE).validate(package)
        assert package["licenses"] == [
            {"name": "CC-BY-4.0", "path": HEAD["licence"]["url"], "title": HEAD["licence"]["title"]}  # type: ignore[index]
        ]
        assert (package["version"], package["created"], package["revision"]) == ("1.0.0", HEAD["date"], 1)
        assert {one["path"]: one["bytes"] for one in package["resources"]} == {
            name: len(content) for name, content in found.items() if name != "datapackage.json"
        }

    def test_model_stands_in_its_table(self, tmp_path: Path) -> None:
        [found] = rows_of_csv(written(tmp_path, "openness-csv.zip"), "models")

        assert found == {
            "slug": "one", "name": "One", "vendor": "acme", "family": "Family", "released": "", "parameters_total": "",
            "parameters_active": "", "availability": "downloadable", "base_model": "", "repository": "",
            "summary_de": "", "summary_en": "",
        }  # fmt: skip

    def test_assessments_stand_in_their_table_in_both_languages(self, tmp_path: Path) -> None:
        found = query(written(tmp_path, "openness.sqlite3"), "SELECT * FROM assessments ORDER BY rowid")

        reason = ("open", "It is open. (deutsch)", "It is open.", "2026-03-01")
        assert found == [("one", name, *reason) for name in ("weights", "code", "data", "commercial-use")]

    def test_view_answers_how_open_a_model_is(self, tmp_path: Path) -> None:
        path = written(tmp_path, "openness.sqlite3")

        assert query(path, "SELECT model, vendor, weights, code, data, commercial_use FROM model_levels") == [
            ("one", "Acme", "open", "open", "open", "open")
        ]

    @pytest.mark.parametrize("view", as_sqlite.VIEWS)
    def test_every_view_can_be_read(self, view: str, tmp_path: Path) -> None:
        path = written(tmp_path, "openness.sqlite3")

        rows = {"model_levels": 1, "licences_in_force": 1, "evidence": 4, "licence_thresholds": 0, "checked_claims": 1}
        assert len(table_of(path, view)) == rows[view]

    @EVERY_FILE
    def test_same_catalogue_gives_the_same_bytes(self, name: str, tmp_path: Path) -> None:
        first = written(tmp_path, name).read_bytes()
        (tmp_path / name).unlink()

        assert written(tmp_path, name).read_bytes() == first


@EVERY_FILE
def test_nothing_was_ever_published(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name)

    assert everything(path).count("2026") == 0
    if name == "openness.json":
        assert (read_json(path)["revision"], read_json(path)["date"], read_json(path)["models"]) == (0, None, [])


@pytest.mark.usefixtures("hidden")
class TestOfWhatReadersCannotSee:
    """Unpublished models, articles and assessments, and references to them."""

    @EVERY_FILE
    def test_nothing_of_it_is_in_any_file(self, name: str, tmp_path: Path) -> None:
        assert SECRET not in everything(written(tmp_path, name))

    def test_records_hold_to_the_published_schema(self, tmp_path: Path) -> None:
        validator = Draft202012Validator(document_schema(address="https://openness.example/"))

        records = [record for records in parts(written(tmp_path, "openness.json")).values() for record in records]

        assert [error.message for record in records for error in validator.iter_errors(record)] == []

    def test_reference_leads_to_the_next_one_below_that_is_seen(self, tmp_path: Path) -> None:
        path = written(tmp_path, "openness.sqlite3")

        assert dict(query(path, "SELECT slug, base_model FROM models")) == {
            "one": None, "half": None, "built-on-it": "one", "limited-by-it": None, "limited-below": "limited-by-it",
        }  # fmt: skip

    def test_no_reference_leads_nowhere(self, tmp_path: Path) -> None:
        assert query(written(tmp_path, "openness.sqlite3"), "PRAGMA foreign_key_check") == []

    def test_row_that_means_only_hidden_models_is_left_out(self, tmp_path: Path) -> None:
        [found] = read_json(written(tmp_path, "openness.json"))["articles"]

        assert [(row["vendor"], row["models"], row["left_out"]) for row in found["rows"]] == [("acme", ["one"], [])]
        assert [(claim["slug"], claim["models"]) for claim in found["claims"]] == [("c01", ["one"]), ("c02", [])]

    def test_documents_import_elsewhere_and_publish_the_same(self, tmp_path: Path) -> None:
        """But for levels that rest on what is hidden: they are named, and left out."""
        before = published()
        folder = unpacked(tmp_path)

        anew(folder)

        for slug in ("limited-by-it", "limited-below"):
            del before["model", slug]["assessments"]["commercial-use"]
        assert published() == before
        assert json.loads((folder / "about.json").read_text())["withheld"] == ["limited-below", "limited-by-it"]

    def test_assessment_that_is_left_out_stands_as_not_published(self, tmp_path: Path) -> None:
        text = members(written(tmp_path, "openness-yaml.zip"))["models/half.yaml"].decode()

        assert (
            "  data:\n    level: unknown\n    reason:\n      de: Nicht veröffentlicht.\n      en: Not published.\n"
            "    published: false\n"
        ) in text


def unpacked(folder: Path) -> Path:
    target = folder / "unpacked"
    for name, content in members(written(folder, "openness-yaml.zip")).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    return target


def anew(folder: Path) -> None:
    """Empty the database and import what stands below `folder`."""
    Store().remove([(kind, value["slug"]) for kind in KINDS for value in exchange.load(kind=kind)])
    ImportedDocument.objects.all().delete()
    Change.objects.all().delete()
    exchange.import_documents(path=folder, now=NOW)


def test_cells_are_no_formulas(tmp_path: Path) -> None:
    stored(tmp_path / "in", *catalogue(), vendor("risky", name='=HYPERLINK("https://evil.example")'))

    found = rows_of_csv(written(tmp_path, "openness-csv.zip"), "vendors")

    assert [row["name"] for row in found] == ["Acme", '\'=HYPERLINK("https://evil.example")']


def test_lists_of_a_term_are_rows(tmp_path: Path) -> None:
    terms = [term(), threshold(regions=["eu", "us"], exempts=["research"], counts_affiliates=True)]
    stored(tmp_path / "in", *catalogue(), licence("many", licence_kind="restricted", terms=terms))
    path = written(tmp_path, "openness.sqlite3")

    scopes = query(path, "SELECT position, scope, value FROM licence_term_scopes WHERE licence = 'many' ORDER BY rowid")
    limits = query(path, "SELECT subject, operator, value, unit FROM licence_thresholds WHERE licence = 'many'")
    [cells] = [row for row in rows_of_csv(written(tmp_path, "openness-csv.zip"), "licence_terms") if row["value"]]

    assert scopes == [(2, "region", "eu"), (2, "region", "us"), (2, "exempt", "research")]
    assert limits == [("user-threshold", "gt", 700_000_000, "monthly-active-users")]
    assert (cells["counts_affiliates"], cells["value"], cells["source_kind"]) == ("true", "700000000", "licence-text")


@EVERY_FILE
def test_record_that_the_schema_refuses_is_left_out(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stored(tmp_path / "in", *catalogue(), vendor("wrong", name="Wrong Inc."))
    Vendor.objects.filter(slug="wrong").update(summary_en="")

    with caplog.at_level(logging.ERROR):
        text = everything(written(tmp_path, name))

    assert ("Wrong Inc." in text, [record.args[:2] for record in caplog.records]) == (False, [("vendor", "wrong")])  # type: ignore[index]


@EVERY_FILE
@pytest.mark.parametrize("models", [1, 3])
def test_queries_do_not_grow_with_models(
    name: str, models: int, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    stored(tmp_path / "in", *catalogue(), *(model(f"more-{number}") for number in range(models - 1)))
    state = revision.current()

    with django_assert_num_queries(26 if name == "openness-yaml.zip" else 25):
        WRITERS[name](path=tmp_path / name, state=state)


def test_columns_of_every_table_are_as_many_as_its_cells(tmp_path: Path) -> None:
    stored(tmp_path / "in", *catalogue(), licence("two", terms=[threshold(), term(regions=["eu"])]))
    columns = {table.name: len(table.columns) for table in TABLES}

    rows = [pair for kind in KINDS for record in exchange.records(kind=kind) for pair in rows_of(record=record)]

    assert [(name, len(row)) for name, row in rows if len(row) != columns[name]] == []
