"""Which step may be taken in which state of a meeting, and at which time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from catalog.records.meetings import Meeting, MeetingEvent
from catalog.rules.meetings.objections import Objection, object_to

LATEST: Final = timedelta(minutes=5)
"""How far the clerk's clock may be ahead of ours."""

LONGEST: Final = timedelta(hours=24)
"""How long a meeting may last: what is recorded later was typed later, and needs the time it happened."""

_PLANNED: Final = frozenset({"planned"})
_NOTICED: Final = frozenset({"noticed"})
_OPEN: Final = frozenset({"open"})
_OVER: Final = frozenset({"adjourned", "no-quorum"})
STATES: Final = {
    "agenda": _PLANNED,
    "post": _PLANNED,
    "revise": _NOTICED,
    "cancel": _PLANNED | _NOTICED,
    "correct": _PLANNED | _NOTICED | _OPEN,
    "open": _NOTICED,
    "write": _NOTICED | _OPEN,
    "attend": _OPEN,
    "recuse": _OPEN,
    "comment": _OPEN,
    "move": _OPEN,
    "amend": _OPEN,
    "second": _OPEN,
    "roll": _OPEN,
    "continue": _OPEN,
    "withdraw": _OPEN,
    "adjourn": _OPEN,
    "minutes": _OVER,
    "approve": _OVER,
}
"""The states in which each step may be taken; ``write`` is a comment that came in writing."""

_FINAL: Final = _OVER | {"cancelled"}
_IN_SESSION: Final = {
    "agenda": "The meeting is open, and its agenda stands; continue an item with `p20w meeting continue`.",
    "revise": "The meeting is open, and its agenda stands; put the item on that of a later meeting.",
    "post": "The meeting was noticed, and is open: `p20w meeting show` says what is due.",
    "open": "The meeting is open already: `p20w meeting show` says what is due.",
    "cancel": "A meeting that was opened is not cancelled: end it with `p20w meeting adjourn`.",
}
"""What to do where a step comes that was for the time before the meeting."""

_TOO_LATE: Final = {
    "correct": "Put back the file as it was: what was decided is changed by a new vote, words by an erratum.",
}
"""What to do where a step comes once the record is final."""

_TIMELESS: Final = frozenset({"agenda", "minutes", "approve"})
"""Steps that tell of no moment of the meeting."""


def state_objections(meeting: Meeting, step: str) -> Iterator[Objection]:
    """Object to a step that the state of the meeting does not let anyone take."""
    states = STATES[step]
    if meeting.minutes is not None and meeting.minutes.status == "approved":
        yield object_to("minutes-final", ("minutes",), message=f"the record of {meeting.id} is closed")
    if meeting.status in states:
        return
    if meeting.status in _FINAL:
        code = "record-final"
    else:
        asked = (
            ("meeting-not-planned", _PLANNED),
            ("meeting-not-noticed", _NOTICED),
            ("meeting-not-over", _OVER),
            ("meeting-not-noticed", _PLANNED | _NOTICED),
        )
        code = next((code for code, wanted in asked if states <= wanted), "meeting-not-open")
    wanted = " or ".join(f"`{state}`" for state in sorted(states))
    told = f"{meeting.id} is `{meeting.status}`; `{step}` is for one that is {wanted}"
    hint = _IN_SESSION.get(step) if meeting.status in _OPEN else _TOO_LATE.get(step)
    yield object_to(code, ("status",), message=told, hint=hint)


def moments(meeting: Meeting) -> Iterator[datetime]:
    """Yield the time of everything that the record tells of."""
    if meeting.notice is not None:
        yield meeting.notice.posted_at
    for item in meeting.agenda:
        yield from (at for at in (item.comment_opened_at, item.comment_closed_at) if at is not None)
        if item.added is not None:
            yield item.added.at
    yield from (entry.at for entry in meeting.attendance)
    yield from (recusal.stated_at for recusal in meeting.recusals)
    yield from (comment.at for comment in meeting.comments if comment.at is not None)
    yield from (vote.at for vote in meeting.votes)
    yield from (event.at for event in meeting.events)


def earliest(meeting: Meeting, step: str) -> datetime | None:
    """Return the first moment at which a step may stand: not before the last, and after the last vote.

    A vote stands after whatever came before it, so that nothing of the same second is in doubt.
    """
    last = max(moments(meeting), default=None)
    if last is None:
        return None
    voted = max((vote.at for vote in meeting.votes), default=None)
    after_all = step == "roll" or voted == last
    return last + timedelta(seconds=1) if after_all else last


def time_objections(meeting: Meeting, step: str, *, at: datetime, now: datetime) -> Iterator[Objection]:
    """Object to a step that would stand before one recorded already, or before it has happened."""
    if step in _TIMELESS:
        return
    first = earliest(meeting, step)
    if first is not None and at < first:
        why = "a vote stands after everything before it" if step == "roll" else "something later is recorded"
        yield object_to(
            "time-backwards",
            (),
            message=f"`{step}` at {at.isoformat()}: {why}; the first time left is {first.isoformat()}",
        )
    if at > now + LATEST:
        yield object_to(
            "time-to-come", (), message=f"`{step}` at {at.isoformat()}: it is {now.isoformat()} now"
        )
    if STATES[step] == _OPEN and at > meeting.start + LONGEST:
        yield object_to(
            "time-another-day",
            (),
            message=f"`{step}` at {at.isoformat()}, but called for {meeting.start.isoformat()}",
        )
    if step == "open" and at.astimezone(meeting.start.tzinfo).date() > meeting.start.date():
        yield object_to(
            "opened-another-day",
            ("start",),
            message=f"opened at {at.isoformat()}, but called for {meeting.start.isoformat()}",
        )
    if step == "open" and at < meeting.start:
        yield object_to(
            "opened-early",
            ("start",),
            message=f"opened at {at.isoformat()}, but called for {meeting.start.isoformat()}",
        )


def recorded_late_objections(*, at: datetime, now: datetime) -> Iterator[Objection]:
    """Object to a posting that is recorded more than a day after the clerk says that it was made."""
    late = now - at
    if late > LONGEST:
        days = f"{late.days} day{'' if late.days == 1 else 's'}"
        told = f"posted_at is what the clerk says; it was recorded {days} later, at {now.isoformat()}"
        yield object_to("recorded-late", ("notice", "posted_at"), message=told)


def events_of(meeting: Meeting, word: str) -> tuple[MeetingEvent, ...]:
    """Return the events of one kind, in the order of the record."""
    return tuple(event for event in meeting.events if event.event == word)
