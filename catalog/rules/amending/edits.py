"""What keeps a clause from permitting a flow, as edits: one for each dimension that has to change.

An edit says the least: the one recipient, purpose, zone, form or element that is asked for is added, a
term is drawn out to the day and no further, a condition is weakened to what is shown. A clause's own
words and those of its row of redisclosure are one dimension, changed in both where both fall short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final, Literal

from catalog.records.agreement import Agreement, Permit
from catalog.records.ids import BasisId, ElementId, Form, PartnerId, PurposeId, RegimeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.records.vocabulary import LegalBasis
from catalog.rules.flows.days import contains
from catalog.rules.flows.law import missing_elements
from catalog.rules.flows.purposes import PurposeTree
from catalog.rules.flows.ways import Way

Dimension = Literal[
    "origin",
    "element",
    "sender",
    "recipient",
    "purpose",
    "zone",
    "form",
    "term-start",
    "term-end",
    "retention",
    "min-cell",
    "irb",
    "duty",
    "basis",
    "written-elements",
]
OF_THE_TEXT: Final = frozenset({"term-start", "term-end", "basis", "written-elements"})
"""The dimensions that belong to an agreement as a whole, and not to one clause."""

Row = int | Literal["new"] | None
"""A row of a clause's redisclosure, counted from 0; a new one; or the clause's own direct flow."""

MOST_BASES: Final = 4
"""So many legal bases are put together at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The flow of one source that a clause is to permit, and the evidence that is shown for it."""

    provider: PartnerId
    element: ElementId
    regimes: tuple[RegimeId, ...]
    sender: PartnerId
    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    form: Form
    on: date
    min_cell: int | None
    irb: str | None
    can_enforce: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One dimension that changes: what stood there, if that is replaced, and what comes."""

    dimension: Dimension
    old: str | None
    new: str | None

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"dimension": self.dimension, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One way of a clause in a version of an agreement: where edits are made.

    ``way`` is what the clause, or its row, says now; for a new row it is that of the clause itself.
    """

    agreement: Agreement
    clause: Permit
    row: Row
    way: Way


def places_of(agreement: Agreement, ways: Sequence[Way]) -> Iterator[Place]:
    """Yield every place of a version; ``ways`` are all its ways, in the order of its clauses."""
    left = iter(ways)
    for clause in agreement.permits:
        direct = next(left)
        yield Place(agreement=agreement, clause=clause, row=None, way=direct)
        for number, _ in enumerate(clause.onward):
            yield Place(agreement=agreement, clause=clause, row=number, way=next(left))
        yield Place(agreement=agreement, clause=clause, row="new", way=direct)


def edits_for(
    snapshot: Snapshot, tree: PurposeTree, place: Place, *, target: Target
) -> Iterator[tuple[Edit, ...]]:
    """Yield each least set of edits by which a place would contain the target.

    There are several where several legal bases would do, and none where no edit can help: where the
    sender is not the provider and the place is no redisclosure, or no legal basis covers the flow.
    """
    if place.row is None and target.sender != target.provider:
        return
    scope = (*_scope(place, target), *_conditions(place, target), *_term(place.agreement, target))
    for bases in law_edits(snapshot, tree, place.agreement, target=target):
        yield (*scope, *bases)


def _scope(place: Place, target: Target) -> Iterator[Edit]:
    clause, way, fresh = place.clause, place.way, place.row == "new"
    if target.provider not in clause.origins:
        yield _added("origin", target.provider)
    if not contains(way.listed.get(target.element, ()), target.on):
        yield _added("element", target.element)
    if place.row is not None and target.sender not in clause.to:
        yield _added("sender", target.sender)
    if fresh or target.recipient not in way.recipients:
        yield _added("recipient", target.recipient)
    if target.purpose not in way.purposes:
        yield _added("purpose", target.purpose)
    if fresh or target.zone not in way.zones:
        yield _added("zone", target.zone)
    if fresh or target.form not in way.forms:
        yield _added("form", target.form)


def _conditions(place: Place, target: Target) -> Iterator[Edit]:
    asked = place.way.conditions
    if asked.retain_through is not None and asked.retain_through < target.on:
        old, new = asked.retain_through.isoformat(), target.on.isoformat()
        yield Edit(dimension="retention", old=old, new=new)
    if asked.min_cell is not None and (target.min_cell is None or target.min_cell < asked.min_cell):
        shown = None if target.min_cell is None else str(target.min_cell)
        yield Edit(dimension="min-cell", old=str(asked.min_cell), new=shown)
    if asked.irb is not None and target.irb != "approved":
        yield Edit(dimension="irb", old=asked.irb, new=None)
    if target.can_enforce is not None:
        for duty in sorted(place.way.duties - target.can_enforce):
            yield Edit(dimension="duty", old=duty, new=None)


def _term(agreement: Agreement, target: Target) -> Iterator[Edit]:
    day = target.on.isoformat()
    if target.on < agreement.effective_from:
        yield Edit(dimension="term-start", old=agreement.effective_from.isoformat(), new=day)
    if agreement.effective_through < target.on:
        yield Edit(dimension="term-end", old=agreement.effective_through.isoformat(), new=day)


def _added(dimension: Dimension, value: str) -> Edit:
    return Edit(dimension=dimension, old=None, new=value)


def law_edits(
    snapshot: Snapshot, tree: PurposeTree, agreement: Agreement, *, target: Target
) -> list[tuple[Edit, ...]]:
    """Return each least set of legal bases to add or complete, so that the law consents to the target.

    One empty set where it does already; none where no legal basis of the catalog would do.
    """
    protecting = frozenset(
        regime
        for regime in target.regimes
        if regime in snapshot.regimes and target.form in snapshot.regimes[regime].protects
    )
    claimed = {one.basis: one for one in agreement.legal_bases}
    fitting = [basis for basis in snapshot.bases.values() if _carries(basis, tree, target.purpose)]
    whole = [b for b in fitting if b.id in claimed and not missing_elements(b, claimed[b.id])]
    open_ = protecting - {regime for basis in whole for regime in basis.covers}
    others = [basis for basis in fitting if basis not in whole and basis.covers & open_]
    for size in range(min(len(others), MOST_BASES) + 1):
        found = [
            tuple(_based(basis, is_claimed=basis.id in claimed) for basis in chosen)
            for chosen in combinations(others, size)
            if open_ <= {regime for basis in chosen for regime in basis.covers}
        ]
        if found:
            return found
    return []


def _carries(basis: LegalBasis, tree: PurposeTree, purpose: PurposeId) -> bool:
    return not basis.purposes or purpose in tree.contained(basis.purposes)


def _based(basis: LegalBasis, *, is_claimed: bool) -> Edit:
    return _added("written-elements" if is_claimed else "basis", basis.id)


def basis_of(edit: Edit) -> BasisId:
    """Return the legal basis that an edit of the law's dimension speaks of."""
    return BasisId(edit.new or "")
