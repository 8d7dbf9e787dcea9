"""Readers report errors: a form for one place in the catalogue, and thanks."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from openness.choices import RecordKind
from openness.domain import reports, revision
from openness.domain.documents import SLUG
from openness.domain.reports import Place, Ticket
from openness.publishing.marks import published
from openness.responding import client_address, missing_is_404, other_languages

SHORTEST, LONGEST = 10, 4000

_MOST_BYTES = 65_536

View = Callable[..., HttpResponse]


class _Prose(forms.CharField):
    """A text whose lines end in one character, as readers count them."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return text.replace("\r\n", "\n").replace("\r", "\n")


class _WebAddress(forms.URLField):
    """An address of the web; without a scheme it is one of https."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class ReportForm(forms.Form):
    """What a reader fills in. `homepage` is out of people's sight: whoever fills it in is a machine."""

    message = _Prose(
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Say what is wrong."),
            "min_length": gettext_lazy("Say it in %(limit_value)d characters or more."),
            "max_length": gettext_lazy("Say it in %(limit_value)d characters at most; these are %(show_value)d."),
        },
    )
    source_url = _WebAddress(
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("This is not an address of the web, like https://example.org/licence")},
    )
    contact = forms.CharField(required=False, max_length=200)
    proof = forms.CharField(required=False, max_length=10)
    homepage = forms.CharField(
        required=False,
        max_length=0,
        error_messages={"max_length": gettext_lazy("This field must stay empty; it is now. Please send it once more.")},
    )

    def letter(self) -> reports.Letter:
        """What was written, once it is valid."""
        given = self.cleaned_data
        return reports.Letter(
            message=given["message"],
            source_url=given["source_url"],
            contact=given["contact"],
            language=get_language() or "de",
            proof=given["proof"],
        )

    @property
    def faults(self) -> dict[str, str]:
        """The first thing wrong with each field."""
        return {name: str(messages[0]) for name, messages in self.errors.items()}


class _Unclear(Exception):
    """A parameter that cannot be read: its name and what is wrong with it."""

    def __init__(self, name: str, message: str, *, whole: str = "") -> None:
        super().__init__(message)
        self.name, self.whole = name, whole


def _about_a_place(view: View) -> View:
    """Hand `view` the place that the parameters name; 404 where there is no such record, 400 else."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        try:
            return view(request, _place(request))
        except _Unclear as unclear:
            context = {"name": unclear.name, "fault": str(unclear), "whole": unclear.whole}
            return render(request, "pages/report_unclear.html", context, status=400)

    return wrapped


def _place(request: HttpRequest) -> Place:
    kind, slash, slug = _one(request, "record").partition("/")
    if not slash or kind not in RecordKind.values or not SLUG.fullmatch(slug):
        raise _Unclear("record", _("Name a record, like model/llama-3.1-8b."))
    try:
        with missing_is_404(reports.NoSuchRecord):
            return reports.place_of(kind=kind, slug=slug, key=_one(request, "place"))
    except reports.NoSuchPlace as error:
        whole = _address("report", f"{kind}/{slug}")
        raise _Unclear("place", _("The record has no such place."), whole=whole) from error


def _one(request: HttpRequest, name: str) -> str:
    values = [value.strip() for value in request.GET.getlist(name) if value.strip()]
    if len(set(values)) > 1:
        raise _Unclear(name, _("More than one value; give one."))
    return values[0] if values else ""


@csrf_exempt  # there is no cookie to bind a token to; a signed ticket and the browser's own headers stand in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_about_a_place
def report(request: HttpRequest, place: Place) -> HttpResponse:
    """The form about one place; sent, it leads to the thanks or comes back with all that was typed."""
    if request.method != "POST":
        return _form_page(request, place)
    if _length(request) > _MOST_BYTES:
        return _form_page(request, place, notice=_("That is more than this form takes."), status=413)
    return _take(request, place, ReportForm(request.POST))


@published("record", "place")
@_about_a_place
def thanks(request: HttpRequest, place: Place) -> HttpResponse:
    """What happens next, and the way back to the place."""
    return render(request, "pages/report_thanks.html", {"place": place, **_languages(request, place)})


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _take(request: HttpRequest, place: Place, form: ReportForm) -> HttpResponse:
    now = timezone.now()
    if not _is_from_here(request):
        return _form_page(request, place, form, notice=_("Send this form from our own page."), status=403)
    try:
        ticket = reports.read_ticket(text=form.data.get("ticket", ""), place=place, now=now)
    except reports.TicketRefused as refused:
        return _form_page(request, place, form, notice=str(refused), status=400)
    if not form.is_valid():
        return _form_page(request, place, form, ticket=ticket, status=400)
    try:
        reports.send(
            ticket=ticket, place=place, letter=form.letter(), sender=_sender(request), limits=_limits(), now=now
        )
    except reports.NotTaken as error:
        return _not_taken(request, place, form, ticket, error)
    return HttpResponse(status=303, headers={"Location": _address("report-thanks", place.record, place.key)})


def _is_from_here(request: HttpRequest) -> bool:
    """Whether nothing that the browser says points to a page of somebody else."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    own = {f"{request.scheme}://{request.get_host()}", settings.SITE_URL}
    return site in {"same-origin", "none"} and (origin is None or origin in own)


def _not_taken(
    request: HttpRequest, place: Place, form: ReportForm, ticket: Ticket, error: reports.NotTaken
) -> HttpResponse:
    match error:
        case reports.TooMany():
            response = _form_page(request, place, form, ticket=ticket, notice=str(error), status=429)
            response["Retry-After"] = str(error.retry_after)
            return response
        case reports.TicketSpent():
            return _form_page(request, place, form, notice=str(error), status=400)
        case reports.ProofMissing():
            form.add_error("proof", str(error))
            return _form_page(request, place, form, ticket=ticket, status=400)
        case _:
            return _form_page(request, place, form, ticket=ticket, notice=str(error), status=400)


def _form_page(
    request: HttpRequest,
    place: Place,
    form: ReportForm | None = None,
    *,
    ticket: Ticket | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    form = form or ReportForm()
    proof = form.data.get("proof", "") if ticket else ""  # a new form asks another question
    ticket = ticket or _new_ticket(request, place)
    asks = reports.is_busy(sender=_sender(request), limits=_limits(), now=timezone.now())
    context = {
        "place": place,
        "typed": form.data,
        "proof": proof,
        "faults": form.faults,
        "notice": notice,
        "ticket": ticket,
        "numbers": ticket.numbers if asks else None,
        "shortest": SHORTEST,
        "longest": LONGEST,
        "sender_days": reports.SENDER_DAYS,
        "contact_days": reports.CONTACT_DAYS,
        **_languages(request, place),
    }
    return render(request, "pages/report.html", context, status=status)


def _new_ticket(request: HttpRequest, place: Place) -> Ticket:
    number = revision.current().number
    return reports.issue_ticket(place=place, page=_opened_from(request, place), revision=number, now=timezone.now())


def _opened_from(request: HttpRequest, place: Place) -> str:
    """The path of the page that led here, without what was asked of it; that of the place where none is told."""
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
        name = resolve(referrer.path).url_name if referrer.netloc == request.get_host() else None
    except (ValueError, Resolver404):
        return place.part.address
    is_page = name is not None and name not in {"report", "report-thanks"}
    return referrer.path[:500] if is_page else place.part.address


def _sender(request: HttpRequest) -> str:
    return reports.sender_digest(address=client_address(request))


def _limits() -> reports.Limits:
    return reports.Limits(per_sender=settings.REPORTS_PER_SENDER, in_all=settings.REPORTS_PER_HOUR)


def _languages(request: HttpRequest, place: Place) -> dict[str, Any]:
    query = _query(place.record, place.key)
    return {"other_languages": other_languages(f"{request.path}?{query}"), "query": query}


def _address(name: str, record: str, key: str = "") -> str:
    return f"{reverse(name)}?{_query(record, key)}"


def _query(record: str, key: str) -> str:
    return urlencode([("record", record), *([("place", key)] if key else [])], safe="/")
