"""Everything that there is to object to in the record of a meeting, and what of it a step would bring in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.agendas import late_item_objections
from catalog.rules.meetings.motions import adopts_text, carried_texts, item_of, motion_objections, motion_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.open_meeting import meeting_objections, vote_objections
from catalog.rules.meetings.standing import base_is_stale

_TO_COME: Final = frozenset({"noticed", "open"})
_IN_SESSION: Final = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a step would bring into a record: what refuses it, and what is told and goes ahead."""

    refusing: tuple[Objection, ...]
    warning: tuple[Objection, ...]


def record_objections(snapshot: Snapshot, meeting: Meeting, *, day: date) -> Iterator[Objection]:
    """Object to whatever is wrong with a meeting's record, as of that day."""
    body = snapshot.bodies[meeting.body]
    yield from meeting_objections(body, meeting)
    yield from late_item_objections(body, meeting)
    yield from motion_objections(body, meeting)
    for position, vote in enumerate(meeting.votes):
        yield from vote_objections(body, meeting, vote=vote, at=("votes", position))
    yield from _undecided(snapshot, meeting)
    yield from _stale(snapshot, meeting, day=day)
    yield from _unposted(snapshot, meeting)


def judge(before: Iterable[Objection], after: Iterable[Objection]) -> Judgement:
    """Return what is objected to after a step and was not before it."""
    known = Counter((one.code.id, one.message) for one in before)
    refusing, warning = [], []
    for one in after:
        if known[one.code.id, one.message] > 0:
            known[one.code.id, one.message] -= 1
        elif one.code.severity == "error":
            refusing.append(one)
        else:
            warning.append(one)
    return Judgement(refusing=tuple(refusing), warning=tuple(warning))


def _undecided(snapshot: Snapshot, meeting: Meeting) -> Iterator[Objection]:
    """Object to a vote without a decision record, once the meeting is over."""
    if meeting.status == _IN_SESSION:
        return
    decided = {d.vote for d in snapshot.decisions.values() if d.meeting == meeting.id}
    for position, vote in enumerate(meeting.votes):
        if vote.id not in decided:
            yield object_to(
                "decision-missing",
                ("votes", position),
                message=f"no decision record names vote {vote.id}",
            )


def _unposted(snapshot: Snapshot, meeting: Meeting) -> Iterator[Objection]:
    """Object to motions to adopt another text than the posted one, or an amendment's that carried."""
    for position, motion in enumerate(meeting.motions):
        item = item_of(meeting, motion.item)
        if item is None or item.proposal is None or motion.adopts is None or not adopts_text(motion):
            continue
        posted = snapshot.proposals[item.proposal].digest
        carried = carried_texts(snapshot.bodies[meeting.body], meeting, item=item.number)
        if motion.adopts not in {posted, *carried}:
            yield object_to(
                "not-the-text-voted-on",
                ("motions", position, "adopts"),
                message=f"motion {motion.id} would adopt {motion.adopts}; {item.proposal} proposes {posted}",
            )


def _stale(snapshot: Snapshot, meeting: Meeting, *, day: date) -> Iterator[Objection]:
    """Object to items whose proposal was made on a version that was no longer the last at the vote.

    Items of a meeting still to come are judged as of the day of the check.
    """
    body = snapshot.bodies[meeting.body]
    if body.classification == "advisory":
        return
    moments = {
        (motion.item, vote.at)
        for vote in meeting.votes
        for motion in (motion_of(meeting, vote),)
        if motion is not None and adopts_text(motion)
    }
    voted = {item for item, _ in moments}
    waiting = {item.number for item in meeting.agenda} - voted if meeting.status in _TO_COME else set()
    judged = [(item, at.date(), at) for item, at in sorted(moments)]
    for number, on, at in [*judged, *((number, day, None) for number in sorted(waiting))]:
        item = item_of(meeting, number)
        if item is None or item.proposal is None:
            continue
        if base_is_stale(snapshot, snapshot.proposals[item.proposal], day=on, moment=at):
            yield object_to(
                "proposal-base-stale",
                ("agenda", meeting.agenda.index(item), "proposal"),
                message=f"{item.proposal} was made on a version that is no longer the one adopted last",
            )
