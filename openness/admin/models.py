"""Models with their assessments, licences and other names."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from openness import choices
from openness.admin.fields import SeveralField, both
from openness.admin.filters import LicenceKindFilter, ModelsToCheck, ModelsUnknown, ModelsUnsourced, SourcesFailing
from openness.admin.records import Publishable, RecordForm, StackedPart, TabularPart, level_sign
from openness.admin.refusals import PartFormSet
from openness.admin.site import site
from openness.choices import Dimension
from openness.models import Alias, Assessment, LicenceCoverage, Model, ModelModality
from openness.models.constraints import PeriodsDoNotCross

_PARTS = choices.Covers.values


class ModelForm(RecordForm):
    """A model with its modalities as check boxes."""

    modalities = SeveralField(choices.Modality, label=_("Modalities"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("parameters_total", "parameters_active"):
            if (count := self.initial.get(name)) is not None:
                self.initial[name] = f"{count:f}".rstrip("0").rstrip(".")
        if self.instance.pk:
            self.initial["modalities"] = [row.modality for row in self.instance.modality_set.all()]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if "modalities" in self.changed_data:
            self.instance.modality_set.all().delete()
            rows = [ModelModality(model=self.instance, modality=value) for value in self.cleaned_data["modalities"]]
            ModelModality.objects.bulk_create(rows)


class AssessmentFormSet(PartFormSet):
    """The four assessments of a model, by dimension."""

    part = "assessments"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": [{"dimension": name} for name in Dimension.values], **kwargs})

    def keyed(self) -> dict[str, Any]:
        """The forms by dimension."""
        return {str(form.instance.dimension_id): form for form in self.kept()}


class AssessmentInline(StackedPart):
    """One assessment for each dimension: set for a new model, fixed from then on."""

    model = Assessment
    formset = AssessmentFormSet
    fields = (("dimension", "level", "verified_on", "published"), both("reason"), "sources")
    autocomplete_fields = ("sources",)
    ordering = ("dimension__position",)
    can_delete = False
    max_num = len(Dimension)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """All four for a new model."""
        return 0 if obj else len(Dimension)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The dimension of a stored assessment stays."""
        return ("dimension",) if obj else ()


class CoverageForm(forms.ModelForm):
    """A licence for one part and period."""

    def validate_constraints(self) -> None:
        """All but crossing periods, which the whole document tells: rows that change together are not yet saved."""
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        for constraint in LicenceCoverage._meta.constraints:
            if not isinstance(constraint, PeriodsDoNotCross):
                try:
                    constraint.validate(LicenceCoverage, self.instance, exclude=exclude)
                except ValidationError as error:
                    self.add_error(None, error)


class CoverageFormSet(PartFormSet):
    """The licences of a model in the order of the document: by part, then by date."""

    part = "licences"

    def kept(self) -> list[Any]:
        """The licences in the order of the document."""
        return sorted(super().kept(), key=lambda form: _period(form.instance))

    def save(self, commit: bool = True) -> Any:
        """Save the periods; changed ones are taken out first, so that none crosses another on the way."""
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        LicenceCoverage.objects.filter(pk__in=changed).delete()
        return super().save(commit=commit)


def _period(row: LicenceCoverage) -> tuple[int, str]:
    return _PARTS.index(row.covers) if row.covers in _PARTS else len(_PARTS), str(row.valid_from or "")


class CoverageInline(StackedPart):
    """Which licence covers which part, from when to when."""

    model = LicenceCoverage
    form = CoverageForm
    formset = CoverageFormSet
    fields = (("covers", "licence", "valid_from", "valid_to"), "sources")
    autocomplete_fields = ("licence", "sources")


class AliasFormSet(PartFormSet):
    """Other names of a model."""

    part = "aliases"


class AliasInline(TabularPart):
    """Other ways people write the name; search finds them."""

    model = Alias
    formset = AliasFormSet
    fields = ("name",)


def _level_column(dimension: Dimension) -> Any:
    @admin.display(description=dimension.label)
    def level(self: "ModelAdmin", model: Model) -> SafeString | None:
        return next((level_sign(row.level) for row in model.assessments.all() if row.dimension_id == dimension), None)

    return level


@admin.register(Model, site=site)
class ModelAdmin(Publishable):
    """A model with all its parts is one document."""

    kind = "model"
    form = ModelForm
    list_display = (
        "name",
        "vendor",
        "released",
        "weights",
        "code",
        "data",
        "commercial_use",
        "licences",
        "verified",
        "published",
    )
    list_filter = (
        ModelsToCheck,
        ModelsUnsourced,
        ModelsUnknown,
        SourcesFailing,
        "vendor",
        LicenceKindFilter,
        "availability",
        "modality_set__modality",
        "published",
    )
    search_fields = ("search_text",)
    search_help_text = _("Name, family, vendor or alias, also as people write it")
    ordering = ("name",)
    list_select_related = ("vendor",)
    autocomplete_fields = ("vendor", "base_model")
    inlines = (AssessmentInline, CoverageInline, AliasInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "slug"),
                    ("vendor", "family"),
                    ("released", "availability"),
                    ("parameters_total", "parameters_active"),
                    ("base_model", "repository"),
                    "modalities",
                    both("summary"),
                    "published",
                )
            },
        ),
    )
    weights = _level_column(Dimension.WEIGHTS)
    code = _level_column(Dimension.CODE)
    data = _level_column(Dimension.DATA)
    commercial_use = _level_column(Dimension.COMMERCIAL_USE)

    def complete(self, record: Any) -> None:
        """Make the saved aliases searchable."""
        record.refresh_search_text(aliases=list(record.aliases.values_list("name", flat=True)))
        record.save(update_fields=["search_text"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """All models with what their list shows, in a fixed number of queries."""
        models = super().get_queryset(request).annotate(oldest=Min("assessments__verified_on"))
        return models.prefetch_related("assessments", "coverages__licence")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        """Those that the site's own search finds."""
        return (queryset.matching(search_term) if search_term.strip() else queryset), False

    @admin.display(description=_("licence"))
    def licences(self, model: Model) -> str:
        """The licences in force for the weights or the service."""
        used = [row for row in model.coverages.all() if row.valid_to is None and row.covers in {"weights", "service"}]
        return ", ".join(dict.fromkeys(row.licence.short_name for row in used))

    @admin.display(description=_("checked"), ordering="oldest")
    def verified(self, model: Any) -> str | None:
        """The day of its oldest check."""
        return date_format(model.oldest, "SHORT_DATE_FORMAT") if model.oldest else None
