"""What the real texts in fixtures/ change, step by step, as readers are told."""

from openness.domain.documents import TermEntry
from openness.domain.licence_comparison import CHANGES
from openness.domain.licence_differences import differences
from openness.models import LicenceTerm
from tests.domain.permissions.real import LICENCES

OUTCOMES = """
llama-2-community -> llama-3-community
    tightened: display
    added: naming
    loosened: trademark
    changed: user-threshold
llama-3-community -> llama-3.1-community
    loosened: output-training
    changed: user-threshold
llama-3.1-community -> llama-3.2-community
    added: territory
    changed: user-threshold
llama-3.3-community -> llama-4-community
    changed: user-threshold
mnpl-0.1 -> mrl-0.1
    tightened: output-training
    changed: commercial-use hosting field-of-use
kimi-k2-modified-mit -> mistral-medium-3.5-modified-mit
    added: revenue-threshold
    dropped: display
gemma-terms-2026-04-01 -> apache-2.0
    tightened: attribution
    added: patent
    loosened: redistribution hosting revocation trademark
    dropped: field-of-use acceptable-use-policy output-training share-alike termination governing-law
"""
STEPS = [line for line in OUTCOMES.splitlines() if " -> " in line]


def told() -> str:
    """What is told of every step of the table, as the table tells it."""
    return "\n" + "".join(f"{step}\n{outcome(*step.split(' -> '))}" for step in STEPS)


def outcome(before: str, after: str) -> str:
    found = differences(before=terms(before), after=terms(after))
    by_change = {change: [one.subject.value for one in found if one.change == change] for change in CHANGES}
    return "".join(f"    {change}: {' '.join(subjects)}\n" for change, subjects in by_change.items() if subjects)


def terms(slug: str) -> list[LicenceTerm]:
    return [as_stored(entry) for entry in LICENCES[slug].terms]


def as_stored(entry: TermEntry) -> LicenceTerm:
    said = entry.model_dump(exclude={"summary", "exempt", "source"})
    blank = {name: said[name] or "" for name in ("operator", "unit", "measured")}
    return LicenceTerm(**said | blank, summary_de=entry.summary.de, summary_en=entry.summary.en)


def test_steps_between_real_texts_tell_what_they_change():
    assert told() == OUTCOMES


def test_step_from_llama_2_to_3_adds_a_second_duty_to_display():
    [display] = [
        one
        for one in differences(before=terms("llama-2-community"), after=terms("llama-3-community"))
        if one.subject == "display"
    ]

    assert (len(display.before), len(display.after)) == (1, 2)
