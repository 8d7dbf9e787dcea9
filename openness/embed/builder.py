"""The builder: what to show and how, a preview at three widths, and the code of every form to copy."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.timezone import localdate
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override

from openness import filters
from openness.domain import revision
from openness.domain.profiles import dimension_names
from openness.embed.asking import COLUMNS, MOST_MODELS, MOST_ROWS, PARAMETERS, USUAL_ROWS
from openness.embed.choosing import OWN_PARAMETERS, Choice, choose
from openness.embed.heights import height_at
from openness.embed.snippets import snippets
from openness.embed.widgets import Widget
from openness.linked_data import Node, free_tool
from openness.plans import QUESTIONS, ChoiceQuestion
from openness.publishing.marks import is_fragment, not_kept, published
from openness.responding import other_languages

_TEMPLATES = {"": "embed/builder.html", "builder": "embed/builder.html#builder", "matches": "embed/matches.html"}
_WIDTHS = (280, 600, 900)
_THEMES = {"auto": _("as the page, or the reader’s system"), "light": _("light"), "dark": _("dark")}
_LANGUAGES = {"de": "Deutsch", "en": "English"}
_GUIDE = {
    "WordPress": ("element", "link"),
    "Ghost": ("element", "link", "html"),
    "Hugo, Jekyll": ("element", "md"),
    "Medium": ("png", "link"),
    _("Newsletter"): ("html", "png"),
    "GitHub README": ("md", "md-picture", "badges"),
    "Notion": ("frame", "png"),
}
_POLICY: dict[str, list[str]] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}  # type: ignore[dict-item]
_ENDLESS = ("find", "address", "q", "mau", "revenue", "revenue-month", "on")

Option = tuple[str, Any, bool]


@published(*OWN_PARAMETERS, *PARAMETERS, ordered=("model",))
@csp_override(_POLICY)
def builder(request: HttpRequest) -> HttpResponse:
    """The whole page; for htmx its forms, preview and codes, or, as its `part` matches, the models a text finds."""
    as_fragment = is_fragment(request.META)
    part = _part(request, as_fragment)
    parameters = dict(request.GET.lists())
    choice = choose(parameters=parameters, host=request.get_host(), with_widget=part != "matches")
    address = _link(choice.pairs)
    context = {
        "choice": choice,
        "faults": choice.faults,
        "structured": _tool,
        "is_fragment": as_fragment,
        "additions": [(model, _link(_adding(choice, model.slug))) for model in choice.matches],
        "links": {"self": address, "rest": _link(_without(choice.pairs, *choice.faults))},
        "other_languages": other_languages(address),
        **(_form(choice) if part != "matches" else {}),
        **(_outcome(choice, choice.widget) if choice.widget else {}),
    }
    response = render(request, _TEMPLATES[part], context, status=400 if choice.faults else 200)
    if part == "builder" and not choice.faults:
        response["HX-Push-Url"] = address
    return not_kept(response, when=any("".join(parameters.get(name, ())).strip() for name in _ENDLESS))


def _tool() -> list[Node]:
    return [
        free_tool(
            page="embed",
            name=gettext("Embed a comparison"),
            description=gettext(
                "Makes the code that puts a comparison of AI models into a page, live or pinned to a day."
            ),
        )
    ]


def _part(request: HttpRequest, as_fragment: bool) -> str:
    if not as_fragment:
        return ""
    return "matches" if request.GET.get("part") == "matches" else "builder"


def _link(pairs: Sequence[tuple[str, str]]) -> str:
    return reverse("embed") + (f"?{urlencode(pairs)}" if pairs else "")


def _adding(choice: Choice, slug: str) -> list[tuple[str, str]]:
    """The choice with one model more; picked models take the place of filters."""
    slugs = [*(model.slug for model in choice.models), slug]
    return [*(("model", one) for one in slugs), *_without(choice.pairs, *filters.FILTERS, "what", "article", "sort")]


def _without(pairs: Sequence[tuple[str, str]], *names: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] not in names]


def _form(choice: Choice) -> dict[str, Any]:
    """What the form shows: every setting with its choices, and links that take one thing away. Up to five queries."""
    given = choice.given
    columns = given["column"] or (["vendor"] if choice.place.kind == "compare" else [])
    return {
        "dimensions": list(_options(dimension_names(), given["dimension"] or dimension_names())),
        "columns": list(_options(COLUMNS, columns)),
        "themes": list(_options(_THEMES, given["theme"] or ["auto"])),
        "languages": list(_options(_LANGUAGES, [choice.place.language])),
        "sorts": [one for one in _sorts(given["sort"]) if choice.models or one[0] != "-released"],
        "limit": (given["limit"] or [str(USUAL_ROWS)])[0],
        "typed": {name: (given[name] or [""])[0] for name in ("address", "as-of")},
        "most": {"models": MOST_MODELS, "rows": MOST_ROWS},
        "picked": [
            (model, _link([pair for pair in choice.pairs if pair != ("model", model.slug)])) for model in choice.models
        ],
        "chips": list(_chips(choice)),
        "pin": _pin(choice),
        "to_compare": f"{reverse('compare')}{_query(choice.chosen)}",
    }


def _pin(choice: Choice) -> tuple[str, dt.date] | None:
    """The address of the choice pinned to the day of the catalogue's last change, and that day."""
    changed_at = revision.current().changed_at
    if choice.given["as-of"] or changed_at is None:
        return None
    day = localdate(changed_at)
    return _link([*choice.pairs, ("as-of", str(day))]), day


def _options(names: Mapping[str, Any], chosen: Sequence[str] | Mapping[str, Any]) -> Iterator[Option]:
    for value, name in names.items():
        yield value, name, value in chosen


def _sorts(given: Sequence[str]) -> Iterator[Option]:
    """Every order in the direction one looks for first, and another one where it is in use."""
    usual = {f"-{key}" if key in {"released", "parameters"} else key: label for key, label in filters.SORTS.items()}
    for value, label in usual.items():
        yield value, label, value in given
    for value in given:
        key = value.removeprefix("-")
        if value not in usual and key in filters.SORTS:
            yield value, f"{filters.SORTS[key]} {'↓' if value.startswith('-') else '↑'}", True


def _chips(choice: Choice) -> Iterator[tuple[str, str, str]]:
    """(name, value in words, address without it) for each filter and each part of a plan."""
    if not choice.chosen:
        return
    options = filters.options()
    for pair in choice.chosen:
        others = [one for one in choice.pairs if one != pair]
        yield (*_told(*pair, options), _link(others))


def _told(name: str, value: str, options: filters.Options) -> tuple[str, str]:
    question = QUESTIONS.get(name)
    if question is not None:
        labels = dict(question.choices.choices) if isinstance(question, ChoiceQuestion) else {}
        return str(question.label), str(labels.get(value, value))
    one = filters.FILTERS[name]
    values = one.options(options) if isinstance(one, filters.ChoiceFilter) else {}
    return str(one.label), str(values.get(value, value))


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""


def _outcome(choice: Choice, widget: Widget) -> dict[str, Any]:
    """The preview and the codes, in the language of the widget; no queries."""
    with override(choice.place.language):
        codes = snippets(place=choice.place, widget=widget)
        previews = [(width, str(height_at(widget=widget, width=width))) for width in _WIDTHS]
    titles = {one.name: one.form.title for one in codes}
    guide = [(where, [(name, titles[name]) for name in names if name in titles]) for where, names in _GUIDE.items()]
    return {"widget": widget, "snippets": codes, "previews": previews, "guide": guide}
