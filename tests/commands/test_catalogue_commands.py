"""import_catalogue, export_catalogue and check_catalogue as an operator runs them."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from openness.models import LicenceCoverage, Vendor
from tests.documents import catalogue, put, service, stored, vendor

pytestmark = pytest.mark.django_db

COUNTED = {
    "vendors": 1,
    "models": 2,
    "licences": 1,
    "assessments": 8,
    "unknown": 1,
    "sources": 5,
    "faults": 0,
}


def run(*arguments: object) -> tuple[str, str]:
    """What a command writes to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(*arguments: object) -> tuple[str, str, str]:
    """The last word of a command that fails, and what it wrote to standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    return str(caught.value), out.getvalue(), err.getvalue()


def test_import_says_what_it_did(tmp_path):
    assert run("import_catalogue", put(tmp_path, *catalogue())) == ("8 imported, 0 unchanged, 0 kept as edited.\n", "")


def test_import_again_says_that_nothing_changed(tmp_path):
    stored(tmp_path, *catalogue())

    assert run("import_catalogue", tmp_path) == ("0 imported, 8 unchanged, 0 kept as edited.\n", "")


def test_import_of_a_faulty_folder_names_every_fault_and_imports_nothing(tmp_path):
    put(tmp_path, vendor("one"), vendor("two", country="Norway"), vendor("three", colour="red"))

    said, out, err = refused("import_catalogue", tmp_path)

    assert (said, out) == ("2 fault(s); nothing was imported.", "")
    assert err.splitlines() == [
        "vendors/three.yaml:9: colour: unknown key",
        "vendors/two.yaml:4: country: String should match pattern '^[A-Z]{2}$'",
    ]
    assert Vendor.objects.count() == 0


def test_import_names_records_it_kept(tmp_path):
    stored(tmp_path, vendor())
    Vendor.objects.update(name="By hand")
    put(tmp_path, vendor(name="From the file"))

    out, err = run("import_catalogue", tmp_path)

    assert out == "0 imported, 0 unchanged, 1 kept as edited.\n"
    assert err == "vendors/acme.yaml: kept as edited in the admin; the file differs (--overwrite takes the file)\n"


def test_import_with_overwrite_takes_the_file(tmp_path):
    stored(tmp_path, vendor())
    Vendor.objects.update(name="By hand")

    run("import_catalogue", put(tmp_path, vendor(name="From the file")), "--overwrite")

    assert Vendor.objects.get().name == "From the file"


@pytest.mark.parametrize("name", ["", "nothing", "nothing.yaml"])
def test_import_of_a_path_without_documents_says_so(tmp_path, name):
    said, _out, _err = refused("import_catalogue", tmp_path / name)

    assert said == f"no YAML file at {tmp_path / name}"


def files_in(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}


def test_export_writes_what_import_read(tmp_path):
    stored(tmp_path / "in", *catalogue())

    out, _err = run("export_catalogue", tmp_path / "out")

    assert out == f"8 documents written to {tmp_path / 'out'}.\n"
    assert files_in(tmp_path / "out") == files_in(tmp_path / "in")


def test_export_over_older_files_replaces_them(tmp_path):
    stored(tmp_path, vendor())
    Vendor.objects.update(name="By hand")

    run("export_catalogue", tmp_path)

    assert "name: By hand" in files_in(tmp_path)["vendors/acme.yaml"]


def test_export_of_an_invalid_record_names_it_and_writes_nothing(tmp_path):
    stored(tmp_path / "in", *catalogue())
    Vendor.objects.update(summary_de="")

    said, _out, err = refused("export_catalogue", tmp_path / "out")

    assert (said, err) == ("1 fault(s); nothing was written.", "vendor/acme: summary.de: missing\n")
    assert files_in(tmp_path / "out") == {}


def test_check_of_a_sound_catalogue_counts(tmp_path):
    stored(tmp_path, *catalogue(), service())

    out, err = run("check_catalogue")

    assert (out.splitlines(), err) == (
        [f"{name}: {number}" for name, number in COUNTED.items()],
        "",
    )


def test_check_as_json_has_the_counts(tmp_path):
    stored(tmp_path, *catalogue(), service())

    out, _err = run("check_catalogue", "--format", "json")

    assert json.loads(out) == {**COUNTED, "fault_list": []}


def test_check_of_a_faulty_catalogue_names_every_fault_and_fails(tmp_path):
    stored(tmp_path, *catalogue())
    LicenceCoverage.objects.get().sources.clear()

    said, out, err = refused("check_catalogue")

    assert (said, out.splitlines()[-1]) == ("1 fault(s).", "faults: 1")
    assert err == "model/one: licences.0.sources: missing\n"


def test_check_of_a_faulty_catalogue_as_json_lists_the_faults(tmp_path):
    stored(tmp_path, *catalogue())
    Vendor.objects.update(country="XX", website="nowhere")

    _said, out, _err = refused("check_catalogue", "--format", "json")

    report = json.loads(out)
    assert report["faults"] == 1
    assert [(fault["file"], fault["field"]) for fault in report["fault_list"]] == [("vendor/acme", "website")]


def test_check_of_an_empty_catalogue_finds_no_fault():
    out, _err = run("check_catalogue")

    assert [line.split(": ")[1] for line in out.splitlines()] == ["0"] * 7
