"""A question in SQL, and its answer: every field that the statement reads or reveals, each decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from catalog.records.agreement import Conditions
from catalog.records.flow import FlowDecision, Outcome
from catalog.records.ids import Digest, Form, PartnerId, PurposeId, ZoneId
from catalog.records.release import Treatment


class Place(NamedTuple):
    """Where something stands in a statement; both are counted from one."""

    line: int
    column: int


class BaseField(NamedTuple):
    """A field of a dataset, as current lineage names them."""

    dataset: str
    name: str

    @property
    def address(self) -> str:
        """The field as a request names it: ``cde.calpads.SSID``."""
        return f"{self.dataset}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryUse:
    """Who asks, what for, and on which day; the rest as in a ``FlowRequest``.

    ``zone`` of ``None`` means that the result is read where the data lies. ``form`` of ``None`` means the
    data as it is: the most identifiable form among what the statement reads.
    """

    recipient: PartnerId
    purpose: PurposeId
    on: date
    as_known: date
    zone: ZoneId | None = None
    form: Form | None = None
    min_cell: int | None = None
    irb: str | None = None
    can_enforce: frozenset[str] | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryReason:
    """Why a statement is refused: a stable code; the field, the clause of SQL and the place it speaks of."""

    code: str
    detail: str
    field: str | None = None
    clause: str | None = None
    place: Place | None = None

    def document(self) -> dict[str, object]:
        """Return the reason as a plain object."""
        return {
            "code": self.code,
            "field": self.field,
            "clause": self.clause,
            "detail": self.detail,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRead:
    """A field that a statement reads or reveals, in which of its clauses, the decision, and how it is given.

    ``treatment`` is ``None`` where none gives the field in the form that was asked for.
    """

    base: BaseField
    read_in: tuple[str, ...]
    decision: FlowDecision
    treatment: Treatment | None

    def document(self) -> dict[str, object]:
        """Return the column as a plain object."""
        return {
            "field": self.base.address,
            "read_in": list(self.read_in),
            "treatment": self.treatment,
            "decision": self.decision.document(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAnswer:
    """The answer to a statement. It is permitted where nothing speaks against it.

    ``form`` and ``zone`` are ``None`` where the statement was not understood so far. ``conditions`` are
    joined over all that it reads.
    """

    use: QueryUse
    form: Form | None
    zone: ZoneId | None
    columns: tuple[ColumnRead, ...]
    reasons: tuple[QueryReason, ...]
    conditions: Conditions
    catalog: Digest

    @property
    def permitted(self) -> bool:
        """Whether the statement may run."""
        return not self.reasons

    @property
    def outcome(self) -> Outcome:
        """The answer in one word."""
        return "permit" if self.permitted else "refuse"

    def document(self) -> dict[str, object]:
        """Return the answer as the plain object that every face gives."""
        return {
            "outcome": self.outcome,
            "form": self.form,
            "zone": self.zone,
            "columns": [one.document() for one in self.columns],
            "reasons": [one.document() for one in self.reasons],
            "duties": dict(self.conditions.duties()) if self.permitted else {},
            "catalog": self.catalog,
            "on": self.use.on.isoformat(),
            "as_known": self.use.as_known.isoformat(),
        }
