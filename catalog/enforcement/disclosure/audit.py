"""The audit: attack a published table with linear programming, and find every hidden value that gives way.

It reads what is published and nothing else. A hidden value counts as safe only when two tables of whole
numbers were found that agree with all that is published, differ in the value, and one of which has the
minimum or more there. Where none is found, for whatever reason, there is a finding: doubt refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from catalog.enforcement.disclosure.knowledge import Knowledge, Secret, knowledge_of, knowledge_of_sum
from catalog.enforcement.disclosure.published import DisclosureFinding, Published, named, spoken
from catalog.enforcement.disclosure.solving import (
    CLOSE,
    Lines,
    Real,
    Whole,
    as_whole,
    beside,
    components,
    minimised,
    sparse,
    widened,
)
from catalog.enforcement.disclosure.tables import Key

RECOVERED: Final = "hidden-value-recovered"
BELOW_MINIMUM: Final = "hidden-value-below-minimum"
UNPROVEN: Final = "hidden-value-not-proven-safe"
NARROW: Final = "hidden-sum-narrow"
SMALL: Final = "small-count-shown"
UNSOUND: Final = "table-does-not-add-up"

_ROUNDS: Final = 100
_NARROWEST: Final = 0.1
"""A hidden sum must be open by a tenth of its largest possible value."""

_BROAD: Final = 0.25
"""A condition on more than so much of the unknowns ties none of them down."""

_HINT: Final = "hide more of the cells that add up with it, or merge categories, and protect the table again"
_WORDS: Final = {
    RECOVERED: "a hidden value can be worked out exactly",
    BELOW_MINIMUM: "a hidden value is seen to be below the minimum",
    UNPROVEN: "a hidden value could not be proven safe",
    NARROW: "a hidden sum can be worked out too closely",
    SMALL: "a count below the minimum is shown",
    UNSOUND: "the published values do not add up",
}


def audit(published: Published) -> tuple[DisclosureFinding, ...]:
    """Return every hidden value that a reader can work out, or bound below the minimum."""
    known = knowledge_of(published)
    faults = dict.fromkeys(_small(published), SMALL) or dict.fromkeys(known.broken, UNSOUND)
    if not faults:
        faults = _attack(_guessed(published, known), minimum=published.rule.minimum)
    for which in range(len(published.sums)) if not faults else ():
        faults |= _attack_sum(knowledge_of_sum(published, which))
    return tuple(_finding(published, key, code) for key, code in faults.items())


def _guessed(published: Published, known: Knowledge) -> Knowledge:
    """Where counts are rounded, guess them in the search, so that rates bound numerators by whole numbers."""
    if published.numerator is None or published.rule.round_to == 1 or not known.columns:
        return known
    nothing, most = np.zeros(known.columns), np.full(known.columns, np.inf)
    guess = minimised(nothing, known.lines, nothing, most, whole=True)
    table = None if guess is None else as_whole(guess)
    if table is None or not known.lines.hold(table):
        return known
    return replace(known, inner=knowledge_of(published, guess=table).inner)


def _small(published: Published) -> Iterator[Key]:
    rule = published.rule
    for cell in published.cells:
        if cell.count and rule.range_of(cell.count)[1] < rule.minimum:
            yield cell.key


def _finding(published: Published, key: Key, code: str) -> DisclosureFinding:
    at = named(published.dimensions, key)
    return DisclosureFinding(code=code, at=at, message=f"{_WORDS[code]}: {spoken(at)}", hint=_HINT)


def _attack(known: Knowledge, *, minimum: int) -> dict[Key, str]:
    """Attack each group of unknowns that conditions tie together on its own."""
    if not known.columns:
        return {}
    faults: dict[Key, str] = {}
    for part in _apart(known):
        attacker = _Attacker(part, minimum=minimum)
        if not attacker.finds_a_table():
            return {secret.key: UNSOUND for secret in part.secrets}
        attacker.try_jointly()
        for number in range(len(part.secrets)):
            code = attacker.fault(number)
            if code is not None:
                faults.setdefault(part.secrets[number].key, code)
    return faults


def _apart(known: Knowledge) -> list[Knowledge]:
    """Split what is known into groups that have nothing to do with each other.

    A hidden margin over several groups keeps them together, since it is the sum of unknowns of them all.
    """
    ties = [(list(secret.unknowns), [1.0] * len(secret.unknowns)) for secret in known.secrets]
    every = widened(known.lines.matrix, sparse(ties, columns=known.columns), by=0)
    labels = components(every)
    by_label: dict[int, list[Secret]] = {}
    for secret in known.secrets:
        by_label.setdefault(int(labels[secret.unknowns[0]]), []).append(secret)
    return [_part(known, np.flatnonzero(labels == label), tuple(own)) for label, own in by_label.items()]


def _part(known: Knowledge, columns: Whole, secrets: tuple[Secret, ...]) -> Knowledge:
    place = {int(column): at for at, column in enumerate(columns)}
    own = (
        Secret(key=secret.key, unknowns=tuple(place[unknown] for unknown in secret.unknowns))
        for secret in secrets
    )
    return Knowledge(
        lines=_on(known.lines, columns),
        inner=_on(known.inner, columns),
        columns=len(columns),
        secrets=tuple(own),
        broken=(),
    )


def _on(lines: Lines, columns: Whole) -> Lines:
    """Return the conditions on some of the unknowns, which no condition ties to the others."""
    inner = lines.matrix[:, columns]
    rows = np.flatnonzero(np.diff(inner.indptr))
    return Lines(matrix=inner[rows], low=lines.low[rows], high=lines.high[rows])


class _Attacker:
    """One group of unknowns, and for each secret the least and the most seen in any possible table."""

    def __init__(self, known: Knowledge, *, minimum: int) -> None:
        self._known, self._minimum = known, minimum
        self._secrets = sparse(
            [(secret.unknowns, [1.0] * len(secret.unknowns)) for secret in known.secrets],
            columns=known.columns,
        )
        self._whole_secrets = self._secrets.astype(np.int64)
        size = len(known.secrets)
        self._least = np.full(size, np.iinfo(np.int64).max)
        self._most = np.full(size, -1)
        inner = known.inner
        self._by_column = inner.matrix.tocsc()
        self._tight = np.isfinite(inner.high) & (
            np.diff(inner.matrix.indptr) <= max(2, known.columns * _BROAD)
        )
        self._floor, self._ceiling = np.zeros(known.columns), np.full(known.columns, np.inf)

    def finds_a_table(self) -> bool:
        """Look for any table that agrees with what is published."""
        found = minimised(np.zeros(self._known.columns), self._known.lines, self._floor, self._ceiling)
        if found is None:
            return False
        if not self._note(found):
            self._solve_whole(np.zeros(self._known.columns), self._known.lines)
        return True

    def try_jointly(self) -> None:
        """Look for tables that serve many secrets at once: first upwards, then for a second value."""
        tried = np.zeros((2, len(self._most)), dtype=bool)
        for _ in range(_ROUNDS):
            waiting = self._waiting()
            upwards = waiting[~tried[0, waiting]]
            pick = self._no_two_share(upwards if len(upwards) else waiting[~tried[1, waiting]])
            if not len(pick):
                return
            down = not len(upwards)
            tried[int(down), pick] = True
            self._push(pick, down=down)

    def fault(self, number: int) -> str | None:
        """Return what is wrong with one secret, after a search for it alone; ``None`` where it is safe."""
        if self._is_safe(number):
            return None
        row = self._secrets[[number]].toarray()[0]
        top = self._bound(-row, stop=float(max(self._minimum, self._most[number] + 1)))
        bottom = self._bound(row)
        if self._is_safe(number):
            return None
        if top is not None and bottom is not None:
            if np.floor(top + CLOSE) <= np.ceil(bottom - CLOSE):
                return RECOVERED
            if np.floor(top + CLOSE) < self._minimum:
                return BELOW_MINIMUM
        return self._last_resort(number, row)

    def _last_resort(self, number: int, row: Real) -> str | None:
        """Search for whole numbers: for one that reaches the minimum, and for one that differs."""
        for wish in (
            (float(self._minimum), np.inf),
            (self._most[number] + 1.0, np.inf),
            (0.0, self._least[number] - 1.0),
        ):
            if not self._is_safe(number):
                lines = _with_row(self._known.lines, row, *wish)
                self._solve_whole(np.zeros(self._known.columns), lines)
        if self._is_safe(number):
            return None
        if self._most[number] >= self._minimum:
            return RECOVERED
        return UNPROVEN

    def _is_safe(self, number: int) -> bool:
        return bool(self._most[number] >= self._minimum and self._least[number] < self._most[number])

    def _waiting(self) -> Whole:
        return np.flatnonzero((self._most < self._minimum) | (self._least >= self._most))

    def _no_two_share(self, waiting: Whole) -> Whole:
        """Return some of the secrets, no two of which stand in one condition, so that the others give way."""
        taken, found = np.zeros(len(self._tight), dtype=bool), []
        for number in waiting:
            unknowns = self._known.secrets[number].unknowns
            rows = np.unique(self._by_column[:, list(unknowns)].indices)
            rows = rows[self._tight[rows]]
            if not taken[rows].any():
                taken[rows] = True
                found.append(number)
        return np.array(found, dtype=np.int64)

    def _push(self, pick: Whole, *, down: bool) -> None:
        """Look for a table in which the picked secrets are as high as they need to be, or lower than seen."""
        sign, width, extra = (-1.0 if down else 1.0), self._known.columns, len(pick)
        goal = np.maximum(self._minimum, self._most[pick] + 1).astype(np.float64)
        if down:
            goal = -np.maximum(self._least[pick] - 1.0, 0.0)
        reach = sparse([((at,), (-1.0,)) for at in range(extra)], columns=extra)
        tied = beside(self._secrets[pick] * sign, reach)
        lines = Lines(
            matrix=widened(self._known.inner.matrix, tied, by=extra),
            low=np.concatenate([self._known.inner.low, np.zeros(extra)]),
            high=np.concatenate([self._known.inner.high, np.full(extra, np.inf)]),
        )
        cost = np.concatenate([np.zeros(width), -np.ones(extra)])
        low = np.concatenate([self._floor, np.full(extra, -np.inf)])
        high = np.concatenate([self._ceiling, goal])
        found = minimised(cost, lines, low, high)
        if found is not None:
            self._note(found[:width])

    def _bound(self, cost: Real, *, stop: float = np.inf) -> float | None:
        """Return the least that a secret can be, or the most (up to where it is safe) for a negative cost."""
        lines = self._known.lines if stop == np.inf else _with_row(self._known.lines, -cost, 0, stop)
        found = minimised(cost, lines, self._floor, self._ceiling)
        if found is None:
            return None
        self._note(found)
        return abs(float(cost @ found))

    def _solve_whole(self, cost: Real, lines: Lines) -> None:
        found = minimised(cost, lines, self._floor, self._ceiling, whole=True)
        if found is not None:
            self._note(found)

    def _note(self, found: Real) -> bool:
        """Take a table for possible if it is one of whole numbers and meets every condition exactly."""
        table = as_whole(found)
        if table is None or np.any(table < 0) or not self._known.lines.hold(table):
            return False
        values = self._whole_secrets @ table
        self._least, self._most = np.minimum(self._least, values), np.maximum(self._most, values)
        return True


def _with_row(lines: Lines, row: Real, low: float, high: float) -> Lines:
    at = np.flatnonzero(row)
    more = sparse([(at.tolist(), row[at].tolist())], columns=len(row))
    return Lines(
        matrix=widened(lines.matrix, more, by=0),
        low=np.append(lines.low, low),
        high=np.append(lines.high, high),
    )


def _attack_sum(known: Knowledge) -> dict[Key, str]:
    """Bound each hidden sum; one that is nearly known is a finding."""
    faults: dict[Key, str] = {}
    floor, ceiling = np.zeros(known.columns), np.full(known.columns, np.inf)
    for secret in known.secrets:
        cost = np.zeros(known.columns)
        cost[list(secret.unknowns)] = 1.0
        least = minimised(cost, known.lines, floor, ceiling)
        if least is None:
            return {secret.key: UNSOUND for secret in known.secrets}
        most = minimised(-cost, known.lines, floor, ceiling)
        if most is None:
            continue
        top, bottom = float(cost @ most), float(cost @ least)
        if top - bottom <= max(_NARROWEST * top, CLOSE):
            faults[secret.key] = NARROW
    return faults
