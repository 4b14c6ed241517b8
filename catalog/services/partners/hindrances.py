"""What no change of a clause can remove: a forbid, the law, a promise, the definition, a day gone by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalog.records.flow import FlowRequest
from catalog.records.ids import RegimeId
from catalog.records.snapshot import Snapshot
from catalog.rules.amending.edits import Target
from catalog.rules.decide import biting
from catalog.rules.flows.items import faults
from catalog.rules.flows.known import Life, current
from catalog.rules.flows.lanes import Lane
from catalog.rules.flows.permitted import Cell
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.promises import promises_against
from catalog.services.supposing import adopting_bodies

Kind = Literal[
    "no-question",
    "derived-item",
    "past-day",
    "not-adopted",
    "not-a-supplier",
    "changes-later",
    "forbidden",
    "law",
    "promise",
    "no-body",
    "no-agreement",
    "suspended",
    "terminated",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """One thing that stands in the way, and what of it: a clause, a regime, a promise, an agreement."""

    kind: Kind
    of: str
    detail: str = ""

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"kind": self.kind, "of": self.of, "detail": self.detail}


def hindrances(
    snapshot: Snapshot, request: FlowRequest, *, decided_on: date
) -> tuple[Target | None, list[Hindrance]]:
    """Return the flow that a clause could be changed for, and what stands in the way whatever is changed.

    There is no target where looking for a change is useless: also where a forbid bites, whoever might
    drop it.
    """
    table = table_of(snapshot, request.as_known)
    wrong = faults(table, request)
    if wrong:
        return None, [Hindrance(kind="no-question", of=one.code, detail=one.detail) for one in wrong]
    lane = table.lane(request.item)
    if lane is None:
        return None, [Hindrance(kind="derived-item", of=request.item)]
    found = list(_of_the_day(lane, request, decided_on=decided_on))
    text = current(lane.segments, request.on)
    if found or text is None:
        return None, found
    target = Target(
        provider=lane.provider,
        element=lane.element,
        regimes=text.record.regime,
        sender=request.sender or lane.provider,
        recipient=request.recipient,
        purpose=request.purpose,
        zone=request.zone,
        form=request.form or "identified",
        on=request.on,
        min_cell=request.min_cell,
        irb=request.irb,
        can_enforce=request.can_enforce,
    )
    found = [
        *_forbids(lane, request, target=target),
        *_law(table, target),
        *_promises(table, target, source=lane.source),
    ]
    if not adopting_bodies(snapshot, "agreement", on=decided_on):
        found.append(Hindrance(kind="no-body", of=decided_on.isoformat()))
    return (None if found else target), found


def _of_the_day(lane: Lane, request: FlowRequest, *, decided_on: date) -> Iterator[Hindrance]:
    """Yield what of the day and the definition stands in the way."""
    if request.on < decided_on:
        yield Hindrance(kind="past-day", of=request.on.isoformat())
        return
    text, then = current(lane.segments, request.on), current(lane.segments, decided_on)
    if text is None:
        yield Hindrance(kind="not-adopted", of=lane.element)
    elif not text.record.supplied_by(lane.provider, on=request.on):
        yield Hindrance(kind="not-a-supplier", of=lane.source)
    elif then is None or then.version.major != text.version.major:
        yield Hindrance(kind="changes-later", of=f"{lane.element}@{text.version}")


def _forbids(lane: Lane, request: FlowRequest, *, target: Target) -> Iterator[Hindrance]:
    for bite in biting(lane, request, form=target.form):
        yield Hindrance(kind="forbidden", of=bite.citation)


def _law(table: FlowTable, target: Target) -> Iterator[Hindrance]:
    """Yield each regime that no legal basis of the catalog carries for the purpose."""
    for regime in target.regimes:
        if not _protects(table, regime, target=target):
            continue
        bases = table.snapshot.bases.values()
        if not any(
            regime in basis.covers
            and (not basis.purposes or target.purpose in table.tree.contained(basis.purposes))
            for basis in bases
        ):
            yield Hindrance(kind="law", of=regime)


def _protects(table: FlowTable, regime: RegimeId, *, target: Target) -> bool:
    known = table.snapshot.regimes.get(regime)
    return known is not None and target.form in known.protects


def _promises(table: FlowTable, target: Target, *, source: str) -> Iterator[Hindrance]:
    cell = Cell(target.sender, target.recipient, target.purpose, target.zone, target.form)
    as_known = table.known.as_known
    for promise in promises_against(table.snapshot, source, cell=cell, on=target.on, as_known=as_known):
        yield Hindrance(kind="promise", of=promise.id, detail=promise.title)


def set_aside(table: FlowTable, target: Target, *, tried: bool) -> list[Hindrance]:
    """Return why the provider's agreements could not be changed so that the flow is permitted."""
    found = []
    for id in sorted(table.snapshot.agreements):
        lives = table.known.lives(id)
        if not any(target.provider in life.text.record.provider_parties() for life in lives):
            continue
        if ended(lives[-1], target.on):
            found.append(Hindrance(kind="terminated", of=id))
        elif paused(lives[-1], target.on):
            found.append(Hindrance(kind="suspended", of=id))
    return found if found or tried else [Hindrance(kind="no-agreement", of=target.provider)]


def ended(life: Life, day: date) -> bool:
    """Say whether an agreement is terminated by a day: in all versions."""
    return life.terminated is not None and life.terminated <= day


def paused(life: Life, day: date) -> bool:
    """Say whether an agreement is suspended on a day: in all versions."""
    return any(first <= day <= last for first, last in life.suspended)
