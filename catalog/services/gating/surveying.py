"""Look at values before they are let through: which are rare, which are no days, which would run."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.recipe import OTHER, Step, as_text, source, year_of
from catalog.errors import BadInput

RARE: Final = 11
"""A value that fewer rows have is rare: it is grouped with others in de-identified data."""

MOST_KEPT: Final = 20_000
"""A column with more values than so many that are not rare tells persons apart, and cannot be grouped."""

_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_RUNS: Final = r"^[=+@\t\r-]"
_NUMBER: Final = r"^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$"

Ask = Callable[[Any], list[tuple[Any, ...]]]


def kept_values(ask: Ask, rows: Any, step: Step) -> tuple[str, ...]:
    """Return the values that enough of the rows have, so that all others together are enough too, or none.

    The rows are those that pass: others are nobody's company. Of days the years are looked at.
    """
    column = step.column
    value = rows[column.name]
    text = year_of(value, column).cast("string") if step.treatment == "year-only" else as_text(value, column)
    counted = rows.select(value=text).group_by("value").agg(rows=lambda t: t.count())
    common = ask(counted.filter(counted.rows >= RARE, counted.value.notnull()).limit(MOST_KEPT + 1))
    if len(common) > MOST_KEPT:
        raise BadInput(f"column `{column.name}` has too many values to be grouped", hint="leave it out")
    others = ask(
        counted.filter(counted.rows < RARE, counted.value.notnull()).agg(
            rows=lambda t: t.rows.sum().fill_null(0)
        )
    )
    left = int(others[0][0])
    kept = sorted(((int(rows), str(value)) for value, rows in common if value != OTHER), reverse=True)
    while kept and 0 < left < RARE:
        left += kept.pop()[0]
    return tuple(sorted(value for _, value in kept))


def bad_days(ask: Ask, column: Column) -> bool:
    """Say whether a text column holds something that is not a day of the calendar."""
    rows = source((column,))
    value = rows[column.name]
    day = value.re_search(_DAY) & (value.length() == len("2026-07-01")) & value.try_cast("date").notnull()
    return bool(ask(rows.filter(value.notnull() & ~day).count().as_table())[0][0])


def runs(text: str) -> bool:
    """Say whether spreadsheets take a text for a formula."""
    return re.search(_RUNS, text) is not None and re.search(_NUMBER, text) is None


def formulas(ask: Ask, column: Column) -> bool:
    """Say whether a text column holds something that spreadsheets take for a formula."""
    if column.type != "VARCHAR":
        return False
    rows = source((column,))
    value = rows[column.name]
    runs = value.re_search(_RUNS) & ~value.re_search(_NUMBER)
    return bool(ask(rows.filter(runs).count().as_table())[0][0])


def classes(ask: Ask, released: Any, quasi: Sequence[str]) -> tuple[int, int]:
    """Return how many rows the smallest class of like rows has, and how many rows lie in rare ones.

    Rows are alike that agree in every column which could single a person out together with others
    (k-anonymity). No rows make no class: then both are 0.
    """
    if quasi:
        counted = released.group_by([released[name] for name in quasi]).agg(p20w_rows=lambda t: t.count())
    else:
        counted = released.agg(p20w_rows=released.count())
    sizes = counted.agg(
        least=counted.p20w_rows.min().fill_null(0),
        below=counted.p20w_rows.sum(where=counted.p20w_rows < RARE).fill_null(0),
    )
    least, below = ask(sizes)[0]
    return int(least), int(below)
