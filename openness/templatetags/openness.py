"""Filters that put catalogue values into words."""

import datetime as dt
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape
from typing import Any

from babel.numbers import format_compact_decimal
from django import template
from django.template import Context
from django.urls import is_valid_path
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openness import choices, indexing
from openness.countries import country_name
from openness.linked_data import Node, web_page
from openness.svg import Piece, pieces

register = template.Library()

_WORDS: dict[str, Any] = {
    "level": choices.Level,
    "dimension": choices.Dimension,
    "offering": choices.Offering,
    "record": choices.RecordKind,
    "availability": choices.Availability,
    "modality": choices.Modality,
    "licence-kind": choices.LicenceKind,
    "verdict": choices.Verdict,
    "covers": choices.Covers,
    "region": choices.Region,
    "field": choices.FieldOfUse,
    "exempt": choices.Exempt,
    "permission": choices.Permission,
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
def card(address: str) -> str:
    """The picture that networks show of a page: of "/de/compare/?q=x" it is "/cards/de/compare.png?q=x".

    Empty where the page has none.
    """
    path, mark, query = address.partition("?")
    language, _slash, page = path.strip("/").partition("/")
    picture = f"/cards/{language}/{page or 'home'}.png"
    return f"{picture}{mark}{query}" if is_valid_path(picture) else ""


@register.simple_tag(takes_context=True)
def own_address(context: Context) -> str:
    """The path of the page that is rendered, with its meaningful parameters in their order."""
    links = context.get("links") or {}
    return str(links.get("canonical") or links.get("self") or context["request"].path)


@register.filter
def is_indexable(address: str) -> bool:
    """Whether search engines shall list the page at `address`."""
    return indexing.is_indexable(address=address)


@register.filter
def alternates(address: str) -> list[tuple[str, str]]:
    """(code, `address` in it) for each language, and for readers of any other."""
    return indexing.alternates(address=address)


@register.simple_block_tag
def again(content: str) -> str:
    """What stands in a block, to be kept with `as` and said in several places, attributes among them."""
    return mark_safe(content.replace('"', "&quot;"))  # noqa: S308 - escaped where it was written


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


@register.simple_tag
def linked_data(path: str, kind: str, name: str, description: str, further: Iterable[Node] | str) -> str:
    """What the page at `path` says of itself, and the `further` things it speaks of, as one JSON-LD element.

    `name` and `description` are as HTML has them.
    """
    page = web_page(kind=kind, path=path, name=unescape(name), description=unescape(description))
    return json_ld({"@context": "https://schema.org", "@graph": [page, *further]})


_OFFERING_CASES = {
    choices.Binds.DISTRIBUTORS: gettext_lazy("if the model itself is passed on"),
    choices.Binds.PROVIDERS: gettext_lazy("if it is offered to others"),
}
_OPEN_FACTS = {
    "use": gettext_lazy("whether it is commercial"),
    "users": gettext_lazy("the number of users"),
    "revenue": gettext_lazy("the revenue"),
    "seat": gettext_lazy("the seat"),
    "party": gettext_lazy("who uses it"),
    "modality": gettext_lazy("the modality"),
    "fields": gettext_lazy("the field of use"),
}
_LOOKS = {"yes": "open", "yes-if": "partial", "unclear": "unknown", "ask": "ask", "no": "closed"}
_FACTS = {
    "offering": gettext_lazy("another purpose"),
    "use": gettext_lazy("commercial use"),
    "users": gettext_lazy("more users"),
    "revenue": gettext_lazy("more revenue"),
    "seat": gettext_lazy("another seat"),
    "party": gettext_lazy("another kind of user"),
    "modality": gettext_lazy("another modality"),
    "fields": gettext_lazy("another field of use"),
}


@register.filter
def look(permission: str) -> str:
    """The class that gives an answer its shape and colour."""
    return _LOOKS[str(permission)]


@register.filter
def case(clause: Any) -> str:
    """In which case a duty falls due that does not fall due in all."""
    if "offering" in clause.facts:
        return str(_OFFERING_CASES.get(clause.term.binds, _("depending on the purpose")))
    if clause.term.value is not None:
        return _("from a size on")
    return _("depending on %(facts)s") % {"facts": ", ".join(str(_OPEN_FACTS[fact]) for fact in clause.facts)}


@register.filter
def turned(turn: Any) -> str:
    """What of the plan would have to be another for a freer answer."""
    situation = turn.situation
    match str(turn.fact):
        case "use":
            return _("without commercial use")
        case "seat":
            return _("with a seat there: %(seat)s") % {"seat": situation.seat.label}
        case "party":
            return _("used by %(party)s") % {"party": situation.party.label}
        case "fields":
            return _("without this field of use")
    return turning(turn.term)


@register.filter
def facts(names: Iterable[str]) -> str:
    """What of a plan would have to be another, in words."""
    return ", ".join(str(_FACTS[name]) for name in names)


@register.filter
def in_language(text: Any) -> str:
    """A document's text in the language in use."""
    return str(getattr(text, get_language() or "de"))


@register.filter
def words_of(text: str) -> list[str]:
    """The words of `text`, to go through in a template."""
    return text.split()


@register.filter
def big(number: int) -> str:
    """A large number as people say it: 700 Millionen, 1.5 billion."""
    return format_compact_decimal(number, format_type="long", locale=get_language() or "de", fraction_digits=1)


@register.filter
def short(number: int) -> str:
    """A large number as a table has room for: 700 Mio., 700M."""
    return format_compact_decimal(number, locale=get_language() or "de", fraction_digits=1)


@register.filter
def size(term: Any) -> str:
    """From what size of user on a term holds: "more than 700 million monthly active users, on 18 July 2023"."""
    return _sized(term, choices.Operator(term.operator))


@register.filter
def turning(term: Any) -> str:
    """Up to what size of user a term does not hold; empty where it hangs on no size."""
    if term.value is None:
        return ""
    return _sized(term, _OPPOSITES[choices.Operator(term.operator)])


def _sized(term: Any, operator: choices.Operator) -> str:
    text = f"{operator.label} {big(term.value)} {choices.Unit(term.unit).label}"
    return f"{text}, {date_format(term.measured_on, 'DATE_FORMAT')}" if term.measured_on else text


_OPPOSITES = {
    choices.Operator.GREATER: choices.Operator.AT_MOST,
    choices.Operator.AT_LEAST: choices.Operator.LESS,
    choices.Operator.LESS: choices.Operator.AT_LEAST,
    choices.Operator.AT_MOST: choices.Operator.GREATER,
}


@register.filter
def fields(clauses: Iterable[Any]) -> str:
    """The fields of use that some clauses bar, each once."""
    found = dict.fromkeys(field for clause in clauses for field in clause.term.fields_of_use)
    return ", ".join(str(choices.FieldOfUse(field).label) for field in found)
