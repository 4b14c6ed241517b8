"""The fields of a dataset on one day: what each holds, in which form, and whether it names a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.records.element import Element
from catalog.records.ids import ElementId, Form, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.known import current
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import FlowTable, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as a release sees it.

    ``form`` is lineage's. ``identifier`` says that its values name a person: its definition is a direct
    identifier, or it has none of its own and is made directly from one. ``value_type`` is its
    definition's; ``None`` where it has none in force. ``quasi`` says that its values may single out a person
    together with others, as they may unless its definition says that they are sensitive or tell nothing.
    """

    name: str
    address: str
    form: Form
    identifier: bool
    element: ElementId | None
    value_type: str | None
    quasi: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFields:
    """A dataset's fields by their names, and the partner that holds the zone in which it lies."""

    dataset: str
    holder: PartnerId
    fields: Mapping[str, Field]


def fields_of(snapshot: Snapshot, dataset: str, *, on: date, as_known: date) -> DatasetFields | None:
    """Return the fields that current lineage gives a dataset; ``None`` where it knows no such dataset."""
    table = table_of(snapshot, as_known)
    graph = table.graphs.on(on)
    found = graph.datasets.get(dataset)
    if found is None:
        return None
    addresses = [address for address, owner in graph.dataset_of.items() if owner == dataset]
    fields = [_field(table, graph, address=address, dataset=dataset) for address in addresses]
    return DatasetFields(
        dataset=dataset,
        holder=snapshot.zones[found.zone].held_by,
        fields={field.name: field for field in fields},
    )


def datasets_on(snapshot: Snapshot, *, on: date, as_known: date) -> tuple[str, ...]:
    """Return the datasets of current lineage, in the order of their names."""
    return tuple(sorted(table_of(snapshot, as_known).graphs.on(on).datasets))


def _field(table: FlowTable, graph: FieldGraph, *, address: str, dataset: str) -> Field:
    described = _described(table, graph, address)
    return Field(
        name=address.removeprefix(f"{dataset}."),
        address=address,
        form=graph.origin(address).form,
        identifier=_names_a_person(table, graph, address),
        element=described[0].id if described else None,
        value_type=described[0].value_type if len({one.value_type for one in described}) == 1 else None,
        quasi=not described or any(one.identifiability in {"direct", "indirect"} for one in described),
    )


def _described(table: FlowTable, graph: FieldGraph, address: str) -> list[Element]:
    """Return the current definitions that lineage gives a field; two graphs may each give one."""
    ids = {table.snapshot.element_id(name) for name in graph.elements_of(address)}
    texts = [current(table.known.element_segments(id), graph.on) for id in sorted(filter(None, ids))]
    return [text.record for text in texts if text is not None]


def _names_a_person(table: FlowTable, graph: FieldGraph, address: str) -> bool:
    """Say whether a field's values are a direct identifier, or are made directly from one.

    A definition of its own speaks for a field, unless the values are those of an identifier unchanged. Where
    none is in force, what the field is made from speaks, through direct inputs alone: a flag in a joined row
    is not an identifier because names were compared.
    """
    waiting, seen = [address], {address}
    while waiting:
        at = waiting.pop()
        described = _described(table, graph, at)
        if any(element.identifiability == "direct" for element in described):
            return True
        made_of = {
            made.input.field
            for made in graph.inputs.get(at, ())
            if made.input.type == "DIRECT" and (not described or made.input.subtype == "IDENTITY")
        }
        waiting.extend(made_of - seen)
        seen |= made_of
    return False
