"""What changed, as Atom: everything, one record, or the models that a filter finds."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from openness import filters, plans
from openness.domain.history import following
from openness.domain.history.following import Following
from openness.feeds.answering import FeedFault, feed, missing_is_said
from openness.feeds.atom import AtomFeed, Link, tag
from openness.feeds.entries import entry_of
from openness.imprint import absolute
from openness.models import Licence, Model, Vendor
from openness.publishing.marks import not_kept

_ATOM = "application/atom+xml"

Pairs = Sequence[tuple[str, str]]


@feed()
def changes(request: HttpRequest, language: str) -> HttpResponse:
    """All that was published."""
    found = following.all_changes()
    return _answer(found, _("Openness: all changes"), reverse("changes"), "feed-changes", language)


@feed()
def model(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One model, what it is built on, and the licences in force for them."""
    with missing_is_said(Model.DoesNotExist):
        found = following.changes_for_model(slug=slug)
    return _answer(found, _title(found), reverse("model", args=[slug]), "feed-model", language, slug=slug)


@feed()
def vendor(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One vendor and its models."""
    with missing_is_said(Vendor.DoesNotExist):
        found = following.changes_for_vendor(slug=slug)
    return _answer(found, _title(found), reverse("vendor", args=[slug]), "feed-vendor", language, slug=slug)


@feed()
def licence(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One licence text."""
    with missing_is_said(Licence.DoesNotExist):
        found = following.changes_for_licence(slug=slug)
    return _answer(found, _title(found), reverse("licence", args=[slug]), "feed-licence", language, slug=slug)


@feed(*filters.PARAMETERS, "as-of")
def comparison(request: HttpRequest, language: str) -> HttpResponse:
    """The models that the parameters of a comparison's address find now, and those that left them."""
    found = following.changes_for_filters(parameters=dict(request.GET.lists()))
    if found.query.faults:
        raise FeedFault(400, "\n".join(f"{name}: {fault}" for name, fault in found.query.faults.items()))
    chosen = {**found.query.values, **found.query.plan}
    pairs = [(name, value) for name, values in chosen.items() for value in values]
    response = _answer(found, _filter_title(pairs), reverse("compare"), "feed-compare", language, pairs=pairs)
    return not_kept(response, when="q" in chosen or plans.is_endless(plan=found.query.plan))


def nothing(request: HttpRequest, language: str = "en", **rest: str) -> HttpResponse:
    """What stands at every address under which there is no feed, in English where it names no language of ours."""
    return _nothing(request, language=language)


@feed()
def _nothing(request: HttpRequest, language: str) -> HttpResponse:
    raise FeedFault(404, _("There is no feed at this address."))


def _title(found: Following) -> str:
    return _("Openness: changes of %(name)s") % {"name": found.name}


def _filter_title(pairs: Pairs) -> str:
    said = ", ".join(f"{_label(name)}: {_word(name, value)}" for name, value in pairs)
    return _("Openness: changes by filter (%(filters)s)") % {"filters": said or _("all models")}


def _label(name: str) -> str:
    return str({**filters.FILTERS, **plans.QUESTIONS}[name].label)


def _word(name: str, value: str) -> str:
    choices = getattr({**filters.FILTERS, **plans.QUESTIONS}[name], "choices", None)
    return str(choices(value).label) if choices else value


def _answer(
    found: Following, title: str, page: str, name: str, language: str, *, slug: str = "", pairs: Pairs = ()
) -> HttpResponse:
    """The feed at the address `name`, which follows what stands on `page`."""
    query = f"?{urlencode(pairs)}" if pairs else ""
    paths = {code: reverse(name, args=[code, *([slug] if slug else [])]) + query for code, _name in settings.LANGUAGES}
    own = paths.pop(language)
    links = [
        Link("alternate", absolute(page + query), "text/html", language),
        Link("self", absolute(own), _ATOM, language),
        *(
            Link("alternate", absolute(path), _ATOM, code, str(dict(settings.LANGUAGES)[code]))
            for code, path in paths.items()
        ),
    ]
    result = AtomFeed(identity=tag(own[1:]), title=title, language=language, updated=found.updated, links=links)
    for item in found.items:
        result.add_item(**entry_of(item=item, followed=own[1:], by_filter=name == "feed-compare"))
    return HttpResponse(result.writeString("utf-8"), content_type=f"{_ATOM}; charset=utf-8")
