"""The page of a meeting: notice, agenda, materials, attendance, comments, motions, votes, minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.interchange.pages import Link, Page
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import MeetingId, ProposalId
from catalog.records.meetings import AgendaItem, Body, Comment, Meeting, MeetingEvent, Presence, Recusal
from catalog.services.publishing.frames import (
    calendar_address,
    link_to,
    material_address,
    notice_stem,
    standing_of,
)
from catalog.services.publishing.materials import MINUTES, Material, Volume, material, minutes_of, volumes
from catalog.services.publishing.meeting_lists import is_ahead, meeting_link
from catalog.services.publishing.proposal_pages import proposal_link
from catalog.services.publishing.rolls import MotionView, VoteView, motion_view, office_of
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.texts import named_text

_CALLED: Final = {
    "regular": phrase("{body}: regular meeting of {day}"),
    "special": phrase("{body}: special meeting of {day}"),
    "emergency": phrase("{body}: emergency meeting of {day}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item of the agenda with everything that was recorded on it."""

    item: AgendaItem
    proposal: Link | None
    continued_from: Link | None
    materials: tuple[Material, ...]
    comments: tuple[Comment, ...]
    recusals: tuple[tuple[str, Recusal], ...]
    motions: tuple[MotionView, ...]
    votes: tuple[VoteView, ...]
    decisions: tuple[DecisionRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """Something that happened in the meeting, with offices and links for ids."""

    event: MeetingEvent
    office: str | None
    to: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice in the log: its revision, when it was posted, its leaf and its proof."""

    revision: int
    posted_at: datetime
    index: int
    stem: str
    covered_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting with its agenda, its timeline, and what it is linked with."""

    record: Meeting
    body: Link
    calendar: str | None
    items: tuple[ItemView, ...]
    attendance: tuple[tuple[str, Presence], ...]
    comments: tuple[Comment, ...]
    volumes: tuple[Volume, ...]
    events: tuple[EventView, ...]
    decisions: tuple[DecisionRecord, ...]
    notices: tuple[NoticeView, ...]
    approved_by: Link | None
    minutes: Link | None


def meeting_title(body: Body, meeting: Meeting) -> Phrase:
    """Return what a meeting is called."""
    day = meeting.start.date()
    return Phrase(_CALLED[meeting.meeting_kind].words, {"body": body.title, "day": day})


def meeting_page(shelves: Shelves, meeting: Meeting) -> Page:
    """Return the page of a meeting."""
    body = shelves.state.snapshot.bodies[meeting.body]
    standing = standing_of(shelves.state, "meeting", meeting.id, note=meeting.provenance)
    return Page(
        template="meeting.html",
        address=f"{standing.stem}.html",
        title=meeting_title(body, meeting),
        section="meetings",
        shown={"meeting": _view(shelves, body, meeting=meeting)},
        standing=standing,
        trail=(link_to("body", body.id, body.title),),
    )


def meeting_inputs(shelves: Shelves, meeting: Meeting) -> Iterator[str]:
    """List what a meeting's page is made from: the digests of its records and its notices in the log."""
    state = shelves.state
    yield state.digest("meeting", meeting.id)
    yield state.digest("body", meeting.body)
    for decision in shelves.decided_in.get(meeting.id, ()):
        yield state.digest("decision", decision.id)
    for notice in shelves.notices.get(meeting.id, ()):
        yield f"{notice.revision} {notice.posted_at} {state.log.mark(notice.index)}"
    yield str(minutes_of(state, meeting) is not None)
    for other in _named_meetings(meeting):
        known = shelves.meetings.get(other)
        yield f"{other} {known and (known.meeting_kind, known.start)}"
    for item in meeting.agenda:
        if item.proposal is not None:
            yield state.digest("proposal", item.proposal)
    yield from (str(named_text(shelves, motion.adopts)) for motion in meeting.motions)


def _named_meetings(meeting: Meeting) -> Iterator[MeetingId]:
    yield from (item.continued_from for item in meeting.agenda if item.continued_from)
    yield from (event.to for event in meeting.events if event.to)


def _view(shelves: Shelves, body: Body, *, meeting: Meeting) -> MeetingView:
    on_agenda = {item.number for item in meeting.agenda}
    approved_by = meeting.minutes and meeting.minutes.approved_by
    return MeetingView(
        record=meeting,
        body=link_to("body", body.id, body.title),
        calendar=calendar_address(body) if is_ahead(meeting) else None,
        items=tuple(_item(shelves, body, meeting=meeting, item=item) for item in meeting.agenda),
        attendance=tuple((office_of(body, one.seat), one) for one in meeting.attendance),
        comments=tuple(comment for comment in meeting.comments if comment.item not in on_agenda),
        volumes=tuple(volumes(meeting)),
        events=tuple(
            EventView(
                event=event,
                office=None if event.seat is None else office_of(body, event.seat),
                to=_other_meeting(shelves, event.to),
            )
            for event in meeting.events
        ),
        decisions=tuple(shelves.decided_in.get(meeting.id, ())),
        notices=tuple(_notices(shelves, meeting)),
        approved_by=link_to("decision", approved_by) if approved_by else None,
        minutes=_minutes(shelves, meeting),
    )


def _minutes(shelves: Shelves, meeting: Meeting) -> Link | None:
    is_there = minutes_of(shelves.state, meeting) is not None
    return Link(words=MINUTES, address=material_address(meeting.id, MINUTES)) if is_there else None


def _item(shelves: Shelves, body: Body, *, meeting: Meeting, item: AgendaItem) -> ItemView:
    """Return an item, its motions in their order, and the votes in the order of time."""
    moved = [one for one in meeting.motions if one.item == item.number]
    motions = tuple(motion_view(shelves, meeting, motion=motion) for motion in moved)
    return ItemView(
        item=item,
        proposal=_proposal(shelves, item.proposal),
        continued_from=_other_meeting(shelves, item.continued_from),
        materials=tuple(material(meeting, line) for line in item.materials),
        comments=tuple(comment for comment in meeting.comments if comment.item == item.number),
        recusals=tuple((office_of(body, r.seat), r) for r in meeting.recusals if r.item == item.number),
        motions=motions,
        votes=tuple(sorted((vote for one in motions for vote in one.votes), key=lambda one: one.vote.at)),
        decisions=tuple(
            decision for decision in shelves.decided_in.get(meeting.id, ()) if decision.item == item.number
        ),
    )


def _proposal(shelves: Shelves, name: ProposalId | None) -> Link | None:
    return None if name is None else proposal_link(shelves.state.snapshot.proposals[name])


def _other_meeting(shelves: Shelves, name: MeetingId | None) -> Link | None:
    if name is None:
        return None
    known = shelves.meetings.get(name)
    return Link(words=name, address=None) if known is None else meeting_link(known)


def _notices(shelves: Shelves, meeting: Meeting) -> Iterator[NoticeView]:
    for notice in shelves.notices.get(meeting.id, ()):
        yield NoticeView(
            revision=notice.revision,
            posted_at=datetime.fromisoformat(notice.posted_at),
            index=notice.index,
            stem=notice_stem(meeting.id, notice.revision),
            covered_by=shelves.state.log.covering(notice.index),
        )
