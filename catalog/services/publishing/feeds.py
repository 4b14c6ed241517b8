"""The feeds and calendars: what was decided and when is met, dated by the records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from catalog.interchange.atom import Entry, Feed, atom
from catalog.interchange.calendar import Appointment, calendar
from catalog.interchange.rendering import say
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Body, Meeting
from catalog.services.publishing.frames import MEETINGS_FEED, decisions_feed_address, root_of, stem_of
from catalog.services.publishing.list_pages import newest_decisions, newest_meetings
from catalog.services.publishing.meeting_pages import meeting_title
from catalog.services.publishing.shelves import Shelves

MOST_ENTRIES: Final = 200
_LOS_ANGELES: Final = ZoneInfo("America/Los_Angeles")


def decisions_feed(shelves: Shelves, *, body: Body | None, site: str | None) -> bytes:
    """Return the feed of the newest decisions, of one body or of all; ``site`` is where they are served."""
    records = [one for one in newest_decisions(shelves) if body is None or one.body == body.id]
    name = "all" if body is None else f"of:{body.id}"
    title = "All decisions" if body is None else f"{body.title}: decisions"
    top = root_of(decisions_feed_address(body)) if site is None else site
    entries = [_decided(shelves, one, top=top) for one in records[:MOST_ENTRIES]]
    page = "decisions.html" if body is None else f"{stem_of('body', body.id)}.html"
    own = decisions_feed_address(body)
    return _feed(f"feed:decisions:{name}", title, page=page, own=own, entries=entries, site=site)


def meetings_feed(shelves: Shelves, *, site: str | None) -> bytes:
    """Return the feed of the newest meetings of all bodies."""
    records = newest_meetings(shelves)[:MOST_ENTRIES]
    top = root_of(MEETINGS_FEED) if site is None else site
    entries = [_met(shelves, one, top=top) for one in records]
    own = MEETINGS_FEED
    return _feed("feed:meetings", "All meetings", page="meetings.html", own=own, entries=entries, site=site)


def meetings_calendar(shelves: Shelves, *, body: Body | None, site: str | None) -> bytes:
    """Return the calendar of the meetings of one body or of all."""
    title = "Public meetings" if body is None else f"Public meetings of the {body.title}"
    records = (one for one in shelves.meetings.values() if body is None or one.body == body.id)
    return calendar(title, (_appointment(shelves, one, site=site) for one in records))


def last_changed(meeting: Meeting) -> datetime:
    """Return when a meeting's record last changed: the latest moment that it tells of its own past.

    A meeting to come is dated by its notice: what is planned has not happened.
    """
    return max(_moments(meeting), default=meeting.start)


def _moments(meeting: Meeting) -> Iterator[datetime]:
    if meeting.notice is not None:
        yield meeting.notice.posted_at
    yield from (event.at for event in meeting.events)
    yield from (vote.at for vote in meeting.votes)
    yield from (entry.at for entry in meeting.attendance)
    yield from (item.added.at for item in meeting.agenda if item.added is not None)
    if meeting.status not in {"noticed", "cancelled"}:
        yield meeting.start


def _feed(name: str, title: str, *, page: str, own: str, entries: Sequence[Entry], site: str | None) -> bytes:
    subtitle = f"The newest {MOST_ENTRIES} at most; the page lists all"
    top = root_of(own) if site is None else site
    return atom(
        Feed(
            name=name,
            title=title,
            subtitle=subtitle,
            own_link=f"{top}{own}",
            page_link=f"{top}{page}",
            entries=entries,
        )
    )


def _midnight(day: date) -> datetime:
    """Return when a day began in Los Angeles, by whose days decisions are recorded."""
    return datetime.combine(day, time(), _LOS_ANGELES)


def _decided(shelves: Shelves, decision: DecisionRecord, *, top: str) -> Entry:
    recorded = _midnight(decision.recorded_on)
    errata = [_midnight(one.recorded_on) for one in shelves.errata.get(decision.id, ())]
    language = "en" if "en" in decision.summary else next(iter(decision.summary), "en")
    summary = decision.summary.get(language)
    return Entry(
        name=f"decision:{decision.id}",
        title=f"{decision.title} ({decision.outcome})",
        link=f"{top}{stem_of('decision', decision.id)}.html",
        published=recorded,
        updated=max([recorded, *errata]),
        author=shelves.state.snapshot.bodies[decision.body].title,
        summary=decision.title if summary is None else summary.text,
        language=language if summary is not None else "en",
        term=decision.outcome,
    )


def _met(shelves: Shelves, meeting: Meeting, *, top: str) -> Entry:
    body = shelves.state.snapshot.bodies[meeting.body]
    posted = meeting.start if meeting.notice is None else meeting.notice.posted_at
    return Entry(
        name=f"meeting:{meeting.id}",
        title=say(meeting_title(body, meeting)),
        link=f"{top}{stem_of('meeting', meeting.id)}.html",
        published=posted,
        updated=last_changed(meeting),
        author=body.title,
        summary=f"{meeting.place_name}. {len(meeting.agenda)} items; {meeting.status}.",
        language="en",
        term=meeting.status,
    )


def _appointment(shelves: Shelves, meeting: Meeting, *, site: str | None) -> Appointment:
    body = shelves.state.snapshot.bodies[meeting.body]
    ended = [event.at for event in meeting.events if event.event == "adjourned"]
    items = (f"{item.number} {item.title}" for item in meeting.agenda)
    told = "" if meeting.notice is None or site is not None else meeting.notice.url
    notice = [f"Notice: {told}"] if told.startswith(("https://", "http://")) else []
    return Appointment(
        name=f"meeting:{meeting.id}",
        title=f"{body.title}: {meeting.meeting_kind} meeting",
        start=meeting.start,
        end=max(ended, default=None),
        stamp=last_changed(meeting),
        place=", ".join(part for part in (meeting.place_name, meeting.place_address) if part),
        description="\n".join((*items, *notice)),
        link=None if site is None else f"{site}{stem_of('meeting', meeting.id)}.html",
        cancelled=meeting.status == "cancelled",
        revision=0
        if meeting.notice is None
        else len(meeting.notice.revisions) + (meeting.status == "cancelled"),
    )
