"""Sources: where somebody read what the catalogue says."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openness.choices import SourceKind
from openness.models.constraints import one_of
from openness.models.upkeep import SourceCheck

_KIND_ORDER = {kind: place for place, kind in enumerate(SourceKind.values)}


class SourceQuerySet(models.QuerySet):
    """Sources, found by what they say of themselves."""

    def primary(self) -> "SourceQuerySet":
        """Those that are not a third party's word."""
        return self.exclude(kind=SourceKind.THIRD_PARTY)

    def failing(self) -> "SourceQuerySet":
        """Those that nobody could read at the last look: neither at the address nor in the archived copy, if any."""
        failing = SourceCheck.objects.failing().values("url")
        return self.filter(Q(archive_url="") | Q(archive_url__in=failing), url__in=failing)

    def uncited(self) -> "SourceQuerySet":
        """Those that stand in no record."""
        found = self.order_by()
        for relation in Source._meta.related_objects:
            citing: Any = getattr(relation, "through", None) or relation.related_model
            found = found.exclude(Exists(citing._base_manager.filter(source=OuterRef("pk"))))
        return found


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


def cites_failing(model: type[models.Model], *paths: str) -> Q:
    """The condition that a row of `model` has a failing source at the end of one of `paths`."""
    failing = Source.objects.failing()
    rows = model._default_manager.order_by()
    return reduce(or_, (Q(pk__in=rows.filter(**{f"{path}__in": failing}).values("pk")) for path in paths))
