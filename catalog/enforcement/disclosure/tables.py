"""A table of counts as the data holder knows it: dimensions, hierarchies, and the cells that occur."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final

from catalog.errors import BadInput

Node = str | None
"""A category or a group of a dimension; ``None`` is the total over the dimension."""

Key = tuple[Node, ...]
"""The place of a cell: one node for each dimension, in the table's order."""

LARGEST: Final = 2**40
"""No count and no sum is larger: beyond it the solver's arithmetic would not be exact enough to trust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One dimension: its categories in the order to print, and the groups that they add up to.

    ``above`` names the group of a category, or of a group: a county's region, a region's state. What has
    nothing above it adds up to the total. A group that would take in itself is refused.
    """

    name: str
    categories: tuple[str, ...]
    above: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a dimension that does not add up to one total."""
        above = dict(self.above)
        distinct = len(set(self.categories)) == len(self.categories) and len(above) == len(self.above)
        if not self.categories or not distinct:
            raise BadInput(f"dimension `{self.name}` has no categories, or one twice")
        groups = set(above.values())
        if groups & set(self.categories) or not set(above) <= groups | set(self.categories):
            raise BadInput(
                f"dimension `{self.name}` has a group that is a category, or one with nothing in it"
            )
        if not groups <= {group for category in self.categories for group in self.line(category)}:
            raise BadInput(f"dimension `{self.name}` has a group with no category in it")

    def line(self, node: str) -> tuple[Node, ...]:
        """Return the node itself and all that it adds up to, the total last."""
        above = dict(self.above)
        found: list[Node] = [node]
        while (step := above.get(str(found[-1]))) is not None:
            if step in found:
                raise BadInput(f"dimension `{self.name}` has a group that takes in itself")
            found.append(step)
        return (*found, None)

    def nodes(self) -> tuple[Node, ...]:
        """Return all nodes in the order to print: categories, then groups, then the total."""
        groups = dict.fromkeys(group for _, group in self.above)
        return (*self.categories, *groups, None)

    def heights(self) -> dict[Node, int]:
        """Return how many levels each node stands above the categories; the total stands above all."""
        found: dict[Node, int] = {}
        for category in self.categories:
            line = self.line(category)
            for height, node in enumerate(line):
                found[node] = max(found.get(node, 0), height)
        return found

    def parts(self) -> dict[Node, tuple[str, ...]]:
        """Return what each group and the total are made of, one level down."""
        above = dict(self.above)
        made: dict[Node, list[str]] = {}
        for node in self.nodes():
            if node is not None:
                made.setdefault(above.get(node), []).append(node)
        return {whole: tuple(parts) for whole, parts in made.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One interior cell: how many people, how many of them have what the numerator counts, and sums."""

    key: tuple[str, ...]
    count: int
    numerator: int | None = None
    sums: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One condition on the rows that were counted: a field and the values that it may have."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """A table of people. Combinations that have no cell hold nobody, and everybody will see that.

    ``numerator`` names what the cells' numerators count (for rates); ``sums`` names sums over the people
    of a cell, whole and never negative (money in cents). A sum of zeros and ones is a numerator, and must
    be given as one. All margins and all levels of a hierarchy are derived from the cells.
    """

    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    numerator: str | None = None
    sums: tuple[str, ...] = ()
    selection: tuple[Selection, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a table that has a cell twice, one out of place, or a value that cannot be."""
        names = [dimension.name for dimension in self.dimensions]
        if not names or len(set(names)) < len(names):
            raise BadInput("a table needs dimensions, each once")
        known = [set(dimension.categories) for dimension in self.dimensions]
        seen: set[tuple[str, ...]] = set()
        for cell in self.cells:
            if len(cell.key) != len(known) or any(k not in n for k, n in zip(cell.key, known, strict=True)):
                raise BadInput("a cell has a category that its dimension does not have")
            if cell.key in seen:
                raise BadInput("a table has two cells for the same categories")
            seen.add(cell.key)
            _require_values(cell, numerator=self.numerator, sums=self.sums)

    def occupied(self) -> tuple[Cell, ...]:
        """Return the cells that hold anybody, in the order of the categories."""
        order = [{name: at for at, name in enumerate(one.categories)} for one in self.dimensions]
        found = [cell for cell in self.cells if cell.count]
        return tuple(sorted(found, key=lambda cell: [o[k] for o, k in zip(order, cell.key, strict=True)]))


def lines_of(dimensions: Iterable[Dimension]) -> list[dict[str, tuple[Node, ...]]]:
    """Return, for each dimension, what each category adds up to."""
    return [{name: one.line(name) for name in one.categories} for one in dimensions]


def places_of(key: tuple[str, ...], lines: list[dict[str, tuple[Node, ...]]]) -> Iterable[Key]:
    """Return all cells that an interior cell counts in: itself, and every margin over it."""
    return product(*(line[name] for line, name in zip(lines, key, strict=True)))


def _require_values(cell: Cell, *, numerator: str | None, sums: tuple[str, ...]) -> None:
    values = [cell.count, *cell.sums, *([] if cell.numerator is None else [cell.numerator])]
    if any(type(value) is not int or not 0 <= value <= LARGEST for value in values):
        raise BadInput("a count or a sum is no whole number between 0 and 2^40")
    if (cell.numerator is None) != (numerator is None) or len(cell.sums) != len(sums):
        raise BadInput("a cell has other measures than its table names")
    if cell.numerator is not None and cell.numerator > cell.count:
        raise BadInput("a numerator is larger than its count")
    if not cell.count and any(cell.sums):
        raise BadInput("a cell with nobody in it has a sum")
