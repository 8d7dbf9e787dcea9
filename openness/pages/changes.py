"""What was published when."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openness.choices import RecordKind
from openness.domain.history.changes import PARAMETERS, History, history
from openness.pages import structured
from openness.publishing.marks import published
from openness.responding import other_languages


@published(*PARAMETERS)
def changes(request: HttpRequest) -> HttpResponse:
    """All publications, the newest first, or those of one kind, record or revision."""
    found = history(parameters=dict(request.GET.lists()))
    context = {
        "history": found,
        "faults": found.faults,
        "structured": structured.changes(history=found, here=_link(found)),
        "kinds": [(kind, kind.label, _link(found, kind=kind.value, record="", page=1)) for kind in RecordKind],
        "links": {
            "self": _link(found),
            "all": reverse("changes"),
            "every_kind": _link(found, kind="", record="", page=1),
            "previous": _link(found, page=found.page - 1) if found.page > 1 else None,
            "next": _link(found, page=found.page + 1) if found.page < found.pages else None,
        },
        "other_languages": other_languages(_link(found)),
    }
    return render(request, "pages/changes.html", context, status=400 if found.faults else 200)


def _link(found: History, **changed: object) -> str:
    told = {"kind": found.kind, "record": found.record, "revision": found.revision, "page": found.page, **changed}
    pairs = [(name, value) for name, value in told.items() if value and (name, value) != ("page", 1)]
    return reverse("changes") + (f"?{urlencode(pairs)}" if pairs else "")
