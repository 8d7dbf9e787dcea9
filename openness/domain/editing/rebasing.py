"""Carry a proposal over to what was published meanwhile, field by field."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from openness.choices import ProposalState, ProposalStep
from openness.domain.documents import plain, renewed
from openness.domain.editing.proposals import locked, save, valid
from openness.domain.editing.refusals import EditingRefused, WrongState
from openness.domain.editing.roles import Action, require
from openness.domain.exchange import stored_plainly
from openness.domain.history.trees import (
    ORDER,
    Path,
    Plain,
    Tree,
    are_alike,
    document_of,
    is_ordered,
    joined,
    tree_of,
)
from openness.models import Proposal

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Conflict:
    """A field that both sides changed, each in another way; None where a side has nothing there."""

    path: Path
    base: Any
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        """What a choice names it by."""
        return "\x1f".join(self.path)


def has_moved(*, proposal: Proposal) -> bool:
    """Whether something else was published since the proposal began; one to three queries."""
    key = (proposal.kind, proposal.slug)
    return stored_plainly(keys=[key]).get(key) != renewed(value=proposal.base)


def conflicts(*, base: Plain | None, mine: Plain | None, theirs: Plain | None) -> list[Conflict]:
    """The fields that somebody must decide on before `mine` can stand on `theirs`.

    Where one side deletes what the other changes there is one conflict, about the whole, with an empty path.
    """
    return _merged(base, mine, theirs, {})[1]


def merged(*, base: Plain | None, mine: Plain | None, theirs: Plain | None, chosen: Mapping[str, str]) -> Plain | None:
    """What both sides want, `chosen` deciding each conflict by its name; raises EditingRefused where one is open."""
    outcome, found = _merged(base, mine, theirs, chosen)
    if left := [conflict for conflict in found if chosen.get(conflict.name) not in {MINE, THEIRS}]:
        fields = ", ".join(map(_name, left))
        raise EditingRefused(_("Decide on every field that both sides changed: %(fields)s.") % {"fields": fields})
    return outcome


def _merged(
    base: Plain | None, mine: Plain | None, theirs: Plain | None, chosen: Mapping[str, str]
) -> tuple[Plain | None, list[Conflict]]:
    base, mine, theirs = renewed(value=base), renewed(value=mine), renewed(value=theirs)
    found: list[Conflict] = []
    if mine is None or theirs is None:
        return _decided((), base, mine, theirs, chosen, found), found
    tree = _merge((), tree_of(document=base), tree_of(document=mine), tree_of(document=theirs), chosen, found)
    return document_of(tree=tree), found


def _merge(path: Path, base: Tree, mine: Tree, theirs: Tree, chosen: Mapping[str, str], found: list[Conflict]) -> Tree:
    tree: Tree = {}
    first, second = (theirs, mine) if _takes_their_order(path, base, mine, theirs, chosen, found) else (mine, theirs)
    for name in joined(names=first, others=second):
        value = _decided((*path, name), base.get(name), mine.get(name), theirs.get(name), chosen, found)
        if value not in (None, {}):
            tree[name] = value
    return tree


def _takes_their_order(
    path: Path, base: Tree, mine: Tree, theirs: Tree, chosen: Mapping[str, str], found: list[Conflict]
) -> bool:
    """Whether the entries at `path` stand as on their side; a conflict where both sides moved them."""
    shared = mine.keys() & theirs.keys()
    mine_now, theirs_now = [name for name in mine if name in shared], [name for name in theirs if name in shared]
    if not is_ordered(path=path) or mine_now == theirs_now:
        return False
    before = [name for name in base if name in shared]
    if before == [name for name in mine_now if name in base]:
        return True
    if before == [name for name in theirs_now if name in base]:
        return False
    conflict = Conflict((*path, ORDER), before, mine_now, theirs_now)
    found.append(conflict)
    return chosen.get(conflict.name) == THEIRS


def _decided(path: Path, base: Any, mine: Any, theirs: Any, chosen: Mapping[str, str], found: list[Conflict]) -> Any:
    if are_alike(path=path, one=mine, other=theirs) or are_alike(path=path, one=mine, other=base):
        return theirs
    if are_alike(path=path, one=theirs, other=base):
        return mine
    if path and isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge(path, base if isinstance(base, dict) else {}, mine, theirs, chosen, found)
    conflict = Conflict(path, base, mine, theirs)
    found.append(conflict)
    return theirs if chosen.get(conflict.name) == THEIRS else mine


def rebase(*, proposal: int, version: int, chosen: Mapping[str, str], by: User, now: dt.datetime) -> Proposal:
    """Let the proposal start from what is published now, `chosen` (mine or theirs) deciding the conflicts by name.

    It becomes a draft again; what was decided stands in its note. Raises EditingRefused where a conflict is open
    or nothing is left to propose, Overtaken, WrongState, Refused where the outcome is no document, NotAllowed.
    """
    require(user=by, action=Action.PROPOSE)
    with transaction.atomic():
        row = locked(proposal=proposal, version=version)
        if not row.is_open:
            raise WrongState(_("This proposal is decided; make a new one."))
        key = (row.kind, row.slug)
        theirs = stored_plainly(keys=[key]).get(key)
        if theirs == renewed(value=row.base):
            raise EditingRefused(_("Nothing was published meanwhile: there is nothing to carry over."))
        text = _decisions(conflicts(base=row.base, mine=row.document, theirs=theirs), chosen)
        value = merged(base=row.base, mine=row.document, theirs=theirs, chosen=chosen)
        row.document = None if value is None else plain(document=valid(key=key, value=value))
        if row.document == theirs:
            raise EditingRefused(_("Nothing would be left to change: what you propose is published. Withdraw it."))
        row.base = theirs
        row.state = ProposalState.DRAFT
        save(row, by=by, now=now, step=ProposalStep.REBASED, text=text)
    return row


def _decisions(found: Iterable[Conflict], chosen: Mapping[str, str]) -> str:
    words = {MINE: _("as proposed"), THEIRS: _("as published")}
    return "\n".join(f"{_name(conflict)}: {words.get(chosen.get(conflict.name, ''), '')}" for conflict in found)


def _name(conflict: Conflict) -> str:
    return ".".join(conflict.path) or _("the whole record")
