"""Choose what is hidden: what is small, and as little else as keeps anybody from working it out.

A hidden value is proven safe by an alternative: another table of whole numbers that agrees with all that is
shown and in which the value is the minimum or more. Where the hidden cells leave no alternative, a linear
programme moves people between cells at the least cost, and the cells it moves are hidden as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from catalog.enforcement.disclosure.cube import Cube
from catalog.enforcement.disclosure.rule import DisclosureRule, most_below
from catalog.enforcement.disclosure.solving import (
    CLOSE,
    Lines,
    Real,
    Whole,
    as_whole,
    minimised,
    sparse,
    two_sided,
    widened,
)

Marks = npt.NDArray[np.bool_]

_HIDDEN_COST: Final = 1e-3
"""Moving what is hidden anyway costs next to nothing, but no more of it moves than must."""

_MARGIN_COST: Final = 3.0
"""A margin serves many readers: each level that a cell is summed over makes hiding it so much dearer."""

_JOINT_ROUNDS: Final = 100

_SHOWN_AGAIN: Final = 20_000
"""So many unknowns, over all programmes, are spent on showing again what need not be hidden."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """What is hidden, cell by cell: the count with all else, or the rate alone (also where it is capped)."""

    counts: Marks
    rates: Marks


def small_cells(cube: Cube, rule: DisclosureRule) -> Pattern:
    """Return what the rule hides by itself, before anything else is hidden to protect it.

    A count below the minimum is hidden. So is a rate whose numerator, or whose rest, is below the minimum,
    whose cell is too small for any bound, or that lies below its cap or as near to 100 percent.
    """
    counts = cube.counts < rule.minimum
    if cube.table.numerator is None:
        return Pattern(counts=counts, rates=np.zeros_like(counts))
    low, high = numerator_range(cube, rule)
    bounded = np.array([bound is not None for bound in bounds_of(cube, rule)], dtype=bool)
    capped = (low == 0) | (high == cube.counts)
    return Pattern(counts=counts, rates=counts | ~bounded | capped)


def bounds_of(cube: Cube, rule: DisclosureRule) -> list[int | None]:
    """Return the bound that each cell's rate is capped with, in percent."""
    return [rule.bound_for(rule.rounded(int(count))) for count in cube.counts]


def numerator_range(cube: Cube, rule: DisclosureRule) -> tuple[Whole, Whole]:
    """Return the numerators that a reader holds possible where the count is shown and the rate is not.

    He knows the rule: what is capped lies beyond its bound, and what is merely hidden does not.
    """
    low, high = np.zeros_like(cube.counts), cube.counts.copy()
    for at, bound in enumerate(bounds_of(cube, rule)):
        count, having = int(cube.counts[at]), int(cube.numerators[at])
        if bound is None:
            continue
        most = most_below(bound, count)
        if having <= most:
            high[at] = most
        elif count - having <= most:
            low[at] = count - most
        else:
            low[at], high[at] = most + 1, count - most - 1
    return low, high


def hide(cube: Cube, rule: DisclosureRule, *, also: Pattern | None = None) -> Pattern | None:
    """Return what to hide so that every hidden value is proven safe, or ``None`` where that cannot be done.

    ``also`` is hidden in any case. The same cube and rule always give the same answer.
    """
    search = _Search(cube, rule)
    search.mark(small_cells(cube, rule))
    if also is not None:
        search.mark(also)
    search.prove_jointly()
    while len(open_items := search.unproven()):
        if not search.protect(int(open_items[0])):
            return None
    search.show_again(keep=also)
    return search.pattern()


class _Search:
    """The unknowns are the counts and, where there are numerators, those and their rests behind them."""

    def __init__(self, cube: Cube, rule: DisclosureRule) -> None:
        self._cube, self._rule, self._cells = cube, rule, len(cube.keys)
        self._with_rates = cube.table.numerator is not None
        parts = [cube.counts, cube.numerators, cube.counts - cube.numerators]
        self._true = np.concatenate(parts if self._with_rates else parts[:1])
        self._matrix = sparse(self._rows(), columns=len(self._true))
        self._matrix_whole, self._by_column = self._matrix.astype(np.int64), self._matrix.tocsc()
        self._hidden = np.zeros(len(self._true), dtype=bool)
        self._least, self._most = self._true.copy(), self._true.copy()
        self._moves: list[Whole] = []
        dearer = (1.0 + _MARGIN_COST * cube.margin) * (1.0 + np.log2(cube.counts + 1.0) / 20.0)
        self._cost = np.concatenate([dearer, dearer / 3, dearer / 3] if self._with_rates else [dearer])
        self._range = numerator_range(cube, rule)

    def _rows(self) -> list[tuple[list[int], list[float]]]:
        size, made = self._cells, []
        for part in (0, 1) if self._with_rates else (0,):
            for whole, inner in self._cube.relations:
                at = [part * size + cell for cell in (whole, *inner)]
                made.append((at, [-1.0] + [1.0] * len(inner)))
        if self._with_rates:
            made += [([cell, size + cell, 2 * size + cell], [-1.0, 1.0, 1.0]) for cell in range(size)]
        return made

    def mark(self, pattern: Pattern) -> None:
        """Hide what a pattern hides, and what falls with it."""
        self._hidden[: self._cells] |= pattern.counts
        if self._with_rates:
            rates = pattern.rates | self._hidden[: self._cells]
            self._hidden[self._cells :] |= np.tile(rates, 2)

    def pattern(self) -> Pattern:
        """Return what is hidden by now."""
        counts = self._hidden[: self._cells].copy()
        rates = self._hidden[self._cells : 2 * self._cells].copy() if self._with_rates else counts & False
        return Pattern(counts=counts, rates=rates)

    def unproven(self) -> Whole:
        """Return the hidden values for which there is no alternative yet, the most exposed first."""
        reaches = np.maximum(self._rule.minimum - self._most, 0)
        waiting = self._hidden & ((reaches > 0) | (self._least == self._most))
        found = np.flatnonzero(waiting)
        return found[np.argsort(-reaches[found], kind="stable")]

    def protect(self, item: int) -> bool:
        """Find an alternative for one value at the least cost, hiding what has to move for it."""
        if self._move(item, up=self._need(item)):
            return True
        if self._true[item] >= self._rule.minimum and self._move(item, up=-1):
            return True
        self._free_above(item)
        return self._move(item, up=self._need(item))

    def show_again(self, *, keep: Pattern | None) -> None:
        """Show what was hidden to protect others and turned out not to be needed, the dearest first."""
        small = small_cells(self._cube, self._rule)
        counts = small.counts if keep is None else small.counts | keep.counts
        rates = small.rates if keep is None else small.rates | keep.rates
        helping = np.flatnonzero(self._hidden[: self._cells] & ~counts)
        left = _SHOWN_AGAIN
        for cell in sorted(helping, key=lambda cell: (-self._cost[cell], cell)):
            if left <= 0:
                return
            before = self._hidden.copy()
            self._hidden[cell] = False
            if self._with_rates and not rates[cell]:
                self._hidden[[self._cells + cell, 2 * self._cells + cell]] = False
            self._recount()
            while len(waiting := self.unproven()):
                left -= int(np.count_nonzero(self._hidden))
                if left <= 0 or not self._move_within(int(waiting[0])):
                    self._hidden = before
                    self._recount()
                    break

    def _recount(self) -> None:
        """Count only the alternatives that move nothing but what is hidden now."""
        self._least, self._most = self._true.copy(), self._true.copy()
        low, high = self._limits()
        shown = ~self._hidden
        for move in self._moves:
            there = self._true + move
            if not np.any(move[shown]) and np.all((there >= low) & (there <= high)):
                self._least, self._most = np.minimum(self._least, there), np.maximum(self._most, there)

    def _move_within(self, item: int) -> bool:
        """Move one value by moving nothing but what is hidden, if that is soon found."""
        columns = np.flatnonzero(self._hidden)
        found = self._cheapest(item, columns, up=self._need(item))
        return found is not None and self._note_scaled(found, columns)

    def prove_jointly(self) -> None:
        """Look for alternatives that serve many hidden values at once and hide nothing more."""
        tried = np.zeros(len(self._true), dtype=bool)
        for _ in range(_JOINT_ROUNDS):
            waiting = self.unproven()
            apart = self._apart(waiting[~tried[waiting]])
            if not len(apart):
                return
            tried[apart] = True
            self._raise_together(apart)

    def _apart(self, waiting: Whole) -> Whole:
        """Return some of the values, no two of which stand in one sum, so that the others can give way."""
        taken, found = np.zeros(self._matrix.shape[0], dtype=bool), []
        for item in waiting:
            rows = self._by_column.indices[self._by_column.indptr[item] : self._by_column.indptr[item + 1]]
            if not taken[rows].any():
                taken[rows] = True
                found.append(item)
        return np.array(found, dtype=np.int64)

    def _need(self, item: int) -> int:
        return max(1, self._rule.minimum - int(self._true[item]))

    def _limits(self) -> tuple[Whole, Real]:
        """Return the least and the most that a reader holds possible of each value, were it hidden."""
        size = self._cells
        low, high = np.zeros_like(self._true), np.full(len(self._true), np.inf)
        low[:size] = 1
        if self._with_rates:
            known = ~self._hidden[:size]
            low[size : 2 * size] = np.where(known, self._range[0], 0)
            high[size : 2 * size] = np.where(known, self._range[1], np.inf)
        return low, high

    def _raise_together(self, waiting: Whole) -> None:
        """Raise as many of the waiting values as far as they need, within what is hidden."""
        columns = np.flatnonzero(self._hidden)
        place = {int(column): at for at, column in enumerate(columns)}
        need = np.array([self._need(int(item)) for item in waiting], dtype=np.float64)
        low, high = self._limits()
        width, extra = len(columns), len(waiting)
        inner = self._matrix[:, columns]
        tied = [([place[int(item)], width + at], [1.0, -1.0]) for at, item in enumerate(waiting)]
        matrix = widened(inner, sparse(tied, columns=width + extra), by=extra)
        zero = np.zeros(inner.shape[0])
        lines = Lines(
            matrix=matrix,
            low=np.concatenate([zero, np.zeros(extra)]),
            high=np.concatenate([zero, np.full(extra, np.inf)]),
        )
        cost = np.concatenate([np.zeros(width), -np.ones(extra)])
        below = np.concatenate([(low - self._true)[columns], np.zeros(extra)])
        above = np.concatenate([(high - self._true)[columns], need])
        found = minimised(cost, lines, below, above)
        if found is not None:
            self._note_scaled(found[:width], columns)

    def _move(self, item: int, *, up: int) -> bool:
        """Move one value by the least cost; where that takes fractions, again in whole numbers."""
        everything = np.arange(len(self._true))
        found = self._cheapest(item, everything, up=up)
        if found is None:
            return False
        if self._note_scaled(found, everything):
            return True
        near = np.flatnonzero(self._hidden | (np.abs(found) > CLOSE))
        for columns in (near, everything):
            found = self._cheapest(item, columns, up=up, whole=True)
            if found is not None and self._note_scaled(found, columns):
                return True
        return False

    def _cheapest(self, item: int, columns: Whole, *, up: int, whole: bool = False) -> Real | None:
        """Return how far the values of some columns move, so that one of them moves as far as it must."""
        low, high = self._limits()
        cost = np.where(self._hidden, _HIDDEN_COST, self._cost)[columns]
        rise, fall = (high - self._true)[columns], (self._true - low)[columns]
        least_rise, least_fall = np.zeros(len(columns)), np.zeros(len(columns))
        place = int(np.searchsorted(columns, item))
        forced, limit, other = (least_rise, rise, fall) if up > 0 else (least_fall, fall, rise)
        if limit[place] < abs(up):
            return None
        forced[place], other[place] = abs(up), 0
        zero = np.zeros(self._matrix.shape[0])
        found = minimised(
            np.concatenate([cost, cost]),
            Lines(matrix=two_sided(self._matrix[:, columns]), low=zero, high=zero),
            np.concatenate([least_rise, least_fall]),
            np.concatenate([rise, fall]),
            whole=whole,
        )
        return None if found is None else found[: len(columns)] - found[len(columns) :]

    def _note_scaled(self, found: Real, columns: Whole) -> bool:
        """Take a move, or what makes its halves or thirds whole, for an alternative."""
        for times in (1, 2, 3):
            moved = as_whole(found * times)
            if moved is not None:
                move = np.zeros_like(self._true)
                move[columns] = moved
                return self._note(move)
        return False

    def _note(self, move: Whole) -> bool:
        """Take a move for an alternative, if it is exactly one, and hide what it moves."""
        low, high = self._limits()
        within = np.all((self._true + move >= low) & (self._true + move <= high))
        if not within or np.any(self._matrix_whole @ move):
            return False
        moved, size = move != 0, self._cells
        rates = moved[size : 2 * size] | moved[2 * size :] if self._with_rates else moved[:size]
        self.mark(Pattern(counts=moved[:size], rates=rates))
        self._moves.append(move)
        self._least = np.minimum(self._least, self._true + move)
        self._most = np.maximum(self._most, self._true + move)
        return True

    def _free_above(self, item: int) -> None:
        """Hide the counts of a cell and of all that it adds up to, so that nothing bounds it from above."""
        above, size = {item % self._cells}, 0
        while size < len(above):
            size = len(above)
            above |= {whole for whole, inner in self._cube.relations if above & set(inner)}
        counts = np.zeros(self._cells, dtype=bool)
        counts[sorted(above)] = True
        self.mark(Pattern(counts=counts, rates=counts))
