"""The comparison: what each filter leaves, what the counts promise, in which order."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openness import filters
from openness.choices import Dimension, Level, LicenceKind, Modality
from openness.domain.comparison import Comparison, compare
from openness.models import Assessment, Model
from tests.factories import (
    AssessmentFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    ModelFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def found(**parameters: str | list[str]) -> Comparison:
    """Compare by parameters whose names are written with underscores."""
    lists = {name: [value] if isinstance(value, str) else value for name, value in parameters.items()}
    return compare(parameters={name.replace("_", "-"): value for name, value in lists.items()})


def slugs(comparison: Comparison) -> list[str]:
    return [row.slug for row in comparison.rows]


def counts(comparison: Comparison, name: str) -> dict[str, int]:
    """The counts of a filter's choices that are not nought."""
    [facet] = [facet for facet in comparison.facets if facet.name == name]
    return {choice.value: choice.count for choice in facet.choices if choice.count}


def levels(weights: str, code: str, data: str, commercial_use: str) -> dict[str, str]:
    return dict(zip(Dimension.values, (weights, code, data, commercial_use), strict=True))


@pytest.fixture
def catalogue() -> None:
    """Seven models of three vendors, as different as a small catalogue can be; one more is not published."""
    acme, beta, cirrus = (VendorFactory(slug=slug, name=slug.title()) for slug in ("acme", "beta", "cirrus"))
    apache = LicenceFactory(slug="apache", licence_kind="open-source", osi_approved=True)
    free, limited = LicenceFactory(slug="free"), LicenceFactory(slug="limited", licence_kind="restricted")
    terms = LicenceFactory(slug="terms", licence_kind="proprietary")

    def model(slug, vendor, released, size, given_levels, licence=None, covers="weights", modalities=("text",), **more):
        made = ModelFactory(
            slug=slug, name=slug.title(), vendor=vendor, released=released, parameters_total=size, levels=given_levels,
            modalities=modalities, **more,
        )  # fmt: skip
        if licence:
            LicenceCoverageFactory(model=made, licence=licence, covers=covers)
        return made

    alpha = model("alpha", acme, "2023-05", 7, levels("open", "open", "open", "open"), apache)
    LicenceCoverageFactory(model=alpha, licence=apache, covers="service")
    model("bravo", acme, "2024-07", 70, levels("open", "partial", "closed", "open"), free, aliases=["B-Two"])
    model("charlie", beta, "2024-07", None, levels("partial", "partial", "closed", "partial"), limited)
    model("delta", beta, "2025-01", 400, levels("partial", "closed", "unknown", "closed"), limited,
          modalities=("text", "image"))  # fmt: skip
    served = levels("closed", "closed", "unknown", "closed")
    model("echo", cirrus, "2025-03", None, served, terms, "service", ("text", "audio"), availability="service-only")
    model("foxtrot", cirrus, None, None, None, family="Foxes")
    changed = model(
        "golf", acme, "2022-12", Decimal("0.27"), levels("open", "closed", "partial", "open"), modalities=("image",)
    )
    LicenceCoverageFactory(model=changed, licence=limited, valid_to="2024-01-01")
    LicenceCoverageFactory(model=changed, licence=apache, valid_from="2024-01-01")
    LicenceCoverageFactory(model=changed, licence=limited, covers="code")
    model("hidden", acme, "2025-02", 1, levels("open", "open", "open", "open"), apache, published=False)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "alpha bravo charlie delta echo foxtrot golf"),
        ({"q": "B two"}, "bravo"),
        ({"q": "foxes"}, "foxtrot"),
        ({"q": "cirrus"}, "echo foxtrot"),
        ({"q": "nothing"}, ""),
        ({"q": ["alpha", "golf"]}, "alpha golf"),
        ({"vendor": "acme"}, "alpha bravo golf"),
        ({"vendor": ["acme", "cirrus"]}, "alpha bravo echo foxtrot golf"),
        ({"weights": "open"}, "alpha bravo golf"),
        ({"weights": ["partial", "closed"]}, "charlie delta echo"),
        ({"weights": "unknown"}, "foxtrot"),
        ({"code": "closed"}, "delta echo golf"),
        ({"data": "unknown"}, "delta echo foxtrot"),
        ({"commercial_use": "partial"}, "charlie"),
        ({"commercial_use": "not-applicable"}, ""),
        ({"licence": "apache"}, "alpha golf"),
        ({"licence": "limited"}, "charlie delta"),
        ({"licence": "terms"}, "echo"),
        ({"licence_kind": "restricted"}, "charlie delta"),
        ({"licence_kind": ["permissive", "proprietary"]}, "bravo echo"),
        ({"osi": "yes"}, "alpha golf"),
        ({"osi": "no"}, "bravo charlie delta echo foxtrot"),
        ({"osi": ["yes", "no"]}, "alpha bravo charlie delta echo foxtrot golf"),
        ({"modality": "image"}, "delta golf"),
        ({"modality": ["image", "audio"]}, "delta echo golf"),
        ({"modality": "video"}, ""),
        ({"released_from": "2024-07"}, "bravo charlie delta echo"),
        ({"released_to": "2024-07"}, "alpha bravo charlie golf"),
        ({"released_from": "2024-07", "released_to": "2024-07"}, "bravo charlie"),
        ({"released_from": "2025-01", "released_to": "2024-01"}, ""),
        ({"vendor": "acme", "weights": "open", "code": ["open", "closed"]}, "alpha golf"),
        ({"vendor": ["acme", "beta"], "modality": "image", "osi": "no"}, "delta"),
        ({"q": "acme", "licence_kind": "open-source", "data": "partial"}, "golf"),
    ],
    ids=str,
)
def test_compare_finds_what_is_asked_for(parameters, expected):
    comparison = found(sort="name", **parameters)

    assert (slugs(comparison), comparison.total) == (expected.split(), len(expected.split()))


@pytest.mark.usefixtures("catalogue")
def test_compare_row_has_all_that_a_table_shows():
    [row] = found(q="delta").rows

    assert (row.vendor_slug, row.vendor, row.released, row.parameters_total, row.modalities, row.levels) == (
        "beta",
        "Beta",
        "2025-01",
        400,
        ("text", "image"),
        {"weights": "partial", "code": "closed", "data": "unknown", "commercial-use": "closed"},
    )
    assert [(one.slug, one.kind, one.covers) for one in row.licences] == [("limited", "restricted", "weights")]


@pytest.mark.usefixtures("catalogue")
def test_compare_row_names_the_licence_in_force_only():
    [row] = found(q="golf").rows

    assert [one.slug for one in row.licences] == ["apache"]


@pytest.mark.usefixtures("catalogue")
def test_compare_does_not_tell_a_level_that_is_not_published():
    Assessment.objects.filter(model__slug="alpha", dimension="data").update(published=False)

    assert slugs(found(data="open")) == []
    assert found(q="alpha").rows[0].levels["data"] == "unknown"
    assert counts(found(q="alpha"), "data") == {"unknown": 1}


@pytest.mark.usefixtures("catalogue")
def test_counts_without_a_filter_are_those_of_all_models():
    comparison = found()

    assert counts(comparison, "vendor") == {"acme": 3, "beta": 2, "cirrus": 2}
    assert counts(comparison, "weights") == {"open": 3, "partial": 2, "closed": 1, "unknown": 1}
    assert counts(comparison, "osi") == {"yes": 2, "no": 5}
    assert counts(comparison, "modality") == {"text": 6, "image": 2, "audio": 1}
    assert counts(comparison, "licence") == {"apache": 2, "free": 1, "limited": 2, "terms": 1}
    assert counts(comparison, "licence-kind") == {"open-source": 2, "permissive": 1, "restricted": 2, "proprietary": 1}


@pytest.mark.usefixtures("catalogue")
def test_counts_of_a_filter_leave_out_its_own_choice_but_heed_the_others():
    comparison = found(vendor="acme", weights="open")

    assert counts(comparison, "vendor") == {"acme": 3}
    assert counts(comparison, "weights") == {"open": 3}
    assert counts(comparison, "code") == {"open": 1, "partial": 1, "closed": 1}
    assert counts(comparison, "licence") == {"apache": 2, "free": 1}


@pytest.mark.usefixtures("catalogue")
def test_choices_in_use_are_marked():
    [facet] = [facet for facet in found(weights=["open", "closed"]).facets if facet.name == "weights"]

    assert [(choice.value, choice.selected) for choice in facet.choices] == [
        ("open", True),
        ("partial", False),
        ("closed", True),
        ("unknown", False),
        ("not-applicable", False),
    ]
    assert facet.selected == 2


CHOICES = {
    "vendor": ["acme", "beta", "cirrus"],
    "licence": ["apache", "free", "limited", "terms"],
    "licence-kind": LicenceKind.values,
    "osi": ["yes", "no"],
    "modality": Modality.values,
    **dict.fromkeys(Dimension.values, Level.values),
}
some_filters = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.lists(st.sampled_from(values), min_size=1, max_size=2) for name, values in CHOICES.items()},
        "q": st.sampled_from([["a"], ["acme"], ["o", "b-two"]]),
        "released-from": st.sampled_from([["2023-01"], ["2024-07"]]),
        "released-to": st.sampled_from([["2024-07"], ["2025-02"]]),
    },
)


@pytest.mark.usefixtures("catalogue")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parameters=some_filters)
def test_every_count_is_what_applying_that_choice_gives(parameters):
    options = filters.options()

    for facet in compare(parameters=parameters).facets:
        applied = {
            choice.value: filters.parse(parameters={**parameters, facet.name: [choice.value]}, options=options)
            .apply(Model.objects.published())
            .count()
            for choice in facet.choices
        }
        assert {choice.value: choice.count for choice in facet.choices} == applied


@pytest.mark.usefixtures("catalogue")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parameters=some_filters)
def test_repeated_values_are_the_union_and_names_the_intersection(parameters):
    expected = {row.slug for row in compare(parameters={}).rows}
    for name, values in parameters.items():
        expected &= {slug for value in values for slug in slugs(compare(parameters={name: [value]}))}

    comparison = compare(parameters=parameters)

    assert (set(slugs(comparison)), comparison.total) == (expected, len(expected))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", "alpha bravo charlie delta echo foxtrot golf"),
        ("-name", "golf foxtrot echo delta charlie bravo alpha"),
        ("released", "golf alpha bravo charlie delta echo foxtrot"),
        ("-released", "echo delta bravo charlie alpha golf foxtrot"),
        ("vendor", "bravo alpha golf delta charlie echo foxtrot"),
        ("-vendor", "echo foxtrot delta charlie bravo alpha golf"),
        ("parameters", "golf alpha bravo delta echo charlie foxtrot"),
        ("-parameters", "delta bravo alpha golf echo charlie foxtrot"),
        ("weights", "bravo alpha golf delta charlie echo foxtrot"),
        ("-weights", "echo delta charlie bravo alpha golf foxtrot"),
        ("code", "alpha bravo charlie echo delta golf foxtrot"),
        ("data", "alpha golf bravo charlie echo delta foxtrot"),
        ("-data", "bravo charlie golf alpha echo delta foxtrot"),
        ("commercial-use", "bravo alpha golf charlie echo delta foxtrot"),
    ],
)
def test_compare_sorts_with_what_is_unknown_last(sort, expected):
    assert slugs(found(sort=sort)) == expected.split()


def test_compare_sorts_names_whatever_their_case():
    for name in ("Gamma", "alpha", "Beta"):
        ModelFactory(name=name, levels=None)

    assert [row.name for row in found(sort="name").rows] == ["alpha", "Beta", "Gamma"]


@pytest.fixture
def sixty() -> None:
    vendor = VendorFactory()
    for number in range(60):
        ModelFactory(slug=f"m{number:02}", name=f"M{number:02}", vendor=vendor, levels=None)


@pytest.mark.usefixtures("sixty")
def test_pages_hold_every_model_once():
    pages = [found(sort="name", per_page="25", page=str(number)) for number in (1, 2, 3)]

    assert [len(page.rows) for page in pages] == [25, 25, 10]
    assert [slug for page in pages for slug in slugs(page)] == [f"m{number:02}" for number in range(60)]
    assert {(page.total, page.pages) for page in pages} == {(60, 3)}


@pytest.mark.usefixtures("sixty")
def test_page_after_the_last_is_a_fault():
    comparison = found(per_page="25", page="4")

    assert (comparison.query.faults, comparison.rows) == ({"page": "there are only 3"}, ())


@pytest.mark.usefixtures("sixty")
def test_whole_comparison_has_all_rows_whatever_the_page():
    comparison = compare(parameters={"per-page": ["25"], "page": ["2"], "format": ["csv"]})

    assert (len(comparison.rows), comparison.total) == (60, 60)


def test_comparison_of_an_empty_catalogue_is_empty():
    comparison = found()

    assert (comparison.rows, comparison.total, comparison.pages, comparison.query.faults) == ((), 0, 1, {})


@pytest.mark.usefixtures("catalogue")
def test_wrong_value_leaves_no_rows_and_keeps_the_counts_of_the_other_filters():
    comparison = found(vendor="acme", weights="ajar")

    assert (comparison.rows, comparison.total, list(comparison.query.faults)) == ((), 0, ["weights"])
    assert counts(comparison, "code") == {"open": 1, "partial": 1, "closed": 1}


@pytest.mark.usefixtures("catalogue")
def test_grouping_by_vendor_counts_the_levels_of_the_models_found():
    comparison = found(group="vendor", released_from="2023-01")

    assert [(row.slug, row.models, row.first, row.last) for row in comparison.vendor_rows] == [
        ("acme", 2, "2023-05", "2024-07"),
        ("beta", 2, "2024-07", "2025-01"),
        ("cirrus", 1, "2025-03", "2025-03"),
    ]
    assert comparison.vendor_rows[1].levels == {
        "weights": (("partial", 2),),
        "code": (("partial", 1), ("closed", 1)),
        "data": (("closed", 1), ("unknown", 1)),
        "commercial-use": (("partial", 1), ("closed", 1)),
    }
    assert (comparison.total, comparison.rows) == (5, ())


@pytest.mark.usefixtures("catalogue")
def test_grouping_by_vendor_by_every_filter_counts_the_models_once():
    comparison = found(group="vendor", modality=["text", "image"], weights=["open", "partial"], q="a")

    assert [(row.slug, row.models) for row in comparison.vendor_rows] == [("acme", 3), ("beta", 2)]


def test_evidence_comes_where_it_is_asked_for():
    assessment = AssessmentFactory(model__slug="one", level="partial")

    [row] = compare(parameters={"format": ["json"]}).rows

    backing = row.evidence["weights"]
    assert (backing.level, backing.reason, backing.verified_on) == (
        "partial",
        {"de": "Darum.", "en": "For this reason."},
        assessment.verified_on,
    )
    assert [source.url for source in backing.sources] == [source.url for source in assessment.sources.all()]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("parameters", "queries"), [({}, 7), ({"group": ["vendor"]}, 5)], ids=str)
def test_compare_takes_the_same_queries_for_one_and_three_models(rows, parameters, queries, django_assert_num_queries):
    for _n in range(rows):
        LicenceCoverageFactory()

    with django_assert_num_queries(queries):
        compare(parameters=parameters)


@pytest.mark.parametrize("rows", [1, 3])
def test_compare_with_evidence_takes_two_queries_more(rows, django_assert_num_queries):
    for _n in range(rows):
        LicenceCoverageFactory()

    with django_assert_num_queries(9):
        compare(parameters={"format": ["json"]})
