"""Uploaded documents as proposals: what they would change is seen first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from openness.domain.documents import plain
from openness.domain.editing.proposals import Plain, propose
from openness.domain.editing.refusals import EditingRefused
from openness.domain.exchange import check_references, stored_plainly
from openness.domain.exchange.reading import BrokenFile, DocumentFile, read_file
from openness.domain.faults import Fault
from openness.domain.history.wording import Worded, told_apart
from openness.domain.rules import Key
from openness.models import Proposal


@dataclass(frozen=True)
class Incoming:
    """One document that differs from what is published; `stored` None where there is no such record."""

    file: str
    key: Key
    document: Plain
    stored: Plain | None

    @property
    def differences(self) -> tuple[Worded, ...]:
        """What it would change, in words."""
        return told_apart(before=self.stored, after=self.document)


@dataclass(frozen=True)
class Intake:
    """What an upload holds: documents that change something, how many change nothing, and what is wrong."""

    incoming: tuple[Incoming, ...]
    unchanged: int
    faults: tuple[Fault, ...]


def inspect(*, files: Iterable[tuple[str, bytes]]) -> Intake:
    """Read uploaded (file name, text), and hold them against the catalogue; a constant number of queries."""
    read = [read_file(name=name, text=text) for name, text in files]
    whole = [file for file in read if isinstance(file, DocumentFile)]
    faults = [fault for file in read if isinstance(file, BrokenFile) for fault in file.faults]
    faults += _twice(whole) + check_references(documents=[file.document for file in whole])
    stored = stored_plainly(keys=[file.key for file in whole])
    incoming = [Incoming(file.name, file.key, plain(document=file.document), stored.get(file.key)) for file in whole]
    changing = [one for one in incoming if one.document != one.stored]
    return Intake(tuple(changing), len(incoming) - len(changing), tuple(sorted(faults)))


def _twice(files: Iterable[DocumentFile]) -> list[Fault]:
    first: dict[Key, str] = {}
    faults = []
    for file in files:
        earlier = first.setdefault(file.key, file.name)
        if earlier != file.name:
            message = _("the same %(kind)s stands in %(file)s") % {"kind": file.key[0], "file": earlier}
            faults.append(file.fault(("slug",), message))
    return faults


def take_in(*, files: Iterable[tuple[str, bytes]], reason: str, by: User, now: dt.datetime) -> list[Proposal]:
    """Make every uploaded document that changes something a draft: all of them, or none.

    Raises EditingRefused where one is faulty or none changes anything, NotAllowed.
    """
    with transaction.atomic():
        found = inspect(files=files)
        if found.faults:
            raise EditingRefused(_("Nothing was taken in: the documents have faults."))
        if not found.incoming:
            raise EditingRefused(_("That would change nothing."))
        return [propose(key=one.key, document=one.document, by=by, now=now, reason=reason) for one in found.incoming]
