"""What is awaited of a provider: its datasets, their columns, and the definition in force of each."""

from __future__ import annotations

from catalog.records.element import Element
from catalog.records.ids import ElementId
from catalog.records.lineage import Dataset
from catalog.records.snapshot import Snapshot, Text
from catalog.records.tranche import ColumnAsked, DatasetAsked, Definition
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.release.fields import Field, fields_of
from catalog.rules.tranches.letting_in import Coverage, Submission


def datasets_asked(snapshot: Snapshot, submission: Submission) -> tuple[DatasetAsked, ...]:
    """Return the datasets that a provider can submit, by their ids.

    They are those that lie in a zone it holds, or of which it provides a field.
    """
    table = table_of(snapshot, submission.as_known)
    graph = table.graphs.on(submission.on)
    coverage = Coverage(snapshot, submission)
    return tuple(
        _dataset(table, graph, dataset, submission=submission, coverage=coverage)
        for id, dataset in sorted(graph.datasets.items())
        if _is_providers(snapshot, graph, dataset, submission)
    )


def _is_providers(snapshot: Snapshot, graph: FieldGraph, dataset: Dataset, submission: Submission) -> bool:
    own = f"{submission.provider}:"
    return snapshot.zones[dataset.zone].held_by == submission.provider or any(
        graph.source_of.get(address, "").startswith(own)
        for address, owner in graph.dataset_of.items()
        if owner == dataset.id
    )


def _dataset(
    table: FlowTable,
    graph: FieldGraph,
    dataset: Dataset,
    *,
    submission: Submission,
    coverage: Coverage,
) -> DatasetAsked:
    found = fields_of(table.snapshot, dataset.id, on=submission.on, as_known=submission.as_known)
    fields = {} if found is None else found.fields
    columns = {
        name: _column(table, graph, field, submission=submission, coverage=coverage)
        for name, field in fields.items()
    }
    identifiers = (field.name for field in dataset.fields if fields[field.name].identifier)
    return DatasetAsked(
        id=dataset.id,
        columns=columns,
        key=dataset.key,
        first_identifier=next(identifiers, None),
    )


def _column(
    table: FlowTable, graph: FieldGraph, field: Field, *, submission: Submission, coverage: Coverage
) -> ColumnAsked:
    origin = graph.origin(field.address)
    ways = coverage.ways(origin.sources) if origin.known and field.address not in graph.disputed else ()
    as_rows = tuple(way for way in ways if way.form != "aggregate" or field.form == "aggregate")
    one = field.element is not None and len(graph.elements_of(field.address)) == 1
    text = table.known.element_on(field.element, submission.on) if one and field.element else None
    return ColumnAsked(
        name=field.name,
        address=field.address,
        identifier=field.identifier,
        definition=None if text is None else _definition(table.snapshot, text),
        ways=as_rows,
        figures_alone=bool(ways) and not as_rows,
    )


def _definition(snapshot: Snapshot, text: Text[Element]) -> Definition:
    record = text.record
    pin = record.value_domain
    lists = () if pin is None else snapshot.value_domains.get(pin.id, ())
    listed = next((one.record for one in lists if pin is not None and one.version == pin.version), None)
    return Definition(
        element=ElementId(text.id),
        version=text.version,
        title=record.title,
        value_type=record.value_type,
        codes=None if listed is None else {value.code: value.until for value in listed.values},
        code_list=None if pin is None else str(pin),
        limits=record.limits,
    )
