"""The front page, and the lists of bodies, meetings, decisions and proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from catalog.interchange.pages import Link, Page, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import BodyId, Digest
from catalog.records.meetings import Body, Meeting, Proposal
from catalog.services.publishing.frames import (
    MEETINGS_FEED,
    calendar_address,
    decisions_feed_address,
)
from catalog.services.publishing.log_pages import Tombstone, tombstones
from catalog.services.publishing.proposal_pages import proposal_title
from catalog.services.publishing.shelves import Shelves

_NEWEST: Final = 12
ALL_DECISIONS: Final = Link(words="All decisions", address=decisions_feed_address(None))
ALL_MEETINGS: Final = Link(words="All meetings", address=MEETINGS_FEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A body with what it has met on and decided, as lists show it."""

    body: Body
    meetings: int
    years: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView:
    """What the front page shows of the whole."""

    digest: Digest
    log_size: int
    covered: int
    bodies: tuple[BodyRow, ...]
    decisions: tuple[DecisionRecord, ...]
    meetings: tuple[Meeting, ...]
    proposals: tuple[tuple[Proposal, str], ...]
    feeds: tuple[Link, ...]
    calendars: tuple[Link, ...]
    counts: tuple[tuple[str, int], ...]
    illustrative: int


def front_page(shelves: Shelves) -> Page:
    """Return the front page. It and the manifest alone say which catalog everything was made from."""
    return Page(
        template="index.html",
        address="index.html",
        title=phrase("Data catalog"),
        section="",
        shown={"front": _front(shelves)},
        feeds=feeds_of(shelves),
    )


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
    """Return the list of public meetings, the newest first."""
    shown = {
        "meetings": newest_meetings(shelves),
        "bodies": shelves.state.snapshot.bodies,
        "gone": _gone(shelves, meetings=True),
    }
    return Page(
        template="meetings.html",
        address="meetings.html",
        title=phrase("Meetings"),
        section="meetings",
        shown=shown,
        feeds=feeds_of(shelves)[1:],
    )


def proposals_page(shelves: Shelves) -> Page:
    """Return the list of proposals."""
    return Page(
        template="proposals.html",
        address="proposals.html",
        title=phrase("Proposals"),
        section="proposals",
        shown={"proposals": _proposals(shelves)},
    )


def decisions_page(shelves: Shelves) -> Page:
    """Return the list of years in which each body decided."""
    return Page(
        template="decisions.html",
        address="decisions.html",
        title=phrase("Decisions"),
        section="decisions",
        shown={"bodies": body_rows(shelves), "gone": _gone(shelves, meetings=False)},
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
    )


def year_inputs(shelves: Shelves, body: BodyId, *, year: str) -> Iterator[str]:
    """List what the list of a body's year is made from."""
    yield shelves.state.digest("body", body)
    yield from (shelves.state.digest("decision", one.id) for one in shelves.years[body, year])
    yield from (one.id for one in _gone(shelves, meetings=False, stem=f"decisions/{body}/{year}/"))


def list_inputs(shelves: Shelves) -> Iterator[str]:
    """List what the other lists are made from."""
    state = shelves.state
    yield from (state.digest("body", name) for name in sorted(state.snapshot.bodies))
    yield from (state.digest("meeting", name) for name in shelves.meetings)
    yield from (state.digest("proposal", name) for name in sorted(state.snapshot.proposals))
    yield from (f"{one.id} {one.title}" for one in tombstones(shelves))
    yield from (f"{body} {year} {len(decisions)}" for (body, year), decisions in shelves.years.items())


def year_address(body: str, year: str) -> str:
    """Return where the list of a body's decisions of a year is published."""
    return f"decisions/{body}/{year}.html"


def feeds_of(shelves: Shelves) -> tuple[Link, ...]:
    """Return the feeds over all bodies. A feed begins with its first entry."""
    found = ((ALL_DECISIONS, shelves.decisions), (ALL_MEETINGS, shelves.meetings))
    return tuple(feed for feed, records in found if records)


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


def _proposals(shelves: Shelves) -> tuple[tuple[Proposal, str], ...]:
    known = shelves.state.snapshot.proposals
    return tuple((known[name], proposal_title(known[name])) for name in sorted(known))


def _front(shelves: Shelves) -> FrontView:
    state, snapshot, rows = shelves.state, shelves.state.snapshot, body_rows(shelves)
    feeds = [
        Link(words=f"Decisions: {row.body.title}", address=decisions_feed_address(row.body))
        for row in rows
        if row.years
    ]
    calendars = [
        Link(words=row.body.title, address=calendar_address(row.body)) for row in rows if row.meetings
    ]
    everything = [Link(words="All meetings", address=calendar_address(None))] if shelves.meetings else []
    pending = [row for row in _proposals(shelves) if row[0].id not in shelves.decided_on]
    notes = [one.provenance for one in shelves.decisions.values()]
    notes += [one.provenance for one in shelves.meetings.values()]
    return FrontView(
        digest=snapshot.digest,
        log_size=len(state.log.book.records),
        covered=max((one.size for one in state.log.book.checkpoints if one.standing.counts), default=0),
        bodies=rows,
        decisions=tuple(newest_decisions(shelves)[:_NEWEST]),
        meetings=tuple(newest_meetings(shelves)[:_NEWEST]),
        proposals=tuple(pending[:_NEWEST]),
        feeds=(*feeds_of(shelves), *feeds),
        calendars=(*everything, *calendars),
        counts=(
            ("bodies", len(snapshot.bodies)),
            ("meetings", len(shelves.meetings)),
            ("decisions", len(shelves.decisions)),
            ("proposals", len(snapshot.proposals)),
        ),
        illustrative=sum(note is not None and note.status == "illustrative" for note in notes),
    )
