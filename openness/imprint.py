"""What the site says of itself wherever it speaks: where it is, and under which terms its data may be used."""

from typing import Final

from django.conf import settings

LICENCE_NAME: Final = "CC-BY-4.0"
LICENCE_SHORT: Final = "CC BY 4.0"
LICENCE_TITLE: Final = "Creative Commons Attribution 4.0 International"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION: Final = "Openness"


def absolute(path: str) -> str:
    """The whole address of a path of the site."""
    return f"{settings.SITE_URL}{path}"
