"""The rows of a file against the conditions under which clauses let rows in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.enforcement.tranches.conditions import named
from catalog.enforcement.tranches.row_conditions import all_of, meets, none_of
from catalog.enforcement.tranches.scanning import Condition
from catalog.records.agreement import RowCondition
from catalog.records.tranche import ColumnAsked

_NUMBERS = frozenset({"integer", "decimal"})
_Ways = frozenset[tuple[RowCondition, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAsked:
    """Columns that come in with some rows alone: which rows, in words and as what other rows meet."""

    columns: tuple[str, ...]
    said: str
    others: Condition


def rows_asked(held: tuple[ColumnAsked, ...], types: Mapping[str, str]) -> Iterator[RowsAsked]:
    """Yield the conditions on rows, each once with the columns that it holds for.

    A row may come in with a column if one of the column's ways lets it. A condition speaks of an element:
    where not exactly one column of the file holds it, no row meets it.
    """
    by_ways: dict[_Ways, list[str]] = {}
    for column in held:
        ways = frozenset(way.rows for way in column.ways)
        if () not in ways:
            by_ways.setdefault(ways, []).append(column.name)
    for ways, columns in by_ways.items():
        ordered = sorted(ways, key=lambda rows: [row.said() for row in rows])
        yield RowsAsked(
            columns=tuple(columns),
            said=", or ".join(" and ".join(row.said() for row in rows) for rows in ordered),
            others=Condition(
                sql=none_of(all_of(_met(row, held, types) for row in rows) for rows in ordered), shows=None
            ),
        )


def _met(row: RowCondition, held: tuple[ColumnAsked, ...], types: Mapping[str, str]) -> str:
    holding = [
        column
        for column in held
        if column.definition is not None and column.definition.element == row.element
    ]
    if len(holding) != 1:
        return "false"
    (column,) = holding
    number = column.definition is not None and column.definition.value_type in _NUMBERS
    return meets(row, named(column.name), types[column.name], number=number)
