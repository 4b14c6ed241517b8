"""What a request asks about: its item's sources, sender and form; and what makes it no question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.records.flow import FlowRequest, Reason
from catalog.records.ids import RANK, Form, PartnerId
from catalog.rules.flows.lanes import Lane
from catalog.rules.flows.origins import Origin, providers_of
from catalog.rules.flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An item's sources, and the form they are judged in.

    ``sender`` of ``None`` stands for each source's own provider. ``stated`` is the form the request
    states for a derived item, ``None`` where its form needs no attestation.
    """

    lanes: tuple[Lane, ...]
    sender: PartnerId | None
    form: Form
    stated: Form | None


def faults(table: FlowTable, request: FlowRequest) -> tuple[Reason, ...]:
    """Return a reason for every id in the request that the catalog does not know."""
    snapshot = table.snapshot
    found = [
        Reason(code="unknown-partner", detail=f"no partner {partner}")
        for partner in (request.sender, request.recipient)
        if partner is not None and partner not in snapshot.partners
    ]
    if request.purpose not in snapshot.purposes:
        found.append(Reason(code="unknown-purpose", detail=f"no purpose {request.purpose}"))
    if request.zone not in snapshot.zones:
        found.append(Reason(code="unknown-zone", detail=f"no zone {request.zone}"))
    if request.under is not None and request.under not in table.names:
        detail = f"under: no agreement, version or clause {request.under}"
        found.append(Reason(code="invalid-request", detail=detail))
    found.extend(_item_faults(table, request.item, on=request.on))
    return tuple(found)


def _item_faults(table: FlowTable, item: str, *, on: date) -> list[Reason]:
    graph = table.graphs.on(on)
    if table.lane(item) is not None or (item in graph and graph.origin(item).known):
        return []
    detail = f"no source and no field of current lineage is called {item}"
    if item in graph:
        detail = f"lineage does not lead {item} back to origins alone"
    reasons = [Reason(code="unknown-item", detail=detail)]
    partner, colon, _ = item.partition(":")
    if colon and PartnerId(partner) not in table.snapshot.partners:
        reasons.append(Reason(code="unknown-partner", detail=f"no partner {partner}"))
    return reasons


def ask(table: FlowTable, request: FlowRequest) -> Asked | Reason:
    """Find the sources, sender and form of a request that has no faults; or say why it has no sender.

    A source item has the form that the request states, identified if it states none. A derived
    item's form comes from lineage; asked for in a more identifiable one, it is judged in that.
    """
    lane = table.lane(request.item)
    if lane is not None:
        return Asked(
            lanes=(lane,),
            sender=request.sender or lane.provider,
            form=request.form or "identified",
            stated=None,
        )
    return _ask_derived(table, request, origin=table.graphs.on(request.on).origin(request.item))


def _ask_derived(table: FlowTable, request: FlowRequest, *, origin: Origin) -> Asked | Reason:
    providers = providers_of(origin)
    if request.sender is None and len(providers) > 1:
        named = ", ".join(sorted(providers))
        return Reason(
            code="invalid-request", detail=f"name the sender: the item has several providers ({named})"
        )
    stated = request.form or origin.form
    return Asked(
        lanes=lanes_of(table, origin.sources),
        sender=request.sender,
        form=min(stated, origin.form, key=RANK.__getitem__),
        stated=stated,
    )


def lanes_of(table: FlowTable, sources: frozenset[str]) -> tuple[Lane, ...]:
    """Return the lanes of sources that the store has checked to exist, in the order of their names."""
    found = (table.lane(source) for source in sorted(sources))
    return tuple(lane for lane in found if lane is not None)
