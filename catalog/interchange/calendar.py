"""Calendars (RFC 5545): one event a meeting, with a name that never changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from catalog.interchange.atom import permanent_uuid

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//P20W catalog//p20w publish//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A meeting as a calendar shows it. ``stamp`` is when its record last changed, by the record."""

    name: str
    title: str
    start: datetime
    end: datetime | None
    stamp: datetime
    place: str
    description: str
    link: str | None
    cancelled: bool
    revision: int


def calendar(title: str, appointments: Iterable[Appointment]) -> bytes:
    """Return a calendar as its file. A calendar without meetings is none, and is never written."""
    from icalendar import Calendar  # noqa: PLC0415  # slow, and seldom needed

    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    for appointment in appointments:
        made.add_component(_event(appointment))
    written: bytes = made.to_ical(sorted=False)
    return written


def _event(meeting: Appointment) -> Event:
    from icalendar import Event  # noqa: PLC0415  # likewise

    made = Event()
    made.add("uid", str(permanent_uuid(meeting.name)))
    made.add("dtstamp", meeting.stamp.astimezone(UTC))
    made.add("dtstart", meeting.start.astimezone(UTC))
    if meeting.end is not None and meeting.end > meeting.start:
        made.add("dtend", meeting.end.astimezone(UTC))
    made.add("summary", meeting.title)
    made.add("location", meeting.place)
    made.add("description", meeting.description)
    made.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    made.add("sequence", meeting.revision)
    if meeting.link is not None:
        made.add("url", meeting.link)
    return made
