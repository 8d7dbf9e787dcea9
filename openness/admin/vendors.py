"""Vendors."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openness.admin.fields import both
from openness.admin.records import RecordAdmin
from openness.admin.site import site
from openness.models import Vendor


@admin.register(Vendor, site=site)
class VendorAdmin(RecordAdmin):
    """A vendor is one document."""

    kind = "vendor"
    list_display = ("name", "country", "model_count", "website")
    list_filter = ("country",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    fields = (("name", "slug"), ("country", "website"), both("summary"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        """All vendors, with how many models each has."""
        return super().get_queryset(request).annotate(found=Count("models"))

    @admin.display(description=_("models"), ordering="found")
    def model_count(self, vendor: Any) -> int:
        """How many models there are of it."""
        return vendor.found
