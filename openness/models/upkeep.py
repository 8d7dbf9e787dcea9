"""What keeps the catalogue true: looks at its sources, and what readers report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openness.choices import READABLE, Reach, RecordKind, ReportState, Trouble
from openness.models.constraints import one_of


class SourceCheckQuerySet(models.QuerySet):
    """Looks at addresses by what they found."""

    def readable(self) -> "SourceCheckQuerySet":
        """Those that could be read at the last look."""
        return self.filter(reach__in=READABLE)

    def failing(self) -> "SourceCheckQuerySet":
        """Those that nobody could read at the last look."""
        return self.exclude(reach__in=READABLE)


class SourceCheck(models.Model):
    """What the last look at one address found; nothing in the catalogue hangs on it.

    `failures` counts the looks in a row that found nothing to read; `reached_at` is the last that did.
    `trouble` says what stood in the way where the status does not, and `detail` has the words of the other side.
    `suggestion` is an archived copy that could be cited instead.
    """

    url = models.URLField(_("address"), max_length=500, unique=True)
    reach = models.CharField(_("result"), max_length=20, choices=Reach)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    final_url = models.URLField(_("ended at"), max_length=2000, blank=True)
    trouble = models.CharField(_("trouble"), max_length=20, choices=Trouble, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    suggestion = models.URLField(_("archived copy"), max_length=2000, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    checked_at = models.DateTimeField(_("checked at"))
    reached_at = models.DateTimeField(_("last reached at"), null=True)

    objects = SourceCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a source")
        verbose_name_plural = _("looks at sources")
        ordering = ("-failures", "url")
        default_permissions = ("view",)
        constraints = [
            one_of(field="reach", values=Reach.values, name="source_check_reach_is_known"),
            one_of(field="trouble", values=["", *Trouble.values], name="source_check_trouble_is_known"),
        ]

    def __str__(self) -> str:
        return self.url


class ReaderReport(models.Model):
    """What a reader says is wrong with one record, or one cell of it.

    `place` is the path in the record's document ("assessments.weights"), "" for the whole. `sender` is a keyed
    digest of the sender's address that tells floods, never the address, and is emptied after some days.
    `ticket` names the form it was sent with, good for one report; `handled_by` is who took the last step.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=RecordKind)
    slug = models.CharField(_("slug"), max_length=80)
    place = models.CharField(_("place"), max_length=200, blank=True)
    page = models.CharField(_("page"), max_length=500, help_text=_("The path from which it was sent."))
    language = models.CharField(_("language"), max_length=2)
    message = models.TextField(_("what is wrong"), max_length=4000)
    source_url = models.URLField(_("address that shows it"), max_length=500, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ReportState, default=ReportState.NEW)
    sent_at = models.DateTimeField(_("sent at"))
    revision = models.PositiveBigIntegerField(_("revision"), help_text=_("What the reader saw."))
    sender = models.CharField(max_length=64, blank=True)
    ticket = models.CharField(max_length=32, null=True, unique=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("handled by"), null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    answer = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("reader's report")
        verbose_name_plural = _("readers' reports")
        ordering = ("-sent_at", "-pk")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["state", "sent_at"], name="report_state_sent"),
            models.Index(fields=["sender", "sent_at"], name="report_sender_sent"),
            models.Index(fields=["sent_at"], name="report_sent"),
            models.Index(fields=["kind", "slug"], name="report_record"),
        ]
        constraints = [
            one_of(field="kind", values=RecordKind.values, name="report_kind_is_known"),
            one_of(field="state", values=ReportState.values, name="report_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug} {self.place}".strip()
