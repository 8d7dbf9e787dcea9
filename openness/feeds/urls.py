"""Addresses of the feeds."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from openness.feeds import calendar, changes

_of_a_language = [
    path("changes.atom", changes.changes, name="feed-changes"),
    path("models/<key:slug>.atom", changes.model, name="feed-model"),
    path("vendors/<key:slug>.atom", changes.vendor, name="feed-vendor"),
    path("licences/<key:slug>.atom", changes.licence, name="feed-licence"),
    path("compare.atom", changes.comparison, name="feed-compare"),
    path("licence-dates.ics", calendar.licence_dates_calendar, name="feed-licence-dates"),
    re_path("", changes.nothing),
]

patterns: list[URLPattern | URLResolver] = [
    path("feeds/<language:language>/", include(_of_a_language)),
    path("feeds/", changes.nothing),
    path("feeds/<path:rest>", changes.nothing),
]
