"""The page about the API: what it offers, from the OpenAPI document, with forms to try it."""

from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.api.asking import ENDLESS
from openness.api.describing import LICENCE
from openness.api.recipes import RECIPES
from openness.api.reference import LIKED, Endpoint, Reference, reference
from openness.api.v1 import document
from openness.domain.bulk.files import DESCRIPTIONS, FILES, File
from openness.domain.samples import samples
from openness.imprint import absolute
from openness.linked_data import Node, web_api
from openness.publishing.marks import published

ROOT = "/api/v1/"

Typed = Mapping[str, list[str]]


@published("try")
def page(request: HttpRequest) -> HttpResponse:
    """What the API offers; where a form was sent (`try` names its endpoint), the way to the address it means."""
    found = reference(document=document(language=get_language() or "en"), records=samples(liked=LIKED))
    if "try" not in request.GET:
        return _shown(request, found)
    endpoint = found.endpoints.get(request.GET["try"])
    if endpoint is None:
        raise BadRequest(f"try: {_('there is no such endpoint')}")
    typed = _typed(request, endpoint)
    missing = [name for name in endpoint.required if name not in typed]
    if missing:
        return _shown(request, found, tried=endpoint.key, typed=typed, missing=missing)
    return HttpResponseRedirect(endpoint.address(typed))


def _typed(request: HttpRequest, endpoint: Endpoint) -> dict[str, list[str]]:
    """What was filled in, without the blanks around it: the API takes neither those nor empty values."""
    given = {one.name: [value.strip() for value in request.GET.getlist(one.name)] for one in endpoint.parameters}
    return {name: [value for value in values if value] for name, values in given.items() if any(values)}


def _shown(
    request: HttpRequest,
    found: Reference,
    *,
    tried: str = "",
    typed: Typed | None = None,
    missing: Collection[str] = (),
) -> HttpResponse:
    context = {
        "reference": found,
        "tried": tried,
        "typed": typed or {},
        "missing": missing,
        "root": absolute(ROOT),
        "licence": LICENCE,
        "openapi": f"{ROOT}openapi.json",
        "first": next(one.example for one in found.endpoints.values() if one.example and "?" in one.example),
        "files": _addresses(FILES),
        "descriptions": _addresses(DESCRIPTIONS),
        "feeds": _feeds(),
        "recipes": [(one, one.code(site=settings.SITE_URL)) for one in RECIPES],
        "limit": settings.API_REQUESTS_PER_MINUTE,
        "unstored": sorted(ENDLESS),
        "faults": missing,
        "structured": _interface,
    }
    return render(request, "api/page.html", context, status=400 if missing else 200)


def _interface() -> list[Node]:
    about = _("The whole catalogue as JSON: vendors, models, licences, levels with sources, fact checks and changes.")
    return [web_api(documentation=f"{ROOT}openapi.json", description=about)]


def _addresses(files: Iterable[File]) -> list[tuple[File, str]]:
    return [(file, reverse(file.name)) for file in files]


def _feeds() -> list[tuple[str, str, bool]]:
    """(what it tells, its address, whether that is one to open as it stands) of every feed, in the language in use."""
    language = get_language()
    of_one = {"feed-model": _("One model"), "feed-vendor": _("One vendor"), "feed-licence": _("One licence")}
    slug = "slug"
    return [
        (_("All changes"), reverse("feed-changes", args=[language]), True),
        *(
            (label, reverse(name, args=[language, slug]).replace(f"/{slug}.", f"/{{{slug}}}."), False)
            for name, label in of_one.items()
        ),
        (_("Models that fit a filter"), f"{reverse('feed-compare', args=[language])}?weights=open", True),
        (_("Dates of licences, as a calendar"), reverse("feed-licence-dates", args=[language]), True),
    ]
