"""Calendars parse; a meeting keeps its name, and one that is cancelled says so."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from catalog.interchange.calendar import Appointment, calendar

START = datetime.fromisoformat("2026-02-18T10:00:00-08:00")
MEETING = Appointment(
    name="meeting:gb/2026-02-18",
    title="Board: regular meeting",
    start=START,
    end=START.replace(hour=15),
    stamp=START.replace(day=7),
    place="Hall, 1 Main St; room 2",
    description="7 Adopt\n8 Report",
    link="https://example.org/m",
    cancelled=False,
    revision=1,
)


def events(*meetings: Appointment) -> list[Any]:
    """Write a calendar, and read its events."""
    return list(Calendar.from_ical(calendar("Meetings", meetings)).walk("VEVENT"))


def test_a_calendar_has_one_event_a_meeting() -> None:
    one, other = events(MEETING, replace(MEETING, name="meeting:gb/2026-03-18"))
    assert one["UID"] != other["UID"]
    assert one["DTSTART"].dt == START.astimezone(UTC)
    assert one["DTEND"].dt == START.replace(hour=15)
    assert one["DTSTAMP"].dt == MEETING.stamp
    assert one["LOCATION"] == "Hall, 1 Main St; room 2"
    assert one["DESCRIPTION"] == "7 Adopt\n8 Report"
    assert one["STATUS"] == "CONFIRMED"


def test_a_cancelled_meeting_keeps_its_name_and_says_so() -> None:
    (before,) = events(MEETING)
    (now,) = events(replace(MEETING, cancelled=True))
    assert before["UID"] == now["UID"]
    assert now["STATUS"] == "CANCELLED"


def test_a_calendar_is_the_same_bytes_each_time() -> None:
    assert calendar("Meetings", [MEETING]) == calendar("Meetings", [MEETING])
