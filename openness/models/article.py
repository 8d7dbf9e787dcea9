"""Texts that were fact-checked: their table, their claims, our verdicts."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from openness.choices import Dimension, Level, Verdict
from openness.models.assessment import OpennessDimension
from openness.models.catalogue import Model, Vendor, _month_validator, slug_field
from openness.models.constraints import is_slug, one_of
from openness.models.evidence import Source


class ArticleQuerySet(models.QuerySet):
    """Articles as readers may see them."""

    def published(self) -> "ArticleQuerySet":
        """Only what readers may see."""
        return self.filter(published=True)


class Article(models.Model):
    """A text that compares models, checked claim by claim."""

    slug = slug_field()
    title = models.CharField(_("title"), max_length=200, help_text=_("As it is published, in its own language."))
    language = models.CharField(_("language"), max_length=2)
    author = models.CharField(_("author"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    appeared = models.CharField(
        _("appeared"),
        max_length=7,
        null=True,
        blank=True,
        validators=[_month_validator],
        help_text=_("Month: YYYY-MM."),
    )
    summary = TranslatedField(models.TextField(_("summary"), max_length=4000))
    conclusion = TranslatedField(models.TextField(_("conclusion"), max_length=4000))
    published = models.BooleanField(_("published"), default=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("title",)
        constraints = [is_slug(name="article_slug_is_slug")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("fact-check", args=[self.slug])


class Claim(models.Model):
    """What the article says in one place, in our words, and how it holds."""

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="claims")
    slug = models.CharField(_("slug"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    section = models.CharField(_("section"), max_length=200, help_text=_("The heading it stands under."))
    says = TranslatedField(models.TextField(_("says"), max_length=4000, help_text=_("In our own words.")))
    vendor = models.ForeignKey(
        Vendor, models.PROTECT, verbose_name=_("vendor"), null=True, blank=True, related_name="claims"
    )
    meant = models.ManyToManyField(Model, verbose_name=_("models"), blank=True, related_name="claims")
    dimension = models.ForeignKey(
        OpennessDimension,
        models.PROTECT,
        to_field="slug",
        db_column="dimension",
        verbose_name=_("dimension"),
        null=True,
        blank=True,
        related_name="claims",
    )
    level = models.CharField(_("implied level"), max_length=20, choices=Level, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    correction = TranslatedField(models.TextField(_("correction"), max_length=4000))
    checked_on = models.DateField(_("checked on"))
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True, related_name="claims")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("article", "position")
        constraints = [
            models.UniqueConstraint(fields=["article", "slug"], name="claim_slug_once_an_article"),
            one_of(field="verdict", values=Verdict.values, name="claim_verdict_is_known"),
            one_of(field="level", values=["", *Level.values], name="claim_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.get_verdict_display()}"


class ArticleRow(models.Model):
    """One vendor's row in the article's table."""

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="rows")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    vendor = models.ForeignKey(Vendor, models.PROTECT, verbose_name=_("vendor"), related_name="article_rows")
    subject = TranslatedField(models.CharField(_("what it speaks of"), max_length=200))
    meant = models.ManyToManyField(Model, verbose_name=_("models it means"), related_name="meant_in")
    left_out = models.ManyToManyField(
        Model, verbose_name=_("models it leaves out"), blank=True, related_name="left_out_in"
    )

    class Meta:
        verbose_name = _("row of the article's table")
        verbose_name_plural = _("rows of the article's table")
        ordering = ("article", "position")
        constraints = [models.UniqueConstraint(fields=["article", "vendor"], name="article_row_once_a_vendor")]

    def __str__(self) -> str:
        return f"{self.vendor}"


class ArticleCell(models.Model):
    """What the article's table says of one vendor on one dimension."""

    row = models.ForeignKey(ArticleRow, models.CASCADE, verbose_name=_("row"), related_name="cells")
    dimension = models.ForeignKey(
        OpennessDimension,
        models.PROTECT,
        to_field="slug",
        db_column="dimension",
        verbose_name=_("dimension"),
        related_name="article_cells",
    )
    level = models.CharField(_("implied level"), max_length=20, choices=Level)
    says = TranslatedField(models.TextField(_("says"), max_length=4000))
    claims = models.ManyToManyField(Claim, verbose_name=_("claims"), blank=True, related_name="cells")

    class Meta:
        verbose_name = _("cell of the article's table")
        verbose_name_plural = _("cells of the article's table")
        ordering = ("row", "dimension")
        constraints = [
            models.UniqueConstraint(fields=["row", "dimension"], name="article_cell_once_a_dimension"),
            one_of(field="level", values=Level.values, name="article_cell_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.row} – {Dimension(self.dimension_id).label}"
