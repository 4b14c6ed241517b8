"""A meeting ends: its record, one decision record for each thing decided, and their leaves, in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from catalog.errors import WriteRefused
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.checks.decisions import decision_findings
from catalog.rules.checks.inspection import Inspection
from catalog.rules.checks.meetings import findings as meeting_findings
from catalog.rules.flows.days import LAST
from catalog.rules.flows.table import table_of
from catalog.rules.meetings.objections import object_to
from catalog.rules.meetings.on_the_floor import unfinished_objections
from catalog.rules.meetings.recording import records_of
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import (
    NOW,
    Deed,
    Desk,
    Document,
    When,
    perform,
    refusal,
    refuses,
    with_meeting,
)
from catalog.store import building_meetings
from catalog.store.decision_documents import document_of, next_serial
from catalog.store.faults import shape_findings
from catalog.store.log import appended
from catalog.store.steps import Change, New
from catalog.store.yaml_writing import yaml_of

CONTESTED: Final = timedelta(days=90)
"""For how long a suit may be filed to void an action."""


def adjourn(root: Path, name: str, *, no_quorum: bool = False, when: When = NOW) -> Answer:
    """End a meeting. What it decided is recorded for good and logged, all in one step or not at all."""

    def step(desk: Desk) -> Deed:
        objections = list(unfinished_objections(desk.body, desk.meeting))
        if no_quorum and desk.meeting.votes:
            told = f"{len(desk.meeting.votes)} votes were taken in {name}"
            objections.append(object_to("votes-taken", (), message=told))
        if refuses(objections):
            return refusal(*objections)
        return _ended(desk, "no-quorum" if no_quorum else "adjourned")

    return perform(root, name, did="adjourn", step=step, when=when)


def _ended(desk: Desk, status: str) -> Deed:
    event = desk.event("adjourned", reason="no quorum" if status == "no-quorum" else None)
    document = desk.with_entries(events=[event]) | {"status": status}
    after = building_meetings.meeting(document)
    records = records_of(
        desk.snapshot,
        after,
        recorded_on=max(desk.now.date(), desk.at.date()),
        first_serial=first_serial(desk.root, after),
    )
    written = {f"meetings/decisions/{record.id}.yaml": document_of(record) for record in records}
    snapshot = _checked(desk, after, written=written)
    files: list[Change] = [New(path=path, data=yaml_of(one)) for path, one in written.items()]
    if records:
        files.append(appended(desk.root, list(written.values())))
    ended = "adjourned" if status == "adjourned" else "adjourned for want of a quorum"
    return Deed(
        document=document,
        event=event | {"records": [record.id for record in records]},
        says=(f"{ended} at {desk.when}", *(_told(record) for record in records), *_contest(desk, records)),
        files=tuple(files),
        snapshot=snapshot,
    )


def _told(record: DecisionRecord) -> str:
    effects = "".join(f"; {effect.op} {effect.object} from {effect.effective}" for effect in record.effects)
    return f"    {record.id} {record.outcome}: {record.title}{effects}"


def _contest(desk: Desk, records: Sequence[DecisionRecord]) -> Iterator[str]:
    """Yield until when a suit may be filed against what was decided."""
    if records:
        last = desk.at.date() + CONTESTED
        yield f"    may be contested until {last} (Gov. Code 11130.3, not verified)"


def first_serial(root: Path, meeting: Meeting) -> int:
    """Return the first number that is free for the decisions of a meeting, in every year that it touches."""
    years = {meeting.start.year, *(vote.at.year for vote in meeting.votes)}
    return max(next_serial(root, meeting.body, year=year) for year in years)


def _checked(desk: Desk, after: Meeting, *, written: Mapping[str, Document]) -> Snapshot:
    """Return the catalog with the records of the meeting; it must be without an error of theirs.

    Raises ``WriteRefused`` where there is one: then it is ours, since each vote was judged when it
    was recorded.
    """
    for path, document in written.items():
        findings = shape_findings(path, "decision", document=document, data=b"null")
        if findings:
            raise _ours(desk, path, message=findings[0].message)
    records = {path: building_meetings.decision(document) for path, document in written.items()}
    snapshot = replace(
        with_meeting(desk.snapshot, after),
        decisions={**desk.snapshot.decisions, **{record.id: record for record in records.values()}},
        paths={**desk.snapshot.paths, **{f"decision:{record.id}": path for path, record in records.items()}},
    )
    inspection = Inspection(snapshot=snapshot, day=desk.at.date(), table=table_of(snapshot, LAST))
    found = [*decision_findings(inspection), *meeting_findings(snapshot, desk.at.date())]
    for one in found:
        if one.severity == "error" and one.file in written:
            raise _ours(desk, one.file, message=one.message)
    return snapshot


def _ours(desk: Desk, path: str, *, message: str) -> WriteRefused:
    return WriteRefused(
        f"the records of {desk.meeting.id} would be wrong: {path}: {message}",
        hint="nothing was written; where another decision on the same text was recorded since the vote, "
        "have the vote reconsidered, else this is a fault of the catalog's code: please report it",
    )
