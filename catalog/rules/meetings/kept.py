"""Whether the record of a meeting is as the commands kept it, and as its decisions were recorded from it."""

from __future__ import annotations

from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Meeting


def seal_is_missing(meeting: Meeting) -> bool:
    """Say whether a record that tells of events, as the commands note them, has lost its seal."""
    return meeting.seal is None and bool(meeting.events)


def fits_its_seal(meeting: Meeting) -> bool:
    """Say whether a record is as the last command left it; one that no command kept needs no seal."""
    return meeting.seal == meeting.unsealed and not seal_is_missing(meeting)


def is_rewritten(meeting: Meeting, decision: DecisionRecord) -> bool:
    """Say whether a meeting's record is another than the one that a decision of it names."""
    return decision.meeting_digest is not None and decision.meeting_digest != meeting.final
