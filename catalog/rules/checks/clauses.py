"""Clauses that open less than they say: no provider, groups and elements that do not stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.records.agreement import Permit
from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.ids import ElementId, GroupId
from catalog.rules.checks.inspection import Inspection, named
from catalog.rules.flows.days import contains
from catalog.rules.flows.known import Known, Life, current
from catalog.rules.flows.lanes import accepted_major
from catalog.rules.flows.ways import Way, cite, ways_of


def clause_findings(inspection: Inspection, life: Life) -> Iterator[Finding]:
    """Yield what the permits of one version of an agreement list and cannot open on the day.

    A version that is yet to begin is looked at as of its first day.
    """
    agreement = life.text.record
    day = max(inspection.day, agreement.effective_from)
    ways = {way.citation: way for way in ways_of(inspection.known, inspection.table.tree, life)}
    for clause in agreement.permits:
        yield from _origins(life, clause)
        yield from _groups(inspection.known, life, clause=clause, day=day)
        way = ways[cite(agreement, clause.id)]
        yield from _elements(inspection.known, way, clause=clause, day=day)


def _origins(life: Life, clause: Permit) -> Iterator[Finding]:
    providers = life.text.record.provider_parties()
    for origin in clause.origins:
        if origin not in providers:
            message = f"clause `{clause.id}` is `from` `{origin}`, which is no party with the role provider"
            at = ("clauses", clause.id, "from", origin)
            yield finding("from-no-provider", life.text.path, message=message, at=at)


def _groups(known: Known, life: Life, *, clause: Permit, day: date) -> Iterator[Finding]:
    for pin in clause.fields.groups:
        text = known.group_text(GroupId(pin.id), pin.version)
        if contains(known.adopted_days(text), day):
            continue
        adoption = known.adoption(text)
        if adoption is None:
            why = "which no decision adopts"
        elif day < adoption.effective:
            why = f"which is effective from {adoption.effective}"
        else:
            why = f"which was retired from {known.retired_from(text)}"
        message = f"clause `{clause.id}` pins the group `{pin}`, {why}"
        at = ("clauses", clause.id, "fields", "groups", str(pin))
        yield finding("group-not-adopted", life.text.path, message=message, at=at)


def _elements(known: Known, way: Way, *, clause: Permit, day: date) -> Iterator[Finding]:
    """Sort a clause's elements by why they do not flow, and yield one finding for each why."""
    lost: dict[str, list[ElementId]] = {}
    for element in way.listed:
        code = _stopped(known, way, element=element, day=day)
        if code is not None:
            lost.setdefault(code, []).append(element)
    told = {
        "element-not-adopted": f"not adopted and effective on {day}",
        "element-changed": "of another major version than the agreement accepted",
        "element-not-supplied": f"not supplied on {day} by {named(clause.origins)}",
    }
    for code, elements in sorted(lost.items()):
        message = f"clause `{clause.id}` lists elements that are {told[code]}: {named(elements)}"
        yield finding(code, way.life.text.path, message=message, at=("clauses", clause.id, "fields"))


def _stopped(known: Known, way: Way, *, element: ElementId, day: date) -> str | None:
    segments = known.element_segments(element)
    text = current(segments, day)
    if text is None:
        return "element-not-adopted"
    if way.life.adoption is not None and accepted_major(way, segments) != text.version.major:
        return "element-changed"
    supplied = any(text.record.supplied_by(origin, on=day) for origin in way.origins)
    return None if supplied or not way.origins else "element-not-supplied"
