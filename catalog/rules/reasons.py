"""Why a source may not flow: the nearest clauses and the dimensions in which they fail.

The nearest clauses are those that fail in the fewest dimensions; all that tie are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from catalog.records.flow import FlowRequest, Reason
from catalog.records.ids import Form, PartnerId
from catalog.rules.days import contains
from catalog.rules.known import Life, Segment
from catalog.rules.lanes import Bite, Lane, accepted_major, retention
from catalog.rules.table import FlowTable
from catalog.rules.ways import Way

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
    tried = [
        (way, list(question.failures(way)))
        for way in lane.ways
        if request.under is None or request.under in way.names
    ]
    if not tried:
        return (_no_way(lane, "no-clause", f"no clause lets {lane.source} flow to anybody"),)
    fewest = min(len(dimensions) for _, dimensions in tried)
    ties = sorted(
        ((way, dimensions) for way, dimensions in tried if len(dimensions) == fewest),
        key=lambda one: (one[0].citation, one[0].senders is not None),
    )
    return tuple(
        Failed(way=way, reasons=tuple(reason for dimension in dimensions for reason in dimension))
        for way, dimensions in ties
    )


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

    def failures(self, way: Way) -> Iterator[list[Reason]]:
        """Yield the reasons of each dimension in which the way fails, one list a dimension."""
        for found in (
            standing(way.life, self.request.on),
            self._element(way),
            self._scope(way),
            self._evidence(way),
            self._law(way),
        ):
            if found:
                yield from self._told(way, found)

    def _told(self, way: Way, found: list[tuple[str, str]]) -> Iterator[list[Reason]]:
        reasons = [
            Reason(code=code, source=self.lane.source, clause=way.citation, detail=detail)
            for code, detail in found
        ]
        days = [reason for reason in reasons if reason.code in _DAY_CODES]
        if days:
            yield days
        yield from ([reason] for reason in reasons if reason.code not in _DAY_CODES)

    def _element(self, way: Way) -> list[tuple[str, str]]:
        on, element = self.request.on, self.lane.element
        found = []
        major = accepted_major(way, self.lane.segments)
        now = self.segment.text.version.major if self.segment.text else None
        if way.life.adoption is not None and major != now:
            accepted = "no version" if major is None else f"version {major}"
            found.append(
                ("element-changed", f"the agreement accepts {accepted} of {element}; current is {now}")
            )
        if not contains(way.listed[element], on):
            found.append(("not-adopted", f"the group that lists {element} is not adopted on {on}"))
        if not contains(retention(way), on):
            found.append(("retention-ended", f"data may be kept through {way.conditions.retain_through}"))
        return found

    def _scope(self, way: Way) -> list[tuple[str, str]]:
        senders = frozenset({self.lane.provider}) if way.senders is None else way.senders
        asked: tuple[tuple[str, str, frozenset[str]], ...] = (
            ("sender", self.sender, frozenset(senders)),
            ("recipient", self.request.recipient, frozenset(way.recipients)),
            ("purpose", self.request.purpose, frozenset(way.purposes)),
            ("zone", self.request.zone, frozenset(way.zones)),
            ("form", self.form, frozenset(way.forms)),
        )
        return [
            (f"{dimension}-not-covered", f"{way.citation} covers {_listed(covered)}, not {value}")
            for dimension, value, covered in asked
            if value not in covered
        ]

    def _evidence(self, way: Way) -> list[tuple[str, str]]:
        request, asked = self.request, way.conditions
        found = []
        if asked.min_cell is not None and request.min_cell is None:
            found.append(("evidence-missing", f"evidence min_cell of at least {asked.min_cell} is asked"))
        elif (
            asked.min_cell is not None and request.min_cell is not None and request.min_cell < asked.min_cell
        ):
            detail = f"cells of at least {asked.min_cell} are asked, the evidence says {request.min_cell}"
            found.append(("evidence-insufficient", detail))
        if asked.irb and request.irb != "approved":
            code = "evidence-missing" if request.irb is None else "evidence-insufficient"
            found.append((code, "evidence irb: approved is asked"))
        if request.can_enforce is not None and not way.duties <= request.can_enforce:
            missing = ", ".join(sorted(way.duties - request.can_enforce))
            found.append(("duty-not-enforceable", f"the caller cannot carry out {missing}"))
        return found

    def _law(self, way: Way) -> list[tuple[str, str]]:
        if self.segment.text is None:
            return []
        regimes = self.segment.text.record.regime
        answer = self.table.law(way, regimes, purpose=self.request.purpose, form=self.form)
        return [] if answer.code is None else [(answer.code, answer.detail)]


_DAY_CODES = frozenset(
    {
        "not-adopted",
        "not-executed",
        "not-yet-effective",
        "not-in-force",
        "term-ended",
        "suspended",
        "terminated",
    }
)


def standing(life: Life, on: date) -> list[tuple[str, str]]:
    """Return why an agreement's version permits nothing on the day: codes with details; none if it does."""
    version = f"{life.text.id}@{life.text.version}"
    if life.adoption is None:
        return [("not-adopted", f"no decision adopts the text of {version} as it stands")]
    if life.signed is None or life.permits_from is None:
        return [("not-executed", f"not every party has signed {version}")]
    if contains(life.permit_days, on):
        return []
    record = life.text.record
    for first_without, code, told in (
        (life.terminated, "terminated", "was terminated with effect from"),
        (life.retired, "not-in-force", "was retired by decision from"),
        (life.superseded, "not-in-force", "was replaced by its next version from"),
    ):
        if first_without is not None and on >= first_without:
            return [(code, f"{version} {told} {first_without}")]
    if on > record.effective_through:
        return [("term-ended", f"the term of {version} ended on {record.effective_through}")]
    if on >= life.permits_from:
        return [("suspended", f"{version} is suspended on {on}")]
    found = [("not-yet-effective", f"permits of {version} start on {life.permits_from}")]
    if on < life.adoption.decided_on:
        found.append(("not-adopted", f"{version} was adopted on {life.adoption.decided_on}"))
    if on < life.signed:
        found.append(("not-executed", f"the last party signed {version} on {life.signed}"))
    return found


def _listed(words: frozenset[str]) -> str:
    shown = sorted(words)
    left = len(shown) - MOST_WORDS
    return (", ".join(shown[:MOST_WORDS]) or "nothing") + (f" and {left} more" if left > 0 else "")
