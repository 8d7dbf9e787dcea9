"""A process that publishes or imports, and is killed while it does.

Run as a program it is a parent whose children do the work: it is ready at once for the next, and no child shares
a connection with another. Each line it reads is a task, as JSON; it answers with the child's process id, then with how
the child ended.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


class Doomed:
    """The parent, seen from a test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def at_statement(self, number: int, **task: Any) -> bool:
        """Do `task`, and be killed instead of the database statement `number`; whether it survived."""
        self._begin({**task, "statement": number})
        return self._survived()

    def after(self, seconds: float, **task: Any) -> bool:
        """Do `task`, and be killed after that time; whether it survived."""
        child = self._begin(task)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        return self._survived()

    def undisturbed(self, **task: Any) -> float:
        """Do `task`; how long it took."""
        start = time.monotonic()
        self._begin(task)
        assert self._survived()
        return time.monotonic() - start

    def _begin(self, task: dict[str, Any]) -> int:
        self._stdin.write(json.dumps(task) + "\n")
        self._stdin.flush()
        return int(self._answer())

    def _survived(self) -> bool:
        self._stdin.write("wait\n")
        self._stdin.flush()
        ended = int(self._answer())
        assert ended in {0, -signal.SIGKILL}, f"the child failed by itself: {ended}"
        return ended == 0

    @property
    def _stdin(self) -> Any:
        return self.process.stdin

    def _answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


@contextmanager
def doomed(database_url: str) -> Iterator[Doomed]:
    """The parent of children that work on that database."""
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.doomed"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield Doomed(process)


def moments(number: int, within: float) -> list[float]:
    """That many moments within some seconds, other ones each time."""
    return [random.uniform(0, within) for _moment in range(number)]


def _main() -> None:
    import django

    django.setup()
    _say("ready")
    child = 0
    for line in sys.stdin:
        if line == "wait\n":
            _pid, status = os.waitpid(child, 0)
            _say(os.waitstatus_to_exitcode(status))
            continue
        child = os.fork()
        if child == 0:
            _do(json.loads(line))
        _say(child)


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _do(task: dict[str, Any]) -> None:
    from django.db import connection

    try:
        with connection.execute_wrapper(_Executioner(task.get("statement"))):
            _work(task)
        connection.close()
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _work(task: dict[str, Any]) -> None:
    import datetime as dt

    from django.contrib.auth.models import User

    from openness.domain import exchange
    from openness.domain.editing.publishing import publish

    now = dt.datetime.fromisoformat(task["now"])
    if "path" in task:
        exchange.import_documents(path=Path(task["path"]), now=now)
    else:
        publish(proposals=task["proposals"], by=User.objects.get(username=task["by"]), now=now)


class _Executioner:
    """Kills this process instead of its statement `last`."""

    def __init__(self, last: int | None) -> None:
        self.last, self.number = last, 0

    def __call__(self, execute: Any, *statement: Any) -> Any:
        self.number += 1
        if self.number == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)


if __name__ == "__main__":
    _main()
