"""What if the catalog became another: the exact difference of what may flow.

Newly permitted, stopped, tightened and relaxed flows of two states of a catalog, as known on one
day, over all days. Exact: a set difference, not a sample (contract section 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeVar

from catalog.records.agreement import Conditions
from catalog.records.ids import AgreementId, ElementId, PartnerId, PurposeId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.conditions import duties_of, join
from catalog.rules.flows.days import Days, union
from catalog.rules.flows.lanes import accepted_major
from catalog.rules.flows.permitted import (
    Cell,
    Cells,
    Options,
    PermittedSet,
    Place,
    Scope,
    Stretch,
    pieces,
    sources_of,
)
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
    found: dict[str, list[FlowChange]] = {"gained": [], "lost": [], "tightened": [], "relaxed": []}
    for source, places in sorted(_touched(*tables).items()):
        old, new = (one.cells(source, within=places) for one in sets)
        for kinds, cell, first, last, was, now in _compare(old, new):
            if on is None or first <= on <= last:
                change = FlowChange(source=source, cell=cell, first=first, last=last, before=was, after=now)
                for kind in kinds:
                    found[kind].append(change)
    return WhatIf(**{kind: tuple(changes) for kind, changes in found.items()})


NOT_AT_ALL: tuple[Stretch, ...] = ()
_Change = tuple[tuple[str, ...], date, date, Options | None, Options | None]
_Found = tuple[tuple[str, ...], Cell, date, date, Options | None, Options | None]


def _compare(old: Cells, new: Cells) -> Iterator[_Found]:
    """Yield what differs, in the order of the cells. Equal pairs of stretches are compared once."""
    compared: dict[tuple[int, int], list[_Change]] = {}
    differing = [cell for cell in {*old, *new} if old.get(cell, NOT_AT_ALL) != new.get(cell, NOT_AT_ALL)]
    for cell in sorted(differing):
        was, now = old.get(cell, NOT_AT_ALL), new.get(cell, NOT_AT_ALL)
        key = (id(was), id(now))
        if key not in compared:
            compared[key] = list(_changes(was, now))
        for kinds, first, last, before, after in compared[key]:
            yield kinds, cell, first, last, before, after


def _changes(was: tuple[Stretch, ...], now: tuple[Stretch, ...]) -> Iterator[_Change]:
    for first, last in pieces([days for days, _ in (*was, *now)]):
        before, after = (
            next((options for (a, b), options in stretches if a <= first and last <= b), None)
            for stretches in (was, now)
        )
        kinds = _kinds(before, after)
        if kinds:
            yield kinds, first, last, before, after


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
        or bool(set(one.rows) - set(other.rows))
    )


def _days(conditions: Conditions) -> float:
    within = conditions.destroy_within_days
    return float("inf") if within is None else within


def _asked(options: Options | None) -> list[dict[str, object]] | None:
    if options is None:
        return None
    told: list[dict[str, object]] = []
    told.extend(dict(conditions.told()) for conditions in options)
    return sorted(told, key=repr)


def _touched(before: FlowTable, after: FlowTable) -> dict[str, Scope]:
    """Return the sources whose flows can differ, and the places at which: only these are worked out.

    A vocabulary that differs touches everything; an element's own versions touch it; a clause that
    differs touches the sources that it speaks of, before or after.
    """
    both = (before.snapshot, after.snapshot)
    everywhere: dict[str, Scope] = {}
    if any(getattr(both[0], name) != getattr(both[1], name) for name in _VOCABULARIES):
        return {source: None for snapshot in both for source in sources_of(snapshot, snapshot.elements)}
    elements = {*both[0].elements, *both[1].elements}
    touched = {element for element in elements if _element(before, element) != _element(after, element)}
    everywhere.update((source, None) for snapshot in both for source in sources_of(snapshot, touched))
    same_groups = _groups(before) == _groups(after)
    somewhere: dict[str, dict[Place, frozenset[PurposeId]]] = {}
    for agreement in {*before.clauses, *after.clauses}:
        if same_groups and _lives(before, agreement) == _lives(after, agreement):
            continue
        for ban in _differing(_bans(before, agreement), _bans(after, agreement)):
            everywhere.update((source, None) for source in _spoken_of(both, ban.origins, ban.listed))
        for way in _differing(_ways(before, agreement), _ways(after, agreement)):
            for source in _spoken_of(both, way.origins, way.listed):
                scope = somewhere.setdefault(source, {})
                for place in _places(way, source):
                    scope[place] = scope.get(place, frozenset()) | way.purposes
    return {**somewhere, **everywhere}


def _places(way: Way, source: str) -> Iterator[Place]:
    own = frozenset({PartnerId(source.partition(":")[0])})
    return product(own if way.senders is None else way.senders, way.recipients, way.zones)


_VOCABULARIES = ("partners", "purposes", "zones", "regimes", "bases", "former")


def _groups(table: FlowTable) -> object:
    """Return all that bears on what the groups list when."""
    return {
        group: [(text.digest, table.known.adopted_days(text)) for text in texts]
        for group, texts in table.snapshot.groups.items()
    }


def _lives(table: FlowTable, agreement: AgreementId) -> object:
    """Return all that bears on an agreement apart from groups; nothing if it is not there."""
    lives = table.known.lives(agreement) if agreement in table.snapshot.agreements else ()
    return [
        (
            life.text.digest,
            life.adoption and life.adoption.decided_on,
            life.permit_days,
            life.forbid_days,
            life.surviving_days,
        )
        for life in lives
    ]


def _element(table: FlowTable, element: ElementId) -> object:
    """Return all that bears on which version of an element is current when."""
    return [
        (text.digest, table.known.adopted_days(text)) for text in table.snapshot.elements.get(element, ())
    ]


Said = tuple[object, Days]
"""What a clause says, and the days on which it says it."""


def _differing(old: list[tuple[C, Said]], new: list[tuple[C, Said]]) -> list[C]:
    """Return the clauses that say something, on some day, on one side alone.

    A clause that goes on from one version of an agreement to the next says the same all along.
    """
    before, after = _all_along(old), _all_along(new)
    there = [said for _, said in after], [said for _, said in before]
    return [
        clause
        for side, other in ((before, there[0]), (after, there[1]))
        for clause, said in side
        if said not in other
    ]


def _all_along(clauses: list[tuple[C, Said]]) -> list[tuple[C, Said]]:
    """Return one clause for everything that is said, with all its days."""
    found: list[tuple[C, Said]] = []
    for clause, (content, _) in clauses:
        if not any(content == known for _, (known, _) in found):
            same = [day for _, (other, days) in clauses if other == content for day in days]
            found.append((clause, (content, union(same))))
    return found


def _ways(table: FlowTable, agreement: AgreementId) -> list[tuple[Way, Said]]:
    """Return an agreement's ways with all that bears on what they let through."""
    ways, _ = table.clauses.get(agreement, ([], []))
    return [
        (way, (_what_a_way_says(table, way), way.life.permit_days)) for way in ways if way.life.permit_days
    ]


def _what_a_way_says(table: FlowTable, way: Way) -> object:
    adopted = way.life.adoption
    accepted = {
        element: accepted_major(way, table.known.element_segments(element)) if adopted else None
        for element in way.listed
    }
    return (
        (way.origins, way.senders, way.recipients, way.purposes, way.zones, way.forms, way.conditions),
        (way.life.text.record.legal_bases, way.listed, accepted),
    )


def _bans(table: FlowTable, agreement: AgreementId) -> list[tuple[Ban, Said]]:
    """Return an agreement's bans with all that bears on what they stop."""
    _, bans = table.clauses.get(agreement, ([], []))
    return [
        (ban, ((ban.origins, ban.recipients, ban.purposes, ban.zones, ban.forms, ban.listed), ban.days))
        for ban in bans
    ]


def _spoken_of(
    snapshots: tuple[Snapshot, Snapshot],
    origins: frozenset[PartnerId] | None,
    listed: Mapping[ElementId, Days] | None,
) -> set[str]:
    """Return the sources that a clause of these origins and fields speaks of."""
    return {
        source
        for snapshot in snapshots
        for source in sources_of(snapshot, snapshot.elements if listed is None else listed)
        if origins is None or source.partition(":")[0] in origins
    }
