"""The front page, and the way to it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from openness.domain import overview
from openness.domain.profiles import dimension_names
from openness.pages import structured
from openness.publishing.marks import published


@require_safe
@vary_on_headers("Accept-Language")
def root(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the front page in a language the browser asks for."""
    with override(get_language_from_request(request)):
        return HttpResponseRedirect(reverse("home"))


@published()
def home(request: HttpRequest) -> HttpResponse:
    """The corrected table at a glance, and the ways on."""
    context = {"overview": overview.overview(), "names": dimension_names(), "structured": structured.home}
    return render(request, "pages/home.html", context)
