"""The history of a record, and the way back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from openness.admin.refusals import explained
from openness.admin.site import site
from openness.domain.editing.refusals import EditingRefused
from openness.domain.editing.restoring import restore
from openness.domain.faults import Refused
from openness.domain.history.changes import Entry, all_changes_of
from openness.domain.rules import Key
from openness.models import Change


def history_page(request: HttpRequest, admin_site: Any, title: str, keys: set[Key]) -> HttpResponse:
    """Every published change of the records `keys`, the newest first."""
    entries: list[Entry] = sorted(
        (entry for kind, slug in keys for entry in all_changes_of(kind=kind, slug=slug)),
        key=lambda entry: entry.revision,
        reverse=True,
    )
    context = {**admin_site.each_context(request), "title": _("History: %s") % title, "entries": entries}
    return TemplateResponse(request, "admin/openness/history.html", context)


@admin.register(Change, site=site)
class ChangeAdmin(admin.ModelAdmin):
    """Published changes: read, never altered."""

    list_display = ("published_at", "revision", "kind", "slug", "way", "author", "publisher", "reason")
    list_filter = ("way", "kind", "author", "publisher")
    search_fields = ("slug", "reason", "author__username", "publisher__username")
    search_help_text = gettext_lazy("Record, reason or person")
    date_hierarchy = "published_at"
    list_select_related = ("author", "publisher")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        """All changes, without the documents, which are large."""
        return super().get_queryset(request).defer("before", "after")

    def get_urls(self) -> list[Any]:
        """The page of a change, and the way back."""
        view = self.admin_site.admin_view
        own = [
            path("<int:key>/change/", view(self.entry_view), name="openness_change_change"),
            path("<int:key>/restore/", view(require_POST(self.restore_view)), name="openness_change_restore"),
        ]
        return own + super().get_urls()

    def entry_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """One change, among all of its record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        change = self._change(key)
        return history_page(request, self.admin_site, str(change), {(change.kind, change.slug)})

    def restore_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Propose the record as it was before this change."""
        change, user = self._change(key), request.user
        try:
            proposal = restore(change=change, by=user, now=timezone.now())  # type: ignore[arg-type]
        except EditingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        except Refused as refused:
            for line in explained(refused.faults):
                self.message_user(request, line, messages.ERROR)
        else:
            self.message_user(request, _("Draft made: the record as it was before."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:openness_proposal_change", args=[proposal.pk]))
        return HttpResponseRedirect(reverse("admin:openness_change_change", args=[key]))

    def _change(self, key: int) -> Change:
        change = Change.objects.filter(pk=key).first()
        if change is None:
            raise Http404(_("There is no such change."))
        return change
