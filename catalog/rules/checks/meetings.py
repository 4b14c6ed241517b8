"""Check every meeting, and every decision taken in one, by the open-meeting rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.judging import record_objections
from catalog.rules.meetings.kept import is_rewritten, seal_is_missing
from catalog.rules.meetings.objections import Objection
from catalog.rules.meetings.voted import decision_objections


def findings(snapshot: Snapshot, day: date) -> list[Finding]:
    """Return what is wrong with the catalog's meetings and their decisions, as of that day."""
    found: list[Finding] = []
    for meeting in snapshot.meetings.values():
        path = snapshot.paths[f"meeting:{meeting.id}"]
        found.extend(_finding(path, objection) for objection in record_objections(snapshot, meeting, day=day))
        if meeting.seal != meeting.unsealed:
            message = f"the record is not as the last command left it: its digest is {meeting.unsealed}"
            found.append(finding("edited-by-hand", path, message=message, at=("seal",)))
        elif seal_is_missing(meeting):
            message = "the record tells of events that commands note, and has no seal"
            found.append(finding("seal-missing", path, message=message, at=("events",)))
    found.extend(_rewritten(snapshot))
    for decision in snapshot.decisions.values():
        path = snapshot.paths[f"decision:{decision.id}"]
        found.extend(_finding(path, objection) for objection in decision_objections(snapshot, decision))
    return found


def _rewritten(snapshot: Snapshot) -> Iterator[Finding]:
    """Yield each meeting whose record is not the one that its decisions were recorded from."""
    told = set()
    for decision in snapshot.decisions.values():
        if decision.meeting is None or decision.meeting in told:
            continue
        meeting = snapshot.meetings[decision.meeting]
        if is_rewritten(meeting, decision):
            told.add(meeting.id)
            message = (
                f"{decision.id} was recorded from {decision.meeting_digest}, and this is {meeting.final}"
            )
            yield finding("meeting-rewritten", snapshot.paths[f"meeting:{meeting.id}"], message=message)


def _finding(path: str, objection: Objection) -> Finding:
    return Finding(
        file=path,
        line=None,
        column=None,
        code=objection.code.id,
        severity=objection.code.severity,
        message=objection.message,
        hint=objection.hint,
        citation=objection.code.citation,
        at=objection.at,
    )
