"""What readers may see of changes."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from openness.domain.exchange.published import record_of
from openness.domain.history.visibility import as_seen, for_readers, shown, todays_sight
from openness.models import Change, Model
from tests.documents import article, assessment, assessments, model, vendor
from tests.domain.history.unseen import hidden_edits, naming_hidden_models
from tests.people import changed, kept, published

HIDDEN = {**assessments(), "data": assessment("partial", published=False)}
HIDDEN_OTHERWISE = {**assessments(), "data": assessment("closed", published=False)}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, vendor(), True),
        (vendor(), None, True),
        (vendor(), vendor(name="New"), True),
        (None, model(published=False), False),
        (model(published=False), model(published=False, family="New"), False),
        (model(published=False), model(), True),
        (model(assessments=HIDDEN), model(assessments=HIDDEN_OTHERWISE), False),
        (model(assessments=HIDDEN), model(), True),
        (model(), model(base_model="two"), None),
        (model(), model(base_model="two", family="New"), True),
        (article(), article(rows=[]), None),
        (article(), article(conclusion={"de": "Neu.", "en": "New."}), True),
    ],
)
def test_change_knows_whether_readers_may_see_it(before, after, expected) -> None:
    assert shown(before=before and kept(before), after=after and kept(after)) is expected


@pytest.mark.django_db
def test_change_that_only_names_hidden_models_is_seen_once_they_are_shown(tmp_path: Path) -> None:
    naming_hidden_models(tmp_path)

    hidden = numbers()
    Model.objects.update(published=True)

    assert hidden == [1, 2, 3, 6]
    assert numbers() == [1, 2, 3, 4, 5, 6]


def numbers() -> list[int]:
    found = for_readers(changes=Change.objects.filter(slug__in=["tuned", "an-article", "one"]), sight=todays_sight())
    return sorted({*found.values_list("revision", flat=True)})


@pytest.mark.django_db
def test_documents_are_seen_as_in_what_programs_get(tmp_path: Path) -> None:
    naming_hidden_models(tmp_path)
    sight = todays_sight()

    seen = as_seen(changes=Change.objects.all(), sight=sight)

    said = [(one.before, one.after) for one in seen]
    assert "secret" not in str(said)
    for one in seen:
        for whole, part in ((one.change.before, one.before), (one.change.after, one.after)):
            if part is not None:
                assert record_of(value=whole, unseen=sight.unseen) == record_of(value=part)


@pytest.mark.django_db
def test_model_that_never_was_shown_stays_unnamed_after_its_end(tmp_path: Path) -> None:
    naming_hidden_models(tmp_path)
    published(changed("model", "tuned", base_model=None), kept(article()))
    published(("model", "secret"))

    seen = as_seen(changes=Change.objects.all(), sight=todays_sight())

    assert "secret" not in str([(one.before, one.after) for one in seen])


@pytest.mark.django_db
def test_migration_says_of_earlier_changes_what_new_ones_say(tmp_path: Path) -> None:
    naming_hidden_models(tmp_path)
    hidden_edits(2)
    expected = dict(Change.objects.values_list("pk", "shown"))
    Change.objects.update(shown=True)

    import_module("openness.migrations.0005_changes_shown").fill(apps, SimpleNamespace(connection=connection))

    assert dict(Change.objects.values_list("pk", "shown")) == expected
    assert {*expected.values()} == {True, False, None}
