"""Every way in which the catalogue is written: none leaves it changed without a change in its history.

Found by reading the code. Whoever adds a way is stopped here, and names it with what it writes.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import openness

ROOT = Path(openness.__file__).parent
WRITING = {
    "save", "save_base", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete",
    "execute", "executemany", "executescript", "cursor", "raw", "load_bulk", "add_base",
}  # fmt: skip
MANY = {"set", "add", "remove", "clear"}
RELATED = {"sources", "meant", "left_out", "claims", "permissions", "groups", "user_permissions"}

CATALOGUE = {
    "domain/editing/publishing.py": {"apply"},
    "domain/exchange/storing.py": {
        "Store.remove", "Store._forget", "Store._source", "Store._vendor", "Store._dimension", "Store._free_positions",
        "Store._licences", "Store._terms", "Store._models", "Store._parts", "Store._coverage", "Store._article",
        "Store._claim", "Store._row",
    },
    "domain/permissions/grounds.py": {"refresh_grounds", "_keys"},
    "domain/revision.py": {"hold", "bump"},
}  # fmt: skip
"""What writes tables of the catalogue; who calls it is named below."""

OF_THE_PAST = {"domain/history/snapshots.py": {"_fill", "_copy", "_take_back"}}
"""What writes into the files of past states."""

OTHER_TABLES = {
    "domain/editing/groups.py": {"make_groups"},
    "domain/editing/proposals.py": {"propose", "propose_from_report", "_note", "save"},
    "domain/exchange/importing.py": {"_write"},
    "domain/editing/publishing.py": {"_settle_reports"},
    "domain/history/recording.py": {"record"},
}
"""What writes proposals, reports, the history, and what was imported."""

OWN_FILES = {
    "api/limits.py": {"Limiter._counts", "Limiter.seconds_to_wait", "_done", "_forget"},
    "domain/bulk/as_sqlite.py": {"write", "_insert", "_write_meta"},
}
"""What writes files of its own with SQLite: the count of requests, the catalogue to take away."""

ISOLATED = {"domain/bulk/reading.py": {"one_state"}}
"""What tells the database how to read, and writes nothing."""

CALLERS = {
    "Store": {
        "domain/editing/publishing.py": {"apply"},
        "domain/exchange/importing.py": {"_write"},
        "domain/history/snapshots.py": {"_take_back"},
    },
    "refresh_grounds": {
        "domain/exchange/importing.py": {"_complete_grounds"},
        "domain/exchange/storing.py": {"Store._models", "Store.remove"},
        "domain/history/snapshots.py": {"_fill"},
    },
    "apply": {
        "domain/comparison.py": {"_chosen"},  # that of the filters, which bears the same name
        "domain/listing.py": {"models", "answered_models"},  # the same
        "domain/editing/effects.py": {"effects"},
        "domain/editing/publishing.py": {"publish"},
    },
    "record": {
        "domain/editing/publishing.py": {"publish"},
        "domain/exchange/importing.py": {"_record", "begin_history"},
    },
    "_write": {"domain/exchange/importing.py": {"import_documents"}},
    "_record": {"domain/exchange/importing.py": {"import_documents"}},
    "bump": {
        "domain/editing/effects.py": {"effects"},
        "domain/editing/publishing.py": {"publish"},
        "domain/exchange/importing.py": {"import_documents"},
    },
}
"""Who calls what writes: publishing and importing, which keep a change, the past, and the trial that is taken back."""

ELSEWHERE = ("admin", "domain/reports", "domain/second_factor.py", "domain/sources", "migrations", "settings.py")
"""Tables of their own; the forms of the admin have a test of theirs."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the site but those in `ELSEWHERE`, by its path."""
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(ELSEWHERE):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.Call]]:
    """(the function it stands in, the call) for every call; methods as Class.method."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            is_nested = inside and not inside[0].isupper()
            yield from calls(node, inside if is_nested else f"{inside}.{node.name}".strip("."))
            continue
        if isinstance(node, ast.Call):
            yield inside, node
        yield from calls(node, inside)


def writes(call: ast.Call) -> bool:
    """Whether a call may write to a database, by the name of its method."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, owner = call.func.attr, call.func.value
    if name == "update":
        return not call.args and bool(call.keywords)
    if name in MANY:
        return isinstance(owner, ast.Attribute) and owner.attr in RELATED
    return name in WRITING


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def found_writing() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module, tree in modules():
        for function, call in calls(tree):
            if writes(call):
                found.setdefault(module, set()).add(function)
    return found


def test_catalogue_is_written_where_it_is_known_to_be_and_nowhere_else() -> None:
    known: dict[str, set[str]] = {}
    for places in (CATALOGUE, OF_THE_PAST, OTHER_TABLES, OWN_FILES, ISOLATED):
        for module, functions in places.items():
            known.setdefault(module, set()).update(functions)

    assert found_writing() == known


@pytest.mark.parametrize("name", CALLERS)
def test_what_writes_is_called_by_whom_it_is_known_to_be_and_by_nobody_else(name: str) -> None:
    found: dict[str, set[str]] = {}
    for module, tree in modules():
        for function, call in calls(tree):
            if name_of(call) == name:
                found.setdefault(module, set()).add(function)

    assert found == CALLERS[name]
