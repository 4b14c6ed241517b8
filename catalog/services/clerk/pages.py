"""The pages of the clerk's desk: its meetings, a sitting on one screen, and the form of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from catalog.errors import CatalogError, NotFound
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.ids import Digest, MeetingId
from catalog.records.meetings import Body, Meeting
from catalog.rules.meetings.kept import fits_its_seal
from catalog.rules.meetings.session import state_objections
from catalog.services.clerk.choices import Offering, choices_of
from catalog.services.clerk.forms import Filled, sheet_of
from catalog.services.clerk.room import Room, room_of
from catalog.services.clerk.state_of_record import record_state
from catalog.services.clerk.steps import STEPS, possible_steps, sitting_address, step_address
from catalog.services.clerk.telling import Told, told_of
from catalog.services.commenting.taking import for_meeting
from catalog.services.current import Reading
from catalog.services.meetings.course import course_of
from catalog.services.meetings.notice_clock import NoticeClock, notice_clock
from catalog.services.office import Office

_NEWEST: Final = 12
_TO_COME: Final = ("open", "noticed", "planned")
_TEMPLATES: Final = {
    "revise": "agenda",
    "strike-posted": "strike",
    "correct": "cancel",
    "window-open": "window",
    "window-close": "window",
    "write": "comment",
    "withdraw": "second",
}
"""Where a step's form is that of another step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting in the list of the desk, with its notice clock while it is planned."""

    meeting: Meeting
    clock: NoticeClock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDesk:
    """The meetings of a body: those to come or in session, and those that are over, the newest first."""

    body: Body
    to_come: tuple[MeetingLine, ...]
    over: tuple[MeetingLine, ...]


def desk_page(reading: Reading, *, now: datetime, fault: CatalogError | None = None) -> Page:
    """Return the desk: every body's meetings, first those that wait for their clerk."""
    snapshot = reading.snapshot
    by_body = attrgetter("body")
    meetings = sorted(snapshot.meetings.values(), key=lambda one: (one.body, one.start))
    known = {body: list(found) for body, found in groupby(meetings, key=by_body)}
    desks = tuple(
        _body_desk(reading, body, known.get(id, []), now=now) for id, body in snapshot.bodies.items()
    )
    return Page(
        template="desk/index.html",
        address="desk.html",
        title=phrase("Clerk's desk"),
        section="desk",
        shown={"desks": desks, "fault": fault},
    )


def _body_desk(reading: Reading, body: Body, meetings: list[Meeting], *, now: datetime) -> BodyDesk:
    lines = [
        MeetingLine(
            meeting=one,
            clock=notice_clock(reading.snapshot, one, now=now) if one.status == "planned" else None,
        )
        for one in meetings
    ]
    to_come = [one for one in lines if one.meeting.status in _TO_COME]
    over = [one for one in lines if one.meeting.status not in _TO_COME]
    first = sorted(to_come, key=lambda one: (_TO_COME.index(one.meeting.status), one.meeting.start))
    return BodyDesk(body=body, to_come=tuple(first), over=tuple(over[::-1][:_NEWEST]))


def plan_page(reading: Reading, filled: Filled) -> Page:
    """Return the form by which a meeting is planned."""
    shown = {"sheet": sheet_of("plan", filled), "bodies": tuple(reading.snapshot.bodies.values())}
    return Page(
        template="desk/plan.html",
        address="desk/plan.html",
        title=phrase("Plan a meeting"),
        section="desk",
        shown=shown,
    )


def meeting_named(reading: Reading, name: str) -> Meeting:
    """Return a meeting. Raises ``NotFound``."""
    meeting = reading.snapshot.meetings.get(MeetingId(name))
    if meeting is None:
        raise NotFound(phrase("there is no meeting `{name}`", name=name))
    return meeting


def sitting_page(
    reading: Reading, name: str, *, now: datetime, office: Office, fault: CatalogError | None = None
) -> Page:
    """Return a meeting on one screen. Raises ``NotFound``.

    ``fault`` is why the folder cannot be read as it is now; then no step is taken.
    """
    meeting = meeting_named(reading, name)
    body = reading.snapshot.bodies[meeting.body]
    shown = {
        **_around(reading, meeting, now=now),
        "course": course_of(body, meeting)[::-1],
        "clock": notice_clock(reading.snapshot, meeting, now=now) if meeting.status == "planned" else None,
        "fault": fault,
        "record": record_state(reading, meeting),
        "online": for_meeting(office, reading.snapshot, meeting.id),
    }
    return Page(
        template="desk/sitting.html",
        address=sitting_address(name),
        title=phrase("{body}, {day}", body=body.title, day=meeting.start.date()),
        section="desk",
        shown=shown,
    )


def step_page(
    reading: Reading,
    name: str,
    word: str,
    *,
    filled: Filled,
    now: datetime,
    more: Mapping[str, object] | None = None,
) -> Page:
    """Return the form of a step, and what the state of the meeting has against it. Raises ``NotFound``."""
    meeting = meeting_named(reading, name)
    step = STEPS.get(word)
    if step is None:
        raise NotFound(phrase("a clerk's desk has no step `{word}`", word=word))
    choices = choices_of(word, Offering(reading=reading, meeting=meeting, now=now, filled=filled))
    standing = told_of(state_objections(meeting, step.known_as), meeting=name)
    found: Sequence[Told] = choices.get("against", ()) if word == "adjourn" else ()  # type: ignore[assignment]
    kept = Filled(typed=filled.typed, told=_each_once(filled.told, standing, found), is_late=filled.is_late)
    course = course_of(reading.snapshot.bodies[meeting.body], meeting)
    return Page(
        template=f"desk/{_TEMPLATES.get(word, word)}.html",
        address=step_address(name, word),
        title=step.title,
        section="desk",
        shown={
            **_around(reading, meeting, now=now),
            "step": step,
            "sheet": sheet_of(word, kept, seen=record_digest(reading, meeting), course=course),
            **choices,
            **(more or {}),
        },
    )


def _each_once(*told: Sequence[Told]) -> tuple[Told, ...]:
    """Return what is told, each thing once."""
    found: dict[tuple[str, str], Told] = {}
    for one in (one for some in told for one in some):
        found.setdefault((one.code, str(one.message)), one)
    return tuple(found.values())


def record_digest(reading: Reading, meeting: Meeting) -> Digest:
    """Return the digest of a meeting's record, on which a form of it is made."""
    return reading.shelves.state.digest("meeting", meeting.id)


def _around(reading: Reading, meeting: Meeting, *, now: datetime) -> dict[str, object]:
    room: Room = room_of(reading.snapshot, meeting, now=now)
    return {
        "room": room,
        "possible": possible_steps(meeting),
        "steps": STEPS,
        "is_edited": not fits_its_seal(meeting),
        "seen": record_digest(reading, meeting),
    }
