"""Promises: flows that must never be permitted, tested against everything that is.

The smallest violating flow is shown: the first day, then the first source, then the cell, in the
order of their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.records.element import Element
from catalog.records.finding import Finding
from catalog.records.ids import ElementId, PartnerId, PurposeId
from catalog.records.snapshot import Snapshot
from catalog.records.vocabulary import Promise
from catalog.rules.flows.permitted import Cell, PermittedSet
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.flows.ways import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A promise, and the smallest flow that breaks it, on the first day on which it may."""

    promise: Promise
    source: str
    cell: Cell
    on: date


def broken_promises(snapshot: Snapshot, *, on: date, as_known: date) -> tuple[Broken, ...]:
    """Return each promise that some flow breaks on the day or after it."""
    table = table_of(snapshot, as_known)
    permitted = PermittedSet(table)
    found = (_smallest(table, permitted, promise=promise, on=on) for promise in snapshot.promises.values())
    return tuple(broken for broken in found if broken is not None)


def promises_against(
    snapshot: Snapshot, source: str, *, cell: Cell, on: date, as_known: date
) -> list[Promise]:
    """Return the promises that one flow would break on a day, were it permitted."""
    table = table_of(snapshot, as_known)
    return [
        promise
        for promise in snapshot.promises.values()
        if _meets_cell(promise, cell)
        and (promise.purposes is None or cell.purpose in table.tree.contained(promise.purposes))
        and _first_day(table, promise, source=source, first=on, last=on) is not None
    ]


def _smallest(table: FlowTable, permitted: PermittedSet, *, promise: Promise, on: date) -> Broken | None:
    smallest: tuple[date, str, Cell] | None = None
    purposes = None if promise.purposes is None else table.tree.contained(promise.purposes)
    for source in _candidates(table, promise, purposes=purposes):
        for cell, stretches in permitted.cells(source).items():
            if not _meets_cell(promise, cell) or (purposes is not None and cell.purpose not in purposes):
                continue
            for (first, last), _ in stretches:
                day = _first_day(table, promise, source=source, first=max(first, on), last=last)
                if day is not None and (smallest is None or (day, source, cell) < smallest):
                    smallest = (day, source, cell)
    if smallest is None:
        return None
    return Broken(promise=promise, on=smallest[0], source=smallest[1], cell=smallest[2])


def _candidates(table: FlowTable, promise: Promise, *, purposes: frozenset[PurposeId] | None) -> list[str]:
    """Return the sources that some clause would let flow as the promise speaks of: few, or none."""
    ways = [way for both in table.clauses.values() for way in both[0] if _may_break(promise, way, purposes)]
    elements = {
        element
        for element in {element for way in ways for element in way.listed}
        if any(_describes(promise, text.record) for text in table.snapshot.elements[element])
    }
    if promise.elements is not None:
        elements &= _resolved(table.snapshot, promise) or set()
    return sorted(
        {f"{provider}:{e}" for way in ways for e in way.listed.keys() & elements for provider in way.origins}
    )


def _may_break(promise: Promise, way: Way, purposes: frozenset[PurposeId] | None) -> bool:
    zones = way.zones if promise.zones is None else way.zones & promise.zones
    return bool(
        way.life.permit_days
        and zones - (promise.not_zones or frozenset())
        and (promise.recipients is None or way.recipients & promise.recipients)
        and (promise.forms is None or way.forms & promise.forms)
        and (purposes is None or way.purposes & purposes)
        and (promise.providers is None or way.origins & promise.providers)
    )


def _describes(promise: Promise, element: Element) -> bool:
    regimes = promise.regimes is None or bool(promise.regimes & frozenset(element.regime))
    return regimes and _meets(promise.identifiability, element.identifiability)


def _first_day(table: FlowTable, promise: Promise, *, source: str, first: date, last: date) -> date | None:
    """Return the first of the days on which the source is such as the promise speaks of."""
    lane = table.lane(source)
    if lane is None or not _meets(promise.providers, PartnerId(lane.provider)):
        return None
    if not _meets(_resolved(table.snapshot, promise), lane.element):
        return None
    for segment in lane.segments:
        start, end = max(first, segment.first), min(last, segment.last)
        if start > end or segment.text is None:
            continue
        if _describes(promise, segment.text.record):
            return start
    return None


def _resolved(snapshot: Snapshot, promise: Promise) -> frozenset[ElementId | None] | None:
    if promise.elements is None:
        return None
    return frozenset(snapshot.element_id(name) for name in promise.elements)


def _meets_cell(promise: Promise, cell: Cell) -> bool:
    return (
        _meets(promise.recipients, cell.recipient)
        and _meets(promise.zones, cell.zone)
        and (promise.not_zones is None or cell.zone not in promise.not_zones)
        and _meets(promise.forms, cell.form)
    )


def _meets(named: frozenset[object] | frozenset[str] | None, value: object) -> bool:
    return named is None or value in named


def promise_findings(snapshot: Snapshot, day: date, *, as_known: date) -> list[Finding]:
    """Return a finding for each promise that the catalog breaks, with the smallest flow that does."""
    return [
        Finding(
            file="definitions/promises.yaml",
            line=None,
            column=None,
            code="promise-broken",
            severity="error",
            message=(
                f"the promise `{broken.promise.id}` is broken: {broken.source} may flow "
                f"from {broken.cell.sender} to {broken.cell.recipient} for {broken.cell.purpose} "
                f"in {broken.cell.zone}, {broken.cell.form}, on {broken.on}"
            ),
            hint="`p20w decide` names the clause; change the clause, or the promise in public",
            at=("promises", list(snapshot.promises).index(broken.promise.id)),
        )
        for broken in broken_promises(snapshot, on=day, as_known=as_known)
    ]
