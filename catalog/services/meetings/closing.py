"""A meeting ends: its record, one decision record for each thing decided, and their leaves, in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from catalog.errors import WriteRefused
from catalog.records.decision_record import DecisionRecord
from catalog.records.finding import Finding
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.checks.decisions import decision_findings
from catalog.rules.checks.inspection import Inspection
from catalog.rules.checks.meetings import findings as meeting_findings
from catalog.rules.flows.days import LAST
from catalog.rules.flows.table import table_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import unfinished_objections
from catalog.rules.meetings.recording import records_of
from catalog.rules.meetings.roll import attendance_at
from catalog.rules.meetings.tally import quorum_of
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import (
    NOW,
    Deed,
    Desk,
    Document,
    Step,
    When,
    foresee,
    perform,
    refusal,
    refuses,
    sealed,
    with_meeting,
)
from catalog.store import building_meetings
from catalog.store.decision_documents import document_of, next_serial
from catalog.store.faults import shape_findings
from catalog.store.log import appended
from catalog.store.steps import Change, New
from catalog.store.yaml_writing import yaml_of

_OVER: Final = frozenset({"adjourned", "no-quorum"})
CONTESTED: Final = timedelta(days=90)
"""For how long a suit may be filed to void an action."""


def adjourn(root: Path, name: str, *, no_quorum: bool = False, when: When = NOW) -> Answer:
    """End a meeting. What it decided is recorded for good and logged, all in one step or not at all."""
    return perform(root, name, did="adjourn", step=_ending(name, no_quorum=no_quorum), when=when)


def foresee_end(root: Path, name: str, *, no_quorum: bool = False, when: When = NOW) -> Answer:
    """Return what would be recorded, were the meeting ended at this moment; nothing is written."""
    return foresee(root, name, did="adjourn", step=_ending(name, no_quorum=no_quorum), when=when)


def _ending(name: str, *, no_quorum: bool) -> Step:
    def step(desk: Desk) -> Deed:
        objections = list(unfinished_objections(desk.body, desk.meeting))
        if no_quorum and desk.meeting.votes:
            told = f"{len(desk.meeting.votes)} votes were taken in {name}"
            objections.append(object_to("votes-taken", (), message=told))
        objections += _quorum_objections(desk, no_quorum=no_quorum)
        if refuses(objections):
            return refusal(*objections)
        return _ended(desk, "no-quorum" if no_quorum else "adjourned")

    return step


def _quorum_objections(desk: Desk, *, no_quorum: bool) -> Iterator[Objection]:
    """Object to an end that does not fit whether a quorum is there, or ever was."""
    rules = desk.body.rules_on(desk.at.date())
    if rules is None or desk.meeting.votes:
        return
    quorum = quorum_of(rules)
    if no_quorum and _counting(desk, desk.at) >= quorum:
        told = f"{_counting(desk, desk.at)} members are there, and {quorum} are a quorum"
        yield object_to("quorum-is-there", ("attendance",), message=told)
    most = max((_counting(desk, entry.at) for entry in desk.meeting.attendance), default=0)
    if not no_quorum and most < quorum:
        told = f"at most {most} members were there, {quorum} are a quorum, and no vote was taken"
        yield object_to("quorum-never-there", ("attendance",), message=told)


def _counting(desk: Desk, at: datetime) -> int:
    """Return how many members are there at a moment, whatever items they are recused on."""
    return len(attendance_at(desk.body, desk.meeting, item="", at=at).counting)


def _ended(desk: Desk, status: str) -> Deed:
    event = desk.event("adjourned", reason="no quorum" if status == "no-quorum" else None)
    document = desk.with_entries(events=[event]) | {"status": status}
    after = building_meetings.meeting(sealed(document))
    records = tuple(
        replace(record, meeting_digest=after.final)
        for record in records_of(
            desk.snapshot,
            after,
            recorded_on=max(desk.now.date(), desk.at.date()),
            first_serial=first_serial(desk.root, after),
        )
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
    known = {(one.code, one.file, one.message) for one in _errors(desk, desk.snapshot)}
    final = {desk.snapshot.paths[path] for path in _final(desk.snapshot)}
    for one in _errors(desk, snapshot):
        if one.file in written:
            raise _ours(desk, one.file, message=one.message)
        if one.file in final and (one.code, one.file, one.message) not in known:
            raise _anothers(desk, one.file, message=one.message)
    return snapshot


def _errors(desk: Desk, snapshot: Snapshot) -> Iterator[Finding]:
    inspection = Inspection(snapshot=snapshot, day=desk.at.date(), table=table_of(snapshot, LAST))
    found = (*decision_findings(inspection), *meeting_findings(snapshot, desk.at.date()))
    yield from (one for one in found if one.severity == "error")


def _final(snapshot: Snapshot) -> Iterator[str]:
    """Yield the records that are final, as the snapshot's paths name them."""
    yield from (f"decision:{id}" for id in snapshot.decisions)
    yield from (f"meeting:{one.id}" for one in snapshot.meetings.values() if one.status in _OVER)


def _anothers(desk: Desk, path: str, *, message: str) -> WriteRefused:
    return WriteRefused(
        f"with the records of {desk.meeting.id}, one that is final would be wrong: {path}: {message}",
        hint=f"nothing was written; {path} is final: have the vote that goes against it reconsidered",
    )


def _ours(desk: Desk, path: str, *, message: str) -> WriteRefused:
    return WriteRefused(
        f"the records of {desk.meeting.id} would be wrong: {path}: {message}",
        hint="nothing was written; where another decision on the same text was recorded since the vote, "
        "have the vote reconsidered, else this is a fault of the catalog's code: please report it",
    )
