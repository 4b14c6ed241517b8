"""A roll as it is being called, counted for its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from catalog.errors import NotFound
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.services.clerk.pages import meeting_named
from catalog.services.clerk.room import room_of
from catalog.services.clerk.steps import step_address
from catalog.services.clerk.telling import told_of
from catalog.services.current import Reading
from catalog.services.meetings.counting import count
from catalog.services.meetings.voting import Called


def count_more(
    reading: Reading, name: str, motion: str, *, called: Called, now: datetime
) -> Mapping[str, object]:
    """Return what the page of a roll shows of its count. Raises ``NotFound``."""
    meeting = meeting_named(reading, name)
    found = next((one for one in meeting.motions if one.id == motion), None)
    if found is None:
        raise NotFound(phrase("`{motion}` is no motion of {name}", motion=motion, name=name))
    counted = count(reading.snapshot, meeting, motion=found, called=called, now=now)
    return {"counted": counted, "against": told_of(counted.objections, meeting=name)}


def fragment_page(reading: Reading, name: str, more: Mapping[str, object], *, now: datetime) -> Page:
    """Return the count alone, for a page that stands already."""
    room = room_of(reading.snapshot, meeting_named(reading, name), now=now)
    return Page(
        template="desk/count.html",
        address=step_address(name, "roll"),
        title=phrase("Call the roll"),
        section="desk",
        shown={"room": room, **more},
    )
