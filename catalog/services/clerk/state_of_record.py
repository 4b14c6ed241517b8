"""How far the record of a meeting is public: its notices and decisions, and the log that has them."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.interchange.pages import Link
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Meeting
from catalog.services.current import Reading
from catalog.services.publishing.frames import link_to, notice_stem
from catalog.services.publishing.shelves import is_public


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedLine:
    """A notice or a decision: its leaf in the log, and the size of the signed checkpoint that covers it."""

    words: str
    address: str | None
    outcome: str | None
    index: int | None
    covered_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """How far a meeting's record is public."""

    page: Link | None
    notices: tuple[LoggedLine, ...]
    decisions: tuple[LoggedLine, ...]

    @property
    def waits_for_signature(self) -> bool:
        """Whether something is logged that no signed checkpoint covers yet."""
        return any(
            one.index is not None and one.covered_by is None for one in (*self.notices, *self.decisions)
        )


def record_state(reading: Reading, meeting: Meeting) -> RecordState:
    """Return how far a meeting's record is public."""
    shelves = reading.shelves
    return RecordState(
        page=link_to("meeting", meeting.id) if is_public(meeting) else None,
        notices=tuple(
            LoggedLine(
                words=str(one.revision),
                address=f"{notice_stem(meeting.id, one.revision)}.json",
                outcome=None,
                index=one.index,
                covered_by=shelves.state.log.covering(one.index),
            )
            for one in shelves.notices.get(meeting.id, ())
        ),
        decisions=tuple(_decided(reading, one) for one in shelves.decided_in.get(meeting.id, ())),
    )


def _decided(reading: Reading, record: DecisionRecord) -> LoggedLine:
    log = reading.shelves.state.log
    index = log.indexes.get(reading.shelves.state.digest("decision", record.id))
    return LoggedLine(
        words=f"{record.id}: {record.title}",
        address=link_to("decision", record.id).address,
        outcome=record.outcome,
        index=index,
        covered_by=None if index is None else log.covering(index),
    )
