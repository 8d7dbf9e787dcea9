"""CSV that spreadsheets take for what it is."""

from typing import Any

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def cell(*, value: Any) -> Any:
    """`value` for a cell: a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value
