"""Why a flow may happen or not: the answer, and each clause's words, signatures, vote and minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.records.flow import FlowDecision, FlowRequest, Reason
from catalog.records.ids import Citation
from catalog.records.snapshot import Snapshot
from catalog.rules.agreement_standing import Status, status_on
from catalog.rules.decide import decide
from catalog.rules.flows.items import Asked, ask, faults
from catalog.rules.flows.known import Life, current
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.lineage.why import Adopted, Why, adopted, cited, why
from catalog.services.partners.evidence import Wanted, wanted
from catalog.services.partners.naming import (
    Named,
    NamedClause,
    clause_named,
    element_named,
    partner_named,
    purpose_named,
    zone_named,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedSource:
    """One source of the item: the definition that counts on the day, and the decision that adopted it."""

    source: str
    element: Named
    provider: Named
    version: str | None
    digest: str | None
    adopted: Adopted | None
    permitted_by: tuple[Citation, ...]
    forbidden_by: tuple[Citation, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "source": self.source,
            "title": self.element.words,
            "version": self.version,
            "digest": self.digest,
            "adopted": self.adopted.document() if self.adopted else None,
            "permitted_by": list(self.permitted_by),
            "forbidden_by": list(self.forbidden_by),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedClause:
    """One clause that the answer speaks of: its words, what stands behind it, and why it does not permit.

    ``role`` is ``permits``, ``forbids`` or ``nearest``: the last came nearest to permitting.
    """

    role: str
    chain: Why
    status: Status
    clause: NamedClause | None
    reasons: tuple[Reason, ...]

    @property
    def agreement(self) -> str:
        """The agreement's id."""
        return self.chain.agreement.partition("@")[0]

    @property
    def version(self) -> str:
        """The version of its text."""
        return self.chain.agreement.partition("@")[2]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "role": self.role,
            "status": self.status,
            **self.chain.document(),
            "reasons": [{"code": one.code, "detail": one.detail} for one in self.reasons],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A flow decision with all that stands behind it.

    ``other`` are reasons that speak of no clause; ``wanted`` is evidence that would do where the flow
    is refused for want of it.
    """

    request: FlowRequest
    decision: FlowDecision
    sender: Named | None
    recipient: Named
    purpose: Named
    zone: Named
    sources: tuple[ExplainedSource, ...]
    clauses: tuple[ExplainedClause, ...]
    other: tuple[Reason, ...]
    wanted: tuple[Wanted, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        request = self.request
        return {
            "request": {
                "item": request.item,
                "sender": request.sender,
                "recipient": request.recipient,
                "purpose": request.purpose,
                "zone": request.zone,
                "form": request.form,
                "evidence": Wanted(min_cell=request.min_cell or 0, irb=request.irb == "approved").document(),
            },
            "decision": self.decision.document(),
            "wanted": [one.document() for one in self.wanted],
            "sources": [one.document() for one in self.sources],
            "clauses": [one.document() for one in self.clauses],
        }


def explain(snapshot: Snapshot, request: FlowRequest) -> Explained:
    """Decide a request and lay open what the answer rests on."""
    table = table_of(snapshot, request.as_known)
    decision = decide(snapshot, request)
    asked = None if faults(table, request) else ask(table, request)
    return Explained(
        request=request,
        decision=decision,
        sender=None if request.sender is None else partner_named(snapshot, request.sender),
        recipient=partner_named(snapshot, request.recipient),
        purpose=purpose_named(snapshot, request.purpose),
        zone=zone_named(snapshot, request.zone),
        sources=tuple(_sources(table, request, asked=asked, decision=decision)),
        clauses=tuple(_clauses(table, request, decision=decision)),
        other=tuple(reason for reason in decision.verdict.reasons if reason.clause is None),
        wanted=() if decision.permitted else wanted(snapshot, request),
    )


def _sources(
    table: FlowTable, request: FlowRequest, *, asked: Asked | Reason | None, decision: FlowDecision
) -> Iterator[ExplainedSource]:
    if not isinstance(asked, Asked):
        return
    permitted = dict(decision.verdict.permitted_by)
    for lane in asked.lanes:
        text = current(lane.segments, request.on)
        adoption = None if text is None else table.known.adoption(text)
        yield ExplainedSource(
            source=lane.source,
            element=element_named(table.snapshot, lane.element),
            provider=partner_named(table.snapshot, lane.provider),
            version=None if text is None else str(text.version),
            digest=None if text is None else text.digest,
            adopted=None if adoption is None else adopted(table.snapshot, adoption.decision),
            permitted_by=permitted.get(lane.source, ()),
            forbidden_by=tuple(c for source, c in decision.verdict.forbidden_by if source == lane.source),
        )


def _clauses(table: FlowTable, request: FlowRequest, *, decision: FlowDecision) -> Iterator[ExplainedClause]:
    """Yield the clauses that permit and forbid, then those that came nearest where none permits."""
    verdict = decision.verdict
    forbids = frozenset(clause for _, clause in verdict.forbidden_by)
    cites = cited(verdict)
    near = (reason.clause for reason in verdict.reasons if reason.clause is not None)
    nearest = [clause for clause in dict.fromkeys(near) if clause not in cites]
    lives = {f"{life.text.id}@{life.text.version}": life for life in table.lives}
    for chain in why(table, (*cites, *nearest)):
        clause = chain.clause
        life = lives[chain.agreement]
        yield ExplainedClause(
            role="nearest" if clause in nearest else "forbids" if clause in forbids else "permits",
            chain=chain,
            status=status_on(life, request.on),
            clause=_words(table, life, clause=clause),
            reasons=tuple(
                dict.fromkeys(
                    Reason(code=reason.code, detail=reason.detail)
                    for reason in verdict.reasons
                    if reason.clause == clause
                )
            ),
        )


def _words(table: FlowTable, life: Life, *, clause: Citation) -> NamedClause | None:
    return clause_named(table.snapshot, life.text.record, clause.partition("#")[2])
