"""The queue of the review room: what waits for comment, for an agenda, for a vote, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from catalog.records.ids import ProposalId
from catalog.records.meetings import AgendaItem, Meeting
from catalog.records.snapshot import Snapshot
from catalog.services.proposals import Listed, listed

Waiting = Literal["vote", "agenda", "comment", "settled"]
ORDER: Final[tuple[Waiting, ...]] = ("vote", "agenda", "comment")
"""For what proposals wait, the most urgent first."""

_TO_COME: Final = frozenset({"planned", "noticed", "open"})
_INFORMATION: Final = "information"
_SETTLED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An item of a meeting to come that is on a proposal."""

    meeting: Meeting
    item: AgendaItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A proposal in the queue: for what it waits, and until when.

    ``days_left`` are the days on which the public may still comment, today among them.
    """

    listed: Listed
    waits_for: Waiting
    heard: tuple[Heard, ...]
    days_left: int | None
    unread: int = 0
    shown: int = 0

    @property
    def day(self) -> date | None:
        """The day by which it is ordered: of the meeting, of the first vote, of the last comment."""
        if self.waits_for == "vote":
            return min(one.meeting.start.date() for one in self.heard)
        period = self.listed.comment
        if period is None:
            return None
        return period.first_vote if self.waits_for == "agenda" else period.through


def queue(snapshot: Snapshot, *, today: date) -> dict[Waiting, list[Queued]]:
    """Return the proposals that nobody has decided yet, by what they wait for, the most urgent first."""
    found: dict[Waiting, list[Queued]] = {word: [] for word in ORDER}
    for one in queued(snapshot, today=today):
        if one.waits_for != "settled":
            found[one.waits_for].append(one)
    for rows in found.values():
        rows.sort(key=lambda one: (one.day or date.max, one.listed.proposal.id))
    return found


def settled(snapshot: Snapshot, *, today: date) -> list[Queued]:
    """Return the proposals that were decided last."""
    found = [one for one in queued(snapshot, today=today) if one.waits_for == "settled"]
    return sorted(found, key=lambda one: one.listed.decided[-1].decided_on, reverse=True)[:_SETTLED]


def queued(snapshot: Snapshot, *, today: date) -> Iterable[Queued]:
    """Yield every proposal with what it waits for."""
    heard = _heard(snapshot)
    return (_queued(one, heard.get(one.proposal.id, ()), today=today) for one in listed(snapshot))


def queued_one(snapshot: Snapshot, proposal: ProposalId, *, today: date) -> Queued | None:
    """Return one proposal with what it waits for."""
    return next((one for one in queued(snapshot, today=today) if one.listed.proposal.id == proposal), None)


def _queued(one: Listed, heard: Iterable[Heard], *, today: date) -> Queued:
    deciding = tuple(h for h in heard if h.meeting.status in _TO_COME and not _only_told(h))
    period = one.comment
    is_open = period is not None and today <= period.through
    waits_for: Waiting = "vote" if deciding else "comment" if is_open else "agenda"
    return Queued(
        listed=one,
        waits_for=waits_for if one.is_open else "settled",
        heard=tuple(heard),
        days_left=None if period is None else max(0, (period.through - today).days + 1),
    )


def _only_told(heard: Heard) -> bool:
    return heard.item.item_class.startswith(_INFORMATION)


def _heard(snapshot: Snapshot) -> dict[ProposalId, list[Heard]]:
    """Return the items of meetings to come of bodies that decide, by proposal."""
    found: dict[ProposalId, list[Heard]] = {}
    for meeting in sorted(snapshot.meetings.values(), key=lambda one: (one.start, one.id)):
        if meeting.status not in _TO_COME or snapshot.bodies[meeting.body].classification == "advisory":
            continue
        for item in meeting.agenda:
            if item.proposal is not None:
                found.setdefault(item.proposal, []).append(Heard(meeting=meeting, item=item))
    return found
