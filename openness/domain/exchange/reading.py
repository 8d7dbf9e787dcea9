"""One file's text as a document, or all that is wrong with it."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from openness.domain.documents import Document, validate
from openness.domain.faults import Fault
from openness.domain.rules import Key, key_of
from openness.domain.yaml_text import Lines, YamlFault, read


@dataclass(frozen=True)
class DocumentFile:
    """A file with a valid document, and the lines at which its values stand."""

    name: str
    text_digest: str
    document: Document
    lines: Lines

    @property
    def key(self) -> Key:
        """The record it is about."""
        return key_of(document=self.document)

    def fault(self, path: tuple[str | int, ...], message: str) -> Fault:
        """`message` about the value at `path`, with its line."""
        return Fault(file=self.name, line=_line(self.lines, path), field=dotted(path), message=message)


@dataclass(frozen=True)
class BrokenFile:
    """A file without a valid document: every fault, and the records that it says it is about."""

    faults: list[Fault]
    keys: set[Key] = field(default_factory=set)


def read_file(*, name: str, text: bytes) -> DocumentFile | BrokenFile:
    """The document that `text` holds."""
    try:
        value, lines = read(text=text)
    except YamlFault as fault:
        return BrokenFile([Fault(file=name, line=fault.line, field="", message=fault.message)])
    document = validate(value=value)
    if isinstance(document, list):
        faults = [Fault(name, _line(lines, place), dotted(place), message) for place, message in document]
        return BrokenFile(faults, _keys(value))
    return DocumentFile(name=name, text_digest=hashlib.sha256(text).hexdigest(), document=document, lines=lines)


def _keys(value: Any) -> set[Key]:
    """What an invalid document says it is, if it says so."""
    kind, slug = (value.get("kind"), value.get("slug")) if isinstance(value, dict) else (None, None)
    return {(kind, slug)} if isinstance(kind, str) and isinstance(slug, str) else set()


def _line(lines: Lines, path: tuple[str | int, ...]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def dotted(path: tuple[str | int, ...]) -> str:
    """A path as people read it: "licences.0.from"."""
    return ".".join(map(str, path))
