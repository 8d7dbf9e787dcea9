"""What readers could see of a change: models, articles and assessments may be there without being shown."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from openness.domain.history.trees import Plain
from openness.models import Change

UNSEEN_BEFORE = Q(before__isnull=True) | Q(before__has_key="published")
"""Changes of records that readers could not see before; a document says `published` only where it is not shown."""

_UNSEEN_AFTER = Q(after__isnull=True) | Q(after__has_key="published")


def for_readers(*, changes: QuerySet[Change]) -> QuerySet[Change]:
    """Those of `changes` before or after which readers could see the record."""
    return changes.exclude(UNSEEN_BEFORE & _UNSEEN_AFTER)


def as_seen(*, change: Change) -> Change:
    """`change`, in memory, with what readers could see before and after it; None where they saw nothing."""
    change.before, change.after = _shown(change.before), _shown(change.after)
    return change


def _shown(document: Mapping[str, Any] | None) -> Plain | None:
    if document is None or not document.get("published", True):
        return None
    if "assessments" not in document:
        return dict(document)
    entries = document["assessments"].items()
    shown = {name: entry for name, entry in entries if entry.get("published", True)}
    return {**document, "assessments": shown}
