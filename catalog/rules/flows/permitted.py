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

    def cells(self, source: str) -> Cells:
        """Return the permitted cells of a source; none if the catalog does not know it."""
        lane = self._table.lane(source)
        if lane is None:
            return NO_CELLS
        key = _treatment(lane)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = _cells(lane)
        return found


def _treatment(lane: Lane) -> object:
    rows = {
        (id(r.way), r.first, r.last, id(r.grants), r.senders) for rows in lane.rows.values() for r in rows
    }
    bites = frozenset((b.citation, b.first, b.last) for b in lane.bites)
    return (frozenset(rows), bites)


def _cells(lane: Lane) -> Cells:
    worked_out: dict[tuple[object, ...], tuple[Stretch, ...]] = {}
    permitted: dict[Cell, tuple[Stretch, ...]] = {}
    for cell, rows in _offered(lane):
        stopped = [bite for bite in lane.bites if _bites(bite, cell)]
        key = (*map(id, rows), None, *map(id, stopped))
        found = worked_out.get(key)
        if found is None:
            found = worked_out[key] = _stretches(rows, union((b.first, b.last) for b in stopped))
        if found:
            permitted[cell] = found
    return permitted


def _offered(lane: Lane) -> Iterator[tuple[Cell, list[Row]]]:
    """Yield each cell that some row lets through on some day, with all rows that do."""
    for recipient, through in lane.rows.items():
        for sender, zone in sorted({place for row in through for place in product(row.senders, row.zones)}):
            rows = [row for row in through if sender in row.senders and zone in row.zones]
            granted = {
                (purpose, form) for row in rows for purpose, forms in row.grants.items() for form in forms
            }
            for purpose, form in granted:
                cell = Cell(sender, recipient, purpose, zone, form)
                yield cell, [row for row in rows if form in row.grants.get(purpose, ())]


def _bites(bite: Bite, cell: Cell) -> bool:
    return (
        (bite.recipients is None or cell.recipient in bite.recipients)
        and (bite.purposes is None or cell.purpose in bite.purposes)
        and (bite.zones is None or cell.zone in bite.zones)
        and (bite.forms is None or cell.form in bite.forms)
    )


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
