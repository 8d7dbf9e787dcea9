"""The interface for programs, version 1: every address under /api/v1/, and the document that describes them."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from openness import converters  # noqa: F401 - makes the slugs in addresses known
from openness.api import describing
from openness.api.addresses import BASE, FOLDERS, api_address
from openness.api.answering import json_response, list_response, record_response
from openness.api.asking import Asked, asked, known_to, on_its_day, selection
from openness.api.entrance import entrance, not_found
from openness.api.parameters import (
    LANG,
    OF_ASSESSMENTS,
    OF_CHANGES,
    OF_CLAIMS,
    OF_LICENCES,
    SELECTION,
    SORT,
    SORT_ANSWERS,
    Parameter,
    of_list,
    of_record,
    reader_of,
)
from openness.api.problems import Fault
from openness.api.schemas import LONGEST_SLUG
from openness.domain import listing, revision
from openness.domain.history.listing import Wanted, changes, has_changed

_api: Final = NinjaAPI(title="Openness", version="1.0.0", docs_url=None, openapi_url=None, urls_namespace="api-v1")
_taken: Final[dict[str, Collection[Parameter]]] = {}

_Make = Callable[..., HttpResponse]


@_api.exception_handler(Exception)
def _passed_on(request: HttpRequest, error: Any) -> HttpResponse:
    """Leave every error to `entrance`."""
    raise error


@_api.exception_handler(ValidationError)
def _misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    raise Fault(400, dict(map(_fault, reversed(error.errors))))


def _fault(error: dict[str, Any]) -> tuple[str, str]:
    """(parameter, what is wrong with it) of one of pydantic's errors."""
    name = next(part for part in reversed(error["loc"]) if isinstance(part, str))
    if error["type"] == "too_long":
        return name, _("more than %(limit)s values") % {"limit": error["ctx"]["max_length"]}
    return name, str(error.get("ctx", {}).get("error") or error["msg"])


def _operation(
    route: str, *, name: str, takes: Collection[Parameter], answers: str, tag: str, title: str, text: str
) -> Callable[[_Make], _Make]:
    """Offer at `route` what a function makes of an `Asked`, and of the slug where there is one in the route.

    `takes` are the parameters, `answers` names a component of the document, the rest are msgids.
    """

    def register(make: _Make) -> _Make:
        def whole(request: HttpRequest, query: Any) -> HttpResponse:
            return make(asked(request=request, parameters=takes))

        def one(request: HttpRequest, slug: str, query: Any) -> HttpResponse:
            if len(slug) > LONGEST_SLUG:
                raise Fault(404, {"slug": _("longer than %(limit)s characters") % {"limit": LONGEST_SLUG}})
            return make(asked(request=request, parameters=takes), slug)

        view: Any = one if "{" in route else whole
        view.__annotations__["query"] = Query[reader_of(name=f"{name}-query", parameters=takes)]  # type: ignore[misc]
        _api.get(
            route,
            operation_id=name,
            url_name=f"api-{name}",
            summary=title,
            description=text,
            tags=[tag],
            openapi_extra={"responses": describing.responses(answers)},
        )(view)
        _taken[name] = takes
        return make

    return register


_CATALOGUE: Final = gettext_noop("Catalogue")
_ANSWERS: Final = gettext_noop("May I?")
_HISTORY: Final = gettext_noop("History")
_ABOUT: Final = gettext_noop("The interface itself")


@_operation(
    "/",
    name="start",
    takes=(LANG,),
    answers="Start",
    tag=_ABOUT,
    title=gettext_noop("Where to begin"),
    text=gettext_noop("The revision of the catalogue, its licence, and where the lists are."),
)
def start(question: Asked) -> HttpResponse:
    """The revision, the licence of the data, and links; one query."""
    state = revision.current()
    lists = [*FOLDERS.values(), "assessments", "claims", "permissions", "changes"]
    body = {
        "revision": state.number,
        "changed_at": state.changed_at.isoformat() if state.changed_at else None,
        "licence": describing.LICENCE,
        "links": {
            "self": api_address(""),
            "document": api_address("openapi.json"),
            **{name: api_address(name) for name in lists},
        },
    }
    return json_response(body, question=question)


@_operation(
    "/openapi.json",
    name="document",
    takes=(LANG,),
    answers="Document",
    tag=_ABOUT,
    title=gettext_noop("This description"),
    text=gettext_noop("The OpenAPI document, with its texts in English or in the language asked for."),
)
def openapi(question: Asked) -> HttpResponse:
    """The document; no query."""
    return json_response(document(language=question.language or "en"), question=question)


def _kind(kind: str, *, name: str, title: str, text: str, one_title: str) -> None:
    """Offer the list of a kind of record without filters, and each record by its slug. 3 queries, 10 of articles."""

    @_operation(
        f"/{FOLDERS[kind]}",
        name=FOLDERS[kind],
        takes=of_list(name),
        answers=f"{name}List",
        tag=_CATALOGUE,
        title=title,
        text=text,
    )
    def whole(question: Asked) -> HttpResponse:
        with on_its_day(question):
            found = listing.records(kind=kind, part=question.part(kind))
        return list_response(question=question, of=name, name=kind, found=found)

    _one(kind, name=name, title=one_title, text=text)


def _one(kind: str, *, name: str, title: str, text: str) -> None:
    @_operation(
        f"/{FOLDERS[kind]}/{{key:slug}}",
        name=kind,
        takes=of_record(name),
        answers=f"{name}Answer",
        tag=_CATALOGUE,
        title=title,
        text=text,
    )
    def one(question: Asked, slug: str) -> HttpResponse:
        with on_its_day(question):
            found = listing.one_record(kind=kind, slug=slug)
        if found is None:
            raise Fault(404, {"slug": _missing(slug)})
        return record_response(question=question, of=name, record=found)


_MODELS_TEXT = gettext_noop(
    "A model of one size and version: its licences by part and day, its level on every dimension, the reasons and "
    "their sources. Filters are those of the comparison: values of one name are alternatives, names narrow each other."
)


@_operation(
    "/models",
    name="models",
    takes=of_list("Model", *SELECTION, SORT),
    answers="ModelList",
    tag=_CATALOGUE,
    title=gettext_noop("Models"),
    text=_MODELS_TEXT,
)
def models(question: Asked) -> HttpResponse:
    """The models that filters leave, with the answer to a situation where one is told; 8 queries at most.

    The first situation after a change of the catalogue takes 4 more; so does one on a past day, in that day's file.
    """
    with on_its_day(question):
        query, known = selection(question)
        name = f"models {query.sort}"
        found = listing.models(query=query, part=question.part(name), known=known)
    return list_response(question=question, of="Model", name=name, found=found)


_one("model", name="Model", title=gettext_noop("One model"), text=_MODELS_TEXT)
_kind(
    "vendor",
    name="Vendor",
    title=gettext_noop("Vendors"),
    one_title=gettext_noop("One vendor"),
    text=gettext_noop("A company, institute or community that publishes models."),
)
_LICENCES_TEXT = gettext_noop(
    "One version of a licence text with its terms: what each clause permits, requires or bars, for whom, from "
    "what size on, and where it stands."
)


@_operation(
    "/licences",
    name="licences",
    takes=of_list("Licence", *OF_LICENCES),
    answers="LicenceList",
    tag=_CATALOGUE,
    title=gettext_noop("Licences"),
    text=_LICENCES_TEXT,
)
def licences(question: Asked) -> HttpResponse:
    """The licences that filters leave; 6 queries at most."""
    told = {one.name: question.given[one.name] for one in OF_LICENCES if one.name in question.given}
    with on_its_day(question):
        found, faults = listing.licences(parameters=told, part=question.part("licence"))
    if faults:
        raise Fault(400, faults)
    return list_response(question=question, of="Licence", name="licence", found=found)


_one("licence", name="Licence", title=gettext_noop("One licence"), text=_LICENCES_TEXT)
_kind(
    "dimension",
    name="Dimension",
    title=gettext_noop("Dimensions"),
    one_title=gettext_noop("One dimension"),
    text=gettext_noop("What openness is measured on, and what each level means there."),
)
_kind(
    "article",
    name="Article",
    title=gettext_noop("Fact-checked articles"),
    one_title=gettext_noop("One article"),
    text=gettext_noop("A text that was checked: its table, its claims in our words, our verdicts and corrections."),
)


@_operation(
    "/assessments",
    name="assessments",
    takes=of_list("Assessment", *SELECTION, *OF_ASSESSMENTS),
    answers="AssessmentList",
    tag=_CATALOGUE,
    title=gettext_noop("Assessments"),
    text=gettext_noop(
        "The level of one model on one dimension, why, from which sources, and when it was checked; of the models "
        "that the filters leave. What nobody recorded is not listed."
    ),
)
def assessments(question: Asked) -> HttpResponse:
    """The recorded assessments of the models that filters leave; 4 queries at most, and with a situation 4 more as in
    `models`.
    """
    with on_its_day(question):
        query, known = selection(question)
        dimensions, levels = (question.given.get(name, ()) for name in ("dimension", "level"))
        part = question.part("assessments")
        found = listing.assessments(query=query, dimensions=dimensions, levels=levels, part=part, known=known)
    return list_response(question=question, of="Assessment", name="assessments", found=found)


@_operation(
    "/claims",
    name="claims",
    takes=of_list("Claim", *OF_CLAIMS),
    answers="ClaimList",
    tag=_CATALOGUE,
    title=gettext_noop("Claims"),
    text=gettext_noop("What articles say, place by place, in our words: verdict, correction and sources."),
)
def claims(question: Asked) -> HttpResponse:
    """The claims of articles; 5 queries at most."""
    narrow = {one.name: question.given.get(one.name, ()) for one in OF_CLAIMS}
    with on_its_day(question):
        known_to(question, names=("article", "claim", "vendor", "model"))
        found = listing.claims(narrow=narrow, part=question.part("claims"))
    return list_response(question=question, of="Claim", name="claims", found=found)


@_operation(
    "/permissions",
    name="permissions",
    takes=of_list("Permission", *SELECTION, SORT_ANSWERS),
    answers="PermissionList",
    tag=_ANSWERS,
    title=gettext_noop("May I use it?"),
    text=gettext_noop(
        "A situation goes in, an answer for every model that the filters leave comes out, with the clauses it rests "
        "on. What is not told stays open: a term that may concern the situation makes a yes a “yes, if”. Without a "
        "day the situation is answered for the day of the catalogue’s last change. No legal advice."
    ),
)
def permissions(question: Asked) -> HttpResponse:
    """What the licences answer to a situation, model by model; 3 queries, and 4 more as in `models`."""
    sort = question.one("sort")
    name = f"permissions {sort or 'freest'}"
    with on_its_day(question):
        query, known = selection(question)
        part = question.part(name)
        found = listing.answered_models(query=query, freest_first=sort is None, part=part, known=known)
    situation = {one: list(values) for one, values in query.plan.items()}
    return list_response(
        question=question,
        of="Permission",
        name=name,
        found=found.listing,
        situation=situation,
        more={"situation": situation, "answered_for": found.day.isoformat() if found.day else None},
    )


@_operation(
    "/changes",
    name="changes",
    takes=of_list("Change", *OF_CHANGES),
    answers="ChangeList",
    tag=_HISTORY,
    title=gettext_noop("Changes"),
    text=gettext_noop(
        "What was published when, by whom and why, the newest first, with the differences in words. The whole records "
        "before and after are there where `fields` asks for them."
    ),
)
def list_changes(question: Asked) -> HttpResponse:
    """What was published; 14 queries at most."""
    kind, _slash, slug = (question.one("record") or "").partition("/")
    numbers = {name: int(value) for name in ("revision", "since-revision") if (value := question.one(name))}
    wanted = Wanted(
        kinds=tuple(question.given.get("kind", ())),
        record=(kind, slug) if slug else None,
        since=question.day("since"),
        until=question.day("until"),
        revision=numbers.get("revision"),
        since_revision=numbers.get("since-revision"),
    )
    with on_its_day(question):
        _refuse_to_come(numbers)
        if wanted.record and not has_changed(kind=kind, slug=slug):
            raise Fault(404, {"record": _missing(f"{kind}/{slug}")})
        with_documents = bool(question.fields and not question.fields.isdisjoint({"before", "after"}))
        found = changes(wanted=wanted, part=question.part("changes"), with_documents=with_documents)
    return list_response(question=question, of="Change", name="changes", found=found)


def _refuse_to_come(revisions: Mapping[str, int]) -> None:
    last = revision.current().number if revisions else 0
    faults = {name: _missing(str(number)) for name, number in revisions.items() if number > last}
    if faults:
        raise Fault(404, faults)


def _missing(value: str) -> str:
    return _("the catalogue has no “%(value)s”") % {"value": value}


@cache
def document(*, language: str = "en") -> dict[str, Any]:
    """The OpenAPI document as plain values, its texts in `language`; it never changes while the process lives.

    Texts in English are msgids: whoever shows the English document in another language translates them by gettext.
    """
    return describing.described(document=_api.get_openapi_schema(path_prefix=""), takes=_taken, language=language)


def _nowhere(request: HttpRequest) -> HttpResponse:
    return not_found()


def _view_of(one: URLPattern) -> _Make:
    view: _Make = one.callback
    return view


def _behind_entrance(one: URLPattern) -> URLPattern:
    return path(f"{BASE.removeprefix('/')}{one.pattern}", entrance(_view_of(one)), name=one.name)


patterns: Final[list[URLPattern]] = [
    *(_behind_entrance(one) for one in _api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"),
    re_path(rf"^{BASE.removeprefix('/')}", entrance(_nowhere), name="api-nowhere"),
]
"""Every address under /api/v1/; what is not one is answered by a problem."""
