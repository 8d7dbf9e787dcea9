"""Empty what tells who sent old reports."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from openness.domain import reports


class Command(BaseCommand):
    """Empty what tells who sent old reports."""

    help = (
        f"Empty the senders of reports after {reports.SENDER_DAYS} days and their contacts after "
        f"{reports.CONTACT_DAYS} days. Each new report does so too; run this once a day where few come."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        senders, contacts = reports.forget(now=timezone.now())
        self.stdout.write(f"{senders} senders and {contacts} contacts forgotten.")
