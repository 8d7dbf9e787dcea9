"""Openness dimensions, and how open each model is on each."""

import calendar
import datetime as dt
from collections.abc import Mapping

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from openness.choices import Dimension, Level
from openness.models.catalogue import Model
from openness.models.constraints import one_of
from openness.models.evidence import Source, cites_failing


class OpennessDimension(models.Model):
    """What openness is measured on, and what each level means there."""

    slug = models.CharField(_("slug"), max_length=20, unique=True, choices=Dimension)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    name = TranslatedField(models.CharField(_("name"), max_length=200))
    question = TranslatedField(models.TextField(_("question"), max_length=4000))
    explanation = TranslatedField(models.TextField(_("explanation"), max_length=4000))
    open_means = TranslatedField(models.TextField(_("open means"), max_length=4000))
    partial_means = TranslatedField(models.TextField(_("partial means"), max_length=4000))
    closed_means = TranslatedField(models.TextField(_("closed means"), max_length=4000))

    class Meta:
        verbose_name = _("openness dimension")
        verbose_name_plural = _("openness dimensions")
        ordering = ("position",)
        constraints = [one_of(field="slug", values=Dimension.values, name="dimension_slug_is_known")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('dimensions')}#{self.slug}"


class AssessmentQuerySet(models.QuerySet):
    """Assessments by what readers or editors ask of them."""

    def published(self) -> "AssessmentQuerySet":
        """Only what readers may see."""
        return self.filter(published=True, model__published=True)

    def stale(self, *, today: dt.date, months: Mapping[str, int]) -> "AssessmentQuerySet":
        """Not verified within the months that `months` gives their dimension, before `today`, or never."""
        old = Q(verified_on__isnull=True)
        for dimension, number in months.items():
            old |= Q(dimension=dimension, verified_on__lt=_months_before(today, number))
        return self.filter(old)

    def unsourced(self) -> "AssessmentQuerySet":
        """Without any source."""
        return self.filter(sources__isnull=True)

    def sources_failing(self) -> "AssessmentQuerySet":
        """With a source that nobody could read at the last look."""
        return self.filter(cites_failing(Assessment, "sources"))


def _months_before(day: dt.date, number: int) -> dt.date:
    """The same day of the month `number` months earlier, or the last that month has."""
    month = day.year * 12 + day.month - 1 - number
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def level_name(dimension: str) -> str:
    """The annotation that holds a model's level on `dimension`."""
    return f"level_{dimension.replace('-', '_')}"


def with_level(found: models.QuerySet[Model], dimension: str) -> models.QuerySet[Model]:
    """The models `found` with their published level on `dimension`, unknown where nobody recorded one.

    The level stands in the annotation that `level_name` tells.
    """
    recorded = Assessment.objects.filter(model=OuterRef("pk"), dimension__slug=dimension, published=True)
    level = Coalesce(Subquery(recorded.values("level")[:1]), Value(Level.UNKNOWN.value))
    return found.annotate(**{level_name(dimension): level})


class Assessment(models.Model):
    """One model on one dimension: a level, the reason, its sources, the day it was checked."""

    model = models.ForeignKey(Model, models.CASCADE, verbose_name=_("model"), related_name="assessments")
    dimension = models.ForeignKey(
        OpennessDimension,
        models.PROTECT,
        to_field="slug",
        db_column="dimension",
        verbose_name=_("dimension"),
        related_name="assessments",
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.UNKNOWN)
    reason = TranslatedField(models.TextField(_("reason"), max_length=4000))
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    published = models.BooleanField(_("published"), default=True)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="assessments", blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("model", "dimension")
        indexes = [models.Index(fields=["dimension", "level"], name="assessment_dimension_level")]
        constraints = [
            models.UniqueConstraint(fields=["model", "dimension"], name="assessment_once_a_dimension"),
            one_of(field="level", values=Level.values, name="assessment_level_is_known"),
            models.CheckConstraint(
                condition=Q(published=False) | Q(verified_on__isnull=False),
                name="assessment_published_has_a_date",
                violation_error_message=_("What is published needs the day it was verified."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} – {Dimension(self.dimension_id).label}: {self.get_level_display()}"
