"""What may be asked about: a source, a field, a whole dataset, or an element of all its suppliers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final, Literal
from urllib.parse import quote, urlencode

from catalog.errors import NotFound
from catalog.phrases import Phrase, phrase
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.permitted import sources_of
from catalog.rules.flows.table import FlowTable

Kind = Literal["field", "source", "dataset", "element"]

MOST_FOUND: Final = 50
"""So many results a search among items shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What was asked about, by the name it has now, and the fields and sources that it stands for."""

    id: str
    kind: Kind
    starts: tuple[str, ...]


def find(table: FlowTable, name: str, *, on: date) -> Item:
    """Return the item of that name. Raises ``NotFound`` for one that nobody knows on the day."""
    graph = table.graphs.on(on)
    if name in graph:
        return Item(id=name, kind="field", starts=(name,))
    lane = table.lane(name)
    if lane is not None and lane.source in _sources(table, graph, lane.element):
        return Item(id=lane.source, kind="source", starts=(lane.source,))
    if name in graph.datasets:
        fields = (f"{name}.{field.name}" for field in graph.datasets[name].fields)
        return Item(id=name, kind="dataset", starts=tuple(dict.fromkeys(fields)))
    element = table.snapshot.element_id(name)
    if element is not None:
        starts = tuple(sorted(_sources(table, graph, element)))
        return Item(id=element, kind="element", starts=starts)
    raise NotFound(
        phrase("lineage of {on} knows no `{name}`", on=on, name=name), hint=_near(table, graph, name)
    )


def _sources(table: FlowTable, graph: FieldGraph, element: str) -> set[str]:
    """Return the sources of an element: those that its suppliers supply, and those that fields carry."""
    supplied = set(sources_of(table.snapshot, [element]))
    return supplied | {source for source in graph.carrying() if source.partition(":")[2] == element}


def _near(table: FlowTable, graph: FieldGraph, name: str) -> Phrase:
    known = (*graph.dataset_of, *graph.carrying(), *graph.datasets, *table.snapshot.elements)
    near = get_close_matches(name, known, n=1)
    if near:
        return phrase("did you mean `{near}`?", near=near[0])
    return phrase("name `provider:element`, `dataset.field`, a dataset or an element")


def search(table: FlowTable, words: str, *, on: date) -> tuple[list[Item], int]:
    """Return the first items whose names hold all the words, the likeliest first; and how many do."""
    asked = words.casefold().split()
    if not asked:
        return [], 0
    graph = table.graphs.on(on)
    fitting = [
        (not name.casefold().startswith(asked[0]), len(name), name)
        for name in dict.fromkeys(_names(graph))
        if all(word in name.casefold() for word in asked)
    ]
    first = sorted(fitting)[:MOST_FOUND]
    return [find(table, name, on=on) for _, _, name in first], len(fitting)


def _names(graph: FieldGraph) -> Iterator[str]:
    yield from graph.datasets
    yield from graph.carrying()
    yield from graph.dataset_of


def address_of(item: str, asked: Iterable[tuple[str, str]] = (), *, ending: str = ".html") -> str:
    """Return the address of an item's page, with what is asked of it.

    >>> address_of("c2c.match.person id", [("steps", "2")])
    'lineage/c2c.match.person%20id.html?steps=2'
    """
    query = urlencode(list(asked))
    return f"lineage/{quote(item, safe=':@')}{ending}" + (f"?{query}" if query else "")
