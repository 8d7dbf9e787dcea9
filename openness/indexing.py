"""Which addresses are for search engines, and what a page is called in each language."""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.urls import resolve, translate_url

from openness.plans import QUESTIONS, ChoiceQuestion

ANY_LANGUAGE = "x-default"

_ENDLESS = {name for name, question in QUESTIONS.items() if not isinstance(question, ChoiceQuestion)} | {"q"}
_VIEWS = {"sort", "per-page", "group", "only"}
_USUAL = frozenset({0, 1})
_VALUES = {
    "compare-models": frozenset({0, 2}),
    "licence-compare": frozenset({0, 2}),
    "changes": frozenset({0}),
    "embed": frozenset({0}),
}


def is_indexable(*, address: str) -> bool:
    """Whether search engines shall list the page at `address`, a path of the site with its meaningful parameters.

    A list with one filter is listed, and each of its pages, as are two models or licences side by side. Further
    combinations, free text, figures and other views of the same rows have no end, and crawlers would drown in them.
    """
    path, query = urlsplit(address)[2:4]
    names = [name for name, _value in parse_qsl(query) if name != "page"]
    return len(names) in _VALUES.get(resolve(path).url_name or "", _USUAL) and not {*names} & (_ENDLESS | _VIEWS)


def alternates(*, address: str) -> list[tuple[str, str]]:
    """(code, the path `address` in it) for each language, and for readers of any other (as `root` leads them)."""
    found = [(code, translate_url(address, code)) for code, _name in settings.LANGUAGES]
    return [*found, (ANY_LANGUAGE, dict(found)[settings.LANGUAGE_CODE])]
