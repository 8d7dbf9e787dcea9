"""The pages about licences: the matrix, one licence, and some beside each other."""

import re

import pytest

from openness.models import Licence
from tests.factories import LicenceFactory, LicenceTermFactory

pytestmark = pytest.mark.django_db

COMPARE = "/en/licences/compare/"


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def llama() -> None:
    """Three versions: the second asks for a name, the third permits training on outputs."""
    before = None
    for version, effects in (
        ("2", {"output-training": "prohibited"}),
        ("3", {"output-training": "prohibited", "naming": "required"}),
        ("3.1", {"output-training": "permitted", "naming": "required"}),
    ):
        before = LicenceFactory(
            slug=f"llama-{version}", short_name=f"Llama {version}", licence_kind="restricted", supersedes=before
        )
        for subject, effect in effects.items():
            LicenceTermFactory(licence=before, subject=subject, effect=effect, locator="§1.b.v")


def outcome(text: str) -> list[str]:
    """What the head of a comparison says of each step, in words."""
    return [plain(found) for found in re.findall(r"<article>(.*?)</article>", text, re.DOTALL)]


def rows(text: str) -> dict[str, list[str]]:
    """The cells of a comparison in words, by subject."""
    return {
        plain(head): [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for head, cells in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', text, re.DOTALL)
    }


def test_comparison_tells_at_the_top_what_each_step_changes(client):
    llama()

    text = client.get(f"{COMPARE}?licence=llama-2&licence=llama-3&licence=llama-3.1").text

    assert outcome(text) == ["Llama 2 → Llama 3 1 new Naming", "Llama 3 → Llama 3.1 1 loosened Training on outputs"]


def test_comparison_of_the_other_order_tells_the_opposite(client):
    llama()

    text = client.get(f"{COMPARE}?licence=llama-3.1&licence=llama-3").text

    assert outcome(text) == ["Llama 3.1 → Llama 3 1 tightened Training on outputs"]


def test_comparison_says_where_nothing_differs(client):
    LicenceFactory(slug="a", short_name="A")
    LicenceFactory(slug="b", short_name="B")

    text = client.get(f"{COMPARE}?licence=a&licence=b&only=differences").text

    assert outcome(text) == ["A → B Nothing that is recorded differs."]
    assert rows(text) == {}


def test_comparison_aligns_terms_with_threshold_scope_and_source(client):
    for slug, number in (("a", 100_000_000), ("b", 700_000_000)):
        term = LicenceTermFactory(
            licence=LicenceFactory(slug=slug, term=None), threshold=True, binds="organisations", exempts=["research"],
            locator="§2", counts_affiliates=True,
        )  # fmt: skip
        type(term).objects.filter(pk=term.pk).update(value=number)
    term.source.url = "https://example.org/text#2"
    term.source.save()

    text = client.get(f"{COMPARE}?licence=a&licence=b").text

    assert rows(text)["User threshold"][1] == (
        "loosened needs a separate licence more than 700,000,000 monthly active users, at any time, affiliates counted "
        "More users need a licence of their own. Binds: companies and other organisations. Exempt: research §2 A text"
    )
    assert '<a class="locator" lang="en" href="https://example.org/text#2" rel="noopener external">§2</a>' in text


def test_comparison_with_only_differences_shows_those_and_the_way_back(client):
    llama()
    address = f"{COMPARE}?licence=llama-2&licence=llama-3"

    text = client.get(f"{address}&only=differences").text

    assert list(rows(text)) == ["Naming"]
    assert f'<a href="{address.replace("&", "&amp;")}">All subjects</a>' in text


def test_comparison_offers_to_remove_each_licence_to_turn_round_and_to_add_one(client):
    llama()

    text = client.get(f"{COMPARE}?licence=llama-2&licence=llama-3").text

    assert re.findall(r'<a class="chip" href="([^"]+)">', text) == [
        f"{COMPARE}?licence=llama-3",
        f"{COMPARE}?licence=llama-2",
    ]
    assert f'href="{COMPARE}?licence=llama-3&amp;licence=llama-2">The other way round' in text
    assert re.findall(r'<input type="hidden" name="licence" value="([^"]+)">', text) == ["llama-2", "llama-3"]
    assert re.findall(r'<option value="([^"]+)">', text) == ["llama-3.1"]


def test_comparison_of_six_offers_no_seventh(client):
    for slug in "abcdefg":
        LicenceFactory(slug=slug)

    text = client.get(f"{COMPARE}?{'&'.join(f'licence={slug}' for slug in 'abcdef')}").text

    assert ("<select" in text, "Six are the most" in text, len(outcome(text))) == (False, True, 5)


def test_comparison_without_licences_offers_versions_and_a_choice_of_two(client):
    llama()

    text = client.get(COMPARE).text

    assert re.findall(r'<a class="arrow" href="([^"]+)" aria-label="([^"]+)">', text) == [
        (f"{COMPARE}?licence=llama-2&amp;licence=llama-3", "Compare Llama 2 with Llama 3"),
        (f"{COMPARE}?licence=llama-3&amp;licence=llama-3.1", "Compare Llama 3 with Llama 3.1"),
    ]
    assert text.count('<select id="') == 2


def test_comparison_with_one_licence_asks_for_another(client):
    llama()

    response = client.get(f"{COMPARE}?licence=llama-2")

    assert (response.status_code, response.text.count('<select id="')) == (200, 1)
    assert '<label for="second">Compare it with</label>' in response.text


@pytest.mark.parametrize(
    ("query", "name", "fault"),
    [
        ("licence=nothing&licence=llama-2", "licence", "“nothing” is not a licence here"),
        ("licence=llama-2&licence=llama-2", "licence", "“llama-2” is named twice"),
        ("licence=llama-2&licence=llama-3&only=all", "only", "must be one of differences"),
    ],
)
def test_comparison_with_a_wrong_value_names_it(client, query, name, fault):
    llama()

    response = client.get(f"{COMPARE}?{query}")

    assert response.status_code == 400
    assert f'<code>{name}</code>: <span class="fault" id="fault-{name}">{fault}</span>' in response.text


def test_matrix_leads_from_a_sign_to_its_term(client):
    llama()

    text = client.get("/en/licences/?q=llama-3.1").text
    links = re.findall(r'<a class="sign ([^"]+)" href="([^"]+)" title="([^"]+)">', text)

    assert links == [
        ("permitted", "/en/licences/llama-3.1/#commercial-use", "permitted"),
        ("required", "/en/licences/llama-3.1/#naming", "required"),
        ("permitted", "/en/licences/llama-3.1/#output-training", "permitted"),
    ]
    assert 'id="output-training"' in client.get("/en/licences/llama-3.1/").text


def test_matrix_writes_a_threshold_out(client):
    LicenceTermFactory(threshold=True)

    text = client.get("/en/licences/").text

    assert [plain(found) for found in re.findall(r'<span class="figure-short">(.*?</span>)', text)] == [
        "700M monthly active users"
    ]


def test_matrix_folds_what_a_licence_permits(client):
    llama()

    text = client.get("/en/licences/?q=llama-3.1").text

    assert [plain(rest) for rest in re.findall(r"<details><summary>(.*?)</details>", text)] == [
        "2 permitted Commercial use Training on outputs"
    ]
    assert re.findall(r'<td class="cell folded" data-label="([^"]+)">', text) == [
        "Commercial use",
        "Training on outputs",
    ]


def test_matrix_does_not_fold_the_subject_asked_for(client):
    llama()

    text = client.get("/en/licences/?q=llama-3.1&subject=output-training").text

    assert re.findall(r'<td class="cell folded" data-label="([^"]+)">', text) == ["Commercial use"]


def test_matrix_filtered_tells_how_many_and_what_is_in_use(client):
    llama()

    text = client.get("/en/licences/?subject=output-training&effect=prohibited").text

    assert plain(re.search(r'<p class="count" role="status">(.*?)</p>', text)[1]) == "2 licences · Compare licences"
    assert [(plain(chip), link) for link, chip in re.findall(r'<a href="([^"]+)" class="chip">(.*?)</a>', text)] == [
        ("Subject: Training on outputs × remove", "/en/licences/"),
        ("What it says of the subject: prohibited × remove", "/en/licences/?subject=output-training"),
    ]


def test_matrix_with_a_wrong_value_names_it_at_its_field(client):
    response = client.get("/en/licences/?effect=prohibited&osi=maybe")

    assert response.status_code == 400
    assert dict(re.findall(r'<span class="fault" id="fault-([a-z-]+)">([^<]+)</span>', response.text)) == {
        "osi": "“maybe” is not a choice here",
        "effect": "choose a subject as well",
    }


def test_matrix_searched_in_vain_offers_all(client):
    llama()

    response = client.get("/en/licences/?q=nothing-like-it")

    assert response.status_code == 200
    assert '<h2>No licence fits</h2><p><a class="button" href="/en/licences/">All licences</a></p>' in response.text


def test_licence_page_offers_to_compare_it_with_its_neighbours(client):
    llama()

    text = client.get("/en/licences/llama-3/").text

    assert re.findall(r'<a href="(/en/licences/compare/[^"]*)">([^<]+)</a>', text) == [
        (f"{COMPARE}?licence=llama-2&amp;licence=llama-3", "Compare with the version before"),
        (f"{COMPARE}?licence=llama-3&amp;licence=llama-3.1", "Compare with the version after"),
        (f"{COMPARE}?licence=llama-3", "Compare with …"),
    ]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", ["/en/licences/", f"{COMPARE}?licence=a&licence=b"])
def test_pages_take_two_queries_and_the_revision_for_any_number_of_licences(
    client, django_assert_num_queries, path, number
):
    for slug in "ab":
        LicenceTermFactory.create_batch(number, licence=LicenceFactory(slug=slug))
    LicenceFactory.create_batch(number, supersedes=Licence.objects.get(slug="a"))

    with django_assert_num_queries(3):
        client.get(path)
