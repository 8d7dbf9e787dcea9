"""The days that matter for licences, as iCalendar (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event, vDuration

from openness.choices import Covers
from openness.domain import revision
from openness.domain.licence_dates import Appeared, Began, Counted, Ended, LicenceDate, licence_dates
from openness.feeds.answering import feed, readable
from openness.imprint import absolute
from openness.templatetags.openness import size

_NAMED = 40
_A_DAY = dt.timedelta(days=1)
_BEFORE_ALL = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@feed()
def licence_dates_calendar(request: HttpRequest, language: str) -> HttpResponse:
    """Every day on which a licence begins or ends to cover models, counts users, or appeared in a new version."""
    stamp = revision.current().changed_at or _BEFORE_ALL
    calendar = _calendar(language, stamp)
    for one in licence_dates():
        calendar.add_component(_event(one, language, stamp))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="openness-licence-dates.ics"'
    return response


def _calendar(language: str, stamp: dt.datetime) -> Calendar:
    calendar, name = Calendar(), _("Openness: licence dates")
    address = absolute(reverse("feed-licence-dates", args=[language]))
    calendar.add("prodid", f"-//Openness//Licence dates//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", _uid("licence-dates", language))
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", _("When licences of AI models begin, end, count users, or appear in a new version."))
    calendar.add("last-modified", stamp.astimezone(dt.UTC))
    calendar.add("url", absolute(reverse("licences")), parameters={"value": "URI"})
    calendar.add("source", address, parameters={"value": "URI"})
    calendar.add("refresh-interval", vDuration(_A_DAY), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    return calendar


def _event(one: LicenceDate, language: str, stamp: dt.datetime) -> Event:
    identity, title, text = _said(one)
    event = Event()
    event.add("uid", _uid(*identity, language))
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + _A_DAY)
    event.add("summary", readable(title), parameters={"language": language})
    if text:
        event.add("description", readable(text), parameters={"language": language})
    event.add("url", absolute(reverse("licence", args=[one.licence.slug])))
    event.add("transp", "TRANSPARENT")
    return event


def _uid(*parts: str) -> str:
    return f"{'/'.join(parts)}@{urlsplit(settings.SITE_URL).hostname}"


def _said(one: LicenceDate) -> tuple[tuple[str, ...], str, str]:
    """(what tells it from all others, title, text)."""
    day, licence = one.day.isoformat(), one.licence
    match one:
        case Began(before=before):
            identity = ("began", day, one.covers, licence.slug, before.slug if before else "")
            return identity, _title_of_beginning(one), _names(one.models)
        case Ended():
            title = _("%(models)s, %(part)s: no longer under %(licence)s") % _words(one)
            return ("ended", day, one.covers, licence.slug), title, _names(one.models)
        case Counted():
            title = _("%(licence)s: day of the count") % {"licence": licence.name}
            return ("counted", day, licence.slug), title, _thresholds(one)
        case Appeared():
            return ("appeared", day, licence.slug), _title_of_text(one), ""


def _title_of_beginning(one: Began) -> str:
    if one.before is None:
        return _("%(models)s, %(part)s: under %(licence)s from now on") % _words(one)
    words = {**_words(one), "before": one.before.name}
    return _("%(models)s, %(part)s: %(licence)s in place of %(before)s") % words


def _title_of_text(one: Appeared) -> str:
    if one.earlier is None:
        return _("%(licence)s published") % {"licence": one.licence.name}
    words = {"licence": one.licence.name, "earlier": one.earlier.name}
    return _("%(licence)s published, supersedes %(earlier)s") % words


def _words(one: Began | Ended) -> dict[str, str]:
    models = one.models[0] if len(one.models) == 1 else _many(len(one.models))
    return {"models": models, "part": str(Covers(one.covers).label), "licence": one.licence.name}


def _many(number: int) -> str:
    return ngettext("%(number)s model", "%(number)s models", number) % {"number": number}


def _names(models: Iterable[str]) -> str:
    names = list(models)
    more = len(names) - _NAMED
    rest = [ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more}] if more > 0 else []
    return "\n".join([*names[:_NAMED], *rest])


def _thresholds(one: Counted) -> str:
    """What is counted, with the clause and what it says in our words."""
    return "\n".join(f"{term.locator}: {size(term)}. {term.summary}" for term in one.terms)
