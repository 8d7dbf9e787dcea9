"""What readers report: about which place, by which form, how it is taken in, and what becomes of it."""

from openness.domain.reports.keeping import CONTACT_DAYS, SENDER_DAYS, forget
from openness.domain.reports.places import NoSuchPlace, NoSuchRecord, Place, place_of
from openness.domain.reports.sending import (
    Letter,
    Limits,
    NotTaken,
    ProofMissing,
    TicketSpent,
    TooMany,
    is_busy,
    send,
    sender_digest,
)
from openness.domain.reports.settling import STEPS, dismiss, dismiss_all, settle, take_up
from openness.domain.reports.tickets import Ticket, TicketRefused, issue_ticket, read_ticket

__all__ = [
    "CONTACT_DAYS",
    "SENDER_DAYS",
    "STEPS",
    "Letter",
    "Limits",
    "NoSuchPlace",
    "NoSuchRecord",
    "NotTaken",
    "Place",
    "ProofMissing",
    "Ticket",
    "TicketRefused",
    "TicketSpent",
    "TooMany",
    "dismiss",
    "dismiss_all",
    "forget",
    "is_busy",
    "issue_ticket",
    "place_of",
    "read_ticket",
    "send",
    "sender_digest",
    "settle",
    "take_up",
]
