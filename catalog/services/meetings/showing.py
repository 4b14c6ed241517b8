"""How a meeting stands: its state, what is due next, what is pending, and each vote with its sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import BodyId, MeetingId
from catalog.records.meetings import AgendaItem, Body, Meeting
from catalog.rules.meetings.agendas import DECIDING
from catalog.rules.meetings.judging import record_objections
from catalog.rules.meetings.motions import count_of, result_of
from catalog.rules.meetings.objections import Objection
from catalog.rules.meetings.on_the_floor import is_continued, pending_motions
from catalog.rules.meetings.open_meeting import NOTICE_DAYS
from catalog.rules.meetings.roll import attendance_at, presence_at
from catalog.rules.meetings.tally import quorum_of
from catalog.services.meetings.answers import objections_document
from catalog.services.meetings.hearing import comment_count
from catalog.services.meetings.seats import labelled
from catalog.services.meetings.voting import arithmetic_document, result_lines
from catalog.services.opening import open_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one meeting stands at a moment."""

    body: Body
    meeting: Meeting
    at: datetime
    due: tuple[str, ...]
    records: tuple[DecisionRecord, ...]
    objections: tuple[Objection, ...]

    def document(self) -> dict[str, Any]:
        """Return it as a plain object."""
        meeting = self.meeting
        return {
            "meeting": meeting.id,
            "body": meeting.body,
            "kind": meeting.meeting_kind,
            "start": meeting.start.isoformat(),
            "status": meeting.status,
            "due": list(self.due),
            "present": dict(sorted(presence_at(meeting, self.at).items())),
            "quorum": _quorum(self.body, meeting),
            "items": [_item_document(meeting, item) for item in meeting.agenda],
            "comments": comment_count(len(meeting.comments), meeting.more_comments),
            "pending": [motion.id for motion in pending_motions(self.body, meeting)],
            "votes": [
                {
                    "id": vote.id,
                    "motion": vote.motion,
                    "at": vote.at.isoformat(),
                    "outcome": result_of(self.body, meeting, vote=vote),
                    "arithmetic": None if total is None else arithmetic_document(total),
                }
                for vote in meeting.votes
                for total in (count_of(self.body, meeting, vote=vote),)
            ],
            "records": [one.id for one in self.records],
            "minutes": None if meeting.minutes is None else meeting.minutes.status,
            "objections": objections_document(self.objections),
        }

    def lines(self) -> Iterator[str]:
        """Yield it for people."""
        meeting = self.meeting
        yield f"{meeting.id}: {meeting.meeting_kind} meeting of {self.body.title}, {meeting.status}"
        yield f"    {meeting.start.isoformat()}, {meeting.place_name}, {meeting.place_address}"
        if meeting.provenance is not None:
            yield f"    {meeting.provenance.status}: {meeting.provenance.source}"
        for item in meeting.agenda:
            notes = ", ".join(_item_notes(meeting, item))
            yield f"  {item.number} {item.title} ({item.item_class}{f'; {notes}' if notes else ''})"
        present = attendance_at(self.body, meeting, item="", at=self.at).present
        if meeting.status == "open":
            yield f"  present: {len(present)}; quorum: {_quorum(self.body, meeting)}"
        for motion in pending_motions(self.body, meeting):
            mover = labelled(self.body, motion.mover)
            yield f"  pending: {motion.id} ({motion.motion_class}) on {motion.item} by {mover}: {motion.text}"
        for vote in meeting.votes:
            yield from (f"  {line}" for line in result_lines(self.body, meeting, vote=vote))
        yield from (f"  recorded: {one.id} {one.outcome}: {one.title}" for one in self.records)
        if meeting.minutes is not None:
            by = f" by {meeting.minutes.approved_by}" if meeting.minutes.approved_by else ""
            yield f"  minutes: {meeting.minutes.status}{by}"
        for one in self.objections:
            yield f"  {one.code.severity}: {one.message}"
        yield from (f"  next: {line}" for line in self.due)


def stand_of(root: Path, name: str, *, at: datetime) -> Standing:
    """Return how a meeting stands at a moment. Raises ``CatalogError``."""
    snapshot = open_snapshot(root)
    meeting = snapshot.meetings.get(MeetingId(name))
    if meeting is None:
        raise NotFound(
            phrase("there is no meeting `{name}`", name=name),
            hint=phrase("`p20w meeting list` lists the meetings there are"),
        )
    body = snapshot.bodies[meeting.body]
    return Standing(
        body=body,
        meeting=meeting,
        at=at,
        due=tuple(_due(body, meeting)),
        records=tuple(one for one in snapshot.decisions.values() if one.meeting == meeting.id),
        objections=tuple(record_objections(snapshot, meeting, day=at.date())),
    )


def meetings_of(root: Path, body: str | None) -> tuple[Meeting, ...]:
    """Return the meetings of a body, or of all, in the order of their days. Raises ``NotFound``."""
    snapshot = open_snapshot(root)
    if body is not None and BodyId(body) not in snapshot.bodies:
        raise NotFound(
            phrase("there is no body `{name}`", name=body), hint=phrase("`p20w body list` lists the bodies")
        )
    found = [one for one in snapshot.meetings.values() if body is None or one.body == body]
    return tuple(sorted(found, key=lambda one: (one.start, one.id)))


def meeting_line(meeting: Meeting) -> str:
    """Return one meeting as a line of a list."""
    items, votes = len(meeting.agenda), len(meeting.votes)
    return f"{meeting.id}  {meeting.status:<10} {meeting.meeting_kind:<9} {items} items, {votes} votes"


def meeting_document(meeting: Meeting) -> dict[str, Any]:
    """Return one meeting as an entry of a list for programs."""
    return {
        "meeting": meeting.id,
        "status": meeting.status,
        "kind": meeting.meeting_kind,
        "start": meeting.start.isoformat(),
        "items": len(meeting.agenda),
        "votes": len(meeting.votes),
    }


def _quorum(body: Body, meeting: Meeting) -> int | None:
    rules = body.rules_on(meeting.start.date())
    return None if rules is None else quorum_of(rules)


def _item_document(meeting: Meeting, item: AgendaItem) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "class": item.item_class,
        "proposal": item.proposal,
        "status": item.status,
        "open_for_comment": item.comment_opened_at is not None and item.comment_closed_at is None,
        "recused": [one.seat for one in meeting.recusals if one.item == item.number],
    }


def _item_notes(meeting: Meeting, item: AgendaItem) -> Iterator[str]:
    if item.proposal is not None:
        yield item.proposal
    if is_continued(meeting, item.number):
        yield "continued"
    elif item.comment_opened_at is not None and item.comment_closed_at is None and meeting.status == "open":
        yield "open for comment"
    recused = [one.seat for one in meeting.recusals if one.item == item.number]
    if recused:
        yield "recused: " + ", ".join(recused)


def _due(body: Body, meeting: Meeting) -> Iterator[str]:
    """Yield what the clerk has to do next."""
    if meeting.status == "planned":
        yield _notice_due(body, meeting)
    elif meeting.status == "noticed":
        yield f"open it from {meeting.start.isoformat()} on"
    elif meeting.status == "open":
        yield from _open_due(body, meeting)
    elif meeting.status in {"adjourned", "no-quorum"}:
        if meeting.minutes is None:
            yield "draft the minutes"
        elif meeting.minutes.status != "approved":
            yield "have the minutes approved by a motion of class `minutes`, then `approve`"


def _notice_due(body: Body, meeting: Meeting) -> str:
    rules = body.rules_on(meeting.start.date())
    if meeting.meeting_kind == "regular":
        days = max(NOTICE_DAYS, 0 if rules is None else rules.notice_days)
        return f"post the agenda by {meeting.start.date() - timedelta(days=days)} (Gov. Code 11125(a))"
    hours = 48 if meeting.meeting_kind == "special" else 1
    return f"post the agenda by {(meeting.start - timedelta(hours=hours)).isoformat()}"


def _open_due(body: Body, meeting: Meeting) -> Iterator[str]:
    pending = pending_motions(body, meeting)
    for motion in pending:
        if motion.seconder is None:
            yield f"a second to {motion.id}"
        if not any(other.amends == motion.id for other in pending):
            yield f"a vote on {motion.id}"
    moved = {motion.item for motion in meeting.motions}
    for item in meeting.agenda:
        waits = item.item_class in DECIDING and item.number not in moved
        if waits and not is_continued(meeting, item.number):
            what = "comment" if item.comment_opened_at is None else "a motion"
            yield f"{what} on item {item.number}"
    if not pending:
        yield "adjourn, when all is done"
