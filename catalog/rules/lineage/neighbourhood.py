"""The neighbourhood of fields in lineage: what they are made from and what is made from them, so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from catalog.rules.flows.origins import FieldGraph, Made


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One step of lineage. ``made`` is ``None`` where a field carries the source that its input names."""

    input: str
    output: str
    made: Made | None

    @property
    def job(self) -> str | None:
        """The job that makes the step."""
        return None if self.made is None else self.made.job.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """Fields and sources around some of them, nearest first, and the edges between them.

    ``up`` and ``down`` give the steps from the nearest start to all that lies that way, the starts included.
    ``left_out`` says how many edges lead on from what is here to what is not.
    """

    starts: tuple[str, ...]
    up: dict[str, int]
    down: dict[str, int]
    edges: tuple[Edge, ...]
    left_out: int

    def nodes(self) -> list[str]:
        """Return every field and source: the starts, then the nearest first."""
        near = {
            name: min(steps)
            for name in self.up.keys() | self.down.keys()
            for steps in ([way[name] for way in (self.up, self.down) if name in way],)
        }
        return sorted(near, key=lambda name: (near[name], name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far to go: so many steps up and down (``None``: to the ends), and so many edges in all."""

    up: int | None
    down: int | None
    most: int


def neighbourhood(graph: FieldGraph, starts: Iterable[str], reach: Reach) -> Neighbourhood:
    """Return what lies around the starts, which are fields of the graph or sources that fields carry."""
    first = tuple(dict.fromkeys(starts))
    budget = _Budget(reach.most)
    up, up_edges = _walk(first, lambda at: _above(graph, at), steps=reach.up, budget=budget, far=_input)
    down, down_edges = _walk(
        first, lambda at: _below(graph, at), steps=reach.down, budget=budget, far=_output
    )
    edges = {(edge.input, edge.output, id(edge.made)): edge for edge in (*up_edges, *down_edges)}
    return Neighbourhood(
        starts=first, up=up, down=down, edges=tuple(edges.values()), left_out=budget.left_out
    )


class _Budget:
    """How many edges may still be passed, and how many were not."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.left_out = 0


def _walk(
    starts: tuple[str, ...],
    beyond: Callable[[str], Iterator[Edge]],
    *,
    steps: int | None,
    budget: _Budget,
    far: Callable[[Edge], str],
) -> tuple[dict[str, int], list[Edge]]:
    """Go from field to field, nearest first. What leads further than the steps or the budget is counted."""
    reached = dict.fromkeys(starts, 0)
    edges: list[Edge] = []
    waiting = [] if steps == 0 else list(starts)
    for at in waiting:
        for edge in beyond(at):
            if (steps is not None and reached[at] >= steps) or len(edges) >= budget.most:
                budget.left_out += 1
                continue
            edges.append(edge)
            end = far(edge)
            if end not in reached:
                reached[end] = reached[at] + 1
                waiting.append(end)
    return reached, edges


def _input(edge: Edge) -> str:
    return edge.input


def _output(edge: Edge) -> str:
    return edge.output


def _above(graph: FieldGraph, at: str) -> Iterator[Edge]:
    if at in graph.source_of:
        yield Edge(graph.source_of[at], at, None)
    for made in sorted(graph.inputs.get(at, ()), key=lambda made: (made.input.field, made.job.id)):
        yield Edge(made.input.field, at, made)


def _below(graph: FieldGraph, at: str) -> Iterator[Edge]:
    for field in graph.carrying().get(at, ()):
        yield Edge(at, field, None)
    for output, made in graph.users().get(at, ()):
        yield Edge(at, output, made)
