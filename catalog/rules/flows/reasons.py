"""Why a source may not flow: the nearest clauses and the dimensions in which they fail.

The nearest clauses are those that fail in the fewest dimensions; all that tie are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any

from catalog.records.flow import FlowRequest, Reason
from catalog.records.ids import Form, PartnerId
from catalog.rules.flows.days import contains
from catalog.rules.flows.known import Segment
from catalog.rules.flows.lanes import Bite, Lane, retention
from catalog.rules.flows.standings import DAY_CODES, Fault
from catalog.rules.flows.table import FlowTable
from catalog.rules.flows.ways import Way

BOARD_CODES = frozenset({"not-adopted"})
MOST_WORDS = 4
LAW_CODES = frozenset({"law-not-covered", "written-element-missing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One clause that comes nearest to permitting a source, and why it does not.

    ``way`` is ``None`` where no clause was reached.
    """

    way: Way | None
    reasons: tuple[Reason, ...]


def forbidden(lane: Lane, bites: list[Bite]) -> tuple[Reason, ...]:
    """Return a reason for each ban that overlaps the request."""
    return tuple(
        Reason(
            code="forbidden",
            source=lane.source,
            clause=bite.citation,
            detail=f"{bite.citation} forbids this flow of {lane.provider}'s data, wherever it lies",
        )
        for bite in bites
    )


def nearest(
    table: FlowTable, request: FlowRequest, *, lane: Lane, sender: PartnerId, form: Form
) -> tuple[Failed, ...]:
    """Return the clauses that fail in the fewest dimensions, in the order of their citations."""
    segment = next(s for s in lane.segments if s.first <= request.on <= s.last)
    if segment.text is None:
        detail = f"no version of {lane.element} is adopted and effective on {request.on}"
        return (_no_way(lane, "not-adopted", detail),)
    if not segment.text.record.supplied_by(lane.provider, on=request.on):
        detail = f"{lane.provider} is not listed as a provider of {lane.element} on {request.on}"
        return (_no_way(lane, "not-a-supplier", detail),)
    question = _Question(table=table, request=request, lane=lane, sender=sender, form=form, segment=segment)
    ways = [(way, major) for way, major in lane.ways if request.under is None or request.under in way.names]
    if not ways:
        return (_no_way(lane, "no-clause", f"no clause lets {lane.source} flow to anybody"),)
    return tuple(
        Failed(way=way, reasons=tuple(_reason(lane, way, fault) for fault in faults))
        for way, faults in sorted(
            question.ties(ways), key=lambda tie: (tie[0].citation, tie[0].senders is not None)
        )
    )


def _dimensions(faults: list[Fault]) -> int:
    """Return in how many dimensions a way fails; all that is wrong with its days is one."""
    on_days = sum(code in DAY_CODES for code, _ in faults)
    return len(faults) - on_days + min(on_days, 1)


def _reason(lane: Lane, way: Way, fault: Fault) -> Reason:
    code, tell = fault
    return Reason(code=code, source=lane.source, clause=way.citation, detail=tell())


def _no_way(lane: Lane, code: str, detail: str) -> Failed:
    return Failed(way=None, reasons=(Reason(code=code, source=lane.source, detail=detail),))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One source in one request, held against one way after another."""

    table: FlowTable
    request: FlowRequest
    lane: Lane
    sender: PartnerId
    form: Form
    segment: Segment

    def ties(self, ways: list[tuple[Way, int | None]]) -> list[tuple[Way, list[Fault]]]:
        """Return the ways that fail in the fewest dimensions.

        A way whose scope alone fails in more dimensions than another fails in all is not looked into.
        """
        nearest: list[tuple[Way, list[Fault]]] = []
        fewest: float = inf
        for way, major in sorted(ways, key=lambda one: self.out_of_scope(one[0])):
            if self.out_of_scope(way) > fewest:
                break
            faults = self.faults(way, major)
            dimensions = _dimensions(faults)
            if dimensions < fewest:
                nearest, fewest = [], dimensions
            if dimensions == fewest:
                nearest.append((way, faults))
        return nearest

    def out_of_scope(self, way: Way) -> int:
        """Return in how many dimensions of its scope the way does not contain the request."""
        request = self.request
        inside = self.sender == self.lane.provider if way.senders is None else self.sender in way.senders
        return (
            (not inside)
            + (request.recipient not in way.recipients)
            + (request.purpose not in way.purposes)
            + (request.zone not in way.zones)
            + (self.form not in way.forms)
        )

    def faults(self, way: Way, major: int | None) -> list[Fault]:
        """Return all that keeps the way from letting the source flow as asked."""
        return [
            *self.table.standing(way.life, self.request.on),
            *self._element(way, major),
            *self._scope(way),
            *self._evidence(way),
            *self._law(way),
        ]

    def _element(self, way: Way, major: int | None) -> Iterator[Fault]:
        on, element = self.request.on, self.lane.element
        now = self.segment.text.version.major if self.segment.text else None
        if way.life.adoption is not None and major != now:
            accepted = "no version" if major is None else f"version {major}"
            yield (
                "element-changed",
                lambda: f"the agreement accepts {accepted} of {element}; current is {now}",
            )
        if not contains(way.listed[element], on):
            yield "not-adopted", lambda: f"the group that lists {element} is not adopted on {on}"
        if not contains(retention(way), on):
            yield "retention-ended", lambda: f"data may be kept through {way.conditions.retain_through}"

    def _scope(self, way: Way) -> Iterator[Fault]:
        senders = frozenset({self.lane.provider}) if way.senders is None else way.senders
        asked: tuple[tuple[str, str, frozenset[Any]], ...] = (
            ("sender-not-covered", self.sender, senders),
            ("recipient-not-covered", self.request.recipient, way.recipients),
            ("purpose-not-covered", self.request.purpose, way.purposes),
            ("zone-not-covered", self.request.zone, way.zones),
            ("form-not-covered", self.form, way.forms),
        )
        for code, value, covered in asked:
            if value not in covered:
                yield code, partial(_not_covered, way, value, covered)

    def _evidence(self, way: Way) -> Iterator[Fault]:
        request, asked = self.request, way.conditions
        if asked.min_cell is not None and request.min_cell is None:
            yield "evidence-missing", lambda: f"evidence min_cell of at least {asked.min_cell} is asked"
        elif asked.min_cell is not None and (request.min_cell or 0) < asked.min_cell:
            yield (
                "evidence-insufficient",
                lambda: f"cells of at least {asked.min_cell} are asked, the evidence says {request.min_cell}",
            )
        if asked.irb and request.irb != "approved":
            code = "evidence-missing" if request.irb is None else "evidence-insufficient"
            yield code, lambda: "evidence irb: approved is asked"
        if request.can_enforce is not None and not way.duties <= request.can_enforce:
            missing = ", ".join(sorted(way.duties - request.can_enforce))
            yield "duty-not-enforceable", lambda: f"the caller cannot carry out {missing}"

    def _law(self, way: Way) -> Iterator[Fault]:
        regimes = self.segment.text.record.regime if self.segment.text else ()
        answer = self.table.law(way, regimes, purpose=self.request.purpose, form=self.form)
        if answer.code is not None:
            yield answer.code, lambda: answer.detail


def _not_covered(way: Way, value: str, covered: frozenset[str]) -> str:
    return f"{way.citation} covers {_listed(covered)}, not {value}"


def _listed(words: frozenset[str]) -> str:
    shown = sorted(words)
    left = len(shown) - MOST_WORDS
    return (", ".join(shown[:MOST_WORDS]) or "nothing") + (f" and {left} more" if left > 0 else "")
