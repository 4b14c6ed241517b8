"""The front page: the ways in, what comes next, what was decided last, and how much there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalog.interchange.pages import Link, Page
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import Digest
from catalog.records.snapshot import Text
from catalog.services.publishing.list_pages import (
    ProposalRow,
    body_rows,
    decisions_feed_of,
    feeds_of,
    newest_decisions,
    proposal_rows,
)
from catalog.services.publishing.meeting_lists import MeetingRow, calendars_of, upcoming
from catalog.services.publishing.shelves import Shelves

_NEWEST: Final = 6
_WAITING: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView:
    """What the front page shows of the whole."""

    digest: Digest
    log_size: int
    covered: int
    elements: int
    agreements: int
    decided: int
    decisions: tuple[DecisionRecord, ...]
    upcoming: tuple[MeetingRow, ...]
    proposals: tuple[ProposalRow, ...]
    feeds: tuple[Link, ...]
    calendars: tuple[Link, ...]
    counts: tuple[tuple[Phrase, int], ...]
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


def _public(shelves: Shelves, families: Mapping[Any, tuple[Text[Any], ...]]) -> int:
    """Return of how many texts there is a version that is public."""
    return sum(any(text.digest in shelves.texts for text in family) for family in families.values())


def _front(shelves: Shelves) -> FrontView:
    state, snapshot = shelves.state, shelves.state.snapshot
    feeds = [decisions_feed_of(row.body) for row in body_rows(shelves) if row.years]
    notes = [one.provenance for one in shelves.decisions.values()]
    notes += [one.provenance for one in shelves.meetings.values()]
    elements, agreements = (_public(shelves, one) for one in (snapshot.elements, snapshot.agreements))
    waiting = [row for row in proposal_rows(shelves) if row.listed.is_open]
    return FrontView(
        digest=snapshot.digest,
        log_size=len(state.log.book.records),
        covered=max((one.size for one in state.log.book.checkpoints if one.standing.counts), default=0),
        elements=elements,
        agreements=agreements,
        decided=len(shelves.decisions),
        decisions=tuple(newest_decisions(shelves)[:_NEWEST]),
        upcoming=upcoming(shelves)[:1],
        proposals=tuple(waiting[:_WAITING]),
        feeds=(*feeds_of(shelves), *feeds),
        calendars=calendars_of(shelves),
        counts=(
            (phrase("definitions"), elements),
            (phrase("agreements"), agreements),
            (phrase("policy questions"), len(snapshot.use_cases)),
            (phrase("bodies"), len(snapshot.bodies)),
            (phrase("meetings"), len(shelves.meetings)),
            (phrase("decisions"), len(shelves.decisions)),
            (phrase("proposals"), len(snapshot.proposals)),
        ),
        illustrative=sum(note is not None and note.status == "illustrative" for note in notes),
    )
