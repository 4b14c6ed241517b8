"""What evidence a flow wants: the answer with all evidence shown, and the least that would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from catalog.records.flow import FlowDecision, FlowRequest
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide, granting
from catalog.rules.flows.items import Asked, ask
from catalog.rules.flows.table import table_of

ANY_CELL: Final = 2**53 - 1
"""Stands for a cell as large as any clause may ask."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Wanted:
    """One set of evidence with which a flow is permitted. ``min_cell`` of 0 asks for none."""

    min_cell: int
    irb: bool

    def document(self) -> dict[str, object]:
        """Return it as the evidence of a request."""
        given: dict[str, object] = {"min_cell": self.min_cell} if self.min_cell else {}
        return {**given, "irb": "approved"} if self.irb else given

    def shown(self, request: FlowRequest) -> FlowRequest:
        """Return the request with this evidence, besides what it has."""
        cell = max(self.min_cell, request.min_cell or 0) or request.min_cell
        return replace(request, min_cell=cell, irb="approved" if self.irb else request.irb)


def with_all_evidence(request: FlowRequest) -> FlowRequest:
    """Return the request as if every evidence that a clause may ask for were shown."""
    return replace(request, min_cell=ANY_CELL, irb="approved")


def wanted(snapshot: Snapshot, request: FlowRequest) -> tuple[Wanted, ...]:
    """Return each least set of evidence with which the flow is permitted; none where no evidence helps.

    Where several clauses would do, each says what it asks; what asks for more than another is left out.
    Each set is one that the decider permits.
    """
    whole = with_all_evidence(request)
    if not decide(snapshot, whole).permitted:
        return ()
    table = table_of(snapshot, request.as_known)
    asked = ask(table, whole)
    if not isinstance(asked, Asked):
        return ()
    needs = [
        {
            Wanted(min_cell=row.min_cell or 0, irb=row.irb)
            for row in granting(lane, whole, sender=asked.sender or lane.provider, form=asked.form)
        }
        for lane in asked.lanes
    ]
    found: set[Wanted] = {Wanted(min_cell=0, irb=False)}
    for options in needs:
        found = set(_least(_both(one, other) for one in found for other in options))
    return tuple(sorted(one for one in found if decide(snapshot, one.shown(request)).permitted))


def _both(one: Wanted, other: Wanted) -> Wanted:
    return Wanted(min_cell=max(one.min_cell, other.min_cell), irb=one.irb or other.irb)


def _least(options: Iterable[Wanted]) -> list[Wanted]:
    """Return the options that ask for no more than any other in some respect."""
    every = set(options)
    return [
        one
        for one in every
        if not any(o != one and o.min_cell <= one.min_cell and o.irb <= one.irb for o in every)
    ]


def standing_of(snapshot: Snapshot, request: FlowRequest) -> tuple[str, FlowDecision]:
    """Return how a request stands and what was decided: ``permit``, ``evidence`` or ``refuse``.

    ``evidence`` is a flow that is refused as asked and permitted once evidence is shown; its decision
    is the refusal.
    """
    decision = decide(snapshot, request)
    if decision.permitted:
        return "permit", decision
    return ("evidence" if decide(snapshot, with_all_evidence(request)).permitted else "refuse"), decision
