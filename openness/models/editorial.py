"""Bookkeeping of publishing: the revision, and what was imported."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueRevision(models.Model):
    """The one row that counts published states of the catalogue."""

    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("catalogue revision")
        verbose_name_plural = _("catalogue revisions")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="revision_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class ImportedDocument(models.Model):
    """What was last imported for one record.

    `file_digest` tells that a file did not change since; `content_digest` that a record was edited since.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=80)
    file_digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported document")
        verbose_name_plural = _("imported documents")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="imported_document_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
