"""The page of a body: its seats by office, who held them when, vacancies, rules, meetings, decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Final

from catalog.interchange.pages import Page
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Body, BodyRules, Seat, Term
from catalog.rules.meetings.tally import needed_of, quorum_of
from catalog.services.publishing.frames import calendar_address, standing_of
from catalog.services.publishing.list_pages import decisions_feed_of
from catalog.services.publishing.log_pages import Tombstone, tombstones
from catalog.services.publishing.meeting_lists import MeetingRow, upcoming_first
from catalog.services.publishing.shelves import Shelves

_DAY: Final = timedelta(days=1)
_NEWEST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """Days on which nobody held a seat; without an end it lasts until somebody is recorded."""

    since: date
    through: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """A seat with its terms and the vacancies between and after them."""

    seat: Seat
    terms: tuple[Term, ...]
    vacancies: tuple[Vacancy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """A body's rules from a day on, with how many members its shares come to, where that is fixed."""

    record: BodyRules
    quorum: int
    adopt: int | None
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyView:
    """A body with its seats, its rules, and what it met on and decided."""

    record: Body
    seats: tuple[SeatView, ...]
    rules: tuple[RulesView, ...]
    meetings: tuple[MeetingRow, ...]
    newest: tuple[DecisionRecord, ...]
    years: tuple[tuple[str, int], ...]
    gone: tuple[Tombstone, ...]
    has_holders: bool
    calendar: str | None


def body_page(shelves: Shelves, body: Body) -> Page:
    """Return the page of a body."""
    standing = standing_of(shelves.state, "body", body.id, note=body.provenance)
    return Page(
        template="body.html",
        address=f"{standing.stem}.html",
        title=body.title,
        section="bodies",
        shown={"body": _view(shelves, body)},
        standing=standing,
        feeds=(decisions_feed_of(body),) if shelves.years_of(body.id) else (),
    )


def body_inputs(shelves: Shelves, body: Body) -> Iterator[str]:
    """List what a body's page is made from."""
    yield shelves.state.digest("body", body.id)
    for meeting in shelves.meetings_of(body.id):
        yield f"{meeting.status} {meeting.meeting_kind} {meeting.start} {meeting.provenance}"
    yield from (one.id for one in _gone(shelves, body))
    for year in shelves.years_of(body.id):
        yield f"{year} {len(shelves.years[body.id, year])}"
    yield from (shelves.state.digest("decision", one.id) for one in _newest(shelves, body))
    for meeting in shelves.meetings_of(body.id):
        yield f"{meeting.id} {meeting.place_name} {len(shelves.decided_in.get(meeting.id, ()))}"


def _newest(shelves: Shelves, body: Body) -> tuple[DecisionRecord, ...]:
    """Return the decisions that a body recorded last."""
    own = [one for year in shelves.years_of(body.id) for one in shelves.years[body.id, year]]
    return tuple(sorted(own, key=attrgetter("recorded_on", "decided_on", "id"), reverse=True)[:_NEWEST])


def _gone(shelves: Shelves, body: Body) -> tuple[Tombstone, ...]:
    found = (one for one in tombstones(shelves) if one.kind == "meeting")
    return tuple(one for one in found if one.body == body.id)


def _view(shelves: Shelves, body: Body) -> BodyView:
    return BodyView(
        record=body,
        seats=tuple(_seat(body, seat) for seat in body.seats),
        rules=tuple(_rules(one) for one in sorted(body.rules, key=lambda one: one.since, reverse=True)),
        meetings=upcoming_first(shelves, shelves.meetings_of(body.id)),
        newest=_newest(shelves, body),
        years=tuple((year, len(shelves.years[body.id, year])) for year in shelves.years_of(body.id)),
        gone=_gone(shelves, body),
        has_holders=bool(body.terms),
        calendar=calendar_address(body) if shelves.meetings_of(body.id) else None,
    )


def _seat(body: Body, seat: Seat) -> SeatView:
    terms = sorted((term for term in body.terms if term.seat == seat.id), key=lambda term: term.since)
    return SeatView(seat=seat, terms=tuple(terms), vacancies=tuple(_vacancies(terms)))


def _vacancies(terms: list[Term]) -> Iterator[Vacancy]:
    """Yield the days after the first term that no term covers. Terms stand by their first day."""
    held_through = None
    for term in terms:
        if held_through is not None and term.since > held_through + _DAY:
            yield Vacancy(since=held_through + _DAY, through=term.since - _DAY)
        if term.through is None:
            return
        held_through = max(term.through, held_through or term.through)
    if held_through is not None:
        yield Vacancy(since=held_through + _DAY, through=None)


def _rules(rules: BodyRules) -> RulesView:
    is_fixed = rules.adopt.of == "membership" and rules.membership_base == "authorized"
    return RulesView(
        record=rules,
        quorum=quorum_of(rules),
        adopt=needed_of(rules.adopt, rules.seats) if is_fixed else None,
        kinds=tuple(sorted(rules.may_adopt)),
    )
