"""Assessments on their own: the list to work through."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ActionLocation
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openness.admin.fields import both
from openness.admin.filters import LicenceKindOfModel, SourcesFailing, StaleAssessments, Unsourced
from openness.admin.records import Publishable, level_mark
from openness.admin.refusals import Path
from openness.admin.site import site
from openness.domain.rules import Key
from openness.models import Assessment, Model


@admin.register(Assessment, site=site)
class AssessmentAdmin(Publishable):
    """An assessment is part of its model's document."""

    list_display = ("of_model", "dimension", "level_shown", "verified_on", "source_count", "published")
    list_display_links = ("of_model", "dimension")
    list_filter = (
        StaleAssessments,
        Unsourced,
        SourcesFailing,
        "level",
        "dimension",
        "published",
        "model__vendor",
        LicenceKindOfModel,
    )
    search_fields = ("model__search_text",)
    search_help_text = _("Name of a model, also as people write it")
    date_hierarchy = "verified_on"
    ordering = ("model__name", "dimension__position")
    list_select_related = ("model", "dimension")
    readonly_fields = ("model", "dimension")
    autocomplete_fields = ("sources",)
    actions = (*Publishable.actions, "verified_today")
    fields = (("model", "dimension"), ("level", "verified_on", "published"), both("reason"), "sources")

    def records(self, record: Any) -> set[Key]:
        """The document of its model."""
        return {("model", record.model.slug)}

    def place(self, record: Any) -> Path:
        """Below its dimension."""
        return "assessments", record.dimension_id

    def view_on_site(self, record: Any) -> str | None:
        """The page with the evidence."""
        if not (record.published and record.model.published):
            return None
        return reverse("evidence", args=[record.model.slug, record.dimension_id])

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: every model has all four from the start."""
        return False

    def get_actions(self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST) -> Any:
        """All but deletion: a model without one of its assessments is not fit to be published."""
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The change page, without a button to delete."""
        return super().change_view(request, object_id, form_url, {"show_delete": False, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """All assessments, with how many sources each has."""
        return super().get_queryset(request).annotate(cited=Count("sources"))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        """Those of the models that the site's own search finds."""
        if search_term.strip():
            queryset = queryset.filter(model__in=Model.objects.matching(search_term).order_by())
        return queryset, False

    @admin.display(description=_("model"), ordering="model__name")
    def of_model(self, assessment: Assessment) -> Model:
        """The model it is about."""
        return assessment.model

    @admin.display(description=_("level"), ordering="level")
    def level_shown(self, assessment: Assessment) -> SafeString:
        """The level as sign and word."""
        return level_mark(assessment.level)

    @admin.display(description=_("sources"), ordering="cited")
    def source_count(self, assessment: Any) -> int:
        """How many sources it has."""
        return assessment.cited

    @admin.action(description=_("Selected assessments still hold: verified today"), permissions=["change"])
    def verified_today(self, request: HttpRequest, queryset: Any) -> None:
        """Date the selected assessments to today."""
        today = timezone.localdate()
        self.change_selected(request, queryset, reason=gettext("Looked at again: it still holds."), verified_on=today)
