"""Bookkeeping of publishing: the revision, what was imported, what is proposed, what was changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openness.choices import ChangeWay, ProposalState, ProposalStep, RecordKind
from openness.models.constraints import one_of

OPEN_STATES = (ProposalState.DRAFT, ProposalState.IN_REVIEW, ProposalState.CHANGES_ASKED)


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


class ProposalQuerySet(models.QuerySet):
    """Proposals by what editors ask of them."""

    def open(self) -> "ProposalQuerySet":
        """Those nobody has decided."""
        return self.filter(state__in=OPEN_STATES)

    def written_by(self, user: Any) -> "ProposalQuerySet":
        """Those that hold something `user` wrote: begun, edited, or decided on where both sides had changed it."""
        edited = Q(step=ProposalStep.EDITED) | (Q(step=ProposalStep.REBASED) & ~Q(text=""))
        own = ProposalNote.objects.filter(edited, proposal=OuterRef("pk"), by=user)
        return self.filter(Q(author=user) | Exists(own))

    def waiting_for(self, user: Any, *, may_review: bool, alone: bool) -> "ProposalQuerySet":
        """Those that `user` has to do something about: own ones sent back, and others' (`alone`: own too) to review."""
        mine = Q(state=ProposalState.CHANGES_ASKED, author=user)
        if not may_review:
            return self.filter(mine)
        to_review = Q(state=ProposalState.IN_REVIEW)
        if not alone:
            to_review &= ~Q(pk__in=Proposal.objects.written_by(user).values("pk"))
        return self.filter(mine | to_review)


class Proposal(models.Model):
    """An edit of one record that waits for a second person.

    `document` is the record as it shall be, null to delete it; `base` what was published when the edit began,
    null where there was no such record. `version` counts its saves, so that two people cannot overwrite each other.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=RecordKind)
    slug = models.CharField(_("slug"), max_length=80)
    state = models.CharField(_("state"), max_length=20, choices=ProposalState, default=ProposalState.DRAFT)
    document = models.JSONField(_("document"), null=True, blank=True)
    base = models.JSONField(_("what it started from"), null=True, blank=True)
    reason = models.TextField(
        _("why"), max_length=2000, blank=True, help_text=_("One or two sentences; readers see them in the history.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="proposals"
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))
    report = models.ForeignKey(
        "ReaderReport", models.SET_NULL, verbose_name=_("report"), null=True, blank=True, related_name="proposals"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("-changed_at", "-pk")
        indexes = [
            models.Index(fields=["state", "changed_at"], name="proposal_state_changed"),
            models.Index(fields=["kind", "slug"], name="proposal_record"),
        ]
        constraints = [
            one_of(field="kind", values=RecordKind.values, name="proposal_kind_is_known"),
            one_of(field="state", values=ProposalState.values, name="proposal_state_is_known"),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(base__isnull=False), name="proposal_proposes_something"
            ),
        ]
        permissions = [
            ("propose", _("Propose edits")),
            ("review", _("Review and publish edits")),
            ("settle_reports", _("Settle readers' reports")),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state in OPEN_STATES


class Upload(models.Model):
    """A file that an editor looks at before its documents become proposals; kept for a day."""

    name = models.CharField(max_length=200)
    data = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class ProposalNote(models.Model):
    """One step of a proposal, or a comment on it: who, when, what."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, verbose_name=_("proposal"), related_name="notes")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+")
    step = models.CharField(_("step"), max_length=20, choices=ProposalStep)
    text = models.TextField(_("text"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("note on a proposal")
        verbose_name_plural = _("notes on a proposal")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = [one_of(field="step", values=ProposalStep.values, name="proposal_step_is_known")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_step_display()}"


class ChangeQuerySet(models.QuerySet):
    """Published changes by what they were made to."""

    def of(self, *, kind: str, slug: str) -> "ChangeQuerySet":
        """The changes of one record, the newest first."""
        return self.filter(kind=kind, slug=slug).order_by("-revision")


class Change(models.Model):
    """A published edit of one record: the documents before and after it.

    `before` is null where the edit made the record, `after` where it took it away. `shown` says whether readers may see
    a difference between them, null where that depends on which models they may see. Rows are never altered.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=RecordKind)
    slug = models.CharField(_("slug"), max_length=80)
    revision = models.PositiveBigIntegerField(_("revision"))
    published_at = models.DateTimeField(_("published at"))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    shown = models.BooleanField(_("shown to readers"), null=True)
    way = models.CharField(_("way"), max_length=20, choices=ChangeWay)
    reason = models.TextField(_("why"), max_length=2000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), null=True, related_name="authored_changes"
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("published by"),
        null=True,
        related_name="published_changes",
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, verbose_name=_("proposal"), null=True, related_name="change"
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-revision", "kind", "slug")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["published_at"], name="change_published_at"),
            models.Index(fields=["revision", "kind", "slug"], name="change_in_order"),
            models.Index(fields=["shown", "kind"], name="change_shown"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "revision"], name="change_once_a_record_and_revision"),
            one_of(field="kind", values=RecordKind.values, name="change_kind_is_known"),
            one_of(field="way", values=ChangeWay.values, name="change_way_is_known"),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="change_changes_something"
            ),
            models.CheckConstraint(
                condition=Q(way=ChangeWay.IMPORT) | Q(author__isnull=False, publisher__isnull=False),
                name="change_by_proposal_names_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}, {self.revision}"
