"""The rules for the values of a column, from the definition in force and the years of the tranche."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from catalog.records.tranche import ColumnAsked, DatasetAsked, Definition, SchoolYear, ValueRule

_TYPES: Final = {
    "boolean": "true or false, yes or no, y or n, 1 or 0",
    "integer": "a whole number of at most 18 digits, without zeros in front",
    "decimal": "a number with a point, at most 18 digits on either side, without zeros in front",
    "date": "a day that exists, as 2026-07-01",
}
_MOST_NAMED: Final = 12
_CALENDAR: Final = {"school-begins": "begin", "school-ends": "end"}


def rules_for(
    dataset: DatasetAsked, column: ColumnAsked, *, years: Sequence[SchoolYear], on: date
) -> tuple[ValueRule, ...]:
    """Return the rules for a column's values. A key needs a value in each of its columns."""
    definition = column.definition
    found = [] if definition is None else list(_of_definition(column.name, definition, years=years, on=on))
    if column.name in dataset.key or (definition is not None and definition.limits.required):
        value_type = "string" if definition is None else definition.value_type
        found.insert(
            0,
            ValueRule(column=column.name, asks="value", wanted="a value in each row", value_type=value_type),
        )
    return tuple(found)


def tells_years(column: ColumnAsked) -> bool:
    """Say whether a column's values tell which year they are of."""
    return column.definition is not None and column.definition.limits.years is not None


def _of_definition(
    name: str, definition: Definition, *, years: Sequence[SchoolYear], on: date
) -> Iterator[ValueRule]:
    value_type, limits = definition.value_type, definition.limits
    if value_type in _TYPES:
        yield ValueRule(column=name, asks="type", wanted=_TYPES[value_type], value_type=value_type)
    if definition.codes is not None:
        yield from _of_codes(name, definition, begun=min((year.first for year in years), default=on))
    if limits.minimum is not None:
        wanted = f"{limits.minimum} or more" if value_type != "date" else f"{limits.minimum} or later"
        yield ValueRule(
            column=name, asks="minimum", wanted=wanted, value_type=value_type, words=(limits.minimum,)
        )
    if limits.maximum is not None:
        wanted = f"{limits.maximum} or less" if value_type != "date" else f"{limits.maximum} or earlier"
        yield ValueRule(
            column=name, asks="maximum", wanted=wanted, value_type=value_type, words=(limits.maximum,)
        )
    if limits.pattern is not None:
        wanted = f"made as {limits.pattern}"
        yield ValueRule(
            column=name, asks="pattern", wanted=wanted, value_type=value_type, words=(limits.pattern,)
        )
    if limits.years is not None and years:
        yield _of_years(name, definition, years)


def _of_codes(name: str, definition: Definition, *, begun: date) -> Iterator[ValueRule]:
    codes = definition.codes or {}
    expired = tuple(code for code, until in codes.items() if until is not None and until < begun)
    used = tuple(code for code in codes if code not in expired)
    named = ", ".join(used[:_MOST_NAMED]) + (", …" if len(used) > _MOST_NAMED else "")
    wanted = f"a code of {definition.code_list}: {named}"
    yield ValueRule(
        column=name, asks="code", wanted=wanted, value_type=definition.value_type, words=tuple(codes)
    )
    if expired:
        wanted = f"a code still used on {begun}: not {', '.join(expired[:_MOST_NAMED])}"
        yield ValueRule(
            column=name, asks="expired", wanted=wanted, value_type=definition.value_type, words=expired
        )


def _of_years(name: str, definition: Definition, years: Sequence[SchoolYear]) -> ValueRule:
    """Return the rule that holds days and years to those of the tranche."""
    kept = definition.limits.years
    said = ", ".join(str(year) for year in years)
    words: tuple[str, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    if kept == "school":
        days = tuple((year.first, year.last) for year in years)
        words = tuple(word for year in years for word in year.words)
        wanted = f"of school year {said}"
    elif kept == "calendar":
        calendar = sorted({begins for year in years for begins in (year.begins, year.begins + 1)})
        days = tuple((date(one, 1, 1), date(one + 1, 1, 1) - timedelta(days=1)) for one in calendar)
        words = tuple(str(one) for one in calendar)
        wanted = f"of calendar year {' or '.join(words)}"
    else:
        later = kept == "school-ends"
        words = tuple(str(year.begins + later) for year in years)
        wanted = f"{' or '.join(words)}, in which school year {said} {_CALENDAR[str(kept)]}s"
    return ValueRule(
        column=name, asks="year", wanted=wanted, value_type=definition.value_type, words=words, days=days
    )
