"""Which rows may pass: the conditions of the permitting clauses, bound to columns of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.recipe import RowTest
from catalog.records.release import ReleasePlan
from catalog.rules.release.fields import DatasetFields
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
        tests.append(
            RowTest(
                column=columns[found[0].name],
                values=asked.values,
                first=asked.first,
                last=asked.last,
                number=found[0].value_type in _NUMBERS,
            )
        )
    return tuple(tests)
