"""Pictures for places without frames: of widgets, and badges."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from openness.domain.history.past import NoSuchDay, as_published_on
from openness.embed import badges
from openness.embed.asking import PARAMETERS_OF, WidgetFault
from openness.embed.badges import Badge
from openness.embed.drawing import drawing, notice
from openness.embed.images import as_png, as_svg, for_others
from openness.embed.keeping import kept
from openness.embed.looks import policy
from openness.embed.sheets import Sheet
from openness.embed.widgets import read_widget
from openness.plans import QUESTIONS
from openness.publishing.days import PARAMETER as DAY
from openness.publishing.days import asked_day
from openness.publishing.marks import EMBEDDED, published

_SCALE = "scale"
_SCALES = {"": 1, "1": 1, "2": 2}


@published(*PARAMETERS_OF["compare"], _SCALE, ordered=("model",), cache=EMBEDDED)
def compare(request: HttpRequest, language: str, extension: str) -> HttpResponse:
    """Models by dimension: those picked, in their order, or those that filters leave."""
    return _picture(request, kind="compare", language=language, extension=extension)


@published(*PARAMETERS_OF["model"], _SCALE, cache=EMBEDDED)
def model(request: HttpRequest, language: str, slug: str, extension: str) -> HttpResponse:
    """One model: its level on each dimension."""
    return _picture(request, kind="model", slug=slug, language=language, extension=extension)


@published(*PARAMETERS_OF["fact-check"], _SCALE, cache=EMBEDDED)
def fact_check(request: HttpRequest, language: str, slug: str, extension: str) -> HttpResponse:
    """A fact-checked text's table: the levels it states, and the levels found."""
    return _picture(request, kind="fact-check", slug=slug, language=language, extension=extension)


def _picture(request: HttpRequest, *, kind: str, slug: str = "", language: str, extension: str) -> HttpResponse:
    with override(language):
        try:
            scale = _scale(request)
            widget = read_widget(kind=kind, slug=slug, language=language, parameters=dict(request.GET.lists()))
        except WidgetFault as fault:
            text = ": ".join(filter(None, [fault.parameter, fault.message]))
            return _as_image(notice(title=_("This table cannot be shown"), text=text), extension, status=fault.status)
        response = _as_image(drawing(widget), extension, scale=scale)
    return kept(response, as_of=widget.as_of, keep=widget.keep)


def _scale(request: HttpRequest) -> int:
    """How many pixels a unit of a PNG takes; raises WidgetFault."""
    given = [value.strip() for value in request.GET.getlist(_SCALE)]
    if len(given) > 1:
        raise WidgetFault(400, _SCALE, _("only one value is possible"))
    if given and given[0] not in _SCALES:
        raise WidgetFault(400, _SCALE, _("must be one of %(choices)s") % {"choices": "1, 2"})
    return _SCALES[given[0]] if given else 1


def _as_image(sheet: Sheet, extension: str, *, scale: int = 1, status: int = 200) -> HttpResponse:
    """`sheet` as a picture; PNG knows one theme only, and "auto" is light there."""
    if extension == "svg":
        return as_svg(sheet.as_svg(), policy=policy(theme=sheet.theme), status=status)
    sheet.theme = "dark" if sheet.theme == "dark" else "light"
    return as_png(sheet.as_svg(), scale=scale, status=status)


def _badge_view(tell: Callable[..., Badge]) -> Callable[..., HttpResponse]:
    """Make a view of a function that tells what is on a badge, in the language, form and day of the address."""

    @wraps(tell)
    def view(request: HttpRequest, language: str, extension: str, **arguments: str) -> HttpResponse:
        with override(language):
            scale, day = 1, None
            try:
                scale, day = _scale(request), asked_day(request)
                with as_published_on(day=day):
                    badge = tell(request, **arguments)
            except WidgetFault as fault:
                badge = badges.fault_badge(fault)
            except NoSuchDay as error:
                badge = badges.fault_badge(WidgetFault(400, DAY, str(error)))
            return kept(_as_badge(badge, extension, scale), as_of=day, keep=badge.keep)

    return view


@published(_SCALE, DAY, cache=EMBEDDED)
@_badge_view
def level_badge(request: HttpRequest, slug: str, dimension: str) -> Badge:
    """How open a model is on one dimension."""
    return badges.level_badge(slug=slug, dimension=dimension)


@published(*QUESTIONS, _SCALE, DAY, cache=EMBEDDED)
@_badge_view
def permission_badge(request: HttpRequest, slug: str) -> Badge:
    """What a model answers to the plan in the query."""
    return badges.permission_badge(slug=slug, parameters=dict(request.GET.lists()))


def _as_badge(badge: Badge, extension: str, scale: int) -> HttpResponse:
    if extension == "json":
        return for_others(
            JsonResponse(badge.as_endpoint, status=badge.status, json_dumps_params={"ensure_ascii": False})
        )
    if extension == "svg":
        return as_svg(badges.svg(badge), status=badge.status)
    return as_png(badges.svg(badge), scale=scale, status=badge.status)
