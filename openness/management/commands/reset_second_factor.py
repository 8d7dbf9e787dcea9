"""For a person whose device is lost, and the backup codes with it."""

import getpass
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from openness.domain import second_factor


class Command(BaseCommand):
    """Remove somebody's devices and backup codes; the next sign-in sets up anew."""

    help = "Remove somebody's second factor and end their sessions; the next sign-in sets up anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name that the person signs in with")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody signs in as “{name}”.")
        origin = second_factor.Origin(address=None, agent=f"manage.py reset_second_factor ({_operator()})")
        second_factor.reset(user=user, origin=origin)
        self.stdout.write(
            f"{name} has no second factor now and is signed out. Whoever signs in next with the password of {name} "
            "sets up a new one: tell the person to do it at once, or set a new password first."
        )


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return "unknown"
