"""On random tables, what is protected withstands the audit and an oracle that tries every table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.enforcement.disclosure.audit import RECOVERED, audit
from catalog.enforcement.disclosure.cube import Cube, cube_of
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


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(table=tables(), rounded=st.sampled_from([1, 1, 2, 3]))
def test_trying_every_table_finds_nothing_in_what_was_protected(table: CountTable, rounded: int) -> None:
    rule = DisclosureRule(minimum=3, round_to=rounded)
    reader = Reader(protected(table, rule).published, limit=60)
    assert not exposed(reader, minimum=3)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(table=tables(rates=True), rounded=st.sampled_from([1, 1, 2]))
def test_trying_every_table_finds_nothing_behind_rates(table: CountTable, rounded: int) -> None:
    rule = DisclosureRule(minimum=3, cap=20, round_to=rounded)
    reader = Reader(protected(table, rule).published, limit=60)
    assert not exposed(reader, minimum=3)


@pytest.mark.slow
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


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(table=tables(rates=True))
def test_the_audit_finds_rates_that_trying_every_table_finds(table: CountTable) -> None:
    cube = cube_of(table)
    published = publish(cube, THREE, small_cells(cube, THREE))
    found = {tuple(node for _, node in one.at) for one in audit(published)}
    assert found == exposed(Reader(published, limit=60), minimum=3)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_in_a_small_table_stays_hidden_and_what_is_not_protected_is_found(seed: int) -> None:
    table = at_random(seed, (3, 3), mean=5, regions=2 * (seed % 2))
    cube = cube_of(table)
    raw = publish(cube, THREE, small_cells(cube, THREE))
    found = {tuple(node for _, node in one.at) for one in audit(raw)}
    assert found == exposed(Reader(raw, limit=60), minimum=3)
    assert not exposed(Reader(protected(table, THREE).published, limit=60), minimum=3)


def naive(cube: Cube, rule: DisclosureRule) -> Pattern:
    """Hide the smallest other cell wherever a line has one hidden cell: the rule that many offices use."""
    counts = small_cells(cube, rule).counts.copy()
    before = -1
    while before != counts.sum():
        before = counts.sum()
        for whole, inner in cube.relations:
            line = [cell for cell in (whole, *inner) if counts[cell]]
            others = [cell for cell in inner if not counts[cell]]
            if len(line) == 1 and others:
                counts[min(others, key=lambda cell: (cube.counts[cell], cell))] = True
    return Pattern(counts=counts, rates=counts & False)


def measured(seeds: range) -> dict[str, int]:
    """Count the tables of twelve counties by seven grades in which something is exposed."""
    found = dict.fromkeys(("small alone", "naive, exact", "naive, bounded", "protected"), 0)
    for seed in seeds:
        table = at_random(seed, (12, 7), mean=40)
        cube = cube_of(table)
        alone = audit(publish(cube, ELEVEN, small_cells(cube, ELEVEN)))
        lines = audit(publish(cube, ELEVEN, naive(cube, ELEVEN)))
        found["small alone"] += any(one.code == RECOVERED for one in alone)
        found["naive, exact"] += any(one.code == RECOVERED for one in lines)
        found["naive, bounded"] += bool(lines)
        found["protected"] += bool(audit(protected(table).published))
    return found


@pytest.mark.slow
def test_of_tables_with_small_cells_hidden_nearly_all_give_way_and_of_protected_ones_none() -> None:
    found = measured(range(12))
    assert found["small alone"] >= 11
    assert found["naive, bounded"] >= 6
    assert found["protected"] == 0


@pytest.mark.slow
def test_none_of_400_protected_tables_gives_way() -> None:
    found = measured(range(400))
    assert found["small alone"] >= 374
    assert found["naive, exact"] > 0
    assert found["naive, bounded"] >= 225
    assert found["protected"] == 0


@pytest.mark.parametrize("shape, regions", [((4, 3, 3), 2), ((6, 4), 3), ((3, 3, 2, 2), 0)])
def test_tables_of_more_dimensions_and_of_hierarchies_pass_their_audit(
    shape: tuple[int, ...], regions: int
) -> None:
    table = at_random(5, shape, mean=30, regions=regions)
    found = protected(table)
    assert found.tally.small > 0
    assert not audit(found.published)
