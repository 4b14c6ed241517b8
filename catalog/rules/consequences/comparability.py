"""What is no longer comparable: a new major version, the series that end, the clauses that drop out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalog.records.ids import Citation, ElementId
from catalog.rules.flows.days import Days, union
from catalog.rules.flows.known import current
from catalog.rules.flows.lanes import accepted_major, open_days
from catalog.rules.flows.table import FlowTable
from catalog.rules.flows.ways import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedOut:
    """A clause that lets an element through until a change, and no longer after it.

    ``accepted`` is the major version that its agreement accepted, ``now`` the current one, ``None``
    where none is current.
    """

    clause: Citation
    element: ElementId
    accepted: int | None
    now: int | None
    last: date | None

    def document(self) -> dict[str, object]:
        """Return the clause as a plain object; without a last day it opens nothing from the start."""
        return {
            "clause": self.clause,
            "element": self.element,
            "accepted_major": self.accepted,
            "current_major": self.now,
            "last_day": None if self.last is None else self.last.isoformat(),
        }


def dropped_out(
    before: FlowTable, after: FlowTable, elements: Iterable[ElementId], *, day: date
) -> tuple[DroppedOut, ...]:
    """Return the clauses that would have opened an element on the day or later, and no longer will."""
    found = []
    for element in sorted(elements):
        if element not in before.snapshot.elements:
            continue
        was, now = (_opened(table, element) for table in (before, after))
        for clause, (way, days) in sorted(was.items()):
            still = now[clause][1] if clause in now else ()
            if not _on_or_after(days, day) or _on_or_after(still, day):
                continue
            segments = after.known.element_segments(element)
            text = current(segments, day)
            found.append(
                DroppedOut(
                    clause=clause,
                    element=element,
                    accepted=accepted_major(way, before.known.element_segments(element)),
                    now=None if text is None else text.version.major,
                    last=max((last for _, last in still), default=None),
                )
            )
    return tuple(found)


def _on_or_after(days: Days, day: date) -> bool:
    return any(last >= day for _, last in days)


def _opened(table: FlowTable, element: ElementId) -> dict[Citation, tuple[Way, Days]]:
    """Return for each clause that lists an element the days on which it opens it, from any provider."""
    segments = table.known.element_segments(element)
    found: dict[Citation, tuple[Way, Days]] = {}
    for ways, _ in table.clauses.values():
        for way in ways:
            if element not in way.listed or way.senders is not None:
                continue
            major = accepted_major(way, segments)
            days = [
                interval
                for segment in segments
                for provider in way.origins
                for interval in open_days(way, element, segment, provider=provider, major=major)
            ]
            found[way.citation] = (way, union(days))
    return found
