"""The real documents of fixtures/, each read once, and what a plan gets from them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from openness.choices import Covers
from openness.domain.documents import LicenceDocument, ModelDocument, validate
from openness.domain.permissions.answering import Answer, answer
from openness.domain.permissions.grounds import Base, Covering, Grounds
from openness.domain.permissions.situation import Situation, situation_of
from openness.plans import parse_plan

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
DAY = dt.date(2026, 11, 22)


class Documents[Document](Mapping[str, Document]):
    """All documents of one kind by slug, read when they are asked for."""

    def __init__(self, folder: str) -> None:
        self._folder = FIXTURES / folder

    def __getitem__(self, slug: str) -> Document:
        return _document(self._folder / f"{slug}.yaml")

    def __contains__(self, slug: object) -> bool:
        return (self._folder / f"{slug}.yaml").is_file()

    def __iter__(self) -> Iterator[str]:
        return (path.name.removesuffix(".yaml") for path in sorted(self._folder.glob("*.yaml")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _document(path: Path):
    document = validate(value=yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
    assert not isinstance(document, list), (path.name, document)
    return document


LICENCES: Documents[LicenceDocument] = Documents("licences")
MODELS: Documents[ModelDocument] = Documents("models")


def grounds_of(document: ModelDocument, models: Mapping[str, ModelDocument]) -> Grounds:
    """The grounds of a model from its document and those of the `models` below it."""
    bases, base = [], document.base_model
    while base:
        bases.append(Base(base, tuple(one for one in coverings(models[base]) if one.covers == Covers.WEIGHTS)))
        base = models[base].base_model
    own = tuple(one for one in coverings(document) if one.covers != Covers.DATA)
    return Grounds(document.availability, frozenset(document.modalities), own, tuple(bases))


def coverings(document: ModelDocument) -> Iterator[Covering]:
    """Which licence covers which part of the model, and when."""
    for entry in document.licences:
        yield Covering(entry.covers, entry.licence, entry.valid_from, entry.valid_to)


def situation(words: str) -> Situation:
    """The situation that `words` describe, as a URL would: "offering=product mau=700,000,000"; "-" says nothing."""
    parameters: dict[str, list[str]] = {}
    for word in words.split() if words != "-" else ():
        name, value = word.split("=")
        parameters.setdefault(name, []).append(value)
    plan, faults = parse_plan(parameters=parameters)
    assert not faults, (words, faults)
    assert plan.keys() == parameters.keys(), (words, plan)
    return situation_of(plan=plan, on=DAY)


def answer_for(model: str, words: str) -> Answer:
    """What the plan in `words` gets from the real model."""
    return answer(grounds=grounds_of(MODELS[model], MODELS), situation=situation(words), licences=LICENCES)
