"""About this site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openness.domain.overview import overview
from openness.publishing.marks import published


@published()
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how levels come about, licence of code and data."""
    return render(request, "pages/about.html", {"overview": overview()})
