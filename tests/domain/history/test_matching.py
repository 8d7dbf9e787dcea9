"""Documents are found by the same filters as what is stored from them."""

import pytest

from openness.choices import Dimension, Level, LicenceKind, Modality
from openness.domain.comparison import models_found
from openness.domain.exchange import stored_plainly
from openness.domain.history.matching import Names, is_told, matches, names
from openness.domain.history.trees import Plain
from openness.filters import FILTERS, options, parse
from openness.models import Licence, Model, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]

SEARCHES = ["llama", "GPT 4", "openai", "Mistral AI", "qwen 7b instruct", "öpen", "–", "nothing at all"]
"""Searches by name, alias, vendor, for several words, and for what nobody finds."""


@pytest.fixture(scope="module")
def documents(full_catalogue: None, django_db_blocker) -> dict[str, Plain]:
    """Every published model's document by slug."""
    with django_db_blocker.unblock():
        slugs = Model.objects.published().values_list("slug", flat=True)
        return {
            slug: value for (_kind, slug), value in stored_plainly(keys=[("model", slug) for slug in slugs]).items()
        }


@pytest.fixture(scope="module")
def known(full_catalogue: None, django_db_blocker) -> Names:
    with django_db_blocker.unblock():
        return names()


def values_of(name: str) -> list[str]:
    """Values that the filter `name` knows."""
    return {
        "q": SEARCHES,
        **dict.fromkeys(Dimension.values, Level.values),
        "vendor": list(Vendor.objects.values_list("slug", flat=True)),
        "country": list(Vendor.objects.values_list("country", flat=True).distinct()),
        "licence-kind": LicenceKind.values,
        "osi": ["yes", "no"],
        "licence": list(Licence.objects.values_list("slug", flat=True)),
        "modality": Modality.values,
        "model": list(Model.objects.values_list("slug", flat=True)[:5]),
        "released-from": ["2023-01", "2025-06"],
        "released-to": ["2023-01", "2025-06"],
    }[name]


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "permitted"])
def test_filter_finds_the_same_in_documents_and_in_the_database(
    documents: dict[str, Plain], known: Names, name: str
) -> None:
    for value in values_of(name):
        query = parse(parameters={name: [value]}, options=options(models=[value]))

        found = {slug for slug, one in documents.items() if matches(document=one, query=query, names=known)}

        assert (query.faults, found) == ({}, set(models_found(query=query).values_list("slug", flat=True))), value


def test_values_are_joined_by_or_and_filters_by_and(documents: dict[str, Plain], known: Names) -> None:
    parameters = {"weights": ["open", "partial"], "vendor": ["openai", "meta"], "q": ["llama", "gpt"]}
    query = parse(parameters=parameters, options=options())

    found = {slug for slug, one in documents.items() if matches(document=one, query=query, names=known)}

    assert found == set(models_found(query=query).values_list("slug", flat=True)) != set()


def test_answers_to_a_plan_are_not_told_by_documents() -> None:
    asked = {"weights": ["open"], "offering": ["product"]}

    queries = [parse(parameters=one, options=options()) for one in (asked, {**asked, "permitted": ["yes"]})]

    assert [is_told(query=query) for query in queries] == [True, False]
