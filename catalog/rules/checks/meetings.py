"""Check every meeting, and every decision taken in one, by the open-meeting rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.motions import adopts_text, item_of, motion_objections, motion_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.open_meeting import meeting_objections, vote_objections
from catalog.rules.meetings.standing import base_is_stale
from catalog.rules.meetings.voted import decision_objections

_TO_COME = frozenset({"noticed", "open"})
_IN_SESSION = "open"


def findings(snapshot: Snapshot, day: date) -> list[Finding]:
    """Return what is wrong with the catalog's meetings and their decisions, as of that day."""
    found: list[Finding] = []
    for meeting in snapshot.meetings.values():
        path = snapshot.paths[f"meeting:{meeting.id}"]
        found.extend(_finding(path, objection) for objection in _objections(snapshot, meeting, day=day))
        if meeting.seal != meeting.unsealed:
            message = f"the record is not as the last command left it: its digest is {meeting.unsealed}"
            found.append(finding("edited-by-hand", path, message=message, at=("seal",)))
    for decision in snapshot.decisions.values():
        path = snapshot.paths[f"decision:{decision.id}"]
        found.extend(_finding(path, objection) for objection in decision_objections(snapshot, decision))
    return found


def _finding(path: str, objection: Objection) -> Finding:
    return Finding(
        file=path,
        line=None,
        column=None,
        code=objection.code.id,
        severity=objection.code.severity,
        message=objection.message,
        hint=objection.hint,
        citation=objection.code.citation,
        at=objection.at,
    )


def _objections(snapshot: Snapshot, meeting: Meeting, *, day: date) -> Iterator[Objection]:
    body = snapshot.bodies[meeting.body]
    yield from meeting_objections(body, meeting)
    yield from motion_objections(body, meeting)
    for position, vote in enumerate(meeting.votes):
        yield from vote_objections(body, meeting, vote=vote, at=("votes", position))
    yield from _undecided(snapshot, meeting)
    yield from _stale(snapshot, meeting, day=day)


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
