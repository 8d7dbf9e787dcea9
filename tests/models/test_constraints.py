"""What the database itself refuses, whatever the code above it forgot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from openness.models import (
    Alias,
    CatalogueRevision,
    Change,
    ImportedDocument,
    Licence,
    LicenceCoverage,
    LicenceTerm,
    Model,
    ModelModality,
    Proposal,
    ProposalNote,
    ReaderReport,
    Source,
    SourceCheck,
    Vendor,
)
from tests.factories import (
    ArticleCellFactory,
    ArticleFactory,
    ArticleRowFactory,
    AssessmentFactory,
    ClaimFactory,
    LicenceCoverageFactory,
    LicenceFactory,
    LicenceTermFactory,
    ModelFactory,
    OpennessDimensionFactory,
    SourceFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def named_constraints() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for model in apps.get_app_config("openness").get_models():
        for constraint in model._meta.constraints:
            yield model, constraint


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that was broken; SQLite tells only the columns of one that is about uniqueness."""
    if connection.vendor == "postgresql":
        return str(error.__cause__.diag.constraint_name)
    kind, _colon, rest = str(error).partition(" constraint failed: ")
    return rest if kind == "CHECK" else _unique_by_columns()[rest]


def _unique_by_columns() -> dict[str, str]:
    return {
        ", ".join(f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in constraint.fields): (
            constraint.name
        )
        for model, constraint in named_constraints()
        if isinstance(constraint, models.UniqueConstraint)
    }


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """What happens inside is refused by the constraint `name`."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert constraint_of(caught.value) == name


def updated(made: Any, **values: Any) -> None:
    """Change a saved record past all of Django's checks."""
    type(made).objects.filter(pk=made.pk).update(**values)


def itself(factory: Any, field: str) -> None:
    made = factory()
    updated(made, **{field: made})


def twice(factory: Any, *fields: str) -> None:
    """Make two records alike in `fields`."""
    one = factory()
    factory(**{field: getattr(one, field) for field in fields})


def source_twice() -> None:
    same = {"url": "https://example.org", "locator": "§1", "accessed_on": "2026-01-01", "kind": "report", "title": "A"}
    for _n in range(2):
        Source.objects.create(**same)


def alias_twice() -> None:
    model = ModelFactory(aliases=["GPT4"])
    Alias.objects.create(model=model, name="GPT4")


def modality_twice() -> None:
    ModelModality.objects.create(model=ModelFactory(modalities=["text"]), modality="text")


def modality_unknown() -> None:
    ModelModality.objects.create(model=ModelFactory(), modality="smell")


def cell_twice() -> None:
    ArticleCellFactory(row=ArticleRowFactory(), dimension__slug="weights")


def second_revision() -> None:
    CatalogueRevision.objects.create(pk=2, number=1, changed_at=timezone.now())


def imported_twice() -> None:
    for _n in range(2):
        ImportedDocument.objects.create(
            kind="model", slug="one", file_digest="", content_digest="", imported_at=timezone.now()
        )


def crossing_periods() -> None:
    one = LicenceCoverageFactory()
    LicenceCoverageFactory(model=one.model)


def look(**values: str) -> None:
    SourceCheck.objects.create(url="https://example.org", checked_at=timezone.now(), **{"reach": "gone", **values})


def propose(**values: Any) -> Proposal:
    told = {"kind": "model", "slug": "one", "document": {}, "author": User.objects.create_user("anna")}
    return Proposal.objects.create(created_at=timezone.now(), changed_at=timezone.now(), **{**told, **values})


def note(**values: str) -> None:
    proposal = propose()
    ProposalNote.objects.create(proposal=proposal, at=timezone.now(), by=proposal.author, **values)


def change(**values: Any) -> None:
    told = {"kind": "model", "slug": "one", "revision": 1, "way": "import", "after": {}}
    Change.objects.create(published_at=timezone.now(), **{**told, **values})


def change_by_magic() -> None:
    anna = User.objects.create_user("anna")
    change(way="magic", author=anna, publisher=anna)


def change_twice() -> None:
    for _n in range(2):
        change()


def report(**values: str) -> None:
    told = {"kind": "model", "slug": "one", "message": "Wrong."}
    ReaderReport.objects.create(sent_at=timezone.now(), revision=1, **{**told, **values})


CASES: list[tuple[str, Callable[[], Any]]] = [
    *[("vendor_slug_is_slug", lambda slug=slug: VendorFactory(slug=slug)) for slug in ("", "A", "a b", "a--b", "ä")],
    *[
        ("vendor_country_is_code", lambda code=code: updated(VendorFactory(), country=code))
        for code in ("no", "N", "", "1A")
    ],
    ("licence_slug_is_slug", lambda: LicenceFactory(slug="-a")),
    ("licence_kind_is_known", lambda: LicenceFactory(licence_kind="free-ish")),
    ("licence_supersedes_not_itself", lambda: itself(LicenceFactory, "supersedes")),
    ("licence_osi_approved_is_open_source", lambda: LicenceFactory(osi_approved=True, licence_kind="restricted")),
    ("term_subject_is_known", lambda: LicenceTermFactory(subject="weather")),
    ("term_effect_is_known", lambda: LicenceTermFactory(effect="maybe")),
    ("term_operator_is_known", lambda: LicenceTermFactory(threshold=True, operator="eq")),
    ("term_unit_is_known", lambda: LicenceTermFactory(threshold=True, unit="apples")),
    ("term_binds_is_known", lambda: LicenceTermFactory(binds="nobody")),
    *[
        ("term_threshold_is_whole", lambda part=part: LicenceTermFactory(threshold=True, subject="display", **part))
        for part in ({"operator": ""}, {"value": None}, {"unit": ""}, {"measured": ""})
    ],
    ("term_threshold_is_whole", lambda: LicenceTermFactory(value=5)),
    ("term_threshold_has_a_value", lambda: LicenceTermFactory(subject="revenue-threshold")),
    ("term_frozen_has_a_date", lambda: LicenceTermFactory(threshold=True, measured="frozen")),
    ("term_frozen_has_a_date", lambda: LicenceTermFactory(threshold=True, measured_on="2023-07-18")),
    ("model_slug_is_slug", lambda: ModelFactory(slug="a..b")),
    ("model_availability_is_known", lambda: ModelFactory(availability="soon")),
    ("model_base_is_not_itself", lambda: itself(ModelFactory, "base_model")),
    *[
        ("model_released_is_month", lambda month=month: updated(ModelFactory(), released=month))
        for month in ("2024-13", "2024-1", "2024", "")
    ],
    ("model_active_is_part_of_total", lambda: ModelFactory(parameters_active=3)),
    ("model_active_is_part_of_total", lambda: ModelFactory(parameters_total=7, parameters_active=8)),
    ("modality_once_a_model", modality_twice),
    ("modality_is_known", modality_unknown),
    ("alias_once_a_model", alias_twice),
    ("coverage_part_is_known", lambda: LicenceCoverageFactory(covers="name")),
    ("coverage_starts_before_it_ends", lambda: LicenceCoverageFactory(valid_from="2024-02-01", valid_to="2024-01-01")),
    ("coverage_starts_before_it_ends", lambda: LicenceCoverageFactory(valid_from="2024-02-01", valid_to="2024-02-01")),
    ("coverage_periods_do_not_cross", crossing_periods),
    ("source_kind_is_known", lambda: SourceFactory(kind="rumour")),
    ("source_stands_once", source_twice),
    ("dimension_slug_is_known", lambda: updated(OpennessDimensionFactory(), slug="beauty")),
    ("assessment_once_a_dimension", lambda: twice(AssessmentFactory, "model", "dimension")),
    ("assessment_level_is_known", lambda: AssessmentFactory(level="ajar")),
    ("assessment_published_has_a_date", lambda: AssessmentFactory(verified_on=None)),
    ("article_slug_is_slug", lambda: ArticleFactory(slug="a/b")),
    ("claim_slug_once_an_article", lambda: twice(ClaimFactory, "article", "slug")),
    ("claim_verdict_is_known", lambda: ClaimFactory(verdict="hmm")),
    ("claim_level_is_known", lambda: ClaimFactory(level="ajar")),
    ("article_row_once_a_vendor", lambda: twice(ArticleRowFactory, "article", "vendor")),
    ("article_cell_once_a_dimension", cell_twice),
    ("article_cell_level_is_known", lambda: ArticleRowFactory(levels={"weights": "ajar"})),
    ("revision_is_one_row", second_revision),
    ("imported_document_once", imported_twice),
    ("source_check_reach_is_known", lambda: look(reach="somehow")),
    ("source_check_trouble_is_known", lambda: look(trouble="weather")),
    ("proposal_kind_is_known", lambda: propose(kind="song")),
    ("proposal_state_is_known", lambda: propose(state="lost")),
    ("proposal_proposes_something", lambda: propose(document=None)),
    ("proposal_step_is_known", lambda: note(step="sung")),
    ("change_kind_is_known", lambda: change(kind="song")),
    ("change_way_is_known", change_by_magic),
    ("change_changes_something", lambda: change(after=None)),
    ("change_by_proposal_names_people", lambda: change(way="proposal")),
    ("change_once_a_record_and_revision", change_twice),
    ("report_kind_is_known", lambda: report(kind="song")),
    ("report_state_is_known", lambda: report(state="lost")),
]


@pytest.mark.parametrize(("name", "attempt"), CASES, ids=[name for name, _attempt in CASES])
def test_database_refuses_by(name, attempt):
    with refused_by(name):
        attempt()


def test_every_named_constraint_has_a_case():
    assert {name for name, _attempt in CASES} == {constraint.name for _model, constraint in named_constraints()}


@pytest.mark.parametrize("factory", [VendorFactory, LicenceFactory, ModelFactory, ArticleFactory])
def test_slug_twice_is_refused(factory):
    with pytest.raises(IntegrityError), transaction.atomic():
        twice(factory, "slug")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: AssessmentFactory(verified_on=None, published=False),
        lambda: LicenceTermFactory(threshold=True, measured="frozen", measured_on="2023-07-18"),
        lambda: LicenceTermFactory(threshold=True, value=2**63 - 1),
        lambda: ModelFactory(parameters_total=8, parameters_active=8),
        lambda: ModelFactory(released=None),
        lambda: ModelFactory(slug="llama-3.1-8b"),
        lambda: LicenceFactory(osi_approved=True, licence_kind="open-source"),
        lambda: ClaimFactory(level="", dimension=None),
    ],
)
def test_database_takes_what_is_sound(attempt):
    assert attempt().pk is not None


def covered(model: Model, start: str | None, end: str | None, covers: str = "weights") -> LicenceCoverage:
    return LicenceCoverageFactory(model=model, valid_from=start, valid_to=end, covers=covers)


CROSSING = [
    ((None, None), (None, None)),
    ((None, None), ("2024-01-01", None)),
    ((None, None), (None, "2024-01-01")),
    ((None, None), ("2024-01-01", "2024-02-01")),
    ((None, "2024-06-01"), (None, "2024-02-01")),
    ((None, "2024-06-01"), ("2024-05-31", None)),
    (("2024-01-01", None), ("2025-01-01", None)),
    (("2024-01-01", "2024-06-01"), ("2024-01-01", "2024-06-01")),
    (("2024-01-01", "2024-06-01"), ("2024-02-01", "2024-03-01")),
    (("2024-01-01", "2024-06-01"), ("2023-01-01", "2024-01-02")),
]
APART = [
    ((None, "2024-06-01"), ("2024-06-01", None)),
    (("2024-01-01", "2024-06-01"), ("2024-06-01", "2024-07-01")),
    (("2024-01-01", "2024-06-01"), (None, "2024-01-01")),
    (("2024-01-01", "2024-02-01"), ("2025-01-01", "2025-02-01")),
]


@pytest.mark.parametrize(("first", "second"), CROSSING)
def test_coverage_periods_that_overlap_are_refused_in_either_order(first, second):
    for one, other in ((first, second), (second, first)):
        model = ModelFactory()
        covered(model, *one)

        with refused_by("coverage_periods_do_not_cross"):
            covered(model, *other)


@pytest.mark.parametrize(("first", "second"), APART)
def test_coverage_periods_that_touch_or_lie_apart_are_taken_in_either_order(first, second):
    for one, other in ((first, second), (second, first)):
        model = ModelFactory()
        covered(model, *one)
        covered(model, *other)

        assert model.coverages.count() == 2


def test_coverage_periods_of_other_parts_and_models_may_overlap():
    model = ModelFactory()

    covered(model, None, None, "weights")
    covered(model, None, None, "code")
    covered(ModelFactory(), None, None, "weights")

    assert LicenceCoverage.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [{"valid_from": "2024-05-31"}, {"valid_from": None}, {"valid_from": None, "valid_to": None}],
    ids=["reaching back", "from the start", "for ever"],
)
def test_coverage_period_updated_into_an_overlap_is_refused(change):
    model = ModelFactory()
    covered(model, "2024-01-01", "2024-06-01")
    later = covered(model, "2024-06-01", "2025-01-01")

    with refused_by("coverage_periods_do_not_cross"):
        updated(later, **change)


def test_coverage_updated_to_a_part_that_is_taken_is_refused():
    model = ModelFactory()
    covered(model, None, None, "weights")
    other = covered(model, None, None, "code")

    with refused_by("coverage_periods_do_not_cross"):
        updated(other, covers="weights")


def test_coverage_updated_within_its_own_period_is_taken():
    one = covered(ModelFactory(), "2024-01-01", "2024-06-01")

    updated(one, valid_from="2024-02-01", valid_to="2024-05-01")

    assert str(LicenceCoverage.objects.get().valid_to) == "2024-05-01"


@pytest.mark.parametrize(("first", "second"), CROSSING)
def test_coverage_validation_says_what_the_database_would_refuse(first, second):
    model = ModelFactory()
    covered(model, *first)
    licence = LicenceFactory()

    with pytest.raises(ValidationError) as caught:
        LicenceCoverage(
            model=model, covers="weights", licence=licence, valid_from=second[0], valid_to=second[1]
        ).validate_constraints()

    assert caught.value.messages == ["Two periods for the same part overlap."]


@pytest.mark.parametrize(("first", "second"), APART)
def test_coverage_validation_lets_pass_what_the_database_takes(first, second):
    model = ModelFactory()
    covered(model, *first)

    LicenceCoverage(
        model=model, covers="weights", licence=LicenceFactory(), valid_from=second[0], valid_to=second[1]
    ).validate_constraints()


def test_coverage_validation_of_a_saved_row_does_not_collide_with_itself():
    covered(ModelFactory(), None, None).validate_constraints()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite remakes tables")
def test_coverage_periods_are_still_guarded_after_the_table_was_remade():
    with connection.schema_editor() as editor:
        editor._remake_table(LicenceCoverage)
    one = covered(ModelFactory(), "2024-01-01", "2024-06-01")

    with refused_by("coverage_periods_do_not_cross"):
        covered(one.model, "2024-05-01", None)
    with refused_by("coverage_periods_do_not_cross"):
        updated(covered(one.model, "2024-06-01", None), valid_from="2024-05-01")


def test_records_in_use_cannot_be_deleted():
    coverage = LicenceCoverageFactory()
    term = LicenceTerm.objects.get()

    for used in (coverage.licence, coverage.model.vendor, term.source):
        with pytest.raises(models.ProtectedError):
            used.delete()
    assert (Licence.objects.count(), Vendor.objects.count()) == (1, 1)
