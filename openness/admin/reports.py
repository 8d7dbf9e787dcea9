"""Readers' reports: read beside what they are about, taken up, settled or dismissed."""

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openness.admin.records import level_mark
from openness.admin.site import site
from openness.choices import ReportState, Verdict
from openness.domain import reports
from openness.domain.documents import plain_value
from openness.domain.editing.proposals import propose_from_report
from openness.domain.editing.refusals import EditingRefused, Overtaken
from openness.domain.editing.roles import Action, may
from openness.domain.history.wording import field_words, value_words
from openness.models import ReaderReport

_WAITING_FIRST = Case(
    When(state=ReportState.NEW, then=Value(0)), When(state=ReportState.TAKEN_UP, then=Value(1)), default=Value(2)
)


def outside_link(address: str) -> SafeString | str:
    """`address`, which a stranger gave, as a link that tells nothing about us; as text unless it is one of the web."""
    try:
        found = urlsplit(address)
    except ValueError:
        return address
    if found.scheme not in {"http", "https"} or not found.hostname:
        return address
    return format_html('<a href="{}" rel="nofollow noreferrer noopener" target="_blank">{}</a>', address, address)


@admin.register(ReaderReport, site=site)
class ReportAdmin(admin.ModelAdmin):
    """A list and a page of each; nothing in a report can be changed, only what becomes of it."""

    list_display = ("about", "begins", "state", "sent_at", "source", "handled_by")
    list_display_links = ("about", "begins")
    list_filter = ("state", "kind", "sent_at")
    list_select_related = ("handled_by",)
    date_hierarchy = "sent_at"
    ordering = (_WAITING_FIRST, "-sent_at", "-pk")
    search_fields = ("message", "slug", "place", "source_url", "contact", "answer")
    list_per_page = 50
    actions = ("dismiss_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No: readers write them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: they stay as they were sent."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: what is not wanted is dismissed."""
        return False

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether this editor may say what becomes of them."""
        return may(user=cast(User, request.user), action=Action.SETTLE_REPORTS)

    @admin.display(description=gettext_lazy("about"), ordering="slug")
    def about(self, report: ReaderReport) -> str:
        """The record and the place in it."""
        return str(report)

    @admin.display(description=gettext_lazy("what is wrong"))
    def begins(self, report: ReaderReport) -> str:
        """How it begins."""
        return Truncator(report.message).chars(90)

    @admin.display(description=gettext_lazy("address that shows it"), ordering="source_url")
    def source(self, report: ReaderReport) -> str:
        """Where the reader says it can be seen: the host."""
        try:
            return urlsplit(report.source_url).hostname or ""
        except ValueError:
            return ""

    @admin.action(description=gettext_lazy("Dismiss selected %(verbose_name_plural)s"), permissions=["settle"])
    def dismiss_selected(self, request: HttpRequest, queryset: QuerySet[ReaderReport]) -> None:
        """Dismiss those that nobody has settled."""
        rows = list(queryset.exclude(state__in=[ReportState.DONE, ReportState.DISMISSED]))
        user = cast(User, request.user)
        count = reports.dismiss_all(reports=queryset, by=user, now=timezone.now())
        label = str(ReportState.DISMISSED.label)
        LogEntry.objects.log_actions(user.pk, rows, CHANGE, change_message=label)
        said = ngettext("%(count)s report was dismissed.", "%(count)s reports were dismissed.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One report beside what it is about; sent, a step of it."""
        report = self.get_object(request, unquote(object_id))
        if report is None:
            raise Http404(object_id)
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        if request.method == "POST":
            try:
                return self._step(request, report)
            except EditingRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
                report.refresh_from_db()
        return self._page(request, report)

    def _step(self, request: HttpRequest, report: ReaderReport) -> HttpResponse:
        if not self.has_settle_permission(request):
            raise PermissionDenied
        if request.POST.get("seen") != report.state:
            raise Overtaken(_("Somebody else was quicker: look at what became of it meanwhile."))
        note, user, now = request.POST.get("note", ""), cast(User, request.user), timezone.now()
        match request.POST.get("step"):
            case "proposal":
                return self._into_proposal(request, report)
            case ReportState.TAKEN_UP:
                reports.take_up(report=report, by=user, now=now)
            case ReportState.DONE:
                reports.settle(report=report, by=user, note=note, now=now)
            case ReportState.DISMISSED:
                reports.dismiss(report=report, by=user, note=note, now=now)
            case _:
                raise BadRequest("no such step")
        label = report.get_state_display()
        self.log_change(request, report, f"{label}: {note.strip()}" if note.strip() else label)
        self.message_user(request, _("The report is now: %(state)s.") % {"state": label}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:openness_readerreport_change", args=[report.pk]))

    def _into_proposal(self, request: HttpRequest, report: ReaderReport) -> HttpResponse:
        user, now = cast(User, request.user), timezone.now()
        with transaction.atomic():
            proposal = propose_from_report(report=report, by=user, now=now)
            if report.state != ReportState.TAKEN_UP:
                reports.take_up(report=report, by=user, now=now)
                self.log_change(request, report, report.get_state_display())
        return HttpResponseRedirect(reverse("admin:openness_proposal_edit", args=[proposal.pk]))

    def _page(self, request: HttpRequest, report: ReaderReport) -> TemplateResponse:
        place = _place(report)
        context = {
            **self.admin_site.each_context(request),
            "title": str(report),
            "opts": self.opts,
            "original": report,
            "report": report,
            "source": outside_link(report.source_url),
            "place": place,
            "mark": _mark(place) if place else "",
            "lines": list(_lines(place.part.value)) if place else [],
            "steps": reports.STEPS[report.state] if self.has_settle_permission(request) else (),
            "note": request.POST.get("note", ""),
            "may_propose": may(user=cast(User, request.user), action=Action.PROPOSE) and place is not None,
            "proposals": report.proposals.all(),
        }
        return TemplateResponse(request, "admin/openness/readerreport/report.html", context)


def _place(report: ReaderReport) -> reports.Place | None:
    """What the report is about, as readers see it now; the record where the place is gone, None where that is."""
    for key in dict.fromkeys([report.place, ""]):
        try:
            return reports.place_of(kind=report.kind, slug=report.slug, key=key)
        except reports.NoSuchPlace:
            continue
        except reports.NoSuchRecord:
            return None
    return None


def _mark(place: reports.Place) -> SafeString | str:
    part = place.part
    if part.verdict:
        return str(Verdict(part.verdict).label)
    if part.level == "mixed":
        return _("differs from model to model")
    return level_mark(part.level) if part.level else ""


def _lines(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, SafeString | str]]:
    """Every single value below `value`, with where it stands, in words."""
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value, start=1)
    elif value is not None:
        said = value_words(path[-1] if path else "", plain_value(value={"it": value})["it"])
        yield field_words(path), outside_link(said)
    for key, entry in entries:
        yield from _lines(entry, (*path, str(key)))
