"""What a reader of a published table knows, written as linear conditions; nothing else goes in.

The reader is the strictest sensible one: he knows the rule, that people are whole and never fewer than none,
that a hidden cell holds somebody (zeros are shown), that every count shown is the minimum or more, and that
a rate is capped exactly where it lies beyond its bound. He does not run our search backwards, to ask for
which counts it would have hidden just these cells. His unknowns are the interior cells; a margin is the
sum over the interior cells in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from catalog.enforcement.disclosure.published import Published, PublishedCell, RateForm
from catalog.enforcement.disclosure.rule import most_below
from catalog.enforcement.disclosure.solving import Lines, Whole, sparse
from catalog.enforcement.disclosure.tables import Key, lines_of, places_of

Row = tuple[list[int], list[float], float, float]
"""Unknowns, their coefficients, and the bounds of their sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """One value that is hidden: a count, a numerator or the rest behind it, as a sum of unknowns."""

    key: Key
    unknowns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge:
    """The unknowns (none is negative), the conditions on them, the secrets, and cells that cannot be.

    What meets ``inner`` meets ``lines`` as well. Its coefficients are all one, so that a search in it
    finds whole numbers sooner; that nothing meets it proves nothing.
    """

    lines: Lines
    inner: Lines
    columns: int
    secrets: tuple[Secret, ...]
    broken: tuple[Key, ...]


def knowledge_of(published: Published, *, guess: Whole | None = None) -> Knowledge:
    """Return what a reader knows of the people in the cells.

    With a ``guess`` at all unknowns, the inner conditions take every count that is shown as guessed.
    """
    return _Reader(published, guess=guess).everything()


def interior(published: Published) -> tuple[Key, ...]:
    """Return the interior cells that hold anybody."""
    known = [set(dimension.categories) for dimension in published.dimensions]
    return tuple(
        cell.key
        for cell in published.cells
        if cell.count != 0 and all(node in names for node, names in zip(cell.key, known, strict=True))
    )


def inside(published: Published) -> dict[Key, list[int]]:
    """Return, for each cell, the interior cells that it is the sum of, by their numbers."""
    lines = lines_of(published.dimensions)
    found: dict[Key, list[int]] = {}
    for number, key in enumerate(interior(published)):
        for place in places_of(tuple(str(node) for node in key), lines):
            found.setdefault(place, []).append(number)
    return found


class _Reader:
    def __init__(self, published: Published, *, guess: Whole | None) -> None:
        self._published, self._rule, self._guess = published, published.rule, guess
        self._inside = inside(published)
        self._size = len(interior(published))
        self._with_rates = published.numerator is not None
        self._cells = [cell for cell in published.cells if cell.count != 0]
        self._parts = [dimension.parts() for dimension in published.dimensions]

    def everything(self) -> Knowledge:
        """Write down what is known of the people in the cells."""
        rows, strict, inner = list(self._somebody()), list[Row](), list[Row]()
        secrets, broken = list[Secret](), list[Key]()
        counts = self._told({cell.key: cell.count for cell in self._cells if cell.count is not None})
        rates = self._told(
            {cell.key: shown for cell in self._cells if (shown := _numerator(cell)) is not None}
        )
        for cell in self._cells:
            if cell.key not in self._inside or not (counts.get(cell.key, True) and rates.get(cell.key, True)):
                broken.append(cell.key)
                continue
            if cell.count is not None and cell.key not in counts:
                rows.append(self._count_row(cell.key, cell.count))
            if cell.rate is not None and cell.key not in rates:
                strict += self._rate_rows(cell)
                inner += self._inner_rate_rows(cell)
            secrets += self._secrets(cell)
        columns = self._size * (2 if self._with_rates else 1)
        return Knowledge(
            lines=_lines([*rows, *(inner if self._rule.round_to == 1 else strict)], columns=columns),
            inner=_lines([*rows, *inner], columns=columns),
            columns=columns,
            secrets=tuple(secrets),
            broken=tuple(dict.fromkeys(broken)),
        )

    def _told(self, shown: dict[Key, int]) -> dict[Key, bool]:
        """Return the cells that merely add up others, all of them shown exactly, and whether they do."""
        told: dict[Key, bool] = {}
        if self._rule.round_to > 1:
            return told
        for key, value in shown.items():
            for axis, node in enumerate(key):
                inner = [(*key[:axis], part, *key[axis + 1 :]) for part in self._parts[axis].get(node, ())]
                inner = [part for part in inner if part in self._inside]
                if inner and all(part in shown for part in inner):
                    told[key] = told.get(key, True) and sum(shown[part] for part in inner) == value
        return told

    def _people(self, key: Key) -> list[int]:
        having = self._inside[key]
        return [*having, *self._rest(key)] if self._with_rates else having

    def _rest(self, key: Key) -> list[int]:
        return [self._size + number for number in self._inside[key]]

    def _somebody(self) -> Iterator[Row]:
        """In each interior cell there is somebody, or it would be shown as empty."""
        for number in range(self._size):
            people = [number, self._size + number] if self._with_rates else [number]
            yield _between(people, 1, np.inf)

    def _count_row(self, key: Key, shown: int) -> Row:
        low, high = self._rule.range_of(shown)
        return _between(self._people(key), max(low, self._rule.minimum), high)

    def _rate_rows(self, cell: PublishedCell) -> Iterator[Row]:
        having, rest = self._inside[cell.key], self._rest(cell.key)
        shown = _numerator(cell)
        if shown is not None:
            yield _between(having, *self._rule.range_of(shown))
        if cell.count is None or cell.rate is None:
            return
        bound, form = self._rule.bound_for(cell.count), cell.rate.form
        if form is RateForm.BELOW:
            yield _compared(having, rest, bound=cell.rate.bound or 0, low=-np.inf, high=-1)
        elif form is RateForm.ABOVE:
            yield _compared(rest, having, bound=cell.rate.bound or 0, low=-np.inf, high=-1)
        elif bound is not None:
            yield _compared(having, rest, bound=bound, low=0, high=np.inf)
            yield _compared(rest, having, bound=bound, low=0, high=np.inf)

    def _inner_rate_rows(self, cell: PublishedCell) -> Iterator[Row]:
        """Bound the numerator, and the rest, for every count that is shown so; exact where counts are."""
        having, rest = self._inside[cell.key], self._rest(cell.key)
        shown = _numerator(cell)
        if shown is not None:
            yield _between(having, *self._rule.range_of(shown))
        if cell.count is None or cell.rate is None:
            return
        low, high = self._rule.range_of(cell.count)
        if self._guess is not None:
            low = high = int(self._guess[self._people(cell.key)].sum())
            yield _between(self._people(cell.key), low, high)
        bound, form = self._rule.bound_for(cell.count), cell.rate.form
        if form in {RateForm.BELOW, RateForm.ABOVE}:
            capped = having if form is RateForm.BELOW else rest
            yield _between(capped, 0, most_below(cell.rate.bound or 0, max(low, self._rule.minimum)))
        elif bound is not None:
            yield _between(having, most_below(bound, high) + 1, np.inf)
            yield _between(rest, most_below(bound, high) + 1, np.inf)

    def _secrets(self, cell: PublishedCell) -> Iterator[Secret]:
        if cell.count is None:
            yield Secret(key=cell.key, unknowns=tuple(self._people(cell.key)))
        if cell.rate is not None and cell.rate.form is not RateForm.SHOWN:
            yield Secret(key=cell.key, unknowns=tuple(self._inside[cell.key]))
            yield Secret(key=cell.key, unknowns=tuple(self._rest(cell.key)))


def _numerator(cell: PublishedCell) -> int | None:
    return cell.rate.numerator if cell.rate is not None and cell.rate.form is RateForm.SHOWN else None


def _between(unknowns: list[int], low: float, high: float) -> Row:
    return unknowns, [1.0] * len(unknowns), low, high


def _lines(rows: list[Row], *, columns: int) -> Lines:
    return Lines(
        matrix=sparse([(row[0], row[1]) for row in rows], columns=columns),
        low=np.array([row[2] for row in rows], dtype=np.float64),
        high=np.array([row[3] for row in rows], dtype=np.float64),
    )


def _compared(some: list[int], others: list[int], *, bound: int, low: float, high: float) -> Row:
    """Compare the rate of some among all with a bound in percent."""
    weights = [100.0 - bound] * len(some) + [-float(bound)] * len(others)
    return [*some, *others], weights, low, high


def knowledge_of_sum(published: Published, which: int) -> Knowledge:
    """Return what a reader knows of one sum over the people in the cells: it is nowhere negative.

    A sum is shown exactly where the count is shown.
    """
    found, size = inside(published), len(interior(published))
    rows: list[Row] = []
    secrets = []
    for cell in published.cells:
        if cell.count is None:
            secrets.append(Secret(key=cell.key, unknowns=tuple(found[cell.key])))
        elif cell.count:
            value, within = cell.sums[which], found[cell.key]
            rows.append(_between(within, value, value))
    lines = _lines(rows, columns=size)
    return Knowledge(lines=lines, inner=lines, columns=size, secrets=tuple(secrets), broken=())
