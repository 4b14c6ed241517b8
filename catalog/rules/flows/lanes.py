"""A source's lane: the rows that may let it flow and the bans that may stop it, with their days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.records.ids import Citation, ElementId, Form, PartnerId, PurposeId, ZoneId
from catalog.rules.flows.days import FIRST, LAST, Days, between, intersect
from catalog.rules.flows.known import Adoption, Segment
from catalog.rules.flows.ways import Ban, Way


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """A way that is open for one source from ``first`` through ``last``, both inclusive.

    ``grants`` gives for each purpose the forms that both the clause and the law let through.
    """

    way: Way
    first: date
    last: date
    senders: frozenset[PartnerId]
    zones: frozenset[ZoneId]
    grants: Mapping[PurposeId, frozenset[Form]]
    min_cell: int | None
    irb: bool
    duties: frozenset[str]


Opening = tuple[date, date, Row]
"""A first and a last day, both inclusive, on which a row lets a flow through and no ban stops it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bite:
    """A ban that bites one source from ``first`` through ``last``, both inclusive."""

    citation: Citation
    adoption: Adoption | None
    first: date
    last: date
    recipients: frozenset[PartnerId] | None
    purposes: frozenset[PurposeId] | None
    zones: frozenset[ZoneId] | None
    forms: frozenset[Form] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lane:
    """All that bears on one source.

    ``ways`` are those whose clause speaks of it, open or not, each with the major version of the
    element that its agreement accepts.
    """

    source: str
    provider: PartnerId
    element: ElementId
    segments: tuple[Segment, ...]
    ways: tuple[tuple[Way, int | None], ...]
    rows: Mapping[PartnerId, tuple[Row, ...]]
    bites: tuple[Bite, ...]


def retention(way: Way) -> Days:
    """Return the days on which the way's data may still be kept."""
    last = way.conditions.retain_through
    return between(FIRST, LAST if last is None else last)


def accepted_major(way: Way, segments: tuple[Segment, ...]) -> int | None:
    """Return the major version of the element that was current when the agreement was adopted."""
    adoption = way.life.adoption
    if adoption is None:
        return None
    for segment in segments:
        if segment.first <= adoption.decided_on <= segment.last:
            return None if segment.text is None else segment.text.version.major
    return None


def supplied_days(segment: Segment, provider: PartnerId) -> Days:
    """Return the days of the segment on which the provider supplies the element."""
    if segment.text is None:
        return ()
    starts = [p.since for p in segment.text.record.providers if p.partner == provider]
    return between(max(segment.first, min(starts)), segment.last) if starts else ()


def open_days(
    way: Way, element: ElementId, segment: Segment, *, provider: PartnerId, major: int | None
) -> Days:
    """Return the days of the segment on which the way is open for the source."""
    if segment.text is None or segment.text.version.major != major:
        return ()
    days = intersect(way.life.permit_days, supplied_days(segment, provider))
    return intersect(intersect(days, way.listed[element]), retention(way))


def by_recipient(rows: list[Row]) -> Mapping[PartnerId, tuple[Row, ...]]:
    """Sort rows by the partners that may receive through them."""
    sorted_rows: dict[PartnerId, list[Row]] = defaultdict(list)
    for row in rows:
        for recipient in row.way.recipients:
            sorted_rows[recipient].append(row)
    return {recipient: tuple(found) for recipient, found in sorted_rows.items()}


def bites_of(ban: Ban, element: ElementId) -> list[Bite]:
    """Return the days on which a ban of its provider's data bites a source of the element."""
    listed = ((FIRST, LAST),) if ban.listed is None else ban.listed.get(element, ())
    return [
        Bite(
            citation=ban.citation,
            adoption=ban.adoption,
            first=first,
            last=last,
            recipients=ban.recipients,
            purposes=ban.purposes,
            zones=ban.zones,
            forms=ban.forms,
        )
        for first, last in intersect(ban.days, listed)
    ]
