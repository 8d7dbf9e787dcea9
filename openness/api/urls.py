"""Addresses of the interface for programs: `patterns` without a language prefix, `pages` with one."""

from django.urls import URLPattern, URLResolver, path

from openness.api import page, v1

patterns: list[URLPattern | URLResolver] = [*v1.patterns]

pages: list[URLPattern | URLResolver] = [path("api/", page.page, name="api")]
