"""What the last look at each cited address found: to read, with the records that rest on it."""

import datetime as dt
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openness.admin.filters import FailingChecks
from openness.admin.refusals import linked
from openness.admin.reports import outside_link
from openness.admin.site import site
from openness.domain.sources import citing, host_of
from openness.models import Source, SourceCheck

_SHOWN = 4


@admin.register(SourceCheck, site=site)
class SourceCheckAdmin(admin.ModelAdmin):
    """Looks are made by `check_sources`; nobody edits them, and what to cite instead is for an editor to decide."""

    list_display = ("found", "address", "failures", "cited_first", "copy_at", "checked_on", "reached_on")
    list_filter = (FailingChecks, "reach", "trouble")
    search_fields = ("url", "final_url", "detail")
    search_help_text = _("Part of an address, or of what its server said")
    ordering = ("-failures", "url")
    list_per_page = 50
    fields = (
        "address",
        "reach",
        "status",
        "trouble",
        "detail",
        "ended_at",
        "failures",
        "checked_at",
        "reached_at",
        "copy",
        "cited_by",
        "in_sources",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceCheck]:
        """Looks at what is still cited."""
        sources = Source.objects.order_by()
        cited = Q(url__in=sources.values("url")) | Q(url__in=sources.values("archive_url"))
        return super().get_queryset(request).filter(cited)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list; its rows know the records that cite them, whatever their number in the same queries."""
        found = super().get_changelist_instance(request)
        _add_records(found.result_list)
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SourceCheck | None:
        """One look, with the records that cite its address."""
        found = super().get_object(request, object_id, from_field)
        _add_records([found] if found else [])
        return found

    @admin.display(description=_("result"), ordering="reach")
    def found(self, check: SourceCheck) -> SafeString:
        """The result, with the status of the answer; what stood in the way below it."""
        status = f" ({check.status})" if check.status else ""
        why = ": ".join(filter(None, [str(check.get_trouble_display()), check.detail]))
        shown = '<b>{}{}</b><br><span class="quiet">{}</span>' if why else "<b>{}{}</b>{}"
        return format_html(shown, check.get_reach_display(), status, why)

    @admin.display(description=_("address"), ordering="url")
    def address(self, check: SourceCheck) -> SafeString | str:
        """The address itself, as a link."""
        return outside_link(check.url)

    @admin.display(description=_("ended at"))
    def ended_at(self, check: SourceCheck) -> SafeString | str:
        """Where redirects led."""
        return outside_link(check.final_url) if check.final_url else self.get_empty_value_display()

    @admin.display(description=_("archived copy"))
    def copy(self, check: SourceCheck) -> SafeString | str:
        """A copy that could be cited instead."""
        return outside_link(check.suggestion) if check.suggestion else self.get_empty_value_display()

    @admin.display(description=_("archived copy"), ordering="suggestion")
    def copy_at(self, check: SourceCheck) -> SafeString | None:
        """The same, named by its host."""
        link = '<a href="{}" rel="nofollow noreferrer noopener" target="_blank">{}</a>'
        return format_html(link, check.suggestion, host_of(address=check.suggestion)) if check.suggestion else None

    @admin.display(description=_("cited by"))
    def cited_by(self, check: Any) -> SafeString | str:
        """The records that rest on it."""
        return format_html_join(", ", "{}", ((name,) for name in check.records)) or self.get_empty_value_display()

    @admin.display(description=_("cited by"))
    def cited_first(self, check: Any) -> SafeString | None:
        """The first records that rest on it, and how many there are more."""
        shown = format_html_join(", ", "{}", ((name,) for name in check.records[:_SHOWN]))
        if (left := len(check.records) - _SHOWN) <= 0:
            return shown or None
        return format_html("{} {}", shown, ngettext("and %(count)s more", "and %(count)s more", left) % {"count": left})

    @admin.display(description=_("checked"), ordering="checked_at")
    def checked_on(self, check: SourceCheck) -> str:
        """The day of the last look."""
        return _day(check.checked_at)

    @admin.display(description=_("last reached"), ordering="reached_at")
    def reached_on(self, check: SourceCheck) -> str | None:
        """The day of the last look that found something to read."""
        return _day(check.reached_at) if check.reached_at else None

    @admin.display(description=_("sources"))
    def in_sources(self, check: SourceCheck) -> SafeString:
        """A link to the sources that give the address."""
        address = f"{reverse('admin:openness_source_changelist')}?q={quote(check.url, safe='')}"
        return format_html('<a href="{}">{}</a>', address, _("Sources with this address"))


def _add_records(checks: Any) -> None:
    """Give each of `checks` its `records`, as links; ten queries."""
    cited = citing(addresses=[check.url for check in checks])
    names = sorted({"/".join(key) for keys in cited.values() for key in keys})
    links = dict(zip(names, linked(names), strict=True))
    for check in checks:
        check.records = [links["/".join(key)] for key in cited[check.url]]


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")
