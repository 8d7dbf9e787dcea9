"""List filters: what needs work, and what is found by way of other records."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openness.choices import Level, LicenceKind
from openness.models import Assessment, LicenceCoverage


class OnlyFilter(admin.SimpleListFilter):
    """All, or only those that match, under the name `choice`."""

    choice: Any = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The one choice there is."""
        return [("yes", self.choice)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those that match, if asked for."""
        return self.matching(queryset) if self.value() == "yes" else queryset

    def matching(self, queryset: QuerySet) -> QuerySet:
        """Those of `queryset` that match."""
        raise NotImplementedError


class StaleAssessments(OnlyFilter):
    """Assessments not verified for as long as their dimension allows, or never."""

    title = _("verification")
    choice = _("due again")
    parameter_name = "stale"

    def matching(self, queryset: Any) -> QuerySet:
        """Those that are stale today."""
        return queryset.stale(today=timezone.localdate(), months=settings.VERIFY_MONTHS)


class Unsourced(OnlyFilter):
    """Records without a source."""

    title = _("sources")
    choice = _("without a source")
    parameter_name = "unsourced"

    def matching(self, queryset: QuerySet) -> QuerySet:
        """Those without any source."""
        return queryset.filter(sources__isnull=True)


class SourcesFailing(OnlyFilter):
    """Records with a source that nobody could read at the last look."""

    title = _("reachable sources")
    choice = _("a source cannot be read")
    parameter_name = "sources-fail"

    def matching(self, queryset: Any) -> QuerySet:
        """Those with at least one."""
        return queryset.sources_failing()


class FailingSources(OnlyFilter):
    """Sources that nobody could read at the last look, neither where they were nor in a copy."""

    title = _("reachable sources")
    choice = _("could not be read")
    parameter_name = "failing"

    def matching(self, queryset: Any) -> QuerySet:
        """Those that fail."""
        return queryset.failing()


class FailingChecks(FailingSources):
    """Looks that found nothing to read."""

    title = _("reading")


class OfAssessments(OnlyFilter):
    """Models that have an assessment among those that match."""

    def matching(self, queryset: QuerySet) -> QuerySet:
        """Those with at least one."""
        return queryset.filter(Exists(self.chosen(Assessment.objects.filter(model=OuterRef("pk")))))

    def chosen(self, assessments: Any) -> QuerySet:
        """The assessments that match."""
        raise NotImplementedError


class ModelsToCheck(OfAssessments):
    """Models with an assessment not verified for as long as its dimension allows, or never."""

    title = _("verification")
    choice = _("due again")
    parameter_name = "stale"

    def chosen(self, assessments: Any) -> QuerySet:
        """Those that are stale today."""
        return assessments.stale(today=timezone.localdate(), months=settings.VERIFY_MONTHS)


class ModelsUnsourced(OfAssessments):
    """Models with an assessment that has no source."""

    title = _("sources")
    choice = _("without a source")
    parameter_name = "unsourced"

    def chosen(self, assessments: Any) -> QuerySet:
        """Those without any source."""
        return assessments.unsourced()


class ModelsUnknown(OfAssessments):
    """Models of which a level is unknown."""

    title = _("levels")
    choice = _("with an unknown one")
    parameter_name = "unknown"

    def chosen(self, assessments: Any) -> QuerySet:
        """Those of unknown level."""
        return assessments.filter(level=Level.UNKNOWN)


class LicenceKindFilter(admin.SimpleListFilter):
    """By the kind of a licence in force for the model; `reference` leads from a row to its model."""

    title = _("licence kind")
    parameter_name = "licence-kind"
    reference = "pk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All kinds."""
        return LicenceKind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those under a licence of the chosen kind."""
        if self.value() is None:
            return queryset
        covering = LicenceCoverage.objects.in_force().filter(model=OuterRef(self.reference))
        return queryset.filter(Exists(covering.filter(licence__licence_kind=self.value())))


class LicenceKindOfModel(LicenceKindFilter):
    """The same, for what belongs to a model."""

    reference = "model"


class Unused(OnlyFilter):
    """Sources that stand nowhere."""

    title = _("use")
    choice = _("cited nowhere")
    parameter_name = "unused"

    def matching(self, queryset: QuerySet) -> QuerySet:
        """Those that no record cites."""
        nowhere = {f"{name}__isnull": True for name in ("licences", "terms", "assessments", "coverages", "claims")}
        return queryset.filter(**nowhere)
