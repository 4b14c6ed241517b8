"""Lineage graphs: what they leave out, and where two of them disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.ids import RANK, ElementId
from catalog.records.lineage import Dataset, Lineage
from catalog.records.snapshot import Text
from catalog.rules.checks.inspection import Inspection, named
from catalog.rules.flows.known import current
from catalog.rules.flows.origins import FieldGraph, Made

At = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a lineage file. Lists are entered by id or name."""

    file: str
    at: At


class Places:
    """Where the fields and outputs of the graphs that are current on the day stand."""

    def __init__(self, texts: list[Text[Lineage]]) -> None:
        self.fields: dict[str, Place] = {}
        self.outputs: dict[str, Place] = {}
        for text in texts:
            for dataset in text.record.datasets:
                for field in dataset.fields:
                    place = Place(file=text.path, at=("datasets", dataset.id, "fields", field.name))
                    self.fields.setdefault(f"{dataset.id}.{field.name}", place)
            for job in text.record.jobs:
                for output in job.outputs:
                    place = Place(file=text.path, at=("jobs", job.id, "outputs", output.field))
                    self.outputs.setdefault(output.field, place)

    def of(self, address: str) -> Place:
        """Return where a field is made, else where it is described."""
        return self.outputs.get(address) or self.fields[address]


def current_graphs(inspection: Inspection) -> list[Text[Lineage]]:
    """Return the version of each graph that is current on the day."""
    known, found = inspection.known, []
    for _, texts in sorted(inspection.snapshot.lineage.items()):
        text = current(known.segments("lineage", texts), inspection.day)
        if text is not None:
            found.append(text)
    return found


def lineage_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield what lineage leaves unsaid or says twice: contract section 6."""
    if inspection.scope is None or inspection.scope.kind == "lineage":
        texts = current_graphs(inspection)
        graph = inspection.table.graphs.on(inspection.day)
        places = Places(texts)
        yield from _drafts(inspection)
        yield from _disagreements(inspection, texts)
        yield from _ends(graph, places)
        yield from _loops(graph, places)
        yield from _lowerings(graph, places)
    yield from _regimes(inspection)


def _drafts(inspection: Inspection) -> Iterator[Finding]:
    for graph, texts in sorted(inspection.snapshot.lineage.items()):
        if current(inspection.known.segments("lineage", texts), inspection.day) is None:
            message = f"no version of `{graph}` is current on {inspection.day}: its flows are not decided"
            yield finding("lineage-not-current", texts[-1].path, message=message)


def _disagreements(inspection: Inspection, texts: list[Text[Lineage]]) -> Iterator[Finding]:
    """Yield datasets and origins that two graphs describe differently."""
    seen: dict[str, tuple[Dataset, Text[Lineage]]] = {}
    origins: dict[str, tuple[str, Text[Lineage]]] = {}
    for text in texts:
        for dataset in text.record.datasets:
            first, other = seen.setdefault(dataset.id, (dataset, text))
            if (first.zone, first.purpose) != (dataset.zone, dataset.purpose):
                message = (
                    f"dataset `{dataset.id}` has another zone or purpose in `{other.id}@{other.version}`"
                )
                at: At = ("datasets", dataset.id)
                yield finding("dataset-differs", text.path, message=message, at=at)
            for field in dataset.fields:
                if field.element is None or field.provider is None:
                    continue
                source = f"{field.provider}:{inspection.snapshot.element_id(field.element)}"
                said, other = origins.setdefault(f"{dataset.id}.{field.name}", (source, text))
                if said != source:
                    there = f"`{other.id}@{other.version}`"
                    message = f"`{dataset.id}.{field.name}` is `{source}` here and `{said}` in {there}"
                    at = ("datasets", dataset.id, "fields", field.name)
                    yield finding("origin-differs", text.path, message=message, at=at)


def _ends(graph: FieldGraph, places: Places) -> Iterator[Finding]:
    """Yield the fields from which lineage leads no further, and ones that jobs name and no graph has."""
    for address in sorted(graph.dataset_of):
        if address not in graph.source_of and not graph.inputs.get(address):
            place = places.fields[address]
            message = f"`{address}` has neither an origin nor inputs, so nobody knows whose data it is"
            yield finding("lineage-end", place.file, message=message, at=place.at)
    for address, made in sorted(graph.inputs.items()):
        place = places.outputs[address]
        if address not in graph:
            message = f"`{address}` is a field of no current graph"
            yield finding("field-not-current", place.file, message=message, at=place.at)
        for one in made:
            if one.input.field not in graph and not graph.inputs.get(one.input.field):
                message = (
                    f"`{address}` is made from `{one.input.field}`, which is a field of no current graph"
                )
                yield finding("lineage-end", place.file, message=message, at=place.at)


def _loops(graph: FieldGraph, places: Places) -> Iterator[Finding]:
    """Yield each loop once, at the first of its fields by name."""
    left = _on_loops({at: {made.input.field for made in inputs} for at, inputs in graph.inputs.items()})
    while left:
        walk = [min(left)]
        while (following := min(left[walk[-1]])) not in walk:
            walk.append(following)
        loop = walk[walk.index(following) :]
        place = places.outputs[min(loop)]
        known = any(graph.origin(at).sources for at in loop)
        whose = "" if known else ", and nothing outside the loop says whose data it is"
        message = (
            f"{named(loop)} are made from each other{whose}"
            if len(loop) > 1
            else f"`{loop[0]}` is made from itself{whose}"
        )
        yield finding("lineage-loop" if known else "lineage-end", place.file, message=message, at=place.at)
        left = _on_loops({at: inputs for at, inputs in left.items() if at not in loop})


def _on_loops(inputs: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the fields that lie on loops or between them: peel off all that lead nowhere."""
    left = {at: set(found) for at, found in inputs.items()}
    while True:
        used = {field for found in left.values() for field in found}
        kept = {at: found & left.keys() for at, found in left.items() if at in used and found & left.keys()}
        if kept == left:
            return left
        left = kept


def _lowerings(graph: FieldGraph, places: Places) -> Iterator[Finding]:
    for address, made in sorted(graph.inputs.items()):
        for one in made:
            if _is_unattested(graph, one):
                place = places.outputs[address]
                message = f"`{one.input.field}` is said to come out {one.input.yields}, {_why(graph, one)}"
                at = (*place.at, "inputs", one.input.field)
                yield finding("lowering-without-attestation", place.file, message=message, at=at)


def _is_unattested(graph: FieldGraph, made: Made) -> bool:
    yields = made.input.yields
    if yields is None or made.input.attested(on=graph.on):
        return False
    return RANK[yields] > RANK[graph.origin(made.input.field).form]


_ATTESTING: Final = ("attested_by", "attested_on", "method")


def _why(graph: FieldGraph, made: Made) -> str:
    missing = [key for key in _ATTESTING if not getattr(made.input, key)]
    if missing:
        return f"without {' and '.join(f'`{key}`' for key in missing)}"
    return f"attested on {made.input.attested_on}, after {graph.on}"


def _regimes(inspection: Inspection) -> Iterator[Finding]:
    """Yield elements whose version of the day, or newest one, names no privacy law."""
    for texts in inspection.families():
        element = ElementId(texts[0].id)
        if texts[0].kind != "element":
            continue
        text = inspection.known.element_on(element, inspection.day) or texts[-1]
        if not text.record.regime:
            message = f"`{element}@{text.version}` names no privacy law, so none protects it"
            yield finding("element-without-regime", text.path, message=message, at=("regime",))
