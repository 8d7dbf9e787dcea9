"""Addresses of the feeds."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
