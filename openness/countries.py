"""Countries by name, in the language in use; the names are CLDR's."""

import unicodedata
from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language


def by_name(codes: Iterable[str]) -> dict[str, str]:
    """The names of `codes`, in the order a reader looks for them: Österreich stands at O."""
    names = {code: country_name(code) for code in codes}
    return dict(sorted(names.items(), key=lambda country: unicodedata.normalize("NFKD", country[1]).casefold()))


def country_name(code: str) -> str:
    """The reader's name for an ISO 3166 `code`: "DE" is "Deutschland"; the code itself where it has none."""
    name: str = Locale.parse(get_language() or "de", sep="-").territories.get(code, code)
    return name
