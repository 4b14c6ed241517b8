"""What lies around an item: its fields with their places and forms, and every step with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from catalog.records.ids import Form
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import FlowTable
from catalog.rules.lineage.neighbourhood import Neighbourhood, Reach, neighbourhood
from catalog.rules.lineage.steps import Deciding, Standing, Step
from catalog.services.lineage_map.asking import Asked
from catalog.services.lineage_map.items import Item

NOWHERE: Final = "?"
"""The group of what stands in no dataset of the day; no dataset has such an id."""

MOST_EDGES: Final = 5_000
"""So many steps each way are looked at, nearest first; what lies beyond is counted and left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A field or a source: the dataset or the provider that it is shown with, and the form it has there.

    ``steps`` is how far it is from what was asked about. A source has no form: it is what a provider has.
    """

    id: str
    name: str
    group: str
    source: bool
    element: str | None
    form: Form | None
    sources: frozenset[str]
    known: bool
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A dataset with its zone, a provider with its sources, or what stands in no dataset of the day."""

    id: str
    kind: Literal["dataset", "provider", "nowhere"]
    zone: str | None
    holder: str
    purpose: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowRow:
    """A step with its number on the page."""

    number: int
    step: Step

    @property
    def tail(self) -> str:
        """The field or source from which the step leads."""
        return self.step.edge.input

    @property
    def head(self) -> str:
        """The field to which the step leads."""
        return self.step.edge.output

    @property
    def standing(self) -> Standing:
        """How the step stands."""
        return self.step.found.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageMap:
    """All that was found around an item: spots by id, their groups, and the steps that the filters leave."""

    item: Item
    asked: Asked
    spots: Mapping[str, Spot]
    groups: Mapping[str, Group]
    rows: tuple[FlowRow, ...]
    hidden: int
    left_out: int

    def count(self, standing: Standing) -> int:
        """Return how many steps stand so."""
        return sum(row.standing == standing for row in self.rows)

    def group(self, spot: str) -> str:
        """Return the group with which a spot is shown."""
        return self.spots[spot].group


def map_of(table: FlowTable, item: Item, asked: Asked) -> LineageMap:
    """Return what lies around an item, as far as it was asked."""
    graph = table.graphs.on(asked.on)
    up = 0 if asked.way == "down" else asked.steps
    down = 0 if asked.way == "up" else asked.steps
    found = neighbourhood(graph, item.starts, Reach(up=up, down=down, most=MOST_EDGES))
    spots = _spots(graph, found, item=item)
    groups = _groups(table, graph, spots.values())
    steps = Deciding(table, on=asked.on, as_known=asked.as_known).steps(found.edges)
    kept = [step for step in steps if _wanted(step, asked, spots=spots, groups=groups)]
    ends = {end for step in kept for end in (step.edge.input, step.edge.output)}
    shown = {id: spot for id, spot in spots.items() if id in ends or spot.steps == 0}
    return LineageMap(
        item=item,
        asked=asked,
        spots=shown,
        groups={id: group for id, group in groups.items() if any(s.group == id for s in shown.values())},
        rows=tuple(FlowRow(number=number, step=step) for number, step in enumerate(kept, start=1)),
        hidden=len(steps) - len(kept),
        left_out=found.left_out,
    )


def _wanted(step: Step, asked: Asked, *, spots: Mapping[str, Spot], groups: Mapping[str, Group]) -> bool:
    if asked.only not in {"all", step.found.standing}:
        return False
    ends = {spots[step.edge.input].group, spots[step.edge.output].group}
    if asked.dataset and asked.dataset not in ends:
        return False
    return not asked.zone or any(groups[end].zone == asked.zone for end in ends)


def _spots(graph: FieldGraph, found: Neighbourhood, *, item: Item) -> dict[str, Spot]:
    carried = {edge.input for edge in found.edges if edge.made is None}
    if item.kind in {"source", "element"}:
        carried |= {*item.starts}
    spots = {}
    for id in found.nodes():
        steps = min(way[id] for way in (found.up, found.down) if id in way)
        spots[id] = _source(id, steps=steps) if id in carried else _field(graph, id, steps=steps)
    return spots


def _field(graph: FieldGraph, id: str, *, steps: int) -> Spot:
    dataset = graph.dataset_of.get(id, NOWHERE)
    origin = graph.origin(id)
    source = graph.source_of.get(id)
    return Spot(
        id=id,
        name=id.removeprefix(f"{dataset}."),
        group=dataset,
        source=False,
        element=None if source is None else source.partition(":")[2],
        form=origin.form,
        sources=origin.sources,
        known=origin.known,
        steps=steps,
    )


def _source(id: str, *, steps: int) -> Spot:
    provider, _, element = id.partition(":")
    return Spot(
        id=id,
        name=element,
        group=f"{provider}:",
        source=True,
        element=element,
        form=None,
        sources=frozenset({id}),
        known=True,
        steps=steps,
    )


def _groups(table: FlowTable, graph: FieldGraph, spots: Iterable[Spot]) -> dict[str, Group]:
    """Return the groups of the spots. A provider's ends in a colon, which no dataset's id does."""
    groups: dict[str, Group] = {}
    for spot in spots:
        if spot.group not in groups:
            groups[spot.group] = _group(table, graph, spot)
    return groups


def _group(table: FlowTable, graph: FieldGraph, spot: Spot) -> Group:
    if spot.source:
        provider = spot.id.partition(":")[0]
        return Group(id=spot.group, kind="provider", zone=None, holder=provider, purpose=None)
    if spot.group == NOWHERE:
        return Group(id=spot.group, kind="nowhere", zone=None, holder="", purpose=None)
    dataset = graph.datasets[spot.group]
    return Group(
        id=dataset.id,
        kind="dataset",
        zone=dataset.zone,
        holder=table.snapshot.zones[dataset.zone].held_by,
        purpose=dataset.purpose,
    )
