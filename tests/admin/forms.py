"""Forms of the admin, filled in and sent as a browser does."""

from html.parser import HTMLParser
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openness.choices import ProposalState, ProposalStep
from openness.domain.editing import proposals
from openness.domain.editing.publishing import publish
from openness.models import Proposal

Data = dict[str, Any]


class _Form(HTMLParser):
    """The values that a page's controls would send."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._select: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in {"submit", "button"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self._add(name, given.get("value") or ("on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value") or "")
        elif tag == "textarea":
            self._text = [name]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._text:
            name, *parts = self._text
            self._add(name, "".join(parts).removeprefix("\n"))
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text.append(data)

    def _add(self, name: str, value: str) -> None:
        if "__prefix__" not in name:
            self.data.setdefault(name, []).append(value)


def filled_in(page: HttpResponse) -> dict[str, list[str]]:
    """What a browser would send of `page` if nothing were changed."""
    form = _Form()
    form.feed(page.content.decode())
    return form.data


def address(record: Model, view: str = "change") -> str:
    """The page of `record` in the admin."""
    return reverse(f"admin:openness_{record._meta.model_name}_{view}", args=[record.pk])


def listed(model: type[Model]) -> str:
    """The list of `model` in the admin."""
    return reverse(f"admin:openness_{model._meta.model_name}_changelist")


def added(model: type[Model]) -> str:
    """The page that adds a `model`."""
    return reverse(f"admin:openness_{model._meta.model_name}_add")


def send(editor: Client, path: str, changes: Data | None = None) -> HttpResponse:
    """Open `path`, change the controls named in `changes` (None empties one), and send it for review."""
    data = {**filled_in(editor.get(path)), "change_reason": "Because.", **(changes or {})}
    return editor.post(path, {name: value for name, value in data.items() if value is not None})


def saved(editor: Client, path: str, changes: Data | None = None) -> HttpResponse:
    """As `send`, and somebody else publishes what waits for review."""
    response = send(editor, path, changes)
    publish_all()
    return response


def publish_all() -> None:
    """Let a second person send for review and publish every open proposal, together."""
    reviewer, _created = User.objects.get_or_create(username="reviewer", is_superuser=True)
    now = timezone.now()
    for draft in Proposal.objects.filter(state=ProposalState.DRAFT):
        Proposal.objects.filter(pk=draft.pk).update(reason=draft.reason or "Because.")
        proposals.step(proposal=draft.pk, to=ProposalStep.SUBMITTED, by=draft.author, now=now)
    if waiting := list(Proposal.objects.filter(state=ProposalState.IN_REVIEW).values_list("pk", flat=True)):
        publish(proposals=waiting, by=reviewer, now=now)


def run(editor: Client, model: type[Model], action: str, records: list[Any], **more: Any) -> HttpResponse:
    """Run an action of the list of `model` on `records`."""
    return editor.post(
        listed(model), {"action": action, "_selected_action": [record.pk for record in records], "index": "0", **more}
    )


def errors(page: HttpResponse) -> dict[str, list[str]]:
    """The messages of a refused form by control; those above the form under ""."""
    assert page.status_code == 200, "the form was accepted"
    form = page.context["adminform"].form
    found = {name: list(map(str, messages)) for name, messages in form.errors.items()}
    for inline in page.context["inline_admin_formsets"]:
        for one in inline.formset.forms:
            found |= {one.add_prefix(name): list(map(str, messages)) for name, messages in one.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(map(str, inline.formset.non_form_errors()))
    return {name.replace("__all__", ""): messages for name, messages in found.items()}


def said(response: HttpResponse) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def history() -> int:
    """How many lines the admin's history has."""
    return LogEntry.objects.count()
