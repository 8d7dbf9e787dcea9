"""Addresses of the files."""

from django.urls import URLPattern, URLResolver

patterns: list[URLPattern | URLResolver] = []
