"""The roll is called: one vote on one motion, of everyone who is there, with its sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from catalog.records.decision_record import Arithmetic, VoteOutcome
from catalog.records.ids import SeatId
from catalog.records.meetings import Body, Choice, Meeting, Motion, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.motions import adopts_text, count_of, motion_of, result_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import (
    disposed_objections,
    pending_motions,
    vote_readiness_objections,
)
from catalog.rules.meetings.roll import attendance_at, filled_seats, listed, presence_at, voting_seats
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, perform, refusal, refuses
from catalog.services.meetings.seats import labelled, seats_named
from catalog.store import building_meetings

METHODS: Final = ("roll-call", "voice", "unanimous-consent")
CHOICES: Final[tuple[Choice, ...]] = ("aye", "no", "abstain")
_SHOWN: Final[tuple[Choice, ...]] = (*CHOICES, "recused", "absent", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The votes as they were called. ``rest`` is how everyone else voted who is there and may."""

    aye: Sequence[str] = ()
    no: Sequence[str] = ()
    abstain: Sequence[str] = ()
    rest: Literal["aye", "no", "abstain"] | None = None
    method: str = "roll-call"


def roll(root: Path, name: str, *, motion: str, called: Called, when: When = NOW) -> Answer:
    """Record a vote. Recused and absent seats follow from the attendance; the result from the roll."""

    def step(desk: Desk) -> Deed:
        found = next((one for one in desk.meeting.motions if one.id == motion), None)
        if found is None:
            pending = ", ".join(one.id for one in pending_motions(desk.body, desk.meeting)) or "none"
            told = f"`{motion}` is no motion of {name}; pending: {pending}"
            return refusal(object_to("unknown-motion", (), message=told))
        votes, objections = called_votes(desk.snapshot, desk.meeting, motion=found, called=called, at=desk.at)
        if refuses(objections):
            return refusal(*objections)
        return _voted(desk, found, votes=votes, method=called.method, objections=objections)

    return perform(root, name, did="roll", step=step, when=when)


def called_votes(
    snapshot: Snapshot, meeting: Meeting, *, motion: Motion, called: Called, at: datetime
) -> tuple[dict[SeatId, Choice], list[Objection]]:
    """Return the roll as it would stand, in the order of the seats, and what stands against the vote."""
    body = snapshot.bodies[meeting.body]
    objections = [
        *disposed_objections(body, meeting, motion=motion),
        *vote_readiness_objections(snapshot, meeting, motion=motion, at=at),
    ]
    cast, wrong = _cast(body, called)
    votes = _completed(body, meeting, cast=cast, rest=called.rest, item=motion.item, at=at)
    return votes, [*objections, *(wrong or _empty_objections(body, meeting, votes, item=motion.item, at=at))]


def _cast(body: Body, called: Called) -> tuple[dict[SeatId, Choice], list[Objection]]:
    cast: dict[SeatId, Choice] = {}
    objections: list[Objection] = []
    for choice in CHOICES:
        named, unknown = seats_named(body, getattr(called, choice))
        objections += unknown
        for seat in named:
            if seat in cast:
                told = f"{seat} is named under {cast[seat]} and {choice}"
                objections.append(object_to("ballot-twice", (), message=told))
            cast[seat] = choice
    return cast, objections


def _empty_objections(
    body: Body, meeting: Meeting, votes: Mapping[SeatId, Choice], *, item: str, at: datetime
) -> list[Objection]:
    """Object to a roll on which nobody is called, where members are there to be called."""
    there = attendance_at(body, meeting, item=item, at=at).counting
    if not there or any(votes.get(seat) in CHOICES for seat in votes):
        return []
    told = f"the roll is incomplete: it shows no vote of {listed(there)}, present by the attendance"
    hint = "say how each voted (`--aye --no --abstain`), and with `--rest` how everyone else did"
    return [object_to("roll-incomplete", ("votes",), message=told, hint=hint)]


def _completed(
    body: Body,
    meeting: Meeting,
    *,
    cast: Mapping[SeatId, Choice],
    rest: Choice | None,
    item: str,
    at: datetime,
) -> dict[SeatId, Choice]:
    """Return the roll as called, completed by what follows from the attendance."""
    attendance = attendance_at(body, meeting, item=item, at=at)
    where = presence_at(meeting, at)
    voting, filled = voting_seats(body), filled_seats(body, at.date())
    roll: dict[SeatId, Choice] = {}
    for seat in (one.id for one in body.seats):
        if seat in cast:
            roll[seat] = cast[seat]
        elif seat not in voting:
            continue
        elif seat in attendance.recused:
            roll[seat] = "recused"
        elif seat in attendance.present:
            if rest is not None:
                roll[seat] = rest
        elif seat in filled:
            roll[seat] = "left" if where.get(seat) == "left" else "absent"
    return roll


def _voted(
    desk: Desk, motion: Motion, *, votes: dict[SeatId, Choice], method: str, objections: list[Objection]
) -> Deed:
    entry: Document = {
        "id": f"v{len(desk.meeting.votes) + 1}",
        "motion": motion.id,
        "at": desk.when,
        "method": method,
        "roll": {seat: _ballot(desk.meeting, seat, choice=choice) for seat, choice in votes.items()},
    }
    document = desk.with_entries(votes=[entry])
    document["agenda"] = [
        item | {"status": item.get("status") or "heard"} if item["number"] == motion.item else item
        for item in document["agenda"]
    ]
    after = building_meetings.meeting(document)
    vote = after.votes[-1]
    total, outcome = count_of(desk.body, after, vote=vote), result_of(desk.body, after, vote=vote)
    says = tuple(result_lines(desk.body, after, vote=vote))
    event = entry | {"outcome": outcome, "arithmetic": None if total is None else arithmetic_document(total)}
    return Deed(document=document, event=event, says=says, objections=tuple(objections))


def _ballot(meeting: Meeting, seat: SeatId, *, choice: Choice) -> Document:
    if choice not in CHOICES:
        return {"vote": choice}
    return {"vote": choice, "holder": holder_of(meeting, seat) or "principal"}


def holder_of(meeting: Meeting, seat: SeatId) -> str | None:
    """Return in what capacity a seat was last noted to be held."""
    entries = sorted(meeting.attendance, key=lambda entry: entry.at)
    held = [entry.holder for entry in entries if entry.seat == seat and entry.holder]
    return held[-1] if held else None


def result_lines(body: Body, meeting: Meeting, *, vote: Vote) -> Iterator[str]:
    """Yield a vote for people: the result with its sum spelled out, then who voted how."""
    motion, total = motion_of(meeting, vote), count_of(body, meeting, vote=vote)
    outcome = result_of(body, meeting, vote=vote)
    if motion is None or total is None or outcome is None:
        return
    yield f"{vote.id} on {motion.id}: {told_outcome(motion, outcome)} ({vote.method})"
    voted = f"{total.aye} aye, {total.no} no, {total.abstain} abstaining"
    yield f"    {voted}, {total.recused} recused, {total.absent} absent"
    yield f"    needed: {_needed(total)}; quorum {total.quorum}, {total.counted} counted"
    for choice in _SHOWN:
        seats = [seat for seat, ballot in vote.roll.items() if ballot.vote == choice]
        if seats:
            yield f"    {choice}: " + "; ".join(_voter(body, vote, seat=seat) for seat in seats)


def told_outcome(motion: Motion, outcome: VoteOutcome) -> str:
    """Return what came of a vote, in the word that its kind of motion has."""
    if outcome != "adopted" or adopts_text(motion):
        return outcome
    return "recommended" if motion.motion_class == "recommend" else "carried"


def _needed(total: Arithmetic) -> str:
    return {
        "authorized": f"{total.needed} of {total.of} authorized seats",
        "filled": f"{total.needed} of {total.of} filled seats",
        "present": f"{total.needed} of {total.of} present and voting",
    }[total.base]


def _voter(body: Body, vote: Vote, *, seat: SeatId) -> str:
    holder = vote.roll[seat].holder
    return labelled(body, seat) + (f" ({holder})" if holder not in {None, "principal"} else "")


def arithmetic_document(total: Arithmetic) -> Document:
    """Return a sum as a plain object, in the words of a decision record."""
    counts = ("aye", "no", "abstain", "recused", "absent", "needed", "of", "base", "quorum", "counted")
    return {key: getattr(total, key) for key in (*counts, "says")}
