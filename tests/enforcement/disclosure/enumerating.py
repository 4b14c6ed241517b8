"""The oracle: what a hidden value can be, found by trying whole numbers one after the other.

It shares no line with the audit: no linear programme, no margins built from margins. Each cell of the
published table becomes a condition on the interior cells under it, and a search with plain bounds looks for
a table that meets them all.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.enforcement.disclosure.published import Published, PublishedCell, RateForm
from catalog.enforcement.disclosure.tables import Key

Unknown = tuple[Key, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A weighted sum of unknowns, and the range that it lies in."""

    weights: dict[Unknown, int]
    low: int
    high: int


class Reader:
    """Somebody with a published table, pencil and patience. No interior cell is thought to pass ``limit``."""

    def __init__(self, published: Published, *, limit: int) -> None:
        self._published, self._limit = published, limit
        names = [set(one.categories) for one in published.dimensions]
        self._kinds = ("with", "without") if published.numerator else ("people",)
        self._inner = [
            cell.key
            for cell in published.cells
            if cell.count != 0 and all(n in k for n, k in zip(cell.key, names, strict=True))
        ]
        self._conditions = [one for cell in published.cells if cell.count != 0 for one in self._known(cell)]
        self._conditions += [
            Condition(weights={(key, kind): 1 for kind in self._kinds}, low=1, high=limit)
            for key in self._inner
        ]

    def secrets(self) -> dict[tuple[Key, str], dict[Unknown, int]]:
        """Return every hidden value, as the unknowns that it is the sum of."""
        found = {}
        for cell in self._published.cells:
            if cell.count is None:
                found[cell.key, "count"] = self._sum(cell.key, *self._kinds)
            if cell.rate is not None and cell.rate.form is not RateForm.SHOWN:
                found |= {(cell.key, kind): self._sum(cell.key, kind) for kind in self._kinds}
        return found

    def can_be(self, secret: dict[Unknown, int], *, low: int = 0, high: int = 10**6) -> bool:
        """Whether the hidden value can lie in a range, given all that is published."""
        extra = Condition(weights=secret, low=low, high=high)
        unknowns = [(key, kind) for key in self._inner for kind in self._kinds]
        return _search(unknowns, [*self._conditions, extra], self._limit)

    def _known(self, cell: PublishedCell) -> list[Condition]:
        found, rule = [], self._published.rule
        if cell.count is not None:
            low, high = rule.range_of(cell.count)
            people = self._sum(cell.key, *self._kinds)
            found.append(Condition(weights=people, low=max(low, rule.minimum), high=high))
        if cell.rate is None or cell.count is None:
            return found
        having, rest = self._sum(cell.key, "with"), self._sum(cell.key, "without")
        if cell.rate.form is RateForm.SHOWN:
            low, high = rule.range_of(cell.rate.numerator or 0)
            found.append(Condition(weights=having, low=low, high=high))
        bound = rule.bound_for(cell.count)
        if bound is None:
            return found
        below = {RateForm.BELOW: [having], RateForm.ABOVE: [rest]}.get(cell.rate.form, [])
        beyond = [] if below else [having, rest]
        for some in (*below, *beyond):
            weights = dict.fromkeys({**having, **rest}, -bound) | dict.fromkeys(some, 100 - bound)
            low, high = (-(10**9), -1) if below else (0, 10**9)
            found.append(Condition(weights=weights, low=low, high=high))
        return found

    def _sum(self, place: Key, *kinds: str) -> dict[Unknown, int]:
        lines = [{name: one.line(name) for name in one.categories} for one in self._published.dimensions]
        return {
            (key, kind): 1
            for key in self._inner
            if all(node in line[str(name)] for node, name, line in zip(place, key, lines, strict=True))
            for kind in kinds
        }


def _search(unknowns: list[Unknown], conditions: list[Condition], limit: int) -> bool:
    low, high = dict.fromkeys(unknowns, 0), dict.fromkeys(unknowns, limit)
    return _narrowed(low, high, conditions) and _try(low, high, conditions)


def _try(low: dict[Unknown, int], high: dict[Unknown, int], conditions: list[Condition]) -> bool:
    still_open = [one for one in low if low[one] < high[one]]
    if not still_open:
        return True
    pick = min(still_open, key=lambda one: (high[one] - low[one], one))
    middle = (low[pick] + high[pick]) // 2
    for bottom, top in ((low[pick], middle), (middle + 1, high[pick])):
        lower, upper = low | {pick: bottom}, high | {pick: top}
        if _narrowed(lower, upper, conditions) and _try(lower, upper, conditions):
            return True
    return False


def _narrowed(low: dict[Unknown, int], high: dict[Unknown, int], conditions: list[Condition]) -> bool:
    """Narrow the ranges until no condition narrows them further; say whether anything is left."""
    changed = True
    while changed:
        changed = False
        for one in conditions:
            ends = {u: sorted((w * low[u], w * high[u])) for u, w in one.weights.items()}
            least, most = sum(end[0] for end in ends.values()), sum(end[1] for end in ends.values())
            if least > one.high or most < one.low:
                return False
            for unknown, weight in one.weights.items():
                top = (one.high - least + ends[unknown][0]) // abs(weight)
                bottom = -((most - ends[unknown][1] - one.low) // abs(weight))
                if weight < 0:
                    top, bottom = -bottom, -top
                if top < high[unknown] or bottom > low[unknown]:
                    high[unknown], low[unknown] = min(top, high[unknown]), max(bottom, low[unknown])
                    changed = True
                    if low[unknown] > high[unknown]:
                        return False
                    break
    return True
