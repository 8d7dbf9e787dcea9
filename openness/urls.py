"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from openness import converters  # noqa: F401 - makes the parts of addresses known
from openness.admin.site import site as admin_site
from openness.api import urls as api
from openness.bulk import urls as bulk
from openness.embed import urls as embed
from openness.feeds import urls as feeds
from openness.pages import (
    about,
    catalogue,
    changes,
    compare,
    errors,
    factcheck,
    health,
    home,
    licences,
    llms,
    may_i,
    report,
    robots,
    side_by_side,
    sitemaps,
)

_fact_check = [
    path("", factcheck.articles, name="fact-checks"),
    path("<key:slug>/", factcheck.article, name="fact-check"),
    path("<key:slug>/<key:vendor>/<key:dimension>/", factcheck.cell, name="fact-check-cell"),
]

_pages: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("compare/", compare.compare, name="compare"),
    path("compare/models/", side_by_side.compare_models, name="compare-models"),
    path("may-i/", may_i.may_i, name="may-i"),
    path("models/", catalogue.models, name="models"),
    path("models/<key:slug>/", catalogue.model, name="model"),
    path("models/<key:slug>/<key:dimension>/", catalogue.evidence, name="evidence"),
    path("vendors/", catalogue.vendors, name="vendors"),
    path("vendors/<key:slug>/", catalogue.vendor, name="vendor"),
    path("licences/", licences.licences, name="licences"),
    path("licences/compare/", licences.compare_licences, name="licence-compare"),
    path("licences/<key:slug>/", licences.licence, name="licence"),
    path("dimensions/", catalogue.dimensions, name="dimensions"),
    path("fact-check/", include(_fact_check)),
    path("report/", report.report, name="report"),
    path("report/thanks/", report.thanks, name="report-thanks"),
    path("changes/", changes.changes, name="changes"),
    path("about/", about.about, name="about"),
    *embed.pages,
    *api.pages,
]

urlpatterns = [
    path("", home.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots.robots, name="robots"),
    path("llms.txt", llms.llms, name="llms"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<key:section>.xml", sitemaps.sitemap_section, name="sitemap-section"),
    path("admin/", admin_site.urls),
    *embed.patterns,
    *api.patterns,
    *bulk.patterns,
    *feeds.patterns,
    *i18n_patterns(*_pages),
]

handler400 = errors.bad_request
handler404 = errors.not_found
