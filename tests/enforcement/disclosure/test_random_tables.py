from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.enforcement.disclosure.audit import audit
from catalog.enforcement.disclosure.cube import cube_of
from catalog.enforcement.disclosure.hiding import Pattern, small_cells
from catalog.enforcement.disclosure.publishing import publish
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension
from tests.enforcement.disclosure.enumerating import Reader
from tests.enforcement.disclosure.tabulating import ELEVEN, at_random, protected

THREE = DisclosureRule(minimum=3, cap=20)
SHAPES = st.sampled_from([(3, 3), (4, 3), (2, 2, 2), (3, 2, 2), (5,)])


@st.composite
def tables(draw: st.DrawFn, *, rates: bool = False) -> CountTable:
    shape = draw(st.sampled_from([(3,), (2, 2), (3, 2)]) if rates else SHAPES)
    names = [tuple(f"{axis}-{at}" for at in range(size)) for axis, size in enumerate(shape)]
    grouped = draw(st.booleans()) and len(names[0]) > 2
    above = tuple((name, "low" if at < 2 else "high") for at, name in enumerate(names[0])) if grouped else ()
    cells = []
    for at in np.ndindex(*shape):
        count = draw(st.integers(0, 12 if rates else 7))
        having = draw(st.integers(0, count)) if rates else None
        key = tuple(names[axis][place] for axis, place in enumerate(at))
        cells.append(Cell(key=key, count=count, numerator=having))
    return CountTable(
        dimensions=tuple(
            Dimension(name=f"d{axis}", categories=found, above=above if axis == 0 else ())
            for axis, found in enumerate(names)
        ),
        cells=tuple(cells),
        numerator="flag" if rates else None,
    )


def exposed(reader: Reader, *, minimum: int) -> set[object]:
    """Return the cells of which the oracle says that they are worked out, or seen to be below the minimum."""
    found: set[object] = set()
    for (key, _), secret in reader.secrets().items():
        least = next(value for value in range(200) if reader.can_be(secret, low=value, high=value))
        if not reader.can_be(secret, low=least + 1) or not reader.can_be(secret, low=minimum):
            found.add(key)
    return found


@settings(max_examples=150, deadline=None)
@given(table=tables(), rounded=st.sampled_from([1, 1, 2, 3]))
def test_trying_every_table_finds_nothing_in_what_was_protected(table: CountTable, rounded: int) -> None:
    rule = DisclosureRule(minimum=3, round_to=rounded)
    reader = Reader(protected(table, rule).published, limit=60)
    assert not exposed(reader, minimum=3)


@settings(max_examples=60, deadline=None)
@given(table=tables(rates=True), rounded=st.sampled_from([1, 1, 2]))
def test_trying_every_table_finds_nothing_behind_rates(table: CountTable, rounded: int) -> None:
    rule = DisclosureRule(minimum=3, cap=20, round_to=rounded)
    reader = Reader(protected(table, rule).published, limit=60)
    assert not exposed(reader, minimum=3)


@settings(max_examples=150, deadline=None)
@given(table=tables(), data=st.data())
def test_the_audit_finds_just_what_trying_every_table_finds(table: CountTable, data: st.DataObject) -> None:
    cube = cube_of(table)
    extra = data.draw(st.lists(st.booleans(), min_size=len(cube.keys), max_size=len(cube.keys)))
    small = small_cells(cube, THREE)
    careless = Pattern(counts=small.counts | (np.array(extra, dtype=bool)), rates=small.rates)
    published = publish(cube, THREE, careless)
    found = {tuple(node for _, node in one.at) for one in audit(published)}
    assert found == exposed(Reader(published, limit=60), minimum=3)


@settings(max_examples=60, deadline=None)
@given(table=tables(rates=True))
def test_the_audit_finds_rates_that_trying_every_table_finds(table: CountTable) -> None:
    cube = cube_of(table)
    published = publish(cube, THREE, small_cells(cube, THREE))
    found = {tuple(node for _, node in one.at) for one in audit(published)}
    assert found == exposed(Reader(published, limit=60), minimum=3)
