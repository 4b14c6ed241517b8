"""What lets a column of a tranche in: the clauses in force, each with what for, where and in which form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from catalog.records.ids import RANK, PartnerId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.records.tranche import Way
from catalog.rules.decide import decide
from catalog.rules.flows.conditions import join
from catalog.rules.flows.permitted import Cell, Options, PermittedSet
from catalog.rules.flows.table import table_of
from catalog.rules.lookups import request_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Who submits to whom on which day; with a purpose or a zone, for that one alone."""

    provider: PartnerId
    recipients: tuple[PartnerId, ...]
    on: date
    as_known: date
    purpose: PurposeId | None = None
    zone: ZoneId | None = None

    def wants(self, cell: Cell) -> bool:
        """Say whether a way of flowing is one of this submission's."""
        return (
            cell.sender == self.provider
            and cell.recipient in self.recipients
            and self.purpose in {None, cell.purpose}
            and self.zone in {None, cell.zone}
        )


class Coverage:
    """Finds the ways in which fields may come in. The decision on each is ``decide``'s."""

    def __init__(self, snapshot: Snapshot, submission: Submission) -> None:
        self._snapshot = snapshot
        self._submission = submission
        self._permitted = PermittedSet(table_of(snapshot, submission.as_known))

    def ways(self, sources: frozenset[str]) -> tuple[Way, ...]:
        """Return the ways in which every one of the sources may come in; none if there are none of them.

        A way asks for the evidence that its clauses want: whether the recipient has it is seen when the data
        goes on.
        """
        by_source = [dict(self._cells(source)) for source in sorted(sources)]
        if not by_source:
            return ()
        shared = set(by_source[0]).intersection(*by_source[1:])
        found = (self._way(cell, by_source, sources) for cell in shared)
        return tuple(sorted((way for way in found if way is not None), key=_order))

    def _cells(self, source: str) -> Iterator[tuple[Cell, Options]]:
        on = self._submission.on
        for cell, stretches in self._permitted.cells(source).items():
            if self._submission.wants(cell):
                for (first, last), options in stretches:
                    if first <= on <= last:
                        yield cell, options

    def _way(self, cell: Cell, by_source: list[dict[Cell, Options]], sources: frozenset[str]) -> Way | None:
        clauses, conditions = [], []
        for source, options in zip(sorted(sources), by_source, strict=True):
            request = request_for(
                source, cell, options[cell], on=self._submission.on, as_known=self._submission.as_known
            )
            decision = decide(self._snapshot, request)
            if not decision.permitted:
                return None
            conditions.append(decision.verdict.conditions)
            clauses += [clause for _, named in decision.verdict.permitted_by for clause in named]
        return Way(
            recipient=cell.recipient,
            purpose=cell.purpose,
            zone=cell.zone,
            form=cell.form,
            clauses=tuple(sorted(set(clauses))),
            rows=join(conditions).rows,
        )


def _order(way: Way) -> tuple[object, ...]:
    return (way.recipient, RANK[way.form], way.zone, way.purpose)


def recipients_of(
    snapshot: Snapshot, provider: PartnerId, *, on: date, as_known: date
) -> tuple[PartnerId, ...]:
    """Return the recipient parties of the agreements under which a provider's data may flow on a day."""
    lives = table_of(snapshot, as_known).lives
    agreements = [
        life.text.record for life in lives if any(first <= on <= last for first, last in life.permit_days)
    ]
    return tuple(
        sorted(
            {
                party.partner
                for agreement in agreements
                if provider in agreement.provider_parties()
                for party in agreement.parties
                if party.role == "recipient"
            }
        )
    )
