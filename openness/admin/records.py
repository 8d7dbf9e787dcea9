"""What every record's admin does: make of each save a proposal that keeps the rules of import."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openness.admin import downloads, trials
from openness.admin.fields import CatalogueFields
from openness.admin.history import history_page
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
from openness.admin.trials import Saved
from openness.choices import Level
from openness.domain.editing.refusals import EditingRefused
from openness.domain.editing.roles import Action, may
from openness.domain.faults import Refused
from openness.domain.rules import Key
from openness.models import Proposal

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
    """A form that asks why, and shows at its fields why a save was refused."""

    change_reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("One or two sentences; readers see them in the history."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "text"}),
        max_length=2000,
        required=False,
    )
    refusals: Refusals | None = None
    parts: tuple[str, ...] = ()
    reason_so_far = ""
    needs_reason = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["change_reason"] = self.reason_so_far
        if "slug" in self.fields and "name" in self.fields:
            slug = self.fields["slug"]
            slug.required = False
            slug.help_text = f"{slug.help_text} {_('Empty: made from the name.')}"

    def clean_change_reason(self) -> str:
        """Why; whoever reviews must be told."""
        reason: str = self.cleaned_data["change_reason"]
        if self.needs_reason and not reason:
            raise forms.ValidationError(_("Say why, in a sentence; or save a draft first."))
        return reason

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
            if self.refusals.broke_rules:
                said = _("Nothing was saved: the rules for what may be published forbid it as it stands.")
            else:
                said = _("Nothing was saved yet. What you typed is below; send it again to save it.")
            self.add_error(None, said)
            for path, message in self.refusals.outside(self.parts):
                show(self, path, message)
            for line in explained(self.refusals.elsewhere):
                self.add_error(None, line)
        return cleaned


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
    actions: tuple[str, ...] = ("download_documents", "download_table")
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
        """The slug is part of addresses and stays."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "slug"] if obj is not None and hasattr(obj, "slug") else fixed

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields, and at the end why they change."""
        return [*super().get_fieldsets(request, obj), (None, {"fields": ("change_reason",), "classes": ("why",)})]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields without the one for the reason, which stands at the end."""
        return [name for name in super().get_fields(request, obj) if name != "change_reason"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, told what it works on and what was refused."""
        form = super().get_form(request, obj, change, **kwargs)
        parts = tuple(getattr(inline.formset, "part", "") for inline in self.get_inline_instances(request, obj))
        told = {
            "refusals": remembered(request),
            "parts": parts,
            "reason_so_far": trials.taken_up(request).reason,
            "needs_reason": request.method == "POST" and _is_submitted(request) and self._is_read(obj),
        }
        return type(form.__name__, (form,), told)

    def _is_read(self, record: Any) -> bool:
        """Whether what is saved would change what readers see."""
        return record is None or record.pk is None or bool(self.records(record))

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The formset's arguments, with what was refused, and with the keys that the entries have in this trial."""
        told = {**super().get_formset_kwargs(request, obj, inline, prefix), "refusals": remembered(request)}
        if request.method == "POST" and obj is not None and obj.pk:
            _name_anew(told, inline.get_formset(request, obj))
        return told

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may propose."""
        return super().has_add_permission(request) and _may_propose(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may propose."""
        return super().has_change_permission(request, obj) and _may_propose(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may propose."""
        return super().has_delete_permission(request, obj) and _may_propose(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form with the editor's own draft in it, or make what it says a proposal."""
        return self.form_view(request, self._records_of(request, object_id), object_id, form_url, extra_context)

    def _records_of(self, request: HttpRequest, object_id: str | None) -> set[Key]:
        found = self.get_object(request, unquote(object_id)) if object_id else None
        return self.records(found) if found is not None else set()

    def form_view(
        self,
        request: HttpRequest,
        keys: set[Key],
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
        *,
        proposal: Proposal | None = None,
    ) -> HttpResponse:
        """The form of the records `keys`, on trial, going on with `proposal` if given.

        A record that only `proposal` knows has no key yet: `object_id` None stands for it then.
        """

        def view() -> HttpResponse:
            taken = trials.taken_up(request)
            told = {"started": taken.as_text(), "taken_up": list(taken.proposals.values()), **(extra_context or {})}
            key = self._key_of(proposal) if proposal else object_id
            return _rendered(super(RecordAdmin, self).changeform_view(request, key, form_url, told))

        with transaction.atomic():
            outcome = trials.trial(request, lambda: self._viewed(request, view), keys=keys, proposal=proposal)
            return self._proposed(request, outcome) if isinstance(outcome, Saved) else outcome

    def _key_of(self, proposal: Proposal) -> str:
        """The key that the proposed record has in this trial."""
        return str(self.model._default_manager.get(slug=proposal.slug).pk)

    def _viewed(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        """What `view` answers; where it is refused, the form again with all that was typed and why."""
        if remembered(request) is None:
            try:
                with transaction.atomic():
                    return view()
            except Refused:
                pass
            except IntegrityError as error:
                remember(request, Refusals(here=(((), broken_constraint(error)),)))
        return view()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts; the trial ends with the documents that stand there then."""
        super().save_related(request, form, formsets, change)
        record = form.instance
        self.complete(record)
        keys = trials.keys(request) | self.records(record)
        submit = _is_submitted(request)
        try:
            trials.end(request, keys, reason=form.cleaned_data.get("change_reason", ""), submit=submit)
        except Refused as refused:
            name = "/".join(next(iter(keys))) if len(keys) == 1 else ""
            remember(request, Refusals.of(refused.faults, record=name, place=self.place(record)))
            raise

    def complete(self, record: Any) -> None:
        """Set what follows from the saved parts."""

    def _proposed(self, request: HttpRequest, saved: Saved) -> HttpResponse:
        """Keep what was saved on trial as proposals, and go to them."""
        try:
            kept = trials.keep(saved, trials.taken_up(request), by=request.user)  # type: ignore[arg-type]
        except EditingRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        if not kept:
            self.message_user(request, _("That would change nothing, so nothing was proposed."), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        self.message_user(request, _said(kept, saved), messages.SUCCESS)
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        if len(kept) == 1:
            return HttpResponseRedirect(reverse("admin:openness_proposal_change", args=[kept[0].pk]))
        return HttpResponseRedirect(reverse("admin:openness_proposal_changelist"))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Propose to delete, or say why that is refused."""

        def view() -> HttpResponse:
            return _rendered(super(RecordAdmin, self).delete_view(request, object_id, extra_context))

        back = reverse(f"admin:openness_{self.opts.model_name}_change", args=[object_id])
        return self._tried(request, view, back, keys=self._records_of(request, object_id))

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Run an action on several records: on all, or on none."""

        def view() -> HttpResponse:
            response = super(RecordAdmin, self).response_action(request, queryset, *args, **kwargs)
            return _rendered(response or HttpResponseRedirect(request.get_full_path()))

        return self._tried(request, view, request.get_full_path(), keys=set())

    def _tried(
        self, request: HttpRequest, view: Callable[[], HttpResponse], back: str, *, keys: set[Key]
    ) -> HttpResponse:
        """What `view` answers on trial; where it is refused, the page at `back` says why."""
        try:
            with transaction.atomic():
                outcome = trials.trial(request, view, keys=keys)
                return self._proposed(request, outcome) if isinstance(outcome, Saved) else outcome
        except Refused as refused:
            self.message_user(request, _nothing_changed(explained(refused.faults)), messages.ERROR)
        except IntegrityError as error:
            self.message_user(request, _nothing_changed([broken_constraint(error)]), messages.ERROR)
        return HttpResponseRedirect(back)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Propose the records without `obj`."""
        self._delete(request, [obj], obj.delete)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Propose the records without any of `queryset`."""
        self._delete(request, queryset, queryset.delete)

    def _delete(self, request: HttpRequest, rows: Iterable[Any], delete: Callable[[], Any]) -> None:
        keys = {key for row in rows for key in self.records(row)}
        delete()
        trials.end(request, keys)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was published of its records: who, when, why, and the way back."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        return history_page(request, self.admin_site, str(record), self.records(record))

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

    @admin.action(description=gettext_lazy("Download as documents"), permissions=["view"])
    def download_documents(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """The records in which the selected rows stand, as import reads them."""
        return downloads.documents(keys=self._keys(queryset))

    @admin.action(description=gettext_lazy("Download as a table (CSV)"), permissions=["view"])
    def download_table(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """The selected rows as a table; a record with its levels and texts, a part with its own columns."""
        return downloads.table(keys=self._keys(queryset)) if self.kind else downloads.table_of_rows(rows=queryset)

    def _keys(self, rows: Iterable[Any]) -> set[Key]:
        return {key for row in rows for key in self.records(row)}

    def change_selected(self, request: HttpRequest, queryset: Any, *, reason: str, **values: Any) -> None:
        """Propose `values` for all of `queryset`, sent for review at once."""
        rows = list(queryset)
        keys = {key for row in rows for key in self.records(row)}
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
        trials.end(request, keys, reason=reason, submit=True)


class Publishable(RecordAdmin):
    """Records that can be taken off the site without deleting them."""

    actions = (*RecordAdmin.actions, "publish", "withdraw")

    @admin.action(
        description=gettext_lazy("Propose to publish selected %(verbose_name_plural)s"), permissions=["change"]
    )
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        """Let readers see the selected records."""
        self.change_selected(request, queryset, reason=_("To be shown to readers."), published=True)

    @admin.action(
        description=gettext_lazy("Propose to withdraw selected %(verbose_name_plural)s"), permissions=["change"]
    )
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        """Hide the selected records from readers."""
        self.change_selected(request, queryset, reason=_("Not to be shown to readers."), published=False)


def _may_propose(request: HttpRequest) -> bool:
    return may(user=request.user, action=Action.PROPOSE)  # type: ignore[arg-type]


def _is_submitted(request: HttpRequest) -> bool:
    """Whether what is saved goes to review, not into a draft."""
    return request.POST.get("_save") != "draft" and "_continue" not in request.POST


def _rendered(response: HttpResponse) -> HttpResponse:
    """`response` as it is now: what it shows may stand in the tables on trial only."""
    return response.render() if isinstance(response, TemplateResponse) else response


def _name_anew(told: dict[str, Any], formset: type[Any]) -> None:
    """Give the entries of a sent list the keys that they have in this trial: they stand in the same order."""
    entries = formset(instance=told["instance"], prefix=told["prefix"], queryset=told["queryset"]).get_queryset()
    for place, entry in enumerate(entries):
        name = f"{told['prefix']}-{place}-{entry._meta.pk.name}"
        if name in told["data"]:
            told["data"][name] = str(entry.pk)


def _said(kept: Sequence[Proposal], saved: Saved) -> str:
    number = len(kept)
    if saved.submit:
        message = ngettext("%(count)s proposal sent for review.", "%(count)s proposals sent for review.", number)
    else:
        message = ngettext("%(count)s draft saved.", "%(count)s drafts saved.", number)
    return message % {"count": number}


def _nothing_changed(lines: Iterable[str]) -> SafeString:
    listed = format_html_join("", "<br>{}", ((line,) for line in lines))
    return format_html("{}{}", _("Nothing was changed: the rules for what may be published forbid it."), listed)
