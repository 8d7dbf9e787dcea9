"""Sources, which many records share."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from openness.admin.filters import FailingSources, Unused
from openness.admin.records import RecordAdmin, RecordForm
from openness.admin.refusals import linked
from openness.admin.site import site
from openness.domain.exchange import check_source, records_citing
from openness.domain.rules import Key
from openness.models import Source


class SourceForm(RecordForm):
    """Holds the source against the schema even while no document cites it."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            for field, message in check_source(source=self.instance):
                self.add_error(field, message)


@admin.register(Source, site=site)
class SourceAdmin(RecordAdmin):
    """A source stands in every document that cites it."""

    form = SourceForm
    view_on_site = False  # type: ignore[assignment]
    list_display = ("title", "locator", "kind", "accessed_on", "opened")
    list_filter = ("kind", Unused, FailingSources)
    search_fields = ("title", "locator", "url", "archive_url")
    search_help_text = _("Title, clause or part of an address")
    date_hierarchy = "accessed_on"
    ordering = ("title", "locator", "pk")
    readonly_fields = ("cited_by",)
    fields = (("title", "kind"), ("locator", "accessed_on"), "url", "archive_url", "cited_by")

    def label(self, record: Any) -> str:
        """Title and clause, with the host and the day, which tell versions of a text apart."""
        host = urlsplit(record.archive_url or record.url).hostname or ""
        day = date_format(record.accessed_on, "SHORT_DATE_FORMAT")
        return f"{record} · {host.removeprefix('www.')}, {day}"

    def records(self, record: Any) -> set[Key]:
        """The documents that cite it."""
        return records_citing(source=record)

    @admin.display(description=_("cited by"))
    def cited_by(self, source: Source) -> SafeString | str:
        """The records that cite it."""
        if source.pk is None:
            return self.get_empty_value_display()
        names = sorted("/".join(key) for key in records_citing(source=source))
        return format_html_join(", ", "{}", ((name,) for name in linked(names))) or self.get_empty_value_display()

    @admin.display(description=_("address"), ordering="url")
    def opened(self, source: Source) -> SafeString:
        """A link to where it was read."""
        address = source.archive_url or source.url
        host = urlsplit(address).hostname
        return format_html('<a href="{}" rel="noreferrer" target="_blank">{}</a>', address, host)
