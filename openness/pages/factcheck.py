"""Fact-checked articles."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openness.domain import factcheck
from openness.domain.profiles import dimension_names
from openness.models import Article, Vendor
from openness.pages import structured
from openness.pages.fragments import render_evidence
from openness.publishing.days import PARAMETER, on_its_day
from openness.publishing.marks import published
from openness.responding import missing_is_404


@published(PARAMETER)
@on_its_day
def articles(request: HttpRequest) -> HttpResponse:
    """All fact-checked articles."""
    found = factcheck.articles()
    context = {"articles": found, "structured": structured.articles(found=found)}
    return render(request, "pages/fact_checks.html", context)


@published(PARAMETER)
@on_its_day
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article's table as it states it, the corrected one, and every claim with its verdict."""
    with missing_is_404(Article.DoesNotExist):
        checked = factcheck.fact_check(slug=slug)
    context = {"checked": checked, "names": dimension_names(), "structured": structured.article(checked=checked)}
    return render(request, "pages/fact_check.html", context)


@published(PARAMETER)
@on_its_day
def cell(request: HttpRequest, slug: str, vendor: str, dimension: str) -> HttpResponse:
    """What backs one corrected cell: the models the article means, each with level and reason."""
    with missing_is_404(Article.DoesNotExist, Vendor.DoesNotExist, KeyError):
        row, found, backing = factcheck.cell_models(slug=slug, vendor=vendor, dimension=dimension)
    name = dimension_names()[dimension]
    context = {
        "slug": slug,
        "row": row,
        "cell": found,
        "name": name,
        "structured": partial(structured.cell, slug=slug, row=row, dimension=dimension, name=name),
        "models": [(model, backing.get(model.slug)) for model in row.models],
    }
    return render_evidence(request, "pages/fact_check_cell.html", context)
