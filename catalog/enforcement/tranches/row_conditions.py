"""A clause's condition on rows as DuckDB's SQL: an expression that is true for a row that meets it."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.enforcement.tranches.conditions import quoted
from catalog.records.agreement import RowCondition

_NUMBER = "DECIMAL(38, 9)"


def meets(asked: RowCondition, value: str, column_type: str, *, number: bool) -> str:
    """Return the condition under which a row meets what is asked. ``value`` is its column, quoted.

    Values are compared as they are written; numbers as numbers, days as days. ``number`` says that texts of
    the column stand for numbers. A row without a value does not meet it.
    """
    parts = []
    if asked.values is not None:
        words = ", ".join(map(quoted, asked.values))
        parts.append(f"{value}::VARCHAR IN ({words})" if words else "false")
    kind = column_type if column_type in {"VARCHAR", "DATE"} else _NUMBER
    if column_type == "VARCHAR" and number:
        kind, value = _NUMBER, f"TRY_CAST({value} AS {_NUMBER})"
    for bound, sign in ((asked.first, ">="), (asked.last, "<=")):
        if bound is not None:
            parts.append(f"{value} {sign} CAST({quoted(bound)} AS {kind})")
    return all_of(parts)


def all_of(parts: Iterable[str]) -> str:
    """Return the condition that a row meets every one; with none, every row does."""
    return " AND ".join(f"({part})" for part in parts) or "true"


def none_of(parts: Iterable[str]) -> str:
    """Return the condition that a row meets no one; what cannot be told is not met."""
    return f"NOT coalesce({' OR '.join(f'({part})' for part in parts) or 'false'}, false)"
