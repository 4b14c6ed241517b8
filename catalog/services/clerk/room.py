"""A sitting on one screen: who is there, what is before the body, and what of it may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.records.ids import SeatId
from catalog.records.meetings import AgendaItem, Body, Meeting, Motion, Proposal, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.motions import motion_of, result_of
from catalog.rules.meetings.on_the_floor import (
    continuing_vote,
    is_continued,
    pending_motions,
    seat_objections,
    vote_readiness_objections,
)
from catalog.rules.meetings.roll import attendance_at, filled_seats, holders, presence_at
from catalog.rules.meetings.session import earliest
from catalog.rules.meetings.tally import quorum_of
from catalog.services.clerk.telling import Told, told_of
from catalog.services.meetings.voting import holder_of, told_outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat: where it is and in what capacity it is held, and on which items it takes no part."""

    seat: SeatId
    office: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    voting: bool
    vacant: bool
    presence: str
    holder: str | None
    recused: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """Whether it is in the meeting, wherever it sits."""
        return self.presence not in {"absent", "left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionCard:
    """A motion before the body: who made it, what a vote on it waits for, and who may second it."""

    motion: Motion
    item: AgendaItem | None
    mover: str
    seconder: str | None
    waits_for: tuple[Told, ...]
    may_second: tuple[SeatRow, ...]

    @property
    def is_ready(self) -> bool:
        """Whether its roll can be called now."""
        return not any(one.severity == "error" for one in self.waits_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """A vote that was taken: on which motion, and what came of it."""

    vote: Vote
    motion: Motion
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item of the agenda, and how it stands."""

    item: AgendaItem
    proposal: Proposal | None
    is_open: bool
    is_continued: bool
    comments: int
    recused: tuple[SeatRow, ...]
    pending: tuple[Motion, ...]
    votes: tuple[VoteLine, ...]
    may_move: tuple[SeatRow, ...]

    @property
    def is_before(self) -> bool:
        """Whether it is before the body still."""
        return not self.is_continued


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A meeting at a moment, as its clerk sees it."""

    body: Body
    meeting: Meeting
    at: datetime
    seats: tuple[SeatRow, ...]
    there: int
    quorum: int | None
    motions: tuple[MotionCard, ...]
    items: tuple[ItemRow, ...]

    @property
    def has_quorum(self) -> bool:
        """Whether enough members are there."""
        return self.quorum is not None and self.there >= self.quorum

    def seat(self, seat: SeatId) -> SeatRow | None:
        """Return a seat."""
        return next((one for one in self.seats if one.seat == seat), None)

    def item(self, number: str) -> ItemRow | None:
        """Return an item."""
        return next((one for one in self.items if one.item.number == number), None)

    def motion(self, id: str) -> MotionCard | None:
        """Return a motion that is before the body."""
        return next((one for one in self.motions if one.motion.id == id), None)


def room_of(snapshot: Snapshot, meeting: Meeting, *, now: datetime) -> Room:
    """Return how a meeting stands: in session now, else at its last moment on record, or at its start."""
    body = snapshot.bodies[meeting.body]
    last = earliest(meeting, "roll")
    at = max(now, last or now) if meeting.status == "open" else max(meeting.start, last or meeting.start)
    seats = _seats(body, meeting, at=at)
    rules = body.rules_on(meeting.start.date())
    pending = pending_motions(body, meeting)
    return Room(
        body=body,
        meeting=meeting,
        at=at,
        seats=seats,
        there=len(attendance_at(body, meeting, item="", at=at).counting),
        quorum=None if rules is None else quorum_of(rules),
        motions=tuple(_card(snapshot, meeting, motion=one, seats=seats, at=at) for one in reversed(pending)),
        items=tuple(
            _item(snapshot, meeting, item=one, seats=seats, pending=pending, at=at) for one in meeting.agenda
        ),
    )


def _seats(body: Body, meeting: Meeting, *, at: datetime) -> tuple[SeatRow, ...]:
    day, where = at.date(), presence_at(meeting, at)
    filled = filled_seats(body, day)
    return tuple(
        SeatRow(
            seat=one.id,
            office=one.label,
            names=tuple(term.holder for term in holders(body, one.id, day=day)),
            kinds=tuple(dict.fromkeys(term.kind for term in holders(body, one.id, day=day))),
            voting=one.voting,
            vacant=one.voting and one.id not in filled,
            presence=where.get(one.id, "absent"),
            holder=holder_of(meeting, one.id),
            recused=tuple(r.item for r in meeting.recusals if r.seat == one.id),
        )
        for one in body.seats
    )


def office_in(body: Body, seat: SeatId) -> str:
    """Return a seat's office, else its id."""
    return next((one.label for one in body.seats if one.id == seat), seat)


def _able(
    body: Body, meeting: Meeting, *, seats: Iterable[SeatRow], item: str, at: datetime
) -> tuple[SeatRow, ...]:
    """Return the seats that may move and second on an item."""
    return tuple(
        one for one in seats if not any(seat_objections(body, meeting, seat=one.seat, item=item, at=at))
    )


def _card(
    snapshot: Snapshot, meeting: Meeting, *, motion: Motion, seats: tuple[SeatRow, ...], at: datetime
) -> MotionCard:
    body = snapshot.bodies[meeting.body]
    able = _able(body, meeting, seats=seats, item=motion.item, at=at)
    waits_for = vote_readiness_objections(snapshot, meeting, motion=motion, at=at)
    return MotionCard(
        motion=motion,
        item=next((one for one in meeting.agenda if one.number == motion.item), None),
        mover=office_in(body, motion.mover),
        seconder=None if motion.seconder is None else office_in(body, motion.seconder),
        waits_for=told_of(waits_for, meeting=meeting.id),
        may_second=tuple(one for one in able if one.seat != motion.mover) if motion.seconder is None else (),
    )


def _item(
    snapshot: Snapshot,
    meeting: Meeting,
    *,
    item: AgendaItem,
    seats: tuple[SeatRow, ...],
    pending: tuple[Motion, ...],
    at: datetime,
) -> ItemRow:
    body = snapshot.bodies[meeting.body]
    is_gone = is_continued(meeting, item.number) or continuing_vote(body, meeting, item.number) is not None
    return ItemRow(
        item=item,
        proposal=None if item.proposal is None else snapshot.proposals[item.proposal],
        is_open=item.comment_opened_at is not None and item.comment_closed_at is None,
        is_continued=is_gone,
        comments=sum(one.item == item.number for one in meeting.comments),
        recused=tuple(one for one in seats if item.number in one.recused),
        pending=tuple(one for one in pending if one.item == item.number),
        votes=_votes(body, meeting, item=item.number),
        may_move=_able(body, meeting, seats=seats, item=item.number, at=at),
    )


def _votes(body: Body, meeting: Meeting, *, item: str) -> tuple[VoteLine, ...]:
    found = []
    for vote in meeting.votes:
        motion, outcome = motion_of(meeting, vote), result_of(body, meeting, vote=vote)
        if motion is not None and motion.item == item and outcome is not None:
            found.append(VoteLine(vote=vote, motion=motion, outcome=told_outcome(motion, outcome)))
    return tuple(found)
