"""A rule for values as DuckDB's SQL: an expression that is true for a value that breaks the rule.

Columns of text are held to how a value is written, columns of another type to what it is. An empty text is
no value. Numbers written so that they need more than 18 digits are no numbers, so nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from catalog.records.tranche import ValueRule

TRUE_WORDS: Final = ("true", "yes", "y", "1")
FALSE_WORDS: Final = ("false", "no", "n", "0")

_WHOLE: Final = "-?(0|[1-9][0-9]{0,17})"
_DECIMAL: Final = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?"
_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOST_IN_LINE: Final = 50
"""A longer list is looked up in a hash table."""

_WHOLE_TYPES: Final = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
)
_REAL_TYPES: Final = frozenset({"FLOAT", "DOUBLE"})


def can_hold(value_type: str, column_type: str) -> bool:
    """Say whether a column of a file can hold values of a definition's type, with none of them changed.

    >>> can_hold("code", "BIGINT"), can_hold("integer", "DOUBLE"), can_hold("date", "VARCHAR")
    (False, True, True)
    """
    if column_type == "VARCHAR":
        return True
    if value_type in {"integer", "decimal"}:
        return column_type in _WHOLE_TYPES | _REAL_TYPES or column_type.startswith("DECIMAL")
    return (value_type, column_type) in {("boolean", "BOOLEAN"), ("date", "DATE")}


def breaks(rule: ValueRule, value: str, column_type: str) -> str:
    """Return the condition under which a value breaks a rule. ``value`` is the column, quoted."""
    if column_type == "VARCHAR":
        there = f"nullif({value}, '')"
        return f"coalesce(trim({value}), '') = ''" if rule.asks == "value" else _TEXTS[rule.asks](rule, there)
    return f"{value} IS NULL" if rule.asks == "value" else _natively(rule, value, column_type)


def quoted(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return a column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _is_written(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, {quoted(pattern)})"


def _one_of(value: str, words: Iterable[str]) -> str:
    listed = list(words)
    line = ", ".join(map(quoted, listed))
    if len(listed) > _MOST_IN_LINE:
        return f"{value} IN (SELECT unnest([{line}]))"
    return f"{value} IN ({line})" if listed else f"({value} IS NOT NULL AND false)"


def _right(rule: ValueRule, value: str) -> str:
    """Return the condition under which a text is written as a value of the rule's type."""
    if rule.value_type == "boolean":
        return _one_of(f"lower({value})", (*TRUE_WORDS, *FALSE_WORDS))
    if rule.value_type == "date":
        return f"({_is_written(value, _DAY)} AND {value} >= '0001' AND TRY_CAST({value} AS DATE) IS NOT NULL)"
    return _is_written(value, _WHOLE if rule.value_type == "integer" else _DECIMAL)


def _read(rule: ValueRule, value: str) -> str:
    """Return a text as a value of the rule's type; one that is not written so is none."""
    kind = {"integer": "BIGINT", "decimal": "DECIMAL(36, 18)", "date": "DATE"}[rule.value_type]
    return f"CASE WHEN {_right(rule, value)} THEN TRY_CAST({value} AS {kind}) END"


def _text_bound(rule: ValueRule, value: str) -> str:
    kind = {"integer": "BIGINT", "decimal": "DECIMAL(36, 18)", "date": "DATE"}[rule.value_type]
    return f"{_read(rule, value)} {_beyond(rule)} CAST({quoted(rule.words[0])} AS {kind})"


def _beyond(rule: ValueRule) -> str:
    return "<" if rule.asks == "minimum" else ">"


def _text_year(rule: ValueRule, value: str) -> str:
    if rule.value_type == "date":
        return f"NOT {_in_days(rule, _read(rule, value))}"
    if rule.value_type == "integer":
        return f"{_right(rule, value)} AND NOT {_one_of(value, rule.words)}"
    return f"NOT {_one_of(value, rule.words)}"


def _in_days(rule: ValueRule, day: str) -> str:
    parts = (f"({day} BETWEEN DATE '{first}' AND DATE '{last}')" for first, last in rule.days)
    return f"({' OR '.join(parts)})"


_TEXTS: Final[dict[str, Callable[[ValueRule, str], str]]] = {
    "type": lambda rule, value: f"({value} IS NOT NULL AND NOT {_right(rule, value)})",
    "code": lambda rule, value: f"NOT {_one_of(value, rule.words)}",
    "expired": lambda rule, value: _one_of(value, rule.words),
    "minimum": _text_bound,
    "maximum": _text_bound,
    "pattern": lambda rule, value: f"NOT {_is_written(value, rule.words[0])}",
    "year": _text_year,
}


def _natively(rule: ValueRule, value: str, column_type: str) -> str:
    """Return the condition for a column that is no text, of a type that can hold the definition's values."""
    real, whole = column_type in _REAL_TYPES, rule.value_type == "integer"
    number = f"CASE WHEN isfinite({value}) THEN {value} END" if real else value
    if rule.asks == "type":
        if whole and column_type not in _WHOLE_TYPES:
            return f"coalesce({number} <> trunc({number}), {value} IS NOT NULL)"
        return f"NOT isfinite({value})" if real else f"({value} IS NOT NULL AND false)"
    if rule.asks in {"minimum", "maximum"}:
        kind = column_type if real or rule.value_type == "date" else "DECIMAL(38, 18)"
        return f"{number} {_beyond(rule)} CAST({quoted(rule.words[0])} AS {kind})"
    if rule.asks == "year" and rule.value_type == "date":
        return f"NOT {_in_days(rule, value)}"
    return f"{number} NOT IN ({', '.join(rule.words)})"
