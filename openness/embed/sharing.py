"""The social card of every page, at the page's own address below /cards/."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, override

from openness import filters
from openness.choices import Level, Permission, TermSubject, Verdict
from openness.countries import country_name
from openness.domain import factcheck, licence_comparison, licence_matrix, picking, profiles, revision
from openness.domain.comparison import DIMENSIONS, Comparison, Facet, Row, compare, first_rows
from openness.domain.overview import overview
from openness.domain.profiles import LicenceProfile, dimension_names
from openness.domain.side_by_side import side_by_side
from openness.embed.blocks import (
    Bars,
    Block,
    Figures,
    Pill,
    Pills,
    Points,
    Stack,
    Table,
    Words,
    answer_pill,
    level_pill,
)
from openness.embed.cards import Card, card_sheet
from openness.embed.images import as_png
from openness.embed.words import level_word, plan_words, words_for_state
from openness.models import Article, Licence, Model, OpennessDimension, Vendor
from openness.plans import is_endless
from openness.publishing.days import PARAMETER as DAY
from openness.publishing.days import on_its_day
from openness.publishing.marks import EMBEDDED, not_kept, published
from openness.responding import missing_is_404
from openness.templatetags.openness import address, billions, look, month_short

_LIST = tuple(name for name in filters.PARAMETERS if name not in {"format", "group", "per-page"})
_ROWS = 5
_IN_FULL = 4
_VERDICTS = {
    Verdict.FALSE: "c-closed",
    Verdict.MISLEADING: "accent",
    Verdict.PARTLY: "c-partial",
    Verdict.ACCURATE: "c-open",
}

Parameters = Mapping[str, Sequence[str]]
View = Callable[..., HttpResponse]


def card(*parameters: str, ordered: Collection[str] = ()) -> Callable[[Callable[..., Card]], View]:
    """Make a view of a function that tells what is on a card: its picture, in the language of the address.

    The function gets the query `parameters` of the page (as lists of texts) and the parts of its address.
    """

    def mark(tell: Callable[..., Card]) -> View:
        @published(*parameters, DAY, ordered=ordered, cache=EMBEDDED)
        @on_its_day
        @wraps(tell)
        def view(request: HttpRequest, language: str, **arguments: str) -> HttpResponse:
            given = {name: request.GET.getlist(name) for name in parameters if name in request.GET}
            with override(language):
                told = tell(given, **arguments)
                return not_kept(as_png(card_sheet(_with_note(request, told)).as_svg()), when=not told.keep)

        return view

    return mark


def _with_note(request: HttpRequest, told: Card) -> Card:
    state = words_for_state(as_of=request.as_of, revision=revision.current())  # type: ignore[attr-defined]
    return replace(told, note=" · ".join(filter(None, [address(settings.SITE_URL), state])))


@card()
def home(parameters: Parameters) -> Card:
    """What the site asks, and how much it knows."""
    found = overview()
    counts = [
        (found.models, npgettext("on a card", "model", "models", found.models)),
        (found.licences, npgettext("on a card", "licence", "licences", found.licences)),
        (found.sources, ngettext("source opened", "sources opened", found.sources)),
    ]
    return Card(
        title=_("How open is this AI model really?"),
        lead=_("Every level with its clause, its source and the day."),
        block=Figures([(number_format(number), counted, "accent") for number, counted in counts]),
    )


@card(*_LIST)
def comparison(parameters: Parameters) -> Card:
    """How many models the filters leave: up to five by name, else how many of them have which level."""
    found = _compared(parameters, answered=False)
    return Card(
        title=ngettext("%(number)s model", "%(number)s models", found.total) % {"number": number_format(found.total)},
        kicker=_("Compare AI models"),
        lead=_told(found),
        block=_models(found),
        keep=_is_kept(found.query),
    )


def _compared(parameters: Parameters, *, answered: bool) -> Comparison:
    found = compare(parameters={name: list(values) for name, values in parameters.items()}, answered=answered)
    for name, fault in found.query.faults.items():
        raise BadRequest(f"{name}: {fault}")
    return found


def _is_kept(query: filters.Query) -> bool:
    return "q" not in query.values and not is_endless(plan=query.plan)


def _told(found: Comparison) -> str:
    """What was filtered by, and the plan."""
    chosen = (_chosen(facet) for facet in found.facets)
    texts = found.query.values.get("q", ())
    return " · ".join(filter(None, [*(f"“{text}”" for text in texts), *chosen, plan_words(found.query.plan)]))


def _chosen(facet: Facet) -> str:
    labels = ", ".join(str(choice.label) for choice in facet.choices if choice.selected)
    return f"{facet.label}: {labels}" if labels else ""


def _models(found: Comparison) -> Block | None:
    if 0 < found.total <= _ROWS and found.rows:
        names = dimension_names()
        return Table(list(names.values()), [(row.name, [row.levels[name] for name in names]) for row in found.rows])
    bars = [(facet.label, _levels(facet)) for facet in found.facets if facet.name in DIMENSIONS]
    return Bars(bars) if found.total else None


def _levels(facet: Facet) -> list[tuple[str, int]]:
    """How many models have which level; of levels that were filtered by, those alone."""
    counted = [choice for choice in facet.choices if choice.count and (choice.selected or not facet.selected)]
    return [(choice.value, choice.count) for choice in counted]


@card(*picking.PARAMETERS, ordered=("model",))
def models(parameters: Parameters) -> Card:
    """The models that stand side by side, with their levels."""
    found = side_by_side(parameters=parameters)
    for name, fault in found.picked.faults.items():
        raise BadRequest(f"{name}: {fault}")
    picked = found.picked.models
    offer = _("Pick two to six models and see levels, licences and terms aligned, with what differs.")
    table = Table(
        [row.label for row in found.levels],
        [(model.name, [row.cells[place].level for row in found.levels]) for place, model in enumerate(picked)],
    )
    return Card(
        title=_("Models side by side"),
        lead="" if found.levels else offer,
        block=table if found.levels else Words(),
        keep=not found.picked.text and not is_endless(plan=found.picked.plan),
    )


@card()
def model(parameters: Parameters, slug: str) -> Card:
    """One model: its vendor, month, size, licence, and its level on every dimension."""
    row = _row(slug)
    names = dimension_names()
    facts = [row.vendor, month_short(row.released), billions(row.parameters_total)]
    return Card(
        title=row.name,
        kicker=" · ".join(filter(None, facts)),
        lead=", ".join(licence.short_name for licence in row.licences),
        block=Pills([level_pill(name, row.levels[dimension]) for dimension, name in names.items()]),
    )


def _row(slug: str) -> Row:
    found = first_rows(parameters={"model": [slug]}, most=1)
    if not found.rows:
        raise Http404(slug)
    return found.rows[0]


@card()
def evidence(parameters: Parameters, slug: str, dimension: str) -> Card:
    """One model on one dimension: its level, and why."""
    with missing_is_404(Model.DoesNotExist, OpennessDimension.DoesNotExist):
        found, row, backing = profiles.model_evidence(slug=slug, dimension=dimension)
    return Card(
        title=found.name,
        kicker=found.vendor.name,
        lead=backing.text if backing else _("Nobody has recorded this yet. Unknown is not a no."),
        block=Pills([level_pill(str(row.name), backing.level if backing else Level.UNKNOWN.value)]),
    )


@card()
def vendors(parameters: Parameters) -> Card:
    """The vendors with most models, by the level of the weights."""
    rows = sorted(profiles.vendors(), key=lambda row: -row.models)
    bars = [(row.name, row.levels["weights"]) for row in rows[:_IN_FULL]]
    return Card(
        title=ngettext("%(number)s vendor", "%(number)s vendors", len(rows)) % {"number": len(rows)},
        lead=_("Level of the weights"),
        block=Bars(bars) if bars else None,
    )


@card()
def vendor(parameters: Parameters, slug: str) -> Card:
    """One vendor: where it sits, how many models it has, and how open they are."""
    with missing_is_404(Vendor.DoesNotExist):
        profile = profiles.vendor_profile(slug=slug)
    names, number = dimension_names(), len(profile.rows)
    counted = ngettext("%(number)s model", "%(number)s models", number) % {"number": number}
    bars = [(names[dimension], levels) for dimension, levels in profile.levels.items()]
    return Card(
        title=profile.vendor.name,
        kicker=f"{country_name(profile.vendor.country)} · {counted}",
        block=Bars(bars) if bars else None,
    )


@card(*licence_matrix.PARAMETERS)
def licences(parameters: Parameters) -> Card:
    """How many licences the filters leave, by kind."""
    found = licence_matrix.licence_matrix(parameters=parameters)
    for name, fault in found.query.faults.items():
        raise BadRequest(f"{name}: {fault}")
    kinds = {choice.value: choice.label for choice in found.facets["licence-kind"].choices}
    return Card(
        title=ngettext("%(number)s licence", "%(number)s licences", found.total) % {"number": found.total},
        lead=" · ".join(filter(None, map(_chosen, found.facets.values()))),
        block=Points([(str(len(rows)), kinds[kind]) for kind, rows in found.groups]),
        keep=not found.query.q,
    )


@card()
def licence(parameters: Parameters, slug: str) -> Card:
    """One licence: its kind, commercial use under it, and what it limits and asks for."""
    with missing_is_404(Licence.DoesNotExist):
        profile = profiles.licence_profile(slug=slug)
    one = profile.licence
    pill = Pills([level_pill(str(TermSubject.COMMERCIAL_USE.label), profile.level)])
    return Card(
        title=one.short_name,
        kicker=str(one.get_licence_kind_display()),
        lead=one.name if one.name != one.short_name else "",
        block=Stack([pill, Points(list(_terms(profile)))]),
    )


def _terms(profile: LicenceProfile) -> Iterator[tuple[str, str]]:
    """The subjects that it limits, and those that it makes conditions of."""
    groups = dict(profile.groups)
    for group, head in (("limitations", _("Limitations")), ("conditions", _("Conditions"))):
        subjects = dict.fromkeys(str(term.get_subject_display()) for term in groups[group])
        if subjects:
            yield head, ", ".join(subjects)


@card(*licence_comparison.PARAMETERS, ordered=("licence",))
def texts(parameters: Parameters) -> Card:
    """Licences beside each other, and what the last of them changes."""
    found = licence_comparison.compare_licences(parameters=parameters)
    for name, fault in found.faults.items():
        raise BadRequest(f"{name}: {fault}")
    if not found.steps:
        offer = _(
            "Two to six texts beside each other, subject by subject: "
            "what the next one adds, drops, tightens or loosens."
        )
        return Card(title=_("Compare licences"), lead=offer, block=Words())
    step = found.steps[-1]
    return Card(
        title=" – ".join(one.short_name for one in (step.before, step.after)),
        kicker=_("Compare licences"),
        lead="" if step.by_change else _("Nothing that is recorded differs."),
        block=Points([(_change(change), _labels(subjects)) for change, subjects in step.by_change]),
    )


def _change(change: str) -> str:
    words = {"added": _("new"), "dropped": _("dropped"), "tightened": _("tightened"), "loosened": _("loosened")}
    return words.get(change, _("changed"))


def _labels(subjects: Iterable[TermSubject]) -> str:
    return ", ".join(str(subject.label) for subject in subjects)


@card()
def dimensions(parameters: Parameters) -> Card:
    """The questions that openness is."""
    questions = [("", str(profile.dimension.question)) for profile in profiles.dimensions()]
    return Card(title=_("Dimensions of openness"), lead=_("“Open” is four questions."), block=Points(questions))


@card()
def fact_checks(parameters: Parameters) -> Card:
    """The texts that were checked."""
    titles = [("", article.title) for article in factcheck.articles()[:_IN_FULL]]
    return Card(
        title=_("Fact checks"),
        lead=_("Texts that compare models, checked claim by claim."),
        block=Points(titles),
    )


@card()
def fact_check(parameters: Parameters, slug: str) -> Card:
    """A fact-checked text: how many of its cells differ from the evidence, and its claims by verdict."""
    with missing_is_404(Article.DoesNotExist):
        checked = factcheck.fact_check(slug=slug)
    counted = dict(checked.verdicts)
    verdicts = [(str(counted[one]), str(one.label), shade) for one, shade in _VERDICTS.items() if counted[one]]
    differing = (f"{checked.differing}/{checked.cells}", _("levels differ"), "ink")
    return Card(title=checked.article.title, kicker=_("Fact check"), block=Figures([differing, *verdicts]))


@card()
def fact_check_cell(parameters: Parameters, slug: str, vendor: str, dimension: str) -> Card:
    """One cell of a fact-checked text: the level it states, and the level found."""
    with missing_is_404(Article.DoesNotExist, Vendor.DoesNotExist, KeyError):
        row, cell, _backing = factcheck.cell_models(slug=slug, vendor=vendor, dimension=dimension)
    stated = Level.NOT_APPLICABLE.value, _("says nothing")
    if cell.outcome != "silent":
        stated = cell.stated, level_word(cell.stated)
    found = cell.level or ("mixed" if cell.found else Level.UNKNOWN.value)
    return Card(
        title=f"{row.vendor.name}: {dimension_names()[dimension]}",
        kicker=_("Fact check"),
        lead=cell.says,
        block=Pills([Pill(_("The article"), *stated), level_pill(_("The evidence"), found)]),
    )


@card(*_LIST)
def may_i(parameters: Parameters) -> Card:
    """The answers to a plan: of up to four models each, else how many models give which."""
    found = _compared(parameters, answered=True)
    return Card(title=_("May I use it?"), lead=_told(found), block=_answers(found), keep=_is_kept(found.query))


def _answers(found: Comparison) -> Block:
    answers = [(row, row.answer) for row in found.rows if row.answer]
    if answers and found.total <= _IN_FULL:
        return Pills([answer_pill(row.name, answer.permission) for row, answer in answers])
    [facet] = [facet for facet in found.facets if facet.name == "permitted"]
    counts = {choice.value: choice.count for choice in facet.choices if choice.selected or not facet.selected}
    return Figures(
        [
            (number_format(counts[one]), str(Permission(one).label), f"c-{look(one)}")
            for one in Permission.values
            if one in counts
        ]
    )


@card()
def changes(parameters: Parameters) -> Card:
    """That every change can be seen."""
    return Card(
        title=_("Changes"),
        lead=_("Every published change of the catalogue: when, by whom, why, and what it changed."),
        block=Words(),
    )


@card()
def about(parameters: Parameters) -> Card:
    """What the site is for."""
    return Card(
        title=_("About Openness"),
        lead=_("Two questions bring people here: how open is this model really, and may I use it for what I plan?"),
        block=Words(),
    )


@card()
def builder(parameters: Parameters) -> Card:
    """The widget."""
    return Card(
        title=_("Embed a comparison"),
        lead=_("One paste, and the table stands in your post: with evidence behind every cell, without tracking."),
        block=Words(),
    )


@card()
def api(parameters: Parameters) -> Card:
    """The ways in for programs."""
    ways = [
        (_("API"), _("the same filters and answers as JSON, without a key")),
        (_("Files"), _("the whole catalogue as JSON, CSV, YAML and SQLite")),
        (_("Feeds"), _("every change in Atom, licence dates as a calendar")),
    ]
    return Card(title=_("The catalogue for programs"), lead=_("Free to use under CC BY 4.0."), block=Points(ways))
