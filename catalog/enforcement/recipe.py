"""A release as engines carry it out: which rows, which columns, and what is done to each.

It is written once, as an Ibis expression, and every engine runs that: what one lets through, all do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from catalog.enforcement.inputs.seen import UNREAD, Column
from catalog.errors import BadInput
from catalog.records.release import Treatment

OTHER: Final = "(other)"
"""Stands for every value that too few rows have."""

SOURCE: Final = "p20w_rows"
"""The name under which an engine knows the data that came in."""

_SCALE: Final = 9
_MOST_SCALE: Final = 28
_TEXT: Final = "VARCHAR"
_FLOATS: Final = frozenset(("FLOAT", "DOUBLE"))
_YEAR: Final = "int64"
_WHOLE: Final = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
)
_IBIS: Final = {
    "BOOLEAN": "boolean",
    "TINYINT": "int8",
    "SMALLINT": "int16",
    "INTEGER": "int32",
    "BIGINT": "int64",
    "UTINYINT": "uint8",
    "USMALLINT": "uint16",
    "UINTEGER": "uint32",
    "UBIGINT": "uint64",
    "FLOAT": "float32",
    "DOUBLE": "float64",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMPTZ": "timestamp('UTC')",
}


@ibis.udf.scalar.builtin
def keyed_hash(value: str) -> str:
    """Return a value's pseudonym: each engine brings it under this name, and holds the key itself."""
    raise NotImplementedError  # Ibis only writes its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A column that is let through. Of rare values grouped, ``kept`` are those that enough rows have."""

    column: Column
    treatment: Treatment
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTest:
    """What a row must meet to be let through: its value is one of these, or lies between two, both included.

    A row without a value does not meet it. ``number`` says that texts in the column
    stand for numbers. Other texts have an order only where all are ``alike`` in length.
    """

    column: Column
    values: tuple[str, ...] | None = None
    first: str | None = None
    last: str | None = None
    number: bool = False
    alike: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Which rows of the data are let through, and what is done to each column of theirs.

    A column of a type that cannot be let through is ``BadInput``.
    """

    steps: tuple[Step, ...]
    tests: tuple[RowTest, ...] = field(default=())

    def __post_init__(self) -> None:
        other = next((column for column in self.columns if column.type == UNREAD), None)
        if other is not None:
            raise BadInput(
                f"column `{other.name}` is of a type that cannot be let through",
                hint="texts, numbers, flags, days and times can; a column without any value needs a type too",
            )

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are read at all, each once."""
        used = [*(step.column for step in self.steps), *(test.column for test in self.tests)]
        return tuple(dict.fromkeys(used))

    @property
    def hashes(self) -> bool:
        """Whether a key is needed."""
        return any(step.treatment == "keyed-hash" for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many rows an engine wrote, and of how many that it read; ``None`` where it did not count those."""

    rows: int
    read: int | None


def released(recipe: Recipe, *, hashed: Callable[[Any], Any] = keyed_hash) -> ir.Table:
    """Return what is let through, as an expression over the data that came in. Raises ``BadInput``.

    ``hashed`` is what is done to texts that are to become pseudonyms: by an engine
    itself, unless it makes them afterwards.
    """
    kept = met_rows(recipe)
    return kept.select(
        **{step.column.name: _treated(kept[step.column.name], step, hashed=hashed) for step in recipe.steps}
    )


def met_rows(recipe: Recipe) -> ir.Table:
    """Return the rows that meet every test, with all columns that are read."""
    rows = source(recipe.columns)
    tests = [_met(rows[test.column.name], test) for test in recipe.tests]
    return rows.filter(tests) if tests else rows


def source(columns: tuple[Column, ...]) -> ir.Table:
    """Return the data that came in, as an expression."""
    return ibis.table({column.name: _ibis_type(column) for column in columns}, name=SOURCE)


def _ibis_type(column: Column) -> str:
    known = _IBIS.get(column.type)
    return known or column.type.lower()


def _treated(value: Any, step: Step, *, hashed: Callable[[Any], Any]) -> Any:
    if step.treatment == "as-is":
        return value
    if step.treatment == "keyed-hash":
        return hashed(_identifying(value, step.column))
    if step.treatment == "year-only":
        year = year_of(value, step.column)
        return ibis.cases((year.cast("string").isin(step.kept), year), else_=ibis.null(_YEAR))
    text = as_text(value, step.column)
    return ibis.cases((text.isnull(), ibis.null(str)), (text.isin(step.kept), text), else_=OTHER)


def _identifying(value: Any, column: Column) -> Any:
    """Return identifiers as text. A blank one is none: else all who have it would share a pseudonym."""
    return as_text(value, column).nullif("")


def as_text(value: Any, column: Column) -> Any:
    """Return values as text; one that engines write differently cannot be made so."""
    if column.type == _TEXT:
        return value
    if column.type in _WHOLE or column.type in {"DATE", "BOOLEAN"}:
        return value.cast("string")
    raise BadInput(
        f"column `{column.name}` is of type {column.type}, which is not turned into text",
        hint="hold identifiers and codes as text or as whole numbers",
    )


def year_of(value: Any, column: Column) -> Any:
    """Return the years of days. A column that holds none is ``BadInput``."""
    if column.type in {"DATE", "TIMESTAMP", "TIMESTAMPTZ"}:
        return value.year().cast(_YEAR)
    if column.type == _TEXT:
        return value.cast("date").year().cast(_YEAR)
    raise BadInput(f"column `{column.name}` is of type {column.type}: it holds no days")


def _scale(kind: str) -> int:
    """Return with how many digits behind the point bounds are written for a type."""
    told = int(kind.rstrip(")").rpartition(",")[2]) if kind.startswith("DECIMAL") else 0
    return told if _SCALE < told <= _MOST_SCALE else _SCALE


def _met(value: Any, test: RowTest) -> Any:
    asked = []
    if test.values is not None:
        asked.append(as_text(value, test.column).isin(test.values))
    bounded, literal = _comparable(value, test)
    if test.column.type in _FLOATS:
        asked.append(~value.isnan())
    if test.alike is not None:
        asked.append(value.length() == test.alike)
    if test.first is not None:
        asked.append(bounded >= literal(test.first))
    if test.last is not None:
        asked.append(bounded <= literal(test.last))
    met = asked[0]
    for one in asked[1:]:
        met = met & one
    return met.fill_null(False)  # noqa: FBT003  # a row without a value does not meet it


def _comparable(value: Any, test: RowTest) -> tuple[Any, Any]:
    kind = test.column.type
    if kind == "DATE":
        return value, lambda text: ibis.literal(text).cast("date")
    if kind == "FLOAT":  # engines do not agree on how one is compared to a decimal number
        return value, lambda text: ibis.literal(text).cast("float32")
    if kind in _WHOLE or kind.startswith(("DECIMAL", "DOUBLE")):
        return value, lambda text: ibis.literal(text).cast(f"decimal(38, {_scale(kind)})")
    if test.number:
        return value.cast("decimal(38, 9)"), lambda text: ibis.literal(text).cast("decimal(38, 9)")
    return as_text(value, test.column), ibis.literal
