"""A vote as a page shows it: the motion, every seat's vote, and the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from catalog.interchange.pages import Link
from catalog.records.ids import SeatId
from catalog.records.meetings import Body, Meeting, Motion, Vote
from catalog.rules.meetings.motions import count_of, last_vote, motion_of, result_of
from catalog.rules.meetings.roll import filled_seats
from catalog.rules.meetings.tally import threshold_of
from catalog.services.publishing.frames import link_to
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.sums import SumView
from catalog.services.publishing.texts import NamedText, named_text

_VACANT: Final = "vacant"
_LEFT_OUT: Final = "absent"
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SEAT: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVote:
    """How one seat voted. ``holder`` is in what capacity its holder sat there, where the roll says so."""

    seat: SeatId
    office: str
    holder: str | None
    vote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteView:
    """One vote: the roll seat by seat, the sum, and the result."""

    vote: Vote
    rows: tuple[SeatVote, ...]
    sum: SumView | None
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An amendment that carried before the vote on what it amends, with its vote and its decision."""

    motion: Motion
    vote: Vote
    decision: Link | None
    adopts: NamedText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionView:
    """A motion, who moved and seconded it by their offices, the votes on it, and how it was amended."""

    motion: Motion
    mover: str
    seconder: str | None
    votes: tuple[VoteView, ...]
    adopts: NamedText | None
    amended_by: tuple[Amendment, ...]


def office_of(body: Body, seat: SeatId) -> str:
    """Return the office that a seat is named by."""
    return next((one.label for one in body.seats if one.id == seat), seat)


def seats_named(body: Body, text: str) -> tuple[tuple[SeatId, str], ...]:
    """Return the seats that a text names by their ids, with their offices."""
    words = set(_SEAT.findall(text))
    return tuple((seat.id, seat.label) for seat in body.seats if seat.id in words)


def motion_view(
    shelves: Shelves, meeting: Meeting, *, motion: Motion, before: datetime | None = None
) -> MotionView:
    """Return a motion with every vote on it, in the order they were taken.

    ``before`` is when the vote was taken that the motion is shown for; else it is the last one on it.
    """
    body = shelves.state.snapshot.bodies[meeting.body]
    votes = sorted((vote for vote in meeting.votes if vote.motion == motion.id), key=lambda vote: vote.at)
    until = before or max((vote.at for vote in votes), default=_NEVER)
    return MotionView(
        motion=motion,
        mover=office_of(body, motion.mover),
        seconder=None if motion.seconder is None else office_of(body, motion.seconder),
        votes=tuple(vote_view(body, meeting, vote=vote) for vote in votes),
        adopts=named_text(shelves, motion.adopts),
        amended_by=tuple(_amendments(shelves, meeting, motion=motion, before=until)),
    )


def _amendments(
    shelves: Shelves, meeting: Meeting, *, motion: Motion, before: datetime
) -> Iterator[Amendment]:
    body = shelves.state.snapshot.bodies[meeting.body]
    decisions = {one.vote: one for one in shelves.decided_in.get(meeting.id, ())}
    amending = (one for one in meeting.motions if one.amends == motion.id and one.item == motion.item)
    voted = ((last_vote(meeting, one, before=before), one) for one in amending)
    carried = [
        (vote, one) for vote, one in voted if vote and result_of(body, meeting, vote=vote) == "adopted"
    ]
    for vote, one in sorted(carried, key=lambda pair: pair[0].at):
        decision = decisions.get(vote.id)
        yield Amendment(
            motion=one,
            vote=vote,
            decision=None if decision is None else link_to("decision", decision.id),
            adopts=named_text(shelves, one.adopts),
        )


def vote_view(body: Body, meeting: Meeting, *, vote: Vote) -> VoteView:
    """Return a vote with its sum by the rules of its day."""
    rules, motion = body.rules_on(vote.at.date()), motion_of(meeting, vote)
    total = count_of(body, meeting, vote=vote)
    share = None if rules is None or motion is None else threshold_of(rules, motion)
    return VoteView(
        vote=vote,
        rows=tuple(_rows(body, vote)),
        sum=None if total is None else SumView(total=total, share=share),
        result=result_of(body, meeting, vote=vote),
    )


def _rows(body: Body, vote: Vote) -> Iterator[SeatVote]:
    """Show every voting seat, also one that is vacant or left out, and whoever else is on the roll."""
    filled = filled_seats(body, vote.at.date())
    for seat in body.seats:
        ballot = vote.roll.get(seat.id)
        if ballot is not None:
            yield SeatVote(seat=seat.id, office=seat.label, holder=ballot.holder, vote=ballot.vote)
        elif seat.voting:
            said = _LEFT_OUT if seat.id in filled else _VACANT
            yield SeatVote(seat=seat.id, office=seat.label, holder=None, vote=said)
    for name in sorted(vote.roll.keys() - {seat.id for seat in body.seats}):
        yield SeatVote(seat=name, office=name, holder=vote.roll[name].holder, vote=vote.roll[name].vote)
