"""What every record's admin does: save by the rules of import, or not at all; count each change as a revision."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openness.admin.fields import CatalogueFields
from openness.admin.refusals import (
    PartFormSet,
    Path,
    Refusals,
    broken_constraint,
    explained,
    remember,
    remembered,
    show,
)
from openness.choices import Level
from openness.domain import revision
from openness.domain.exchange import check_records
from openness.domain.faults import Refused
from openness.domain.permissions.grounds import refresh_grounds
from openness.domain.rules import Key

_SIGNS = {
    Level.OPEN: "●",
    Level.PARTIAL: "◐",
    Level.CLOSED: "○",
    Level.UNKNOWN: "?",
    Level.NOT_APPLICABLE: "–",
}


def level_mark(level: str) -> SafeString:
    """A level as sign, word and colour."""
    word = Level(level)
    return format_html('<span class="level level-{}">{} {}</span>', word.value, _SIGNS[word], word.label)


def level_sign(level: str) -> SafeString:
    """A level as sign and colour, its word for screen readers and on pointing: for narrow columns."""
    word = Level(level)
    shown = '<span class="level level-{}" title="{}">{}<span class="visually-hidden"> {}</span></span>'
    return format_html(shown, word.value, word.label, _SIGNS[word], word.label)


class RecordForm(forms.ModelForm):
    """A form that shows at its fields why a save was refused."""

    refusals: Refusals | None = None
    parts: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and "name" in self.fields:
            slug = self.fields["slug"]
            slug.required = False
            slug.help_text = f"{slug.help_text} {_('Empty: made from the name.')}"

    def clean_slug(self) -> str:
        """The slug, made from the name where none is given."""
        slug = self.cleaned_data["slug"]
        if slug or "name" not in self.fields:
            return slug
        parts = self.cleaned_data.get("name", "").replace("_", "-").split(".")
        return ".".join(filter(None, map(slugify, parts)))[:80]

    def clean(self) -> dict[str, Any] | None:
        """The values; nothing is valid that was refused."""
        cleaned = super().clean()
        if self.refusals:
            self.add_error(None, _("Nothing was saved: the rules for what may be published forbid it as it stands."))
            for path, message in self.refusals.outside(self.parts):
                show(self, path, message)
            self._show_elsewhere(explained(self.refusals.elsewhere))
        return cleaned

    def _show_elsewhere(self, lines: list[SafeString]) -> None:
        if lines:
            self.add_error(
                None, _("Other records would be wrong. Withdraw them, save this, then correct and publish them:")
            )
        for line in lines:
            self.add_error(None, line)


class PartInline(CatalogueFields, admin.options.InlineModelAdmin):
    """Entries of one list in a document, edited inside their record."""

    formset = PartFormSet
    extra = 0
    view_on_site = False


class StackedPart(PartInline, admin.StackedInline):
    """Entries one below the other."""


class TabularPart(PartInline, admin.TabularInline):
    """Entries as lines of a table."""


class RecordAdmin(CatalogueFields, admin.ModelAdmin):
    """A record of the catalogue, or a part of one that has its own page."""

    form: type[forms.ModelForm] = RecordForm
    kind = ""
    list_per_page = 50
    save_on_top = True

    def label(self, record: Any) -> str:
        """How a field that refers to `record` names it."""
        return str(record)

    def records(self, record: Any) -> set[Key]:
        """The documents that `record` stands in."""
        return {(self.kind, record.slug)}

    def place(self, record: Any) -> Path:
        """Where in its document `record` stands."""
        return ()

    def view_on_site(self, record: Any) -> str | None:
        """The page readers see."""
        return record.get_absolute_url() if getattr(record, "published", True) else None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The slug of what readers may see is part of addresses and stays."""
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None and hasattr(obj, "slug") and getattr(obj, "published", True):
            return [*fixed, "slug"]
        return fixed

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, told what was refused."""
        form = super().get_form(request, obj, change, **kwargs)
        parts = tuple(getattr(inline.formset, "part", "") for inline in self.get_inline_instances(request, obj))
        return type(form.__name__, (form,), {"refusals": remembered(request), "parts": parts})

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The formset's arguments, with what was refused."""
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "refusals": remembered(request)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save, or show the form again with all that was typed and why nothing was saved."""
        if request.method == "POST":
            try:
                with transaction.atomic():
                    return super().changeform_view(request, object_id, form_url, extra_context)
            except Refused:
                pass
            except IntegrityError as error:
                remember(request, Refusals(here=(((), broken_constraint(error)),)))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts, then hold the whole against the rules."""
        super().save_related(request, form, formsets, change)
        record = form.instance
        self.complete(record)
        records = self.records(record)
        try:
            self._publish(records)
        except Refused as refused:
            name = "/".join(next(iter(records))) if len(records) == 1 else ""
            remember(request, Refusals.of(refused.faults, record=name, place=self.place(record)))
            raise

    def complete(self, record: Any) -> None:
        """Set what follows from the saved parts."""

    def _publish(self, records: set[Key]) -> None:
        """Count a revision; raises Refused where the rules forbid what is stored now.

        The revision comes first: its row is locked from then on, so that two people saving at the same
        time are checked one after the other, the second one against what the first one saved.
        """
        revision.bump(now=timezone.now())
        if faults := check_records(records=records):
            raise Refused(faults)
        if models := [slug for kind, slug in records if kind == "model"]:
            refresh_grounds(slugs=models)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete, or say why that is refused."""
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except Refused as refused:
            self._say_refused(request, refused)
        return HttpResponseRedirect(reverse(f"admin:openness_{self.opts.model_name}_change", args=[object_id]))

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Run an action on several records: on all, or on none."""
        try:
            with transaction.atomic():
                return super().response_action(request, queryset, *args, **kwargs)
        except Refused as refused:
            self._say_refused(request, refused)
        except IntegrityError as error:
            self.message_user(request, _nothing_changed([broken_constraint(error)]), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def _say_refused(self, request: HttpRequest, refused: Refused) -> None:
        self.message_user(request, _nothing_changed(explained(refused.faults)), messages.ERROR)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete `obj`, as long as what it stood in stays fit to be published."""
        self._delete([obj], obj.delete)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete all of `queryset`, as long as what they stood in stays fit to be published."""
        self._delete(queryset, queryset.delete)

    def _delete(self, rows: Iterable[Any], delete: Callable[[], Any]) -> None:
        records = {key for row in rows for key in self.records(row)}
        delete()
        self._publish(records)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict, set, list[Any]]:
        """What a deletion takes along, and what stands in its way: all that refers to `objs` too."""
        deleted, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, forbidden, [*protected, *self._mentions(objs)]

    def _mentions(self, records: Iterable[Any]) -> list[SafeString]:
        """What refers to `records` in a list of references, which the database alone would shorten silently."""
        keys = [record.pk for record in records]
        found = []
        for relation in self.opts.related_objects:
            if relation.many_to_many:
                rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": keys}).distinct()
                found += [self._link(row, str(relation.field.verbose_name)) for row in rows]
        return found

    def _link(self, row: Any, field: str) -> SafeString:
        name = f"{capfirst(row._meta.verbose_name)} ({field})"
        if not self.admin_site.is_registered(type(row)):
            return format_html("{}: {}", name, row)
        address = reverse(f"admin:openness_{row._meta.model_name}_change", args=[quote(row.pk)])
        return format_html('{}: <a href="{}">{}</a>', name, address, row)

    def change_selected(self, request: HttpRequest, queryset: Any, **values: Any) -> None:
        """Set `values` on all of `queryset`: checked, counted and logged like single changes."""
        rows = list(queryset)
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
        fields = [str(field.verbose_name) for field in self.opts.fields if field.name in values]
        for row in rows:
            self.log_change(request, row, [{"changed": {"fields": fields}}])
        self._publish({key for row in rows for key in self.records(row)})
        self.message_user(request, _("Changed: %(count)s.") % {"count": len(rows)}, messages.SUCCESS)


class Publishable(RecordAdmin):
    """Records that can be taken off the site without deleting them."""

    actions: tuple[str, ...] = ("publish", "withdraw")

    @admin.action(description=gettext_lazy("Publish selected %(verbose_name_plural)s"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        """Let readers see the selected records."""
        self.change_selected(request, queryset, published=True)

    @admin.action(description=gettext_lazy("Withdraw selected %(verbose_name_plural)s"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        """Hide the selected records from readers."""
        self.change_selected(request, queryset, published=False)


def _nothing_changed(lines: Iterable[str]) -> SafeString:
    listed = format_html_join("", "<br>{}", ((line,) for line in lines))
    return format_html("{}{}", _("Nothing was changed: the rules for what may be published forbid it."), listed)
