"""Count a roll while it is being called: by the one tally, and nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from catalog.records.decision_record import Arithmetic
from catalog.records.ids import SeatId
from catalog.records.meetings import Ballot, Choice, Meeting, Motion, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.motions import count_of, result_of
from catalog.rules.meetings.objections import Objection
from catalog.rules.meetings.open_meeting import vote_objections
from catalog.rules.meetings.roll import attendance_at
from catalog.rules.meetings.session import earliest
from catalog.services.meetings.voting import CHOICES, Called, called_votes, holder_of, told_outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A roll as far as it is called: its sum, what would come of it, and what stands against it.

    ``waiting`` are the members present whose vote was not called yet.
    """

    motion: Motion
    roll: dict[SeatId, Choice]
    total: Arithmetic | None
    outcome: str | None
    waiting: tuple[SeatId, ...]
    objections: tuple[Objection, ...]


def count(snapshot: Snapshot, meeting: Meeting, *, motion: Motion, called: Called, now: datetime) -> Counted:
    """Return how a roll stands, were it recorded now."""
    body = snapshot.bodies[meeting.body]
    at = max(now, earliest(meeting, "roll") or now)
    votes, objections = called_votes(snapshot, meeting, motion=motion, called=called, at=at)
    ballots = {
        seat: Ballot(vote=choice, holder=holder_of(meeting, seat) if choice in CHOICES else None)
        for seat, choice in votes.items()
    }
    vote = Vote(id=f"v{len(meeting.votes) + 1}", motion=motion.id, at=at, method=called.method, roll=ballots)
    after = replace(meeting, votes=(*meeting.votes, vote))
    total, outcome = count_of(body, after, vote=vote), result_of(body, after, vote=vote)
    there = attendance_at(body, meeting, item=motion.item, at=at).counting
    return Counted(
        motion=motion,
        roll=votes,
        total=total,
        outcome=None if outcome is None else told_outcome(motion, outcome),
        waiting=tuple(seat.id for seat in body.seats if seat.id in there - votes.keys()),
        objections=_each_once([*objections, *vote_objections(body, after, vote=vote, at=())]),
    )


def _each_once(objections: list[Objection]) -> tuple[Objection, ...]:
    found = {one.code.id: one for one in reversed(objections)}
    return tuple(reversed(found.values()))
