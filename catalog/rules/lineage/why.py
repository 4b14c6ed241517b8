"""Why a clause binds: its agreement, the signatures, the decision that adopted it, the vote, the minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalog.records.decision_record import DecisionRecord
from catalog.records.flow import Verdict
from catalog.records.ids import Citation, DecisionId
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.known import Life
from catalog.rules.flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One party's signature under a version of an agreement."""

    partner: str
    on: date
    by: str
    evidence: str

    def document(self) -> dict[str, object]:
        """Return the signature as a plain object."""
        return {"partner": self.partner, "on": self.on.isoformat(), "by": self.by, "evidence": self.evidence}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """The decision record that adopted a text, the vote behind it, and where the minutes are.

    ``vote`` and ``minutes`` always say something: also that there is nothing, and why.
    """

    decision: DecisionId
    title: str
    decided_on: date
    vote: str
    meeting: str | None
    minutes: str
    legacy: bool

    def document(self) -> dict[str, object]:
        """Return the adoption as a plain object."""
        return {
            "decision": self.decision,
            "title": self.title,
            "decided_on": self.decided_on.isoformat(),
            "vote": self.vote,
            "meeting": self.meeting,
            "minutes": self.minutes,
            "legacy": self.legacy,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The chain behind one clause. ``adopted`` is ``None`` where no decision adopts its text."""

    clause: Citation
    effect: str
    text: str | None
    agreement: str
    title: str
    effective_from: date
    effective_through: date
    signatures: tuple[Signed, ...]
    adopted: Adopted | None

    def document(self) -> dict[str, object]:
        """Return the chain as a plain object."""
        return {
            "clause": self.clause,
            "effect": self.effect,
            "text": self.text,
            "agreement": self.agreement,
            "title": self.title,
            "effective_from": self.effective_from.isoformat(),
            "effective_through": self.effective_through.isoformat(),
            "signatures": [one.document() for one in self.signatures],
            "adopted": self.adopted.document() if self.adopted else None,
        }


def cited(verdict: Verdict) -> tuple[Citation, ...]:
    """Return the clauses an answer rests on: those that permit, and those that forbid."""
    return tuple(
        sorted({*verdict.consents.clauses, *(c for _, found in verdict.permitted_by for c in found)})
    ) + tuple(sorted({clause for _, clause in verdict.forbidden_by}))


def why(table: FlowTable, clauses: Iterable[Citation]) -> tuple[Why, ...]:
    """Return the chain behind each clause, in the order given. The clauses must be the table's."""
    lives = {f"{life.text.id}@{life.text.version}": life for life in table.lives}
    return tuple(_chain(table, lives[clause.partition("#")[0]], clause=clause) for clause in clauses)


def adopted(snapshot: Snapshot, decision: DecisionId) -> Adopted:
    """Return what stands behind a decision record."""
    record = snapshot.decisions[decision]
    meeting = None if record.meeting is None else snapshot.meetings[record.meeting]
    return Adopted(
        decision=record.id,
        title=record.title,
        decided_on=record.decided_on,
        vote=_vote(record, meeting),
        meeting=record.meeting,
        minutes=_minutes(record, meeting),
        legacy=record.legacy is not None,
    )


def _chain(table: FlowTable, life: Life, *, clause: Citation) -> Why:
    agreement = life.text.record
    name = clause.partition("#")[2]
    permit = next((one for one in agreement.permits if one.id == name), None)
    forbid = next((one for one in agreement.forbids if one.id == name), None)
    written = permit or forbid
    return Why(
        clause=clause,
        effect="forbid" if permit is None else "permit",
        text=None if written is None else written.text,
        agreement=f"{agreement.id}@{agreement.version}",
        title=agreement.title,
        effective_from=agreement.effective_from,
        effective_through=agreement.effective_through,
        signatures=_signatures(table, life),
        adopted=None if life.adoption is None else adopted(table.snapshot, life.adoption.decision),
    )


def _signatures(table: FlowTable, life: Life) -> tuple[Signed, ...]:
    agreement = life.text.record
    parties = {party.partner for party in agreement.parties}
    found = [
        Signed(partner=event.partner, on=event.on, by=event.by, evidence=event.evidence)
        for event in table.known.known_events(agreement.id)
        if event.event == "signed" and event.version == agreement.version and event.partner in parties
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.partner)))


def _vote(record: DecisionRecord, meeting: Meeting | None) -> str:
    if record.arithmetic is not None:
        return record.arithmetic.says
    if meeting is not None and record.vote is not None:
        for vote in meeting.votes:
            if vote.id == record.vote:
                counts = Counter(ballot.vote for ballot in vote.roll.values())
                told = ", ".join(f"{counts[choice]} {choice}" for choice in ("aye", "no", "abstain"))
                return f"{told} (counted from the roll)"
    if record.legacy is not None:
        return f"legacy: no vote in this catalog; source: {record.legacy.source}"
    return "no count is recorded"


def _minutes(record: DecisionRecord, meeting: Meeting | None) -> str:
    if meeting is None:
        return "legacy: no minutes in this catalog" if record.legacy else "no meeting is recorded"
    if meeting.minutes is None:
        return "no minutes are recorded"
    told = meeting.minutes.status
    if meeting.minutes.approved_by is not None:
        told += f" by {meeting.minutes.approved_by}"
    return told + (f", {meeting.minutes.digest}" if meeting.minutes.digest else "")
