"""The lists of bodies, meetings, decisions and proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from catalog.interchange.pages import Link, Page
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import BodyId
from catalog.records.meetings import Body, Meeting
from catalog.services.proposals import Listed
from catalog.services.publishing.frames import MEETINGS_FEED, decisions_feed_address, link_to
from catalog.services.publishing.log_pages import Tombstone, tombstone_mark, tombstones
from catalog.services.publishing.meeting_lists import meeting_lists
from catalog.services.publishing.proposal_pages import proposal_title
from catalog.services.publishing.shelves import Shelves

_NEWEST: Final = 12
ALL_DECISIONS: Final = Link(words=phrase("All decisions"), address=decisions_feed_address(None))
ALL_MEETINGS: Final = Link(words=phrase("All meetings"), address=MEETINGS_FEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A body with what it has met on and decided, as lists show it."""

    body: Body
    meetings: int
    years: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal with what it is called, its period for comment, and what was decided on it."""

    listed: Listed
    title: str | Phrase


def bodies_page(shelves: Shelves) -> Page:
    """Return the list of bodies."""
    return Page(
        template="bodies.html",
        address="bodies.html",
        title=phrase("Bodies"),
        section="bodies",
        shown={"bodies": body_rows(shelves)},
    )


def meetings_page(shelves: Shelves) -> Page:
    """Return the calendar of public meetings."""
    shown = {"meetings": meeting_lists(shelves), "gone": _gone(shelves, meetings=True)}
    return Page(
        template="meetings.html",
        address="meetings.html",
        title=phrase("Meetings"),
        section="meetings",
        shown=shown,
        feeds=feeds_of(shelves)[1:],
    )


def proposals_page(shelves: Shelves) -> Page:
    """Return the list of proposals: those that wait for a decision, the newest first, and the others."""
    rows = proposal_rows(shelves)[::-1]
    shown = {
        "waiting": [row for row in rows if row.listed.is_open],
        "decided": [row for row in rows if not row.listed.is_open],
    }
    return Page(
        template="proposals.html",
        address="proposals.html",
        title=phrase("Proposals"),
        section="proposals",
        shown=shown,
    )


def decisions_page(shelves: Shelves) -> Page:
    """Return the newest decisions, and the years in which each body decided."""
    rows = body_rows(shelves)
    shown = {
        "bodies": rows,
        "newest": newest_decisions(shelves)[:_NEWEST],
        "feeds": [decisions_feed_of(row.body) for row in rows if row.years],
        "gone": _gone(shelves, meetings=False),
    }
    return Page(
        template="decisions.html",
        address="decisions.html",
        title=phrase("Decisions"),
        section="decisions",
        shown=shown,
        feeds=feeds_of(shelves)[:1],
    )


def _gone(shelves: Shelves, *, meetings: bool, stem: str = "") -> tuple[Tombstone, ...]:
    """Return the tombstones of meetings, or of final records, below an address."""
    found = (one for one in tombstones(shelves) if (one.kind == "meeting") is meetings)
    return tuple(one for one in found if one.stem.startswith(stem))


def year_page(shelves: Shelves, body: BodyId, *, year: str) -> Page:
    """Return the list of a body's decisions of a year."""
    known = shelves.state.snapshot.bodies[body]
    gone = _gone(shelves, meetings=False, stem=f"decisions/{body}/{year}/")
    return Page(
        template="year.html",
        address=year_address(body, year),
        title=phrase("{body}: decisions of {year}", body=known.title, year=year),
        section="decisions",
        shown={"body": known, "decisions": shelves.years[body, year], "gone": gone},
        feeds=(decisions_feed_of(known),),
        trail=(link_to("body", known.id, known.title),),
    )


def year_inputs(shelves: Shelves, body: BodyId, *, year: str) -> Iterator[str]:
    """List what the list of a body's year is made from."""
    yield shelves.state.digest("body", body)
    yield from (shelves.state.digest("decision", one.id) for one in shelves.years[body, year])
    yield from map(tombstone_mark, _gone(shelves, meetings=False, stem=f"decisions/{body}/{year}/"))


def list_inputs(shelves: Shelves) -> Iterator[str]:
    """List what the other lists are made from."""
    state = shelves.state
    yield from (state.digest("body", name) for name in sorted(state.snapshot.bodies))
    yield from (state.digest("meeting", name) for name in shelves.meetings)
    yield from (state.digest("proposal", name) for name in sorted(state.snapshot.proposals))
    yield from map(tombstone_mark, tombstones(shelves))
    yield from (state.digest("decision", name) for name in shelves.decisions)


def year_address(body: str, year: str) -> str:
    """Return where the list of a body's decisions of a year is published."""
    return f"decisions/{body}/{year}.html"


def feeds_of(shelves: Shelves) -> tuple[Link, ...]:
    """Return the feeds over all bodies. A feed begins with its first entry."""
    found = ((ALL_DECISIONS, shelves.decisions), (ALL_MEETINGS, shelves.meetings))
    return tuple(feed for feed, records in found if records)


def decisions_feed_of(body: Body) -> Link:
    """Return the feed of a body's decisions."""
    return Link(words=phrase("Decisions: {body}", body=body.title), address=decisions_feed_address(body))


def body_rows(shelves: Shelves) -> tuple[BodyRow, ...]:
    """Return every body by its title, with what it has met on and decided."""
    return tuple(
        BodyRow(
            body=body,
            meetings=len(shelves.meetings_of(body.id)),
            years=tuple((year, len(shelves.years[body.id, year])) for year in shelves.years_of(body.id)),
        )
        for body in sorted(shelves.state.snapshot.bodies.values(), key=attrgetter("title", "id"))
    )


def newest_meetings(shelves: Shelves) -> Sequence[Meeting]:
    """Return the public meetings, the newest first."""
    return sorted(shelves.meetings.values(), key=lambda one: (one.start.timestamp(), one.id), reverse=True)


def newest_decisions(shelves: Shelves) -> Sequence[DecisionRecord]:
    """Return the decision records, the newest first."""
    return sorted(shelves.decisions.values(), key=attrgetter("recorded_on", "decided_on", "id"), reverse=True)


def proposal_rows(shelves: Shelves) -> tuple[ProposalRow, ...]:
    """Return every proposal, in the order of their ids."""
    return tuple(
        ProposalRow(listed=one, title=proposal_title(one.proposal)) for one in shelves.proposals.values()
    )
