"""The cube of a table: every interior cell and every margin, with its true values and what it is made of."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.enforcement.disclosure.tables import CountTable, Dimension, Key, lines_of, places_of

Whole = npt.NDArray[np.int64]
"""An array of whole numbers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cube:
    """All cells that hold anybody, in the order to print. ``values`` has the count, the numerator, the sums.

    ``relations`` are all sums that hold between cells: one cell, and the cells one level down that it is
    the sum of. ``margin`` says over how many levels, of all dimensions, a cell is summed.
    """

    table: CountTable
    keys: tuple[Key, ...]
    values: Whole
    relations: tuple[tuple[int, tuple[int, ...]], ...]
    margin: Whole

    @property
    def counts(self) -> Whole:
        """How many people each cell holds."""
        return self.values[:, 0]

    @property
    def numerators(self) -> Whole:
        """How many of them have what the numerator counts."""
        return self.values[:, 1]

    @property
    def sums(self) -> Whole:
        """The sums, one column each."""
        return self.values[:, 2:]


@functools.lru_cache(maxsize=8)
def cube_of(table: CountTable) -> Cube:
    """Return the cube of a table. The last few are kept, as one table is compared with many."""
    lines = lines_of(table.dimensions)
    added: dict[Key, Whole] = {}
    for cell in table.occupied():
        values = np.array([cell.count, cell.numerator or 0, *cell.sums], dtype=np.int64)
        for key in places_of(cell.key, lines):
            added[key] = added[key] + values if key in added else values
    order = [{node: at for at, node in enumerate(one.nodes())} for one in table.dimensions]
    keys = tuple(sorted(added, key=lambda key: [o[node] for o, node in zip(order, key, strict=True)]))
    heights = [one.heights() for one in table.dimensions]
    empty = np.zeros((0, 2 + len(table.sums)), dtype=np.int64)
    return Cube(
        table=table,
        keys=keys,
        values=np.stack([added[key] for key in keys]) if keys else empty,
        relations=tuple(_relations(table.dimensions, keys)),
        margin=np.array(
            [sum(height[node] for height, node in zip(heights, key, strict=True)) for key in keys],
            dtype=np.int64,
        ),
    )


def _relations(
    dimensions: tuple[Dimension, ...], keys: tuple[Key, ...]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    at = {key: position for position, key in enumerate(keys)}
    parts = [dimension.parts() for dimension in dimensions]
    for whole, key in enumerate(keys):
        for axis, node in enumerate(key):
            inner = (at.get((*key[:axis], part, *key[axis + 1 :])) for part in parts[axis].get(node, ()))
            found = tuple(position for position in inner if position is not None)
            if found:
                yield whole, found
