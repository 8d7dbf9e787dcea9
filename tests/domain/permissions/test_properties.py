"""What holds for every licence and every situation."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openness.choices import (
    THRESHOLDS,
    Availability,
    Binds,
    Covers,
    Currency,
    Exempt,
    FieldOfUse,
    LicenceKind,
    Modality,
    Offering,
    Operator,
    Party,
    Permission,
    Region,
    Seat,
    TermEffect,
    TermSubject,
    Unit,
    Use,
)
from openness.domain.documents import LicenceDocument, TermEntry
from openness.domain.permissions.answering import answer
from openness.domain.permissions.grounds import Base, Covering, Grounds
from openness.domain.permissions.judging import FREEDOM, judge
from openness.domain.permissions.situation import Situation
from tests.documents import document, licence, term
from tests.domain.permissions.real import DAY, LICENCES

FREE = (Permission.YES, Permission.YES_IF)
# The offering says by itself whether it is production, and whether it may compete.
PLANNED = frozenset({FieldOfUse.PRODUCTION, FieldOfUse.COMPETING_MODELS})
FIELDS = (FieldOfUse.MILITARY, *sorted(PLANNED), FieldOfUse.MINORS)
AMOUNTS = (0, 1, 9, 10, 11, 99, 100, 101, 1_000)
RECORDED = [LICENCES[slug] for slug in LICENCES]


def some(values) -> st.SearchStrategy[tuple]:
    """None, one or two of `values`."""
    ones = [(one,) for one in values]
    return st.sampled_from([(), *ones, *[(*one, *other) for one, other in pairwise(ones)]])


def maybe(values):
    return st.none() | st.sampled_from(list(values))


@st.composite
def terms(draw: st.DrawFn, subjects=tuple(TermSubject), effects=tuple(TermEffect), exempts=tuple(Exempt)) -> TermEntry:
    """Any term; what grants is for everybody, and what binds by size binds from a size on."""
    subject, effect = draw(st.sampled_from(subjects)), draw(st.sampled_from(effects))
    is_grant = effect == TermEffect.PERMITTED
    operators = tuple(Operator) if is_grant else (Operator.GREATER, Operator.AT_LEAST)
    size = {}
    if subject in THRESHOLDS or draw(st.integers(0, 3)) == 0:
        size = {"operator": draw(st.sampled_from(operators)), "value": draw(st.sampled_from((10, 100)))}
        size |= {"unit": draw(st.sampled_from(list(Unit))), "measured": "running"}
    value = term(
        subject,
        effect,
        regions=list(draw(some(Region))),
        modalities=list(draw(some(Modality))),
        fields_of_use=list(draw(some(FIELDS))),
        binds=Binds.EVERYONE if is_grant else draw(st.sampled_from(list(Binds))),
        exempts=[] if is_grant else list(draw(some(exempts))),
        **size,
    )
    return TermEntry.model_validate(value)


PLAIN = document(licence("plain"))
USUAL = [
    TermEntry.model_validate(term(subject, effect))
    for effect in ("permitted", "prohibited")
    for subject in ("commercial-use", "redistribution", "modification", "hosting", "output-training")
]


def made_of(terms: st.SearchStrategy[list[TermEntry]]) -> st.SearchStrategy[LicenceDocument]:
    """A licence of any kind with `terms`."""
    return st.builds(
        lambda found, kind: PLAIN.model_copy(update={"terms": found, "licence_kind": kind}),
        terms,
        st.sampled_from(list(LicenceKind)),
    )


def made_up() -> st.SearchStrategy[LicenceDocument]:
    """Some of the usual terms and some others."""
    usual = st.lists(st.sampled_from(USUAL), max_size=4)
    return made_of(st.builds(list.__add__, usual, st.lists(terms(), max_size=4)))


def generous() -> st.SearchStrategy[LicenceDocument]:
    """Some grants and at most one term more."""
    grants = st.sampled_from([[], USUAL[:1], USUAL[:2], USUAL[:4], USUAL[:5]])
    return made_of(st.builds(list.__add__, grants, st.lists(terms(), max_size=1)))


real = st.sampled_from(RECORDED)
licences = made_up() | real
modalities = some(Modality).map(frozenset)
situations = st.builds(
    Situation,
    on=st.just(DAY),
    offering=maybe(Offering),
    use=maybe(Use),
    users=maybe(AMOUNTS),
    revenue_per_year=maybe(AMOUNTS),
    revenue_per_month=maybe(AMOUNTS),
    currency=st.sampled_from(list(Currency)),
    seat=maybe(Seat),
    party=maybe(Party),
    modalities=modalities,
    fields=some(FIELDS).map(frozenset),
)


def freedom(text: LicenceDocument, situation: Situation, has=frozenset()) -> int:
    """How far from a yes."""
    return FREEDOM.index(judge(licence=text, situation=situation, modalities=has).permission)


def with_term(text: LicenceDocument, one: TermEntry) -> LicenceDocument:
    return text.model_copy(update={"terms": [*text.terms, one]})


bans_and_duties = terms(effects=(TermEffect.PROHIBITED, TermEffect.REQUIRED), exempts=(Exempt.END_USERS,))
bars_from_a_size_on = terms(
    subjects=THRESHOLDS, effects=(TermEffect.SEPARATE_LICENCE, TermEffect.ENDS), exempts=(Exempt.END_USERS,)
)


@given(text=licences, situation=situations, has=modalities, one=bans_and_duties | bars_from_a_size_on)
def test_answer_under_one_more_restriction_is_never_freer(text, situation, has, one):
    """An exemption is left out: it says what may be done, where the licence said nothing. So does a ban on commercial
    use, to somebody who did not say whether the use is commercial."""
    assume(one.subject != TermSubject.COMMERCIAL_USE or situation.is_commercial is not None)

    assert freedom(with_term(text, one), situation, has) >= freedom(text, situation, has)


@given(text=licences, situation=situations, has=modalities, more=st.tuples(*[st.sampled_from(AMOUNTS)] * 3))
def test_answer_for_a_larger_company_is_never_freer(text, situation, has, more):
    users, year, month = (
        None if size is None else size + extra
        for size, extra in zip(
            (situation.users, situation.revenue_per_year, situation.revenue_per_month), more, strict=True
        )
    )
    larger = replace(situation, users=users, revenue_per_year=year, revenue_per_month=month)

    assert freedom(text, larger, has) >= freedom(text, situation, has)


@given(text=generous() | real, situation=situations, has=modalities)
def test_yes_with_something_unsaid_stays_yes_whatever_it_is(text, situation, has):
    if judge(licence=text, situation=situation, modalities=has).permission == Permission.YES:
        for said in every_way_to_say_more(situation, has):
            assert judge(licence=text, situation=said, modalities=has).permission == Permission.YES, said


def every_way_to_say_more(situation: Situation, has: frozenset[Modality]):
    """`situation` with one more fact, of any value that does not contradict the others.

    Whether a product, a service or research is commercial, and whether a plan is production or competes, follows from
    the offering where it is not said; that is said already.
    """
    year, month = situation.revenue_per_year, situation.revenue_per_month
    values = {
        "offering": Offering,
        "use": Use if situation.is_commercial is None else (),
        "users": AMOUNTS,
        "revenue_per_year": [one for one in AMOUNTS if month is None or one >= month],
        "revenue_per_month": [one for one in AMOUNTS if year is None or one <= year],
        "seat": Seat,
        "party": Party,
        "modalities": [frozenset({one}) for one in has or Modality],
        "fields": [situation.fields | {one} for one in FIELDS if one not in PLANNED],
    }
    for name, ones in values.items():
        if name == "fields" or getattr(situation, name) in (None, frozenset()):
            yield from (replace(situation, **{name: one}) for one in ones)


commercial = situations.map(lambda situation: replace(situation, use=Use.COMMERCIAL))
stated = TermEntry.model_validate(term(effect=TermEffect.STATED))


@given(text=licences, situation=commercial, says=st.sampled_from([[], [stated]]))
def test_terms_that_neither_grant_nor_bar_commercial_use_never_allow_it(text, situation, says):
    others = [one for one in text.terms if one.subject != TermSubject.COMMERCIAL_USE]

    answered = judge(licence=text.model_copy(update={"terms": [*others, *says]}), situation=situation)

    assert answered.permission not in FREE


@given(text=made_up(), situation=situations, place=st.randoms())
def test_answer_does_not_depend_on_the_order_of_terms(text, situation, place):
    shuffled = list(text.terms)
    place.shuffle(shuffled)

    assert freedom(text.model_copy(update={"terms": shuffled}), situation) == freedom(text, situation)


@given(text=licences, situation=situations, has=modalities)
def test_reason_that_decides_or_hangs_on_facts_names_them(text, situation, has):
    for one in judge(licence=text, situation=situation, modalities=has).reasons:
        assert one.role != "condition" or one.facts
        assert one.role != "watch" or len(one.facts) == 1


COVERING = Covering(Covers.WEIGHTS, "text")


@st.composite
def lines(draw: st.DrawFn) -> tuple[dict[str, LicenceDocument], list[Grounds]]:
    """Models that can be had, each but the first built on the one before; some without a licence."""
    texts: dict[str, LicenceDocument] = {}
    has, found, bases = draw(modalities), [], ()
    for number in range(draw(st.integers(2, 3))):
        slug = f"licence-{number}"
        texts[slug] = draw(made_up() | generous())
        coverings = draw(st.sampled_from([(Covering(Covers.WEIGHTS, slug),), ()]))
        found.append(Grounds(Availability.DOWNLOADABLE, has, coverings, bases))
        bases = (Base(f"model-{number}", coverings), *bases)
    return texts, found


@settings(max_examples=50)
@given(line=lines(), situation=situations)
def test_answer_for_a_derivative_is_never_freer_than_for_its_base(line, situation):
    texts, models = line

    answers = [answer(grounds=one, situation=situation, licences=texts).permission for one in models]

    assert answers == sorted(answers, key=FREEDOM.index)


@settings(max_examples=50)
@given(line=lines(), situation=commercial)
def test_model_without_a_licence_or_on_a_base_without_one_is_never_free(line, situation):
    texts, models = line

    for grounds in models:
        if not grounds.coverings or not all(base.coverings for base in grounds.bases):
            assert answer(grounds=grounds, situation=situation, licences=texts).permission not in FREE


coverings = st.lists(
    st.builds(Covering, covers=st.sampled_from(list(Covers)), licence=st.sampled_from(["known", "unknown"])), max_size=3
).map(tuple)


@given(
    text=licences,
    situation=situations,
    grounds=st.builds(
        Grounds,
        availability=st.sampled_from(list(Availability)),
        modalities=modalities,
        coverings=coverings,
        bases=st.lists(st.builds(Base, model=st.just("base"), coverings=coverings), max_size=2).map(tuple),
    ),
)
def test_every_situation_gets_an_answer_on_any_grounds(text, situation, grounds):
    assert answer(grounds=grounds, situation=situation, licences={"known": text}).permission in FREEDOM
