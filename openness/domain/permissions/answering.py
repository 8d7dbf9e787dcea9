"""May I use this model for what I plan? The answer from every licence below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openness.choices import Availability, Covers, Modality, Offering, Permission, TermSubject
from openness.domain.documents import LicenceDocument, TermEntry
from openness.domain.permissions.alternatives import alternatives
from openness.domain.permissions.conditions import Fact
from openness.domain.permissions.grounds import Base, Grounds
from openness.domain.permissions.judging import FREEDOM, Judgement, Reason, Role, judge, least_free
from openness.domain.permissions.situation import Situation

_NEEDS_WEIGHTS = frozenset({Offering.REDISTRIBUTE, Offering.FINE_TUNE, Offering.SERVICE})


class Obstacle(StrEnum):
    """Why a plan cannot be answered from a licence."""

    NO_WEIGHTS = "no-weights"
    NO_LICENCE = "no-licence"
    BASE_WITHOUT_LICENCE = "base-without-licence"


@dataclass(frozen=True)
class Part:
    """What the licence of one part says: the weights or the service, the code, or a base (by slug)."""

    covers: Covers
    judgement: Judgement
    base: str | None = None

    @property
    def permission(self) -> Permission:
        """What this part makes of the answer: another program can run the weights, so code never bars them."""
        if self.covers != Covers.CODE:
            return self.judgement.permission
        return min(self.judgement.permission, Permission.YES_IF, key=list(Permission).index)


@dataclass(frozen=True)
class Clause:
    """One term in an answer, with the part whose licence it stands in."""

    part: Part
    reason: Reason

    @property
    def term(self) -> TermEntry:
        """The term itself."""
        return self.reason.term

    @property
    def outcome(self) -> Permission:
        """The answer that the term makes, or would make."""
        return self.reason.outcome

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What of the situation it hangs on."""
        return self.reason.facts


@dataclass(frozen=True)
class Turn:
    """Another situation, alike but for one fact, and the freer answer it gets."""

    fact: Fact
    term: TermEntry
    situation: Situation
    permission: Permission


@dataclass(frozen=True)
class Answer:
    """The answer to a situation for all models with the same grounds, by part, with what stands in the way."""

    permission: Permission
    parts: tuple[Part, ...]
    obstacles: tuple[Obstacle, ...]
    grounds: Grounds
    situation: Situation

    @property
    def deciding(self) -> tuple["Clause", ...]:
        """The clauses that make the answer what it is, where clauses bar the plan."""
        return tuple(one for one in self._clauses(Role.DECIDES) if one.outcome == self.permission)

    @property
    def duties(self) -> tuple["Clause", ...]:
        """What is to be done, each duty once for each licence."""
        return self._clauses(Role.DUTY)

    @property
    def requests(self) -> tuple["Clause", ...]:
        """What a licence asks for without requiring it."""
        return self._clauses(Role.REQUEST)

    @property
    def conditions(self) -> tuple["Clause", ...]:
        """What must not be the case, of all that was not said, but for fields of use."""
        return tuple(one for one in self._clauses(Role.CONDITION) if one.facts != (Fact.FIELDS,))

    @property
    def barred_fields(self) -> tuple["Clause", ...]:
        """The fields of use that are barred to everyone, where none were named."""
        return tuple(one for one in self._clauses(Role.CONDITION) if one.facts == (Fact.FIELDS,))

    @property
    def watched(self) -> tuple["Clause", ...]:
        """What would change the answer for the worse, or add a duty, were one stated fact another."""
        if self.permission not in (Permission.YES, Permission.YES_IF):
            return ()
        return self._clauses(Role.WATCH)

    @property
    def turns(self) -> tuple["Turn", ...]:
        """What would make the answer freer, of what the deciding clauses hang on; each fact's freest."""
        found: dict[Fact, Turn] = {}
        licences = {part.judgement.licence.slug: part.judgement.licence for part in self.parts}
        for clause in self.deciding:
            for fact, situation in alternatives(term=clause.term, facts=clause.facts, situation=self.situation):
                other = answer(grounds=self.grounds, situation=situation, licences=licences).permission
                best = found.get(fact)
                if FREEDOM.index(other) < FREEDOM.index(best.permission if best else self.permission):
                    found[fact] = Turn(fact, clause.term, situation, other)
        return tuple(found.values())

    @property
    def granting(self) -> tuple["Clause", ...]:
        """What permits the plan, and what else the licences say of what it needs."""
        return self._clauses(Role.GRANTS, Role.SAYS)

    @property
    def silences(self) -> tuple[tuple[Part, TermSubject], ...]:
        """What a licence should speak of for this plan, and does not."""
        return tuple((part, subject) for part in self.parts for subject in part.judgement.silent_on)

    def _clauses(self, *roles: Role) -> tuple["Clause", ...]:
        """The clauses in `roles`, part by part; those of a licence that covers several parts once."""
        parts = {part.judgement.licence.slug: part for part in reversed(self.parts)}
        return tuple(
            Clause(part, reason)
            for part in self.parts
            if parts[part.judgement.licence.slug] is part
            for reason in part.judgement.reasons
            if reason.role in roles
        )


class Bench:
    """Judges each licence once for one situation, however many models come under it; `licences` by slug."""

    def __init__(self, *, situation: Situation, licences: Mapping[str, LicenceDocument]) -> None:
        self.situation, self._licences = situation, licences
        self._made: dict[tuple[str, frozenset[Modality]], Judgement] = {}

    def judgement(self, *, licence: str, modalities: frozenset[Modality]) -> Judgement | None:
        """What the licence says for models with `modalities`; None where it is not among the known ones."""
        if licence not in self._licences:
            return None
        key = licence, modalities
        if key not in self._made:
            document = self._licences[licence]
            self._made[key] = judge(licence=document, situation=self.situation, modalities=modalities)
        return self._made[key]

    def answer(self, *, grounds: Grounds) -> Answer:
        """The answer for a model with `grounds`."""
        parts = tuple(_parts(grounds, self))
        obstacles = tuple(_obstacles(grounds, self.situation, parts))
        found = [part.permission for part in parts]
        found += [Permission.NO if one == Obstacle.NO_WEIGHTS else Permission.UNCLEAR for one in obstacles]
        return Answer(least_free(found), parts, obstacles, grounds, self.situation)


def answer(*, grounds: Grounds, situation: Situation, licences: Mapping[str, LicenceDocument]) -> Answer:
    """What `situation` gets from a model with `grounds`, on its day; `licences` by slug.

    The least free answer of the weights (or the service, where the vendor alone runs it) and of every base; the
    code adds duties. Without a recorded licence the answer is unclear: nobody knows what would be allowed.
    """
    return Bench(situation=situation, licences=licences).answer(grounds=grounds)


def _parts(grounds: Grounds, bench: Bench) -> Iterator[Part]:
    own = [(one, None) for part in _parts_used(grounds) for one in grounds.coverings if one.covers == part]
    inherited = [(one, base.model) for base in _bases_used(grounds) for one in base.coverings]
    for covering, base in [*own, *inherited]:
        judgement = bench.judgement(licence=covering.licence, modalities=grounds.modalities)
        if judgement and covering.holds(bench.situation.on):
            yield Part(covering.covers, judgement, base)


def _parts_used(grounds: Grounds) -> tuple[Covers, ...]:
    if grounds.availability == Availability.SERVICE_ONLY:
        return (Covers.SERVICE,)
    return (Covers.WEIGHTS, Covers.CODE)


def _bases_used(grounds: Grounds) -> tuple[Base, ...]:
    """The bases whose licence binds the user: none where the vendor alone runs the model."""
    return () if grounds.availability == Availability.SERVICE_ONLY else grounds.bases


def _obstacles(grounds: Grounds, situation: Situation, parts: tuple[Part, ...]) -> Iterator[Obstacle]:
    is_service = grounds.availability == Availability.SERVICE_ONLY
    if is_service and situation.offering in _NEEDS_WEIGHTS:
        yield Obstacle.NO_WEIGHTS
    if not any(part.base is None and part.covers != Covers.CODE for part in parts):
        yield Obstacle.NO_LICENCE
    licensed = {part.base for part in parts}
    if any(base.model not in licensed for base in _bases_used(grounds)):
        yield Obstacle.BASE_WITHOUT_LICENCE
