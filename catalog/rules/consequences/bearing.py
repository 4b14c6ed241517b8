"""What one change can bear on: the part of a catalog in which a check may find something else after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from catalog.records.ids import AgreementId, ElementId
from catalog.rules.checks.inspection import Inspection, Scope
from catalog.rules.families import family_of
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import FlowTable


def scope_of(before: Inspection, after: Inspection, *, kind: str, id: str) -> Scope:
    """Return all that the adoption or retirement of one text can bear on, and perhaps somewhat more."""
    graphs = [inspection.table.graphs.on(inspection.day) for inspection in (before, after)]
    start: set[str] = set()
    sources: set[str] = set()
    for inspection, graph in zip((before, after), graphs, strict=True):
        start |= set(_first_fields(inspection, graph, kind=kind, id=id))
        sources |= {graph.source_of[field] for field in start if field in graph.source_of}
    outputs = set(start)
    for graph in graphs:
        outputs |= reach(users_of(graph), start)
        outputs |= _whole_where_purposeless(graph, outputs)
    return Scope(
        kind=kind,
        id=id,
        outputs=frozenset(outputs),
        sources=None if kind == "lineage" else frozenset(sources),
        agreements=frozenset(_agreements(after.table, kind, id)),
    )


def users_of(graph: FieldGraph) -> dict[str, list[str]]:
    """Return for each field the fields that are made from it."""
    users: dict[str, list[str]] = {}
    for output, made_of in sorted(graph.inputs.items()):
        for made in made_of:
            users.setdefault(made.input.field, []).append(output)
    return users


def inputs_of(graph: FieldGraph) -> dict[str, list[str]]:
    """Return for each field the fields that it is made from."""
    return {output: [made.input.field for made in made_of] for output, made_of in graph.inputs.items()}


def reach(edges: dict[str, list[str]], start: Iterable[str]) -> set[str]:
    """Return every field that edges lead to from these, near or far."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        for field in edges.get(waiting.pop(), ()):
            if field not in found:
                found.add(field)
                waiting.append(field)
    return found


def _first_fields(inspection: Inspection, graph: FieldGraph, *, kind: str, id: str) -> Iterator[str]:
    """Yield the fields with which the change begins: those of its sources, or of its own graph."""
    snapshot = inspection.snapshot
    if kind == "lineage":
        for text in family_of(snapshot, kind, id):
            for dataset in text.record.datasets:
                yield from (f"{dataset.id}.{field.name}" for field in dataset.fields)
            for job in text.record.jobs:
                yield from (output.field for output in job.outputs)
    elif kind == "agreement":
        spoken_of = list(_spoken_of(inspection.table, AgreementId(id)))
        for field, source in graph.source_of.items():
            provider, _, element = source.partition(":")
            if any(
                (origins is None or provider in origins) and (listed is None or element in listed)
                for origins, listed in spoken_of
            ):
                yield field
    else:
        elements = _elements(inspection, kind, id)
        for field, source in graph.source_of.items():
            if source.partition(":")[2] in elements:
                yield field


def _elements(inspection: Inspection, kind: str, id: str) -> set[str]:
    if kind == "element":
        return {id}
    if kind == "value-domain":
        return set()
    snapshot = inspection.snapshot
    names = {name for text in family_of(snapshot, kind, id) for name in text.record.elements}
    return {str(snapshot.element_id(name)) for name in names}


def _spoken_of(
    table: FlowTable, agreement: AgreementId
) -> Iterator[tuple[Collection[str] | None, Collection[str] | None]]:
    """Yield whose data and which elements the clauses of an agreement speak of; ``None`` is any."""
    ways, bans = table.clauses.get(agreement, ([], []))
    for way in ways:
        yield way.origins, way.listed
    for ban in bans:
        yield ban.origins, ban.listed


def _agreements(table: FlowTable, kind: str, id: str) -> Iterator[AgreementId]:
    """Yield the agreements about which a check may say something else."""
    if kind == "agreement":
        yield AgreementId(id)
    elif kind == "element":
        for agreement, (ways, _) in table.clauses.items():
            if any(ElementId(id) in way.listed for way in ways):
                yield agreement
    elif kind == "group":
        for agreement, texts in table.snapshot.agreements.items():
            pins = (
                pin.id for text in texts for clause in text.record.permits for pin in clause.fields.groups
            )
            if id in pins:
                yield agreement


def _whole_where_purposeless(graph: FieldGraph, outputs: set[str]) -> set[str]:
    """Return all fields of the datasets without purpose that are reached: a check judges such a one whole."""
    names = {graph.dataset_of[field] for field in outputs if field in graph.dataset_of}
    purposeless = {name for name in names if graph.datasets[name].purpose is None}
    if not purposeless:
        return set()
    return {field for field, dataset in graph.dataset_of.items() if dataset in purposeless}
