"""Filters that put catalogue values into words."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness import choices

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
def get(mapping: Any, key: Any) -> Any:
    """The value of `mapping` at `key`, None where there is none."""
    return mapping.get(key)


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
    """A count of parameters given in billions: 8 is "8 Mrd." in German and "8B" in English, 0.27 "270 Mio."."""
    if value is None:
        return ""
    if value < 1:
        number, unit = value * 1000, _("%(number)sM")
    else:
        number, unit = value, _("%(number)sB")
    digits = number.normalize()
    places = max(0, -int(digits.as_tuple().exponent))
    return unit % {"number": number_format(digits, decimal_pos=places, use_l10n=True)}


@register.filter
def share(number: int, total: int) -> int:
    """`number` of `total` in whole hundredths, for the width of a bar."""
    return round(100 * number / total) if total else 0


@register.filter
def total(levels: Any) -> int:
    """The sum of the counts in (level, count) pairs."""
    return sum(number for _level, number in levels)


@register.simple_tag
def language() -> str:
    """The code of the language in use."""
    return get_language() or "de"
