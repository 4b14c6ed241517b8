"""A question about a flow, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from catalog.records.agreement import Conditions
from catalog.records.ids import BasisId, Citation, DecisionId, Digest, Form, PartnerId, PurposeId, ZoneId

Outcome = Literal["permit", "refuse"]

DUTIES: Final = ("retain_through", "destroy_within_days", "no_reidentification", "publish_notice", "rows")
"""The post-conditions: what a recipient must do once it has the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRequest:
    """The question whether an item may flow to a recipient, for a purpose, in a zone and a form.

    ``sender`` and ``form`` may be left to the origin and to lineage. ``min_cell`` and ``irb`` are
    the evidence given. ``can_enforce`` are the duties the caller can carry out (``None``: all).
    ``on`` is the day of the flow, ``as_known`` the day whose knowledge counts, both calendar days
    in Los Angeles. ``under`` narrows the permits to one agreement, version or clause.
    """

    item: str
    sender: PartnerId | None
    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    form: Form | None
    on: date
    as_known: date
    min_cell: int | None = None
    irb: str | None = None
    can_enforce: frozenset[str] | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a flow is refused: a stable code, the source and the nearest clause it speaks of."""

    code: str
    detail: str
    source: str | None = None
    clause: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """The three consents: the board's, the provider's and the law's, with what each rests on."""

    board: bool
    records: tuple[DecisionId, ...]
    legacy: bool
    provider: bool
    clauses: tuple[Citation, ...]
    law: bool
    bases: tuple[BasisId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer without its dates: it holds for every day on which nothing changes."""

    outcome: Outcome
    consents: Consents
    permitted_by: tuple[tuple[str, tuple[Citation, ...]], ...]
    forbidden_by: tuple[tuple[str, Citation], ...]
    conditions: Conditions
    reasons: tuple[Reason, ...]

    def duties(self) -> Mapping[str, object]:
        """Return the duties that come with a permit, as plain values."""
        return self.conditions.duties()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDecision:
    """The computed answer to a request. It is never stored; a vote is a ``DecisionRecord``."""

    verdict: Verdict
    catalog: Digest
    on: date
    as_known: date

    @property
    def permitted(self) -> bool:
        """Whether the flow may happen."""
        return self.verdict.outcome == "permit"

    def document(self) -> dict[str, object]:
        """Return the answer as the plain object that every face gives."""
        verdict, consents = self.verdict, self.verdict.consents
        board: dict[str, object] = {"given": consents.board, "records": list(consents.records)}
        if consents.legacy:
            board["legacy"] = True
        return {
            "outcome": verdict.outcome,
            "consents": {
                "board": board,
                "provider": {"given": consents.provider, "clauses": list(consents.clauses)},
                "law": {"given": consents.law, "bases": list(consents.bases)},
            },
            "permitted_by": [{"source": s, "clauses": list(c)} for s, c in verdict.permitted_by],
            "forbidden_by": [{"source": s, "clause": c} for s, c in verdict.forbidden_by],
            "duties": verdict.duties(),
            "reasons": [
                {"code": r.code, "source": r.source, "clause": r.clause, "detail": r.detail}
                for r in verdict.reasons
            ],
            "catalog": self.catalog,
            "on": self.on.isoformat(),
            "as_known": self.as_known.isoformat(),
        }
