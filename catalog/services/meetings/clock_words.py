"""Times as a clerk types them: whole, or a clock time of the meeting's day. They are those of Los Angeles."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.services.opening import LOS_ANGELES

YEARS: Final = range(1900, 3000)
"""The years in which a meeting can be."""


def read_moment(text: str) -> datetime | None:
    """Return the time that a text says, to the second; ``None`` where it says none."""
    if len(text) <= len("2026-02-18"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found.replace(microsecond=0) if found.tzinfo else found.replace(microsecond=0, tzinfo=LOS_ANGELES)


def moment_of(meeting: str, at: str) -> datetime:
    """Return the time at which a step was taken; a clock time alone is one of the meeting's day.

    Raises ``BadInput`` where it is none.
    """
    found = read_moment(at) or _on_the_day(meeting, at)
    if found is None:
        raise BadInput(
            phrase("`{at}` is not a time", at=at), hint=phrase("write it as 2026-02-18T10:05, or as 10:05")
        )
    return found.astimezone(LOS_ANGELES)


def _on_the_day(meeting: str, at: str) -> datetime | None:
    try:
        day, clock = date.fromisoformat(meeting.rpartition("/")[2]), time.fromisoformat(at)
    except ValueError:
        return None
    if day.year not in YEARS:
        return None
    return datetime.combine(day, clock.replace(microsecond=0), tzinfo=clock.tzinfo or LOS_ANGELES)
