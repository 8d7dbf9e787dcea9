"""Addresses of the interface for programs: `patterns` without a language prefix, `pages` with one."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []

pages: list[URLPattern | URLResolver] = []
