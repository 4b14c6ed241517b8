"""Steps of lineage with their answers: permitted, permitted on a condition, refused, or nothing leaves.

Each source of a step is decided by itself, by ``decide``, and the step is what all of them come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from catalog.records.agreement import Conditions
from catalog.records.flow import FlowRequest, Outcome, Reason, Verdict
from catalog.records.ids import Citation, DecisionId
from catalog.rules.decide import decide
from catalog.rules.flows.conditions import duties_of, join
from catalog.rules.flows.consents import refused
from catalog.rules.flows.table import FlowTable
from catalog.rules.lineage.hops import ANY_CELL, NO_EVIDENCE, Evidence, Hop, attested_cell, decide_hop, hops
from catalog.rules.lineage.neighbourhood import Edge

Standing = Literal["permit", "conditional", "refuse", "stays"]
"""How a step stands. ``conditional``: with duties, or once evidence is shown; ``stays``: nothing leaves."""

WORST: Final[tuple[Standing, ...]] = ("refuse", "conditional", "permit", "stays")
"""The standings, the gravest first."""


def worst(standings: Iterable[Standing]) -> Standing:
    """Return the gravest of some standings, of which there must be one."""
    found = set(standings)
    return next(one for one in WORST if one in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was decided about a question of lineage.

    ``outcome`` is the answer without any evidence; ``asked`` is what permits still ask for, the evidence and
    the duties joined. ``reasons`` are those that would remain with all evidence shown.
    """

    standing: Standing
    outcome: Outcome | None
    clauses: tuple[Citation, ...]
    forbidden_by: tuple[Citation, ...]
    asked: Conditions
    reasons: tuple[Reason, ...]
    records: tuple[DecisionId, ...]


STAYS = Found(
    standing="stays",
    outcome=None,
    clauses=(),
    forbidden_by=(),
    asked=Conditions(),
    reasons=(),
    records=(),
)
"""What is found where nothing is given to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """One edge of lineage, the flow that it asks for (``None``: none), and what was decided about it."""

    edge: Edge
    hop: Hop | None
    found: Found


class Deciding:
    """Decides steps on one day, as known on another; each question once."""

    def __init__(self, table: FlowTable, *, on: date, as_known: date) -> None:
        self.table = table
        self.graph = table.graphs.on(on)
        self.on = on
        self.as_known = as_known
        self._found: dict[tuple[object, ...], Found] = {}

    def steps(self, edges: Iterable[Edge]) -> list[Step]:
        """Return the edges with their answers, in their order."""
        given = list(edges)
        into = {edge.output for edge in given}
        asked = self._hops(into)
        return [self._step(edge, asked.get((edge.input, edge.output, edge.job))) for edge in given]

    def _hops(self, into: set[str]) -> Mapping[tuple[str, str, str | None], Hop]:
        found = hops(self.table.snapshot, self.table, self.on, into=into)
        return {(hop.input, hop.output, hop.job): hop for hop in found}

    def _step(self, edge: Edge, hop: Hop | None) -> Step:
        if edge.output not in self.graph:
            detail = f"{edge.output} is a field of no current graph"
            verdict = refused((Reason(code="unknown-item", detail=detail),))
            return Step(edge=edge, hop=None, found=_joined([verdict], plain="refuse"))
        return Step(edge=edge, hop=hop, found=STAYS if hop is None else self.found(hop))

    def attested(self, hop: Hop) -> int | None:
        """Return the smallest cell that lineage attests for a hop; ``None`` if none."""
        return attested_cell(self.graph, hop)

    def found(self, hop: Hop) -> Found:
        """Return what is decided about a hop."""
        cell = self.attested(hop)
        question = (hop.sender, hop.recipient, hop.purpose, hop.zone, hop.form, hop.known, cell, hop.sources)
        if hop.purpose is None or not hop.known:
            return self._beyond_deciding(hop)
        found = self._found.get(question)
        if found is None:
            found = self._found[question] = self._decide(hop, cell)
        return found

    def _beyond_deciding(self, hop: Hop) -> Found:
        verdict = decide_hop(self.table, hop, on=self.on, as_known=self.as_known)
        return _joined([verdict], plain="refuse")

    def _decide(self, hop: Hop, cell: int | None) -> Found:
        plain = self._verdicts(hop, NO_EVIDENCE)
        if all(one.outcome == "permit" for one in plain):
            return _joined(plain, plain="permit")
        shown = Evidence(min_cell=ANY_CELL if cell is None else cell, irb="approved")
        return _joined(self._verdicts(hop, shown), plain="refuse")

    def _verdicts(self, hop: Hop, evidence: Evidence) -> list[Verdict]:
        """Decide each source by itself: the question that anybody may ask about it, and its kept answer."""
        if hop.purpose is None:
            return []
        verdicts = []
        for source in sorted(hop.sources):
            request = FlowRequest(
                item=source,
                sender=hop.sender,
                recipient=hop.recipient,
                purpose=hop.purpose,
                zone=hop.zone,
                form=hop.form,
                on=self.on,
                as_known=self.as_known,
                min_cell=evidence.min_cell,
                irb=evidence.irb,
            )
            verdicts.append(decide(self.table.snapshot, request).verdict)
        return verdicts


def _joined(verdicts: list[Verdict], *, plain: Outcome) -> Found:
    """Join the answers of all sources. ``plain`` is what they came to before any evidence was shown."""
    permitted = all(one.outcome == "permit" for one in verdicts)
    asked = join(one.conditions for one in verdicts) if permitted else Conditions()
    standing: Standing = "refuse"
    if permitted:
        standing = "conditional" if plain == "refuse" or duties_of(asked) else "permit"
    clauses = {clause for one in verdicts for _, found in one.permitted_by for clause in found}
    return Found(
        standing=standing,
        outcome=plain,
        clauses=tuple(sorted(clauses)),
        forbidden_by=tuple(sorted({clause for one in verdicts for _, clause in one.forbidden_by})),
        asked=asked,
        reasons=tuple(reason for one in verdicts for reason in one.reasons),
        records=tuple(sorted({record for one in verdicts for record in one.consents.records})),
    )
