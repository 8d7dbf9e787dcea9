"""The answer from all licences below a model, where the truth table does not reach."""

import datetime as dt

import pytest

from openness.choices import Availability, Covers, Modality, Offering, Permission
from openness.domain.permissions.answering import Answer, Bench, Obstacle, answer
from openness.domain.permissions.grounds import Base, Covering, Grounds
from openness.domain.permissions.situation import Situation
from tests.documents import document, licence, term
from tests.domain.permissions.real import DAY

FREE = document(licence("free", terms=[term(), term("redistribution")]))
CLOSED = document(licence("closed", terms=[term(effect="prohibited")]))
SILENT = document(licence("silent", terms=[term("redistribution")]))
TEXTS = {one.slug: one for one in (FREE, CLOSED, SILENT)}
PRODUCT = Situation(on=DAY, offering=Offering.PRODUCT)


def covered(licence: str, covers: Covers = Covers.WEIGHTS, *days: dt.date | None) -> Covering:
    return Covering(covers, licence, *days)


def grounds(*coverings: Covering, bases: tuple[Base, ...] = (), service: bool = False) -> Grounds:
    availability = Availability.SERVICE_ONLY if service else Availability.DOWNLOADABLE
    return Grounds(availability, frozenset({Modality.TEXT}), coverings, bases)


def ask(*coverings: Covering, situation: Situation = PRODUCT, **kinds) -> Answer:
    return answer(grounds=grounds(*coverings, **kinds), situation=situation, licences=TEXTS)


def test_answer_names_every_part_and_base_in_order():
    found = ask(covered("free"), covered("free", Covers.CODE), bases=(Base("below", (covered("closed"),)),))

    assert [(part.covers, part.judgement.licence.slug, part.base) for part in found.parts] == [
        (Covers.WEIGHTS, "free", None), (Covers.CODE, "free", None), (Covers.WEIGHTS, "closed", "below"),
    ]  # fmt: skip
    assert found.permission == Permission.NO


@pytest.mark.parametrize("text", ["closed", "silent"])
def test_answer_with_code_that_may_not_be_used_asks_for_other_code(text):
    found = ask(covered("free"), covered(text, Covers.CODE))

    assert found.permission == Permission.YES_IF
    assert found.parts[1].permission == Permission.YES_IF


def test_answer_with_a_licence_for_code_alone_is_unclear():
    assert ask(covered("free", Covers.CODE)).obstacles == (Obstacle.NO_LICENCE,)


def test_answer_takes_no_licence_of_data_or_of_a_service_for_that_of_the_weights():
    found = ask(covered("free", Covers.DATA), covered("free", Covers.SERVICE))

    assert (found.parts, found.obstacles) == ((), (Obstacle.NO_LICENCE,))


def test_answer_with_a_licence_that_nobody_recorded_is_unclear():
    found = ask(covered("missing"))

    assert (found.permission, found.obstacles) == (Permission.UNCLEAR, (Obstacle.NO_LICENCE,))


def test_answer_on_a_base_without_a_licence_is_unclear():
    found = ask(covered("free"), bases=(Base("near", (covered("free"),)), Base("far", ())))

    assert (found.permission, found.obstacles) == (Permission.UNCLEAR, (Obstacle.BASE_WITHOUT_LICENCE,))


def test_answer_on_a_base_without_a_licence_that_is_barred_anyway_is_no():
    assert ask(covered("closed"), bases=(Base("below", ()),)).permission == Permission.NO


@pytest.mark.parametrize(
    ("day", "text"),
    [(dt.date(2025, 5, 31), "closed"), (dt.date(2025, 6, 1), "free"), (dt.date(2026, 1, 1), "free")],
)
def test_answer_is_that_of_the_licence_in_force_on_the_day(day, text):
    change = dt.date(2025, 6, 1)
    own = covered("closed", Covers.WEIGHTS, None, change), covered("free", Covers.WEIGHTS, change, None)

    found = ask(*own, situation=Situation(on=day, offering=Offering.PRODUCT))

    assert [part.judgement.licence.slug for part in found.parts] == [text]


def test_answer_is_that_of_the_licence_of_the_base_in_force_on_the_day():
    change = dt.date(2025, 6, 1)
    below = covered("closed", Covers.WEIGHTS, None, change), covered("free", Covers.WEIGHTS, change, None)
    before = Situation(on=dt.date(2025, 5, 31), offering=Offering.PRODUCT)

    assert ask(covered("free"), bases=(Base("below", below),), situation=before).permission == Permission.NO
    assert ask(covered("free"), bases=(Base("below", below),)).permission == Permission.YES


def test_answer_for_a_service_is_that_of_its_terms_and_of_no_base():
    found = ask(covered("free", Covers.SERVICE), bases=(Base("below", (covered("closed"),)),), service=True)

    assert (found.permission, len(found.parts), found.obstacles) == (Permission.YES, 1, ())


@pytest.mark.parametrize("offering", [Offering.REDISTRIBUTE, Offering.FINE_TUNE, Offering.SERVICE])
def test_answer_for_a_service_is_no_to_plans_that_need_weights(offering):
    found = ask(covered("free", Covers.SERVICE), situation=Situation(on=DAY, offering=offering), service=True)

    assert (found.permission, found.obstacles[0]) == (Permission.NO, Obstacle.NO_WEIGHTS)


def test_answer_for_a_service_without_terms_that_needs_weights_names_both_obstacles():
    found = ask(situation=Situation(on=DAY, offering=Offering.REDISTRIBUTE), service=True)

    assert (found.permission, found.obstacles) == (Permission.NO, (Obstacle.NO_WEIGHTS, Obstacle.NO_LICENCE))


def test_bench_judges_a_licence_once_for_all_models_with_the_same_modalities():
    bench = Bench(situation=PRODUCT, licences=TEXTS)

    one, two = (bench.answer(grounds=grounds(covered("free"))) for _ in range(2))

    assert one.parts[0].judgement is two.parts[0].judgement
