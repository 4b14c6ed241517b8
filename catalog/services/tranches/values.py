"""The values of a file against the rules of its dataset: how many rows break each, and the first of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.tranches.conditions import breaks, named
from catalog.enforcement.tranches.scanning import Broken, Condition, Scanner
from catalog.records.tranche import ColumnAsked, DatasetAsked, Example, SchoolYear, TrancheFinding, ValueRule
from catalog.rules.tranches.ruling_values import rules_for
from catalog.services.tranches.columns import Columns
from catalog.services.tranches.noting import note
from catalog.services.tranches.rows import RowsAsked, rows_asked

_CODE = re.compile(r"[0-9]{1,4}|[A-Za-z]{1,2}|[A-Za-z][0-9]{1,3}")
"""What a value looks like that may be shown: a name that slipped into the column does not."""

_MOST_SHOWN = 0.5
"""Where a larger share of the rows breaks a rule, the column may hold something else: no value is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a file's values are held to."""

    dataset: DatasetAsked
    columns: Columns
    years: tuple[SchoolYear, ...]
    on: date
    examples: int

    def rules(self) -> list[tuple[ColumnAsked, ValueRule]]:
        """Return the rules, each with its column. Of a column of a wrong type, only whether it has values."""
        return [
            (column, rule)
            for column in self.columns.held
            for rule in rules_for(self.dataset, column, years=self.years, on=self.on)
            if rule.asks == "value" or column.name not in self.columns.misfits
        ]

    def key(self) -> tuple[str, ...]:
        """Return the columns that should tell each row from all others; none if they are not all there."""
        there = {column.name for column in self.columns.held}
        named = self.dataset.key or tuple(filter(None, [self.dataset.first_identifier]))
        return named if set(named) <= there else ()


def judge_values(scanner: Scanner, held: Held, seen: Input, *, file: str) -> tuple[TrancheFinding, ...]:
    """Hold the values of a file to their rules. Raises ``BadInput`` where they cannot be read."""
    types = {column.name: column.type for column in seen.columns}
    rules = held.rules()
    conditions = [
        Condition(
            sql=breaks(rule, named(rule.column), types[rule.column]),
            shows=None if column.identifier else rule.column,
        )
        for column, rule in rules
    ]
    by_row = list(rows_asked(held.columns.held, types))
    conditions += [one.others for one in by_row]
    counted = scanner.broken(seen, conditions, most=held.examples)
    found = [
        _found(column, rule, broken, rows=seen.rows or 0)
        for (column, rule), broken in zip(rules, counted[: len(rules)], strict=True)
        if broken.count
    ]
    found += [
        _extra_rows(one, broken, rows=seen.rows or 0)
        for one, broken in zip(by_row, counted[len(rules) :], strict=True)
        if broken.count
    ]
    found += _repeated(scanner, held, seen)
    return tuple(replace(one, dataset=held.dataset.id, file=file) for one in found)


def _found(column: ColumnAsked, rule: ValueRule, broken: Broken, *, rows: int) -> TrancheFinding:
    share = broken.count / rows
    hidden = _hidden(column, rule, share)
    examples = tuple(_sparing(example) for example in broken.examples)
    if hidden is not None:
        examples = tuple(replace(one, value=None) for one in examples)
    definition = column.definition
    by = "the dataset's key" if definition is None else f"{definition.element}@{definition.version}"
    return note(
        f"value-{'missing' if rule.asks == 'value' else rule.asks}",
        f"`{rule.column}`: {rule.wanted} is wanted ({by})",
        column=rule.column,
        count=broken.count,
        share=share,
        examples=examples,
        values=hidden,
    )


def _sparing(example: Example) -> Example:
    """Return an example with its value where that is a short code or number, which is nobody's name."""
    if example.value is None or _CODE.fullmatch(example.value):
        return example
    return replace(example, value=None)


def _extra_rows(asked: RowsAsked, broken: Broken, *, rows: int) -> TrancheFinding:
    return note(
        "row-not-covered",
        f"with {', '.join(f'`{name}`' for name in asked.columns)}, only rows with {asked.said} may come in",
        column=", ".join(asked.columns),
        count=broken.count,
        share=broken.count / rows,
        examples=broken.examples,
    )


def _hidden(column: ColumnAsked, rule: ValueRule, share: float) -> str | None:
    if rule.asks == "value":
        return None
    if column.identifier:
        return "not shown: they name a person"
    if share > _MOST_SHOWN:
        return "not shown: most rows have this, so the column may hold something else"
    return None


def _repeated(scanner: Scanner, held: Held, seen: Input) -> Iterator[TrancheFinding]:
    key: Sequence[str] = held.key()
    broken = scanner.repeated(seen, key, most=held.examples) if key else None
    if broken is None or not broken.count:
        return
    said = " with ".join(f"`{name}`" for name in key)
    yield note(
        "row-repeated" if held.dataset.key else "identifier-repeated",
        f"each {said} is wanted in one row alone",
        column=", ".join(key),
        count=broken.count,
        share=broken.count / (seen.rows or 1),
        examples=broken.examples,
        values="not shown: they name a person" if _names_persons(held, key) else None,
    )


def _names_persons(held: Held, key: Sequence[str]) -> bool:
    return any(held.dataset.columns[name].identifier for name in key)
