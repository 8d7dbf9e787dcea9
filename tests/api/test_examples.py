"""Every example in the OpenAPI document holds for the real catalogue."""

import datetime as dt
from typing import Any

import pytest

from openness.api.v1 import document
from openness.api.wordings import RECORDS
from openness.models import Change
from tests.api.asking import ask, told
from tests.people import changed, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]

OPERATIONS = {path.removeprefix("/api/v1/"): item["get"] for path, item in document()["paths"].items()}
SLUGS = {f"{kind.lower()}s/{{slug}}": record["slug"] for kind, record in RECORDS.items() if "slug" in record}
NAMING = {
    "Assessment": "assessments?model={model}&dimension={dimension}",
    "Claim": "claims?article={article}&claim={slug}",
    "Permission": "permissions?model={model}&offering=product",
    "Change": "changes?record={kind}/{slug}&revision=2",
}
PASSING = {"revision", "at"}


@pytest.fixture(autouse=True)
def _history() -> None:
    """The catalogue was imported, and a model changed on the day after."""
    published(changed("model", "gpt-4o", aliases=["GPT-4o", "GPT 4o"]))
    Change.objects.filter(revision=1).update(published_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    Change.objects.filter(revision=2).update(published_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC))


def written(value: Any, *, joined: bool) -> list[str]:
    """The texts by which an address says the example `value`."""
    values = value if isinstance(value, list) else [value]
    return [",".join(values)] if joined else values


@pytest.mark.parametrize("path", OPERATIONS)
def test_example_of_every_parameter_finds_something(path: str) -> None:
    address = path.replace("{slug}", SLUGS.get(path, ""))
    described = [one for one in OPERATIONS[path]["parameters"] if one["in"] == "query" and "example" in one]

    empty = {
        f"{one['name']}={value}"
        for one in described
        for value in written(one["example"], joined="style" in one)
        if not ask(f"{address}?{one['name']}={value}").json().get("data")
    }

    assert empty == set()


@pytest.mark.parametrize("kind", RECORDS)
def test_example_of_a_record_is_what_is_answered(kind: str) -> None:
    example = {name: value for name, value in RECORDS[kind].items() if name not in PASSING}
    address = NAMING[kind] if kind in NAMING else f"{kind.lower()}s/{{slug}}?"

    found = told(f"{address.format(**example)}&fields={','.join(example)}")["data"]

    assert (found[0] if kind in NAMING else found) == example
