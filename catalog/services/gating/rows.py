"""Which rows may pass: the conditions of the permitting clauses, bound to columns of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.recipe import RowTest
from catalog.enforcement.tranches.conditions import FALSE_WORDS, TRUE_WORDS
from catalog.records.agreement import RowCondition
from catalog.records.release import ReleasePlan
from catalog.rules.release.fields import DatasetFields, Field
from catalog.services.gating.asking import Stopped

_NUMBERS: Final = frozenset(("integer", "decimal"))


def row_tests(
    plan: ReleasePlan, dataset: DatasetFields, columns: Mapping[str, Column]
) -> tuple[RowTest, ...] | Stopped:
    """Return what a row must meet, or why that cannot be told.

    A condition speaks of an element; exactly one column of the data must hold it. That column need not be
    let through itself: which rows pass is what the provider's own clause says.
    """
    tests = []
    for asked in plan.conditions.rows:
        holding = [field for field in dataset.fields.values() if field.element == asked.element]
        found = [field for field in holding if field.name in columns]
        if len(found) != 1:
            how = "no column" if not found else "more than one column"
            return Stopped(
                because=(f"only rows with {asked.said()} may flow, and {how} of the data holds that",),
                hints=(f"gate data that has one column with `{asked.element}`",),
                plan=plan,
            )
        test = _test(asked, found[0], columns[found[0].name])
        if test is None:
            return Stopped(
                because=(f"only rows with {asked.said()} may flow, and which lie between is not plain",),
                hints=("bounds of texts that are no numbers have one length, as all values then must",),
                plan=plan,
            )
        tests.append(test)
    return tuple(tests)


def _test(asked: RowCondition, field: Field, column: Column) -> RowTest | None:
    """Return a condition as a test of a column; ``None`` where its bounds put values in no order."""
    number = field.value_type in _NUMBERS
    lengths = {len(bound) for bound in (asked.first, asked.last) if bound is not None}
    texts = column.type == "VARCHAR" and not number and bool(lengths)
    if texts and len(lengths) > 1:
        return None
    flag = field.value_type == "boolean" and column.type == "VARCHAR" and asked.values is not None
    return RowTest(
        column=column,
        values=_spellings(asked.values or ()) if flag else asked.values,
        first=asked.first,
        last=asked.last,
        number=number,
        alike=lengths.pop() if texts else None,
    )


def _spellings(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return all ways of writing flags, as a tranche may have them, that mean the same."""
    words = {word for known in (TRUE_WORDS, FALSE_WORDS) if set(values) & set(known) for word in known}
    return tuple(sorted({form for word in words for form in (word, word.upper(), word.capitalize())}))
