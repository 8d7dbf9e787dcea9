"""Parts of addresses that a view takes; importing this makes them known to `path`."""

from django.conf import settings
from django.urls import register_converter
from django.urls.converters import StringConverter


class Slug(StringConverter):
    """Lower-case words of letters and digits, joined by single dots or hyphens: `llama-3.1-8b`."""

    regex = "[a-z0-9]+(?:[.-][a-z0-9]+)*"


class Language(StringConverter):
    """A language of the site, where it does not stand first: `/embed/de/compare/`."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)


class TextForm(StringConverter):
    """The extension of a widget's form that is text to paste."""

    regex = "html|md"


class PictureForm(StringConverter):
    """The extension of a widget's form that is a picture."""

    regex = "svg|png"


class BadgeForm(StringConverter):
    """The extension of a badge: a picture, or what shields.io draws one of."""

    regex = "svg|png|json"


register_converter(Slug, "key")
register_converter(Language, "language")
register_converter(TextForm, "text")
register_converter(PictureForm, "picture")
register_converter(BadgeForm, "badge")
