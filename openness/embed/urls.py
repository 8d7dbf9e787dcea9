"""Addresses of the widget: `patterns` without a language prefix, `pages` with one."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from openness.converters import Language
from openness.embed import builder, frames, oembed, pictures, script, sharing, writing

_cards = [
    path("home.png", sharing.home, name="card-home"),
    path("compare.png", sharing.comparison, name="card-compare"),
    path("compare/models.png", sharing.models, name="card-compare-models"),
    path("may-i.png", sharing.may_i, name="card-may-i"),
    path("models/<key:slug>.png", sharing.model, name="card-model"),
    path("models/<key:slug>/<key:dimension>.png", sharing.evidence, name="card-evidence"),
    path("vendors.png", sharing.vendors, name="card-vendors"),
    path("vendors/<key:slug>.png", sharing.vendor, name="card-vendor"),
    path("licences.png", sharing.licences, name="card-licences"),
    path("licences/compare.png", sharing.texts, name="card-licence-compare"),
    path("licences/<key:slug>.png", sharing.licence, name="card-licence"),
    path("dimensions.png", sharing.dimensions, name="card-dimensions"),
    path("fact-check.png", sharing.fact_checks, name="card-fact-checks"),
    path("fact-check/<key:slug>.png", sharing.fact_check, name="card-fact-check"),
    path(
        "fact-check/<key:slug>/<key:vendor>/<key:dimension>.png", sharing.fact_check_cell, name="card-fact-check-cell"
    ),
    path("changes.png", sharing.changes, name="card-changes"),
    path("about.png", sharing.about, name="card-about"),
    path("embed.png", sharing.builder, name="card-embed"),
    path("api.png", sharing.api, name="card-api"),
]

patterns: list[URLPattern | URLResolver] = [
    path("embed/<language:language>/compare/", frames.compare, name="embed-compare"),
    path("embed/<language:language>/models/<key:slug>/", frames.model, name="embed-model"),
    path("embed/<language:language>/fact-check/<key:slug>/", frames.fact_check, name="embed-fact-check"),
    path("embed/<language:language>/compare.<text:extension>", writing.compare, name="embed-compare-text"),
    path("embed/<language:language>/models/<key:slug>.<text:extension>", writing.model, name="embed-model-text"),
    path(
        "embed/<language:language>/fact-check/<key:slug>.<text:extension>",
        writing.fact_check,
        name="embed-fact-check-text",
    ),
    path("embed/<language:language>/compare.<picture:extension>", pictures.compare, name="embed-compare-picture"),
    path("embed/<language:language>/models/<key:slug>.<picture:extension>", pictures.model, name="embed-model-picture"),
    path(
        "embed/<language:language>/fact-check/<key:slug>.<picture:extension>",
        pictures.fact_check,
        name="embed-fact-check-picture",
    ),
    path("badge/<language:language>/<str:slug>/may-i.<badge:extension>", pictures.permission_badge, name="badge-may-i"),
    path("badge/<language:language>/<str:slug>/<str:dimension>.<badge:extension>", pictures.level_badge, name="badge"),
    path("cards/<language:language>/", include(_cards)),
    path("embed.js", script.script, name="embed-script"),
    path("oembed", oembed.oembed, name="oembed"),
    re_path(  # a file has no slash to be sent to; these three stay last
        rf"^embed/(?P<language>{Language.regex})/(?P<rest>.+\.[a-z]{{3,4}})$", frames.missing, name="embed-missing"
    ),
    path("embed/<language:language>/<path:rest>/", frames.missing, name="embed-missing"),
    path("embed/<path:rest>/", frames.missing, {"language": settings.LANGUAGE_CODE}, name="embed-missing"),
]

pages: list[URLPattern | URLResolver] = [path("embed/", builder.builder, name="embed")]
