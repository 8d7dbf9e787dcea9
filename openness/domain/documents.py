"""The documents of the catalogue: the one schema that validates every record.

A document is what stands in a file under ``fixtures/``, what import reads and export writes.
A schema only knows one document at a time; what needs the others (does this slug exist?)
is checked in :mod:`openness.domain.exchange`.
"""

import datetime as dt
import hashlib
import json
import re
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from openness import choices

SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WEB_ADDRESS = TypeAdapter(HttpUrl)


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value) or len(value) > 80:
        raise ValueError(_("not a slug: lower-case letters and digits, joined by single dots or hyphens, 80 at most"))
    return value


def _month(value: str) -> str:
    if not MONTH.fullmatch(value):
        raise ValueError(_("not a month: write YYYY-MM"))
    return value


def _readable(value: str) -> str:
    """`value` with the line ends of Unix; forms send others."""
    value = value.replace("\r\n", "\n")
    if CONTROL.search(value):
        raise ValueError(_("control characters are not allowed"))
    return value


def _plain(value: str) -> str:
    if value != value.strip() or not value:
        raise ValueError(_("empty, or with blanks at its ends"))
    return _readable(value)


def _url(value: str) -> str:
    if re.search(r"\s", _readable(value)):
        raise ValueError(_("blanks in an address"))
    _WEB_ADDRESS.validate_python(value)
    if len(value) > 500:
        raise ValueError(_("longer than 500 characters"))
    return value


def _date(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    raise ValueError(_("not a date: write YYYY-MM-DD"))


_NO_BLANKS_AT_THE_ENDS = {"pattern": r"^\S([\s\S]*\S)?$"}

Slug = Annotated[str, AfterValidator(_slug), Field(json_schema_extra={"pattern": f"^{SLUG.pattern}$", "maxLength": 80})]
Month = Annotated[str, AfterValidator(_month), Field(json_schema_extra={"pattern": f"^{MONTH.pattern}$"})]
Plain = Annotated[str, AfterValidator(_plain), Field(max_length=200, json_schema_extra=_NO_BLANKS_AT_THE_ENDS)]
Url = Annotated[str, AfterValidator(_url), Field(json_schema_extra={"format": "uri", "maxLength": 500})]
Date = Annotated[dt.date, BeforeValidator(_date)]
Billions = Annotated[Decimal, Field(gt=0, le=Decimal(100_000), decimal_places=4)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """One text in both languages; neither may be missing."""

    de: Annotated[str, AfterValidator(_plain), Field(max_length=4000, json_schema_extra=_NO_BLANKS_AT_THE_ENDS)]
    en: Annotated[str, AfterValidator(_plain), Field(max_length=4000, json_schema_extra=_NO_BLANKS_AT_THE_ENDS)]


class ShortText(Text):
    """A text that stands in a table."""

    de: Plain
    en: Plain


class SourceEntry(_Part):
    """Where somebody read it: address, what it is, the place in it, and the day it was opened."""

    url: Url
    kind: choices.SourceKind
    title: Plain
    locator: Annotated[str, AfterValidator(_readable), Field(max_length=200)] = ""
    accessed_on: Date
    archive_url: Url | None = None


_SOURCE_ORDER = {kind: place for place, kind in enumerate(choices.SourceKind)}


def _in_order(sources: list[SourceEntry]) -> list[SourceEntry]:
    key = [(_SOURCE_ORDER[entry.kind], entry.url, entry.locator, entry.title) for entry in sources]
    if len(set(key)) != len(key):
        raise ValueError(_("a source stands twice"))
    return [entry for _place, entry in sorted(zip(key, sources, strict=True), key=lambda pair: pair[0])]


def _once[Entry](values: list[Entry]) -> list[Entry]:
    if len(set(values)) != len(values):
        raise ValueError(_("a value stands twice"))
    return values


def _sorted_once(slugs: list[str]) -> list[str]:
    return sorted(_once(slugs))


def _modalities(values: list[choices.Modality]) -> list[choices.Modality]:
    return sorted(_once(values), key=list(choices.Modality).index)


def _every_dimension[Entry](entries: dict[choices.Dimension, Entry]) -> dict[choices.Dimension, Entry]:
    if missing := [dimension.value for dimension in choices.Dimension if dimension not in entries]:
        raise ValueError(_("missing %(names)s") % {"names": ", ".join(missing)})
    return {dimension: entries[dimension] for dimension in choices.Dimension}


Sources = Annotated[list[SourceEntry], AfterValidator(_in_order)]
SomeSources = Annotated[list[SourceEntry], Field(min_length=1), AfterValidator(_in_order)]
Slugs = Annotated[list[Slug], AfterValidator(_sorted_once)]


class VendorDocument(_Part):
    """A company, institute or community that publishes models."""

    kind: Literal["vendor"]
    slug: Slug
    name: Plain
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    website: Url
    summary: Text


class DimensionDocument(_Part):
    """One openness dimension and what each level means on it."""

    kind: Literal["dimension"]
    slug: choices.Dimension
    position: Annotated[int, Field(ge=1, le=100)]
    name: ShortText
    question: Text
    explanation: Text
    open: Text
    partial: Text
    closed: Text


class TermEntry(_Part):
    """One permission, condition or limitation of a licence, with its clause.

    `operator`, `value`, `unit` and `measured` say from what size of user on the term applies, as in
    "show the name, above 100 million monthly active users"; a threshold term must have them.
    """

    subject: choices.TermSubject
    effect: choices.TermEffect
    operator: choices.Operator | None = None
    value: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    unit: choices.Unit | None = None
    measured: choices.Measured | None = None
    measured_on: Date | None = None
    counts_affiliates: bool | None = None
    regions: list[choices.Region] = []
    modalities: list[choices.Modality] = []
    fields_of_use: list[choices.FieldOfUse] = []
    binds: choices.Binds = choices.Binds.EVERYONE
    exempts: Annotated[list[choices.Exempt], AfterValidator(_once)] = []
    exempt: Text | None = None
    summary: Text
    locator: Plain
    source: SourceEntry

    @model_validator(mode="after")
    def _threshold_is_whole(self) -> Self:
        parts = (self.operator, self.value, self.unit, self.measured)
        is_threshold = self.subject in choices.THRESHOLDS
        if is_threshold and None in parts:
            raise ValueError(_("a threshold needs operator, value, unit and measured"))
        if None in parts and any(part is not None for part in parts):
            raise ValueError(_("operator, value, unit and measured go together"))
        if (self.measured == choices.Measured.FROZEN) != (self.measured_on is not None):
            raise ValueError(_("measured_on goes with measured: frozen, and only with it"))
        return self


class LicenceDocument(_Part):
    """A licence text with its structured terms."""

    kind: Literal["licence"]
    slug: Slug
    name: Plain
    short_name: Annotated[str, AfterValidator(_plain), Field(max_length=60)]
    licence_kind: choices.LicenceKind
    spdx_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]+$", max_length=80)]
    osi_approved: bool
    steward: Plain | None = None
    version: Plain | None = None
    published_on: Date | None = None
    url: Url
    supersedes: Slug | None = None
    summary: Text
    terms: Annotated[list[TermEntry], Field(min_length=1)]
    sources: SomeSources


class Parameters(_Part):
    """Parameter counts in billions (10^9); `active` for mixtures of experts."""

    total: Billions | None = None
    active: Billions | None = None

    @model_validator(mode="after")
    def _active_is_part_of_total(self) -> Self:
        if self.active is not None and (self.total is None or self.active > self.total):
            raise ValueError(_("active parameters need a total that is not smaller"))
        return self


class CoverageEntry(_Part):
    """Which licence covers one part of a model, from a date to a date.

    `from` is the first day, `to` the day after the last; absent means open-ended.
    """

    covers: choices.Covers
    licence: Slug
    valid_from: Date | None = Field(default=None, alias="from")
    valid_to: Date | None = Field(default=None, alias="to")
    sources: SomeSources

    @model_validator(mode="after")
    def _from_is_before_to(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError(_("`from` must lie before `to`"))
        return self


def _periods(entries: list[CoverageEntry]) -> list[CoverageEntry]:
    parts = list(choices.Covers)
    entries = sorted(entries, key=lambda entry: (parts.index(entry.covers), entry.valid_from or dt.date.min))
    for earlier, later in pairwise(entries):
        if earlier.covers == later.covers and (later.valid_from or dt.date.min) < (earlier.valid_to or dt.date.max):
            raise ValueError(_("two periods for %(part)s overlap") % {"part": earlier.covers.value})
    return entries


class AssessmentEntry(_Part):
    """One dimension's level with its reason, sources and the day it was checked."""

    level: choices.Level
    reason: Text
    verified_on: Date | None = None
    published: bool = True
    sources: Sources = []

    @model_validator(mode="after")
    def _published_is_backed(self) -> Self:
        if self.published and self.verified_on is None:
            raise ValueError(_("a published assessment needs verified_on"))
        if self.published and self.level != choices.Level.UNKNOWN and not self.sources:
            raise ValueError(_("a level other than unknown needs a source"))
        return self


class ModelDocument(_Part):
    """A model of one size and version, its licences and its four assessments."""

    kind: Literal["model"]
    slug: Slug
    name: Plain
    vendor: Slug
    family: Plain
    released: Month | None = None
    parameters: Parameters = Parameters()
    modalities: Annotated[list[choices.Modality], Field(min_length=1), AfterValidator(_modalities)]
    availability: choices.Availability
    base_model: Slug | None = None
    repository: Url | None = None
    aliases: Annotated[list[Plain], AfterValidator(_once)] = []
    summary: Text | None = None
    published: bool = True
    licences: Annotated[list[CoverageEntry], AfterValidator(_periods)] = []
    assessments: Annotated[dict[choices.Dimension, AssessmentEntry], AfterValidator(_every_dimension)]

    @field_validator("base_model")
    @classmethod
    def _base_is_another(cls, base_model: str | None, info: ValidationInfo) -> str | None:
        if base_model is not None and base_model == info.data.get("slug"):
            raise ValueError(_("a model cannot be its own base"))
        return base_model


class CellEntry(_Part):
    """What the article's table says of one vendor on one dimension; `level` null where it says nothing."""

    level: choices.Level
    says: Text
    claims: Slugs = []


class RowEntry(_Part):
    """One vendor's row in the article's table: the models it means, and those it leaves out."""

    vendor: Slug
    subject: ShortText
    models: Annotated[Slugs, Field(min_length=1)]
    left_out: Slugs = []
    cells: Annotated[dict[choices.Dimension, CellEntry], AfterValidator(_every_dimension)]


class ClaimEntry(_Part):
    """What the article says in one place, in our words, and how it holds."""

    slug: Slug
    section: Plain
    says: Text
    vendor: Slug | None = None
    models: Slugs = []
    dimension: choices.Dimension | None = None
    level: choices.Level | None = None
    verdict: choices.Verdict
    correction: Text
    checked_on: Date
    sources: Sources = []

    @model_validator(mode="after")
    def _verdict_has_a_source(self) -> Self:
        if self.verdict != choices.Verdict.NOT_CHECKABLE and not self.sources:
            raise ValueError(_("a verdict other than not-checkable needs a source"))
        return self


class ArticleDocument(_Part):
    """A text that was fact-checked: its table, its claims, our verdicts."""

    kind: Literal["article"]
    slug: Slug
    title: Plain
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    author: Plain | None = None
    url: Url | None = None
    appeared: Month | None = None
    summary: Text
    conclusion: Text
    published: bool = True
    rows: list[RowEntry] = []
    claims: Annotated[list[ClaimEntry], Field(min_length=1)]


Document = Annotated[
    VendorDocument | DimensionDocument | LicenceDocument | ModelDocument | ArticleDocument,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[Document] = TypeAdapter(Document)


def validate(*, value: Any) -> Document | list[tuple[tuple[str | int, ...], str]]:
    """The document that `value` (plain dicts and lists) holds, or every (path, message) that is wrong."""
    try:
        return _ADAPTER.validate_python(value)
    except ValidationError as error:
        return [(_path(fault["loc"]), _message(fault)) for fault in error.errors()]


def json_schema() -> dict[str, Any]:
    """The schema of documents as JSON Schema, as far as that can say it."""
    return _ADAPTER.json_schema()


def source_faults(*, value: Any) -> list[tuple[str, str]]:
    """Every (field, message) that is wrong with `value`, one source as plain values."""
    try:
        SourceEntry.model_validate(value)
    except ValidationError as error:
        return [(str(fault["loc"][0]), _message(fault)) for fault in error.errors()]
    return []


def _path(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return tuple(part for part in location[1:] if part != "[key]")


def _message(fault: Any) -> str:
    context = fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return _("missing")
        case "extra_forbidden":
            return _("unknown key")
        case "enum" | "literal_error":
            return _("must be one of %(choices)s") % {"choices": context["expected"]}
        case "union_tag_invalid":
            return _("unknown kind; must be one of %(choices)s") % {"choices": context["expected_tags"]}
        case "union_tag_not_found":
            return _("not a document: the key “kind” is missing")
        case "value_error":
            return str(context["error"])
        case _:
            return str(fault["msg"])


def canonical(*, document: Document) -> dict[str, Any]:
    """The plain value that is written: schema order, nothing that is a default, numbers as numbers."""
    return _plain_value(document.model_dump(by_alias=True, exclude_defaults=True))


def _plain_value(value: Any) -> Any:
    match value:
        case dict():
            return {_plain_value(key): _plain_value(item) for key, item in value.items()}
        case list():
            return [_plain_value(item) for item in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Enum():
            return str(value.value)
        case _:
            return value


def plain(*, document: Document) -> dict[str, Any]:
    """`document` as JSON can hold it, for proposals and changes: canonical, days as texts."""
    return plain_value(value=canonical(document=document))


def full(*, document: Document) -> dict[str, Any]:
    """`document` as JSON can hold it, with every field that the schema knows; days as texts, numbers as numbers."""
    return plain_value(value=_plain_value(document.model_dump(by_alias=True)))


def full_entry(*, entry: BaseModel) -> dict[str, Any]:
    """The same of a part of a document."""
    return plain_value(value=_plain_value(entry.model_dump(by_alias=True)))


def plain_value(*, value: Any) -> dict[str, Any]:
    """`value`, a dict of anything that documents hold, with days as texts."""
    found: dict[str, Any] = json.loads(json.dumps(value, default=str))
    return found


def renewed(*, value: dict[str, Any] | None) -> dict[str, Any] | None:
    """`value`, a document that was kept as JSON, in the form and order of today's schema; as it stands if refused."""
    if value is None:
        return None
    document = validate(value=value)
    return value if isinstance(document, list) else plain(document=document)


def digest(*, document: Document) -> str:
    """A fingerprint of what `document` says, whatever it looks like as a text."""
    return hashlib.sha256(json.dumps(plain(document=document), sort_keys=True).encode()).hexdigest()
