"""Filters that put catalogue values into words."""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from openness import choices
from openness.countries import country_name
from openness.pages.pictures import Piece, pieces

register = template.Library()

_WORDS: dict[str, Any] = {
    "level": choices.Level,
    "availability": choices.Availability,
    "modality": choices.Modality,
    "licence-kind": choices.LicenceKind,
    "verdict": choices.Verdict,
    "covers": choices.Covers,
    "region": choices.Region,
    "field": choices.FieldOfUse,
    "exempt": choices.Exempt,
}


@register.filter
def word(value: str, vocabulary: str) -> str:
    """The reader's word for a stored `value` of a vocabulary: {{ "closed"|word:"level" }}."""
    return str(_WORDS[vocabulary](value).label)


@register.filter
def words(values: list[str], vocabulary: str) -> str:
    """The readers' words for several values, joined."""
    return ", ".join(word(value, vocabulary) for value in values)


@register.filter
def country(code: str) -> str:
    """The reader's name for an ISO 3166 code."""
    return country_name(code)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value of `mapping` at `key`, None where there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def month(value: str | None) -> str:
    """A month as the language writes it: "2024-07" is "Juli 2024"."""
    if not value:
        return ""
    return date_format(dt.date(int(value[:4]), int(value[5:7]), 1), "F Y")


@register.filter
def month_short(value: str | None) -> str:
    """A month in figures, as a table has room for: "2024-07" is "07/2024"."""
    return f"{value[5:7]}/{value[:4]}" if value else ""


@register.filter
def billions(value: Decimal | None) -> str:
    """A count of parameters given in billions, to three figures: 8.5381 is "8,54 Mrd." or "8.54B"."""
    if value is None:
        return ""
    in_millions = value < 1
    number = value * 1000 if in_millions else value
    rounded = number.quantize(Decimal(1).scaleb(min(0, number.adjusted() - 2))).normalize()
    places = max(0, -int(rounded.as_tuple().exponent))
    unit = _("%(number)sM") if in_millions else _("%(number)sB")
    return unit % {"number": number_format(rounded, decimal_pos=places, use_l10n=True)}


@register.filter
def bar(levels: Any) -> list[Piece]:
    """The pieces of a bar 100 wide from (level, count) pairs."""
    return pieces(levels=levels)


@register.filter
def address(url: str) -> str:
    """An address without what every address has: "https://openai.com/" is "openai.com"."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


@register.filter
def guess(path: str) -> str:
    """What somebody may have looked for at `path`: "/de/models/gpt-9/" is "gpt 9"."""
    return " ".join(re.findall(r"[A-Za-z0-9.]+", path.rstrip("/").rpartition("/")[2]))[:60]


@register.filter
def json_ld(value: Any) -> str:
    """`value` as a JSON-LD element; nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
