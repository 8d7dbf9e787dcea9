"""Vendors, licences with their terms, and models with the licences that cover them."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from openness import choices
from openness.models.constraints import PeriodsDoNotCross, is_slug, one_of
from openness.models.evidence import Source, cites_failing

_slug_validator = RegexValidator(
    r"^[a-z0-9]+([.-][a-z0-9]+)*$", _("Lower-case letters and digits, joined by single dots or hyphens.")
)
_month_validator = RegexValidator(r"^(19|20)\d\d-(0[1-9]|1[0-2])$", _("A month: YYYY-MM."))
_spdx_validator = RegexValidator(r"^[A-Za-z0-9.+-]+$", _("An SPDX id, or LicenseRef-…"))


def slug_field() -> models.CharField:
    """The stable, readable key of a record, part of its address."""
    return models.CharField(
        _("slug"),
        max_length=80,
        unique=True,
        validators=[_slug_validator],
        help_text=_("Part of the address; never change it once published."),
    )


def search_key(text: str) -> str:
    """`text` as search sees it: lower-case letters and digits, accents and everything else gone.

    "GPT-4-turbo" and "GPT4 Turbo" both become "gpt4turbo".
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


class Vendor(models.Model):
    """A company, institute or community that publishes models."""

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166 code of its seat: US, FR, DE."))
    website = models.URLField(_("website"), max_length=500)
    summary = TranslatedField(models.TextField(_("summary"), max_length=4000))

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ("name",)
        constraints = [
            is_slug(name="vendor_slug_is_slug"),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                name="vendor_country_is_code",
                violation_error_message=_("Two capital letters: US, FR, DE."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("vendor", args=[self.slug])


class LicenceQuerySet(models.QuerySet):
    """Licences as editors look for them."""

    def sources_failing(self) -> "LicenceQuerySet":
        """With a source, of the whole or of a term, that nobody could read at the last look."""
        return self.filter(cites_failing(Licence, "sources", "terms__source"))


class Licence(models.Model):
    """One version of a licence text."""

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200, help_text=_("As the text calls itself."))
    short_name = models.CharField(_("short name"), max_length=60, help_text=_("As it stands in a table."))
    licence_kind = models.CharField(_("kind"), max_length=20, choices=choices.LicenceKind)
    spdx_id = models.CharField(
        "SPDX id", max_length=80, validators=[_spdx_validator], help_text=_("From the SPDX list, else LicenseRef-….")
    )
    osi_approved = models.BooleanField(_("OSI-approved"), default=False)
    steward = models.CharField(_("steward"), max_length=200, blank=True, help_text=_("Who publishes the text."))
    version = models.CharField(_("version"), max_length=200, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    url = models.URLField(_("address of the text"), max_length=500)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("earlier version"), null=True, blank=True, related_name="superseded_by"
    )
    summary = TranslatedField(models.TextField(_("summary"), max_length=4000))
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="licences")

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ("name",)
        constraints = [
            is_slug(name="licence_slug_is_slug"),
            one_of(field="licence_kind", values=choices.LicenceKind.values, name="licence_kind_is_known"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")),
                name="licence_supersedes_not_itself",
                violation_error_message=_("A licence cannot be its own earlier version."),
            ),
            models.CheckConstraint(
                condition=Q(osi_approved=False) | Q(licence_kind=choices.LicenceKind.OPEN_SOURCE),
                name="licence_osi_approved_is_open_source",
                violation_error_message=_("What the OSI approved is of the kind “OSI-approved”."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("licence", args=[self.slug])


class LicenceTerm(models.Model):
    """One permission, condition or limitation of a licence, structured, with its clause."""

    licence = models.ForeignKey(Licence, models.CASCADE, verbose_name=_("licence"), related_name="terms")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    subject = models.CharField(_("subject"), max_length=30, choices=choices.TermSubject)
    effect = models.CharField(_("effect"), max_length=20, choices=choices.TermEffect)
    operator = models.CharField(_("operator"), max_length=3, choices=choices.Operator, blank=True)
    value = models.PositiveBigIntegerField(_("value"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, choices=choices.Unit, blank=True)
    measured = models.CharField(_("measured"), max_length=10, choices=choices.Measured, blank=True)
    measured_on = models.DateField(_("measured on"), null=True, blank=True)
    counts_affiliates = models.BooleanField(_("counts affiliates"), null=True, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    modalities = models.JSONField(_("modalities"), default=list, blank=True)
    fields_of_use = models.JSONField(_("fields of use"), default=list, blank=True)
    binds = models.CharField(_("binds"), max_length=20, choices=choices.Binds, default=choices.Binds.EVERYONE)
    exempts = models.JSONField(_("exempts"), default=list, blank=True)
    exempt = TranslatedField(models.TextField(_("exemption in our words"), max_length=4000, blank=True))
    summary = TranslatedField(models.TextField(_("in our words"), max_length=4000))
    locator = models.CharField(_("clause"), max_length=200, help_text=_("“§2”, “§1.b.v”."))
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="terms")

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("licence", "position", "pk")
        constraints = [
            one_of(field="subject", values=choices.TermSubject.values, name="term_subject_is_known"),
            one_of(field="effect", values=choices.TermEffect.values, name="term_effect_is_known"),
            one_of(field="operator", values=["", *choices.Operator.values], name="term_operator_is_known"),
            one_of(field="unit", values=["", *choices.Unit.values], name="term_unit_is_known"),
            one_of(field="binds", values=choices.Binds.values, name="term_binds_is_known"),
            models.CheckConstraint(
                condition=Q(operator="", value__isnull=True, unit="", measured="")
                | (~Q(operator="") & Q(value__isnull=False) & ~Q(unit="") & ~Q(measured="")),
                name="term_threshold_is_whole",
                violation_error_message=_(
                    "Operator, value, unit and when it is measured go together: all of them, or none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(subject__in=choices.THRESHOLDS) | Q(value__isnull=False),
                name="term_threshold_has_a_value",
                violation_error_message=_("A threshold needs a value."),
            ),
            models.CheckConstraint(
                condition=Q(measured=choices.Measured.FROZEN, measured_on__isnull=False)
                | (~Q(measured=choices.Measured.FROZEN) & Q(measured_on__isnull=True)),
                name="term_frozen_has_a_date",
                violation_error_message=_("“Measured once” goes with a date, and only that."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} ({self.locator})"


class ModelQuerySet(models.QuerySet):
    """Models as readers may see them."""

    def named(self, slugs: Iterable[str]) -> "ModelQuerySet":
        """Those of `slugs`, which a reader typed: what cannot be one finds nothing (PostgreSQL refuses NUL)."""
        return self.filter(slug__in=[slug for slug in slugs if "\x00" not in slug])

    def published(self) -> "ModelQuerySet":
        """Only what readers may see."""
        return self.filter(published=True)

    def matching(self, text: str) -> "ModelQuerySet":
        """Those whose name, alias, family or vendor has every word of `text`, however it is spelt.

        None where `text` has no letter or digit.
        """
        words = list(filter(None, map(search_key, text.split())))
        found = self if words else self.none()
        for word in words:
            in_vendor = Q(vendor__slug__contains=word) | Q(vendor__name__icontains=word)
            found = found.filter(Q(search_text__contains=word) | in_vendor)
        return found

    def by_release(self) -> "ModelQuerySet":
        """Oldest first; unknown months last."""
        return self.order_by(F("released").asc(nulls_last=True), "name")

    def sources_failing(self) -> "ModelQuerySet":
        """With a source, of an assessment or of a licence's period, that nobody could read at the last look."""
        return self.filter(cites_failing(Model, "assessments__sources", "coverages__sources"))


class PermissionGrounds(models.Model):
    """On what models may be used, as one text; models that share it get the same answers.

    Follows from models and coverages, and is written by `openness.domain.permissions.grounds` alone.
    """

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("grounds of a permission")
        verbose_name_plural = _("grounds of permissions")

    def __str__(self) -> str:
        return self.text


class Model(models.Model):
    """An AI model of one size and version."""

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200)
    vendor = models.ForeignKey(Vendor, models.PROTECT, verbose_name=_("vendor"), related_name="models")
    family = models.CharField(_("family"), max_length=200, help_text=_("Groups siblings: “Llama 3.1”."))
    released = models.CharField(
        _("released"),
        max_length=7,
        null=True,
        blank=True,
        validators=[_month_validator],
        help_text=_("Month: YYYY-MM."),
    )
    parameters_total = models.DecimalField(
        _("parameters"), max_digits=10, decimal_places=4, null=True, blank=True, help_text=_("In billions.")
    )
    parameters_active = models.DecimalField(
        _("active parameters"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("In billions, for mixtures of experts."),
    )
    availability = models.CharField(_("availability"), max_length=20, choices=choices.Availability)
    base_model = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("base model"), null=True, blank=True, related_name="derivatives"
    )
    repository = models.URLField(_("repository"), max_length=500, blank=True)
    summary = TranslatedField(models.TextField(_("worth knowing"), max_length=4000, blank=True))
    published = models.BooleanField(_("published"), default=True)
    search_text = models.TextField(editable=False, default="")
    grounds = models.ForeignKey(
        "PermissionGrounds", models.SET_NULL, null=True, blank=True, editable=False, related_name="models"
    )

    objects = ModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("model")
        verbose_name_plural = _("models")
        ordering = ("name",)
        indexes = [models.Index(fields=["vendor", "family"], name="model_vendor_family")]
        constraints = [
            is_slug(name="model_slug_is_slug"),
            one_of(field="availability", values=choices.Availability.values, name="model_availability_is_known"),
            models.CheckConstraint(
                condition=Q(base_model__isnull=True) | ~Q(base_model=F("pk")),
                name="model_base_is_not_itself",
                violation_error_message=_("A model cannot be its own base."),
            ),
            models.CheckConstraint(
                condition=Q(released__isnull=True) | Q(released__regex=r"^(19|20)\d\d-(0[1-9]|1[0-2])$"),
                name="model_released_is_month",
                violation_error_message=_("A month: YYYY-MM."),
            ),
            models.CheckConstraint(
                condition=Q(parameters_active__isnull=True)
                | Q(parameters_total__isnull=False, parameters_active__lte=F("parameters_total")),
                name="model_active_is_part_of_total",
                violation_error_message=_("Active parameters need a total that is not smaller."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("model", args=[self.slug])

    def refresh_search_text(self, *, aliases: list[str]) -> None:
        """Set `search_text` from name, family and `aliases`; the caller saves."""
        self.search_text = " ".join(dict.fromkeys(map(search_key, [self.name, self.slug, self.family, *aliases])))


class ModelModality(models.Model):
    """A model takes in or gives out this modality."""

    model = models.ForeignKey(Model, models.CASCADE, related_name="modality_set")
    modality = models.CharField(_("modality"), max_length=10, choices=choices.Modality)

    class Meta:
        verbose_name = _("modality")
        verbose_name_plural = _("modalities")
        constraints = [
            models.UniqueConstraint(fields=["model", "modality"], name="modality_once_a_model"),
            one_of(field="modality", values=choices.Modality.values, name="modality_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_modality_display()


class Alias(models.Model):
    """Another way people write a model's name."""

    model = models.ForeignKey(Model, models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["model", "name"], name="alias_once_a_model")]

    def __str__(self) -> str:
        return self.name


class LicenceCoverageQuerySet(models.QuerySet):
    """Coverages by what they mean for somebody who wants to use the model."""

    def in_force(self) -> "LicenceCoverageQuerySet":
        """Those that have not ended."""
        return self.filter(valid_to__isnull=True)

    def for_use(self) -> "LicenceCoverageQuerySet":
        """Those in force that say under what the model itself may be used: of its weights, else of the service."""
        return self.in_force().filter(covers__in=[choices.Covers.WEIGHTS, choices.Covers.SERVICE])


class LicenceCoverage(models.Model):
    """Which licence covers one part of a model, from a day up to (not including) a day."""

    model = models.ForeignKey(Model, models.CASCADE, verbose_name=_("model"), related_name="coverages")
    covers = models.CharField(_("covers"), max_length=10, choices=choices.Covers)
    licence = models.ForeignKey(Licence, models.PROTECT, verbose_name=_("licence"), related_name="coverages")
    valid_from = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: from the start."))
    valid_to = models.DateField(
        _("to"), null=True, blank=True, help_text=_("First day it no longer holds; empty: still.")
    )
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="coverages")

    objects = LicenceCoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence of a model")
        verbose_name_plural = _("licences of a model")
        ordering = ("model", "covers", F("valid_from").asc(nulls_first=True))
        constraints = [
            one_of(field="covers", values=choices.Covers.values, name="coverage_part_is_known"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="coverage_starts_before_it_ends",
                violation_error_message=_("A period starts before it ends."),
            ),
            PeriodsDoNotCross(
                name="coverage_periods_do_not_cross", same=("model", "covers"), start="valid_from", end="valid_to"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_covers_display()}: {self.licence}"
