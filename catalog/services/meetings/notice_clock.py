"""The notice clock: until when an agenda may be posted, and what is missing before it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from catalog.records.codes.meeting_codes import MEETING_CODES
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.objections import Objection
from catalog.rules.meetings.open_meeting import NOTICE_DAYS
from catalog.services.meetings.agendas import posting_objections

_HOURS: Final = {"special": 48, "emergency": 1}
_LATE: Final = {
    "regular": MEETING_CODES["notice-late"],
    "special": MEETING_CODES["special-notice-late"],
    "emergency": MEETING_CODES["emergency-notice-late"],
}
"""What a notice that comes too late is refused by: the law that the clock counts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeClock:
    """How long an agenda may still be posted in time; ``days``, or else ``hours``, of notice are asked."""

    last: datetime
    left: timedelta
    days: int | None
    hours: int | None
    law: str
    missing: tuple[Objection, ...]

    @property
    def is_over(self) -> bool:
        """Whether the last moment has passed."""
        return self.left < timedelta(0)

    @property
    def days_left(self) -> int:
        """Whole days that are left."""
        return max(self.left, timedelta(0)).days

    @property
    def hours_left(self) -> int:
        """Whole hours that are left beside the days."""
        return max(self.left, timedelta(0)).seconds // 3600

    @property
    def minutes_left(self) -> int:
        """Whole minutes that are left beside the hours."""
        return max(self.left, timedelta(0)).seconds % 3600 // 60


def notice_clock(snapshot: Snapshot, meeting: Meeting, *, now: datetime) -> NoticeClock:
    """Return the notice clock of a meeting, by the law and the rules of its body."""
    days = _days(snapshot, meeting)
    hours = None if days is not None else _HOURS.get(meeting.meeting_kind, 1)
    if days is not None:
        day = meeting.start.date() - timedelta(days=days)
        last = datetime.combine(day, time(23, 59, 59), tzinfo=meeting.start.tzinfo)
    else:
        last = meeting.start - timedelta(hours=hours or 0)
    return NoticeClock(
        last=last,
        left=last - now,
        days=days,
        hours=hours,
        law=_LATE.get(meeting.meeting_kind, _LATE["regular"]).citation or "",
        missing=tuple(posting_objections(snapshot, meeting)),
    )


def _days(snapshot: Snapshot, meeting: Meeting) -> int | None:
    """Return the days of notice that a regular meeting needs; nothing for one that is counted in hours."""
    if meeting.meeting_kind != "regular":
        return None
    rules = snapshot.bodies[meeting.body].rules_on(meeting.start.date())
    return max(NOTICE_DAYS, 0 if rules is None else rules.notice_days)
