"""A release: data that leaves a dataset for a partner, column by column, in one form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalog.records.agreement import Conditions
from catalog.records.flow import FlowDecision, FlowRequest
from catalog.records.ids import Form, PartnerId, PurposeId, ZoneId

Treatment = Literal[
    "as-is", "keyed-hash", "year-only", "rare-grouped", "grouped-by", "counted", "rated", "selected-by"
]
"""What is done to the values of a column that is let through.

The last four are those of a table of counts: its rows are grouped by a column, the people that another one
tells apart are counted, of them those for whom a third one is true, and only rows with certain values of a
fourth one are looked at.
"""

WhyLeft = Literal["refused", "unbound", "identifier"]
"""Why a column is left out: no permit, no field of the dataset, or an identifier in de-identified data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who would get the data, what for, where it would rest, and on which day it flows.

    The sender is never stated: it is the partner that holds the zone in which the data lies. ``min_cell``,
    ``irb``, ``can_enforce`` and ``under`` are those of a ``FlowRequest``. Both days are calendar days in
    Los Angeles.
    """

    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    on: date
    as_known: date
    min_cell: int | None = None
    irb: str | None = None
    can_enforce: frozenset[str] | None = None
    under: str | None = None

    @classmethod
    def of(cls, request: FlowRequest) -> Use:
        """Return the use that a request states; its item, sender and form are the release's own matter."""
        return cls(
            recipient=request.recipient,
            purpose=request.purpose,
            zone=request.zone,
            on=request.on,
            as_known=request.as_known,
            min_cell=request.min_cell,
            irb=request.irb,
            can_enforce=request.can_enforce,
            under=request.under,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A column that is let through: its field, the decision that permits it, what is done to it.

    ``quasi`` says that its values may single out a person together with others.
    """

    name: str
    address: str
    decision: FlowDecision
    treatment: Treatment
    value_type: str | None
    quasi: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A column that is not let through, and why; with the decision where one was asked."""

    name: str
    why: WhyLeft
    decision: FlowDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan:
    """What a release will carry and leave out, before any value is read.

    All columns of a release have one form, since whoever gets a row gets all of it: beside a name that can be
    read, nothing in the row is pseudonymous. ``attested`` says that lineage attests that form of the
    data as it comes. ``conditions`` are joined over the columns carried. A plan that carries nothing is a
    refusal.
    """

    dataset: str
    use: Use
    form: Form
    carried: tuple[Carried, ...]
    left_out: tuple[LeftOut, ...]
    conditions: Conditions
    attested: bool

    @property
    def made_deidentified(self) -> bool:
        """Whether rows are de-identified on the way, so that their classes are to be measured."""
        return self.form == "deidentified" and not self.attested

    @property
    def permitted(self) -> bool:
        """Whether anything may flow."""
        return bool(self.carried)
