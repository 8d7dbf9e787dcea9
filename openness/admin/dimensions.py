"""The four openness dimensions: their words can be edited, their number is fixed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openness.admin.fields import both
from openness.admin.records import RecordAdmin
from openness.admin.site import site
from openness.models import OpennessDimension


@admin.register(OpennessDimension, site=site)
class DimensionAdmin(RecordAdmin):
    """A dimension is one document."""

    kind = "dimension"
    list_display = ("name_de", "name_en", "position", "slug")
    ordering = ("position",)
    fieldsets = (
        (None, {"fields": (both("name"), ("slug", "position"), both("question"), both("explanation"))}),
        (_("What a level means"), {"fields": (both("open_means"), both("partial_means"), both("closed_means"))}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the dimensions are part of the program."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the dimensions are part of the program."""
        return False
