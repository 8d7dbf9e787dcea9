"""The German catalogue: compile it, complete it, and tell what it lacks. Needs no gettext on the machine.

`compile` writes the .mo files that Django reads, `update` takes new texts of the code into the .po files,
`check` exits with an error when a text has no German.
"""

import argparse
import ast
import os
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent

# Which argument is context, singular, plural.
_CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_TEMPLATE_CALL = re.compile(rf"\s(?:_|n?p?gettext)\((?:{_STRING}(?:,\s*{_STRING})*)(?:,\s*count)?\)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)%[sd]")


@dataclass(frozen=True)
class Text:
    """One text to translate, and the file it stands in."""

    file: str
    msgid: str
    plural: str = ""
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str, str]:
        """What identifies it in a catalogue."""
        return self.context, self.msgid, self.plural


def texts() -> Iterator[Text]:
    """Every text that code and templates hand to gettext."""
    for path in sorted((ROOT / "openness").rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _in_python(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            yield from _in_template(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def _in_python(code: str, file: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(code, file)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in _CALLS and (text := _text_of(node, name, file)):
                yield text


def _text_of(call: ast.Call, name: str, file: str) -> Text | None:
    values = [getattr(argument, "value", None) for argument in call.args]
    context, singular, plural = (None if place is None else values[place] for place in _CALLS[name])
    if not isinstance(singular, str):
        return None
    return Text(file=file, msgid=singular, plural=plural or "", context=context)


def _in_template(source: str, file: str) -> Iterator[Text]:
    from django.utils.translation.template import templatize

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calls = _TEMPLATE_CALL.findall(" " + templatize(source, origin=file))
    for call in calls:
        yield from _in_python(call.strip(), file)


def catalogues() -> list[Path]:
    """The .po files."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_all() -> None:
    """Write the .mo beside every .po that is newer; whole files only, as others may be reading."""
    for path in catalogues():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= path.stat().st_mtime:
            draft = target.with_suffix(f".{os.getpid()}.tmp")
            draft.write_bytes(polib.pofile(str(path)).to_binary())
            draft.replace(target)


def faults(*, path: Path, wanted: list[Text]) -> Iterator[str]:
    """What keeps the catalogue at `path` from translating all of `wanted`."""
    entries = {(entry.msgctxt, entry.msgid, entry.msgid_plural): entry for entry in polib.pofile(str(path))}
    for text in {text.key: text for text in wanted}.values():
        entry = entries.get(text.key)
        if entry is None or entry.obsolete:
            yield f"{text.file}: {text.msgid!r} is missing"
        elif not entry.translated():
            yield f"{text.file}: {text.msgid!r} is {'fuzzy' if entry.fuzzy else 'empty'}"
        elif wrong := _changed_placeholders(entry):
            yield f"{text.file}: {text.msgid!r} has other placeholders: {wrong}"


def _changed_placeholders(entry: polib.POEntry) -> str:
    allowed = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    given = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
    return next((text for text in given if _differs(text, allowed, entry)), "")


def _differs(text: str, allowed: set[str], entry: polib.POEntry) -> bool:
    found = _placeholders(text)
    return not found <= allowed or (not entry.msgid_plural and found != allowed)


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def check() -> int:
    """Print what is missing in any catalogue; 1 if anything is."""
    wanted, paths = list(texts()), catalogues()
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in paths for fault in faults(path=path, wanted=wanted)]
    if not paths:
        found = ["locale: there is no catalogue"]
    print("\n".join([*found, f"{len(wanted)} texts, {len(found)} faults"]))
    return 1 if found else 0


def update() -> int:
    """Take new texts into every catalogue, and set those aside that are used no more."""
    template = polib.POFile()
    for text in texts():
        entry = template.find(text.msgid, msgctxt=text.context or False, include_obsolete_entries=False)
        if entry is None or entry.msgctxt != text.context:
            template.append(_entry(text))
        elif (text.file, "") not in entry.occurrences:
            entry.occurrences.append((text.file, ""))
    for path in catalogues():
        catalogue = polib.pofile(str(path))
        catalogue.merge(template)
        catalogue.save()
    return 0


def _entry(text: Text) -> polib.POEntry:
    plural = {"msgid_plural": text.plural, "msgstr_plural": {0: "", 1: ""}} if text.plural else {}
    return polib.POEntry(msgid=text.msgid, msgctxt=text.context, occurrences=[(text.file, "")], **plural)


def main() -> int:
    """Run the named step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["compile", "update", "check"])
    step = parser.parse_args().step
    if step == "compile":
        compile_all()
        return 0
    return check() if step == "check" else update()


if __name__ == "__main__":
    sys.exit(main())
