"""Sets of calendar days as sorted, disjoint, inclusive intervals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

Interval = tuple[date, date]
"""A first and a last day, both inclusive."""

Days = tuple[Interval, ...]

FIRST: Final = date.min
LAST: Final = date.max
ALWAYS: Final[Days] = ((FIRST, LAST),)
NEVER: Final[Days] = ()
_ONE: Final = timedelta(days=1)


def day_before(day: date) -> date:
    """Return the day before; the first day there is has itself."""
    return day if day == FIRST else day - _ONE


def day_after(day: date) -> date:
    """Return the day after; the last day there is has itself."""
    return day if day == LAST else day + _ONE


@lru_cache(maxsize=4096)
def between(first: date, last: date) -> Days:
    """Return the days from the first through the last; none if they are the wrong way round."""
    return ((first, last),) if first <= last else NEVER


def contains(days: Days, day: date) -> bool:
    """Say whether the day is in the set."""
    return any(first <= day <= last for first, last in days)


def union(parts: Iterable[Interval]) -> Days:
    """Return the days that are in at least one part."""
    merged: list[Interval] = []
    for first, last in sorted(parts):
        if merged and first <= day_after(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def intersect(one: Days, other: Days) -> Days:
    """Return the days that are in both sets."""
    if one == ALWAYS:
        return other
    if other == ALWAYS:
        return one
    both = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return tuple(sorted((first, last) for first, last in both if first <= last))


def without(days: Days, gaps: Days) -> Days:
    """Return the days that are in the first set and not in the second."""
    left = days
    for first, last in gaps:
        before = between(FIRST, day_before(first)) if first > FIRST else NEVER
        after = between(day_after(last), LAST) if last < LAST else NEVER
        left = intersect(left, before + after)
    return left
