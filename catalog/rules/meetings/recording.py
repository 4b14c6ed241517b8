"""The decision records that follow from a meeting: one for every vote, withdrawal and continuance.

Nothing in them is typed: outcome and count come from the roll, effects from the proposal and the
amendments that carried, words from the motion and the agenda. Seats are named, persons never.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from catalog.errors import BadInput
from catalog.records.decision_record import Arithmetic, DecisionRecord, Effect, Summary, VoteOutcome
from catalog.records.ids import DecisionId, Object
from catalog.records.meetings import AgendaItem, Body, Meeting, MeetingEvent, Motion, Proposal, Vote
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.families import family_of
from catalog.rules.meetings.motions import (
    adopts_text,
    count_of,
    item_of,
    motion_of,
    reconsidered_after,
    result_of,
    text_voted_on,
)
from catalog.rules.meetings.record_wording import sentence_of_vote, sentence_without_vote, title_of
from catalog.rules.meetings.roll import seats_that, voting_seats
from catalog.rules.meetings.tally import outcome_of

MOST_SERIALS: Final = 9999
"""A body's decisions of one year have four digits."""
_CONTINUE: Final = "continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a meeting put an end to: a vote, or an event that withdrew a motion or continued an item."""

    at: datetime
    item: AgendaItem
    motion: Motion | None
    vote: Vote | None
    event: MeetingEvent | None


def records_of(
    snapshot: Snapshot, meeting: Meeting, *, recorded_on: date, first_serial: int
) -> tuple[DecisionRecord, ...]:
    """Return the decision records of a meeting, in the order of what happened.

    A motion to continue an item that carried is recorded with its vote, as continued; what was
    withdrawn or continued without a vote has no count. Raises ``BadInput`` where the meeting's record
    leaves a result open: a vote on no motion or item of it, a day without rules, an amended text that
    is not in the catalog.
    """
    body = snapshot.bodies[meeting.body]
    records = []
    for serial, ended in enumerate(_ended(body, meeting), start=first_serial):
        if serial > MOST_SERIALS:
            raise BadInput(f"`{meeting.body}` has no decision number left in {meeting.start.year}")
        day = meeting.start.date() if ended.vote is None else ended.vote.at.date()
        records.append(
            _record(
                snapshot,
                meeting,
                ended=ended,
                id=DecisionId(f"{meeting.body}/{day.year:04d}/{serial:04d}"),
                days=(day, recorded_on),
            )
        )
    return tuple(records)


def _ended(body: Body, meeting: Meeting) -> list[Ended]:
    votes = [_voted(meeting, vote) for vote in meeting.votes]
    events = [
        _unvoted(meeting, event)
        for event in meeting.events
        if event.event == "withdrawn" or (event.event == "continued" and not _by_vote(body, meeting, event))
    ]
    return sorted([*votes, *events], key=lambda ended: ended.at)


def _voted(meeting: Meeting, vote: Vote) -> Ended:
    motion = motion_of(meeting, vote)
    if motion is None:
        raise BadInput(f"vote {vote.id} is on `{vote.motion}`, which is no motion of {meeting.id}")
    item = _item(meeting, motion.item, what=f"motion {motion.id}")
    return Ended(at=vote.at, item=item, motion=motion, vote=vote, event=None)


def _unvoted(meeting: Meeting, event: MeetingEvent) -> Ended:
    motion = next((one for one in meeting.motions if one.id == event.motion), None)
    number = event.item or (None if motion is None else motion.item)
    item = _item(meeting, number, what=f"what was {event.event}")
    return Ended(at=event.at, item=item, motion=motion, vote=None, event=event)


def _item(meeting: Meeting, number: str | None, *, what: str) -> AgendaItem:
    item = item_of(meeting, number)
    if item is None:
        raise BadInput(f"{what} is on `{number}`, which is no item of the agenda of {meeting.id}")
    return item


def _by_vote(body: Body, meeting: Meeting, event: MeetingEvent) -> bool:
    """Say whether a vote on a motion to continue the item is what continued it."""
    return any(
        _continues(meeting, motion, event=event)
        and result_of(body, meeting, vote=vote) == "adopted"
        and not reconsidered_after(body, meeting, vote=vote)
        for vote in meeting.votes
        for motion in (motion_of(meeting, vote),)
        if motion is not None and vote.at <= event.at
    )


def _continues(meeting: Meeting, motion: Motion, *, event: MeetingEvent | None = None) -> bool:
    """Say whether a motion is one to continue its item: by its class, or because an event names it."""
    if adopts_text(motion) or motion.amends is not None:
        return False
    events = [one for one in meeting.events if one.event == "continued"] if event is None else [event]
    if any(one.motion == motion.id and one.item in {None, motion.item} for one in events):
        return True
    return motion.motion_class == _CONTINUE and (event is None or event.item == motion.item)


def _record(
    snapshot: Snapshot, meeting: Meeting, *, ended: Ended, id: DecisionId, days: tuple[date, date]
) -> DecisionRecord:
    outcome, total = _outcome(snapshot.bodies[meeting.body], meeting, ended=ended)
    effects = tuple(_effects(snapshot, meeting, ended=ended, outcome=outcome))
    sentence = _sentence(snapshot, meeting, ended=ended, outcome=outcome, total=total, effects=effects)
    return DecisionRecord(
        id=id,
        body=meeting.body,
        meeting=meeting.id,
        item=ended.item.number,
        proposal=ended.item.proposal,
        title=title_of(
            ended.motion, ended.item, outcome=outcome, amended=_amended_version(snapshot, ended, effects)
        ),
        decided_on=days[0],
        recorded_on=days[1],
        outcome=outcome,
        vote=None if ended.vote is None else ended.vote.id,
        arithmetic=total,
        effects=effects,
        dissent=_dissent(snapshot.bodies[meeting.body], ended.vote),
        summary={"en": Summary(text=sentence, by=None, of=None)},
        legacy=None,
        provenance=meeting.provenance,
    )


def _amended_version(snapshot: Snapshot, ended: Ended, effects: tuple[Effect, ...]) -> str | None:
    """Return the version that was adopted, where it is not the one that the agenda names."""
    if not effects or ended.item.proposal is None:
        return None
    adopted = effects[0].object
    return None if adopted == snapshot.proposals[ended.item.proposal].object else str(adopted.version)


def _outcome(body: Body, meeting: Meeting, *, ended: Ended) -> tuple[VoteOutcome, Arithmetic | None]:
    if ended.vote is None or ended.motion is None:
        withdrawn = ended.event is not None and ended.event.event == "withdrawn"
        return ("withdrawn" if withdrawn else "continued"), None
    total = count_of(body, meeting, vote=ended.vote)
    if total is None:
        raise BadInput(
            f"`{body.id}` has no rules on {ended.vote.at.date()}, so vote {ended.vote.id} cannot be counted"
        )
    outcome = outcome_of(total)
    if outcome == "adopted" and _continues(meeting, ended.motion):
        outcome = "continued"
    return outcome, total


def _dissent(body: Body, vote: Vote | None) -> tuple[str, ...]:
    against = () if vote is None else seats_that(vote, "no")
    return tuple(seat for seat in against if seat in voting_seats(body))


def _effects(snapshot: Snapshot, meeting: Meeting, *, ended: Ended, outcome: VoteOutcome) -> Iterator[Effect]:
    """Yield what an adopted motion does: to the posted text, or to that of an amendment that carried."""
    body, proposal = snapshot.bodies[meeting.body], ended.item.proposal
    if ended.vote is None or ended.motion is None or outcome != "adopted" or proposal is None:
        return
    rules = body.rules_on(ended.vote.at.date())
    proposed = snapshot.proposals[proposal]
    may = rules is not None and proposed.object.kind in rules.may_adopt
    if body.classification == "advisory" or not may or not adopts_text(ended.motion):
        return
    if reconsidered_after(body, meeting, vote=ended.vote):
        return
    text = text_voted_on(body, meeting, motion=ended.motion, before=ended.vote.at, posted=proposed.digest)
    day = ended.vote.at.date()
    effective = day if proposed.effective is None else max(day, proposed.effective)
    if proposed.change == "retire":
        was = proposed.base or proposed.digest
        yield Effect(op="retire", object=proposed.object, was=was, became=None, effective=effective)
        return
    named = proposed.object if text == proposed.digest else _amended(snapshot, proposed, text=text)
    yield Effect(op="adopt", object=named, was=proposed.base, became=text, effective=effective)


def _amended(snapshot: Snapshot, proposal: Proposal, *, text: str | None) -> Object:
    """Return the version that an amended text is: a version of its own, which the catalog must hold."""
    named = proposal.object
    versions: tuple[Text[Any], ...] = family_of(snapshot, named.kind, named.id)
    for version in versions:
        if version.digest == text:
            return Object(named.kind, named.id, version.version)
    raise BadInput(
        f"the amended text {text} is no version of {named.kind} `{named.id}` in the catalog",
        hint="write it as a version of its own, at its place, before the meeting is adjourned",
    )


def _sentence(
    snapshot: Snapshot,
    meeting: Meeting,
    *,
    ended: Ended,
    outcome: VoteOutcome,
    total: Arithmetic | None,
    effects: tuple[Effect, ...],
) -> str:
    if ended.vote is None or total is None:
        to = None if ended.event is None else ended.event.to
        return sentence_without_vote(outcome, ended.item, to=to)
    body = snapshot.bodies[meeting.body]
    return sentence_of_vote(
        body,
        ended.vote,
        total=total,
        outcome=outcome,
        effects=effects,
        reconsidered=reconsidered_after(body, meeting, vote=ended.vote),
    )
