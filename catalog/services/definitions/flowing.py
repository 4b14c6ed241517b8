"""Where a definition flows: the datasets that hold it or something made of it, by today's lineage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.records.ids import FORMS, ElementId, Form
from catalog.services.definitions.dictionary import Dictionary, Named


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """A dataset with its fields that carry a definition, or are made of it, in one form.

    ``carries``: the fields are the partner's own, as it supplies them.
    """

    dataset: str
    zone: Named
    holder: Named
    purpose: Named | None
    form: Form
    carries: bool
    fields: tuple[str, ...]


def flows_of(dictionary: Dictionary, id: ElementId) -> tuple[FlowRow, ...]:
    """Return where a definition flows: first where it is supplied, then what is made of it."""
    return dictionary.kept(_flows).get(id, ())


def _flows(dictionary: Dictionary) -> Mapping[ElementId, tuple[FlowRow, ...]]:
    graph = dictionary.table.graphs.on(dictionary.on)
    found: dict[ElementId, dict[tuple[bool, str, Form], list[str]]] = defaultdict(lambda: defaultdict(list))
    for address in sorted(graph.dataset_of):
        origin, own = graph.origin(address), graph.source_of.get(address)
        field = address.removeprefix(f"{graph.dataset_of[address]}.")
        for element in {source.partition(":")[2] for source in origin.sources}:
            carries = own is not None and own.partition(":")[2] == element
            found[ElementId(element)][not carries, graph.dataset_of[address], origin.form].append(field)
    return {
        element: tuple(
            _row(dictionary, dataset, form=form, carries=not made, fields=tuple(rows[made, dataset, form]))
            for made, dataset, form in sorted(rows, key=lambda key: (key[0], key[1], FORMS.index(key[2])))
        )
        for element, rows in found.items()
    }


def _row(
    dictionary: Dictionary, dataset: str, *, form: Form, carries: bool, fields: tuple[str, ...]
) -> FlowRow:
    known = dictionary.table.graphs.on(dictionary.on).datasets[dataset]
    return FlowRow(
        dataset=dataset,
        zone=dictionary.zone(known.zone),
        holder=dictionary.partner(dictionary.snapshot.zones[known.zone].held_by),
        purpose=None if known.purpose is None else dictionary.purpose(known.purpose),
        form=form,
        carries=carries,
        fields=fields,
    )
