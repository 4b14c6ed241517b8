"""What an agreement asks a recipient to do with the data, by which day, and what lapses soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from catalog.records.agreement import Agreement, Conditions, Onward, Permit
from catalog.records.ids import AgreementId, Citation, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.conditions import join
from catalog.rules.flows.days import LAST, day_after
from catalog.rules.flows.known import Known, Life
from catalog.rules.flows.ways import cite
from catalog.services.partners.naming import Named, partner_named

SOON: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A day by which a recipient must have done away with what it got by a clause.

    ``retain`` is the last day on which the data may be kept; ``destroy`` is the day by which they must
    be destroyed, counted from the end of their use: the recipient's own, and at the latest the last
    day on which the clause permitted anything (``last_use``). That an act was done is not recorded
    here, so a day that has passed is shown as past, never as met or missed.
    """

    kind: Literal["retain", "destroy"]
    clause: Citation
    agreement: AgreementId
    holders: tuple[Named, ...]
    within: int | None
    last_use: date
    due: date
    days_left: int

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "kind": self.kind,
            "clause": self.clause,
            "holders": [one.id for one in self.holders],
            "destroy_within_days": self.within,
            "last_use": self.last_use.isoformat(),
            "due": self.due.isoformat(),
            "days_left": self.days_left,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Something that ends within ninety days: an agreement's term, or a clause's time for keeping data."""

    kind: Literal["term", "retention"]
    agreement: AgreementId
    version: str
    clause: Citation | None
    last: date
    days_left: int

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "kind": self.kind,
            "agreement": self.agreement,
            "version": self.version,
            "clause": self.clause,
            "last_day": self.last.isoformat(),
            "days_left": self.days_left,
        }


def duties_due(known: Known, agreement: AgreementId, *, on: date) -> tuple[Duty, ...]:
    """Return the duties of everybody who may hold data by an agreement, the earliest first.

    Only clauses that have begun to permit count. One that goes on under the same id in the next version
    has not ended: its days are those of that version.
    """
    lives = known.lives(agreement)
    found = [
        duty
        for number, life in enumerate(lives)
        for clause in life.text.record.permits
        if not _goes_on(clause, lives[number + 1 :], after=life)
        for duty in _duties(known.snapshot, life, clause=clause, on=on)
    ]
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.clause, duty.kind)))


def _goes_on(clause: Permit, later: Iterable[Life], *, after: Life) -> bool:
    """Say whether a clause of the same id permits on from the day after this version's last."""
    if not after.permit_days:
        return False
    having = (life for life in later if any(other.id == clause.id for other in life.text.record.permits))
    return _followed(after.permit_days[-1][1], having)


def _duties(snapshot: Snapshot, life: Life, *, clause: Permit, on: date) -> Iterator[Duty]:
    if not life.permit_days or life.permit_days[0][0] > on:
        return
    agreement = life.text.record
    rows: tuple[Permit | Onward, ...] = (clause, *clause.onward)
    for row in rows:
        asked = join([clause.conditions, row.conditions])
        last_use = min(life.permit_days[-1][1], asked.retain_through or LAST)
        holders = tuple(partner_named(snapshot, partner) for partner in sorted(row.to))
        for kind, due in _days(asked, last_use=last_use):
            yield Duty(
                kind=kind,
                clause=cite(agreement, clause.id),
                agreement=agreement.id,
                holders=holders,
                within=asked.destroy_within_days,
                last_use=last_use,
                due=due,
                days_left=(due - on).days,
            )


def _days(asked: Conditions, *, last_use: date) -> Iterator[tuple[Literal["retain", "destroy"], date]]:
    """Yield each kind of day that the conditions set. Nothing is kept longer than it may be."""
    if asked.retain_through is not None:
        yield "retain", asked.retain_through
    if asked.destroy_within_days is not None:
        left = (LAST - last_use).days
        due = last_use + timedelta(days=min(asked.destroy_within_days, left))
        yield "destroy", min(due, asked.retain_through or LAST)


def lapses_soon(known: Known, agreement: AgreementId, *, on: date) -> tuple[Lapse, ...]:
    """Return what of an agreement's version in force ends within ninety days of the day, the first first."""
    lives = known.lives(agreement)
    found = [
        lapse
        for number, life in enumerate(lives)
        if any(first <= on <= last for first, last in life.permit_days)
        for lapse in _ending(life, later=lives[number + 1 :], on=on)
    ]
    return tuple(sorted(found, key=lambda lapse: (lapse.last, lapse.clause or "")))


def _ending(life: Life, *, later: tuple[Life, ...], on: date) -> Iterator[Lapse]:
    """Yield what ends soon. A term that the next version follows without a gap does not lapse."""
    record, ends = life.text.record, life.permit_days[-1][1]
    if ends - on <= SOON and not _followed(ends, later):
        yield _lapse("term", record, None, last=ends, on=on)
    for clause in record.permits:
        for last in sorted(set(_retained(clause))):
            if on <= last and last - on <= SOON and last < ends:
                yield _lapse("retention", record, cite(record, clause.id), last=last, on=on)


def _followed(last: date, later: Iterable[Life]) -> bool:
    following = day_after(last)
    return any(first <= following <= end for life in later for first, end in life.permit_days)


def _retained(clause: Permit) -> Iterator[date]:
    rows: tuple[Permit | Onward, ...] = (clause, *clause.onward)
    for row in rows:
        last = join([clause.conditions, row.conditions]).retain_through
        if last is not None:
            yield last


def _lapse(
    kind: Literal["term", "retention"], record: Agreement, clause: Citation | None, *, last: date, on: date
) -> Lapse:
    return Lapse(
        kind=kind,
        agreement=record.id,
        version=str(record.version),
        clause=clause,
        last=last,
        days_left=(last - on).days,
    )


def holds(duty: Duty, partner: PartnerId) -> bool:
    """Say whether a duty is the partner's own."""
    return any(holder.id == partner for holder in duty.holders)
