"""Documents taken in by hand: looked at first, then drafts."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openness.domain.editing.intake import inspect, take_in
from openness.domain.editing.refusals import EditingRefused
from openness.domain.editing.roles import Action, may
from openness.domain.exchange.archives import MAX_UPLOAD, unpack
from openness.domain.faults import Refused
from openness.models import Upload

_KEPT = dt.timedelta(days=1)
_SHOWN = 200


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A YAML document, or a ZIP archive of them, as the export gives."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.zip"}),
    )

    def clean_file(self) -> Any:
        """The file, if it can hold documents at all."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("larger than %(limit)s MB") % {"limit": MAX_UPLOAD // 1_000_000})
        try:
            unpack(name=file.name, data=file.read())
        except Refused as refused:
            raise forms.ValidationError([fault.message for fault in refused.faults]) from refused
        return file


class ReasonForm(forms.Form):
    """Why the documents are taken in."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("One or two sentences; readers see them in the history."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "text"}),
        max_length=2000,
    )


def upload_view(request: HttpRequest, admin_site: Any) -> HttpResponse:
    """Choose a file; nothing happens with it yet."""
    _require(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now, file = timezone.now(), form.cleaned_data["file"]
        file.seek(0)
        Upload.objects.filter(at__lt=now - _KEPT).delete()
        kept = Upload.objects.create(name=file.name[:200], data=file.read(), by=request.user, at=now)  # type: ignore[misc]
        return HttpResponseRedirect(reverse("admin:openness_upload", args=[kept.pk]))
    context = {**admin_site.each_context(request), "title": _("Take documents in"), "form": form}
    return TemplateResponse(request, "admin/openness/upload.html", context)


def preview_view(request: HttpRequest, admin_site: Any, key: int) -> HttpResponse:
    """What the documents would change; sent, they become drafts."""
    _require(request)
    upload = Upload.objects.filter(pk=key, by=request.user.pk).first()
    if upload is None:
        raise Http404(_("There is no such upload; they are kept for a day."))
    files = unpack(name=upload.name, data=bytes(upload.data))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (to := _taken_in(request, files, form, upload)):
        return HttpResponseRedirect(to)
    found = inspect(files=files)
    context = {
        **admin_site.each_context(request),
        "title": _("Take documents in: %s") % upload.name,
        "intake": found,
        "shown": found.incoming[:_SHOWN],
        "form": form,
    }
    return TemplateResponse(request, "admin/openness/upload_preview.html", context)


def _taken_in(request: HttpRequest, files: Any, form: ReasonForm, upload: Upload) -> str | None:
    """Where to go once the documents are drafts; None where that is refused."""
    user: Any = request.user
    try:
        made = take_in(files=files, reason=form.cleaned_data["reason"], by=user, now=timezone.now())
    except EditingRefused as refused:
        messages.error(request, str(refused))
        return None
    upload.delete()
    said = ngettext("%(count)s draft saved.", "%(count)s drafts saved.", len(made))
    messages.success(request, said % {"count": len(made)})
    return f"{reverse('admin:openness_proposal_changelist')}?state__exact=draft&author__id__exact={user.pk}"


def _require(request: HttpRequest) -> None:
    if not may(user=request.user, action=Action.PROPOSE):  # type: ignore[arg-type]
        raise PermissionDenied
