"""Lineage as flows: each step of data into a dataset, and the flow that it asks for.

A hop asks whether what arrives in a dataset may be there: the recipient is the partner that holds the
dataset's zone, the purpose is the dataset's, and the form is the one lineage gives the field that
comes out. Data that stays with its own provider asks nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.records.flow import FlowRequest, Reason, Verdict
from catalog.records.ids import Form, PartnerId, PurposeId, ZoneId
from catalog.records.lineage import Dataset
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import judge
from catalog.rules.flows.consents import refused
from catalog.rules.flows.items import Asked, lanes_of
from catalog.rules.flows.origins import FieldGraph, Made
from catalog.rules.flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What can be shown for the flows of a hop. A number in lineage is no evidence."""

    min_cell: int | None = None
    irb: str | None = None


NO_EVIDENCE: Final = Evidence()

ANY_CELL: Final = 2**53 - 1
"""Stands for a cell as large as any clause may ask: what is asked is shown when the data moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step into a dataset.

    ``input`` is a field's address, or ``provider:element`` where a dataset holds a source that its
    zone's holder does not provide. ``sender`` of ``None`` stands for each source's own provider: the
    recipient held the input already. ``sources`` are those that need consent: the recipient's own are
    left out where it held them already. ``known`` is false where lineage does not lead the input back
    to origins alone.
    """

    input: str
    output: str
    dataset: str
    job: str | None
    sender: PartnerId | None
    recipient: PartnerId
    purpose: PurposeId | None
    zone: ZoneId
    form: Form
    sources: frozenset[str]
    known: bool


def hops(
    snapshot: Snapshot, table: FlowTable, day: date, *, into: Collection[str] | None = None
) -> Iterator[Hop]:
    """Yield every hop of the lineage that is current on the day, in the order of outputs and inputs.

    With ``into`` only those into these fields.
    """
    graph = table.graphs.on(day)
    for output in sorted(graph.dataset_of if into is None else graph.dataset_of.keys() & set(into)):
        dataset = graph.datasets[graph.dataset_of[output]]
        found = [_carried(snapshot, graph, output=output, dataset=dataset)]
        found += [
            _made(snapshot, graph, made, output=output, dataset=dataset)
            for made in sorted(graph.inputs.get(output, ()), key=lambda made: (made.input.field, made.job.id))
        ]
        yield from dict.fromkeys(hop for hop in found if hop is not None)


def attested_cell(graph: FieldGraph, hop: Hop) -> int | None:
    """Return the smallest cell that lineage attests for a step by its day; ``None`` if none."""
    cells = [
        made.input.min_cell if made.input.attested(on=graph.on) else None
        for made in graph.inputs.get(hop.output, ())
        if made.input.field == hop.input and made.job.id == hop.job
    ]
    attested = [cell for cell in cells if cell is not None]
    return min(attested) if attested and len(attested) == len(cells) else None


def decide_hop(
    table: FlowTable, hop: Hop, *, on: date, as_known: date, evidence: Evidence = NO_EVIDENCE
) -> Verdict:
    """Decide one hop. A dataset without a purpose, or an input without a known origin, is refused."""
    if hop.purpose is None:
        return refused((Reason(code="unknown-purpose", detail=f"dataset {hop.dataset} names no purpose"),))
    if not hop.known:
        detail = f"lineage does not lead {hop.input} back to origins alone"
        return refused((Reason(code="unknown-item", detail=detail),))
    request = FlowRequest(
        item=hop.output,
        sender=hop.sender,
        recipient=hop.recipient,
        purpose=hop.purpose,
        zone=hop.zone,
        form=hop.form,
        on=on,
        as_known=as_known,
        min_cell=evidence.min_cell,
        irb=evidence.irb,
    )
    lanes = lanes_of(table, hop.sources)
    return judge(table, request, asked=Asked(lanes=lanes, sender=hop.sender, form=hop.form, stated=None))


def _carried(snapshot: Snapshot, graph: FieldGraph, *, output: str, dataset: Dataset) -> Hop | None:
    """Return the hop of an origin that lies in a zone which its provider does not hold."""
    source = graph.source_of.get(output)
    holder = snapshot.zones[dataset.zone].held_by
    if source is None or _provider(source) == holder:
        return None
    return Hop(
        input=source,
        output=output,
        dataset=dataset.id,
        job=None,
        sender=_provider(source),
        recipient=holder,
        purpose=dataset.purpose,
        zone=dataset.zone,
        form=graph.origin(output).form,
        sources=frozenset({source}),
        known=True,
    )


def _made(snapshot: Snapshot, graph: FieldGraph, made: Made, *, output: str, dataset: Dataset) -> Hop | None:
    """Return the hop of an input; none where only the recipient's own data moves, and stays with it.

    A field made within its dataset is a hop too: its form may be more identifiable than its input's.
    """
    came_from = graph.dataset_of.get(made.input.field)
    holder = snapshot.zones[dataset.zone].held_by
    origin = graph.origin(made.input.field)
    held_by = None if came_from is None else snapshot.zones[graph.datasets[came_from].zone].held_by
    stays = held_by in {None, holder}
    sources = frozenset(one for one in origin.sources if not stays or _provider(one) != holder)
    if origin.known and not sources:
        return None
    return Hop(
        input=made.input.field,
        output=output,
        dataset=dataset.id,
        job=made.job.id,
        sender=None if stays else held_by,
        recipient=holder,
        purpose=dataset.purpose,
        zone=dataset.zone,
        form=graph.origin(output).form,
        sources=sources,
        known=origin.known,
    )


def _provider(source: str) -> PartnerId:
    return PartnerId(source.partition(":")[0])


def wants_evidence_alone(verdict: Verdict) -> bool:
    """Say whether evidence, still to be shown when the data moves, is all that a refused hop lacks."""
    return verdict.outcome == "refuse" and all(
        reason.code == "evidence-missing" for reason in verdict.reasons
    )
