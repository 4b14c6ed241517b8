"""Protect a table: hide what must be hidden, audit what is left, and release all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.enforcement.disclosure.audit import audit
from catalog.enforcement.disclosure.cube import Cube, cube_of
from catalog.enforcement.disclosure.hiding import Pattern, hide, small_cells
from catalog.enforcement.disclosure.published import DisclosureFinding, Published
from catalog.enforcement.disclosure.publishing import publish
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import CountTable, Key

_ROUNDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much is hidden: for a report, and for nobody outside, since it tells small cells from others."""

    cells: int
    small: int
    complementary: int
    capped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A table that passed its audit, with the true one behind it for the ledger."""

    table: CountTable
    published: Published
    tally: Tally

    def hidden(self) -> tuple[Key, ...]:
        """Return the cells whose count is not shown."""
        return tuple(cell.key for cell in self.published.cells if cell.count is None)

    def hidden_rates(self) -> tuple[Key, ...]:
        """Return the cells whose rate is not shown as a number."""
        return tuple(cell.key for cell in self.published.cells if cell.rate and cell.has_something_hidden)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A table that is not released, and every reason."""

    findings: tuple[DisclosureFinding, ...]


def protect(table: CountTable, rule: DisclosureRule) -> Protected | Refusal:
    """Return the table as it may be released, or every reason why it may not.

    What is hidden is audited by an attacker who sees only the published table. Where he gets anything, more
    is hidden, a few times over; where he still does, the whole table is refused. The same table and rule
    give the same answer, whatever the order of the cells.
    """
    cube = cube_of(table)
    more = Pattern(counts=np.zeros(len(cube.keys), bool), rates=np.zeros(len(cube.keys), bool))
    findings: tuple[DisclosureFinding, ...] = ()
    for _ in range(_ROUNDS):
        pattern = hide(cube, rule, also=more)
        if pattern is None:
            break
        published = publish(cube, rule, pattern)
        findings = audit(published)
        if not findings:
            return Protected(table=table, published=published, tally=_tally(cube, rule, pattern))
        if not _widen(cube, pattern, findings, more=more):
            break
    return Refusal(findings=findings or (_hopeless(cube),))


def _hopeless(cube: Cube) -> DisclosureFinding:
    return DisclosureFinding(
        code="no-protection-found",
        at=tuple((dimension.name, None) for dimension in cube.table.dimensions),
        message="the small cells of this table cannot be protected",
        hint="merge categories, or leave out a dimension",
    )


def _widen(cube: Cube, pattern: Pattern, findings: tuple[DisclosureFinding, ...], *, more: Pattern) -> bool:
    """Mark, for each exposed cell, the cheapest shown cell that adds up with it. Say whether any was left."""
    at = {key: place for place, key in enumerate(cube.keys)}
    exposed = {at[key] for one in findings if (key := tuple(node for _, node in one.at)) in at}
    marked = False
    for place in sorted(exposed):
        near = {
            cell
            for whole, inner in cube.relations
            if place == whole or place in inner
            for cell in (whole, *inner)
            if not pattern.counts[cell]
        }
        if near:
            cheapest = min(near, key=lambda cell: (int(cube.margin[cell]), int(cube.counts[cell]), cell))
            more.counts[cheapest] = more.rates[cheapest] = marked = True
    return marked


def _tally(cube: Cube, rule: DisclosureRule, pattern: Pattern) -> Tally:
    small = small_cells(cube, rule)
    hidden = pattern.counts | pattern.rates
    by_rule = small.counts | small.rates
    return Tally(
        cells=len(cube.keys),
        small=int(np.count_nonzero(small.counts)),
        complementary=int(np.count_nonzero((pattern.counts & ~small.counts) | (hidden & ~by_rule))),
        capped=int(np.count_nonzero(small.rates & ~pattern.counts)),
    )
