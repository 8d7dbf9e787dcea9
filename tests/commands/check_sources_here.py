"""check_sources as a process of its own that may ask this machine: `HOST:PORT,HOST:PORT SECONDS [ARGUMENT …]`."""

import signal
import sys
from dataclasses import replace

import django


def main() -> None:
    """Run it; SECONDS bound one request."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started us may have turned it off
    django.setup()

    from openness.management.commands.check_sources import Command

    _name, allowed, seconds, *arguments = sys.argv
    command = Command()
    command.allowed = allowed.split(",")
    command.manners = replace(command.manners, pause=0, read=float(seconds), total=float(seconds))
    command.run_from_argv(["manage.py", "check_sources", "--skip-checks", *arguments])


if __name__ == "__main__":
    main()
