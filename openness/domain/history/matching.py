"""Whether a document of a model is what filters look for: they themselves know only what is stored today.

Each test says of a document what the filter of its name says of a stored model; tests hold the two together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openness.choices import Covers, Dimension, Level
from openness.filters import Query
from openness.models import Licence, Vendor, search_key

_UNTOLD = "permitted"
_FOR_USE = (Covers.WEIGHTS, Covers.SERVICE)


@dataclass(frozen=True)
class Names:
    """What documents name by slug only: (country, name) of vendors, (kind, whether OSI-approved) of licences."""

    vendors: Mapping[str, tuple[str, str]]
    licences: Mapping[str, tuple[str, bool]]


def names() -> Names:
    """The vendors and licences of today; 2 queries."""
    vendors = Vendor.objects.values_list("slug", "country", "name")
    licences = Licence.objects.values_list("slug", "licence_kind", "osi_approved")
    return Names(
        {slug: (code, name) for slug, code, name in vendors}, {slug: (kind, osi) for slug, kind, osi in licences}
    )


def is_told(*, query: Query) -> bool:
    """Whether documents alone say what `query` finds: they hold no answers to a plan."""
    return _UNTOLD not in query.values


def matches(*, document: Mapping[str, Any], query: Query, names: Names) -> bool:
    """Whether `query` would find the model that `document`, as readers saw it, describes."""
    return all(_TESTS[name](document, values, names) for name, values in query.values.items() if name != _UNTOLD)


def _is_of_vendor(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return document["vendor"] in values


def _is_of_country(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return names.vendors.get(document["vendor"], ("", ""))[0] in values


def _is_named(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return document["slug"] in values


def _has_modality(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return not set(values).isdisjoint(document["modalities"])


def _is_not_before(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return bool(document.get("released")) and document["released"] >= values[0]


def _is_not_after(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return bool(document.get("released")) and document["released"] <= values[0]


def _has_level(dimension: str) -> Callable[[Mapping[str, Any], Sequence[str], Names], bool]:
    def test(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
        return document["assessments"].get(dimension, {}).get("level", Level.UNKNOWN.value) in values

    return test


def _in_force(document: Mapping[str, Any], covers: Sequence[str]) -> Iterator[str]:
    """The slugs of the licences that cover one of `covers` without an end."""
    for entry in document.get("licences", ()):
        if entry["covers"] in covers and not entry.get("to"):
            yield entry["licence"]


def _is_under(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return not set(values).isdisjoint(_in_force(document, _FOR_USE))


def _is_under_kind(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    return any(names.licences.get(slug, ("", False))[0] in values for slug in _in_force(document, _FOR_USE))


def _is_approved(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    found = _in_force(document, (Covers.WEIGHTS,))
    approved = any(names.licences.get(slug, ("", False))[1] for slug in found)
    return ("yes" if approved else "no") in values


def _has_words(document: Mapping[str, Any], values: Sequence[str], names: Names) -> bool:
    written = (document["name"], document["slug"], document["family"], *document.get("aliases", ()))
    text, vendor = " ".join(map(search_key, written)), document["vendor"]
    name = names.vendors.get(vendor, ("", ""))[1].lower()
    for value in values:
        words = list(filter(None, map(search_key, value.split())))
        if words and all(word in text or word in vendor or word in name for word in words):
            return True
    return False


_TESTS: Mapping[str, Callable[[Mapping[str, Any], Sequence[str], Names], bool]] = {
    "q": _has_words,
    **{dimension: _has_level(dimension) for dimension in Dimension.values},
    "vendor": _is_of_vendor,
    "country": _is_of_country,
    "licence-kind": _is_under_kind,
    "osi": _is_approved,
    "licence": _is_under,
    "modality": _has_modality,
    "model": _is_named,
    "released-from": _is_not_before,
    "released-to": _is_not_after,
}
