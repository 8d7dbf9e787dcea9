"""The OpenAPI document, read into what the page of the API shows, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Node = Mapping[str, Any]
Values = Sequence[str]

_TELLING: Mapping[str, Mapping[str, Values]] = {
    "/api/v1/models": {"weights": ["open"], "commercial-use": ["open"], "fields": ["slug", "name", "vendor"]},
    "/api/v1/permissions": {"offering": ["product"], "seat": ["eu"], "mau": ["5000000"]},
    "/api/v1/changes": {"kind": ["licence"], "per-page": ["5"]},
    "/api/v1/assessments": {"dimension": ["data"], "level": ["open"]},
    "/api/v1/claims": {"verdict": ["misleading"], "lang": ["en"]},
}
"""What an example asks, by its path: what shows best what the endpoint is for."""

LIKED: Mapping[str, str] = {
    "model": "llama-3.1-8b",
    "vendor": "mistral",
    "licence": "llama-3.1-community",
    "dimension": "commercial-use",
    "article": "open-model-openai",
}
"""By kind, which record shows that best. An example may only name what readers can see: see `reference`."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an endpoint: what may stand in it, and an example, where it has one.

    Several values stand one after the other (`repeatable`), or in one text with commas between (`joined`).
    """

    name: str
    text: str
    kind: str
    in_path: bool
    required: bool
    repeatable: bool
    joined: bool
    is_number: bool
    is_day: bool
    choices: tuple[str, ...]
    default: str
    examples: tuple[str, ...]

    @property
    def several(self) -> bool:
        """Whether it takes more than one value."""
        return self.repeatable or self.joined

    def written(self, values: Values) -> Values:
        """The texts by which an address says these values."""
        return [",".join(values)] if self.joined else values


@dataclass(frozen=True)
class Field:
    """One field of a record, with the names above it before a dot."""

    name: str
    kind: str
    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """One address of the API: what it answers, what it takes, and what an example of it asks."""

    key: str
    path: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]
    fields: tuple[Field, ...]
    telling: Mapping[str, Values]

    @property
    def example(self) -> str | None:
        """An address that works, None where the catalogue has nothing to find there."""
        needed = {one.name: one.examples for one in self.parameters if one.required}
        return self.address({**needed, **self.telling}) if all(needed.values()) else None

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the parameters that it does not answer without."""
        return tuple(one.name for one in self.parameters if one.required)

    def address(self, values: Mapping[str, Values]) -> str:
        """The address with these values; parameters without one are left out."""
        path = self.path
        for one in self.parameters:
            if one.in_path:
                path = path.replace(f"{{{one.name}}}", quote(values[one.name][0], safe=""))
        asked = [one for one in self.parameters if not one.in_path and values.get(one.name)]
        query = [(one.name, value) for one in asked for value in one.written(values[one.name])]
        return f"{path}?{urlencode(query, safe=',:')}" if query else path


@dataclass(frozen=True)
class Reference:
    """All endpoints, in groups by their tag."""

    groups: tuple[tuple[str, tuple[Endpoint, ...]], ...]

    @property
    def endpoints(self) -> dict[str, Endpoint]:
        """Every endpoint by its key."""
        return {one.key: one for _tag, endpoints in self.groups for one in endpoints}


def reference(*, document: Node, records: Mapping[str, str]) -> Reference:
    """What an OpenAPI `document` says, whose texts are in the language in use.

    `records` has, by kind, the slug of the record that examples name; of a kind that is not in it they name none.
    """
    groups: dict[str, list[Endpoint]] = {}
    for path, item in document["paths"].items():
        if operation := item.get("get"):
            groups.setdefault(operation["tags"][0], []).append(_endpoint(path, operation, item, document, records))
    return Reference(tuple((_(tag), tuple(endpoints)) for tag, endpoints in groups.items()))


def _endpoint(path: str, operation: Node, item: Node, document: Node, records: Mapping[str, str]) -> Endpoint:
    telling = {**_TELLING.get(path, {}), **_naming(operation["operationId"], records)}
    given = [*item.get("parameters", ()), *operation.get("parameters", ())]
    examples = {**_of_records(records), **telling}
    parameters = [_parameter(_resolved(one, document), document, examples) for one in given]
    return Endpoint(
        key=operation["operationId"],
        path=path,
        title=operation.get("summary", path),
        text=_marked_up(operation.get("description", "")),
        parameters=tuple(sorted(parameters, key=lambda one: not one.in_path)),
        fields=tuple(_fields(_record_schema(operation, document), document)),
        telling=telling,
    )


def _naming(key: str, records: Mapping[str, str]) -> dict[str, Values]:
    """What names a record in the example of an endpoint."""
    if key in records:
        return {"slug": [records[key]]}
    return {"model": [records["model"]]} if key == "permissions" and "model" in records else {}


def _of_records(records: Mapping[str, str]) -> dict[str, Values]:
    """The examples of all parameters that take a record, by name; empty for what the catalogue does not have."""
    slugs = {kind: [records[kind]] if kind in records else [] for kind in LIKED}
    return {**slugs, "record": [f"model/{slug}" for slug in slugs["model"]]}


def _resolved(node: Node, document: Node) -> Node:
    """What a reference points to; without the alternative that a value may be missing."""
    while reference := node.get("$ref"):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        node = {**found, **{name: value for name, value in node.items() if name != "$ref"}}
    others = [one for one in node.get("anyOf", ()) if one.get("type") != "null"]
    if len(others) == 1:
        rest = {name: value for name, value in node.items() if name != "anyOf"}
        return {**_resolved(others[0], document), **rest}
    return node


def _marked_up(text: str) -> SafeString:
    """A text of the document, in which names stand between backquotes, as HTML."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))


def _parameter(given: Node, document: Node, examples: Mapping[str, Values]) -> Parameter:
    schema = _resolved(given["schema"], document)
    one = _item(schema, document)
    is_list, joined = schema.get("type") == "array", not given.get("explode", True)
    return Parameter(
        name=given["name"],
        text=_marked_up(given.get("description") or schema.get("description", "")),
        kind=_kind(one, document),
        in_path=given["in"] == "path",
        required=given.get("required", False),
        repeatable=is_list and not joined,
        joined=is_list and joined,
        is_number=one.get("type") in {"integer", "number"},
        is_day=one.get("format") == "date",
        choices=_choices(one),
        default=_written(schema.get("default")),
        examples=tuple(examples.get(given["name"], _examples(given, schema))),
    )


def _item(schema: Node, document: Node) -> Node:
    return _resolved(schema["items"], document) if schema.get("type") == "array" else schema


def _choices(schema: Node) -> tuple[str, ...]:
    return tuple(str(value) for value in schema.get("enum", ()))


def _written(value: Any) -> str:
    if value is None:
        return ""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _examples(given: Node, schema: Node) -> tuple[str, ...]:
    """The values of a parameter's first example."""
    named = [one["value"] for one in given.get("examples", {}).values()]
    found = [given.get("example"), *named, schema.get("example"), *schema.get("examples", ())]
    first = next((value for value in found if value is not None), None)
    if first is None:
        return ()
    return tuple(map(str, first)) if isinstance(first, list) else (str(first),)


def _kind(schema: Node, document: Node) -> str:
    """The type of a value in words."""
    schema = _resolved(schema, document)
    match schema.get("type"):
        case "array":
            return _("list of: %(kind)s") % {"kind": _kind(schema.get("items", {}), document)}
        case "integer":
            return _("whole number") + _bounds(schema)
        case "number":
            return _("number") + _bounds(schema)
        case "boolean":
            return _("true or false")
        case "object":
            return _("object")
    kinds = [_kind(one, document) for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
    return _(" or ").join(dict.fromkeys(kinds)) or _text_kind(schema)


def _text_kind(schema: Node) -> str:
    words = {"date": _("day, YYYY-MM-DD"), "date-time": _("moment, ISO 8601"), "uri": _("address of the web")}
    return words.get(schema.get("format", ""), _("text"))


def _bounds(schema: Node) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None or high is None:
        return ""
    return f" ({number_format(low)}–{number_format(high)})"


def _record_schema(operation: Node, document: Node) -> Node:
    """What one record of the answer holds, where nothing was left out of it; of an answer that is no list and wraps
    none, the answer itself.
    """
    content = _resolved(operation["responses"].get("200", {}), document).get("content", {})
    answer = _resolved(next((one.get("schema", {}) for one in content.values()), {}), document)
    data = answer.get("properties", {}).get("data")
    record = _item(_resolved(data, document), document) if data else answer
    return _resolved(next(iter(record.get("anyOf", ())), record), document)


def _fields(schema: Node, document: Node) -> Iterator[Field]:
    """The fields of a record, and those of the objects in them; of objects that are alike, those of the first."""
    told: dict[int, str] = {}
    for name, given in _resolved(schema, document).get("properties", {}).items():
        one = _resolved(given, document)
        inner = _item(one, document).get("properties", {})
        alike = told.setdefault(id(inner), name) if inner else name
        yield _field(name, one, document, alike)
        if alike == name:
            yield from (_field(f"{name}.{key}", _resolved(below, document), document) for key, below in inner.items())


def _field(name: str, schema: Node, document: Node, alike: str = "") -> Field:
    text = schema.get("description", "")
    if alike not in {"", name}:
        text = f"{text} {_('Fields as in `%(name)s`.') % {'name': alike}}".strip()
    return Field(name, _kind(schema, document), _marked_up(text), _choices(_item(schema, document)))
