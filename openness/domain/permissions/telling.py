"""An answer to “may I?” as plain values, for programs."""

from collections.abc import Mapping
from typing import Any

from openness.choices import Permission
from openness.domain.documents import full_entry
from openness.domain.exchange.published import seen_base
from openness.domain.permissions.answering import Answer, Clause, Part

Plain = dict[str, Any]
Unseen = Mapping[str, str | None]

CLAUSES = ("deciding", "conditions", "duties", "requests", "barred_fields", "granting")
"""What clauses do in an answer, by the properties of `Answer`."""


def answer_record(*, answer: Answer | None, unseen: Unseen) -> Plain:
    """What `answer` says: the permission, the licences looked at, the clauses by what they do, the silences and the
    obstacles. A base among the models `unseen` is named by the next one below it that readers can see.

    None, nothing being known of a model's licences, is unclear.
    """
    if answer is None:
        empty: Plain = {name: [] for name in ("licences", *CLAUSES, "silences", "obstacles")}
        return {"permission": Permission.UNCLEAR.value, **empty}
    return {
        "permission": answer.permission.value,
        "licences": [_place(part, unseen) for part in answer.parts],
        **{name: [_clause(one, unseen) for one in getattr(answer, name)] for name in CLAUSES},
        "silences": [{**_place(part, unseen), "subject": subject.value} for part, subject in answer.silences],
        "obstacles": [one.value for one in answer.obstacles],
    }


def _place(part: Part, unseen: Unseen) -> Plain:
    """Which licence, of which part of the model or of which base."""
    base = seen_base(base=part.base, unseen=unseen)
    return {"licence": part.judgement.licence.slug, "part": part.covers.value, "base": base}


def _clause(clause: Clause, unseen: Unseen) -> Plain:
    return {
        **_place(clause.part, unseen),
        "outcome": clause.outcome.value,
        "facts": [fact.value for fact in clause.facts],
        **full_entry(entry=clause.term),
    }
