"""Licences with their terms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openness import choices
from openness.admin.fields import both, several
from openness.admin.filters import SourcesFailing
from openness.admin.records import RecordAdmin, StackedPart
from openness.admin.refusals import PartFormSet
from openness.admin.site import site
from openness.models import Licence, LicenceTerm


class TermForm(forms.ModelForm):
    """A term with its lists as check boxes."""

    regions = several(LicenceTerm, "regions", choices.Region)
    modalities = several(LicenceTerm, "modalities", choices.Modality)
    fields_of_use = several(LicenceTerm, "fields_of_use", choices.FieldOfUse)
    exempts = several(LicenceTerm, "exempts", choices.Exempt)


class TermFormSet(PartFormSet):
    """The terms of a licence, numbered from 1 in the order of their positions."""

    part = "terms"

    def kept(self) -> list[Any]:
        """The terms in the order of the document: by position, new ones without a position last."""
        return sorted(super().kept(), key=lambda form: _order(form.cleaned_data.get("position"), form.instance.pk))

    def save(self, commit: bool = True) -> Any:
        """Save the terms, then close the gaps in their positions."""
        saved = super().save(commit=commit)
        terms = sorted(self.instance.terms.all(), key=lambda term: _order(term.position, term.pk))
        for position, term in enumerate(terms, start=1):
            if term.position != position:
                LicenceTerm.objects.filter(pk=term.pk).update(position=position)
        return saved


def _order(position: int | None, key: int | None) -> tuple[float, float]:
    return position or float("inf"), key or float("inf")


class TermInline(StackedPart):
    """Terms, each folded under its subject and clause."""

    model = LicenceTerm
    form = TermForm
    formset = TermFormSet
    template = "admin/openness/licence/terms.html"
    autocomplete_fields = ("source",)
    ordering = ("position", "pk")
    fieldsets = (
        (None, {"fields": (("subject", "effect"), both("summary"), ("locator", "source"))}),
        (_("Threshold"), {"fields": (("operator", "value", "unit"), ("measured", "measured_on", "counts_affiliates"))}),
        (_("Whom and what it concerns"), {"fields": (("binds", "position"), "regions", "modalities", "fields_of_use")}),
        (_("Exemptions"), {"fields": ("exempts", both("exempt"))}),
    )


@admin.register(Licence, site=site)
class LicenceAdmin(RecordAdmin):
    """A licence with its terms is one document."""

    kind = "licence"
    list_display = (
        "name",
        "short_name",
        "licence_kind",
        "osi_approved",
        "version",
        "published_on",
        "term_count",
        "model_count",
    )
    list_filter = (SourcesFailing, "licence_kind", "osi_approved", "steward")
    search_fields = ("name", "short_name", "slug", "spdx_id", "steward")
    date_hierarchy = "published_on"
    ordering = ("name",)
    autocomplete_fields = ("supersedes", "sources")
    inlines = (TermInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "slug"),
                    ("short_name", "licence_kind"),
                    ("spdx_id", "osi_approved"),
                    ("steward", "version"),
                    ("published_on", "supersedes"),
                    "url",
                    both("summary"),
                    "sources",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Licence]:
        """All licences, with how many terms they have and models they cover."""
        counts = {"recorded": Count("terms", distinct=True), "covered": Count("coverages__model", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("terms"), ordering="recorded")
    def term_count(self, licence: Any) -> int:
        """How many terms are recorded."""
        return licence.recorded

    @admin.display(description=_("models"), ordering="covered")
    def model_count(self, licence: Any) -> int:
        """How many models it covers or covered a part of."""
        return licence.covered
