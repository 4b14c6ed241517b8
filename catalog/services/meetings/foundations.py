"""What a step rests on and may have been changed since: the posted notice, its proposals, its materials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from catalog.records.codes.all_codes import CODES
from catalog.records.codes.meeting_code import refuses
from catalog.records.finding import Finding
from catalog.records.ids import ProposalId
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.changes.grades import proposed_grade
from catalog.rules.meetings.judging import record_objections
from catalog.rules.meetings.motions import motion_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import pending_motions
from catalog.store.materials import material_findings
from catalog.store.posted import differing, notices_of, posted_proposals

_ON_PROPOSALS: Final = frozenset({"move", "amend", "roll", "adjourn"})
_BINDING: Final = frozenset({"roll", "adjourn"})
_CORRECT: Final = "correct"
_TOLD_ELSEWHERE: Final = frozenset({"proposal-base-stale"})
"""What a vote on the item itself is refused for; other items may be voted on, and the meeting end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A meeting's record as it stands, with the digests that the records of its proposals have now."""

    root: Path
    snapshot: Snapshot
    meeting: Meeting
    document: Mapping[str, Any]
    proposals: Mapping[ProposalId, str]
    day: date


def standing_objections(standing: Standing, kind: str) -> Iterator[Objection]:
    """Object to a step on what stood wrong before it.

    A motion rests on the proposals as they were posted. A vote and the end of the meeting rest also on
    the notice, on the record itself, and on the grades and materials of what is decided. A correction
    makes all of that right.
    """
    if kind not in _ON_PROPOSALS | {_CORRECT}:
        return
    notices = notices_of(standing.root, standing.meeting.id)
    yield from _edited_proposals(standing, posted_proposals(notices))
    if kind not in _BINDING | {_CORRECT}:
        return
    yield from _changed_notice(standing, notices, must_be_logged=kind == _CORRECT)
    for one in record_objections(standing.snapshot, standing.meeting, day=standing.day):
        if one.code.severity == "error" and one.code.id not in _TOLD_ELSEWHERE:
            yield one
    items = _decided(standing, kind)
    yield from _wrong_grades(standing, items)
    yield from _wrong_files(standing, items)


def _edited_proposals(standing: Standing, posted: Mapping[str, str]) -> Iterator[Objection]:
    for position, item in enumerate(standing.meeting.agenda):
        if item.proposal is None or posted.get(item.proposal) in {None, standing.proposals[item.proposal]}:
            continue
        yield object_to(
            "posted-proposal-edited",
            ("agenda", position, "proposal"),
            message=f"{item.proposal} is not as it was posted with item {item.number}",
        )


def _changed_notice(
    standing: Standing, notices: tuple[Mapping[str, Any], ...], *, must_be_logged: bool
) -> Iterator[Objection]:
    wrong = [key for notice in notices for key in differing(notice, standing.document)]
    if wrong:
        told = f"{', '.join(wrong)} differ from the notice of {standing.meeting.id} that was logged"
        yield object_to("notice-differs", ("notice",), message=told)
    elif must_be_logged and standing.meeting.notice is not None and not notices:
        told = f"the log has no notice of {standing.meeting.id}"
        yield object_to("notice-differs", ("notice",), message=told)


def _decided(standing: Standing, kind: str) -> frozenset[str]:
    """Return the numbers of the items that a step decides on, or of which a decision would be recorded."""
    meeting = standing.meeting
    if kind == _CORRECT:
        return frozenset(item.number for item in meeting.agenda)
    if kind == "roll":
        body = standing.snapshot.bodies[meeting.body]
        return frozenset(motion.item for motion in pending_motions(body, meeting))
    voted = (motion_of(meeting, vote) for vote in meeting.votes)
    return frozenset(motion.item for motion in voted if motion is not None)


def _wrong_grades(standing: Standing, items: frozenset[str]) -> Iterator[Objection]:
    for position, item in enumerate(standing.meeting.agenda):
        if item.proposal is None or item.number not in items:
            continue
        proposal = standing.snapshot.proposals[item.proposal]
        grade = None if proposal.grade is None else proposed_grade(standing.snapshot, proposal)
        if grade is not None and grade != proposal.grade:
            told = f"{proposal.id} says that its change is {proposal.grade}, and its texts say {grade}"
            yield _as_objection("grade-differs", ("agenda", position, "proposal"), message=told)


def _wrong_files(standing: Standing, items: frozenset[str]) -> Iterator[Objection]:
    """Object to files of the items that are gone or edited, and to comments that are."""
    meeting = standing.meeting
    kept = tuple(item if item.number in items else replace(item, materials=()) for item in meeting.agenda)
    own = {meeting.id: replace(meeting, agenda=kept, minutes=None)}
    for wrong in material_findings(standing.root, replace(standing.snapshot, meetings=own, derived={})):
        yield _of_finding(wrong)


def _of_finding(wrong: Finding) -> Objection:
    return _as_objection(wrong.code, wrong.at, message=wrong.message)


def _as_objection(code: str, at: tuple[str | int, ...], *, message: str) -> Objection:
    """Return an objection of a code that a check of the catalog has, and a meeting does not."""
    known = CODES[code]
    own = refuses(known.id, known.title, known.hint, known.citation)
    return Objection(code=own, at=at, message=message, hint=known.hint)
