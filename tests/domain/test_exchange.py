"""Files into the database and back: all or nothing, the same twice, byte for byte."""

import datetime as dt
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings

from openness.domain import exchange, revision
from openness.domain.faults import Fault, Refused
from openness.domain.yaml_text import write
from openness.models import (
    Article,
    Assessment,
    ImportedDocument,
    Licence,
    LicenceCoverage,
    LicenceTerm,
    Model,
    OpennessDimension,
    Source,
    Vendor,
)
from tests.documents import (
    DAY,
    NOW,
    apache,
    article,
    assessment,
    assessments,
    catalogue,
    community,
    coverage,
    dimension,
    dimensions,
    document,
    licence,
    model,
    non_commercial,
    put,
    service,
    source,
    term,
    threshold,
    vendor,
)

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=1)


def imported(path: Path, *, overwrite: bool = False) -> exchange.Imported:
    return exchange.import_documents(path=path, now=LATER, overwrite=overwrite)


def refused(path: Path) -> list[Fault]:
    """The faults with which the import of `path` is refused."""
    with pytest.raises(Refused) as caught:
        imported(path)
    return caught.value.faults


def exported() -> dict[str, str]:
    return dict(exchange.export_documents())


def files_in(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}


def state() -> tuple[dict[str, str], int, int, int]:
    """All that an import may change."""
    return exported(), revision.current().number, Source.objects.count(), ImportedDocument.objects.count()


def test_import_of_a_folder_writes_every_record(tmp_path):
    done = imported(put(tmp_path, *catalogue()))

    assert (sorted(done.written), done.unchanged, done.kept) == (
        [
            "articles/an-article.yaml",
            "dimensions/code.yaml",
            "dimensions/commercial-use.yaml",
            "dimensions/data.yaml",
            "dimensions/weights.yaml",
            "licences/free.yaml",
            "models/one.yaml",
            "vendors/acme.yaml",
        ],
        0,
        [],
    )
    assert [kind.objects.count() for kind in (Vendor, Licence, Model, Assessment, Article, OpennessDimension)] == [
        1, 1, 1, 4, 1, 4,
    ]  # fmt: skip


def test_import_of_one_file_writes_one_record(tmp_path):
    put(tmp_path, vendor("acme"), vendor("other"))

    assert imported(tmp_path / "vendors" / "acme.yaml").written == ["acme.yaml"]
    assert [one.slug for one in Vendor.objects.all()] == ["acme"]


def test_import_takes_files_in_any_order_of_names(tmp_path):
    base, tuned = model("zz-base"), model("aa-tuned", base_model="zz-base")
    old, new = licence("zz-old"), licence("aa-new", supersedes="zz-old")

    imported(put(tmp_path, *catalogue(), base, tuned, old, new))

    assert Model.objects.get(slug="aa-tuned").base_model == Model.objects.get(slug="zz-base")
    assert Licence.objects.get(slug="aa-new").supersedes == Licence.objects.get(slug="zz-old")


def test_import_tells_its_progress(tmp_path):
    told = []
    path = put(tmp_path, vendor(), *dimensions(), licence(), model())

    exchange.import_documents(path=path, now=NOW, progress=lambda *step: told.append(step))

    assert told == [("read", n, 7) for n in range(1, 8)] + [("write", n, 7) for n in range(1, 8)]


def test_import_of_a_folder_without_documents_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        imported(tmp_path)


def test_import_of_a_path_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        imported(tmp_path / "nothing")


def test_import_bumps_the_revision_once(tmp_path):
    imported(put(tmp_path, *catalogue()))

    assert revision.current() == revision.Revision(number=1, changed_at=LATER)


def test_import_again_changes_nothing(tmp_path):
    put(tmp_path, *catalogue())
    imported(tmp_path)
    before = state()

    done = imported(tmp_path)

    assert (done.written, done.unchanged, done.kept) == ([], 8, [])
    assert state() == before


def test_import_with_a_fault_in_one_of_three_files_changes_nothing(tmp_path):
    imported(put(tmp_path, *catalogue()))
    before = state()
    put(tmp_path, vendor(name="Acme Two"), vendor("second"), vendor("third", country="Norway"))

    faults = refused(tmp_path)

    assert [(fault.file, fault.field) for fault in faults] == [("vendors/third.yaml", "country")]
    assert state() == before


def test_import_that_fails_while_writing_changes_nothing(tmp_path):
    imported(put(tmp_path, *catalogue()))
    before = state()
    put(tmp_path, vendor("second"), article(title="Another"))

    def stop(step: str, done: int, total: int) -> None:
        if (step, done) == ("write", total):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exchange.import_documents(path=tmp_path, now=LATER, progress=stop)

    assert state() == before


def test_import_names_every_fault_of_every_file_with_line_and_field(tmp_path):
    put(tmp_path, *dimensions(), licence())
    files = {
        "vendors/acme.yaml": """\
kind: vendor
slug: acme
name: Acme
country: Norway
website: https://acme.example.org
colour: red
summary:
  en: Builds models.
""",
        "vendors/binary.yaml": b"kind: vendor\nslug: bin\xffary\n",
        "vendors/bomb.yaml": "a: &a [x]\nb: [*a, *a]\n",
        "vendors/broken.yaml": "kind: vendor\nslug: [open\n",
        "vendors/double.yaml": "kind: vendor\nslug: double\nslug: again\n",
        "vendors/empty.yaml": "",
        "vendors/list.yaml": "- kind: vendor\n",
        "licences/late.yaml": write(value=licence("late", published_on="2024-02-31")).replace("'", ""),
        "models/lost.yaml": write(value=model("lost", vendor="nobody", released="2024-13", base_model="lost")),
        "models/wrong.yaml": write(value=model("wrong", vendor="nobody", licences=[coverage("nothing")])),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    faults = refused(tmp_path)

    assert [(fault.file, fault.line, fault.field) for fault in faults] == [
        ("licences/late.yaml", 8, "published_on"),
        ("models/lost.yaml", 6, "released"),
        ("models/lost.yaml", 10, "base_model"),
        ("models/wrong.yaml", 4, "vendor"),
        ("models/wrong.yaml", 11, "licences.0.licence"),
        ("vendors/acme.yaml", 4, "country"),
        ("vendors/acme.yaml", 6, "colour"),
        ("vendors/acme.yaml", 7, "summary.de"),
        ("vendors/binary.yaml", 2, ""),
        ("vendors/bomb.yaml", 1, ""),
        ("vendors/broken.yaml", 3, ""),
        ("vendors/double.yaml", 3, ""),
        ("vendors/empty.yaml", 1, ""),
        ("vendors/list.yaml", 1, ""),
    ]


def test_import_of_a_broken_vendor_does_not_blame_its_models(tmp_path):
    faults = refused(put(tmp_path, *catalogue(), vendor(country="Norway")))

    assert [(fault.file, fault.field) for fault in faults] == [("vendors/acme.yaml", "country")]


def test_import_of_one_record_in_two_files_names_both(tmp_path):
    put(tmp_path, vendor())
    (tmp_path / "vendors" / "zopy.yaml").write_text(write(value=vendor(name="Copy")), encoding="utf-8")

    assert refused(tmp_path) == [Fault("vendors/zopy.yaml", 2, "slug", "the same vendor stands in vendors/acme.yaml")]


def test_import_of_a_copy_of_an_imported_file_names_both(tmp_path):
    imported(put(tmp_path, vendor()))
    (tmp_path / "vendors" / "zopy.yaml").write_text(write(value=vendor()), encoding="utf-8")

    assert refused(tmp_path) == [Fault("vendors/zopy.yaml", 2, "slug", "the same vendor stands in vendors/acme.yaml")]


def test_import_of_fifty_megabytes_is_refused_without_reading_them_whole(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        faults = refused(path)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert faults == [Fault("huge.yaml", 0, "", "the file is larger than 1000 kB")]
    assert peak < 5_000_000


def test_import_that_contradicts_a_stored_record_names_that_record(tmp_path):
    imported(put(tmp_path, *catalogue()))
    put(tmp_path, licence(licence_kind="restricted", terms=[term(), threshold()]))

    assert [(fault.file, fault.line, fault.field) for fault in refused(tmp_path)] == [
        ("model/one", 0, "assessments.commercial-use.level"),
        ("model/one", 0, "assessments.weights.level"),
    ]


def test_import_replaces_what_the_file_no_longer_has(tmp_path):
    old = model(
        aliases=["First", "Second"],
        modalities=["text", "image"],
        parameters={"total": 8},
        repository="https://example.org/r",
    )
    imported(put(tmp_path, vendor(), *dimensions(), licence(), old))

    imported(put(tmp_path, model(aliases=["Third"])))

    assert exported()["models/one.yaml"] == write(value=model(aliases=["Third"]))


def test_import_of_aliases_makes_them_searchable(tmp_path):
    imported(put(tmp_path, vendor(), *dimensions(), licence(), model(aliases=["Eins Plus"])))

    assert [one.slug for one in Model.objects.matching("eins-plus")] == ["one"]


def test_import_shares_one_source_among_all_who_name_it(tmp_path):
    imported(put(tmp_path, vendor(), *dimensions(), licence(), model()))

    assert Source.objects.filter(kind="model-card").count() == 1
    assert Assessment.objects.filter(sources__kind="model-card").count() == 4


def test_import_of_dimensions_in_another_order_is_written(tmp_path):
    imported(put(tmp_path, dimension("weights", position=1), dimension("code", position=2)))

    imported(put(tmp_path, dimension("weights", position=2), dimension("code", position=1)))

    assert list(OpennessDimension.objects.values_list("slug", flat=True)) == ["code", "weights"]


def test_import_keeps_a_record_edited_since_and_names_it(tmp_path):
    imported(put(tmp_path, vendor("acme"), vendor("other")))
    Vendor.objects.filter(slug="acme").update(name="Edited by hand")
    put(tmp_path, vendor("acme", name="From the file"), vendor("other", name="Other Two"))

    done = imported(tmp_path)

    assert (done.written, done.kept) == (["vendors/other.yaml"], ["vendors/acme.yaml"])
    assert list(Vendor.objects.values_list("name", flat=True)) == ["Edited by hand", "Other Two"]


def test_import_names_a_kept_record_every_time(tmp_path):
    imported(put(tmp_path, vendor()))
    Vendor.objects.update(name="Edited by hand")
    put(tmp_path, vendor(name="From the file"))

    assert [imported(tmp_path).kept, imported(tmp_path).kept] == [["vendors/acme.yaml"]] * 2


def test_import_of_an_unchanged_file_leaves_the_edited_record(tmp_path):
    imported(put(tmp_path, vendor()))
    Vendor.objects.update(name="Edited by hand")

    assert (imported(tmp_path).unchanged, Vendor.objects.get().name) == (1, "Edited by hand")


@pytest.mark.parametrize("name", ["From the file", "Acme"], ids=["file changed", "file unchanged"])
def test_import_with_overwrite_takes_the_file(tmp_path, name):
    imported(put(tmp_path, vendor()))
    Vendor.objects.update(name="Edited by hand")

    done = imported(put(tmp_path, vendor(name=name)), overwrite=True)

    assert (done.written, done.kept, Vendor.objects.get().name) == (["vendors/acme.yaml"], [], name)


def test_import_with_overwrite_again_changes_nothing(tmp_path):
    imported(put(tmp_path, *catalogue()), overwrite=True)
    before = state()

    done = imported(tmp_path, overwrite=True)

    assert (done.written, done.unchanged, state()) == ([], 8, before)


def test_import_after_overwrite_no_longer_keeps_the_record(tmp_path):
    imported(put(tmp_path, vendor()))
    Vendor.objects.update(name="Edited by hand")
    imported(put(tmp_path, vendor(name="Second")), overwrite=True)

    done = imported(put(tmp_path, vendor(name="Third")))

    assert (done.kept, Vendor.objects.get().name) == ([], "Third")


def test_import_of_a_file_that_says_what_the_editor_wrote_is_no_conflict(tmp_path):
    imported(put(tmp_path, vendor()))
    Vendor.objects.update(name="Edited by hand")

    done = imported(put(tmp_path, vendor(name="Edited by hand")))

    assert (done.written, done.kept) == (["vendors/acme.yaml"], [])


def test_import_over_a_record_made_by_hand_keeps_it(tmp_path):
    Vendor.objects.create(
        slug="acme", name="By hand", country="NO", website="https://x.example", summary_de="x", summary_en="x"
    )

    assert (imported(put(tmp_path, vendor())).kept, Vendor.objects.get().name) == (["vendors/acme.yaml"], "By hand")


@pytest.mark.parametrize("name", ["Acme", "Acme Two"], ids=["file unchanged", "file changed"])
def test_import_leaves_a_deleted_record_deleted(tmp_path, name):
    imported(put(tmp_path, vendor()))
    Vendor.objects.all().delete()

    imported(put(tmp_path, vendor(name=name)))

    assert Vendor.objects.count() == 0


def test_import_names_a_deleted_record_whose_file_changed(tmp_path):
    imported(put(tmp_path, vendor()))
    Vendor.objects.all().delete()

    assert imported(put(tmp_path, vendor(name="Acme Two"))).kept == ["vendors/acme.yaml"]


@pytest.mark.parametrize("name", ["Acme", "Acme Two"], ids=["file unchanged", "file changed"])
def test_import_with_overwrite_brings_a_deleted_record_back(tmp_path, name):
    imported(put(tmp_path, vendor()))
    Vendor.objects.all().delete()

    imported(put(tmp_path, vendor(name=name)), overwrite=True)

    assert Vendor.objects.get().name == name


def test_import_that_names_a_deleted_record_is_refused(tmp_path):
    imported(put(tmp_path, vendor(), *dimensions(), licence()))
    Vendor.objects.all().delete()

    assert [(fault.file, fault.field) for fault in refused(put(tmp_path, model()))] == [("models/one.yaml", "vendor")]


def full_catalogue() -> list[dict]:
    """Records with every key in use, and texts that YAML likes to misread."""
    tricky = {
        "de": "Grüße: „straße“ – 100 % #frei\n\nZweiter Absatz:\n- mit Punkt\n  und Einzug",
        "en": "NO: 'yes' \"no\" {a: b} & *c | > ! % @ `x`\ttab",
    }
    terms = [
        term(
            exempt=tricky,
            exempts=["research"],
            summary=tricky,
            regions=["eu", "us"],
            modalities=["text"],
            fields_of_use=["military"],
        ),
        threshold(measured="frozen", measured_on=DAY, counts_affiliates=True, binds="providers"),
        threshold("revenue-threshold", operator="gte", value=20_000_000, counts_affiliates=False),
    ]
    changed = model(
        "changed",
        name="1e3",
        family="2024-01",
        released="2024-07",
        parameters={"total": 46.7, "active": 12.9},
        modalities=["text", "image"],
        base_model="one",
        repository="https://example.org/repo",
        aliases=["NO", "1.0", "b", "a"],
        summary=tricky,
        published=False,
        licences=[
            coverage("non-commercial", to=dt.date(2024, 6, 1)),
            coverage("community", **{"from": dt.date(2024, 6, 1), "to": dt.date(2025, 1, 1)}),
            coverage("apache-2.0", **{"from": dt.date(2025, 1, 1)}),
            coverage(
                "apache-2.0",
                "code",
                sources=[source(), source(kind="archive", archive_url="https://web.example.org/1")],
            ),
        ],
        assessments={**assessments(), "data": assessment("unknown", published=False, verified_on=None, sources=None)},
    )
    steward = {"steward": "Acme: Labs", "version": "2", "published_on": DAY, "supersedes": "free"}
    checked = article(
        author="J. Müller", url="https://example.org/a", appeared="2025-07", summary=tricky, published=False
    )
    return [
        vendor(name="Norge", country="NO", summary=tricky),
        *dimensions(),
        licence(),
        apache(),
        non_commercial(),
        community(terms=[term(), *terms], **steward),
        model(),
        service(),
        changed,
        checked,
    ]


def test_round_trip_is_the_same_byte_for_byte(tmp_path):
    imported(put(tmp_path / "in", *full_catalogue()))

    assert exported() == files_in(tmp_path / "in")


def test_round_trip_of_a_round_trip_changes_nothing(tmp_path):
    imported(put(tmp_path, *full_catalogue()))
    before = state()
    for name, text in exported().items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert (imported(tmp_path).written, state()) == ([], before)


def test_round_trip_of_a_file_written_in_another_way_gives_the_canonical_text(tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text(
        "# a remark\n{slug: acme, kind: vendor, country: 'NO', name: \"Acme\", website: 'https://acme.example.org',\n"
        " summary: {en: Builds models., de: Builds models. (deutsch)}}\n",
        encoding="utf-8",
    )

    imported(path)

    assert exported()["vendors/acme.yaml"] == write(value=vendor())


def test_export_of_one_kind_gives_that_kind_only(tmp_path):
    imported(put(tmp_path, *catalogue()))

    assert [name for name, _text in exchange.export_documents(kind="licence")] == ["licences/free.yaml"]


def test_export_is_refused_on_an_invalid_stored_record(tmp_path):
    imported(put(tmp_path, *catalogue()))
    Vendor.objects.update(summary_en="")

    with pytest.raises(Refused) as caught:
        list(exchange.export_documents())

    assert caught.value.faults == [Fault("vendor/acme", 0, "summary.en", "missing")]


def test_export_takes_the_same_queries_for_one_and_three_models(tmp_path, django_assert_num_queries):
    imported(put(tmp_path, *full_catalogue()))

    for kind, queries in (("vendor", 1), ("dimension", 1), ("licence", 3), ("model", 6), ("article", 9)):
        with django_assert_num_queries(queries):
            list(exchange.export_documents(kind=kind))


def test_check_counts_what_is_stored(tmp_path):
    imported(put(tmp_path, *catalogue(), service()))

    report = exchange.check()

    assert (report.vendors, report.models, report.licences, report.assessments, report.unknown, report.sources) == (
        1, 2, 1, 8, 1, 5,
    )  # fmt: skip
    assert report.faults == []


def test_check_finds_what_cannot_be_published(tmp_path):
    imported(put(tmp_path, *catalogue(), model("two", base_model="one"), model("three")))
    Assessment.objects.filter(model__slug="one", dimension="code").update(reason_de="")
    Assessment.objects.get(model__slug="two", dimension="data").sources.clear()
    LicenceTerm.objects.update(effect="prohibited")

    assert [(fault.file, fault.line, fault.field) for fault in exchange.check().faults] == [
        ("model/one", 0, "assessments.code.reason.de"),
        ("model/three", 0, "assessments.commercial-use.level"),
        ("model/two", 0, "assessments.data"),
    ]


def test_check_finds_a_coverage_without_sources(tmp_path):
    imported(put(tmp_path, *catalogue()))
    LicenceCoverage.objects.get().sources.clear()

    assert [(fault.file, fault.field) for fault in exchange.check().faults] == [("model/one", "licences.0.sources")]


def test_file_name_of_every_kind_is_its_folder_and_slug():
    names = [exchange.file_name(document=document(value)) for value in catalogue()]

    assert names == [
        "vendors/acme.yaml",
        "dimensions/weights.yaml",
        "dimensions/code.yaml",
        "dimensions/data.yaml",
        "dimensions/commercial-use.yaml",
        "licences/free.yaml",
        "models/one.yaml",
        "articles/an-article.yaml",
    ]


def test_fixtures_have_no_fault():
    imported(settings.BASE_DIR / "fixtures")

    assert exchange.check().faults == []


def test_fixtures_come_back_byte_for_byte():
    folder = settings.BASE_DIR / "fixtures"

    imported(folder)

    assert exported() == files_in(folder)
