"""The three consents of an answer: the board's, the provider's and the law's, and their records."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.records.agreement import Conditions
from catalog.records.flow import Consents, FlowRequest, Reason, Verdict
from catalog.records.ids import BasisId, Citation
from catalog.rules.flows.items import Asked
from catalog.rules.flows.known import Adoption, current
from catalog.rules.flows.lanes import Bite, Lane, Row
from catalog.rules.flows.reasons import BOARD_CODES, LAW_CODES, Failed
from catalog.rules.flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the clauses said about one source: rows that let it flow, bans, and what failed."""

    lane: Lane
    rows: tuple[Row, ...]
    bites: tuple[Bite, ...]
    failed: tuple[Failed, ...]
    reasons: tuple[Reason, ...]

    def clauses(self) -> tuple[Citation, ...]:
        """Return the clauses that permit the source, each once, in the order of their names."""
        return tuple(sorted({row.way.citation for row in self.rows}))

    def board(self) -> bool:
        """Say whether the board adopted the definition and the covering, or else every nearest, clause."""
        return all(_none_of(one, BOARD_CODES) for one in self.failed)

    def provider(self) -> bool:
        """Say whether the clauses cover the source apart from board and law, and none forbids it."""
        own = all(one.way and _only(one, BOARD_CODES | LAW_CODES) for one in self.failed)
        return own and not self.bites

    def law(self) -> bool:
        """Say whether the law consents to the covering, or else to every nearest, clause."""
        return all(one.way and _none_of(one, LAW_CODES) for one in self.failed)


def _only(failed: Failed, codes: frozenset[str]) -> bool:
    return all(reason.code in codes for reason in failed.reasons)


def _none_of(failed: Failed, codes: frozenset[str]) -> bool:
    return not any(reason.code in codes for reason in failed.reasons)


def refused(reasons: tuple[Reason, ...]) -> Verdict:
    """Return the refusal of a request that is no question the catalog can judge."""
    nothing = Consents(board=False, records=(), legacy=False, provider=False, clauses=(), law=False, bases=())
    return Verdict(
        outcome="refuse",
        consents=nothing,
        permitted_by=(),
        forbidden_by=(),
        conditions=Conditions(),
        reasons=reasons,
    )


def consents_of(table: FlowTable, request: FlowRequest, *, asked: Asked, heard: list[Heard]) -> Consents:
    """Join what was heard about every source into the three consents."""
    adoptions = _adoptions(table, request, heard=heard)
    attested = asked.stated is None or asked.stated == asked.form
    return Consents(
        board=all(one.board() for one in heard),
        records=tuple(sorted({adoption.decision for adoption in adoptions})),
        legacy=any(adoption.legacy for adoption in adoptions),
        provider=attested and all(one.provider() for one in heard),
        clauses=tuple(sorted({clause for one in heard for clause in one.clauses()})),
        law=all(one.law() for one in heard),
        bases=tuple(
            sorted({basis for one in heard for basis in _bases(table, request, one=one, asked=asked)})
        ),
    )


def _adoptions(table: FlowTable, request: FlowRequest, *, heard: list[Heard]) -> list[Adoption]:
    """Return the adoptions of the sources' current definitions and of the cited agreements."""
    found: list[Adoption | None] = []
    for one in heard:
        text = current(one.lane.segments, request.on)
        found.append(None if text is None else table.known.adoption(text))
        found.extend(row.way.life.adoption for row in one.rows)
        found.extend(bite.adoption for bite in one.bites)
    return [adoption for adoption in found if adoption is not None]


def _bases(table: FlowTable, request: FlowRequest, *, one: Heard, asked: Asked) -> list[BasisId]:
    """Return the legal bases on which the permitting clauses' agreements carry the source."""
    text = current(one.lane.segments, request.on)
    regimes = () if text is None else text.record.regime
    return [
        basis
        for row in one.rows
        for basis in table.law(row.way, regimes, purpose=request.purpose, form=asked.form).bases
    ]
