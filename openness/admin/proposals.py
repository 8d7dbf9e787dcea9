"""Proposals: what is waiting, what each would change, and every step up to publication."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from openness.admin.refusals import RECORDS, explained, linked
from openness.admin.site import site
from openness.admin.uploads import preview_view, upload_view
from openness.choices import ProposalState, ProposalStep
from openness.domain.editing import proposals, publishing, rebasing
from openness.domain.editing.effects import Effects, effects
from openness.domain.editing.refusals import EditingRefused
from openness.domain.editing.roles import Action, may, may_decide
from openness.domain.exchange import stored_plainly
from openness.domain.faults import Refused
from openness.domain.history.wording import field_words, told_apart, value_words
from openness.models import Proposal

_STEPS = (
    ProposalStep.SUBMITTED,
    ProposalStep.CHANGES_ASKED,
    ProposalStep.DECLINED,
    ProposalStep.WITHDRAWN,
)


class WaitingForMe(admin.SimpleListFilter):
    """What the person who looks has to do something about."""

    title = gettext_lazy("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One choice."""
        return [("me", _("for me"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those waiting for this user."""
        return waiting_for(request, queryset) if self.value() == "me" else queryset


def waiting_for(request: HttpRequest, rows: Any) -> Any:
    """The proposals among `rows` that the user of this request has to do something about."""
    user: Any = request.user
    may_review = may(user=user, action=Action.REVIEW)
    return rows.waiting_for(user, may_review=may_review, alone=settings.ONE_PERSON_TEAM)


@admin.register(Proposal, site=site)
class ProposalAdmin(admin.ModelAdmin):
    """A proposal is read here, and stepped on; it is edited in the form of its record."""

    list_display = ("record", "what", "state", "author", "changed_at", "reason")
    list_filter = (WaitingForMe, "state", "kind", "author")
    search_fields = ("slug", "reason", "author__username")
    search_help_text = gettext_lazy("Record, reason or author")
    date_hierarchy = "changed_at"
    list_select_related = ("author",)
    list_per_page = 50
    actions = ("publish_selected", "submit_selected")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a proposal is made in the form of its record."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may propose or review; the steps ask again, in the domain."""
        user: Any = request.user
        return may(user=user, action=Action.PROPOSE) or may(user=user, action=Action.REVIEW)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a proposal is withdrawn or declined."""
        return False

    @admin.display(description=gettext_lazy("record"), ordering="slug")
    def record(self, proposal: Proposal) -> str:
        """What it is about."""
        return f"{proposal.get_kind_display()} {proposal.slug}"

    @admin.display(description=gettext_lazy("what"))
    def what(self, proposal: Proposal) -> str:
        """What it would do to the record."""
        if proposal.base is None:
            return pgettext("a proposal", "adds")
        is_gone = proposal.document is None
        return pgettext("a proposal", "deletes") if is_gone else pgettext("a proposal", "changes")

    @admin.action(description=gettext_lazy("Publish selected proposals together"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        """Publish all that are selected, or none."""
        keys = list(queryset.values_list("pk", flat=True))
        self._say(request, lambda: self._publish(request, keys))

    @admin.action(description=gettext_lazy("Send selected proposals for review"))
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        """Send all that are selected, or none."""

        def submit() -> str:
            now = timezone.now()
            with transaction.atomic():
                for row in queryset:
                    proposals.step(proposal=row.pk, to=ProposalStep.SUBMITTED, by=_user(request), now=now)
            return _("Sent for review: %(count)s.") % {"count": len(queryset)}

        self._say(request, submit)

    def _publish(self, request: HttpRequest, keys: list[int], seen: dict[int, int] | None = None) -> str:
        changes = publishing.publish(proposals=keys, by=_user(request), now=timezone.now(), seen=seen)
        number = len(changes)
        message = ngettext("%(count)s change published.", "%(count)s changes published.", number)
        return message % {"count": number}

    def _say(self, request: HttpRequest, act: Callable[[], str]) -> bool:
        """Tell the outcome of `act`; whether it was done."""
        try:
            self.message_user(request, act(), messages.SUCCESS)
        except EditingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        except Refused as refused:
            self.message_user(request, _("Nothing was changed: the rules forbid it as it stands."), messages.ERROR)
            for line in explained(refused.faults):
                self.message_user(request, line, messages.ERROR)
        else:
            return True
        return False

    def get_urls(self) -> list[Any]:
        """The pages of a proposal."""
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.upload_view), name="openness_uploads"),
            path("import/<int:key>/", view(self.preview_view), name="openness_upload"),
            path("<int:key>/change/", view(self.review_view), name="openness_proposal_change"),
            path("<int:key>/edit/", view(self.edit_view), name="openness_proposal_edit"),
            path("<int:key>/rebase/", view(self.rebase_view), name="openness_proposal_rebase"),
        ]
        return own + super().get_urls()

    def _row(self, request: HttpRequest, key: int) -> Proposal:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = Proposal.objects.select_related("author", "report", "change").filter(pk=key).first()
        if row is None:
            raise Http404(_("There is no such proposal."))
        return row

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Choose documents to take in."""
        return upload_view(request, self.admin_site)

    def preview_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What chosen documents would change."""
        return preview_view(request, self.admin_site, key)

    def review_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What it would change, what was said of it, and the next steps."""
        row = self._row(request, key)
        if request.method == "POST" and self._say(request, lambda: self._step(request, row)):
            return HttpResponseRedirect(request.path)
        row = self._row(request, key)
        typed = {"typed": request.POST.get("text", "")}
        context = {**self._context(request, row), **_review(request, row), **typed}
        return TemplateResponse(request, "admin/openness/proposal/review.html", context)

    def _step(self, request: HttpRequest, row: Proposal) -> str:
        text, name, version = request.POST.get("text", ""), request.POST.get("step", ""), _version(request)
        user, now = _user(request), timezone.now()
        if name == ProposalStep.PUBLISHED:
            return self._publish(request, [row.pk], seen={row.pk: version})
        if name == ProposalStep.COMMENTED:
            proposals.comment(proposal=row.pk, by=user, now=now, text=text)
            return _("Comment added.")
        if name not in _STEPS:
            raise EditingRefused(_("There is no such step."))
        stepped = proposals.step(proposal=row.pk, to=ProposalStep(name), by=user, now=now, text=text, version=version)
        return _("The proposal is now: %(state)s.") % {"state": stepped.get_state_display()}

    def edit_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form of its record, with what it proposes."""
        row = self._row(request, key)
        if not row.is_open or row.document is None:
            self.message_user(request, _("This proposal cannot be edited."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:openness_proposal_change", args=[key]))
        form: Any = self.admin_site.get_model_admin(RECORDS[row.kind])
        return form.form_view(request, {(row.kind, row.slug)}, proposal=row)

    def rebase_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Carry it over to what is published now, deciding where both sides changed a field."""
        row = self._row(request, key)
        if request.method == "POST" and self._say(request, lambda: self._rebase(request, row)):
            return HttpResponseRedirect(reverse("admin:openness_proposal_change", args=[key]))
        theirs = stored_plainly(keys=[(row.kind, row.slug)]).get((row.kind, row.slug))
        context = {
            **self._context(request, row),
            "conflicts": [
                _in_words(one) for one in rebasing.conflicts(base=row.base, mine=row.document, theirs=theirs)
            ],
            "mine": told_apart(before=row.base, after=row.document),
            "theirs": told_apart(before=row.base, after=theirs),
            "chosen": request.POST,
        }
        return TemplateResponse(request, "admin/openness/proposal/rebase.html", context)

    def _rebase(self, request: HttpRequest, row: Proposal) -> str:
        chosen = {name.removeprefix("side:"): str(value) for name, value in request.POST.items()}
        version = _version(request)
        user, now = _user(request), timezone.now()
        rebasing.rebase(proposal=row.pk, version=version, chosen=chosen, by=user, now=now)
        return _("Carried over. Read it once more, then send it for review.")

    def _context(self, request: HttpRequest, row: Proposal) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "proposal": row,
            "title": f"{row.get_kind_display()} {row.slug}",
            "record_link": _record_link(row),
        }


def _review(request: HttpRequest, row: Proposal) -> dict[str, Any]:
    """What the page of a proposal shows besides the proposal; what it would change is tried out while it is open."""
    moved = row.is_open and rebasing.has_moved(proposal=row)
    tried = effects(proposals=[row]) if row.is_open and not moved else Effects()
    user = _user(request)
    return {
        "differences": told_apart(before=row.base, after=row.document),
        "effects": tried,
        "faults": explained(tried.faults),
        "pages": [(kind, linked(f"{kind}/{slug}" for slug in slugs)) for kind, slugs in tried.pages.items() if slugs],
        "moved": moved,
        "notes": row.notes.select_related("by"),
        "may": _possible(row, user, moved=moved, faulty=bool(tried.faults)),
    }


def _possible(row: Proposal, user: Any, *, moved: bool, faulty: bool) -> dict[str, bool]:
    """Which steps the page offers; the domain decides again."""
    proposing, deciding = may(user=user, action=Action.PROPOSE), may_decide(user=user, proposal=row)
    in_review = row.state == ProposalState.IN_REVIEW
    return {
        "edit": proposing and row.is_open and row.document is not None and not moved,
        "rebase": proposing and row.is_open and moved,
        "submit": proposing and row.state in {ProposalState.DRAFT, ProposalState.CHANGES_ASKED} and not moved,
        "publish": deciding and in_review and not moved and not faulty,
        "ask": deciding and in_review,
        "decline": deciding and row.is_open,
        "withdraw": proposing and row.is_open and row.author_id == user.pk,
        "second_person": in_review and may(user=user, action=Action.REVIEW) and not deciding,
    }


def _record_link(row: Proposal) -> SafeString | str:
    return linked([f"{row.kind}/{row.slug}"])[0]


def _in_words(conflict: rebasing.Conflict) -> dict[str, str]:
    """A conflict as the page shows it."""
    field = conflict.path[-1] if conflict.path else ""
    sides = {"base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs}
    said = {side: value_words(field, value) for side, value in sides.items()}
    return {"name": conflict.name, "field": field_words(conflict.path), **said}


def _version(request: HttpRequest) -> int:
    """The version of the proposal that the page showed; 0, which none has, where it does not say."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _user(request: HttpRequest) -> Any:
    return request.user
