"""What may stand in the query of an address: the filters and questions of the pages, and what the API adds.

One definition makes the reader of an address and its description in the OpenAPI document. Labels are msgids.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema, create_model

from openness import filters, plans
from openness.api import wordings
from openness.api.cursors import PATTERN as CURSOR_PATTERN
from openness.api.schemas import FIELDS, SLUG_PATTERN
from openness.choices import Dimension, Level, LicenceKind, RecordKind, TermEffect, Verdict
from openness.domain import licence_matrix

MOST_PER_PAGE: Final = 200
USUAL_PER_PAGE: Final = 50
LANGUAGES: Final = ("de", "en")

_MOST: Final = 200
_LARGEST: Final = 10**15 - 1
_MONTH: Final = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"
_COUNTRY: Final = r"^[A-Z]{2}$"
_RECORD: Final = rf"^({'|'.join(RecordKind.values)})/[a-z0-9]+([.-][a-z0-9]+)*$"
_BLANK: Final = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_WORDS: Final = rf"^[^{_BLANK}]+( [^{_BLANK}]+){{0,9}}$"

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """What one value looks like: to JSON Schema, and to us; `fault` says what is wrong with a value, or None."""

    schema: Schema
    fault: Callable[[str], str | None]


@dataclass(frozen=True)
class Parameter:
    """One name in the query; one with `joined` values takes them in one text, with commas between."""

    name: str
    text: str
    form: Form
    repeatable: bool = False
    joined: bool = False
    most: int = _MOST
    example: Any = None


def _like(pattern: str, fault: Callable[[], str], **schema: Any) -> Form:
    matches = re.compile(pattern.removesuffix("$")).fullmatch
    most = schema.get("maxLength", _LARGEST)
    return Form(
        {"type": "string", "pattern": pattern, **schema},
        lambda value: None if matches(value) and len(value) <= most else fault(),
    )


def _one_of(values: Iterable[str]) -> Form:
    known = list(values)

    def fault(value: str) -> str | None:
        return None if value in known else _("must be one of %(choices)s") % {"choices": ", ".join(known)}

    return Form({"type": "string", "enum": known}, fault)


def _number(low: int, high: int, **schema: Any) -> Form:
    def fault(value: str) -> str | None:
        if re.fullmatch("0|[1-9][0-9]{0,15}", value) and low <= int(value) <= high:
            return None
        return _("must be a whole number from %(low)s to %(high)s, in digits alone") % {"low": low, "high": high}

    return Form({"type": "integer", "minimum": low, "maximum": high, **schema}, fault)


def _day_fault(value: str) -> str | None:
    try:
        is_day = re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and dt.date.fromisoformat(value)
    except ValueError:
        is_day = None
    return None if is_day else _("not a date: write YYYY-MM-DD")


_DAY: Final = Form({"type": "string", "format": "date"}, _day_fault)
_SLUG: Final = _like(SLUG_PATTERN, lambda: _("not a slug: write it as in llama-3.1-8b"), maxLength=80)
_FORMS: Final[Mapping[str, Form]] = {
    "q": _like(_WORDS, lambda: _("one to ten words with single blanks between, 100 characters at most"), maxLength=100),
    "country": _like(_COUNTRY, lambda: _("not a country: write two capital letters, as in FR")),
    "month": _like(_MONTH, lambda: _("not a month: write YYYY-MM, as in 2024-07"), maxLength=7),
}
_EXAMPLES: Final[Mapping[str, Any]] = {
    "q": ["llama 70b"],
    "weights": ["open"],
    "code": ["open", "partial"],
    "data": ["closed"],
    "commercial-use": ["open"],
    "vendor": ["mistral"],
    "country": ["FR"],
    "licence": ["apache-2.0"],
    "model": ["mistral-7b-v0.3"],
    "released-from": "2024-01",
    "released-to": "2025-12",
    "offering": "product",
    "seat": "eu",
    "mau": 5_000_000,
    "on": "2026-11-01",
}


def _filter(one: filters.Filter) -> Parameter:
    match one:
        case filters.TextFilter():
            form = _FORMS["q"]
        case filters.MonthFilter():
            form = _FORMS["month"]
        case filters.ChoiceFilter(choices=choices) if choices:
            form = _one_of(choices.values)
        case filters.OsiFilter():
            form = _one_of(one.options({}))
        case _:
            form = _FORMS.get(one.name, _SLUG)
    text, example = wordings.PARAMETERS[one.name], _EXAMPLES.get(one.name)
    return Parameter(one.name, text, form, repeatable=one.repeatable, most=one.most, example=example)


def _question(one: plans.Question) -> Parameter:
    text, example = wordings.PARAMETERS[one.name], _EXAMPLES.get(one.name)
    match one:
        case plans.ChoiceQuestion(choices=choices, repeatable=repeatable):
            return Parameter(one.name, text, _one_of(choices.values), repeatable=repeatable, example=example)
        case plans.NumberQuestion():
            return Parameter(one.name, text, _number(0, _LARGEST), example=example)
    return Parameter(one.name, text, _DAY, example=example)


LANG: Final = Parameter(
    "lang", gettext_noop("Texts in this language only, as plain text; without it in both."), _one_of(LANGUAGES)
)
_AS_OF: Final = Parameter(
    "as-of", gettext_noop("The catalogue as it was published at the end of this day, in Berlin time."), _DAY
)
_PAGED: Final = (
    Parameter(
        "per-page",
        gettext_noop("How many records a page has at most."),
        _number(1, MOST_PER_PAGE, default=USUAL_PER_PAGE),
        example=20,
    ),
    Parameter(
        "cursor",
        gettext_noop("Where the page begins; take it from `links.next` of the page before."),
        _like(CURSOR_PATTERN, lambda: _("not a cursor; take it from the page before")),
    ),
)
SELECTION: Final = (*map(_filter, filters.FILTERS.values()), *map(_question, plans.QUESTIONS.values()))
"""What selects models: the filters, and the situation that “permitted” is answered for."""

_SORTS: Final = _one_of(sign + key for key in filters.SORTS for sign in ("", "-"))
SORT: Final = Parameter(
    "sort",
    gettext_noop("What the models are ordered by; with a minus the other way round."),
    Form({**_SORTS.schema, "default": filters.Query().sort}, _SORTS.fault),
)
SORT_ANSWERS: Final = Parameter(
    "sort",
    gettext_noop(
        "What the models are ordered by; with a minus the other way round; without it the freest answer first."
    ),
    _SORTS,
)
OF_LICENCES: Final = (
    Parameter(
        "q", gettext_noop("With these words in its names, SPDX id or steward."), _FORMS["q"], example="llama community"
    ),
    Parameter("licence-kind", gettext_noop("Of this kind."), _one_of(LicenceKind.values), repeatable=True),
    Parameter(
        "osi",
        gettext_noop("Whether the Open Source Initiative approved it."),
        _one_of(("yes", "no")),
        repeatable=True,
    ),
    Parameter(
        "subject",
        gettext_noop("That says something of this subject; with `effect`, that does one of these things to it."),
        _one_of(licence_matrix.SUBJECTS),
    ),
    Parameter(
        "effect",
        gettext_noop(
            "What it does to the `subject`, which must be told as well; `silent` where it says nothing of it."
        ),
        _one_of([*TermEffect.values, licence_matrix.SILENT]),
        repeatable=True,
    ),
)
"""What selects licences: the filters of the page of all licences."""

OF_ASSESSMENTS: Final = (
    Parameter("dimension", gettext_noop("On this dimension."), _one_of(Dimension.values), repeatable=True),
    Parameter("level", gettext_noop("With this level."), _one_of(Level.values), repeatable=True),
)
OF_CLAIMS: Final = (
    Parameter("article", gettext_noop("In this article."), _SLUG, repeatable=True),
    Parameter(
        "claim", gettext_noop("This claim, by its slug in the article."), _SLUG, repeatable=True, example=["c01"]
    ),
    Parameter("vendor", gettext_noop("About this vendor."), _SLUG, repeatable=True),
    Parameter("model", gettext_noop("About this model."), _SLUG, repeatable=True),
    Parameter("dimension", gettext_noop("About this dimension."), _one_of(Dimension.values), repeatable=True),
    Parameter("verdict", gettext_noop("With this verdict."), _one_of(Verdict.values), repeatable=True),
)
OF_CHANGES: Final = (
    Parameter("kind", gettext_noop("Of records of this kind."), _one_of(RecordKind.values), repeatable=True),
    Parameter(
        "record",
        gettext_noop("Of this one record: its kind, a slash, its slug."),
        _like(_RECORD, lambda: _("must be a kind and a slug, as in model/gpt-4o"), maxLength=90),
        example="model/gpt-4o",
    ),
    Parameter(
        "revision", gettext_noop("Published with this revision of the catalogue."), _number(1, _LARGEST), example=1
    ),
    Parameter(
        "since-revision",
        gettext_noop("Published after this revision: what changed since you read it at `/api/v1/`."),
        _number(0, _LARGEST),
        example=1,
    ),
    Parameter("since", gettext_noop("Published on this day, in Berlin time, or later."), _DAY, example="2026-01-01"),
    Parameter("until", gettext_noop("Published on this day, in Berlin time, or earlier."), _DAY, example="2026-12-31"),
)


def of_record(name: str) -> tuple[Parameter, ...]:
    """What every address takes that answers records of this name."""
    text = gettext_noop("Only these fields of each record, with commas between.")
    example = [field for field in ("slug", "model", "name", "pages") if field in FIELDS[name]][:2]
    return (LANG, Parameter("fields", text, _one_of(FIELDS[name]), joined=True, example=example), _AS_OF)


def of_list(name: str, *narrowing: Parameter) -> tuple[Parameter, ...]:
    """What a list of such records takes."""
    return (*narrowing, *_PAGED, *of_record(name))


def reader_of(*, name: str, parameters: Collection[Parameter]) -> type[BaseModel]:
    """A pydantic model that reads `parameters`, all of them optional; a wrong value is named with what is wrong."""
    fields: dict[str, Any] = {_identifier(one.name): _field(one) for one in parameters}
    return create_model(name, **fields)


def _identifier(name: str) -> str:
    return f"p_{name.replace('-', '_')}"


def _field(one: Parameter) -> tuple[Any, Any]:
    value = Annotated[str, AfterValidator(_refusing(one.form.fault)), WithJsonSchema(dict(one.form.schema))]
    if not (one.repeatable or one.joined):
        return value, Field(default_factory=lambda: None, alias=one.name, description=one.text)
    values: Any = list[value]
    if not one.joined:
        return values, Field(default_factory=list, alias=one.name, description=one.text, max_length=one.most)
    values = Annotated[values, BeforeValidator(_parted)]
    return values, Field(default_factory=list, alias=one.name, description=one.text, min_length=1, max_length=one.most)


def _parted(values: list[str]) -> list[str]:
    if len(values) > 1:
        raise ValueError(_("only one value is possible"))
    return values[0].split(",")


def _refusing(fault: Callable[[str], str | None]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if message := _("empty; leave the parameter out") if not value else fault(value):
            raise ValueError(message)
        return value

    return check
