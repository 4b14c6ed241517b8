"""Conditions join to the stricter: of a clause and its onward row, of several clauses, of sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalog.records.agreement import Conditions, RowCondition


def join(parts: Iterable[Conditions]) -> Conditions:
    """Return the conditions that satisfy every part: the largest cell, the earliest day, every duty."""
    joined = Conditions()
    for part in parts:
        joined = Conditions(
            min_cell=_largest(joined.min_cell, part.min_cell),
            irb=joined.irb or part.irb,
            retain_through=_earliest(joined.retain_through, part.retain_through),
            destroy_within_days=_least(joined.destroy_within_days, part.destroy_within_days),
            no_reidentification=joined.no_reidentification or part.no_reidentification,
            publish_notice=joined.publish_notice or part.publish_notice,
            rows=_all_of(joined.rows, part.rows),
        )
    return joined


def duties_of(conditions: Conditions) -> frozenset[str]:
    """Return the names of the duties that the conditions bring with them."""
    named = {
        "retain_through": conditions.retain_through is not None,
        "destroy_within_days": conditions.destroy_within_days is not None,
        "no_reidentification": conditions.no_reidentification,
        "publish_notice": conditions.publish_notice,
        "rows": bool(conditions.rows),
    }
    return frozenset(name for name, asked in named.items() if asked)


def _all_of(ones: tuple[RowCondition, ...], others: tuple[RowCondition, ...]) -> tuple[RowCondition, ...]:
    """Return the conditions of both, each once, in an order that does not depend on who asked first."""
    return tuple(sorted({*ones, *others}, key=_place)) if others else ones


def _place(row: RowCondition) -> tuple[str, tuple[str, ...], str, str]:
    return row.element, row.values or (), row.first or "", row.last or ""


def _largest(one: int | None, other: int | None) -> int | None:
    return max((n for n in (one, other) if n is not None), default=None)


def _least(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


def _earliest(one: date | None, other: date | None) -> date | None:
    return min((d for d in (one, other) if d is not None), default=None)
