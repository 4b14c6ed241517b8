"""Everything that may flow, as a set: for each source, its permitted cells and their days.

A *cell* is (sender, recipient, purpose, zone, form). It is permitted on a day when some clause lets
it through, given all evidence and every duty carried out, and no forbid bites. What each clause asks
for is kept beside it, so that two states of a catalog can be compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final, NamedTuple

from catalog.records.agreement import Conditions
from catalog.records.ids import Form, PartnerId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.days import Days, Interval, day_after, day_before, union, without
from catalog.rules.flows.lanes import Bite, Lane, Row
from catalog.rules.flows.table import FlowTable


class Cell(NamedTuple):
    """One way of flowing: who sends to whom, for what, where, in which form."""

    sender: PartnerId
    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    form: Form


Options = frozenset[Conditions]
"""What the clauses that permit a cell ask for, one entry a clause: any of them will do."""

Stretch = tuple[Interval, Options]
Cells = Mapping[Cell, tuple[Stretch, ...]]
NO_CELLS: Final[Cells] = {}
Place = tuple[PartnerId, PartnerId, ZoneId]
"""A sender, a recipient and a zone."""

Scope = Mapping[Place, frozenset[PurposeId]] | None
"""The places to look at, and for which purposes; ``None`` is everywhere and for all."""


def sources_of(snapshot: Snapshot, elements: Iterable[str]) -> list[str]:
    """Return every ``provider:element`` that any version of the elements names, in order."""
    return sorted(
        {
            f"{provider.partner}:{element}"
            for element in elements
            for texts in (snapshot.elements.get(element, ()),)  # type: ignore[call-overload]  # ids are text
            for text in texts
            for provider in text.record.providers
        }
    )


class PermittedSet:
    """The permitted cells of a table's sources. Sources that are treated alike are worked out once."""

    def __init__(self, table: FlowTable) -> None:
        self._table = table
        self._alike: dict[object, Cells] = {}

    def cells(self, source: str, *, within: Scope = None) -> Cells:
        """Return the permitted cells of a source, within a scope or all of them.

        There are none if the catalog does not know the source.
        """
        lane = self._table.lane(source)
        if lane is None:
            return NO_CELLS
        if within is not None:
            return dict(_cells(lane, within))
        key = _treatment(lane)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = dict(_cells(lane, None))
        return found


def _treatment(lane: Lane) -> object:
    rows = {
        (id(r.way), r.first, r.last, id(r.grants), r.senders) for rows in lane.rows.values() for r in rows
    }
    bites = frozenset((b.citation, b.first, b.last) for b in lane.bites)
    return (frozenset(rows), bites)


def _cells(lane: Lane, within: Scope) -> Iterator[tuple[Cell, tuple[Stretch, ...]]]:
    alike: _Alike = {}
    for recipient, through in lane.rows.items():
        for sender, zone in {pair for row in through for pair in product(row.senders, row.zones)}:
            rows = [row for row in through if sender in row.senders and zone in row.zones]
            purposes = frozenset(purpose for row in rows for purpose in row.grants)
            if within is not None:
                purposes &= within.get((sender, recipient, zone), frozenset())
            bites = [bite for bite in lane.bites if _reaches(bite, recipient, zone)] if purposes else []
            for purpose in purposes:
                for form, stretches in _for_a_purpose(purpose, rows, bites=bites, alike=alike):
                    yield Cell(sender, recipient, purpose, zone, form), stretches


def _reaches(bite: Bite, recipient: PartnerId, zone: ZoneId) -> bool:
    return (bite.recipients is None or recipient in bite.recipients) and (
        bite.zones is None or zone in bite.zones
    )


_Alike = dict[tuple[tuple[Row, ...], tuple[Bite, ...]], tuple[Stretch, ...]]


def _for_a_purpose(
    purpose: PurposeId, rows: list[Row], *, bites: list[Bite], alike: _Alike
) -> Iterator[tuple[Form, tuple[Stretch, ...]]]:
    """Yield each form that the rows let through at one place for a purpose, with its stretches.

    Most are let through by the same rows and stopped by the same bans, here and at other places:
    ``alike`` keeps what was worked out for them.
    """
    granting = [(row, row.grants[purpose]) for row in rows if purpose in row.grants]
    biting = [bite for bite in bites if bite.purposes is None or purpose in bite.purposes]
    for form in {form for _, forms in granting for form in forms}:
        through = tuple([row for row, forms in granting if form in forms])
        stopping = tuple([bite for bite in biting if bite.forms is None or form in bite.forms])
        found = alike.get((through, stopping))
        if found is None:
            found = _stretches(through, union((bite.first, bite.last) for bite in stopping))
            alike[through, stopping] = found
        if found:
            yield form, found


def _stretches(rows: Iterable[Row], stopped: Days) -> tuple[Stretch, ...]:
    """Cut the rows' days where what is asked for changes, and take out the forbidden days."""
    cut: list[Stretch] = []
    for first, last in pieces([(row.first, row.last) for row in rows]):
        options = frozenset(row.way.conditions for row in rows if row.first <= first and last <= row.last)
        cut.extend((days, options) for days in without(((first, last),), stopped))
    return merged(cut)


def pieces(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the days of the intervals, cut wherever one of them begins or ends."""
    listed = sorted(set(intervals))
    starts = sorted({first for first, _ in listed} | {day_after(last) for _, last in listed})
    covered = union(listed)
    cut = []
    for whole_first, whole_last in covered:
        inner = [start for start in starts if whole_first < start <= whole_last]
        for first, following in zip([whole_first, *inner], [*inner, None], strict=True):
            cut.append((first, whole_last if following is None else day_before(following)))
    return cut


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Join neighbouring stretches on which the same is asked for."""
    joined: list[Stretch] = []
    for (first, last), options in sorted(stretches, key=lambda stretch: stretch[0]):
        if joined and joined[-1][1] == options and first == day_after(joined[-1][0][1]):
            joined[-1] = ((joined[-1][0][0], last), options)
        else:
            joined.append(((first, last), options))
    return tuple(joined)
