"""The OpenAPI document: what django-ninja knows of the operations, and what it cannot know."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop, override

from openness.api import wordings
from openness.api.parameters import Parameter
from openness.api.problems import MEDIA_TYPE
from openness.api.schemas import LONGEST_SLUG, REF, SLUG_PATTERN, components
from openness.imprint import ATTRIBUTION, LICENCE_SHORT, LICENCE_URL, absolute

Node = dict[str, Any]

LICENCE: Final = {
    "name": LICENCE_SHORT,
    "url": LICENCE_URL,
    "attribution": ATTRIBUTION,
}
"""Of the data."""

_DESCRIPTION: Final = gettext_noop(
    "How open AI models really are, and what their licences allow, with the sources behind every level. Read-only, "
    "without a key. What the answers to “may I?” say is what the licences say, and no legal advice."
)
_PROBLEMS: Final[Mapping[int, str]] = {
    400: gettext_noop("A parameter is malformed, or there is no such parameter."),
    404: gettext_noop("There is no such record, or a parameter names what the catalogue does not have."),
    405: gettext_noop("The API can be read only, with GET or HEAD."),
    413: gettext_noop("The API takes no body; everything stands in the address."),
    429: gettext_noop("More requests than one client may send."),
    500: gettext_noop("We made a mistake."),
}
_FOUND: Final = gettext_noop("What was asked for.")
_UNCHANGED: Final = gettext_noop("Nothing changed since the answer whose ETag stands in If-None-Match.")
_HEADERS: Final[Node] = {
    "ETag": {
        "description": gettext_noop("Send it back in If-None-Match, and what did not change is answered by 304."),
        "schema": {"type": "string"},
    },
}
_LINK: Final[Node] = {
    "Link": {
        "description": gettext_noop("The first and the next page, as RFC 8288 has it."),
        "schema": {"type": "string"},
    }
}
_RETRY: Final[Node] = {
    "Retry-After": {
        "description": gettext_noop("After how many seconds to try again."),
        "schema": {"type": "integer", "minimum": 1},
    }
}
_TEXTS: Final = frozenset({"description", "summary"})


def responses(answers: str) -> dict[int, Node]:
    """The responses of an operation that answers the component `answers`."""
    headers = {**_HEADERS, **(_LINK if answers.endswith("List") else {})}
    found = {
        "description": _FOUND,
        "headers": headers,
        "content": {"application/json": {"schema": _reference(answers), **_example(answers)}},
    }
    unchanged = {"description": _UNCHANGED, "headers": _HEADERS}
    return {200: found, 304: unchanged, **{status: _problem(status, text) for status, text in _PROBLEMS.items()}}


def _example(answers: str) -> Node:
    """An example of the component `answers`, with records as `fields` would leave them; none of the document itself."""
    of = answers.removesuffix("List").removesuffix("Answer")
    if of not in wordings.RECORDS:
        return {"example": wordings.START} if answers == "Start" else {}
    if answers.endswith("Answer"):
        return {"example": {"data": wordings.RECORDS[of]}}
    more = wordings.OF_PERMISSIONS if of == "Permission" else {}
    return {"example": {"data": [wordings.RECORDS[of]], **wordings.OF_LISTS, **more}}


def _problem(status: int, text: str) -> Node:
    headers: Node = {"headers": _RETRY} if status == 429 else {}
    content: Node = {"schema": _reference("Problem"), **({"example": wordings.PROBLEM} if status == 400 else {})}
    return {"description": text, **headers, "content": {MEDIA_TYPE: content}}


def _reference(name: str) -> Node:
    return {"$ref": REF.format(model=name)}


def described(*, document: Mapping[str, Any], takes: Mapping[str, Collection[Parameter]], language: str) -> Node:
    """The whole document in `language`; `takes` holds the parameters of each operation by its id."""
    info = {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "summary": gettext_noop("The catalogue of AI models and their licences, for programs."),
        "description": _DESCRIPTION,
        "license": {name: LICENCE[name] for name in ("name", "url")},
    }
    whole = {
        "openapi": document["openapi"],
        "info": info,
        "servers": [{"url": absolute("")}],
        "tags": _tags(document),
        "paths": {f"/api/v1{path}": _path(item, takes) for path, item in document["paths"].items()},
        "components": {"schemas": components()},
    }
    with override(language):
        found: Node = _translated(whole)
    return found


def _tags(document: Mapping[str, Any]) -> list[Node]:
    names = dict.fromkeys(tag for item in document["paths"].values() for one in item.values() for tag in one["tags"])
    return [{"name": name} for name in names]


def _path(item: Mapping[str, Any], takes: Mapping[str, Collection[Parameter]]) -> Node:
    found = {}
    for method, operation in item.items():
        known = {one.name: one for one in takes[operation["operationId"]]}
        given = [_parameter(one, known.get(one["name"])) for one in operation["parameters"]]
        answers = {str(status): one for status, one in operation["responses"].items()}
        found[method] = {**operation, "parameters": given, "responses": answers}
    return found


def _parameter(given: Mapping[str, Any], known: Parameter | None) -> Node:
    """A parameter as django-ninja tells it, with what it cannot tell: of the slug, of commas, of examples."""
    schema = {name: value for name, value in given["schema"].items() if name not in {"title", "description"}}
    if known is None:
        slug = {"type": "string", "pattern": SLUG_PATTERN, "maxLength": LONGEST_SLUG}
        return {**given, "schema": slug, "description": gettext_noop("The slug of the record.")}
    joined = {"style": "form", "explode": False} if known.joined else {}
    example = {} if known.example is None else {"example": known.example}
    return {**given, "schema": schema, **joined, **example}


def _translated(node: Any) -> Any:
    """`node` with the texts that people read in the language in use."""
    if isinstance(node, list):
        return [_translated(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {name: value if name == "example" else _translated_field(name, value) for name, value in node.items()}


def _translated_field(name: str, value: Any) -> Any:
    if name == "tags":
        return [gettext(tag) if isinstance(tag, str) else {"name": gettext(tag["name"])} for tag in value]
    return gettext(value) if name in _TEXTS and isinstance(value, str) and value else _translated(value)
