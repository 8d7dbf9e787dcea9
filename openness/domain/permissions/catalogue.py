"""The answers of the whole catalogue: one evaluation for each grounds, however many models share them."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS

from openness.domain import revision
from openness.domain.documents import LicenceDocument, validate
from openness.domain.exchange.loading import load
from openness.domain.permissions.answering import Answer, Bench
from openness.domain.permissions.grounds import Grounds, from_text
from openness.domain.permissions.situation import Situation, situation_of
from openness.domain.revision import Revision
from openness.models import PermissionGrounds
from openness.plans import Plan

# What was last read of today's catalogue (True) and of a past one (False), with the state it is of. Another thread
# may put that of another state there at any moment.
_licences: dict[bool, tuple[Revision, Mapping[str, LicenceDocument]]] = {}
_grounds: dict[bool, tuple[Revision, Mapping[int, Grounds]]] = {}


def licence_documents(*, state: Revision) -> Mapping[str, LicenceDocument]:
    """All licences with their terms by slug, but those that the schema refuses; 3 queries at most.

    Those of the newest `state` of the catalogue are kept in this process: reading and checking them takes far
    longer than judging them.
    """
    is_today = _is_today()
    kept = _licences.get(is_today)
    if kept is None or state.number == 0 or kept[0] != state:
        documents = (validate(value=value) for value in load(kind="licence"))
        kept = _licences[is_today] = state, {one.slug: one for one in documents if isinstance(one, LicenceDocument)}
    return kept[1]


def all_grounds(*, state: Revision) -> Mapping[int, Grounds]:
    """The grounds of all models by their keys; one query, none where those of `state` are kept in this process.

    Those of a past day are not: their keys are those of its own database.
    """
    is_today = _is_today()
    kept = _grounds.get(is_today)
    if kept is None or state.number == 0 or kept[0] != state:
        rows = PermissionGrounds.objects.values_list("pk", "text")
        kept = state, {key: from_text(text) for key, text in rows}
        if is_today:
            _grounds[is_today] = kept
    return kept[1]


def _is_today() -> bool:
    """Whether today's catalogue is being read, and not that of a past day."""
    return PermissionGrounds.objects.db == DEFAULT_DB_ALIAS


def forget() -> None:
    """Forget all that is kept, after a state that was only tried: the next may bear its number."""
    _licences.clear()
    _grounds.clear()


def benches(*, plans: Iterable[Plan]) -> list[Bench]:
    """A bench for each of `plans`, to answer for single models; one query, 4 after a change."""
    state = revision.current()
    licences = licence_documents(state=state)
    return [Bench(situation=_situation(plan, state), licences=licences) for plan in plans]


def answers(*, plan: Plan, state: Revision | None = None) -> Mapping[int, Answer]:
    """What `plan` gets, by the key of the grounds (`Model.grounds_id`); one query, 5 after a change, and one less where
    the `state` that is being read is told.
    """
    state = state or revision.current()
    bench = Bench(situation=_situation(plan, state), licences=licence_documents(state=state))
    return {key: bench.answer(grounds=one) for key, one in all_grounds(state=state).items()}


def answered_for(*, plan: Plan, state: Revision) -> dt.date | None:
    """The day that `plan` is answered for in the `state` of the catalogue; None where neither tells one."""
    day = _situation(plan, state).on
    return None if day == dt.date.max else day


def _situation(plan: Plan, state: Revision) -> Situation:
    """The situation of `plan`, where it names no day on that of the catalogue's last change."""
    return situation_of(plan=plan, on=state.changed_at.date() if state.changed_at else dt.date.max)
