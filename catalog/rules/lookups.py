"""Reverse look-ups: what may flow to a partner, and who may receive an element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from catalog.records.flow import FlowDecision, FlowRequest
from catalog.records.ids import ElementId
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide
from catalog.rules.flows.permitted import Cell, Options, PermittedSet, sources_of
from catalog.rules.flows.table import table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A flow that may happen on the day, once the evidence its clauses ask for is there.

    ``decision`` is the answer to the flow with that evidence; its conditions say what was asked.
    """

    source: str
    cell: Cell
    decision: FlowDecision


def possible_flows(
    snapshot: Snapshot,
    elements: Iterable[ElementId],
    *,
    on: date,
    as_known: date,
    wanted: Callable[[str, Cell], bool],
) -> tuple[Possible, ...]:
    """Return every wanted flow of the elements that may happen on the day, in the order of their names."""
    permitted = PermittedSet(table_of(snapshot, as_known))
    return tuple(
        Possible(source=source, cell=cell, decision=decide(snapshot, request))
        for source in sources_of(snapshot, elements)
        for cell, stretches in sorted(permitted.cells(source).items())
        for (first, last), options in stretches
        if first <= on <= last and wanted(source, cell)
        for request in (request_for(source, cell, options, on=on, as_known=as_known),)
    )


def request_for(source: str, cell: Cell, options: Options, *, on: date, as_known: date) -> FlowRequest:
    """Return the request for a cell with all the evidence that its clauses ask for."""
    cells = [one.min_cell for one in options if one.min_cell is not None]
    return FlowRequest(
        item=source,
        sender=cell.sender,
        recipient=cell.recipient,
        purpose=cell.purpose,
        zone=cell.zone,
        form=cell.form,
        on=on,
        as_known=as_known,
        min_cell=max(cells, default=None),
        irb="approved" if any(one.irb for one in options) else None,
    )
