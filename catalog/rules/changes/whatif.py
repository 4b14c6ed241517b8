"""What if the catalog became another: the exact difference of what may flow.

Newly permitted, stopped, tightened and relaxed flows of two states of a catalog, as known on one
day, over all days. Exact: a set difference, not a sample (contract section 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from catalog.records.agreement import Conditions
from catalog.records.ids import ElementId, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.conditions import duties_of, join
from catalog.rules.flows.days import Days
from catalog.rules.flows.permitted import Cell, Cells, Options, PermittedSet, pieces, sources_of
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.flows.ways import Ban, Way

C = TypeVar("C", Way, Ban)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChange:
    """One flow that changes, on the days from ``first`` through ``last``, both inclusive.

    ``before`` and ``after`` are what the permitting clauses ask for, ``None`` where it is refused.
    """

    source: str
    cell: Cell
    first: date
    last: date
    before: Options | None
    after: Options | None

    def document(self) -> dict[str, object]:
        """Return the change as a plain object; an open end is ``null``."""
        return {
            "source": self.source,
            **self.cell._asdict(),
            "from": self.first.isoformat(),
            "through": None if self.last == date.max else self.last.isoformat(),
            "before": _asked(self.before),
            "after": _asked(self.after),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What would be newly permitted, stopped, asked for more strictly, or less strictly."""

    gained: tuple[FlowChange, ...]
    lost: tuple[FlowChange, ...]
    tightened: tuple[FlowChange, ...]
    relaxed: tuple[FlowChange, ...]

    @property
    def widens(self) -> bool:
        """Whether anything may flow that might not before, or may flow on easier terms."""
        return bool(self.gained or self.relaxed)

    def document(self) -> dict[str, object]:
        """Return the four lists as plain objects."""
        return {
            "gained": [change.document() for change in self.gained],
            "lost": [change.document() for change in self.lost],
            "tightened": [change.document() for change in self.tightened],
            "relaxed": [change.document() for change in self.relaxed],
            "widens": self.widens,
        }


def what_if(before: Snapshot, after: Snapshot, *, as_known: date, on: date | None = None) -> WhatIf:
    """Return the exact difference of what may flow; with ``on`` only of that day."""
    tables = table_of(before, as_known), table_of(after, as_known)
    sets = PermittedSet(tables[0]), PermittedSet(tables[1])
    compared: dict[tuple[int, int], list[_Found]] = {}
    found: dict[str, list[FlowChange]] = {"gained": [], "lost": [], "tightened": [], "relaxed": []}
    for source in _touched(*tables):
        old, new = sets[0].cells(source), sets[1].cells(source)
        key = (id(old), id(new))
        if key not in compared:
            compared[key] = list(_compare(old, new))
        for kinds, cell, first, last, was, now in compared[key]:
            if on is None or first <= on <= last:
                change = FlowChange(source=source, cell=cell, first=first, last=last, before=was, after=now)
                for kind in kinds:
                    found[kind].append(change)
    return WhatIf(**{kind: tuple(changes) for kind, changes in found.items()})


_Found = tuple[tuple[str, ...], Cell, date, date, Options | None, Options | None]


def _compare(old: Cells, new: Cells) -> Iterator[_Found]:
    for cell in sorted({*old, *new}):
        was, now = old.get(cell, ()), new.get(cell, ())
        if was == now:
            continue
        joined: list[_Found] = []
        for first, last in pieces([days for days, _ in (*was, *now)]):
            asked = [
                next((options for (a, b), options in stretches if a <= first and last <= b), None)
                for stretches in (was, now)
            ]
            kinds = _kinds(asked[0], asked[1])
            if kinds:
                joined.append((kinds, cell, first, last, asked[0], asked[1]))
        yield from joined


def _kinds(was: Options | None, now: Options | None) -> tuple[str, ...]:
    if was is None or now is None:
        return ("gained",) if was is None and now is not None else ("lost",) if was is not None else ()
    kinds = []
    if not _permits_all_of(now, was) or _stricter(join(now), join(was)):
        kinds.append("tightened")
    if not _permits_all_of(was, now) or _stricter(join(was), join(now)):
        kinds.append("relaxed")
    return tuple(kinds)


def _permits_all_of(options: Options, others: Options) -> bool:
    """Say whether all that meets one of the others' conditions meets one of the options' too."""
    return all(any(_no_more_than(one, other) for one in options) for other in others)


def _no_more_than(one: Conditions, other: Conditions) -> bool:
    asks_cells = -1 if one.min_cell is None else one.min_cell
    other_asks = -1 if other.min_cell is None else other.min_cell
    return (
        asks_cells <= other_asks
        and (one.irb is None or other.irb is not None)
        and duties_of(one) <= duties_of(other)
    )


def _stricter(one: Conditions, other: Conditions) -> bool:
    """Say whether the joined duties of one are stricter than the other's in some respect."""
    return (
        bool(duties_of(one) - duties_of(other))
        or (one.retain_through or date.max) < (other.retain_through or date.max)
        or (_days(one) < _days(other))
    )


def _days(conditions: Conditions) -> float:
    within = conditions.destroy_within_days
    return float("inf") if within is None else within


def _asked(options: Options | None) -> list[dict[str, object]] | None:
    if options is None:
        return None
    told: list[dict[str, object]] = []
    for conditions in options:
        given = {
            "min_cell": conditions.min_cell,
            "irb": conditions.irb,
            "retain_through": conditions.retain_through and conditions.retain_through.isoformat(),
            "destroy_within_days": conditions.destroy_within_days,
            "no_reidentification": conditions.no_reidentification or None,
            "publish_notice": conditions.publish_notice or None,
        }
        told.append({key: value for key, value in given.items() if value is not None})
    return sorted(told, key=repr)


def _touched(before: FlowTable, after: FlowTable) -> list[str]:
    """Return the sources whose flows can differ: only they are worked out.

    A vocabulary that differs touches everything; an element's own versions touch it; a clause that
    differs touches the sources that it speaks of, before or after.
    """
    both = (before.snapshot, after.snapshot)
    if any(getattr(both[0], name) != getattr(both[1], name) for name in _VOCABULARIES):
        return sorted({source for snapshot in both for source in sources_of(snapshot, snapshot.elements)})
    elements = {*both[0].elements, *both[1].elements}
    touched = {element for element in elements if _element(before, element) != _element(after, element)}
    sources = {source for snapshot in both for source in sources_of(snapshot, touched)}
    for agreement in {*before.clauses, *after.clauses}:
        old: tuple[list[Way], list[Ban]] = before.clauses.get(agreement, ([], []))
        new: tuple[list[Way], list[Ban]] = after.clauses.get(agreement, ([], []))
        for way in _differing(old[0], new[0], _way):
            sources |= _spoken_of(both, origins=way.origins, listed=way.listed)
        for ban in _differing(old[1], new[1], _ban):
            sources |= _spoken_of(both, origins=ban.origins, listed=ban.listed)
    return sorted(sources)


_VOCABULARIES = ("partners", "purposes", "zones", "regimes", "bases", "former")


def _element(table: FlowTable, element: ElementId) -> object:
    if element not in table.snapshot.elements:
        return None
    return [
        (segment.first, segment.last, segment.text and segment.text.digest)
        for segment in table.known.element_segments(element)
    ]


def _differing(old: list[C], new: list[C], content: Callable[[C], object]) -> list[C]:
    """Return the clauses of one side that have no equal on the other."""
    olds: list[object] = [content(one) for one in old]
    news: list[object] = [content(one) for one in new]
    gone = [one for one, said in zip(old, olds, strict=True) if said not in news]
    come = [one for one, said in zip(new, news, strict=True) if said not in olds]
    return gone + come


def _way(way: Way) -> object:
    """Return all of a way that bears on what it lets through."""
    life, adopted = way.life, way.life.adoption
    return (
        (way.origins, way.senders, way.recipients, way.purposes, way.zones, way.forms, way.conditions),
        (life.permit_days, adopted and adopted.decided_on, life.text.record.legal_bases),
        way.listed,
    )


def _ban(ban: Ban) -> object:
    """Return all of a ban that bears on what it stops."""
    return (ban.days, ban.origins, ban.recipients, ban.purposes, ban.zones, ban.forms, ban.listed)


def _spoken_of(
    snapshots: tuple[Snapshot, Snapshot],
    *,
    origins: frozenset[PartnerId] | None,
    listed: Mapping[ElementId, Days] | None,
) -> set[str]:
    return {
        source
        for snapshot in snapshots
        for source in sources_of(snapshot, snapshot.elements if listed is None else listed)
        if origins is None or source.partition(":")[0] in origins
    }
