"""The snapshot compiled for deciding, as known on one day: a lane of rows and bans for each source."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar

from catalog.records.flow import Verdict
from catalog.records.ids import AgreementId, ElementId, Form, PartnerId, PurposeId, RegimeId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.known import Known, Life, Segment
from catalog.rules.flows.lanes import (
    Bite,
    Lane,
    Opening,
    Row,
    accepted_major,
    bites_of,
    by_recipient,
    open_days,
)
from catalog.rules.flows.law import LawAnswer, law_consent
from catalog.rules.flows.origins import Graphs
from catalog.rules.flows.purposes import PurposeTree
from catalog.rules.flows.standings import Fault, standing
from catalog.rules.flows.ways import Ban, Way, bans_of, cite, ways_of

MOST_KEPT: Final = 200_000
"""So many worked-out answers of one kind are kept with a table."""

V = TypeVar("V")


class Kept(dict[tuple[object, ...], V]):
    """Answers by their questions. Before there are more than ``most``, it starts afresh."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, question: tuple[object, ...], answer: V) -> V:
        """Keep an answer, and return it."""
        if len(self) >= self._most:
            self.clear()
        self[question] = answer
        return answer


class FlowTable:
    """What may flow, as known on one day. Lanes are compiled when a source is first asked for."""

    def __init__(self, snapshot: Snapshot, known: Known) -> None:
        self.snapshot = snapshot
        self.known = known
        self.tree = PurposeTree(snapshot)
        self.graphs = Graphs(snapshot, known)
        self.lanes: dict[str, Lane] = {}
        self.verdicts: Kept[Verdict] = Kept(MOST_KEPT)
        self.openings: Kept[tuple[Opening, ...]] = Kept(MOST_KEPT)
        self.lives: tuple[Life, ...] = tuple(
            life for id in sorted(snapshot.agreements) for life in known.lives(id)
        )
        self.clauses: dict[AgreementId, tuple[list[Way], list[Ban]]] = {}
        self._ways: dict[ElementId, list[Way]] = defaultdict(list)
        self._bans: dict[PartnerId | None, list[Ban]] = defaultdict(list)
        self._standings: Kept[tuple[Fault, ...]] = Kept(MOST_KEPT)
        self._laws: dict[tuple[int, tuple[RegimeId, ...], PurposeId, Form], LawAnswer] = {}
        self._grants: dict[tuple[int, tuple[RegimeId, ...]], Mapping[PurposeId, frozenset[Form]]] = {}
        self.names: frozenset[str] = self._index_clauses()

    def _index_clauses(self) -> frozenset[str]:
        names: set[str] = set()
        for life in self.lives:
            agreement = life.text.record
            names |= {agreement.id, f"{agreement.id}@{agreement.version}"}
            names |= {cite(agreement, clause.id) for clause in agreement.permits}
            names |= {cite(agreement, clause.id) for clause in agreement.forbids}
            ways, bans = ways_of(self.known, self.tree, life), bans_of(self.known, self.tree, life)
            for way in ways:
                for element in way.listed:
                    self._ways[element].append(way)
            for ban in bans:
                for origin in [None] if ban.origins is None else ban.origins:
                    self._bans[origin].append(ban)
            own_ways, own_bans = self.clauses.setdefault(agreement.id, ([], []))
            own_ways.extend(ways)
            own_bans.extend(bans)
        return frozenset(names)

    def lane(self, source: str) -> Lane | None:
        """Return the lane of ``provider:element``, or ``None`` where one of the two is unknown."""
        found = self.lanes.get(source)
        if found is None:
            partner, colon, name = source.partition(":")
            element = self.snapshot.element_id(name)
            if not colon or element is None or PartnerId(partner) not in self.snapshot.partners:
                return None
            found = self.lanes[source] = self._compile(PartnerId(partner), element)
        return found

    def _compile(self, provider: PartnerId, element: ElementId) -> Lane:
        segments = self.known.element_segments(element)
        ways = tuple(
            (way, accepted_major(way, segments))
            for way in self._ways.get(element, ())
            if provider in way.origins
        )
        rows = [
            row
            for way, major in ways
            for row in self._rows(way, provider, element=element, segments=segments, major=major)
        ]
        bans = (*self._bans.get(provider, ()), *self._bans.get(None, ()))
        bites: list[Bite] = [bite for ban in bans for bite in bites_of(ban, element)]
        bites.sort(key=lambda bite: (bite.citation, bite.first))
        return Lane(
            source=f"{provider}:{element}",
            provider=provider,
            element=element,
            segments=segments,
            ways=ways,
            rows=by_recipient(rows),
            bites=tuple(bites),
        )

    def _rows(
        self,
        way: Way,
        provider: PartnerId,
        *,
        element: ElementId,
        segments: tuple[Segment, ...],
        major: int | None,
    ) -> list[Row]:
        return [
            Row(
                way=way,
                first=first,
                last=last,
                senders=frozenset({provider}) if way.senders is None else way.senders,
                zones=way.zones,
                grants=self._granted(way, segment.text.record.regime),
                min_cell=way.conditions.min_cell,
                irb=way.conditions.irb is not None,
                duties=way.duties,
            )
            for segment in segments
            if segment.text is not None
            for first, last in open_days(way, element, segment, provider=provider, major=major)
        ]

    def standing(self, life: Life, on: date) -> tuple[Fault, ...]:
        """Return why a version of an agreement permits nothing on the day; nothing if it does."""
        key = (id(life), on)
        found = self._standings.get(key)
        return self._standings.keep(key, tuple(standing(life, on))) if found is None else found

    def law(self, way: Way, regimes: tuple[RegimeId, ...], *, purpose: PurposeId, form: Form) -> LawAnswer:
        """Return what the law says to the way's agreement for those regimes, purpose and form."""
        key = (id(way.life), regimes, purpose, form)
        found = self._laws.get(key)
        if found is None:
            agreement = way.life.text.record
            found = self._laws[key] = law_consent(
                self.snapshot, self.tree, agreement, regimes=regimes, purpose=purpose, form=form
            )
        return found

    def _granted(self, way: Way, regimes: tuple[RegimeId, ...]) -> Mapping[PurposeId, frozenset[Form]]:
        key = (id(way), regimes)
        found = self._grants.get(key)
        if found is None:
            found = self._grants[key] = {
                purpose: frozenset(
                    form
                    for form in way.forms
                    if self.law(way, regimes, purpose=purpose, form=form).code is None
                )
                for purpose in way.purposes
            }
        return found


class Tables:
    """The tables of a snapshot, one for each stretch of days between two records."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._recorded = sorted(
            {decision.recorded_on for decision in snapshot.decisions.values()}
            | {event.recorded_on for events in snapshot.events.values() for event in events}
        )
        self._by_turn: dict[int, FlowTable] = {}
        self.by_day: dict[date, FlowTable] = {}

    def as_known(self, day: date) -> FlowTable:
        """Return the table of what was recorded by the end of that day."""
        found = self.by_day.get(day)
        if found is None:
            turn = bisect_right(self._recorded, day)
            if turn not in self._by_turn:
                self._by_turn[turn] = FlowTable(self._snapshot, Known(self._snapshot, day))
            found = self.by_day[day] = self._by_turn[turn]
        return found


def table_of(snapshot: Snapshot, as_known: date) -> FlowTable:
    """Return the snapshot's table as known on the day, compiled once and kept with the snapshot."""
    tables = snapshot.derived.get("tables")
    if not isinstance(tables, Tables):
        tables = snapshot.derived["tables"] = Tables(snapshot)
    return tables.by_day.get(as_known) or tables.as_known(as_known)


def table_beside(other: FlowTable, snapshot: Snapshot, as_known: date) -> FlowTable:
    """Return the snapshot's table, with what is worked out of another's lineage where both have the same.

    It is the same where the graphs are, what is adopted of them and when, and the elements' former ids.
    """
    found = table_of(snapshot, as_known)
    found.graphs = other.graphs
    return found
