"""Where a widget is: which of our addresses stand for one, and the addresses of its forms."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import get_language_from_path, override

from openness.choices import Dimension
from openness.converters import Language
from openness.domain.picking import FEWEST, MOST
from openness.embed.asking import NONE, PARAMETERS_OF, SETTINGS, USUAL_ROWS, values_of
from openness.embed.widgets import Widget, read_widget
from openness.plans import QUESTIONS

_LONGEST = 4000
_OF_PAGED_LISTS = ("page", "per-page", "group", "format")
_ORDERED = ("model",)
_USUAL = {"theme": ["auto"], "limit": [str(USUAL_ROWS)], "dimension": sorted(Dimension.values)}

Parameters = Mapping[str, Sequence[str]]
Pairs = tuple[tuple[str, str], ...]


class NotEmbeddable(Exception):
    """An address is not ours, or nothing on it can stand in another page."""


@dataclass(frozen=True)
class Place:
    """One widget's address: its kind, slug ("" for a comparison), language, and parameters in the shortest form."""

    kind: str
    slug: str
    language: str
    pairs: Pairs

    @property
    def frame(self) -> str:
        """The path of the framed page."""
        return self._path + _query(self.pairs)

    def form(self, extension: str, **more: str) -> str:
        """The path of another form: svg, png, html or md."""
        return f"{self._path.removesuffix('/')}.{extension}{_query((*self.pairs, *more.items()))}"

    def widget(self) -> Widget:
        """What stands there, in its language; raises WidgetFault. As many queries as `read_widget`."""
        with override(self.language):
            return read_widget(kind=self.kind, slug=self.slug, language=self.language, parameters=self.parameters)

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The parameters as a URL's are given."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return found

    def page(self, widget: Widget) -> str:
        """The path to give where a program asks for the form by itself: the page people read, if it says as much."""
        return self.frame if {name for name, _value in self.pairs} & {*SETTINGS} else widget.address

    @property
    def _path(self) -> str:
        return reverse(f"embed-{self.kind}", args=[self.language, *filter(None, [self.slug])])


def place(*, kind: str, slug: str = "", language: str, parameters: Parameters) -> Place:
    """The place of a widget with these parameters; those that it does not read, or that say the usual, are left out."""
    return Place(kind, slug, language, tuple(_pairs(kind, parameters)))


def place_at(*, url: str, hosts: Collection[str]) -> Place:
    """The place that `url`, of a page or a frame of one of our `hosts`, stands for; raises NotEmbeddable.

    Whether there is such a model or article is not looked up. No queries.
    """
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or parts.netloc.lower() not in hosts:
        raise NotEmbeddable(url)
    parameters = parse_qs(parts.query)
    match = _match(parts.path if parts.path.endswith("/") else f"{parts.path}/")
    reader = _READERS.get(match.url_name or "")
    language = match.kwargs.get("language") or get_language_from_path(parts.path)
    if reader is None or language is None:
        raise NotEmbeddable(url)
    kind, slug, read = reader(match.kwargs.get("slug", ""), parameters)
    return place(kind=kind, slug=slug, language=language, parameters=read)


def language_at(*, url: str) -> str | None:
    """The language that the path of `url` begins with, or goes on with after /embed/; None where that is none."""
    found = re.match(rf"(?:https?://[^/?#]*)?/(?:embed/)?({Language.regex})(?:[/?#]|$)", url)
    return found[1] if found else None


def own_hosts(host: str = "") -> frozenset[str]:
    """The hosts whose addresses are ours: that of the site, and the `host` that was asked."""
    return frozenset({urlsplit(settings.SITE_URL).netloc.lower(), host.lower()} - {""})


def _split(url: str) -> SplitResult:
    if len(url) > _LONGEST:
        raise NotEmbeddable(url[:_LONGEST])
    try:
        return urlsplit(url)
    except ValueError as error:
        raise NotEmbeddable(url) from error


def _match(path: str) -> ResolverMatch:
    """What Django finds at `path`, in whatever language it is."""
    try:
        with override(get_language_from_path(path)):
            return resolve(path)
    except Resolver404 as error:
        raise NotEmbeddable(path) from error


Reading = tuple[str, str, Parameters]


def _compared(slug: str, parameters: Parameters) -> Reading:
    """The comparison's own list of models; not its files, nor its vendors."""
    if _said("format", parameters) - {"html"} or _said("group", parameters) - {"model"}:
        raise NotEmbeddable
    return "compare", "", {name: values for name, values in parameters.items() if name not in _OF_PAGED_LISTS}


def _side_by_side(slug: str, parameters: Parameters) -> Reading:
    """The models picked; the text that looks for more, and whether only differences are shown, say nothing here."""
    if not FEWEST <= len(_said("model", parameters)) <= MOST:
        raise NotEmbeddable
    read = ("model", *QUESTIONS, *SETTINGS)
    return "compare", "", {name: parameters[name] for name in read if name in parameters}


_READERS: Mapping[str, Callable[[str, Parameters], Reading]] = {
    "compare": _compared,
    "compare-models": _side_by_side,
    "model": lambda slug, parameters: ("model", slug, parameters),
    "fact-check": lambda slug, parameters: ("fact-check", slug, parameters),
    "embed-compare": lambda slug, parameters: ("compare", "", parameters),
    "embed-model": lambda slug, parameters: ("model", slug, parameters),
    "embed-fact-check": lambda slug, parameters: ("fact-check", slug, parameters),
}


def _said(name: str, parameters: Parameters) -> set[str]:
    return {value.strip() for value in parameters.get(name, ()) if value.strip()}


def _pairs(kind: str, parameters: Parameters) -> Iterable[tuple[str, str]]:
    for name in PARAMETERS_OF[kind]:
        values = values_of(parameters, name)
        if name not in _ORDERED:
            values.sort()
        if values != _usual(kind, parameters).get(name):
            yield from ((name, value) for value in values)


def _usual(kind: str, parameters: Parameters) -> Mapping[str, list[str]]:
    """What needs not be said; models that are picked stand in their own order, unless one is told."""
    columns = ["vendor"] if kind == "compare" else [NONE]
    order = {} if _said("model", parameters) else {"sort": ["-released"]}
    return {**_USUAL, "column": columns, **order}


def _query(pairs: Pairs) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""
