"""About this site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openness.domain import revision
from openness.domain.bulk.files import DESCRIPTIONS, FILES
from openness.domain.overview import overview
from openness.imprint import LICENCE_URL
from openness.pages import structured
from openness.publishing.marks import published


@published()
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how levels come about, licence of code and data."""
    found = overview()
    context = {
        "overview": found,
        "structured": structured.about(overview=found, state=revision.current()),
        "files": FILES,
        "descriptions": DESCRIPTIONS,
        "licence_url": LICENCE_URL,
    }
    return render(request, "pages/about.html", context)
