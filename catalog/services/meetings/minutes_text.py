"""The minutes of a meeting in words: from its record alone, the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from catalog.records.ids import SeatId
from catalog.records.meetings import AgendaItem, Body, Meeting, MeetingEvent, Motion, Presence
from catalog.rules.meetings.roll import filled_seats
from catalog.rules.meetings.session import events_of
from catalog.services.meetings.hearing import comment_count
from catalog.services.meetings.seats import labelled
from catalog.services.meetings.voting import result_lines

_SIGNS: Final = re.compile(r"[\\`*_\[\]<>#|&]")


def minutes_of(body: Body, meeting: Meeting) -> str:
    """Return the minutes as Markdown: who was there, each item, each motion and each vote by seat."""
    kind = f"{meeting.meeting_kind} meeting"
    lines = [f"# {body.title}: minutes of the {kind} of {meeting.start.date()}", ""]
    lines += [f"Made from the record of `{meeting.id}`. Times are those of the record.", ""]
    if meeting.provenance is not None:
        lines += [f"**{meeting.provenance.status.capitalize()}.** {plain(meeting.provenance.source)}", ""]
    lines += [*_circumstances(meeting), ""]
    lines += ["## Attendance", "", *_attendance(body, meeting), ""]
    for item in meeting.agenda:
        lines += [f"## {plain(item.number)}. {plain(item.title)}", "", *_item(body, meeting, item), ""]
    lines += ["## End", "", *(f"- {line}" for line in _end(meeting))]
    return "\n".join(lines) + "\n"


def _circumstances(meeting: Meeting) -> Iterator[str]:
    place = f"{plain(meeting.place_name)}, {plain(meeting.place_address)}"
    yield f"- Called for {_told(meeting.start)} at {place}."
    for way in meeting.remote:
        yield f"- Also by {way['kind']}: {way.get('url') or way.get('number') or 'as announced'}."
    for language in meeting.languages:
        yield f"- {language['kind'].capitalize()} in `{language['code']}`."
    if meeting.notice is not None:
        notice = meeting.notice
        yield f"- Notice posted {_told(notice.posted_at)} at {notice.url}, sent to {notice.sent_to}."
        yield f"- Agenda as first posted: `{notice.agenda_digest}`."
        yield from (f"- Agenda revised: {revision}." for revision in notice.revisions)
    if meeting.clerk is not None:
        yield f"- Record kept by {meeting.clerk}."
    yield from (f"- Opened {_told(event.at)}." for event in events_of(meeting, "opened"))


def _attendance(body: Body, meeting: Meeting) -> Iterator[str]:
    noted: set[SeatId] = set()
    for entry in sorted(meeting.attendance, key=lambda entry: entry.at):
        noted.add(entry.seat)
        yield f"- {_clock(entry.at)} {labelled(body, entry.seat)}: {_presence(entry)}"
    for seat in (one.id for one in body.seats):
        if seat not in noted and seat in filled_seats(body, meeting.start.date()):
            yield f"- {labelled(body, seat)}: absent"


def _presence(entry: Presence) -> str:
    where = {
        "room": "in the room",
        "other-public-place": "at another public place",
        "remote": "remote",
        "remote-accommodation": "remote, as an accommodation",
    }.get(entry.presence, entry.presence)
    return f"{where} ({entry.holder})" if entry.holder not in {None, "principal"} else where


def _item(body: Body, meeting: Meeting, item: AgendaItem) -> Iterator[str]:
    told = f"For {item.item_class}."
    if item.proposal is not None:
        told += f" Proposal `{item.proposal}`."
    if item.continued_from is not None:
        told += f" Continued from {item.continued_from}."
    if item.added is not None:
        told += f" Added {_told(item.added.at)} ({item.added.exception}: {plain(item.added.reason)})."
    yield told
    yield ""
    yield from (f"- Handed out: {material}" for material in item.materials)
    for recusal in meeting.recusals:
        if recusal.item == item.number:
            seat = labelled(body, recusal.seat)
            why = f"{plain(recusal.interest)} ({plain(recusal.law)})"
            yield f"- {_clock(recusal.stated_at)} {seat} recused: {why}."
    yield from _heard(meeting, item)
    for _, _, lines in sorted(_happened(body, meeting, item), key=lambda one: one[:2]):
        yield from lines


def _heard(meeting: Meeting, item: AgendaItem) -> Iterator[str]:
    if item.comment_opened_at is not None:
        closed = f" to {_clock(item.comment_closed_at)}" if item.comment_closed_at is not None else ""
        yield f"- {_clock(item.comment_opened_at)} Open for public comment{closed}."
    own = [comment for comment in meeting.comments if comment.item == item.number]
    if own:
        spoken = sum(comment.form == "spoken" for comment in own)
        yield f"- Comments noted: {len(own)}, of which {spoken} spoken."


def _happened(
    body: Body, meeting: Meeting, item: AgendaItem
) -> Iterator[tuple[datetime, int, tuple[str, ...]]]:
    """Yield what was moved, voted, withdrawn and continued on an item, with its time and a rank within it."""
    own = {motion.id: motion for motion in meeting.motions if motion.item == item.number}
    told = {event.motion for event in events_of(meeting, "moved")}
    for rank, motion in enumerate(own.values()):
        if motion.id not in told:
            yield (meeting.start, rank, (f"- {_moved(body, motion)}",))
    for rank, event in enumerate(meeting.events):
        motion_named = own.get(event.motion) if event.motion is not None else None
        line = _event(body, event, motion=motion_named, item=item)
        if line is not None:
            yield (event.at, rank, (f"- {_clock(event.at)} {line}",))
    for vote in meeting.votes:
        if vote.motion in own:
            first, *rest = result_lines(body, meeting, vote=vote)
            lines = (f"- {_clock(vote.at)} Vote {first}", *(f"    - {line.strip()}" for line in rest))
            yield (vote.at, len(meeting.events), lines)


def _event(body: Body, event: MeetingEvent, *, motion: Motion | None, item: AgendaItem) -> str | None:
    if event.event == "moved" and motion is not None:
        return _moved(body, motion)
    if event.event == "seconded" and motion is not None and event.seat is not None:
        return f"Motion {motion.id} seconded by {labelled(body, event.seat)}."
    if event.event == "withdrawn" and motion is not None:
        return f"Motion {motion.id} withdrawn by its mover."
    if event.event == "continued" and event.item == item.number:
        where = f" to {event.to}" if event.to else ""
        return f"Item continued{where}{f': {plain(event.reason)}' if event.reason else ''}."
    return None


def _moved(body: Body, motion: Motion) -> str:
    amends = f", to amend {motion.amends}" if motion.amends else ""
    adopts = f" Text `{motion.adopts}`." if motion.adopts else ""
    return (
        f"Motion {motion.id} ({motion.motion_class}{amends}) by {labelled(body, motion.mover)}: "
        f"{plain(motion.text).rstrip('.')}.{adopts}"
    )


def _end(meeting: Meeting) -> Iterator[str]:
    count = comment_count(len(meeting.comments), meeting.more_comments)
    yield f"Comments noted in the whole meeting: {count}."
    for volume in meeting.more_comments:
        yield f"{volume.count} of them stand in `{volume.file}`."
    for event in events_of(meeting, "adjourned"):
        yield f"Adjourned {_told(event.at)}{f': {plain(event.reason)}' if event.reason else ''}."


def plain(text: str) -> str:
    """Return a text on one line, with the signs that Markdown and HTML read written out."""
    return _SIGNS.sub(lambda found: f"\\{found.group()}", " ".join(text.split()))


def _told(at: datetime) -> str:
    return f"{at.date()} {at:%H:%M:%S}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}"
