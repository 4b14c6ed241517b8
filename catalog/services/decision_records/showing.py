"""A decision record spelled out: the vote seat by seat, its motion, its meeting, and what came after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.errors import FaultyCatalog
from catalog.records.decision_record import DecisionRecord, Effect, Erratum
from catalog.records.meetings import Body, Meeting, Motion, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.effects import counting_effects
from catalog.rules.meetings.errata import corrected, errata_of
from catalog.rules.meetings.motions import motion_of
from catalog.rules.meetings.roll import filled_seats
from catalog.services.decision_records.finding import record_named
from catalog.services.logbook.book import open_logbook
from catalog.store.decision_documents import document_of, erratum_document

CORRECTABLE = ("title", "summary", "dissent")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVote:
    """How one seat voted; ``vacant`` where nobody held it, ``absent`` where the roll leaves it out."""

    seat: str
    label: str
    vote: str
    holder: str | None

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"seat": self.seat, "label": self.label, "vote": self.vote, "holder": self.holder}


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedText:
    """A motion, and the decision records of the votes on it."""

    motion: Motion
    decisions: tuple[DecisionRecord, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        motion = self.motion
        return {
            "id": motion.id,
            "class": motion.motion_class,
            "text": motion.text,
            "mover": motion.mover,
            "seconder": motion.seconder,
            "adopts": motion.adopts,
            "amends": motion.amends,
            "decisions": [{"id": one.id, "outcome": one.outcome} for one in self.decisions],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """Where a record stands in the log; ``proved`` where a checkpoint that counts covers it."""

    index: int | None
    proved: bool
    fault: str | None

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"index": self.index, "proved": self.proved, "fault": self.fault}

    def told(self) -> str:
        """Return it in words."""
        if self.fault is not None:
            return f"cannot be read: {self.fault}"
        if self.index is None:
            return "not in the transparency log"
        return f"leaf {self.index}; " + (
            "a signed checkpoint proves it" if self.proved else "no checkpoint that counts covers it yet"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSheet:
    """All that the catalog can say of one decision."""

    record: DecisionRecord
    body: Body
    meeting: Meeting | None
    vote: Vote | None
    seats: tuple[SeatVote, ...]
    motion: MovedText | None
    amendments: tuple[MovedText, ...]
    counting: tuple[Effect, ...]
    errata: tuple[Erratum, ...]
    superseded_by: tuple[tuple[DecisionRecord, Effect], ...]
    log: LogState

    @property
    def minutes(self) -> str:
        """The state of the meeting's minutes, in a word."""
        minutes = None if self.meeting is None else self.meeting.minutes
        return "none" if minutes is None else minutes.status

    def as_corrected(self, field: str) -> dict[str, str]:
        """Return the texts of a field as errata have corrected them."""
        return corrected(self.record, self.errata, field=field)

    def document(self) -> dict[str, Any]:
        """Return the record as it is filed, and beside its keys all that follows from others."""
        meeting, vote = self.meeting, self.vote
        return document_of(self.record) | {
            "seats": [seat.document() for seat in self.seats],
            "voted_at": None if vote is None else vote.at.isoformat(),
            "method": None if vote is None else vote.method,
            "motion": None if self.motion is None else self.motion.document(),
            "amendments": [amendment.document() for amendment in self.amendments],
            "meeting_state": None if meeting is None else meeting.status,
            "minutes": self.minutes,
            "effects_counting": [str(effect.object) for effect in self.counting],
            "errata": [erratum_document(erratum) for erratum in self.errata],
            "as_corrected": {field: self.as_corrected(field) for field in CORRECTABLE}
            if self.errata
            else None,
            "superseded_by": [
                {
                    "decision": decision.id,
                    "op": effect.op,
                    "object": str(effect.object),
                    "effective": effect.effective.isoformat(),
                }
                for decision, effect in self.superseded_by
            ],
            "log": self.log.document(),
        }


def show_decision(root: Path, snapshot: Snapshot, *, id: str) -> DecisionSheet:
    """Return all that the catalog can say of one decision. Raises ``NotFound``."""
    record = record_named(snapshot, id)
    body = snapshot.bodies[record.body]
    meeting = None if record.meeting is None else snapshot.meetings[record.meeting]
    votes = () if meeting is None else meeting.votes
    vote = next((vote for vote in votes if vote.id == record.vote), None)
    motion = None if meeting is None or vote is None else motion_of(meeting, vote)
    return DecisionSheet(
        record=record,
        body=body,
        meeting=meeting,
        vote=vote,
        seats=() if vote is None else tuple(seat_votes(body, vote)),
        motion=None if meeting is None or motion is None else _moved(snapshot, meeting, motion=motion),
        amendments=tuple(_amendments(snapshot, meeting, motion=motion)),
        counting=counting_effects(snapshot, record),
        errata=tuple(errata_of(record, snapshot.errata.values())),
        superseded_by=tuple(_superseding(snapshot, record)),
        log=_log_state(root, record),
    )


def seat_votes(body: Body, vote: Vote) -> Iterator[SeatVote]:
    """Yield how each seat voted, also one that is vacant or that the roll leaves out."""
    filled = filled_seats(body, vote.at.date())
    for seat in body.seats:
        ballot = vote.roll.get(seat.id)
        if ballot is not None:
            yield SeatVote(seat=seat.id, label=seat.label, vote=ballot.vote, holder=ballot.holder)
        elif seat.voting:
            word = "absent" if seat.id in filled else "vacant"
            yield SeatVote(seat=seat.id, label=seat.label, vote=word, holder=None)


def _moved(snapshot: Snapshot, meeting: Meeting, *, motion: Motion) -> MovedText:
    votes = {vote.id for vote in meeting.votes if vote.motion == motion.id}
    decisions = sorted(
        (one for one in snapshot.decisions.values() if one.meeting == meeting.id and one.vote in votes),
        key=lambda one: one.id,
    )
    return MovedText(motion=motion, decisions=tuple(decisions))


def _amendments(snapshot: Snapshot, meeting: Meeting | None, *, motion: Motion | None) -> Iterator[MovedText]:
    """Yield the motions that amend a motion, and those that amend them, as they were made."""
    if meeting is None or motion is None:
        return
    amended = {motion.id}
    for other in meeting.motions:
        if other.amends in amended and other.id not in amended:
            amended.add(other.id)
            yield _moved(snapshot, meeting, motion=other)


def _superseding(snapshot: Snapshot, record: DecisionRecord) -> Iterator[tuple[DecisionRecord, Effect]]:
    """Yield, for each text adopted here, the next decision that adopted another version, or retired it."""
    later = [
        (decision, effect)
        for _, decision in sorted(snapshot.decisions.items())
        if (decision.decided_on, decision.id) > (record.decided_on, record.id)
        for effect in counting_effects(snapshot, decision)
    ]
    later.sort(key=lambda pair: (pair[0].decided_on, pair[0].id))
    for own in counting_effects(snapshot, record):
        if own.op == "adopt":
            following = (pair for pair in later if _takes_over(own, pair[1]))
            yield from [pair for pair in (next(following, None),) if pair is not None]


def _takes_over(own: Effect, other: Effect) -> bool:
    """Say whether a later effect replaces the text of an earlier one, or takes it out."""
    if (own.object.kind, own.object.id) != (other.object.kind, other.object.id):
        return False
    if other.op == "adopt":
        return other.object.version > own.object.version
    return other.object.version >= own.object.version


def _log_state(root: Path, record: DecisionRecord) -> LogState:
    try:
        book = open_logbook(root)
    except FaultyCatalog as fault:
        return LogState(index=None, proved=False, fault=fault.message)
    index = book.index_of(record.id)
    proved = index is not None and book.covering(index) is not None
    return LogState(index=index, proved=proved, fault=None)
