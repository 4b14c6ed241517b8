"""Who sits in a body, who is in the meeting at a moment, and whose ballot may stand on a roll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from catalog.records.ids import SeatId
from catalog.records.meetings import Ballot, Body, Meeting, Term, Vote
from catalog.rules.meetings.objections import Objection, Place, object_to

ROOM: Final = "room"
AWAY_FROM_ROOM: Final = frozenset({"other-public-place", "remote", "remote-accommodation"})
_TAKES_PART: Final = frozenset({"aye", "no", "abstain"})
_STANDS_IN: Final = frozenset({"designee", "alternate"})


def voting_seats(body: Body) -> frozenset[SeatId]:
    """Return the seats that have a vote."""
    return frozenset(seat.id for seat in body.seats if seat.voting)


def holders(body: Body, seat: SeatId, *, day: date) -> tuple[Term, ...]:
    """Return the terms of a seat that run on the day; none where it is vacant."""
    return tuple(
        term
        for term in body.terms
        if term.seat == seat and term.since <= day and (term.through is None or day <= term.through)
    )


def filled_seats(body: Body, day: date) -> frozenset[SeatId]:
    """Return the voting seats that someone holds on the day.

    Where a body records no terms at all its holders are not known, and every seat counts as filled.
    """
    seats = voting_seats(body)
    return seats if not body.terms else frozenset(seat for seat in seats if holders(body, seat, day=day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The voting seats in a meeting at one moment, as far as they concern one item."""

    in_room: frozenset[SeatId]
    elsewhere: frozenset[SeatId]
    recused: frozenset[SeatId]

    @property
    def present(self) -> frozenset[SeatId]:
        """Everyone in the meeting, wherever they sit in it, also who is recused on the item."""
        return self.in_room | self.elsewhere | self.recused

    @property
    def counting(self) -> frozenset[SeatId]:
        """Whoever counts toward the quorum on the item."""
        return (self.in_room | self.elsewhere) - self.recused


def presence_at(meeting: Meeting, at: datetime) -> dict[SeatId, str]:
    """Return where each seat is at a moment: its last entry in the timeline by then."""
    found: dict[SeatId, str] = {}
    for entry in sorted(meeting.attendance, key=lambda entry: entry.at):
        if entry.at <= at:
            found[entry.seat] = entry.presence
    return found


def attendance_at(body: Body, meeting: Meeting, *, item: str, at: datetime) -> Attendance:
    """Return the voting seats in the meeting at a moment, and who of them is recused on the item."""
    voting = voting_seats(body)
    where = {seat: place for seat, place in presence_at(meeting, at).items() if seat in voting}
    stated = {r.seat for r in meeting.recusals if r.item == item and r.stated_at <= at}
    in_room = frozenset(seat for seat, place in where.items() if place == ROOM)
    elsewhere = frozenset(seat for seat, place in where.items() if place in AWAY_FROM_ROOM)
    out = {seat for seat, place in where.items() if place == "recused"}
    return Attendance(
        in_room=in_room, elsewhere=elsewhere, recused=frozenset(((in_room | elsewhere) & stated) | out)
    )


def attendance_by_roll(body: Body, vote: Vote) -> Attendance:
    """Return the attendance that a roll alone tells of, where none is noted."""
    voting = voting_seats(body)
    took_part = frozenset(seat for seat, ballot in vote.roll.items() if ballot.vote in _TAKES_PART)
    recused = frozenset(seats_that(vote, "recused"))
    return Attendance(in_room=took_part & voting, elsewhere=frozenset(), recused=recused & voting)


def has_quorum(attendance: Attendance, quorum: int) -> bool:
    """Say whether enough members are there who may act on the item."""
    return len(attendance.counting) >= quorum


def seats_that(vote: Vote, choice: str) -> tuple[SeatId, ...]:
    """Return the seats that voted so, by name; each abstention is named like each vote."""
    return tuple(sorted(seat for seat, ballot in vote.roll.items() if ballot.vote == choice))


def missing_from_roll(vote: Vote, attendance: Attendance) -> frozenset[SeatId]:
    """Return the members present whose vote, abstention or recusal the roll does not show."""
    shown = {seat for seat, ballot in vote.roll.items() if ballot.vote in {*_TAKES_PART, "recused"}}
    return attendance.present - shown


def roll_objections(body: Body, vote: Vote, *, attendance: Attendance, at: Place) -> Iterator[Objection]:
    """Object to a roll that is not complete, and to each ballot that its seat may not cast."""
    missing = missing_from_roll(vote, attendance)
    if missing:
        yield object_to(
            "roll-incomplete",
            (*at, "roll"),
            message=f"the roll shows no vote of {listed(missing)}, present by the attendance",
        )
    unstated = frozenset(seats_that(vote, "recused")) - attendance.recused
    if unstated:
        yield object_to(
            "recusal-not-stated",
            (*at, "roll"),
            message=f"the roll shows {listed(unstated)} as recused, but no interest was stated by then",
        )
    for seat, ballot in vote.roll.items():
        if ballot.vote in _TAKES_PART:
            yield from _ballot_objections(
                body, seat, ballot=ballot, vote=vote, attendance=attendance, at=(*at, "roll", seat)
            )


def _ballot_objections(
    body: Body, seat: SeatId, *, ballot: Ballot, vote: Vote, attendance: Attendance, at: Place
) -> Iterator[Objection]:
    terms = holders(body, seat, day=vote.at.date())
    if seat not in voting_seats(body):
        yield object_to(
            "seat-has-no-vote",
            at,
            message=f"{seat} has no vote",
        )
    elif body.terms and not terms:
        yield object_to(
            "vacant-seat-votes",
            at,
            message=f"{seat} votes, but nobody holds it on {vote.at.date()}",
        )
    if seat in attendance.recused:
        yield object_to(
            "recused-votes",
            at,
            message=f"{seat} is recused on the item and votes on it",
        )
    elif seat not in attendance.present and seat in voting_seats(body):
        yield object_to(
            "proxy-vote",
            at,
            message=f"{seat} votes, but is not in the meeting by its attendance: a proxy does not count",
        )
    yield from capacity_objections(body, seat, ballot=ballot, terms=terms, at=at)


def capacity_objections(
    body: Body, seat: SeatId, *, ballot: Ballot, terms: tuple[Term, ...], at: Place
) -> Iterator[Objection]:
    """Object to a holder who may not sit in a seat, or whom the body does not name."""
    designee = next((one.designee for one in body.seats if one.id == seat), False)
    if ballot.holder in _STANDS_IN and not designee:
        yield object_to(
            "designee-refused",
            (*at, "holder"),
            message=f"the holder of {seat} must vote in person: the seat has no designee",
        )
    elif ballot.holder is not None and body.terms and ballot.holder not in {term.kind for term in terms}:
        yield object_to(
            "holder-not-named",
            (*at, "holder"),
            message=f"nobody is named as {ballot.holder} of {seat} on that day",
        )


def listed(seats: Iterable[SeatId]) -> str:
    """Return seats as a message lists them, in the order of their names."""
    return ", ".join(sorted(seats))
