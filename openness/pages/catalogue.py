"""Pages about one model, vendor, licence, and about the dimensions."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openness.domain import profiles
from openness.models import Licence, Model, OpennessDimension, Vendor
from openness.pages.fragments import render_evidence
from openness.pages.pictures import timeline
from openness.publishing.marks import published


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """All models stand on the comparison page."""
    return HttpResponsePermanentRedirect(reverse("compare"))


@published()
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """One model with all its evidence."""
    try:
        profile = profiles.model_profile(slug=slug)
    except Model.DoesNotExist as error:
        raise Http404(slug) from error
    return render(request, "pages/model.html", {"profile": profile, "names": profiles.dimension_names()})


@published()
def evidence(request: HttpRequest, slug: str, dimension: str) -> HttpResponse:
    """What backs one cell: a page of its own, or what htmx puts into the drawer."""
    try:
        found, row, backing = profiles.model_evidence(slug=slug, dimension=dimension)
    except (Model.DoesNotExist, OpennessDimension.DoesNotExist) as error:
        raise Http404(slug) from error
    return render_evidence(request, "pages/evidence.html", {"model": found, "dimension": row, "evidence": backing})


@published()
def vendors(request: HttpRequest) -> HttpResponse:
    """All vendors, each with how open its models are."""
    return render(request, "pages/vendors.html", {"rows": profiles.vendors(), "names": profiles.dimension_names()})


@published()
def vendor(request: HttpRequest, slug: str) -> HttpResponse:
    """One vendor: its models through time, and how open they are."""
    try:
        profile = profiles.vendor_profile(slug=slug)
    except Vendor.DoesNotExist as error:
        raise Http404(slug) from error
    context = {"profile": profile, "names": profiles.dimension_names(), "timeline": timeline(rows=profile.rows)}
    return render(request, "pages/vendor.html", context)


@published()
def licences(request: HttpRequest) -> HttpResponse:
    """All licences by kind."""
    return render(request, "pages/licences.html", {"licences": profiles.licences()})


@published()
def licence(request: HttpRequest, slug: str) -> HttpResponse:
    """One licence: terms, models, versions."""
    try:
        profile = profiles.licence_profile(slug=slug)
    except Licence.DoesNotExist as error:
        raise Http404(slug) from error
    return render(request, "pages/licence.html", {"profile": profile, "names": profiles.dimension_names()})


@published()
def dimensions(request: HttpRequest) -> HttpResponse:
    """What is measured, and what each level means."""
    return render(request, "pages/dimensions.html", {"profiles": profiles.dimensions()})
