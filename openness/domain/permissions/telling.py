"""An answer to “may I?” as plain values, for programs."""

from typing import Any

from openness.choices import Permission
from openness.domain.documents import full_entry
from openness.domain.permissions.answering import Answer, Clause, Part

Plain = dict[str, Any]

CLAUSES = ("deciding", "conditions", "duties", "requests", "barred_fields")
"""What clauses do in an answer, by the properties of `Answer`."""

_THRESHOLD = ("operator", "value", "unit", "measured", "measured_on")


def answer_record(*, answer: Answer | None) -> Plain:
    """What `answer` says: the permission, the clauses by what they do, the silences and the obstacles.

    None, nothing being known of a model's licences, is unclear.
    """
    return {
        "permission": (answer.permission if answer else Permission.UNCLEAR).value,
        **{name: [_clause(one) for one in getattr(answer, name)] if answer else [] for name in CLAUSES},
        "silences": [{**_place(part), "subject": subject.value} for part, subject in answer.silences] if answer else [],
        "obstacles": [one.value for one in answer.obstacles] if answer else [],
    }


def _place(part: Part) -> Plain:
    """Which licence, of which part of the model or of which base."""
    return {"licence": part.judgement.licence.slug, "part": part.covers.value, "base": part.base}


def _clause(clause: Clause) -> Plain:
    term = full_entry(entry=clause.term)
    return {
        **_place(clause.part),
        "subject": term["subject"],
        "effect": term["effect"],
        **{name: term[name] for name in _THRESHOLD},
        "outcome": clause.outcome.value,
        "hangs_on": [fact.value for fact in clause.facts],
        "summary": term["summary"],
        "locator": term["locator"],
        "source": term["source"]["url"],
        "archive": term["source"]["archive_url"],
    }
