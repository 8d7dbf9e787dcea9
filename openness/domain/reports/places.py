"""What a report is about: a record, or one place in it, as readers see it now."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.choices import Covers, Level, RecordKind, TermEffect, TermSubject
from openness.domain import factcheck
from openness.domain.exchange import load
from openness.domain.profiles import dimension_names
from openness.models import Licence

Value = dict[str, Any]

_PAGES = {"vendor": "vendor", "licence": "licence", "model": "model", "article": "fact-check"}


class NoSuchRecord(Exception):
    """Readers see no such record."""


class NoSuchPlace(Exception):
    """The record has no such place."""


@dataclass(frozen=True)
class Part:
    """What stands in one place of a record, in words; `level` and `verdict` are "" where it has none.

    `level` is "mixed" where the models that an article means differ. `address` is where readers see it,
    `value` its part of the document, None where nothing is recorded.
    """

    name: str = ""
    says: str = ""
    level: str = ""
    verdict: str = ""
    address: str = ""
    value: Any = None


@dataclass(frozen=True)
class Place:
    """One record, or with a `key` one place in it.

    A key is the path in the record's document, with lasting names where a list counts: "assessments.weights",
    "licences.weights.2024-07-23", "terms.user-threshold-2", "claims.c01", "rows.acme.cells.weights".
    """

    kind: str
    slug: str
    key: str
    record_name: str
    record_address: str
    part: Part

    @property
    def record(self) -> str:
        """The record as a parameter names it: "model/llama-3.1-8b"."""
        return f"{self.kind}/{self.slug}"

    @property
    def kind_label(self) -> str:
        """What kind of record it is, in words."""
        return str(RecordKind(self.kind).label)


def place_of(*, kind: str, slug: str, key: str = "") -> Place:
    """The place as it is published now, its texts in the language in use.

    Raises NoSuchRecord where readers see no such record, NoSuchPlace where it has no such place.
    A constant number of queries.
    """
    value = _published(kind, slug)
    address = _address(kind, slug)
    part = _part(value, key) if key else Part(address=address, value=value)
    if part is None:
        raise NoSuchPlace(key)
    return Place(kind=kind, slug=slug, key=key, record_name=_name(value), record_address=address, part=part)


def _published(kind: str, slug: str) -> Value:
    found = load(kind=kind, slugs=[slug]) if kind in RecordKind.values else []
    if not found or not found[0].get("published", True):
        raise NoSuchRecord(f"{kind}/{slug}")
    return found[0]


def _address(kind: str, slug: str) -> str:
    return reverse(_PAGES[kind], args=[slug]) if kind in _PAGES else f"{reverse('dimensions')}#{slug}"


def _name(value: Value) -> str:
    name = value.get("title") or value["name"]
    return _in_language(name) if isinstance(name, dict) else str(name)


def _in_language(text: Mapping[str, str] | None) -> str:
    return (text or {}).get(get_language() or "de", "")


def _part(value: Value, key: str) -> Part | None:
    section, _dot, rest = key.partition(".")
    find = _SECTIONS.get((value["kind"], section))
    return find(value, rest) if find else None


def _assessment(model: Value, dimension: str) -> Part | None:
    name = dimension_names().get(dimension)
    if name is None:
        return None
    entry = model["assessments"].get(dimension) if "assessments" in model else None
    address = reverse("evidence", args=[model["slug"], dimension])
    if entry is None or not entry["published"]:
        return Part(name=name, level=Level.UNKNOWN.value, address=address)
    says = _in_language(entry.get("reason"))
    return Part(name=name, says=says, level=entry["level"], address=address, value=entry)


def _coverage(model: Value, rest: str) -> Part | None:
    for entry in model.get("licences", ()):
        if rest == ".".join(filter(None, [entry["covers"], str(entry.get("from") or "")])):
            return Part(
                name=_("Licence: %(part)s") % {"part": Covers(entry["covers"]).label},
                says=Licence.objects.get(slug=entry["licence"]).name,
                address=f"{_address('model', model['slug'])}#licences",
                value=entry,
            )
    return None


def _term(licence: Value, anchor: str) -> Part | None:
    seen: Counter[str] = Counter()
    for entry in licence.get("terms", ()):
        subject = entry["subject"]
        seen[subject] += 1
        if anchor == (f"{subject}-{seen[subject]}" if seen[subject] > 1 else subject):
            return Part(
                name=f"{TermSubject(subject).label}: {TermEffect(entry['effect']).label}",
                says=_in_language(entry.get("summary")),
                address=f"{_address('licence', licence['slug'])}#{anchor}",
                value=entry,
            )
    return None


def _claim(article: Value, slug: str) -> Part | None:
    for entry in article.get("claims", ()):
        if entry["slug"] == slug:
            return Part(
                name=_("Claim %(name)s") % {"name": slug.upper()},
                says=_in_language(entry.get("says")),
                verdict=entry["verdict"],
                address=f"{_address('article', article['slug'])}#{slug}",
                value=entry,
            )
    return None


def _cell(article: Value, rest: str) -> Part | None:
    for row in article.get("rows", ()):
        for dimension, entry in row.get("cells", {}).items():
            if rest == f"{row['vendor']}.cells.{dimension}":
                return _checked_cell(article["slug"], row["vendor"], dimension, entry)
    return None


def _checked_cell(slug: str, vendor: str, dimension: str, entry: Value) -> Part:
    row, cell, _backing = factcheck.cell_models(slug=slug, vendor=vendor, dimension=dimension)
    return Part(
        name=f"{row.vendor.name}, {dimension_names()[dimension]}",
        says=_("The article, in our words: %(words)s") % {"words": cell.says},
        level=cell.level or "mixed",
        address=reverse("fact-check-cell", args=[slug, vendor, dimension]),
        value=entry,
    )


_SECTIONS: dict[tuple[str, str], Callable[[Value, str], Part | None]] = {
    ("model", "assessments"): _assessment,
    ("model", "licences"): _coverage,
    ("licence", "terms"): _term,
    ("article", "claims"): _claim,
    ("article", "rows"): _cell,
}
