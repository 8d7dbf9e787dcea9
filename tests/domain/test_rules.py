"""What must hold between documents."""

import pytest

from openness.domain.rules import Catalogue, findings
from tests.documents import (
    apache,
    article,
    assessment,
    assessments,
    cell,
    claim,
    community,
    coverage,
    dimension,
    dimensions,
    documents,
    licence,
    model,
    non_commercial,
    service,
    source,
    vendor,
)


def found_in(*values: dict) -> list[tuple[str, str, str]]:
    """Every finding among `values`, a vendor and the dimensions, as (record, dotted path, message)."""
    catalogue = Catalogue()
    for one in documents([vendor(), *dimensions(), *values]):
        catalogue.add(one)
    return [("/".join(key), ".".join(map(str, path)), message) for key, path, message in findings(catalogue=catalogue)]


def test_findings_of_a_sound_catalogue_are_none():
    assert found_in(licence(), model(), article()) == []


def test_findings_are_of_the_asked_records_only():
    catalogue = Catalogue()
    for one in documents([vendor(), *dimensions(), model("one"), model("two")]):
        catalogue.add(one)

    assert {key for key, _path, _message in findings(catalogue=catalogue, keys=[("model", "two")])} == {
        ("model", "two")
    }


def test_model_of_an_unknown_vendor_is_found():
    assert found_in(licence(), model(vendor="nobody")) == [("model/one", "vendor", "there is no vendor “nobody”")]


def test_model_of_an_unknown_base_is_found():
    assert found_in(licence(), model(base_model="nothing")) == [
        ("model/one", "base_model", "there is no model “nothing”")
    ]


def test_model_under_an_unknown_licence_is_found():
    value = model(licences=[coverage("nothing")], assessments=assessments(commercial_use="unknown"))

    assert found_in(value) == [("model/one", "licences.0.licence", "there is no licence “nothing”")]


def test_model_without_recorded_dimensions_is_found():
    catalogue = Catalogue()
    for one in documents([vendor(), licence(), model()]):
        catalogue.add(one)

    assert [path for _key, path, _message in findings(catalogue=catalogue)] == [
        ("assessments", name) for name in ("weights", "code", "data", "commercial-use")
    ]


def test_models_that_are_each_others_base_are_found():
    found = found_in(licence(), model("one", base_model="two"), model("two", base_model="one"))

    assert found == [
        ("model/one", "base_model", "the base models go round in a circle"),
        ("model/two", "base_model", "the base models go round in a circle"),
    ]


def test_model_above_a_circle_of_bases_is_found_too():
    found = found_in(
        licence(), model("one", base_model="two"), model("two", base_model="one"), model("three", base_model="one")
    )

    assert [record for record, _path, _message in found] == ["model/one", "model/two", "model/three"]


@pytest.mark.parametrize(
    ("terms", "level", "derived"), [(community, "open", "partial"), (non_commercial, "partial", "closed")]
)
def test_commercial_use_level_that_contradicts_the_licence_is_found(terms, level, derived):
    value = model(
        licences=[coverage(terms()["slug"])], assessments=assessments(weights="partial", commercial_use=level)
    )

    assert found_in(terms(), value) == [
        (
            "model/one",
            "assessments.commercial-use.level",
            f"contradicts the licence: its terms make commercial use “{derived}”, the record says “{level}”",
        )
    ]


def test_commercial_use_level_of_an_unpublished_model_is_not_looked_at():
    value = model(licences=[coverage("community")], published=False)

    assert found_in(community(), value) == []


@pytest.mark.parametrize("level", ["open", "partial"])
def test_weights_of_a_service_that_can_be_had_are_found(level):
    value = service("one", assessments=assessments(weights=level, commercial_use="closed"))

    assert found_in(value) == [
        ("model/one", "assessments.weights.level", "weights of a model served only as a service cannot be had")
    ]


def test_level_known_from_third_parties_only_is_found():
    told = assessment(sources=[source(kind="third-party")])

    assert found_in(licence(), model(assessments={**assessments(), "code": told})) == [
        ("model/one", "assessments.code.sources", "only third parties; a level needs a primary source")
    ]


def test_unknown_level_with_a_third_party_beside_it_is_sound():
    told = assessment("unknown", sources=[source(kind="third-party")])

    assert found_in(licence(), model(assessments={**assessments(), "code": told})) == []


def test_weights_open_under_a_limited_licence_are_found():
    value = model(licences=[coverage("community")], assessments=assessments(commercial_use="partial"))

    assert found_in(community(), value) == [
        ("model/one", "assessments.weights.level", "“open” needs a free licence; “community” is not one")
    ]


def test_weights_open_after_a_limited_licence_ended_are_sound():
    value = model(
        licences=[coverage("community", to="2024-01-01"), coverage("apache-2.0", **{"from": "2024-01-01"})],
        assessments=assessments(),
    )

    assert found_in(community(), apache(), value) == []


def test_licence_that_supersedes_an_unknown_one_is_found():
    assert found_in(licence(supersedes="nothing")) == [("licence/free", "supersedes", "there is no licence “nothing”")]


def test_licence_versions_in_a_circle_are_found():
    found = found_in(licence("a", supersedes="b"), licence("b", supersedes="a"))

    assert found == [
        ("licence/a", "supersedes", "the versions go round in a circle"),
        ("licence/b", "supersedes", "the versions go round in a circle"),
    ]


def test_licence_that_supersedes_itself_is_found():
    assert found_in(licence("a", supersedes="a")) == [("licence/a", "supersedes", "the versions go round in a circle")]


def test_licence_with_an_spdx_id_that_is_not_listed_is_found():
    assert found_in(licence(spdx_id="Llama-9")) == [
        ("licence/free", "spdx_id", "not on the SPDX list; write LicenseRef-…")
    ]


def test_licence_that_denies_its_osi_approval_is_found():
    value = licence(spdx_id="MIT", licence_kind="permissive", osi_approved=False)

    assert found_in(value) == [("licence/free", "osi_approved", "differs from the SPDX list")]


def test_licence_that_claims_an_osi_approval_is_found():
    value = licence(licence_kind="open-source", osi_approved=True)

    assert found_in(value) == [("licence/free", "osi_approved", "differs from the SPDX list")]


def test_licence_called_open_source_without_osi_approval_is_found():
    assert found_in(licence(licence_kind="open-source")) == [
        ("licence/free", "licence_kind", "“open-source” goes with OSI approval, and only with it")
    ]


def test_dimensions_at_one_position_are_found():
    catalogue = Catalogue()
    for one in documents([dimension("weights", position=10), dimension("code", position=10)]):
        catalogue.add(one)

    assert list(findings(catalogue=catalogue)) == [
        (("dimension", "weights"), ("position",), "“code” stands at the same position"),
        (("dimension", "code"), ("position",), "“weights” stands at the same position"),
    ]


def test_article_of_unknown_vendor_model_and_claim_is_found():
    row = {
        **article()["rows"][0],
        "vendor": "nobody",
        "models": ["nothing", "one"],
        "left_out": ["gone"],
        "cells": {
            name: cell(claims=["c99"] if name == "data" else [])
            for name in ("weights", "code", "data", "commercial-use")
        },
    }
    value = article(rows=[row], claims=[claim(vendor="ghost", models=["one", "zero"])])

    assert found_in(licence(), model(), value) == [
        ("article/an-article", "rows.0.vendor", "there is no vendor “nobody”"),
        ("article/an-article", "rows.0.models.0", "there is no model “nothing”"),
        ("article/an-article", "rows.0.left_out.0", "there is no model “gone”"),
        ("article/an-article", "claims.0.vendor", "there is no vendor “ghost”"),
        ("article/an-article", "claims.0.models.1", "there is no model “zero”"),
        ("article/an-article", "rows.0.cells.data.claims.0", "there is no claim “c99”"),
    ]


def test_article_with_one_claim_twice_is_found():
    assert found_in(licence(), model(), article(claims=[claim("c01"), claim("c01")])) == [
        ("article/an-article", "claims.1.slug", "a claim of this slug stands above")
    ]


def test_article_with_two_rows_of_one_vendor_is_found():
    row = article()["rows"][0]

    assert found_in(licence(), model(), article(rows=[row, row])) == [
        ("article/an-article", "rows.1.vendor", "a row of this vendor stands above")
    ]


def test_licence_dimension_and_vendor_once_added_replace_their_like():
    catalogue = Catalogue()
    for one in documents([licence(), licence(short_name="Other")]):
        catalogue.add(one)

    assert (len(catalogue.documents), catalogue.licences["free"].short_name) == (1, "Other")
