"""What a widget shows, whatever form it takes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from openness.choices import Dimension
from openness.domain import exchange
from openness.domain.permissions.grounds import refresh_grounds
from openness.domain.yaml_text import write
from openness.embed.reasons import shortened
from openness.embed.widgets import Widget, WidgetCell, WidgetFault, read_widget
from openness.models import Article, Assessment, Model
from tests import documents
from tests.factories import (
    DAY,
    ArticleRowFactory,
    AssessmentFactory,
    LicenceCoverageFactory,
    ModelFactory,
    OpennessDimensionFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def widget(query: str = "", *, kind: str = "compare", slug: str = "", language: str = "en") -> Widget:
    """The widget at `…/compare/?query`."""
    with translation.override(language):
        return read_widget(kind=kind, slug=slug, language=language, parameters=parse_qs(query, keep_blank_values=True))


def refused(query: str = "", **where: str) -> tuple[int, str, str]:
    """Why there is none: status, parameter, message."""
    with pytest.raises(WidgetFault) as caught:
        widget(query, **where)
    return caught.value.status, caught.value.parameter, str(caught.value)


def names(shown: Widget) -> list[str]:
    return [row.name for row in shown.rows]


def levels(shown: Widget) -> list[list[str]]:
    return [[cell.level for cell in row.cells] for row in shown.rows]


@pytest.mark.usefixtures("catalogue")
def test_widget_shows_models_with_level_reason_and_address():
    shown = widget("model=one")

    [row] = shown.rows
    assert (row.name, row.address, row.facts) == ("One", "/en/models/one/", (("Acme", "/en/vendors/acme/"),))
    assert row.cells[0] == WidgetCell("weights", "partial", "For this reason.", "/en/models/one/weights/", DAY)
    assert levels(shown) == [["partial", "closed", "unknown", "partial"]]
    assert (shown.columns, shown.total, shown.checked_on, shown.theme) == (("Vendor",), 1, DAY, "auto")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("language", "heads", "reason", "address"),
    [
        ("en", ["WEIGHTS", "CODE"], "For this reason.", "/en/models/one/weights/"),
        ("de", ["WEIGHTS (DEUTSCH)", "CODE (DEUTSCH)"], "Darum.", "/de/models/one/weights/"),
    ],
)
def test_widget_speaks_the_language_of_its_address(language, heads, reason, address):
    shown = widget("model=one&dimension=weights&dimension=code", language=language)

    assert [name.upper() for _slug, name in shown.dimensions] == heads
    assert (shown.rows[0].cells[0].reason, shown.rows[0].cells[0].address) == (reason, address)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["One", "Two"]),
        ("model=one&model=two", ["One", "Two"]),
        ("model=two&model=one", ["Two", "One"]),
        ("model=two&model=one&model=two&model=", ["Two", "One"]),
        ("model=two&model=one&sort=name", ["One", "Two"]),
        ("model=two&model=one&limit=1", ["Two"]),
        ("weights=partial", ["One"]),
        ("weights=closed", []),
        ("vendor=acme&sort=-name", ["Two", "One"]),
        ("sort=name&limit=1", ["One"]),
        ("q=eins&utm_source=post", ["One"]),
    ],
)
def test_widget_shows_what_the_address_asks_for(query, expected):
    assert names(widget(query)) == expected


@pytest.mark.usefixtures("catalogue")
def test_widget_counts_the_models_it_has_no_room_for():
    shown = widget("sort=name&limit=1")

    assert (len(shown.rows), shown.total) == (1, 2)


@pytest.mark.usefixtures("catalogue")
def test_widget_puts_dimensions_and_columns_into_the_order_of_their_vocabulary():
    shown = widget("model=one&dimension=data&dimension=weights&column=size&column=vendor")

    assert [slug for slug, _name in shown.dimensions] == ["weights", "data"]
    assert levels(shown) == [["partial", "unknown"]]
    assert (shown.columns, shown.rows[0].facts) == (
        ("Vendor", "Size"),
        (("Acme", "/en/vendors/acme/"), ("8B", "")),
    )


@pytest.mark.usefixtures("catalogue")
def test_widget_tells_every_column_it_is_asked_for():
    refresh_grounds()

    shown = widget("model=one&column=released&column=licence&column=may-i&offering=product")

    [row] = shown.rows
    assert dict(zip(shown.columns, row.facts, strict=True)) == {
        "Release": ("01/2025", ""),
        "Licence": ("Limited", "/en/licences/limited/"),
        "May I?": ("yes, if …", "/en/may-i/?model=one&offering=product"),
    }


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "/en/compare/"),
        ("weights=partial&sort=name", "/en/compare/?weights=partial&sort=name"),
        ("model=one", "/en/compare/?model=one"),
        ("model=two&model=one", "/en/compare/models/?model=two&model=one"),
        ("model=two&model=one&offering=product", "/en/compare/models/?model=two&model=one&offering=product"),
        ("model=two&model=one&weights=partial", "/en/compare/?weights=partial&model=one&model=two"),
    ],
)
def test_widget_names_the_page_that_shows_the_same(query, address):
    assert widget(query).address == address


def many(*slugs: str) -> str:
    for slug in slugs:
        ModelFactory(slug=slug, name=slug.upper())
    return "&".join(f"model={slug}" for slug in slugs)


@pytest.mark.parametrize(
    ("slugs", "more", "title"),
    [
        ("a", "", "How open is A?"),
        ("a b", "", "How open are A and B?"),
        ("a b c", "", "How open are A, B and C?"),
        ("a b c d", "", "How open are A, B and 2 more models?"),
        ("a b", "&limit=1", "How open are A and 1 more model?"),
    ],
)
def test_title_names_the_models_that_are_picked(slugs, more, title):
    assert widget(many(*slugs.split()) + more).title == title


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "How open are AI models?"),
        ("vendor=acme", "How open are the models of Acme?"),
        ("vendor=acme&weights=partial", "How open is One?"),
        ("weights=closed", "How open are AI models?"),
    ],
)
def test_title_asks_what_the_filters_ask(query, title):
    assert widget(query).title == title


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("model=one&model=gone", (404, "model", "there is no model “gone”")),
        ("dimension=size", (400, "dimension", "“size” is not a choice here")),
        ("column=levels", (400, "column", "“levels” is not a choice here")),
        ("theme=pink", (400, "theme", "“pink” is not a choice here")),
        ("theme=dark&theme=light", (400, "theme", "only one value is possible")),
        ("limit=0", (400, "limit", "must be a whole number from 1 to 50")),
        ("limit=51", (400, "limit", "must be a whole number from 1 to 50")),
        ("limit=٣", (400, "limit", "must be a whole number from 1 to 50")),
        ("weights=ajar", (400, "weights", "“ajar” is not a choice here")),
        ("sort=size", (400, "sort", "must be one of released, name, vendor")),
        ("offering=sale", (400, "offering", "“sale” is not a choice here")),
        ("as-of=2026", (400, "as-of", "not a date: write YYYY-MM-DD")),
        ("as-of=9999-12-31", (400, "as-of", "this day has not come yet")),
        ("as-of=2026-01-01&as-of=2026-01-02", (400, "as-of", "only one value is possible")),
        ("as-of=2026-01-01", (400, "as-of", "nothing has been published yet")),
        ("page=2", (400, "page", "this page does not read it")),
        ("group=vendor", (400, "group", "this page does not read it")),
        ("&".join(f"model=m{n}" for n in range(13)), (400, "model", "more than 12 models")),
    ],
)
def test_widget_names_what_is_wrong(query, expected):
    status, parameter, message = refused(query)

    assert (status, parameter, message[: len(expected[2])]) == expected


@pytest.mark.usefixtures("catalogue")
def test_widget_of_one_model_shows_that_model():
    shown = widget("column=size", kind="model", slug="one")

    assert (shown.kind, names(shown), shown.title, shown.address) == (
        "model",
        ["One"],
        "How open is One?",
        "/en/models/one/",
    )
    assert shown.rows[0].facts == (("8B", ""),)


@pytest.mark.usefixtures("catalogue")
def test_widget_of_an_unpublished_model_is_not_found():
    Model.objects.filter(slug="one").update(published=False)

    assert refused(kind="model", slug="one") == (404, "", "there is no model “one”")


@pytest.mark.usefixtures("catalogue")
def test_widget_of_a_model_names_what_is_wrong_with_the_plan():
    assert refused("mau=many", kind="model", slug="one") == (400, "mau", "not a whole number, as in 5000000")


@pytest.mark.usefixtures("catalogue")
def test_widget_of_a_fact_check_tells_the_level_stated_and_the_level_found():
    shown = widget(kind="fact-check", slug="an-article")

    [row] = shown.rows
    assert (row.name, row.facts, shown.title) == ("Acme", (("Its models", ""),), "Fact check: How open?")
    assert [(cell.stated, cell.level, cell.differs) for cell in row.cells] == [
        ("open", "partial", True),
        ("", "closed", False),
        ("", "unknown", False),
        ("", "partial", False),
    ]
    assert row.cells[0] == WidgetCell(
        "weights",
        "partial",
        "For this reason.",
        "/en/fact-check/an-article/acme/weights/",
        DAY,
        stated="open",
        says="Yes.",
    )


@pytest.mark.usefixtures("catalogue")
def test_widget_of_a_fact_check_counts_where_the_models_meant_differ():
    row = Article.objects.get(slug="an-article").rows.get()
    row.meant.add(ModelFactory(vendor=row.vendor, levels={"weights": "open"}))

    cell = widget("dimension=weights", kind="fact-check", slug="an-article").rows[0].cells[0]

    assert (cell.level, cell.reason, cell.differs) == ("mixed", "1 open, 1 partial", True)


@pytest.mark.usefixtures("catalogue")
def test_widget_of_a_fact_check_without_models_knows_nothing():
    Article.objects.get(slug="an-article").rows.get().meant.clear()

    cell = widget("dimension=weights", kind="fact-check", slug="an-article").rows[0].cells[0]

    assert (cell.level, cell.reason) == ("unknown", "Nobody has recorded this yet. Unknown is not a no.")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("slug", ["nothing", "hidden"])
def test_widget_of_a_fact_check_that_is_not_there_is_not_found(slug):
    Article.objects.create(slug="hidden", title="Hidden", language="de", published=False)

    assert refused(kind="fact-check", slug=slug) == (404, "", f"there is no fact check “{slug}”")


@pytest.mark.usefixtures("catalogue")
def test_cell_without_a_record_says_so():
    Assessment.objects.filter(model__slug="one", dimension="data").delete()

    cell = widget("model=one&dimension=data").rows[0].cells[0]

    assert (cell.level, cell.reason, cell.checked_on) == (
        "unknown",
        "Nobody has recorded this yet. Unknown is not a no.",
        None,
    )


def test_widget_names_the_oldest_day_of_the_cells_it_shows():
    for slug in Dimension.values:
        OpennessDimensionFactory(slug=slug)
    model = ModelFactory(slug="one", levels=None)
    for dimension, day in (("weights", 3), ("code", 2), ("data", 1)):
        AssessmentFactory(model=model, dimension__slug=dimension, verified_on=dt.date(2026, 1, day))

    shown = widget("model=one&dimension=weights&dimension=code")

    assert shown.checked_on == dt.date(2026, 1, 2)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "keep"),
    [("", True), ("model=one&offering=product", True), ("q=eins", False), ("mau=5", False), ("on=2026-01-01", False)],
)
def test_widget_is_kept_unless_its_address_is_one_of_endlessly_many(query, keep):
    assert widget(query).keep is keep


def one_more() -> None:
    """A model with all that a widget tells of it, and a row of the article."""
    coverage = LicenceCoverageFactory()
    vendor = VendorFactory()
    ArticleRowFactory(article=Article.objects.get(), vendor=vendor, meant=[coverage.model], levels={"weights": "open"})


COLUMNS = "&".join(f"column={name}" for name in ("vendor", "released", "size", "licence", "may-i"))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("where", "limit"),
    [
        ({"query": "sort=name"}, 11),
        ({"query": f"offering=product&{COLUMNS}"}, 17),
        ({"kind": "fact-check", "slug": "an-article"}, 22),
    ],
)
def test_widget_takes_the_same_queries_with_one_and_with_three_rows_more(where, limit):
    queries = []
    for rows in (1, 2):
        for _n in range(rows):
            one_more()
        with CaptureQueriesContext(connection) as context:
            widget(**where)
        queries.append(len(context))

    assert queries[1] == queries[0] <= limit


def published(path: Path, day: int, level: str, **changes: Any) -> None:
    """Publish the small catalogue on a day of March 2026, the weights of its one model at `level`."""
    values: Sequence[Mapping[str, Any]] = [
        documents.vendor(),
        *documents.dimensions(),
        documents.licence(),
        documents.model(**{"assessments": documents.assessments(weights=level), **changes}),
    ]
    for value in values:
        (path / f"{value['kind']}-{value['slug']}.yaml").write_text(write(value=value), encoding="utf-8")
    exchange.import_documents(path=path, now=dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC))


@pytest.fixture
def history(tmp_path: Path, settings: Any) -> None:
    """A model whose weights were open on 2 March 2026, and closed from 5 March on."""
    settings.HISTORY_DIR = str(tmp_path / "history")
    for day, level in ((2, "open"), (5, "closed")):
        folder = tmp_path / level
        folder.mkdir()
        published(folder, day, level)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("query", "level", "as_of"),
    [
        ("", "closed", None),
        ("&as-of=2026-03-05", "closed", dt.date(2026, 3, 5)),
        ("&as-of=2026-03-04", "open", dt.date(2026, 3, 4)),
    ],
)
def test_pinned_widget_shows_the_catalogue_of_its_day(query, level, as_of):
    shown = widget(f"model=one&dimension=weights{query}")

    assert (levels(shown), shown.as_of) == ([[level]], as_of)


@pytest.mark.usefixtures("history")
def test_pinned_widget_leads_to_pages_of_its_day():
    shown = widget("model=one&as-of=2026-03-04")

    [row] = shown.rows
    assert (shown.address, row.address, row.facts, row.cells[0].address) == (
        "/en/compare/?model=one&as-of=2026-03-04",
        "/en/models/one/?as-of=2026-03-04",
        (("Acme", "/en/vendors/acme/?as-of=2026-03-04"),),
        "/en/models/one/weights/?as-of=2026-03-04",
    )


A, B = "The first sentence says what matters most here.", "The second one adds where it was read, and when."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("Two\n words. ", "Two words."),
        (f"{A} {B}", f"{A} {B}"),
        (f"{A} {B} {A} {B} {A}", f"{A} {B} {A} {B} …"),
        (f"Llama 3.1 {A} {'x' * 300}", f"Llama 3.1 {A}" + " …"),
        ("word " * 60, "word " * 39 + "word …"),
        (f"It holds {'very ' * 40}much. More.", f"It holds {'very ' * 40}much. …"),
        (f"{'Ja, ' * 20}vom 18. April an. {'Nein, ' * 40}", f"{'Ja, ' * 20}vom 18. April an. …"),
    ],
)
def test_reason_is_cut_after_a_sentence(text, expected):
    assert shortened(text) == expected
