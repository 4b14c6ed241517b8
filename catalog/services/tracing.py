"""Trace where a field comes from and goes to, each hop with its decision and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from catalog.errors import BadInput, NotFound
from catalog.records.flow import FlowRequest
from catalog.records.ids import PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.lineage.hops import Evidence
from catalog.rules.lineage.tracing import Trace, trace
from catalog.services.requests import read_request


def trace_item(
    snapshot: Snapshot, item: str, *, on: date, as_known: date, flow: Mapping[str, object] | None = None
) -> Trace:
    """Trace ``provider:element`` or ``dataset.field``.

    ``flow`` may hold a recipient, purpose, zone and form to ask about besides, and ``evidence`` that
    counts for every hop. Raises ``NotFound`` for an item nobody knows, ``BadInput`` for a flow that
    is no request.
    """
    table = table_of(snapshot, as_known)
    known = _known(table, item, on=on)
    given: dict[str, object] = {"item": known, "on": on.isoformat(), "as_known": as_known.isoformat()}
    rest = {"recipient": "-", "purpose": "-", "zone": "-", **(flow or {})}
    request = read_request({**given, **rest}, today=on)
    if not isinstance(request, FlowRequest):
        raise BadInput(f"this is no flow: {request}")
    return trace(
        table,
        known,
        on=on,
        as_known=as_known,
        evidence=Evidence(min_cell=request.min_cell, irb=request.irb),
        asked=request if flow and "recipient" in flow else None,
    )


def _known(table: FlowTable, item: str, *, on: date) -> str:
    """Return the item by the id it has now. Raises ``NotFound`` for one the catalog does not know."""
    graph = table.graphs.on(on)
    if item in graph:
        return item
    lane = table.lane(item)
    if lane is not None:
        if lane.source in graph.source_of.values() or _supplied(table.snapshot, item=lane.source):
            return lane.source
        raise NotFound(f"`{lane.provider}` does not supply `{lane.element}`", hint=_who(table.snapshot, item))
    near = get_close_matches(item, [*graph.dataset_of, *graph.source_of.values()], n=1)
    raise NotFound(
        f"no source and no field of the lineage current on {on} is called `{item}`",
        hint=f"did you mean `{near[0]}`?" if near else _who(table.snapshot, item),
    )


def _supplied(snapshot: Snapshot, *, item: str) -> bool:
    partner, _, name = item.partition(":")
    element = snapshot.element_id(name)
    return element is not None and PartnerId(partner) in _suppliers(snapshot, element)


def _suppliers(snapshot: Snapshot, element: str) -> list[str]:
    texts = snapshot.elements[element]  # type: ignore[index]  # ids are text
    return sorted({provider.partner for text in texts for provider in text.record.providers})


def _who(snapshot: Snapshot, item: str) -> str:
    element = snapshot.element_id(item.rpartition(":")[2])
    if element is None:
        return "name `provider:element`, or `dataset.field` of the lineage"
    return f"name one of {', '.join(f'`{partner}:{element}`' for partner in _suppliers(snapshot, element))}"
