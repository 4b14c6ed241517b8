"""Meetings as lists show them: what is still to be held first, then the past by years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from catalog.interchange.pages import Link
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Body, Meeting
from catalog.services.publishing.frames import calendar_address, stem_of
from catalog.services.publishing.shelves import Shelves

_AHEAD: Final = frozenset({"planned", "noticed", "open"})
_CALLED: Final = {
    "regular": phrase("Regular meeting"),
    "special": phrase("Special meeting"),
    "emergency": phrase("Emergency meeting"),
}
_CALLED_ON: Final = {
    "regular": phrase("Regular meeting of {day}"),
    "special": phrase("Special meeting of {day}"),
    "emergency": phrase("Emergency meeting of {day}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting as a list shows it, with its body and what it decided."""

    meeting: Meeting
    words: Phrase
    body: Body
    decisions: tuple[DecisionRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLists:
    """The meetings of a page: those ahead, the soonest first; the others by years, the newest first."""

    upcoming: tuple[MeetingRow, ...]
    past: tuple[tuple[int, tuple[MeetingRow, ...]], ...]
    calendars: tuple[Link, ...]


def called_on(meeting: Meeting) -> Phrase:
    """Return what a meeting is called apart from its body: its kind, and its day."""
    return Phrase(_CALLED_ON[meeting.meeting_kind].words, {"day": meeting.start.date()})


def meeting_link(meeting: Meeting) -> Link:
    """Return a link to the page of a meeting, by its kind and its day."""
    return Link(words=called_on(meeting), address=f"{stem_of('meeting', meeting.id)}.html")


def is_ahead(meeting: Meeting) -> bool:
    """Say whether its record says that a meeting is still to be held, or in session."""
    return meeting.status in _AHEAD


def rows_of(shelves: Shelves, meetings: Iterable[Meeting]) -> tuple[MeetingRow, ...]:
    """Return meetings as lists show them, in the order given."""
    return tuple(
        MeetingRow(
            meeting=one,
            words=_CALLED[one.meeting_kind],
            body=shelves.state.snapshot.bodies[one.body],
            decisions=tuple(shelves.decided_in.get(one.id, ())),
        )
        for one in meetings
    )


def upcoming_first(shelves: Shelves, meetings: Iterable[Meeting]) -> tuple[MeetingRow, ...]:
    """Return meetings with those ahead first, the soonest before the others; then the newest."""
    newest = sorted(meetings, key=_moment, reverse=True)
    ahead = [one for one in reversed(newest) if is_ahead(one)]
    return rows_of(shelves, (*ahead, *(one for one in newest if not is_ahead(one))))


def upcoming(shelves: Shelves) -> tuple[MeetingRow, ...]:
    """Return the meetings of all bodies that are still to be held, the soonest first."""
    ahead = (one for one in shelves.meetings.values() if is_ahead(one))
    return rows_of(shelves, sorted(ahead, key=_moment))


def meeting_lists(shelves: Shelves) -> MeetingLists:
    """Return all public meetings, with the calendars that one can subscribe to."""
    held = (one for one in shelves.meetings.values() if not is_ahead(one))
    newest = sorted(held, key=_moment, reverse=True)
    return MeetingLists(
        upcoming=upcoming(shelves),
        past=tuple(
            (year, rows_of(shelves, those)) for year, those in groupby(newest, key=lambda one: one.start.year)
        ),
        calendars=calendars_of(shelves),
    )


def calendars_of(shelves: Shelves) -> tuple[Link, ...]:
    """Return the calendars over all bodies and of each, from their first meeting on."""
    met = {one.body for one in shelves.meetings.values()}
    bodies = sorted(shelves.state.snapshot.bodies.values(), key=lambda one: (one.title, one.id))
    each = (Link(words=one.title, address=calendar_address(one)) for one in bodies if one.id in met)
    everything = Link(words=phrase("All meetings"), address=calendar_address(None))
    return (everything, *each) if met else ()


def _moment(meeting: Meeting) -> tuple[float, str]:
    return meeting.start.timestamp(), meeting.id
