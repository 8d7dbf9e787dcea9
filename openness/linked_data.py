"""What pages tell search engines and assistants in the words of schema.org: the parts that all share."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.imprint import ATTRIBUTION, LICENCE_URL, absolute

Node = dict[str, Any]


def node(kind: str, identity: str = "", /, **properties: Any) -> Node:
    """A thing of a schema.org type, without the properties of which nothing is known."""
    known = {name: value for name, value in properties.items() if value not in (None, "", [], ())}
    return {"@type": kind, **({"@id": identity} if identity else {}), **known}


def address(name: str, *arguments: str) -> str:
    """The whole address of a page, in the language in use."""
    return absolute(reverse(name, args=arguments))


def publisher(**more: Any) -> Node:
    """Who makes all statements of the site."""
    return node("Organization", absolute("/#organization"), name=ATTRIBUTION, url=address("home"), **more)


def full_publisher() -> Node:
    """The same with what the front page adds."""
    return publisher(logo=absolute(static("img/icon.svg")), description=purpose())


def web_site(**more: Any) -> Node:
    """What every page is part of."""
    return node("WebSite", absolute("/#website"), name=ATTRIBUTION, url=address("home"), **more)


def full_web_site() -> Node:
    """The same with what the front page adds: how to search it."""
    template = f"{address('compare')}?q={{search_term_string}}"
    search = node("SearchAction", target=node("EntryPoint", urlTemplate=template))
    search["query-input"] = "required name=search_term_string"
    return web_site(description=purpose(), inLanguage=get_language(), publisher=publisher(), potentialAction=search)


def web_page(*, kind: str, path: str, name: str, description: str) -> Node:
    """The page at `path` itself."""
    return node(
        kind,
        absolute(path),
        url=absolute(path),
        name=name,
        description=description,
        inLanguage=get_language(),
        isPartOf=web_site(),
        publisher=publisher(),
    )


def breadcrumbs(*steps: tuple[str, str]) -> Node:
    """The way down to a page: (name, whole address) of each page above it and of itself."""
    return node("BreadcrumbList", itemListElement=_numbered(steps, "item"))


def item_list(*, name: str, items: Iterable[tuple[str, str]], first: int = 1, total: int | None = None) -> Node:
    """A list of pages, as (name, whole address), counted from `first`; `total` where there are more."""
    elements = _numbered(items, "url", first)
    number = len(elements) if total is None else total
    return node("ItemList", name=name, numberOfItems=number, itemListElement=elements)


def _numbered(items: Iterable[tuple[str, str]], link: str, first: int = 1) -> Sequence[Node]:
    return [
        node("ListItem", position=position, name=name, **{link: target})
        for position, (name, target) in enumerate(items, start=first)
    ]


def purpose() -> str:
    """What the site is for, in a sentence."""
    return _(
        "How open is this AI model really, and may I use it for what I plan? Levels with evidence, clause and date "
        "behind every cell."
    )


def free_tool(*, page: str, name: str, description: str) -> Node:
    """A page that does something for its reader; for nothing, and in any browser."""
    return node(
        "WebApplication",
        f"{address(page)}#tool",
        name=name,
        description=description,
        url=address(page),
        applicationCategory="UtilitiesApplication",
        operatingSystem="any",
        isAccessibleForFree=True,
        offers=node("Offer", price=0, priceCurrency="EUR"),
        publisher=publisher(),
    )


def web_api(*, documentation: str, description: str) -> Node:
    """The catalogue for programs: what they may ask, as the document at the path `documentation` says it."""
    return node(
        "WebAPI",
        f"{address('api')}#api",
        name="Openness API",
        description=description,
        url=address("api"),
        documentation=absolute(documentation),
        provider=publisher(),
        termsOfService=LICENCE_URL,
    )


def dataset(**more: Any) -> Node:
    """The catalogue as data: enough to know it by; the page about it says more."""
    return node(
        "Dataset",
        absolute("/#dataset"),
        name=_("Openness of AI models"),
        description=_(
            "How open AI models are: weights, code, training data and commercial use, each level with its reason, "
            "its sources and the day it was checked; and the licences of the models, term by term."
        ),
        url=address("about"),
        license=LICENCE_URL,
        creator=publisher(),
        isAccessibleForFree=True,
        **more,
    )
