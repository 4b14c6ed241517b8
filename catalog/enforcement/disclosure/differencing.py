"""Compare a new table with an old one: the difference of the two must not single anybody out.

The true tables are compared, since a reader may learn a hidden value elsewhere, and the data holder cannot
know where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from catalog.enforcement.disclosure.cube import Cube, Whole, cube_of
from catalog.enforcement.disclosure.published import DisclosureFinding, spoken
from catalog.enforcement.disclosure.tables import CountTable, Key

ISOLATED: Final = "difference-isolates-people"

_HINT: Final = "release the same cells as before, or merge categories until no difference is small"


def isolating(new: CountTable, old: CountTable, minimum: int) -> tuple[DisclosureFinding, ...]:
    """Return the cells in which the new table less the old one leaves people, but fewer than the minimum.

    Both are summed to every set of dimensions that they share, at every level of a hierarchy that both
    have; a cell that one of them does not have holds nobody there. Where one selects its rows by a field
    that the other counts by, the other's cells for the selected values are compared as well. Numerators
    with one name are compared too, and the rest behind them.
    """
    if not same_people(new, old):
        return ()
    found: dict[_Place, DisclosureFinding] = {}
    for ours, theirs in {(new, old), (new, _selected(old, by=new)), (_selected(new, by=old), old)}:
        found |= {key: _finding(key) for key in _small_differences(ours, theirs, minimum=minimum)}
    return tuple(found[at] for at in sorted(found, key=_in_order))


def same_people(new: CountTable, old: CountTable) -> bool:
    """Whether anybody may be counted in both: no field by which both select their rows rules it out."""
    theirs = {selected.field: selected.values for selected in old.selection}
    return all(one.values & theirs.get(one.field, one.values) for one in new.selection)


def shared_names(new: CountTable, old: CountTable) -> list[str]:
    """Return the names of the dimensions that two tables share, in alphabetical order."""
    return sorted({one.name for one in new.dimensions} & {one.name for one in old.dimensions})


def shared_cells(cube: Cube, shared: list[str]) -> Iterator[tuple[int, Key]]:
    """Yield the cells that are a total over all dimensions but some, and their place in those."""
    names = [dimension.name for dimension in cube.table.dimensions]
    along = [names.index(name) for name in shared]
    for at, key in enumerate(cube.keys):
        if all(node is None for axis, node in enumerate(key) if axis not in along):
            yield at, tuple(key[axis] for axis in along)


def _selected(table: CountTable, *, by: CountTable) -> CountTable:
    """Return the part of a table that another one selects, as far as the first one counts by those fields."""
    names = [dimension.name for dimension in table.dimensions]
    cells = table.cells
    for one in by.selection:
        if one.field in names:
            axis = names.index(one.field)
            cells = tuple(cell for cell in cells if cell.key[axis] in one.values)
    return replace(table, cells=cells) if cells else table


_Place = tuple[tuple[str, str | None], ...]


def _small_differences(new: CountTable, old: CountTable, *, minimum: int) -> Iterator[_Place]:
    shared = shared_names(new, old)
    with_rates = new.numerator is not None and new.numerator == old.numerator
    ours, theirs = _summed(new, shared, with_rates=with_rates), _summed(old, shared, with_rates=with_rates)
    nodes = [_nodes(new, name) & _nodes(old, name) for name in shared]
    nobody = np.zeros(3 if with_rates else 1, dtype=np.int64)
    for key in ours.keys() | theirs.keys():
        if all(node in both for node, both in zip(key, nodes, strict=True)):
            difference = np.abs(ours.get(key, nobody) - theirs.get(key, nobody))
            if np.any((difference >= 1) & (difference < minimum)):
                yield tuple(zip(shared, key, strict=True))


def _summed(table: CountTable, shared: list[str], *, with_rates: bool) -> dict[Key, Whole]:
    cube = cube_of(table)
    parts = [cube.counts, cube.numerators, cube.counts - cube.numerators]
    values = np.stack(parts if with_rates else parts[:1], axis=1)
    return {key: values[at] for at, key in shared_cells(cube, shared)}


def _nodes(table: CountTable, name: str) -> set[str | None]:
    return {node for one in table.dimensions if one.name == name for node in one.nodes()}


def _in_order(at: _Place) -> list[tuple[bool, str]]:
    return [(node is None, node or "") for _, node in at]


def _finding(at: _Place) -> DisclosureFinding:
    where = spoken(at) if at else "the total"
    return DisclosureFinding(
        code=ISOLATED,
        at=at,
        message=f"the new table less an earlier one singles people out: {where}",
        hint=_HINT,
    )
