"""The admin site: its names, its order, and what is left to do."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from openness.admin.guarded import GuardedSite
from openness.admin.worklist import worklist

_ORDER = (
    "Proposal",
    "ReaderReport",
    "Change",
    "Model",
    "Assessment",
    "Licence",
    "Source",
    "SourceCheck",
    "Vendor",
    "Article",
    "Claim",
    "OpennessDimension",
)


class _Autocomplete(AutocompleteJsonView):
    """Suggestions under the label that the record's admin gives."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """The key and the label of one suggestion."""
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(self.model_admin, obj)}


class CatalogueSite(GuardedSite):
    """The admin with its records in the order of daily work."""

    site_title = _("Openness")
    site_header = _("Openness: the catalogue")
    index_title = _("Catalogue")
    empty_value_display = "–"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The catalogue first, its records in the order of daily work."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda entry: _place(entry["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "openness")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page, with what is left to do."""
        return super().index(request, {"worklist": worklist(request=request), **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Suggestions for a field that refers to other records."""
        suggest: Any = _Autocomplete.as_view(admin_site=self)
        return suggest(request)


def label_of(model_admin: ModelAdmin, record: models.Model) -> str:
    """How a field that refers to `record` names it."""
    label = getattr(model_admin, "label", str)
    return str(label(record))


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


site = CatalogueSite()
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
