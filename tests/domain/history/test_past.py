"""The catalogue as it was published on an earlier day."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import DjangoAssertNumQueries

from openness.domain import exchange, revision
from openness.domain.editing.publishing import publish
from openness.domain.editing.restoring import restore
from openness.domain.history.past import NoSuchDay, as_published_on, day_of, state_on
from openness.domain.profiles import model_profile
from openness.models import Change, Proposal, Vendor
from tests.documents import NOW, article, assessments, model, put, vendor
from tests.domain.history.days import FIRST, days, live_through, noon, shown
from tests.people import LATER, changed, editor, kept, proposed, published, reviewer, stored, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = dt.date(2026, 11, 23)


def names_on(day: dt.date) -> list[str]:
    with as_published_on(day=day):
        return sorted(Vendor.objects.values_list("name", flat=True))


@pytest.mark.parametrize("seed", range(5))
def test_every_day_shows_what_was_shown_then(seed: int) -> None:
    """A random life of the catalogue: records come, change, come back and go, several a day."""
    seen = live_through(10, seed)

    for day in seen:
        with as_published_on(day=day):
            assert shown() == seen[day]


def test_days_seen_in_any_order_and_again_show_the_same() -> None:
    seen = live_through(8, seed=1)

    for day in [*reversed(seen), *seen]:
        with as_published_on(day=day):
            assert exchange.stored_plainly(keys=[("vendor", "acme")]) == {("vendor", "acme"): at(day)}
            assert dict(exchange.export_documents()) == seen[day]["documents"]


def at(day: dt.date) -> dict[str, object] | None:
    """What the history says of the vendor at the end of `day`."""
    state = state_on(day=day)
    changes = Change.objects.of(kind="vendor", slug="acme").filter(revision__lte=state.number)
    return changes.values_list("after", flat=True)[0]


def test_record_that_was_made_later_is_not_there_yet() -> None:
    published(vendor("new"), now=noon(FIRST + dt.timedelta(days=3)))

    assert names_on(FIRST) == names_on(FIRST + dt.timedelta(days=2)) == ["Acme"]
    assert names_on(FIRST + dt.timedelta(days=3)) == ["Acme", "New"]


def test_record_that_went_is_still_there() -> None:
    published(("article", "an-article"), ("model", "one"), now=noon(FIRST + dt.timedelta(days=3)))

    with as_published_on(day=FIRST):
        assert stored("model", "one") == kept(model())
        assert stored("article", "an-article") == kept(article())
    assert stored("model", "one") is None


def test_record_that_was_restored_was_away_in_between() -> None:
    first, second, third = days(3)
    [change] = published(vendor("new"), now=noon(first))
    [gone] = published(("vendor", "new"), now=noon(second))
    back = submitted(restore(change=gone, by=editor(), now=noon(third)))
    publish(proposals=[back.pk], by=reviewer(), now=noon(third))

    assert [len(names_on(day)) for day in (FIRST, first, second, third)] == [1, 2, 1, 2]
    assert change.before is None


def test_several_publications_of_one_day_show_the_last() -> None:
    for hour, name in ((9, "Morning"), (15, "Afternoon"), (20, "Evening")):
        published(vendor(name=name), now=dt.datetime(2026, 3, 5, hour, tzinfo=dt.UTC))
    published(vendor(name="Today"), now=noon(dt.date(2026, 3, 9)))

    assert names_on(dt.date(2026, 3, 5)) == ["Evening"]
    assert names_on(dt.date(2026, 3, 8)) == ["Evening"]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime(2026, 1, 10, 23, 59, 59, 999999, tzinfo=BERLIN), dt.date(2026, 1, 10)),
        (dt.datetime(2026, 1, 11, tzinfo=BERLIN), dt.date(2026, 1, 11)),
        (dt.datetime(2026, 1, 10, 23, 30, tzinfo=dt.UTC), dt.date(2026, 1, 11)),
        (dt.datetime(2026, 7, 10, 21, 59, tzinfo=dt.UTC), dt.date(2026, 7, 10)),
        (dt.datetime(2026, 7, 10, 22, tzinfo=dt.UTC), dt.date(2026, 7, 11)),
        (dt.datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN), dt.date(2026, 3, 29)),
        (dt.datetime(2026, 3, 29, 23, 30, tzinfo=BERLIN), dt.date(2026, 3, 29)),
        (dt.datetime(2026, 10, 25, 23, 30, tzinfo=BERLIN), dt.date(2026, 10, 25)),
    ],
    ids=["last moment", "midnight", "UTC in winter", "UTC in summer", "UTC at midnight in summer",
         "clocks go forward, first hour", "clocks go forward, last hour", "clocks go back"],
)  # fmt: skip
def test_days_end_at_midnight_in_berlin(at: dt.datetime, day: dt.date) -> None:
    Change.objects.update(published_at=at - dt.timedelta(days=30))
    published(vendor(name="New"), now=at)
    published(vendor(name="Newest"), now=at + dt.timedelta(days=30))

    assert names_on(day) == ["New"]
    assert names_on(day - dt.timedelta(days=1)) == ["Acme"]


def test_today_and_no_day_are_live(django_assert_num_queries: DjangoAssertNumQueries, settings: object) -> None:
    published(vendor(name="Acme Two"), now=LATER)

    for day in (None, LATER.date(), TODAY):
        with as_published_on(day=day):
            assert Vendor.objects.using("default").get().name == Vendor.objects.get().name == "Acme Two"
            assert Vendor.objects.get()._state.db == "default"
    with django_assert_num_queries(1), as_published_on(day=TODAY):
        pass
    assert not Path(settings.HISTORY_DIR).exists()  # type: ignore[attr-defined]


def test_import_that_changed_nothing_since_leaves_the_day_live(tmp_path: Path) -> None:
    put(tmp_path, vendor())
    (tmp_path / "vendors" / "acme.yaml").write_text(
        "# Only a remark.\n" + (tmp_path / "vendors" / "acme.yaml").read_text()
    )
    exchange.import_documents(path=tmp_path, now=noon(FIRST + dt.timedelta(days=5)))

    with as_published_on(day=FIRST + dt.timedelta(days=6)):
        assert revision.current().number == 2
        assert Vendor.objects.get()._state.db == "default"
    with as_published_on(day=FIRST + dt.timedelta(days=4)):
        assert revision.current() == revision.Revision(number=1, changed_at=NOW)


def test_day_before_the_beginning_is_refused_and_the_first_day_named() -> None:
    with pytest.raises(NoSuchDay, match="2 March 2026"), as_published_on(day=FIRST - dt.timedelta(days=1)):
        pytest.fail("there is such a day")


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1, 1, 2), dt.date(1893, 4, 1), dt.date(1970, 1, 1)])
def test_day_long_before_the_beginning_is_refused(day: dt.date) -> None:
    with pytest.raises(NoSuchDay), as_published_on(day=day):
        pytest.fail("there is such a day")


@pytest.mark.parametrize("day", [dt.date.max, dt.date.max - dt.timedelta(days=1), dt.date(2100, 1, 1)])
def test_day_far_ahead_is_as_today(day: dt.date) -> None:
    assert names_on(day) == ["Acme"]


def test_day_of_an_empty_catalogue_is_refused() -> None:
    published(*[(value.kind, value.slug) for value in Change.objects.all()])
    revision.CatalogueRevision.objects.all().delete()
    Change.objects.all().delete()

    with pytest.raises(NoSuchDay, match="nothing has been published yet"), as_published_on(day=TODAY):
        pytest.fail("there is such a day")


@pytest.mark.parametrize(
    "text",
    ["", "today", "2026-3-2", "2026-03-32", "2026-02-29", "20260302", "2026-03-02T00:00", "2026-W10-1", " 2026-03-02",
     "2026-03-02\n", "٢٠٢٦-٠٣-٠٢", "0000-01-01", "2026-11-24", "9999-12-31"],
)  # fmt: skip
def test_text_that_is_no_day_up_to_today_is_refused(text: str) -> None:
    with pytest.raises(NoSuchDay):
        day_of(text=text, today=TODAY)


@pytest.mark.parametrize("text", ["2026-11-23", "2026-03-02", "2024-02-29", "0001-01-01"])
def test_text_that_is_a_day_up_to_today(text: str) -> None:
    assert day_of(text=text, today=TODAY).isoformat() == text


def test_past_inside_the_past_is_that_of_the_inner_day() -> None:
    first, second, third = days(3)
    for day in (first, second, third):
        published(vendor(name=day.isoformat()), now=noon(day))

    with as_published_on(day=first):
        with as_published_on(day=second):
            inner = Vendor.objects.get().name
        with as_published_on(day=None):
            live = Vendor.objects.get().name
        with as_published_on(day=third):
            newest = Vendor.objects.get().name
        outer = Vendor.objects.get().name

    assert (inner, live, newest, outer) == (second.isoformat(), third.isoformat(), third.isoformat(), first.isoformat())


def test_past_of_an_earlier_day_seen_first_from_within_a_later_one() -> None:
    first, second, third = days(3)
    published(vendor(name="First"), now=noon(first))
    published(vendor(name="Second"), vendor("new"), now=noon(second))
    published(("vendor", "new"), vendor(name="Third"), now=noon(third))

    with as_published_on(day=first), as_published_on(day=second):
        assert sorted(Vendor.objects.values_list("name", flat=True)) == ["New", "Second"]


def test_what_is_no_catalogue_is_read_and_written_today() -> None:
    published(vendor(name="Acme Two"), now=LATER)

    with as_published_on(day=FIRST):
        User.objects.create(username="made in the past")
        proposal = proposed(vendor("new"))
        counts = Change.objects.count(), Proposal.objects.count()

    assert User.objects.filter(username="made in the past").exists()
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    assert counts == (Change.objects.count(), Proposal.objects.count())


def test_past_cannot_be_written() -> None:
    published(vendor(name="Acme Two"), now=LATER)

    with as_published_on(day=FIRST):
        with pytest.raises(Exception, match="readonly"):
            Vendor.objects.update(name="Forged")
        with pytest.raises(Exception, match="readonly"):
            Vendor.objects.create(slug="forged", name="Forged", country="NO")
        assert Vendor.objects.get().name == "Acme"
    assert Vendor.objects.get().name == "Acme Two"


def test_error_inside_the_past_leaves_it() -> None:
    published(vendor(name="Acme Two"), now=LATER)

    with pytest.raises(KeyError), as_published_on(day=FIRST):
        raise KeyError

    assert Vendor.objects.get().name == "Acme Two"
    assert list(connections) == ["default"]


def test_history_of_a_model_ends_with_the_day() -> None:
    first, second = days(2)
    published(changed("model", "one", assessments=assessments(code="partial")), now=noon(first))
    published(changed("model", "one", assessments=assessments(code="closed")), now=noon(second))

    with as_published_on(day=first):
        profile = model_profile(slug="one")

    assert [entry.revision for entry in profile.history] == [2, 1]
    assert [span.level for span in profile.levels["code"]] == ["open", "partial"]


def test_catalogue_older_than_its_history_has_a_past_from_its_last_change_on() -> None:
    Change.objects.all().delete()
    published(vendor(name="Acme Two"), now=noon(FIRST + dt.timedelta(days=5)))

    assert names_on(FIRST) == names_on(FIRST + dt.timedelta(days=4)) == ["Acme"]
    assert names_on(FIRST + dt.timedelta(days=5)) == ["Acme Two"]
