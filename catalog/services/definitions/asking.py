"""The policy questions that need a definition, and through which item of the catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.records.ids import ElementId
from catalog.rules.flows.origins import FieldGraph
from catalog.services.definitions.dictionary import Dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A policy question that needs a definition, through ``items``: a source, or fields made of it."""

    id: str
    title: str
    question: str
    items: tuple[str, ...]


def questions_of(dictionary: Dictionary, id: ElementId) -> tuple[Asking, ...]:
    """Return the policy questions that need a definition, in the order of the catalog."""
    return dictionary.kept(_questions).get(id, ())


def _questions(dictionary: Dictionary) -> Mapping[ElementId, tuple[Asking, ...]]:
    graph = dictionary.table.graphs.on(dictionary.on)
    found: dict[ElementId, list[Asking]] = defaultdict(list)
    for case in dictionary.snapshot.use_cases.values():
        through: dict[ElementId, list[str]] = defaultdict(list)
        for item in case.needs:
            for source in sorted(_sources(graph, item)):
                id = dictionary.snapshot.element_id(source.partition(":")[2])
                if id is not None and item not in through[id]:
                    through[id].append(item)
        for id, items in through.items():
            found[id].append(Asking(id=case.id, title=case.title, question=case.question, items=tuple(items)))
    return {id: tuple(asked) for id, asked in found.items()}


def _sources(graph: FieldGraph, item: str) -> Iterable[str]:
    return graph.origin(item).sources if item in graph else (item,)
