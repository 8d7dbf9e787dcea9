"""Pages about one model, one vendor, and about the dimensions."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from openness.domain import profiles, revision
from openness.models import Model, OpennessDimension, Vendor
from openness.pages import structured
from openness.pages.fragments import render_evidence
from openness.pages.level_history import level_history
from openness.pages.pictures import lane_chart, timeline
from openness.publishing.days import PARAMETER, on_its_day
from openness.publishing.marks import published
from openness.responding import missing_is_404


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """All models stand on the comparison page."""
    return HttpResponsePermanentRedirect(reverse("compare"))


@published(PARAMETER)
@on_its_day
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """One model with all its evidence."""
    with missing_is_404(Model.DoesNotExist):
        profile = profiles.model_profile(slug=slug)
    last = revision.current().changed_at or timezone.now()
    context = {
        "profile": profile,
        "names": profiles.dimension_names(),
        "picture": level_history(spans=profile.levels, last=timezone.localdate(last)),
        "structured": structured.model(profile=profile),
    }
    return render(request, "pages/model.html", context)


@published(PARAMETER)
@on_its_day
def evidence(request: HttpRequest, slug: str, dimension: str) -> HttpResponse:
    """What backs one cell: a page of its own, or what htmx puts into the drawer."""
    with missing_is_404(Model.DoesNotExist, OpennessDimension.DoesNotExist):
        found, row, backing = profiles.model_evidence(slug=slug, dimension=dimension)
    context = {
        "model": found,
        "dimension": row,
        "evidence": backing,
        "structured": partial(structured.evidence, model=found, dimension=row, backing=backing),
    }
    return render_evidence(request, "pages/evidence.html", context)


@published(PARAMETER)
@on_its_day
def vendors(request: HttpRequest) -> HttpResponse:
    """All vendors, each with how open its models are."""
    rows = profiles.vendors()
    context = {"rows": rows, "names": profiles.dimension_names(), "structured": structured.vendors(rows=rows)}
    return render(request, "pages/vendors.html", context)


@published(PARAMETER)
@on_its_day
def vendor(request: HttpRequest, slug: str) -> HttpResponse:
    """One vendor: its models through time, and how open they are."""
    with missing_is_404(Vendor.DoesNotExist):
        profile = profiles.vendor_profile(slug=slug)
    context = {
        "profile": profile,
        "names": profiles.dimension_names(),
        "timeline": timeline(rows=profile.rows),
        "lanes": lane_chart(lanes=profile.history.lanes),
        "structured": structured.vendor(profile=profile),
    }
    return render(request, "pages/vendor.html", context)


@published(PARAMETER)
@on_its_day
def dimensions(request: HttpRequest) -> HttpResponse:
    """What is measured, and what each level means."""
    found = profiles.dimensions()
    context = {"profiles": found, "structured": structured.dimensions(profiles=found)}
    return render(request, "pages/dimensions.html", context)
