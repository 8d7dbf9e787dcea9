"""The admin site: its names, its order, and what is left to do."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openness.choices import Level
from openness.models import Assessment, Model

_ORDER = ("Model", "Assessment", "Licence", "Source", "Vendor", "Article", "Claim", "OpennessDimension")


class _Autocomplete(AutocompleteJsonView):
    """Suggestions under the label that the record's admin gives."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """The key and the label of one suggestion."""
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(self.model_admin, obj)}


class CatalogueSite(AdminSite):
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
        return super().index(request, {"work": list(_work()), **(extra_context or {})})

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


def _work() -> Iterator[tuple[Promise, int, str]]:
    """What is left to do: its name, how much, and the address of the list."""
    assessments = reverse("admin:openness_assessment_changelist")
    today = timezone.localdate()
    yield _("Assessments to check again"), Assessment.objects.stale(today=today).count(), f"{assessments}?stale=yes"
    yield _("Assessments without a source"), Assessment.objects.unsourced().count(), f"{assessments}?unsourced=yes"
    unknown = Assessment.objects.filter(level=Level.UNKNOWN)
    yield _("Assessments still unknown"), unknown.count(), f"{assessments}?level__exact=unknown"
    drafts = Model.objects.filter(published=False)
    models_list = reverse("admin:openness_model_changelist")
    yield _("Models not yet published"), drafts.count(), f"{models_list}?published__exact=0"


site = CatalogueSite()
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
