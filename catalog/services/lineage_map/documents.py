"""A map as plain objects: its fields and steps, and the same lineage in the words of OpenLineage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from catalog.records.lineage import Input
from catalog.records.snapshot import Snapshot
from catalog.services.lineage_map.mapping import FlowRow, LineageMap, Spot

PRODUCER: Final = "https://github.com/OpenLineage/OpenLineage/tree/main/spec"
EVENT: Final = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent"
FACET: Final = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json"

MOST_SOURCES: Final = 100
"""Of a field that is made from more, only their number is told."""

Document = dict[str, Any]


def document(snapshot: Snapshot, found: LineageMap) -> Document:
    """Return all that was found, as the plain object that the twin of the page holds."""
    asked = found.asked
    return {
        "item": found.item.id,
        "kind": found.item.kind,
        "catalog": snapshot.digest,
        "on": asked.on.isoformat(),
        "as_known": asked.as_known.isoformat(),
        "direction": asked.way,
        "steps": asked.steps,
        "datasets": [
            {"id": group.id, "zone": group.zone, "holder": group.holder, "purpose": group.purpose}
            for group in found.groups.values()
            if group.kind == "dataset"
        ],
        "fields": [_field(found, spot) for spot in found.spots.values()],
        "flows": [_flow(row) for row in found.rows],
        "hidden_by_filters": found.hidden,
        "left_out": found.left_out,
        "openlineage": open_lineage(found),
    }


def _field(found: LineageMap, spot: Spot) -> Document:
    group = found.groups[spot.group]
    return {
        "id": spot.id,
        "dataset": group.id if group.kind == "dataset" else None,
        "provider": group.holder if group.kind == "provider" else None,
        "element": spot.element,
        "form": spot.form,
        "sources": sorted(spot.sources) if len(spot.sources) <= MOST_SOURCES else None,
        "sources_count": len(spot.sources),
        "known": spot.known,
        "steps": spot.steps,
    }


def _flow(row: FlowRow) -> Document:
    step, answer, hop = row.step, row.step.found, row.step.hop
    made = None if step.edge.made is None else step.edge.made.input
    return {
        "number": row.number,
        "input": row.tail,
        "output": row.head,
        "job": step.edge.job,
        **_made(made),
        "sender": hop.sender if hop else None,
        "recipient": hop.recipient if hop else None,
        "purpose": hop.purpose if hop else None,
        "zone": hop.zone if hop else None,
        "form": hop.form if hop else None,
        "standing": answer.standing,
        "outcome": answer.outcome,
        "clauses": list(answer.clauses),
        "forbidden_by": list(answer.forbidden_by),
        "asks": dict(answer.asked.told()),
        "reasons": [
            {"code": one.code, "source": one.source, "clause": one.clause, "detail": one.detail}
            for one in answer.reasons
        ],
    }


def _made(made: Input | None) -> Document:
    if made is None:
        return {"type": None, "subtype": None, "masking": False, "attestation": None}
    attestation = None
    if made.yields is not None:
        attestation = {
            "yields": made.yields,
            "by": made.attested_by,
            "on": made.attested_on.isoformat() if made.attested_on else None,
            "method": made.method,
            "min_cell": made.min_cell,
        }
    return {"type": made.type, "subtype": made.subtype, "masking": made.masking, "attestation": attestation}


def open_lineage(found: LineageMap) -> list[Document]:
    """Return the jobs of a map as OpenLineage's job events, with the lineage of each column."""
    jobs: dict[str, dict[str, list[FlowRow]]] = {}
    for row in found.rows:
        if row.step.edge.job is not None:
            jobs.setdefault(row.step.edge.job, {}).setdefault(found.group(row.head), []).append(row)
    return [_event(found, job, outputs) for job, outputs in sorted(jobs.items())]


def _event(found: LineageMap, job: str, outputs: dict[str, list[FlowRow]]) -> Document:
    inputs = {found.group(row.tail) for rows in outputs.values() for row in rows}
    return {
        "eventTime": f"{found.asked.on.isoformat()}T00:00:00Z",
        "producer": PRODUCER,
        "schemaURL": EVENT,
        "job": {"namespace": "p20w", "name": job},
        "inputs": [{"namespace": "p20w", "name": name} for name in sorted(inputs)],
        "outputs": [
            {"namespace": "p20w", "name": name, "facets": {"columnLineage": _columns(found, rows)}}
            for name, rows in sorted(outputs.items())
        ],
    }


def _columns(found: LineageMap, rows: Iterable[FlowRow]) -> Document:
    fields: dict[str, Document] = {}
    for row in rows:
        column = fields.setdefault(found.spots[row.head].name, {"inputFields": []})
        column["inputFields"].append(
            {
                "namespace": "p20w",
                "name": found.group(row.tail),
                "field": found.spots[row.tail].name,
                "transformations": [_transformation(row)],
            }
        )
    return {"_producer": PRODUCER, "_schemaURL": FACET, "fields": fields}


def _transformation(row: FlowRow) -> Document:
    made = _made(None if row.step.edge.made is None else row.step.edge.made.input)
    return {"type": made["type"], "subtype": made["subtype"], "description": "", "masking": made["masking"]}
