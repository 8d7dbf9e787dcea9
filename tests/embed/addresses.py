"""An address of every picture, in the small catalogue that the pages are tested with."""

from django.conf import settings
from django.urls import reverse

PICTURES: dict[str, dict[str, str]] = {
    "embed-compare-picture": {"extension": "png"},
    "embed-model-picture": {"slug": "one", "extension": "png"},
    "embed-fact-check-picture": {"slug": "an-article", "extension": "png"},
    "badge": {"slug": "one", "dimension": "weights", "extension": "png"},
    "badge-may-i": {"slug": "one", "extension": "png"},
    "card-home": {},
    "card-compare": {},
    "card-compare-models": {},
    "card-may-i": {},
    "card-model": {"slug": "one"},
    "card-evidence": {"slug": "one", "dimension": "weights"},
    "card-vendors": {},
    "card-vendor": {"slug": "acme"},
    "card-licences": {},
    "card-licence-compare": {},
    "card-licence": {"slug": "limited"},
    "card-dimensions": {},
    "card-fact-checks": {},
    "card-fact-check": {"slug": "an-article"},
    "card-fact-check-cell": {"slug": "an-article", "vendor": "acme", "dimension": "weights"},
    "card-changes": {},
    "card-about": {},
    "card-embed": {},
    "card-api": {},
}
CARDS = [name for name in PICTURES if name.startswith("card-")]


def picture(name: str, *, language: str = "en", **more: str) -> str:
    """The path of the picture `name`; `more` replaces parts of it."""
    assert language in dict(settings.LANGUAGES)
    return reverse(name, kwargs={"language": language, **PICTURES[name], **more})
