"""The schema: what each validator refuses, with the path it names."""

import datetime as dt
from decimal import Decimal

import pytest

from openness.domain.documents import canonical, digest, validate
from tests.documents import (
    apache,
    article,
    assessment,
    assessments,
    cell,
    claim,
    coverage,
    dimension,
    document,
    licence,
    model,
    service,
    source,
    term,
    text,
    threshold,
    vendor,
)

SLUG_FAULT = "not a slug: lower-case letters and digits, joined by single dots or hyphens, 80 at most"


def faults_of(value: object) -> list[tuple[str, str]]:
    """Every fault of `value` as (dotted path, message)."""
    found = validate(value=value)
    assert isinstance(found, list), "the document is valid"
    return [(".".join(map(str, path)), message) for path, message in found]


def paths_of(value: object) -> list[str]:
    return [path for path, _message in faults_of(value)]


@pytest.mark.parametrize(
    "value",
    [vendor(), dimension("data"), licence(), apache(), model(), service(), article()],
    ids=lambda one: one["slug"],
)
def test_validate_small_document_is_valid(value):
    assert not isinstance(validate(value=value), list)


def test_validate_value_without_kind_says_so():
    assert faults_of({"slug": "x"}) == [("", "not a document: the key “kind” is missing")]


def test_validate_unknown_kind_names_the_kinds():
    [(path, message)] = faults_of({"kind": "planet", "slug": "x"})

    assert path == ""
    assert message == "unknown kind; must be one of 'vendor', 'dimension', 'licence', 'model', 'article'"


@pytest.mark.parametrize("value", [[], "text", 5, None, True])
def test_validate_value_that_is_no_mapping_has_one_fault_on_the_whole(value):
    assert paths_of(value) == [""]


def test_validate_unknown_key_is_named():
    assert faults_of(vendor(colour="red")) == [("colour", "unknown key")]


def test_validate_unknown_key_deep_inside_is_named_by_its_path():
    value = model(licences=[coverage(sources=[source(colour="red")])])

    assert faults_of(value) == [("licences.0.sources.0.colour", "unknown key")]


def test_validate_missing_key_is_named():
    assert faults_of(vendor(name=None)) == [("name", "missing")]


def test_validate_names_all_faults_at_once():
    value = vendor(name=None, country="Norway", website="no address", colour="red", summary={"de": "Ja"})

    assert paths_of(value) == ["name", "country", "website", "summary.en", "colour"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_validate_missing_translation_is_named(language):
    summary = {key: words for key, words in text("x").items() if key != language}

    assert faults_of(vendor(summary=summary)) == [(f"summary.{language}", "missing")]


@pytest.mark.parametrize("words", ["", "   ", " at the start", "at the end\n"])
def test_validate_text_empty_or_with_blanks_at_its_ends_is_refused(words):
    value = vendor(summary={"de": words, "en": "fine"})

    assert faults_of(value) == [("summary.de", "empty, or with blanks at its ends")]


def test_validate_text_too_long_is_refused():
    assert paths_of(vendor(summary={"de": "x" * 4001, "en": "x" * 4000})) == ["summary.de"]


@pytest.mark.parametrize("slug", ["one", "llama-3.1-8b", "o1", "a" * 80, "1.2.3"])
def test_validate_slug_of_words_and_digits_is_taken(slug):
    assert document(vendor(slug)).slug == slug


@pytest.mark.parametrize("slug", ["", "One", "a b", "a--b", "-a", "a-", "a..b", "ä", "a/b", "a_b", "a" * 81, "a\n"])
def test_validate_slug_of_anything_else_is_refused(slug):
    assert faults_of(vendor() | {"slug": slug}) == [("slug", SLUG_FAULT)]


@pytest.mark.parametrize("country", ["no", "NOR", "N", "", False, "NO\n"])
def test_validate_country_that_is_no_code_is_refused(country):
    assert paths_of(vendor(country=country)) == ["country"]


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "https://example.org/" + "x" * 500,
        " https://example.org",
        "https://example.org ",
        "https://exam\nple.org",
        "https://example.org/a b",
        "",
    ],
)
def test_validate_url_that_is_no_web_address_is_refused(url):
    assert paths_of(vendor(website=url)) == ["website"]


def test_validate_url_is_kept_as_written():
    assert document(vendor(website="https://Example.org/Straße?x=1#§2")).website == "https://Example.org/Straße?x=1#§2"


@pytest.mark.parametrize(
    "month", ["2024", "2024-13", "2024-00", "24-07", "2024-7", "2024-07-01", dt.date(2024, 7, 1), 2024]
)
def test_validate_month_that_is_none_is_refused(month):
    assert paths_of(model(released=month)) == ["released"]


@pytest.mark.parametrize(
    "day",
    [
        "2024-02-31",
        "2024-7-1",
        "1 July 2024",
        "2024",
        2024,
        1_720_000_000,
        dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
        True,
        "2024-07-01T00:00",
    ],
)
def test_validate_date_that_is_none_is_refused(day):
    assert paths_of(licence(published_on=day)) == ["published_on"]


@pytest.mark.parametrize("day", [dt.date(2024, 7, 1), "2024-07-01"])
def test_validate_date_is_taken_as_yaml_gives_it_or_quoted(day):
    assert document(licence(published_on=day)).published_on == dt.date(2024, 7, 1)


def test_validate_choice_outside_its_vocabulary_names_the_choices():
    value = model(assessments={**assessments(), "data": assessment("opnen")})

    assert faults_of(value) == [
        ("assessments.data.level", "must be one of 'open', 'partial', 'closed', 'unknown' or 'not-applicable'")
    ]


def test_validate_dimension_outside_the_four_is_refused():
    assert paths_of(dimension("beauty")) == ["slug"]


@pytest.mark.parametrize("position", [0, 101, "first"])
def test_validate_dimension_position_out_of_range_is_refused(position):
    assert paths_of(dimension("data", position=position)) == ["position"]


def test_validate_sources_are_put_in_order_primary_first():
    third, card, text_of_licence = (
        source(kind=kind, url=f"https://example.org/{kind}") for kind in ("third-party", "model-card", "licence-text")
    )

    ordered = document(licence(sources=[third, card, text_of_licence])).sources

    assert [entry.kind.value for entry in ordered] == ["licence-text", "model-card", "third-party"]


def test_validate_source_twice_is_refused():
    assert faults_of(licence(sources=[source(), source()])) == [("sources", "a source stands twice")]


def test_validate_same_url_at_another_place_is_another_source():
    assert len(document(licence(sources=[source(), source(locator="§2")])).sources) == 2


def test_validate_licence_without_sources_is_refused():
    assert paths_of(licence(sources=[])) == ["sources"]


def test_validate_licence_without_terms_is_refused():
    assert paths_of(licence(terms=[])) == ["terms"]


def test_validate_coverage_without_sources_is_refused():
    assert paths_of(model(licences=[coverage(sources=[])])) == ["licences.0.sources"]


@pytest.mark.parametrize("part", ["operator", "value", "unit", "measured"])
def test_validate_threshold_without_one_of_its_parts_is_refused(part):
    value = licence(terms=[term(), threshold(**{part: None})])

    assert faults_of(value) == [("terms.1", "a threshold needs operator, value, unit and measured")]


@pytest.mark.parametrize(
    "part",
    [{"operator": "gt"}, {"value": 5}, {"unit": "employees"}, {"measured": "running"}],
    ids=lambda part: next(iter(part)),
)
def test_validate_condition_without_its_other_parts_is_refused(part):
    value = licence(terms=[term(**part)])

    assert faults_of(value) == [("terms.0", "operator, value, unit and measured go together")]


def test_validate_duty_from_a_size_on_is_taken():
    size = {"operator": "gt", "value": 100_000_000, "unit": "monthly-active-users", "measured": "running"}

    duty = term("display", effect="required", **size, exempts=["end-users"])

    assert document(licence(terms=[term(), duty])).terms[1].value == 100_000_000


@pytest.mark.parametrize("changes", [{"measured": "frozen"}, {"measured_on": dt.date(2023, 7, 18)}])
def test_validate_frozen_threshold_and_its_date_go_together(changes):
    value = licence(terms=[term(), threshold(**changes)])

    assert faults_of(value) == [("terms.1", "measured_on goes with measured: frozen, and only with it")]


@pytest.mark.parametrize("value", [0, -1, 1.5, 2**63])
def test_validate_threshold_value_that_cannot_be_stored_is_refused(value):
    assert paths_of(licence(terms=[threshold(value=value)])) == ["terms.0.value"]


def test_validate_largest_threshold_value_is_taken():
    assert document(licence(terms=[threshold(value=2**63 - 1)])).terms[0].value == 2**63 - 1


@pytest.mark.parametrize("spdx_id", ["MIT OR Apache-2.0", "", "x" * 81])
def test_validate_spdx_id_with_other_signs_is_refused(spdx_id):
    assert paths_of(licence(spdx_id=spdx_id)) == ["spdx_id"]


def test_validate_short_name_longer_than_a_table_allows_is_refused():
    assert paths_of(licence(short_name="x" * 61)) == ["short_name"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"total": 0},
        {"total": -7},
        {"total": 100_001},
        {"total": 0.00001},
        {"total": float("nan")},
        {"total": "many"},
    ],
    ids=str,
)
def test_validate_parameters_out_of_range_are_refused(parameters):
    assert paths_of(model(parameters=parameters)) == ["parameters.total"]


@pytest.mark.parametrize("parameters", [{"active": 13}, {"total": 7, "active": 8}], ids=str)
def test_validate_active_parameters_beyond_the_total_are_refused(parameters):
    assert faults_of(model(parameters=parameters)) == [
        ("parameters", "active parameters need a total that is not smaller")
    ]


def test_validate_parameters_keep_their_decimals():
    parameters = document(model(parameters={"total": 46.7, "active": 12.9})).parameters

    assert (parameters.total, parameters.active) == (Decimal("46.7"), Decimal("12.9"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2024-01-01", None), ("2025-01-01", None)),
        ((None, None), ("2025-01-01", None)),
        ((None, None), (None, None)),
        ((None, "2024-06-01"), (None, "2025-01-01")),
        (("2024-01-01", "2024-06-02"), ("2024-06-01", "2025-01-01")),
        (("2024-01-01", "2025-01-01"), ("2024-02-01", "2024-03-01")),
    ],
)
def test_validate_overlapping_periods_of_one_part_are_refused_in_either_order(first, second):
    one, other = (coverage(**{"from": start, "to": end}) for start, end in (first, second))

    for licences in ([one, other], [other, one]):
        assert faults_of(model(licences=licences)) == [("licences", "two periods for weights overlap")]


def test_validate_touching_periods_are_taken_and_put_in_order():
    later, earlier = coverage("b", **{"from": "2024-06-01"}), coverage("a", to="2024-06-01")

    assert [entry.licence for entry in document(model(licences=[later, earlier])).licences] == ["a", "b"]


def test_validate_same_period_for_different_parts_is_taken():
    parts = ["service", "data", "code", "weights"]

    ordered = document(model(licences=[coverage(covers=part) for part in parts])).licences

    assert [entry.covers.value for entry in ordered] == ["weights", "code", "data", "service"]


@pytest.mark.parametrize("end", ["2024-01-01", "2023-12-31"])
def test_validate_period_that_ends_before_or_as_it_starts_is_refused(end):
    value = model(licences=[coverage(**{"from": "2024-01-01", "to": end})])

    assert faults_of(value) == [("licences.0", "`from` must lie before `to`")]


def test_validate_period_under_its_inner_name_is_an_unknown_key():
    assert faults_of(model(licences=[coverage(valid_from="2024-01-01")])) == [("licences.0.valid_from", "unknown key")]


def test_validate_published_assessment_without_a_date_is_refused():
    value = model(assessments={**assessments(), "code": assessment(verified_on=None)})

    assert faults_of(value) == [("assessments.code", "a published assessment needs verified_on")]


def test_validate_unpublished_assessment_needs_neither_date_nor_source():
    draft = assessment(verified_on=None, sources=None, published=False)

    assert document(model(assessments={**assessments(), "code": draft})).assessments["code"].published is False


@pytest.mark.parametrize("level", ["open", "partial", "closed", "not-applicable"])
def test_validate_level_other_than_unknown_without_a_source_is_refused(level):
    value = model(assessments={**assessments(), "code": assessment(level, sources=[])})

    assert faults_of(value) == [("assessments.code", "a level other than unknown needs a source")]


def test_validate_unknown_level_needs_no_source():
    value = model(assessments={**assessments(), "code": assessment("unknown", sources=None)})

    assert document(value).assessments["code"].sources == []


def test_validate_model_without_all_four_assessments_names_the_missing():
    value = model(assessments={name: assessments()[name] for name in ("weights", "data")})

    assert faults_of(value) == [("assessments", "missing code, commercial-use")]


def test_validate_assessment_of_a_fifth_dimension_is_refused_by_its_name():
    assert paths_of(model(assessments={**assessments(), "beauty": assessment()})) == ["assessments.beauty"]


def test_validate_assessments_are_put_in_the_order_of_the_dimensions():
    shuffled = {name: assessments()[name] for name in ("data", "commercial-use", "code", "weights")}

    assert [name.value for name in document(model(assessments=shuffled)).assessments] == [
        "weights",
        "code",
        "data",
        "commercial-use",
    ]


def test_validate_model_that_is_its_own_base_is_refused():
    assert faults_of(model("one", base_model="one")) == [("base_model", "a model cannot be its own base")]


def test_validate_alias_twice_is_refused():
    assert faults_of(model(aliases=["GPT4", "GPT-4", "GPT4"])) == [("aliases", "a value stands twice")]


def test_validate_aliases_keep_their_order():
    assert document(model(aliases=["b", "a"])).aliases == ["b", "a"]


@pytest.mark.parametrize("modalities", [[], ["text", "text"], ["smell"]], ids=str)
def test_validate_modalities_empty_double_or_unknown_are_refused(modalities):
    [(path, _message)] = faults_of(model(modalities=modalities))

    assert path.split(".")[0] == "modalities"


def test_validate_modalities_are_put_in_order():
    assert document(model(modalities=["video", "text"])).modalities == ["text", "video"]


def test_validate_verdict_without_a_source_is_refused():
    value = article(claims=[claim(sources=[])])

    assert faults_of(value) == [("claims.0", "a verdict other than not-checkable needs a source")]


def test_validate_verdict_not_checkable_needs_no_source():
    assert document(article(claims=[claim(verdict="not-checkable", sources=None)])).claims[0].sources == []


def test_validate_article_without_claims_is_refused():
    assert paths_of(article(claims=[])) == ["claims"]


def test_validate_row_without_models_is_refused():
    row = {**article()["rows"][0], "models": []}

    assert paths_of(article(rows=[row])) == ["rows.0.models"]


def test_validate_row_without_all_four_cells_names_the_missing():
    row = {**article()["rows"][0], "cells": {"weights": cell()}}

    assert faults_of(article(rows=[row])) == [("rows.0.cells", "missing code, data, commercial-use")]


def test_validate_slugs_in_a_list_stand_once_and_in_order():
    row = {**article()["rows"][0], "models": ["b", "a"], "left_out": ["c", "c"]}

    assert faults_of(article(rows=[row])) == [("rows.0.left_out", "a value stands twice")]
    assert document(article(rows=[{**row, "left_out": []}])).rows[0].models == ["a", "b"]


def test_canonical_leaves_out_defaults():
    value = model(aliases=[], published=True, parameters={}, licences=[coverage()])

    assert list(canonical(document=document(value))) == [
        "kind",
        "slug",
        "name",
        "vendor",
        "family",
        "modalities",
        "availability",
        "licences",
        "assessments",
    ]


def test_canonical_writes_whole_numbers_without_a_point():
    assert canonical(document=document(model(parameters={"total": Decimal("8.0000"), "active": 0.27})))[
        "parameters"
    ] == {
        "total": 8,
        "active": 0.27,
    }


def test_canonical_is_a_valid_document_of_the_same_canonical_value():
    value = canonical(document=document(article()))

    assert canonical(document=document(value)) == value


def test_digest_is_the_same_however_the_document_was_written():
    shuffled = dict(reversed(model().items()))

    assert digest(document=document(shuffled)) == digest(document=document(model()))


def test_digest_differs_when_one_word_differs():
    assert digest(document=document(model(family="Other"))) != digest(document=document(model()))
