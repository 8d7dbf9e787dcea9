"""Saving obeys the rules of import: all that follows from a change holds, or nothing is saved."""

import datetime as dt
from pathlib import Path

import pytest
from django.db.models import Model as Record
from django.test import Client

from openness.choices import Dimension
from openness.domain import revision
from openness.domain.documents import Document
from openness.domain.exchange.checking import document_of
from openness.models import (
    Article,
    ArticleRow,
    Assessment,
    Claim,
    Licence,
    LicenceCoverage,
    LicenceTerm,
    Model,
    OpennessDimension,
    Source,
    Vendor,
)
from tests.admin.forms import added, address, errors, history, publish_all, saved, send
from tests.documents import (
    DAY,
    article,
    assessments,
    claim,
    community,
    coverage,
    licence,
    model,
    non_commercial,
    source,
    stored,
    term,
    vendor,
)

NOTHING_SAVED = "Nothing was saved: the rules for what may be published forbid it as it stands."

pytestmark = pytest.mark.usefixtures("small_catalogue")


def one() -> Model:
    return Model.objects.get(slug="one")


def document(kind: str, slug: str) -> Document:
    found = document_of(kind=kind, slug=slug)
    assert found is not None, f"{kind}/{slug} is not valid"
    return found


def commercial_use(slug: str) -> Assessment:
    return Assessment.objects.get(model__slug=slug, dimension_id="commercial-use")


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (Vendor, ("vendor", "acme")),
        (OpennessDimension, ("dimension", "weights")),
        (Licence, ("licence", "free")),
        (Model, ("model", "one")),
        (Article, ("article", "an-article")),
    ],
)
def test_record_saved_unchanged_keeps_its_document(editor: Client, table: type[Record], key: tuple[str, str]) -> None:
    before = document(*key)

    response = saved(editor, address(table.objects.get(slug=key[1])))

    assert response.status_code == 302
    assert document(*key) == before


@pytest.mark.parametrize("table", [Assessment, Claim, ArticleRow, Source])
def test_part_saved_unchanged_keeps_its_documents(editor: Client, table: type[Record]) -> None:
    keys = [("model", "one"), ("article", "an-article"), ("licence", "free")]
    before = [document(*key) for key in keys]

    response = saved(editor, address(table.objects.earliest("pk")))

    assert response.status_code == 302
    assert [document(*key) for key in keys] == before


def test_save_counts_one_revision(editor: Client) -> None:
    before = revision.current().number

    saved(editor, address(one()), {"family": "Another"})

    assert revision.current().number == before + 1


def test_refused_save_counts_no_revision_and_writes_no_history(editor: Client) -> None:
    before = revision.current().number, history()

    saved(editor, address(commercial_use("one")), {"level": "closed"})

    assert (revision.current().number, history()) == before


def test_level_against_the_licence_is_refused_at_its_field(editor: Client) -> None:
    page = send(editor, address(one()), {"assessments-3-level": "partial"})

    contradiction = "contradicts the licence: its terms make commercial use “open”, the record says “partial”"
    assert errors(page) == {"": [NOTHING_SAVED], "assessments-3-level": [contradiction]}
    assert commercial_use("one").level == "open"


def _alias(name: str) -> dict[str, object]:
    return {"aliases-TOTAL_FORMS": 1, "aliases-0-name": name}


def test_refused_form_keeps_what_was_typed(editor: Client) -> None:
    page = send(editor, address(one()), {"name": "Typed", "assessments-3-level": "partial", **_alias("Uno")})

    form = page.context["adminform"].form
    assert form["name"].value() == "Typed"
    assert page.context["inline_admin_formsets"][2].formset.forms[0]["name"].value() == "Uno"
    assert one().name == "One"


def test_assessment_against_the_licence_is_refused_on_its_own_page(editor: Client) -> None:
    page = send(editor, address(commercial_use("one")), {"level": "closed"})

    assert list(errors(page)) == ["", "level"]


def test_published_assessment_without_a_source_is_refused(editor: Client) -> None:
    page = send(editor, address(one()), {"assessments-0-sources": None})

    assert errors(page) == {"": [NOTHING_SAVED], "assessments-0-": ["a level other than unknown needs a source"]}


def test_licence_that_changes_the_level_of_a_model_waits_for_the_model(editor: Client) -> None:
    response = send(editor, address(Licence.objects.get(slug="free")), {"terms-0-effect": "prohibited"})

    page = editor.get(response.url)
    link = f'<a href="{address(one())}">model/one</a>'
    reason = "contradicts the licence: its terms make commercial use “closed”, the record says “open”"
    assert page.context["faults"] == [f"{link}: assessments.commercial-use.level: {reason}"]
    assert LicenceTerm.objects.get(licence__slug="free").effect == "permitted"


def test_licence_and_the_model_under_it_are_published_together(editor: Client) -> None:
    send(editor, address(Licence.objects.get(slug="free")), {"terms-0-effect": "prohibited"})
    send(editor, address(commercial_use("one")), {"level": "closed", "_save": "draft"})

    publish_all()

    assert LicenceTerm.objects.get(licence__slug="free").effect == "prohibited"
    assert commercial_use("one").level == "closed"


def test_licence_that_changes_the_level_of_a_derivative_waits_for_it(editor: Client, tmp_path: Path) -> None:
    own = licence("own")
    child = model("child", base_model="one", licences=[coverage("own")])
    stored(tmp_path, own, child, model("grandchild", base_model="child", licences=[coverage("own")]))

    response = send(editor, address(Licence.objects.get(slug="free")), {"terms-0-effect": "prohibited"})

    found = [line for line in editor.get(response.url).context["faults"] if "contradicts" in line]
    assert ["child</a>" in found[0], "grandchild</a>" in found[1], "one</a>" in found[2]] == [True, True, True]


def test_licence_may_change_once_the_assessments_under_it_are_withdrawn(editor: Client) -> None:
    Assessment.objects.filter(dimension_id="commercial-use").update(published=False)

    response = saved(
        editor,
        address(Licence.objects.get(slug="free")),
        {"terms-0-effect": "prohibited"},
    )

    assert response.status_code == 302


def test_base_that_makes_a_circle_is_refused(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, model("child", base_model="one"))

    page = send(editor, address(one()), {"base_model": Model.objects.get(slug="child").pk})

    assert errors(page)["base_model"] == ["the base models go round in a circle"]


def _new_model() -> dict[str, object]:
    read = Source.objects.earliest("pk").pk
    data: dict[str, object] = {
        "name": "Brand New 7.5B",
        "vendor": Vendor.objects.get().pk,
        "family": "New",
        "availability": "downloadable",
        "modalities": ["text", "image"],
        "coverages-TOTAL_FORMS": 1,
        "coverages-0-covers": "weights",
        "coverages-0-licence": Licence.objects.get().pk,
        "coverages-0-sources": [read],
        "aliases-TOTAL_FORMS": 1,
        "aliases-0-name": "Nagelneu",
    }
    for place, dimension in enumerate(Dimension.values):
        data |= {
            f"assessments-{place}-dimension": dimension,
            f"assessments-{place}-level": "open",
            f"assessments-{place}-reason_de": "Ist offen.",
            f"assessments-{place}-reason_en": "Is open.",
            f"assessments-{place}-verified_on": "2026-03-01",
            f"assessments-{place}-published": "on",
            f"assessments-{place}-sources": [read],
        }
    return data


def test_model_added_with_all_its_parts(editor: Client) -> None:
    response = saved(editor, added(Model), _new_model())

    new = Model.objects.get(slug="brand-new-7.5b")
    assert response.status_code == 302
    assert document("model", "brand-new-7.5b").modalities == ["text", "image"]
    assert list(Model.objects.matching("nagelneu")) == [new]


def test_model_added_without_an_assessment_is_refused(editor: Client) -> None:
    data = {name: value for name, value in _new_model().items() if not name.startswith("assessments-3-")}

    page = send(editor, added(Model), data)

    assert errors(page)[""] == [NOTHING_SAVED, "assessments: missing commercial-use"]
    assert not Model.objects.filter(name="Brand New 7.5B").exists()


def test_model_with_a_new_alias_is_found_by_it(editor: Client) -> None:
    saved(editor, address(one()), _alias("Numéro Un"))

    assert list(Model.objects.matching("numero-un")) == [one()]


def test_modalities_are_check_boxes(editor: Client) -> None:
    saved(editor, address(one()), {"modalities": ["audio", "text"]})

    assert document("model", "one").modalities == ["text", "audio"]


def test_text_keeps_plain_line_ends(editor: Client) -> None:
    saved(editor, address(Vendor.objects.get()), {"summary_en": "First.\r\nSecond."})

    assert Vendor.objects.get().summary_en == "First.\nSecond."


def test_slug_of_a_record_stays(editor: Client) -> None:
    Model.objects.update(published=False)

    saved(editor, address(one()), {"slug": "two"})

    assert Model.objects.get().slug == "one"


def _covers(slug: str) -> list[tuple[str, dt.date | None, dt.date | None]]:
    rows = LicenceCoverage.objects.filter(model__slug=slug).order_by("pk")
    return list(rows.values_list("licence__slug", "valid_from", "valid_to"))


def _next_licence() -> dict[str, object]:
    return {
        "coverages-TOTAL_FORMS": 2,
        "coverages-1-covers": "weights",
        "coverages-1-licence": Licence.objects.get(slug="own").pk,
        "coverages-1-sources": [Source.objects.earliest("pk").pk],
    }


def test_licence_ends_and_the_next_begins_in_one_save(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, licence("own"))
    day = "2026-01-01"

    saved(editor, address(one()), {**_next_licence(), "coverages-0-valid_to": day, "coverages-1-valid_from": day})

    assert _covers("one") == [("free", None, dt.date(2026, 1, 1)), ("own", dt.date(2026, 1, 1), None)]


def test_periods_that_only_cross_on_the_way_are_saved(editor: Client, tmp_path: Path) -> None:
    first = coverage("free", to=dt.date(2025, 1, 1))
    second = coverage("own", **{"from": dt.date(2025, 1, 1)})
    stored(tmp_path, licence("own"), model("two", licences=[first, second]))
    day = "2026-01-01"

    saved(
        editor,
        address(Model.objects.get(slug="two")),
        {"coverages-0-valid_to": day, "coverages-1-valid_from": day},
    )

    assert _covers("two") == [("free", None, dt.date(2026, 1, 1)), ("own", dt.date(2026, 1, 1), None)]


def test_periods_that_cross_are_refused(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, licence("own"))

    page = send(editor, address(one()), _next_licence())

    assert errors(page)[""] == [NOTHING_SAVED, "Two periods for the same part overlap."]
    assert _covers("one") == [("free", None, None)]


def test_period_that_ends_before_it_starts_is_refused_at_its_form(editor: Client) -> None:
    page = send(editor, address(one()), {"coverages-0-valid_from": "2026-01-01", "coverages-0-valid_to": "2025-01-01"})

    assert errors(page) == {"coverages-0-": ["A period starts before it ends."]}


def test_lists_of_a_term_are_check_boxes(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, community())

    saved(editor, address(Licence.objects.get(slug="community")), {"terms-1-regions": ["eu", "kr"]})

    assert LicenceTerm.objects.get(subject="user-threshold").regions == ["eu", "kr"]


def test_threshold_without_a_value_is_refused_at_its_term(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, community())

    page = send(editor, address(Licence.objects.get(slug="community")), {"terms-1-value": ""})

    together = "Operator, value, unit and when it is measured go together: all of them, or none."
    assert errors(page) == {"terms-1-": [together, "A threshold needs a value."]}


def test_new_term_without_a_position_goes_to_the_end(editor: Client) -> None:
    term = {
        "terms-TOTAL_FORMS": 2,
        "terms-1-position": 0,
        "terms-1-subject": "attribution",
        "terms-1-effect": "required",
        "terms-1-binds": "everyone",
        "terms-1-summary_de": "Namen nennen.",
        "terms-1-summary_en": "Give the name.",
        "terms-1-locator": "§4",
        "terms-1-source": Source.objects.earliest("pk").pk,
    }

    saved(editor, address(Licence.objects.get()), term)

    assert list(LicenceTerm.objects.values_list("position", "subject")) == [(1, "commercial-use"), (2, "attribution")]


def test_fault_in_a_term_is_shown_at_the_term_that_moved(editor: Client, tmp_path: Path) -> None:
    other = term("attribution", "required", source=source(url="https://example.org/other"))
    stored(tmp_path, licence("long", terms=[term(), other, term("naming", "required")]))
    Source.objects.filter(url="https://example.org/other").update(url="ftp://example.org/other")
    changes = {"terms-0-position": 3, "terms-1-position": 1, "terms-2-position": 2}

    page = send(editor, address(Licence.objects.get(slug="long")), changes)

    assert sorted(errors(page)) == ["", "terms-1-source"]


def test_source_that_import_would_refuse_is_refused(editor: Client) -> None:
    data = {"title": "A file", "kind": "report", "accessed_on": "2026-03-01", "url": "ftp://example.org/file"}

    page = send(editor, added(Source), data)

    assert errors(page) == {"url": ["URL scheme should be 'http' or 'https'"]}


def test_source_changed_is_changed_wherever_it_is_cited(editor: Client) -> None:
    saved(editor, address(Source.objects.get(kind="model-card")), {"title": "The card"})

    cited = document("model", "one").assessments[Dimension.WEIGHTS].sources
    assert [entry.title for entry in cited] == ["The card"]


def test_verdict_without_a_source_is_refused_on_the_page_of_the_claim(editor: Client) -> None:
    page = send(editor, address(Claim.objects.get()), {"sources": None})

    assert errors(page)[""] == [NOTHING_SAVED, "a verdict other than not-checkable needs a source"]


def test_claim_added_to_an_article_goes_to_the_end(editor: Client) -> None:
    data = {
        "slug": "c02",
        "section": "End",
        "says_de": "Alles ist frei.",
        "says_en": "All is free.",
        "verdict": "not-checkable",
        "correction_de": "Offen.",
        "correction_en": "Open.",
        "checked_on": "2026-03-01",
        "position": 0,
    }

    response = saved(editor, f"{added(Claim)}?article={Article.objects.get().pk}", data)

    assert response.status_code == 302
    assert [entry.slug for entry in document("article", "an-article").claims] == ["c01", "c02"]


def _new_row(vendor_slug: str) -> dict[str, object]:
    data: dict[str, object] = {
        "vendor": Vendor.objects.get(slug=vendor_slug).pk,
        "subject_de": "Zwei",
        "subject_en": "Two",
        "meant": [one().pk],
    }
    for place, dimension in enumerate(Dimension.values):
        data |= {
            f"cells-{place}-dimension": dimension,
            f"cells-{place}-level": "open",
            f"cells-{place}-says_de": "Sagt es.",
            f"cells-{place}-says_en": "Says so.",
        }
    return data


def test_row_added_to_an_article_with_its_cells(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("other"))

    response = saved(editor, f"{added(ArticleRow)}?article={Article.objects.get().pk}", _new_row("other"))

    assert response.status_code == 302
    assert [row.vendor for row in document("article", "an-article").rows] == ["acme", "other"]


def test_row_without_one_of_its_cells_is_refused(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, vendor("other"))
    data = {**_new_row("other"), "cells-3-says_de": "", "cells-3-says_en": "", "cells-3-level": ""}

    page = send(editor, f"{added(ArticleRow)}?article={Article.objects.get().pk}", data)

    assert errors(page)[""] == [NOTHING_SAVED, "cells: missing commercial-use"]


def test_cell_with_a_claim_of_another_article_is_refused(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, article("another", claims=[claim("c01"), claim("c09")]))
    row = ArticleRow.objects.get(article__slug="an-article")

    page = send(editor, address(row), {"cells-0-claims": [Claim.objects.get(slug="c09").pk]})

    assert errors(page) == {"cells-0-claims": ["A claim is of another article."]}


def test_article_added_with_its_first_claim(editor: Client) -> None:
    data = {
        "title": "Second article",
        "slug": "second",
        "language": "en",
        "summary_de": "Ein Vergleich.",
        "summary_en": "A comparison.",
        "conclusion_de": "Stimmt.",
        "conclusion_en": "Right.",
        "claims-0-slug": "c01",
        "claims-0-position": 1,
        "claims-0-section": "Start",
        "claims-0-says_de": "Es ist frei.",
        "claims-0-says_en": "It is free.",
        "claims-0-verdict": "accurate",
        "claims-0-correction_de": "Ja.",
        "claims-0-correction_en": "Yes.",
        "claims-0-checked_on": "2026-03-01",
        "claims-0-sources": [Source.objects.earliest("pk").pk],
    }

    response = saved(editor, added(Article), data)

    assert response.status_code == 302
    assert document("article", "second").claims[0].checked_on == DAY


def test_order_of_claims_is_set_on_the_page_of_the_article(editor: Client, tmp_path: Path) -> None:
    stored(tmp_path, article("long", claims=[claim("c01"), claim("c02")]))

    saved(editor, address(Article.objects.get(slug="long")), {"claims-0-position": 2, "claims-1-position": 1})

    assert [entry.slug for entry in document("article", "long").claims] == ["c02", "c01"]


def test_two_records_with_one_slug_are_refused_at_the_field(editor: Client) -> None:
    data = {
        "name": "Acme",
        "slug": "acme",
        "country": "NO",
        "website": "https://acme.example.org",
        "summary_de": "Noch einer.",
        "summary_en": "One more.",
    }

    page = send(editor, added(Vendor), data)

    assert errors(page) == {"slug": ["Vendor with this Slug already exists."]}


def test_non_commercial_licence_closes_its_models(editor: Client, tmp_path: Path) -> None:
    closed = assessments(weights="partial", commercial_use="closed")
    stored(tmp_path, non_commercial(), model("shut", licences=[coverage("non-commercial")], assessments=closed))

    page = send(editor, address(commercial_use("shut")), {"level": "open"})

    assert list(errors(page)) == ["", "level"]
