"""What a URL asks the builder for: which models or which article, how they are to be shown, and where that stands."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.domain import factcheck
from openness.domain.history.past import NoSuchDay, as_published_on, day_of
from openness.domain.picking import Picked, matches
from openness.embed.asking import MOST_MODELS, PARAMETERS, SETTINGS, WidgetFault, values_of
from openness.embed.places import NotEmbeddable, Pairs, Parameters, Place, own_hosts, place, place_at
from openness.embed.widgets import Widget, read_widget
from openness.filters import FILTERS
from openness.models import Article, Model
from openness.plans import QUESTIONS

SUBJECTS = ("compare", "fact-check")
OWN_PARAMETERS = ("what", "article", "language", "address", "find", "part")
_CHOSEN = tuple(name for name in (*FILTERS, *QUESTIONS) if name != "model")
_MOST_FAULTS = 6


@dataclass(frozen=True)
class Choice:
    """What is wanted; there is no `widget` where there are `faults`, which are by parameter.

    `models` and `chosen` (filters and a plan) stay for a comparison while an article is shown. `matches` are models
    that `find`, a text, finds to be added; `given` is what was typed.
    """

    what: str
    place: Place
    models: tuple[Model, ...]
    chosen: Pairs
    articles: Sequence[Article]
    article: str
    find: str
    matches: tuple[Model, ...]
    given: Parameters
    widget: Widget | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> Pairs:
        """What stands in the shortest URL of this choice."""
        subject: Pairs = ()
        if self.what == "fact-check":
            subject = (("what", self.what), ("article", self.article))
        elif self.place.kind == "model":
            subject = (("model", self.place.slug),)
        language = (("language", self.place.language),) if self.place.language != get_language() else ()
        return (*subject, *self.place.pairs, *language)


def choose(*, parameters: Parameters, host: str, with_widget: bool = True) -> Choice:
    """Read a URL's `parameters` (lists of texts by name); empty values count as absent.

    An `address` of ours, on the site's host or on `host`, takes the place of what else is chosen. A constant number
    of queries: three at most, four more on an earlier day, and those of `read_widget` where the widget is asked for.
    """
    given, faults = _taken_over({name: values_of(parameters, name) for name in (*OWN_PARAMETERS, *PARAMETERS)}, host)
    what = _one_of("what", SUBJECTS, "compare", given, faults)
    language = _one_of("language", tuple(dict(settings.LANGUAGES)), get_language() or "de", given, faults)
    articles = factcheck.articles()
    article = _one_of("article", [one.slug for one in articles], "", given, faults)
    article = article or (articles[0].slug if articles else "")
    choice = Choice(
        what=what,
        place=_place(what, article, language, given),
        models=_models(given),
        chosen=tuple((name, value) for name in _CHOSEN for value in given[name]),
        articles=articles,
        article=article,
        find=given["find"][0] if given["find"] else "",
        matches=(),
        given=given,
    )
    found = _searched(choice, faults)
    return _shown(found, faults) if with_widget else replace(found, faults=faults)


Given = dict[str, list[str]]


def _taken_over(given: Given, host: str) -> tuple[Given, dict[str, str]]:
    """What is `given`, but what the address in it shows; and what is wrong with the address."""
    if not given["address"]:
        return given, {}
    try:
        found = place_at(url=urljoin(f"{settings.SITE_URL}/", given["address"][0]), hosts=own_hosts(host))
    except (NotEmbeddable, ValueError):
        return given, {"address": _("nothing at this address can be embedded; it must be one of this site")}
    kept = {name: values if name in SETTINGS else [] for name, values in given.items()}
    subject = {
        "compare": {},
        "model": {"model": [found.slug]},
        "fact-check": {"what": ["fact-check"], "article": [found.slug]},
    }[found.kind]
    return {**kept, **found.parameters, **subject, "language": [found.language]}, {}


def _one_of(name: str, possible: Iterable[str], usual: str, given: Given, faults: dict[str, str]) -> str:
    """The value of a setting of the builder; the usual one where there is none or a wrong one."""
    values, choices = given[name], list(possible)
    if len(values) > 1:
        faults[name] = _("only one value is possible")
    elif values and values[0] not in choices:
        faults[name] = _("“%(value)s” is not a choice here") % {"value": values[0][:60]}
    elif values:
        return values[0]
    return usual


def _place(what: str, article: str, language: str, given: Given) -> Place:
    """One model alone, without filters, has a widget of its own, which tells the reasons at once."""
    if what == "fact-check":
        return place(kind="fact-check", slug=article, language=language, parameters=given)
    if len(given["model"]) == 1 and not any(given[name] for name in FILTERS if name != "model"):
        return place(kind="model", slug=given["model"][0], language=language, parameters=given)
    return place(kind="compare", language=language, parameters=given)


def _models(given: Given) -> tuple[Model, ...]:
    """The published models among those picked, in their order; as they were on the day, if they were there."""
    wanted = given["model"][:MOST_MODELS]
    by_slug = _by_slug(wanted)
    if wanted and given["as-of"]:
        with suppress(NoSuchDay), as_published_on(day=day_of(text=given["as-of"][0], today=localdate())):
            by_slug |= _by_slug(wanted)
    return tuple(by_slug[slug] for slug in wanted if slug in by_slug)


def _by_slug(slugs: Sequence[str]) -> dict[str, Model]:
    """The published models among `slugs`; one query at most."""
    found = Model.objects.published().select_related("vendor").named(slugs) if slugs else ()
    return {model.slug: model for model in found}


def _searched(choice: Choice, faults: dict[str, str]) -> Choice:
    if choice.find and (fault := FILTERS["q"].fault(choice.find, {})):
        faults["find"] = fault
    if not choice.find or "find" in faults:
        return choice
    return replace(choice, matches=matches(picked=Picked(models=choice.models, text=choice.find)))


def _shown(choice: Choice, faults: Mapping[str, str]) -> Choice:
    if choice.what == "fact-check" and not choice.article:
        return replace(choice, faults={"article": _("there is no fact-checked article yet"), **faults})
    if faults:
        return replace(choice, faults={**faults, **_faults(choice.place)})
    try:
        return replace(choice, widget=choice.place.widget())
    except WidgetFault:
        return replace(choice, faults=_faults(choice.place))


def _faults(wanted: Place) -> dict[str, str]:
    """All that is wrong with a place, by parameter, in the language in use."""
    faults: dict[str, str] = {}
    while len(faults) < _MOST_FAULTS:
        try:
            read_widget(kind=wanted.kind, slug=wanted.slug, language=wanted.language, parameters=wanted.parameters)
        except WidgetFault as fault:
            faults[fault.parameter or {"model": "model", "fact-check": "article"}[wanted.kind]] = fault.message
            if not fault.parameter:
                break
            wanted = replace(wanted, pairs=tuple(pair for pair in wanted.pairs if pair[0] != fault.parameter))
        else:
            break
    return faults
