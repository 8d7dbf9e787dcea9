"""Short programs against the API and the files, shown on the page; a test runs each as it stands."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

PLACE = "https://openness.example"
"""Where a recipe has the address of the site."""


@dataclass(frozen=True)
class Recipe:
    """One program: the file that it is, what it needs, and what it does in a sentence or two."""

    file: str
    needs: str
    title: Any
    text: Any

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.file.replace(".", "-")

    def code(self, *, site: str) -> str:
        """The program, for the site at this address."""
        return _source(self.file).replace(PLACE, site).rstrip("\n")


RECIPES = (
    Recipe(
        "if-changed.sh",
        "curl",
        _("Ask again only if something changed"),
        _("curl keeps the ETag in a file and sends it along; what did not change is answered by 304 without a body."),
    ),
    Recipe(
        "free-models.py",
        "Python, pandas",
        _("All models with open weights and free commercial use"),
        _("Page by page into one data frame: the answer names the address of its next page until there is none."),
    ),
    Recipe(
        "may-i.py",
        "Python, pandas",
        _("May we use it? For a company in the EU with 5 million users"),
        _("A plan goes in; the models that it may be done with come out, and the clauses that say what to do for it."),
    ),
    Recipe(
        "tables.py",
        "Python, DuckDB",
        _("SQL over the CSV tables"),
        _("One archive, unpacked, and DuckDB reads its tables where they lie."),
    ),
    Recipe(
        "query.py",
        "Python, DuckDB",
        _("SQL over answers of the API"),
        _("DuckDB reads JSON, nested as it is; `fields` keeps the answer small."),
    ),
    Recipe(
        "browser.html",
        "JavaScript",
        _("On a page of your own"),
        _("The API may be read from every origin; no key, no proxy."),
    ),
    Recipe(
        "all.mjs",
        "JavaScript, Node.js",
        _("All pages, with errors told"),
        _("Follows the pages, waits where it is asked to, and says what the API says is wrong. Runs in browsers, too."),
    ),
)


@cache
def _source(file: str) -> str:
    return (Path(settings.BASE_DIR) / "templates" / "api" / "recipes" / file).read_text(encoding="utf-8")
