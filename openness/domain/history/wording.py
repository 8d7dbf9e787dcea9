"""Differences between documents in the reader's words."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from openness import choices
from openness.countries import country_name
from openness.domain.history.differences import Difference, differences
from openness.domain.history.trees import ORDER, Plain

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SENTENCE = 40

_FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "short_name": gettext_lazy("short name"),
    "country": gettext_lazy("country"),
    "website": gettext_lazy("website"),
    "summary": gettext_lazy("summary"),
    "position": gettext_lazy("position"),
    "question": gettext_lazy("question"),
    "explanation": gettext_lazy("explanation"),
    "open": gettext_lazy("open means"),
    "partial": gettext_lazy("partial means"),
    "closed": gettext_lazy("closed means"),
    "licence_kind": gettext_lazy("kind"),
    "spdx_id": gettext_lazy("SPDX identifier"),
    "osi_approved": gettext_lazy("OSI-approved"),
    "steward": gettext_lazy("steward"),
    "version": gettext_lazy("version"),
    "published_on": gettext_lazy("published on"),
    "url": gettext_lazy("address"),
    "archive_url": gettext_lazy("archived copy"),
    "supersedes": gettext_lazy("supersedes"),
    "terms": gettext_lazy("term"),
    "sources": gettext_lazy("source"),
    "source": gettext_lazy("source"),
    "subject": gettext_lazy("subject"),
    "effect": gettext_lazy("effect"),
    "operator": gettext_lazy("operator"),
    "value": gettext_lazy("value"),
    "unit": gettext_lazy("unit"),
    "measured": gettext_lazy("measured"),
    "measured_on": gettext_lazy("measured on"),
    "counts_affiliates": gettext_lazy("counts affiliates"),
    "regions": gettext_lazy("regions"),
    "modalities": gettext_lazy("modalities"),
    "fields_of_use": gettext_lazy("fields of use"),
    "binds": gettext_lazy("binds"),
    "exempts": gettext_lazy("exempt are"),
    "exempt": gettext_lazy("exemption"),
    "locator": gettext_lazy("locator"),
    "kind": gettext_lazy("kind"),
    "title": gettext_lazy("title"),
    "accessed_on": gettext_lazy("opened on"),
    "vendor": gettext_lazy("vendor"),
    "family": gettext_lazy("family"),
    "released": gettext_lazy("released"),
    "parameters": gettext_lazy("parameters (billions)"),
    "total": gettext_lazy("in all"),
    "active": gettext_lazy("active"),
    "availability": gettext_lazy("availability"),
    "base_model": gettext_lazy("base model"),
    "repository": gettext_lazy("repository"),
    "aliases": gettext_lazy("other names"),
    "published": gettext_lazy("shown to readers"),
    "licences": gettext_lazy("licence"),
    "licence": gettext_lazy("licence"),
    "covers": gettext_lazy("covers"),
    "from": gettext_lazy("from"),
    "to": gettext_lazy("to"),
    "assessments": gettext_lazy("assessment"),
    "level": gettext_lazy("level"),
    "reason": gettext_lazy("reason"),
    "verified_on": gettext_lazy("verified on"),
    "language": gettext_lazy("language"),
    "author": gettext_lazy("author"),
    "appeared": gettext_lazy("appeared"),
    "conclusion": gettext_lazy("conclusion"),
    "rows": gettext_lazy("row"),
    "claims": gettext_lazy("claim"),
    "models": gettext_lazy("models"),
    "left_out": gettext_lazy("models it leaves out"),
    "cells": gettext_lazy("cell"),
    "says": gettext_lazy("says"),
    "section": gettext_lazy("section"),
    "dimension": gettext_lazy("dimension"),
    "verdict": gettext_lazy("verdict"),
    "correction": gettext_lazy("correction"),
    "checked_on": gettext_lazy("checked on"),
    "order": gettext_lazy("order"),
    "de": pgettext_lazy("language of a text", "German"),
    "en": pgettext_lazy("language of a text", "English"),
}

_VOCABULARIES: dict[str, type[TextChoices]] = {
    "level": choices.Level,
    "dimension": choices.Dimension,
    "availability": choices.Availability,
    "modalities": choices.Modality,
    "covers": choices.Covers,
    "licence_kind": choices.LicenceKind,
    "subject": choices.TermSubject,
    "effect": choices.TermEffect,
    "operator": choices.Operator,
    "unit": choices.Unit,
    "measured": choices.Measured,
    "regions": choices.Region,
    "fields_of_use": choices.FieldOfUse,
    "binds": choices.Binds,
    "exempts": choices.Exempt,
    "verdict": choices.Verdict,
    "kind": choices.SourceKind,
}


_COUNTED: dict[str, Any] = {
    "vendor": ngettext_lazy("%(number)s vendor", "%(number)s vendors", "number"),
    "dimension": ngettext_lazy("%(number)s dimension", "%(number)s dimensions", "number"),
    "licence": ngettext_lazy("%(number)s licence", "%(number)s licences", "number"),
    "model": ngettext_lazy("%(number)s model", "%(number)s models", "number"),
    "article": ngettext_lazy("%(number)s article", "%(number)s articles", "number"),
}


@dataclass(frozen=True)
class Worded:
    """One difference as a reader reads it.

    `before` and `after` are texts, "" where there is nothing; `pieces` are (what, text) with what in same,
    removed, added, for long texts that changed in places: else empty. `kind` is added, removed or changed.
    """

    field: str
    kind: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...] = ()


def worded(*, differences: Iterable[Difference]) -> tuple[Worded, ...]:
    """`differences` in words, in the language in use."""
    return tuple(map(_worded, differences))


def told_apart(*, before: Plain | None, after: Plain | None) -> tuple[Worded, ...]:
    """Every field in which two documents differ, in words."""
    return worded(differences=differences(before=before, after=after))


def _worded(difference: Difference) -> Worded:
    name = difference.path[-1]
    if name == ORDER:
        before, after = (_names(entries, difference.path[-2]) for entries in (difference.before, difference.after))
        return Worded(field_words(difference.path), difference.kind, before, after)
    before, after = value_words(name, difference.before), value_words(name, difference.after)
    is_long = min(len(before), len(after)) > _SENTENCE
    pieces = tuple(_pieces(before, after)) if is_long and difference.kind == "changed" else ()
    return Worded(field_words(difference.path), difference.kind, before, after, pieces)


def _names(entries: Iterable[str], parent: str) -> str:
    return "; ".join(_part(entry, parent) for entry in entries)


def field_words(path: Iterable[str]) -> str:
    """Where in a document, as in “assessment · Weights · level”."""
    parts: list[str] = []
    previous = ""
    for part in path:
        parts.append(_part(part, previous))
        previous = part
    return " · ".join(parts)


def _part(part: str, parent: str) -> str:
    if part == ORDER:
        return str(_FIELDS["order"])
    if parent in {"assessments", "cells"} and part in choices.Dimension.values:
        return str(choices.Dimension(part).label)
    if parent == "terms":
        subject, _blank, locator = part.partition(" ")
        return f"{_said(choices.TermSubject, subject)}, {locator}"
    if parent == "licences":
        covers, _blank, licence = part.partition(" ")
        return f"{_said(choices.Covers, covers)}: {licence}"
    if parent in {"sources", "rows", "claims"}:
        return part
    return str(_FIELDS.get(part, part))


def counted(*, counts: Iterable[tuple[str, int]]) -> str:
    """How many records there are of each kind: “1 article, 720 models”."""
    return ", ".join(str(_COUNTED[kind] % {"number": number}) for kind, number in counts)


def value_words(name: str, value: Any) -> str:
    """A value of the field `name` in words; "" for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int() | float():
            return number_format(value, use_l10n=True)
        case list():
            return ", ".join(value_words(name, item) for item in value)
        case dict():
            return "\n".join(_entry(value))
        case str():
            return _text(name, value)
    return str(value)


def _entry(value: Mapping[str, Any]) -> Iterator[str]:
    """One line for each field of an entry that came or went as a whole."""
    for name, item in value.items():
        if isinstance(item, dict) and set(item) <= {"de", "en"}:
            yield from (f"{_part(name, '')} ({_part(key, '')}): {text}" for key, text in item.items())
        elif isinstance(item, dict):
            yield f"{_part(name, '')}: " + "; ".join(_entry(item))
        else:
            yield f"{_part(name, '')}: {value_words(name, item)}"


def _text(name: str, value: str) -> str:
    if name in _VOCABULARIES:
        return _said(_VOCABULARIES[name], value)
    if name == "country":
        return country_name(value)
    if _DAY.fullmatch(value):
        return date_format(dt.date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return value


def _said(vocabulary: type[TextChoices], value: str) -> str:
    return str(vocabulary(value).label) if value in vocabulary.values else value


def _pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The text with what was taken out and put in, word by word."""
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    for what, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(new[start:end])
            continue
        if last > first:
            yield "removed", "".join(old[first:last])
        if end > start:
            yield "added", "".join(new[start:end])
