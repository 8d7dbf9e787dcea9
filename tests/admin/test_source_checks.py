"""The list of looks at sources, and the filters that rest on it."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openness.models import Assessment, Licence, Model, Source, SourceCheck
from tests.admin.forms import address, listed
from tests.admin.people import signed_in
from tests.factories import LicenceFactory, ModelFactory, SourceFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


def check(url: str, reach: str = "reached", **more: Any) -> SourceCheck:
    """What a look at `url` found."""
    return SourceCheck.objects.create(url=url, reach=reach, checked_at=NOW, **more)


def lost(url: str = "https://example.org/lost") -> Source:
    """A source that nobody can read any more."""
    check(url, "gone", status=404, failures=3)
    return SourceFactory(url=url)


def found(editor: Client, table: type[Any], **query: str) -> list[str]:
    """What the list of `table` shows."""
    page = editor.get(listed(table), query)
    assert page.status_code == 200
    return [str(row) for row in page.context["cl"].result_list]


def cells(editor: Client) -> list[str]:
    """The columns of the one row in the list of looks."""
    page = editor.get(listed(SourceCheck))
    row, columns = page.context["cl"].result_list[0], page.context["cl"].model_admin
    shown = (getattr(columns, name, None) or getattr(row, name) for name in columns.list_display)
    return [str(one(row) if callable(one) else one) for one in shown]


def test_list_shows_the_result_the_records_that_rest_on_it_and_the_copy(editor: Client) -> None:
    licence = LicenceFactory(slug="one", sources=[lost()], term=None)
    SourceCheck.objects.update(
        trouble="broken", detail="cut", suggestion="https://archive.example/lost", reached_at=NOW - dt.timedelta(days=9)
    )

    assert cells(editor) == [
        '<b>not there any more (404)</b><br><span class="quiet">the answer breaks off or is not HTTP: cut</span>',
        _outside("https://example.org/lost", "https://example.org/lost"),
        "3",
        f'<a href="{address(licence)}">licence/one</a>',
        _outside("https://archive.example/lost", "archive.example"),
        "23 Nov 2026",
        "14 Nov 2026",
    ]


def _outside(url: str, text: str) -> str:
    return f'<a href="{url}" rel="nofollow noreferrer noopener" target="_blank">{text}</a>'


def test_list_shows_only_the_status_where_that_says_it_all(editor: Client) -> None:
    check(SourceFactory().url, "reached", status=200)

    assert cells(editor)[0] == "<b>reached (200)</b>"


def test_list_names_some_of_many_records(editor: Client) -> None:
    source = lost()
    for number in range(6):
        LicenceFactory(slug=f"licence-{number}", sources=[source], term=None)

    assert cells(editor)[3].count("<a ") == 4
    assert cells(editor)[3].endswith("and 2 more")


def test_page_of_a_look_names_all_records_and_leads_to_its_sources(editor: Client) -> None:
    source = lost()
    for number in range(6):
        LicenceFactory(slug=f"licence-{number}", sources=[source], term=None)

    page = editor.get(address(SourceCheck.objects.get()))

    assert page.content.decode().count(">licence/licence-") == 6
    assert found(editor, Source, q="https://example.org/lost") == [str(source)]
    assert f'href="{listed(Source)}?q=https%3A%2F%2Fexample.org%2Flost"' in page.content.decode()


def test_list_costs_the_same_with_one_look_and_with_three(editor: Client) -> None:
    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            LicenceFactory(sources=[lost(f"https://example.org/{number}")], term=None)
        editor.get(listed(SourceCheck))
        with CaptureQueriesContext(connection) as queries:
            editor.get(listed(SourceCheck))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_list_begins_with_what_failed_most_often(editor: Client) -> None:
    for url, failures in [("https://example.org/a", 0), ("https://example.org/b", 2), ("https://example.org/c", 5)]:
        check(url, "gone", failures=failures)
        SourceFactory(url=url)

    assert found(editor, SourceCheck) == [f"https://example.org/{name}" for name in "cba"]


def test_list_leaves_out_what_no_source_gives_any_more(editor: Client) -> None:
    SourceFactory(url="https://example.org/a", archive_url="https://archive.example/a")
    for url in ("https://example.org/a", "https://archive.example/a", "https://example.org/forgotten"):
        check(url)

    assert found(editor, SourceCheck) == ["https://archive.example/a", "https://example.org/a"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"failing": "yes"}, ["gone", "hangs"]),
        ({"reach__exact": "moved"}, ["moved"]),
        ({"trouble__exact": "time-out"}, ["hangs"]),
        ({"q": "org/mo"}, ["moved"]),
    ],
)
def test_looks_are_filtered_by_what_was_found(editor: Client, query: dict[str, str], names: list[str]) -> None:
    looks = {"gone": "", "hangs": "time-out", "moved": "", "there": ""}
    reaches = dict(zip(looks, ["gone", "unreachable", "moved", "reached"], strict=True))
    for name, trouble in looks.items():
        check(SourceFactory(url=f"https://example.org/{name}").url, reaches[name], trouble=trouble)

    assert found(editor, SourceCheck, **query) == [f"https://example.org/{name}" for name in names]


def test_address_that_is_not_of_the_web_is_no_link(editor: Client) -> None:
    check(SourceFactory(url="javascript:alert(1)").url, "forbidden")

    assert cells(editor)[1] == "javascript:alert(1)"


@pytest.mark.parametrize("view", ["change", "delete"])
def test_nobody_changes_a_look(editor: Client, view: str) -> None:
    lost()

    response = editor.post(address(SourceCheck.objects.get(), view), {"reach": "reached", "post": "yes"})

    assert response.status_code == 403
    assert SourceCheck.objects.get().reach == "gone"


def test_nobody_adds_a_look(editor: Client) -> None:
    assert editor.get(f"{listed(SourceCheck)}add/").status_code == 403


@pytest.mark.parametrize(("may", "status"), [(True, 200), (False, 403)])
def test_looks_are_read_by_who_may(may: bool, status: int) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    if may:
        user.user_permissions.add(Permission.objects.get(codename="view_sourcecheck"))

    assert signed_in(user).get(listed(SourceCheck)).status_code == status


def test_records_are_filtered_by_whether_a_source_fails(editor: Client) -> None:
    source = lost()
    LicenceFactory(name="Lost", sources=[source])
    LicenceFactory(name="Sound")
    model = ModelFactory(name="Lost", levels={"code": "open"})
    ModelFactory(name="Sound", levels={"code": "open"})
    model.assessments.get(dimension="code").sources.set([source])

    assert found(editor, Licence, **{"sources-fail": "yes"}) == ["Lost"]
    assert found(editor, Model, **{"sources-fail": "yes"}) == ["Lost"]
    assert found(editor, Assessment, **{"sources-fail": "yes"}) == ["Lost – Code: open"]
    assert found(editor, Source, failing="yes") == [str(source)]
