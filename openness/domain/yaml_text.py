"""YAML in and out: a strict subset, with the line of every value.

No aliases (so no bombs), no tags, no key twice, no deep nesting.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
Lines = dict[Path, int]

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class YamlFault(Exception):
    """The text cannot be read; `line` counts from 1, 0 where no line can be named."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def read(*, text: bytes) -> tuple[Any, Lines]:
    """Return the plain value of one YAML document and the line of every path in it.

    Raises YamlFault for a text over 1 MB, not UTF-8, broken, with an alias, tag or key twice.
    """
    if len(text) > MAX_BYTES:
        raise YamlFault(0, _("the file is larger than %(limit)s kB") % {"limit": MAX_BYTES // 1000})
    try:
        decoded = text.decode()
        _refuse_aliases_and_tags(decoded)
        node = yaml.compose(decoded, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise YamlFault(text[: error.start].count(b"\n") + 1, _("not UTF-8")) from error
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        mark = getattr(error, "problem_mark", None)
        raise YamlFault(mark.line + 1 if mark else 0, getattr(error, "problem", None) or str(error)) from error
    if node is None:
        raise YamlFault(1, _("the file is empty"))
    lines: Lines = {}
    return _plain(node, (), lines), lines


def _refuse_aliases_and_tags(text: str) -> None:
    for event in _events(text):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlFault(event.start_mark.line + 1, _("anchors and aliases are not allowed"))
        if getattr(event, "tag", None):
            raise YamlFault(event.start_mark.line + 1, _("tags are not allowed"))


def _events(text: str) -> Iterator[Any]:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise YamlFault(_line(event), _("nested too deeply"))
        yield event


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _plain(node: yaml.Node, path: Path, lines: Lines) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, place), lines) for place, child in enumerate(node.value)]
    return _scalar(node, line)


def _scalar(node: yaml.Node, line: int) -> Any:
    """The value of one scalar; a date or number that cannot be stays a text, for the schema to name."""
    if _CONTROL.search(node.value):
        raise YamlFault(line, _("control characters are not allowed"))
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except yaml.constructor.ConstructorError as error:
        raise YamlFault(line, error.problem or str(error)) from error
    except ValueError:
        return node.value


def _mapping(node: yaml.MappingNode, path: Path, lines: Lines) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _plain(key_node, (*path, "?"), {}) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            raise YamlFault(line, _("a key must be a text"))
        if key in result:
            raise YamlFault(line, _("the key “%(key)s” stands twice") % {"key": key})
        lines[*path, key] = line
        result[key] = _plain(value_node, (*path, key), lines)
    return result


def write(*, value: dict[str, Any]) -> str:
    """The one canonical text of a plain value: same value, same bytes."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    """Block style throughout, list items indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True
