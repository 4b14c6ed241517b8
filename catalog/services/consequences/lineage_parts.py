"""What a proposal touches: fields and datasets through lineage, and who speaks of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from catalog.records.ids import AgreementId
from catalog.rules.checks.flows import Deciding
from catalog.rules.consequences.impact import (
    How,
    Impact,
    fields_of_elements,
    fields_that_differ,
    impact,
)
from catalog.rules.consequences.speaking import (
    Speaking,
    clauses_speaking,
    elements_with_values_of,
    groups_holding,
    speaking,
)
from catalog.rules.lineage.hops import hops
from catalog.rules.whatif import WhatIf
from catalog.services.consequences.weighing import Weighed

SERIES: Final[tuple[How, ...]] = ("changed", "carries", "describes", "downstream")
"""How a field is touched whose values are, or are made from, what changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """All that a proposal touches. ``elements`` are those that it is about, ``sources`` with whose data.

    ``series`` are the fields that carry what changes, or are made from it; no sources means anybody's.
    """

    elements: frozenset[str]
    sources: frozenset[str] | None
    impact: Impact
    series: frozenset[str]
    clauses: tuple[Speaking, ...]
    groups: tuple[str, ...]
    definitions: tuple[str, ...]

    def carries(self, item: str) -> bool:
        """Say whether an item, a source or a field of lineage, is or is made from what changes."""
        provider, colon, element = item.partition(":")
        if colon and element in self.elements:
            return self.sources is None or f"{provider}:{element}" in self.sources
        return item in self.series


def touched_by(weighed: Weighed, flows: WhatIf) -> Touched:
    """Return what a proposal touches, in lineage of before and after together."""
    table = weighed.after.table
    snapshot = table.snapshot
    sources = frozenset(_sources(weighed, flows)) if weighed.kind == "agreement" else None
    elements = frozenset(_elements(weighed, sources))
    graphs = [one.table.graphs.on(one.day) for one in (weighed.before, weighed.after)]
    start: dict[str, How] = {}
    if weighed.kind == "lineage":
        older = weighed.text if weighed.retires else weighed.base
        start = fields_that_differ(
            None if older is None else older.record, None if weighed.retires else weighed.text.record
        )
        made_of = {graph.origin(field).sources for graph in graphs for field in start if field in graph}
        sources = frozenset(source for found in made_of for source in found)
        elements = frozenset(source.partition(":")[2] for source in sources)
    else:
        for graph in graphs:
            start |= fields_of_elements(
                snapshot,
                graph,
                elements,
                supplied_by=None if sources is None else lambda p, e: f"{p}:{e}" in sources,
            )
    found = impact(snapshot, graphs, touched=start, tree=table.tree)
    return Touched(
        elements=elements,
        sources=sources,
        impact=found,
        series=frozenset(found.fields(*SERIES)),
        clauses=_clauses(weighed, elements, start=start),
        groups=() if weighed.kind != "element" else groups_holding(table.known, elements, day=weighed.day),
        definitions=tuple(_definitions(weighed)),
    )


def _elements(weighed: Weighed, sources: Iterable[str] | None) -> Iterator[str]:
    """Yield the elements that the change is about."""
    snapshot, record = weighed.before.snapshot, weighed.text.record
    if weighed.kind == "element":
        yield record.id
    elif weighed.kind == "value-domain":
        for text in elements_with_values_of(weighed.after.known, record.id, day=weighed.day):
            yield text.id
    elif weighed.kind == "group":
        held = {snapshot.element_id(name) for name in record.elements}
        if weighed.base is not None and not weighed.retires:
            held ^= {snapshot.element_id(name) for name in weighed.base.record.elements}
        yield from (str(name) for name in held)
    else:
        yield from (source.partition(":")[2] for source in sources or ())


def _sources(weighed: Weighed, flows: WhatIf) -> Iterator[str]:
    """Yield the sources that an agreement's permits list, and those whose flows change."""
    for inspection in (weighed.before, weighed.after):
        ways, _ = inspection.table.clauses.get(AgreementId(weighed.text.id), ([], []))
        for way in ways:
            yield from (f"{provider}:{element}" for provider in way.origins for element in way.listed)
    for change in (*flows.gained, *flows.lost, *flows.tightened, *flows.relaxed):
        yield change.source


def _clauses(weighed: Weighed, elements: frozenset[str], *, start: Iterable[str]) -> tuple[Speaking, ...]:
    table, day = weighed.after.table, weighed.day
    if weighed.kind == "agreement":
        return tuple(_own_clauses(weighed))
    if weighed.kind == "lineage":
        return tuple(_relied_on(weighed, start))
    groups = {weighed.text.id} if weighed.kind == "group" else set()
    if weighed.kind == "value-domain":
        return ()
    providers = {
        provider.partner
        for text in (weighed.text, weighed.base)
        if text is not None and weighed.kind == "element"
        for provider in text.record.providers
    }
    both = {
        one.clause: one
        for state in (weighed.before.table, table)
        for one in clauses_speaking(state, elements, groups=groups, providers=providers, day=day)
    }
    return tuple(both[clause] for clause in sorted(both))


def _own_clauses(weighed: Weighed) -> Iterator[Speaking]:
    record = weighed.text.record
    for life in weighed.after.table.lives:
        if life.text is weighed.text:
            for clause in (*record.permits, *record.forbids):
                fields = clause.fields
                named: list[Any] = (
                    []
                    if fields is None
                    else [*fields.elements, *map(str, fields.groups), *fields.floating_groups]
                )
                yield speaking(life, clause, names=tuple(sorted(map(str, named))), day=weighed.day)


def _relied_on(weighed: Weighed, start: Iterable[str]) -> Iterator[Speaking]:
    """Yield the clauses that permit what flows into the fields of a graph that change."""
    deciding = Deciding(weighed.after)
    cited: dict[str, set[str]] = {}
    for hop in hops(weighed.after.snapshot, weighed.after.table, weighed.day, into=set(start)):
        permitted = [one for verdict in deciding.answer(hop).verdicts for one in verdict.permitted_by]
        for source, citations in permitted:
            for citation in citations:
                cited.setdefault(citation, set()).add(source.partition(":")[2])
    lives = {f"{life.text.id}@{life.text.version}": life for life in weighed.after.table.lives}
    for told, elements in sorted(cited.items()):
        agreement, _, name = told.partition("#")
        life = lives[agreement]
        clause = next(one for one in life.text.record.permits if one.id == name)
        yield speaking(life, clause, names=tuple(sorted(elements)), day=weighed.day)


def _definitions(weighed: Weighed) -> Iterator[str]:
    """Yield the elements that point to a value domain, each with the version that it pins."""
    if weighed.kind == "value-domain":
        for text in elements_with_values_of(weighed.after.known, weighed.text.id, day=weighed.day):
            yield f"{text.id}@{text.version} pins {text.record.value_domain}"
