"""Widgets as text to paste: a table for newsletters, and one in Markdown."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from openness.embed.asking import PARAMETERS
from openness.models import Article, Assessment, Model, Vendor
from openness.publishing.marks import EMBEDDED
from tests.embed.test_frames import HOSTILE, Outline, policy, texts
from tests.factories import ModelFactory

pytestmark = pytest.mark.django_db

FORMS = ["compare.{}?model=two&model=one", "models/one.{}", "fact-check/an-article.{}"]
SITE = "http://127.0.0.1:8000"


class Mail(HTMLParser):
    """Collects what mail programs take out, or do not understand."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "span", "s", "br"}:
            self.refused.append(tag)
        for name, value in attributes:
            if name in {"class", "id", "src", "srcset"} or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
            if name == "href" and not str(value).startswith(f"{SITE}/"):
                self.refused.append(str(value))
            if name == "style" and re.search(r"var\(|url\(|flex|grid|rem|light-dark", str(value)):
                self.refused.append(str(value))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("extension", "content_type"), [("html", "text/html; charset=utf-8"), ("md", "text/markdown; charset=utf-8")]
)
@pytest.mark.parametrize("form", FORMS)
def test_text_is_there_and_does_nothing(client, form, extension, content_type, language):
    response = client.get(f"/embed/{language}/{form.format(extension)}")

    assert (response.status_code, response["Content-Type"], response["Content-Language"]) == (
        200,
        content_type,
        language,
    )
    assert re.fullmatch(rf'inline; filename="openness-[a-z-]+\.{extension}"', response["Content-Disposition"])
    assert policy(response) == {
        "sandbox": "allow-popups",
        "default-src": "'none'",
        "style-src-attr": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (response["X-Frame-Options"], response["Cache-Control"]) == ("DENY", EMBEDDED)
    assert dict(response.cookies) == {}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "form", [*FORMS, "compare.{}?theme=dark&column=size&column=vendor", "compare.{}?weights=closed"]
)
def test_table_for_newsletters_holds_only_what_mail_programs_take(client, form):
    assert Mail(client.get(f"/embed/en/{form.format('html')}").text).refused == []


@pytest.mark.usefixtures("catalogue")
def test_table_for_newsletters_has_heads_levels_and_source(client):
    text = client.get("/embed/en/compare.html?model=two&model=one&column=vendor&column=size").text

    assert texts(text, "caption") == ["How open are Two and One?"]
    assert texts(text, "th") == ["Model", "Weights", "Code", "Data", "Commercial_Use", "TwoAcme", "OneAcmeSize: 8B"]
    assert [given["scope"] for given in Outline(text).all("th")] == ["col"] * 5 + ["row"] * 2
    assert texts(text, "td") == [
        *["? unknown"] * 4,
        *["◐ partial", "⊘ closed", "? unknown", "◐ partial"],
        "Checked on 1 March 2026 or later · Openness",
    ]
    assert f'<a href="{SITE}/en/models/one/weights/"' in text


@pytest.mark.usefixtures("catalogue")
def test_table_for_newsletters_of_one_model_tells_the_reasons(client):
    text = client.get("/embed/en/models/one.html").text

    assert texts(text, "th") == ["Dimension", "Level", "Reason", "Weights", "Code", "Data", "Commercial_Use"]
    assert texts(text, "td")[:2] == ["◐ partial", "For this reason."]


@pytest.mark.usefixtures("catalogue")
def test_table_for_newsletters_strikes_out_what_is_wrong(client):
    text = client.get("/embed/en/fact-check/an-article.html").text

    assert texts(text, "s") == ["● open"]
    assert texts(text, "td")[:2] == ["● open◐ partial", "says nothing⊘ closed"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("theme", "paper"), [("auto", "#ffffff"), ("light", "#ffffff"), ("dark", "#1c2024")])
def test_table_for_newsletters_has_one_theme(client, theme, paper):
    text = client.get(f"/embed/en/compare.html?theme={theme}").text

    assert Outline(text).all("table")[0]["bgcolor"] == paper


@pytest.mark.usefixtures("catalogue")
def test_markdown_is_a_table_with_absolute_links(client):
    text = client.get("/embed/en/compare.md?model=one&dimension=weights&dimension=data").text

    assert text == (
        f"**[How open is One?]({SITE}/en/compare/?model=one)**\n"
        "\n"
        "| Model | Vendor | Weights | Data |\n"
        "| --- | --- | --- | --- |\n"
        f"| [One]({SITE}/en/models/one/) | [Acme]({SITE}/en/vendors/acme/)"
        f" | [◐\N{NO-BREAK SPACE}partial]({SITE}/en/models/one/weights/)"
        f" | [?\N{NO-BREAK SPACE}unknown]({SITE}/en/models/one/data/) |\n"
        "\n"
        f"Checked on 1 March 2026 or later · [Openness]({SITE}/en/compare/?model=one)\n"
    )


@pytest.mark.usefixtures("catalogue")
def test_markdown_of_one_model_tells_the_reasons(client):
    text = client.get("/embed/en/models/one.md?dimension=weights").text

    assert text.splitlines()[2:5] == [
        "| Dimension | Level | Reason |",
        "| --- | --- | --- |",
        f"| Weights | [◐\N{NO-BREAK SPACE}partial]({SITE}/en/models/one/weights/) | For this reason. |",
    ]


@pytest.mark.usefixtures("catalogue")
def test_markdown_of_a_fact_check_strikes_out_what_is_wrong(client):
    text = client.get("/embed/en/fact-check/an-article.md?dimension=weights&dimension=code").text

    cells = f"{SITE}/en/fact-check/an-article/acme"
    assert text.splitlines()[4] == (
        f"| [Acme]({SITE}/en/vendors/acme/) | Its models"
        f" | ~~●\N{NO-BREAK SPACE}open~~ → [◐\N{NO-BREAK SPACE}partial]({cells}/weights/)"
        f" | says nothing → [⊘\N{NO-BREAK SPACE}closed]({cells}/code/) |"
    )


@pytest.mark.usefixtures("catalogue")
def test_markdown_of_nothing_says_so(client):
    text = client.get("/embed/en/compare.md?weights=closed").text

    assert text.splitlines()[2:] == [f"No model fits. · [Openness]({SITE}/en/compare/?weights=closed)"]


def test_text_of_a_record_stays_text_in_markdown(client):
    nasty = "|a] (b) `c` <d> *e* _f_ ~g~ &h; #i !j \\k\nl"
    ModelFactory(slug="one", name=nasty)

    text = client.get("/embed/en/compare.md?model=one&column=size").text

    assert text.splitlines()[4].startswith(
        "| [\\|a\\] (b) \\`c\\` \\<d\\> \\*e\\* \\_f\\_ \\~g\\~ \\&h; \\#i \\!j \\\\k l](http"
    )


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("form", FORMS)
def test_text_of_a_record_stays_text_in_a_newsletter(client, form):
    Vendor.objects.update(name=HOSTILE)
    Article.objects.update(title=HOSTILE)
    Model.objects.update(name=HOSTILE)
    Assessment.objects.update(reason_en=HOSTILE)

    text = client.get(f"/embed/en/{form.format('html')}").text

    assert "&lt;script&gt;alert(1)" in text
    assert Mail(text).refused == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("form", ["compare", "models/one", "fact-check/an-article"])
def test_nothing_of_the_address_reaches_a_newsletter_unescaped(client, form):
    for name in PARAMETERS:
        response = client.get(f"/embed/en/{form}.html?{name}={quote(HOSTILE)}")

        is_table = response.status_code == 200
        assert response["Content-Type"] == f"text/{'html' if is_table else 'plain'}; charset=utf-8"
        assert not is_table or Mail(response.text).refused == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("extension", ["html", "md"])
@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("compare.{}?limit=0", 400, "limit: must be a whole number from 1 to 50\n"),
        ("compare.{}?model=gone", 404, "model: there is no model “gone”\n"),
        ("models/gone.{}", 404, "there is no model “gone”\n"),
        ("fact-check/gone.{}", 404, "there is no fact check “gone”\n"),
    ],
)
def test_text_says_what_is_wrong(client, path, status, message, extension):
    response = client.get(f"/embed/en/{path.format(extension)}")

    assert (response.status_code, response.text, response["Content-Type"]) == (
        status,
        message,
        "text/plain; charset=utf-8",
    )
