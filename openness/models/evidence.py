"""Sources: where somebody read what the catalogue says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openness.choices import SourceKind
from openness.models.constraints import one_of

_KIND_ORDER = {kind: place for place, kind in enumerate(SourceKind.values)}


class SourceQuerySet(models.QuerySet):
    """Sources, found by what they say of themselves."""

    def primary(self) -> "SourceQuerySet":
        """Those that are not a third party's word."""
        return self.exclude(kind=SourceKind.THIRD_PARTY)


class Source(models.Model):
    """One place in one text, opened on one day."""

    url = models.URLField(_("address"), max_length=500, help_text=_("Pinned to a commit where it is a repository."))
    archive_url = models.URLField(
        _("archived copy"),
        max_length=500,
        blank=True,
        help_text=_("Where a copy was read, if not at the address above."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    title = models.CharField(
        _("title"), max_length=200, help_text=_("What the text is: “Llama 3 licence”, not the clause.")
    )
    locator = models.CharField(_("locator"), max_length=200, blank=True, help_text=_("Clause or heading: “§1.b.v”."))
    accessed_on = models.DateField(_("opened on"), help_text=_("The day somebody read it there."))

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("title", "locator", "pk")
        constraints = [
            one_of(field="kind", values=SourceKind.values, name="source_kind_is_known"),
            models.UniqueConstraint(
                fields=["url", "locator", "accessed_on", "kind", "title", "archive_url"], name="source_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.locator}" if self.locator else self.title

    @property
    def rank(self) -> tuple[int, str, str, str]:
        """The order in which sources are named: primary kinds first."""
        return _KIND_ORDER[self.kind], self.url, self.locator, self.title
