"""Reading a URL's parameters: what is taken, what is named as wrong."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from openness import filters
from openness.choices import Level, LicenceKind, Modality
from openness.filters import FILTERS, PARAMETERS, PER_PAGE, SORTS, Query, parse

OPTIONS = {
    "vendor": {"acme": "Acme", "other": "Other"},
    "country": {"DE": "Germany"},
    "model": {},
    "licence": {"free": "Free"},
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(**parameters: str | list[str]) -> Query:
    """Parse parameters whose names are written with underscores."""
    lists = {name: [value] if isinstance(value, str) else value for name, value in parameters.items()}
    return parse(parameters={name.replace("_", "-"): value for name, value in lists.items()}, options=OPTIONS)


def test_parse_nothing_gives_the_newest_first():
    assert read() == Query(values={}, sort="-released", page=1, per_page=50, group="model", format="html", faults={})


def test_parse_takes_every_parameter():
    query = read(q="gpt", vendor="acme", weights="open", released_from="2024-01", sort="name", page="3", per_page="25")

    assert (query.values, query.sort, query.page, query.per_page, query.faults) == (
        {"q": ("gpt",), "weights": ("open",), "vendor": ("acme",), "released-from": ("2024-01",)},
        "name",
        3,
        25,
        {},
    )


def test_parse_repeated_values_are_each_taken_once_and_in_order():
    assert read(weights=["partial", "open", "partial"]).values == {"weights": ("open", "partial")}


def test_parse_the_same_value_twice_is_one_value():
    assert read(sort=["name", "name "], released_to=["2024-01", "2024-01"]) == read(sort="name", released_to="2024-01")


def test_parse_empty_values_count_as_absent():
    assert read(vendor=["", "  "], q="", sort="", page=" ") == read()


def test_parse_blanks_around_a_value_do_not_matter():
    assert read(vendor=" acme ", sort=" name ") == read(vendor="acme", sort="name")


def test_parse_unknown_names_are_ignored():
    assert read(utm_source="mail", colour="red") == read()


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"vendor": "nobody"}, {"vendor": "“nobody” is not a choice here"}),
        ({"licence": "MIT"}, {"licence": "“MIT” is not a choice here"}),
        ({"licence_kind": "free"}, {"licence-kind": "“free” is not a choice here"}),
        ({"osi": "maybe"}, {"osi": "“maybe” is not a choice here"}),
        ({"modality": "smell"}, {"modality": "“smell” is not a choice here"}),
        ({"weights": ["open", "ajar"]}, {"weights": "“ajar” is not a choice here"}),
        ({"commercial_use": "OPEN"}, {"commercial-use": "“OPEN” is not a choice here"}),
        ({"vendor": "x" * 5000}, {"vendor": f"“{'x' * 60}” is not a choice here"}),
        ({"released_from": "2024"}, {"released-from": "not a month: write YYYY-MM, as in 2024-07"}),
        ({"released_to": "2024-13"}, {"released-to": "not a month: write YYYY-MM, as in 2024-07"}),
        ({"released_to": "٢٠٢٤-٠١"}, {"released-to": "not a month: write YYYY-MM, as in 2024-07"}),
        ({"released_from": ["2024-01", "2024-02"]}, {"released-from": "only one value is possible"}),
        ({"q": "x" * 101}, {"q": "longer than 100 characters"}),
        ({"q": "a\x00b"}, {"q": "contains a character that cannot be searched"}),
        ({"page": "0"}, {"page": "must be a whole number from 1"}),
        ({"page": "-1"}, {"page": "must be a whole number from 1"}),
        ({"page": "1.5"}, {"page": "must be a whole number from 1"}),
        ({"page": "²"}, {"page": "must be a whole number from 1"}),
        ({"page": "9" * 5000}, {"page": "must be a whole number from 1"}),
        ({"page": ["1", "2"]}, {"page": "only one value is possible"}),
        ({"per_page": "51"}, {"per-page": "must be one of 25, 50, 100, 200"}),
        ({"group": "family"}, {"group": "must be one of model, vendor"}),
        ({"format": "xml"}, {"format": "must be one of html, csv, json, md"}),
        ({"sort": ["name", "vendor"]}, {"sort": "only one value is possible"}),
    ],
    ids=str,
)
def test_parse_wrong_value_is_named_and_left_out(parameters, fault):
    query = read(**parameters)

    assert query.faults == fault
    assert query == Query(faults=fault)


@pytest.mark.parametrize("sort", ["--name", "size", "rank", "pk", "released desc"])
def test_parse_sort_by_something_else_is_a_fault(sort):
    assert list(read(sort=sort).faults) == ["sort"]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{key}" for key in SORTS)])
def test_parse_takes_every_sort(sort):
    assert (read(sort=sort).sort, read(sort=sort).faults) == (sort, {})


def test_parse_names_every_wrong_value_at_once():
    query = read(vendor="nobody", weights="ajar", page="0", code="open")

    assert list(query.faults) == ["weights", "vendor", "page"]
    assert query.values == {"code": ("open",)}


def test_pairs_are_the_shortest_way_to_the_view_without_the_page():
    query = read(sort="name", vendor=["other", "acme"], weights="open", page="2", per_page="50", group="model")

    assert query.pairs == (("weights", "open"), ("vendor", "acme"), ("vendor", "other"), ("sort", "name"))


some_values: st.SearchStrategy[Mapping[str, list[str]]] = st.fixed_dictionaries(
    {},
    optional={
        "q": st.lists(st.sampled_from(["gpt", "ü b", "a&b=c"]), max_size=2),
        "vendor": st.lists(st.sampled_from([*OPTIONS["vendor"]]), max_size=3),
        "licence": st.just(["free"]),
        "licence-kind": st.lists(st.sampled_from(LicenceKind.values)),
        "osi": st.lists(st.sampled_from(["yes", "no"])),
        "modality": st.lists(st.sampled_from(Modality.values)),
        "weights": st.lists(st.sampled_from(Level.values)),
        "released-from": st.just(["2024-01"]),
        "sort": st.sampled_from([[sort] for sort in SORTS]),
        "per-page": st.sampled_from([[number] for number in PER_PAGE]),
        "group": st.sampled_from([["model"], ["vendor"]]),
    },
)


@given(parameters=some_values)
def test_pairs_as_a_url_lead_back_to_the_same_view(parameters):
    query = parse(parameters=parameters, options=OPTIONS)

    again = parse(parameters=parse_qs(urlencode(query.pairs)), options=OPTIONS)

    assert again == query


@given(parameters=st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(), max_size=3)))
def test_parse_of_anything_is_a_query(parameters):
    query = parse(parameters=parameters, options=OPTIONS)

    assert set(query.values).isdisjoint(query.faults)


def test_labels_of_filters_follow_the_language():
    labels = {}
    for language in ("en", "de"):
        with translation.override(language):
            labels[language] = str(FILTERS["weights"].label)

    assert labels == {"en": "Weights", "de": "Gewichte"}


@pytest.mark.django_db
def test_options_of_an_empty_catalogue_are_none():
    assert filters.options() == {"vendor": {}, "country": {}, "model": {}, "licence": {}}
