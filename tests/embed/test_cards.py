"""Social cards: what each says, and that everything on it fits."""

import inspect
import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import combinations

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.domain.permissions.grounds import refresh_grounds
from openness.embed import sharing
from openness.embed.blocks import Bars, Figures, Pill, Pills, Points, Stack, Table, Words, level_pill
from openness.embed.cards import HEIGHT, WIDTH, Card, card_sheet
from openness.embed.sheets import Sheet, Text
from openness.models import Licence, Model
from openness.templatetags.openness import card
from tests.embed.png import size_of
from tests.embed.test_widgets import history
from tests.factories import LicenceCoverageFactory, ModelFactory
from tests.pages.test_every_address import PAGES, address

__all__ = ["history"]

LEVELS = ("open", "partial", "closed", "unknown", "not-applicable", "mixed")
names = st.one_of(st.text(max_size=200), st.text("WMÄ-. ", min_size=60, max_size=200), st.just("Short"))
counts = st.lists(st.tuples(st.sampled_from(LEVELS[:5]), st.integers(1, 10**9)), max_size=5)
pills = st.builds(Pill, names, st.sampled_from(LEVELS), names)
blocks = st.one_of(
    st.none(),
    st.just(Words()),
    st.builds(Pills, st.lists(pills, min_size=1, max_size=4)),
    st.builds(Table, st.just(["W", "C", "D", "U"]), st.lists(st.tuples(names, st.just(LEVELS[:4])), max_size=6)),
    st.builds(Bars, st.lists(st.tuples(names, counts), min_size=1, max_size=4)),
    st.builds(Figures, st.lists(st.tuples(names, names, st.just("ink")), min_size=1, max_size=5)),
    st.builds(Points, st.lists(st.tuples(names, names), max_size=5)),
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@settings(deadline=None)
@given(title=names, kicker=names, lead=names, block=blocks, note=names)
def test_nothing_on_a_card_is_wider_than_its_room(title, kicker, lead, block, note):
    sheet = card_sheet(Card(title, kicker, lead, block, note))

    for text in sheet.texts:
        assert text.width <= text.room
        assert 72 <= text.x <= text.x + text.width <= WIDTH - 72 + 0.1
        assert 40 < text.y < HEIGHT - 30
    assert all(0 <= box.x <= box.x + box.width <= WIDTH for box in sheet.boxes)


Edges = tuple[float, float, float, float]


def covers(text: Text) -> Edges:
    """Left, right, upper and lower end of what `text` covers, without what hangs below the line."""
    return text.x, text.x + text.width, text.y - 0.72 * text.size, text.y


def overlap(one: Edges, other: Edges) -> bool:
    (left, right, upper, lower), (left2, right2, upper2, lower2) = one, other
    return min(right, right2) - max(left, left2) > 0.1 and min(lower, lower2) - max(upper, upper2) > 0.1


def is_inside(one: Edges, other: Edges) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[2] <= one[2] and one[3] <= other[3]


def assert_nothing_covers_another(sheet: Sheet) -> None:
    texts = [covers(text) for text in sheet.texts]
    pills = [
        (box.x, box.x + box.width, box.y, box.y + box.height)
        for box in sheet.boxes
        if box.look.startswith(("s-", "c-"))
    ]
    assert not any(overlap(one, other) for one, other in combinations(texts, 2))
    assert all(is_inside(text, pill) for text in texts for pill in pills if overlap(text, pill))


@settings(deadline=None)
@given(title=names, lead=names, block=blocks)
def test_texts_of_a_card_do_not_cover_each_other(title, lead, block):
    assert_nothing_covers_another(card_sheet(Card(title, "Kicker", lead, block, "note")))


LONG = "Kraftfahrzeughaftpflichtversicherung " * 4


@pytest.mark.parametrize(
    "block",
    [
        Words(),
        Pills([Pill(LONG, "open", LONG)] * 4),
        Table([LONG] * 4, [(LONG, LEVELS[:4])] * 6),
        Bars([(LONG, [("open", 1), ("closed", 900)])] * 4),
        Figures([(LONG, LONG, "ink")] * 5),
        Points([(LONG, LONG)] * 5),
        Stack([Pills([Pill(LONG, "open", LONG)]), Points([(LONG, LONG)] * 2)]),
    ],
    ids=lambda block: type(block).__name__,
)
def test_texts_of_a_full_card_do_not_cover_each_other(block):
    assert_nothing_covers_another(card_sheet(Card(LONG, LONG, LONG, block, LONG)))


def told(view: Callable[..., object], parameters: dict[str, list[str]] | None = None, **parts: str) -> Card:
    """What the card behind `view` says."""
    return inspect.unwrap(view)(parameters or {}, **parts)


@pytest.fixture
def _answered(catalogue: None) -> None:
    refresh_grounds()


with_catalogue = pytest.mark.usefixtures("catalogue", "_answered")
ONE = ["partial", "closed", "unknown", "partial"]
HEADS = ["Weights", "Code", "Data", "Commercial_Use"]


@with_catalogue
def test_card_of_the_site_counts_what_it_knows():
    assert told(sharing.home).block == Figures(
        [("2", "models", "accent"), ("2", "licences", "accent"), ("11", "sources opened", "accent")]
    )


@with_catalogue
def test_card_of_a_model_tells_vendor_licence_and_levels():
    assert told(sharing.model, slug="one") == Card(
        title="One",
        kicker="Acme · 01/2025 · 8B",
        lead="Limited",
        block=Pills([level_pill(*pair) for pair in zip(HEADS, ONE, strict=True)]),
    )


@with_catalogue
def test_card_of_evidence_tells_level_and_reason():
    found = told(sharing.evidence, slug="one", dimension="weights")

    assert (found.title, found.lead, found.block) == (
        "One",
        "For this reason.",
        Pills([Pill("Weights", "partial", "partial")]),
    )


@with_catalogue
def test_card_of_few_models_lists_them():
    found = told(sharing.comparison, {"weights": ["partial"]})

    assert (found.title, found.lead, found.block) == ("1 model", "Weights: partial", Table(HEADS, [("One", ONE)]))


@with_catalogue
def test_card_of_many_models_counts_their_levels():
    ModelFactory.create_batch(4, levels={"weights": "open"})

    found = told(sharing.comparison)

    assert (found.title, found.block.bars[0]) == (
        "6 models",
        ("Weights", [("open", 4), ("partial", 1), ("unknown", 1)]),
    )


@with_catalogue
def test_card_of_filtered_models_counts_no_level_that_was_left_out():
    ModelFactory.create_batch(6, levels={"weights": "open"})

    assert told(sharing.comparison, {"weights": ["open"]}).block.bars[0] == ("Weights", [("open", 6)])


@with_catalogue
def test_card_of_a_search_tells_the_words_and_is_not_kept():
    found = told(sharing.comparison, {"q": ["one"], "vendor": ["acme"]})

    assert (found.lead, found.keep) == ("“one” · Vendor: Acme", False)


@with_catalogue
def test_card_of_models_side_by_side_has_their_order():
    found = told(sharing.models, {"model": ["two", "one"]})

    assert found.block == Table(HEADS, [("Two", ["unknown"] * 4), ("One", ONE)])


@with_catalogue
def test_card_of_models_side_by_side_without_models_offers_to_pick():
    found = told(sharing.models)

    assert (found.title, found.block) == ("Models side by side", Words())


@with_catalogue
def test_card_of_a_vendor_has_a_bar_for_each_dimension():
    found = told(sharing.vendor, slug="acme")

    assert (found.title, found.kicker, found.block.bars[1]) == (
        "Acme",
        "Norway · 2 models",
        ("Code", (("closed", 1), ("unknown", 1))),
    )


@with_catalogue
def test_card_of_all_vendors_has_those_with_most_models():
    other = LicenceCoverageFactory(model__vendor__slug="other").model.vendor
    ModelFactory.create_batch(2, vendor=other)

    found = told(sharing.vendors)

    assert (found.title, [name for name, _levels in found.block.bars]) == ("2 vendors", ["Other", "Acme"])


@with_catalogue
def test_card_of_a_licence_tells_commercial_use_and_limits():
    Licence.objects.filter(slug="limited").update(name="The Limited Licence")

    found = told(sharing.licence, slug="limited")

    assert (found.title, found.kicker, found.lead) == ("Limited", "open with limits", "The Limited Licence")
    assert found.block == Stack(
        [Pills([level_pill("Commercial use", "partial")]), Points([("Limitations", "User threshold")])]
    )


@with_catalogue
def test_card_of_licences_counts_kinds():
    found = told(sharing.licences)

    assert (found.title, found.block) == (
        "2 licences",
        Points([("1", "permissive, not OSI-approved"), ("1", "open with limits")]),
    )


@with_catalogue
def test_card_of_licences_beside_each_other_tells_what_changes():
    found = told(sharing.texts, {"licence": ["older", "limited"]})

    assert (found.title, found.block) == ("Older – Limited", Points([("new", "User threshold")]))


@with_catalogue
def test_card_of_the_dimensions_asks_their_questions():
    assert told(sharing.dimensions).block == Points([("", "How open?")] * 4)


@with_catalogue
def test_card_of_a_fact_check_counts_what_differs():
    found = told(sharing.fact_check, slug="an-article")

    assert (found.title, found.block) == (
        "How open?",
        Figures([("1/1", "levels differ", "ink"), ("1", "false", "c-closed")]),
    )


@with_catalogue
def test_card_of_a_cell_sets_article_and_evidence_beside_each_other():
    found = told(sharing.fact_check_cell, slug="an-article", vendor="acme", dimension="weights")

    assert (found.title, found.block) == (
        "Acme: Weights",
        Pills([Pill("The article", "open", "open"), Pill("The evidence", "partial", "partial")]),
    )


@with_catalogue
def test_card_of_a_cell_on_which_the_article_is_silent_says_so():
    found = told(sharing.fact_check_cell, slug="an-article", vendor="acme", dimension="code")

    assert found.block.pills[0] == Pill("The article", "not-applicable", "says nothing")


@with_catalogue
def test_card_of_a_plan_answers_for_few_models_by_name():
    found = told(sharing.may_i, {"model": ["one"], "offering": ["product"]})

    assert (found.lead, found.block) == (
        "build it into a product or service for customers",
        Pills([Pill("One", "partial", "yes, if …")]),
    )


@with_catalogue
def test_card_of_a_plan_counts_the_answers_of_many_models():
    ModelFactory.create_batch(4)
    refresh_grounds()

    assert told(sharing.may_i, {"offering": ["product"]}).block == Figures(
        [
            ("0", "yes", "c-open"),
            ("2", "yes, if …", "c-partial"),
            ("4", "unclear", "c-unknown"),
            ("0", "ask the vendor", "c-ask"),
            ("0", "no", "c-closed"),
        ]
    )


@with_catalogue
def test_card_of_a_plan_with_a_figure_is_not_kept():
    assert [told(sharing.may_i, {"mau": ["5"]}).keep, told(sharing.may_i, {"seat": ["eu"]}).keep] == [False, True]


@with_catalogue
@pytest.mark.parametrize(
    "path", ["compare.png?seat=mars", "compare.png?as-of=soon", "may-i.png?mau=x", "compare/models.png?model=nothing"]
)
def test_card_of_a_page_with_a_fault_is_a_bad_request(client, path):
    assert client.get(f"/cards/en/{path}").status_code == 400


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("/de/", "/cards/de/home.png"),
        ("/en/about/", "/cards/en/about.png"),
        ("/de/models/llama-3.1-8b/", "/cards/de/models/llama-3.1-8b.png"),
        ("/de/compare/?vendor=meta&q=a%3Fb", "/cards/de/compare.png?vendor=meta&q=a%3Fb"),
        ("/de/nothing/", ""),
        ("/fr/about/", ""),
    ],
)
def test_address_of_a_card_follows_from_that_of_its_page(page, expected):
    assert card(page) == expected


def properties(html: str) -> dict[str, str]:
    """What a page says of itself to networks."""
    return {name: unescape(text) for name, text in re.findall(r'<meta property="(og:[^"]*)" content="([^"]*)">', html)}


@with_catalogue
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_names_a_card_that_is_there(client, name, language):
    told = properties(client.get(address(name, *PAGES[name], language=language)).text)

    response = client.get(told["og:image"].removeprefix("http://127.0.0.1:8000"))

    assert (response.status_code, response["Content-Type"], size_of(response.content)) == (
        200,
        "image/png",
        (int(told["og:image:width"]), int(told["og:image:height"])),
    )


@with_catalogue
def test_page_tells_networks_what_it_is(client):
    Model.objects.filter(slug="one").update(name='A "fine" <model> & more')

    text = client.get("/en/models/one/").text

    assert properties(text) == {
        "og:site_name": "Openness",
        "og:type": "website",
        "og:title": 'A "fine" <model> & more: how open is it?',
        "og:description": 'How open A "fine" <model> & more by Acme is: weights, code, data and commercial use, '
        "with licence, sources and date.",
        "og:url": "http://127.0.0.1:8000/en/models/one/",
        "og:locale": "en_GB",
        "og:locale:alternate": "de_DE",
        "og:image": "http://127.0.0.1:8000/cards/en/models/one.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": 'A "fine" <model> & more: how open is it? – How open A "fine" <model> & more by Acme is: '
        "weights, code, data and commercial use, with licence, sources and date.",
    }
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert "<title>A &quot;fine&quot; &lt;model&gt; &amp; more: how open is it? – Openness</title>" in text


@with_catalogue
def test_filtered_page_names_the_card_of_what_it_shows(client):
    told = properties(client.get("/en/compare/?vendor=acme&utm_source=x").text)

    assert (told["og:url"], told["og:image"]) == (
        "http://127.0.0.1:8000/en/compare/?vendor=acme",
        "http://127.0.0.1:8000/cards/en/compare.png?vendor=acme",
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("path", ["/en/models/one/?as-of=2026-03-04", "/en/compare/?vendor=acme&as-of=2026-03-04"])
def test_page_of_a_past_day_names_itself_and_its_card_of_that_day(client, path):
    told = properties(client.get(path).text)

    assert (told["og:url"], told["og:image"]) == (
        f"http://127.0.0.1:8000{path}",
        f"http://127.0.0.1:8000/cards{path.replace('/?', '.png?')}",
    )
    assert client.get(told["og:image"].removeprefix("http://127.0.0.1:8000")).status_code == 200


@with_catalogue
@pytest.mark.parametrize("path", ["/en/nothing/", "/en/models/nothing/", "/en/compare/models/?model=%00&as-of=soon"])
def test_page_that_is_not_there_names_no_card(client, path):
    response = client.get(path)

    assert (response.status_code in {400, 404}, properties(response.text)) == (True, {})
