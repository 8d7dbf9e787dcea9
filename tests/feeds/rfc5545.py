"""What RFC 5545 and RFC 7986 demand of a calendar of days, as far as ours uses them."""

import re
from collections.abc import Iterator

from icalendar import Calendar, Component

_OCTETS = 75
_ONCE = {"VCALENDAR": ("PRODID", "VERSION"), "VEVENT": ("UID", "DTSTAMP", "DTSTART")}
_AT_MOST_ONCE = ("DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP", "LAST-MODIFIED", "CALSCALE", "METHOD", "SOURCE")


def faults(document: bytes) -> list[str]:
    """Everything that the calendar `document` does and must not do; raises where it cannot be read."""
    return [*_of_lines(document), *_of_events(Calendar.from_ical(document))]


def _of_lines(document: bytes) -> Iterator[str]:
    if (
        not document.endswith(b"\r\n")
        or b"\n" in document.replace(b"\r\n", b"")
        or b"\r" in document.replace(b"\r\n", b"")
    ):
        yield "a line does not end in CRLF (3.1)"
    for line in document.split(b"\r\n"):
        if len(line) > _OCTETS:
            yield f"a line of {len(line)} octets (3.1)"
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            yield "a control character (3.1)"
    document.decode()


def _of_events(calendar: Component) -> Iterator[str]:
    identities = []
    for component in calendar.walk():
        yield from (f"{component.name}: {fault}" for fault in component.errors)
        names = [name for name, _value in component.property_items(recursive=False) if name not in {"BEGIN", "END"}]
        for name in _ONCE[component.name]:
            if names.count(name) != 1:
                yield f"{component.name} has {names.count(name)} {name}"
        yield from (f"{component.name} has {name} twice" for name in _AT_MOST_ONCE if names.count(name) > 1)
        if component.name == "VEVENT":
            identities.append(component["UID"])
            yield from _of_days(component)
    if len(set(identities)) != len(identities):
        yield "two events of one UID"


def _of_days(event: Component) -> Iterator[str]:
    if event["DTSTART"].params.get("VALUE") != "DATE" or event["DTEND"].params.get("VALUE") != "DATE":
        yield "a day is given as a time"
    if event["DTEND"].dt <= event["DTSTART"].dt:
        yield "DTEND is not later than DTSTART (3.8.2.2)"
    if not str(event["DTSTAMP"].to_ical(), "ascii").endswith("Z"):
        yield "DTSTAMP is not in UTC (3.8.7.2)"
