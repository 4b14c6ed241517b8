"""Sets of days, held against plain sets of numbers."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.flows.days import (
    ALWAYS,
    FIRST,
    LAST,
    NEVER,
    Days,
    between,
    contains,
    day_after,
    day_before,
    intersect,
    union,
    without,
)

Pairs = list[tuple[int, int]]

START = date(2026, 1, 1)
SPAN = 40
intervals = st.tuples(st.integers(0, SPAN), st.integers(0, SPAN)).map(lambda pair: (min(pair), max(pair)))
parts = st.lists(intervals, max_size=5)


def days(pairs: Pairs) -> Days:
    return union((START + timedelta(a), START + timedelta(b)) for a, b in pairs)


def numbers(found: Days) -> set[int]:
    return {n for n in range(SPAN + 1) if contains(found, START + timedelta(n))}


@given(parts, parts)
def test_the_algebra_of_days_is_that_of_sets(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    here, there = days(one), days(other)
    assert numbers(here) == {n for a, b in one for n in range(a, b + 1)}
    assert numbers(union((*here, *there))) == numbers(here) | numbers(there)
    assert numbers(intersect(here, there)) == numbers(here) & numbers(there)
    assert numbers(without(here, there)) == numbers(here) - numbers(there)
    for found in (here, intersect(here, there), without(here, there)):
        assert all(first <= last for first, last in found)
        assert all(left[1] < right[0] for left, right in pairwise(found))
    assert all(day_after(left[1]) < right[0] for left, right in pairwise(here))


def test_the_first_and_the_last_day_there_is_have_no_neighbour() -> None:
    assert (day_before(FIRST), day_after(LAST)) == (FIRST, LAST)
    assert without(ALWAYS, ALWAYS) == NEVER
    assert without(ALWAYS, ((FIRST, START),)) == ((day_after(START), LAST),)
    assert between(LAST, FIRST) == NEVER
    assert intersect(ALWAYS, days([(0, 3)])) == intersect(days([(0, 3)]), ALWAYS) == days([(0, 3)])
