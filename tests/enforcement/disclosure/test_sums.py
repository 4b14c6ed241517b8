"""Sums are shown where counts are, and no hidden sum is nearly known."""

from __future__ import annotations

import numpy as np

from catalog.enforcement.disclosure.audit import NARROW, audit
from catalog.enforcement.disclosure.cube import cube_of
from catalog.enforcement.disclosure.hiding import Pattern
from catalog.enforcement.disclosure.protecting import Refusal, protect
from catalog.enforcement.disclosure.published import Published
from catalog.enforcement.disclosure.publishing import publish
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension
from tests.enforcement.disclosure.tabulating import ELEVEN, protected


def wages(cells: dict[str, tuple[int, int]]) -> CountTable:
    """Return a table of trades: how many people, and what they earn together."""
    return CountTable(
        dimensions=(Dimension(name="trade", categories=tuple(cells)),),
        cells=tuple(Cell(key=(name,), count=count, sums=(total,)) for name, (count, total) in cells.items()),
        sums=("wages",),
    )


def sums(published: Published) -> dict[str | None, tuple[int, ...]]:
    """Return the sums as they are shown."""
    return {cell.key[0]: cell.sums for cell in published.cells}


def test_a_sum_is_shown_just_where_its_count_is() -> None:
    found = protected(
        wages({"mason": (4, 900), "nurse": (40, 9000), "clerk": (30, 5000), "cook": (35, 8000)})
    )
    told = sums(found.published)
    assert told["mason"] == ()
    assert told[None] == (22900,)
    assert sum(not total for total in told.values()) == 2


def test_a_sum_that_nothing_else_can_make_up_for_takes_another_cell_with_it() -> None:
    # Neither masons nor clerks earn anything: the rest of the total would say so of both.
    found = protected(wages({"mason": (4, 0), "clerk": (12, 0), "nurse": (40, 9000), "cook": (300, 8000)}))
    hidden = {name for name, total in sums(found.published).items() if not total}
    assert "mason" in hidden
    assert hidden & {"nurse", "cook", None}
    assert not audit(found.published)


def test_the_audit_finds_sums_of_nothing() -> None:
    cube = cube_of(wages({"mason": (4, 0), "clerk": (12, 0), "nurse": (40, 9000)}))
    counts = np.array([key[0] in {"mason", "clerk"} for key in cube.keys])
    careless = publish(cube, ELEVEN, Pattern(counts=counts, rates=counts))
    assert {(one.at[0][1], one.code) for one in audit(careless)} == {("mason", NARROW), ("clerk", NARROW)}


def test_a_table_whose_sums_give_everything_away_is_refused_whole() -> None:
    trades = {f"trade {number}": (40, 0) for number in range(30)} | {"mason": (4, 0)}
    found = protect(wages(trades), ELEVEN)
    assert isinstance(found, Refusal)
    assert {one.code for one in found.findings} == {NARROW}
    assert {("trade", "mason")} <= {one.at[0] for one in found.findings}
