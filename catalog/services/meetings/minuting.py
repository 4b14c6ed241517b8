"""The minutes: drafted from the record, and approved by a vote of the body, which closes the record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from catalog.errors import BadInput, NotFound
from catalog.phrases import phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import DecisionId, MeetingId
from catalog.rules.meetings.motions import motion_of, reconsidered_after, result_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import is_pending, is_voted, latest_vote
from catalog.rules.meetings.session import STATES
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, perform, refusal, refuses
from catalog.services.meetings.minutes_text import minutes_of
from catalog.store.materials import MINUTES, materials_folder
from catalog.store.steps import Change, New, Replaced


def draft(root: Path, name: str, *, when: When = NOW) -> Answer:
    """Draft the minutes from the record of a meeting that is over; again until they are approved."""

    def step(desk: Desk) -> Deed:
        data = minutes_of(desk.body, desk.meeting).encode()
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        there = _minutes_file(desk)
        path = _path(desk)
        moved = tuple(_moved_objections(desk, digest))
        if refuses(moved):
            return refusal(*moved)
        is_new = there is None
        change: Change = (
            New(path=path, data=data) if is_new else Replaced(path=path, was=there or b"", data=data)
        )
        event = desk.event("minutes-drafted")
        minutes = {"status": "draft", "digest": digest}
        return Deed(
            document=desk.with_entries(events=[event]) | {"minutes": minutes},
            event=minutes,
            says=(f"drafted {path}", f"    {digest}"),
            files=(change,),
        )

    return perform(root, name, did="minutes", step=step, when=when)


def approve(root: Path, name: str, decision: str, *, when: When = NOW) -> Answer:
    """Close a meeting's record: its minutes were approved by a decision of the body."""

    def step(desk: Desk) -> Deed:
        record = desk.snapshot.decisions.get(DecisionId(decision))
        if record is None:
            raise NotFound(
                phrase("there is no decision `{name}`", name=decision),
                hint=phrase("`p20w decision list` lists them"),
            )
        objections = (*_draft_objections(desk), *_decision_objections(desk, record))
        if refuses(objections):
            return refusal(*objections)
        event = desk.event("minutes-approved")
        minutes = {**desk.document["minutes"], "status": "approved", "approved_by": decision}
        return Deed(
            document=desk.with_entries(events=[event]) | {"minutes": minutes},
            event=minutes,
            says=(f"minutes approved by {decision}; the record of {name} is closed",),
        )

    return perform(root, name, did="approve", step=step, when=when)


def minutes_named(desk: Desk, named: str | None) -> tuple[Document, tuple[Objection, ...]]:
    """Return how a motion names the minutes that it would approve: the meeting, and the text as drafted."""
    body = desk.body.id
    if named is None:
        return {}, (object_to("minutes-not-named", (), message="the motion names no meeting"),)
    meeting = desk.snapshot.meetings.get(MeetingId(named if "/" in named else f"{body}/{named}"))
    if meeting is None:
        raise NotFound(
            phrase("there is no meeting `{name}`", name=named),
            hint=phrase("`p20w meeting list` lists them"),
        )
    minutes = meeting.minutes
    if meeting.body != body:
        told = f"{meeting.id} is a meeting of {meeting.body}, and {body} approves its own minutes"
        return {}, (object_to("minutes-of-another-body", (), message=told),)
    if meeting.status not in STATES["minutes"]:
        return {}, (object_to("meeting-not-over", (), message=f"{meeting.id} is `{meeting.status}`"),)
    if minutes is None or minutes.digest is None:
        return {}, (object_to("minutes-not-drafted", (), message=f"{meeting.id} has no draft minutes"),)
    if minutes.status == "approved":
        return {}, (object_to("minutes-final", (), message=f"the minutes of {meeting.id} are approved"),)
    return {"minutes_of": meeting.id, "minutes_digest": minutes.digest}, ()


def _moved_objections(desk: Desk, digest: str) -> Iterator[Objection]:
    """Object to drafting other minutes than those that a motion would approve, or approved."""
    for meeting in desk.snapshot.meetings.values():
        for motion in meeting.motions:
            if motion.minutes_of != desk.meeting.id or motion.minutes_digest == digest:
                continue
            vote = latest_vote(meeting, motion)
            is_open = meeting.status == "open" and is_pending(desk.body, meeting, motion)
            if is_open or (
                vote is not None
                and is_voted(desk.body, meeting, motion)
                and result_of(desk.body, meeting, vote=vote) == "adopted"
            ):
                told = f"motion {motion.id} of {meeting.id} is on the minutes as they were drafted before"
                yield object_to("minutes-moved", (), message=told)


def _path(desk: Desk) -> str:
    return f"{materials_folder(desk.meeting.id)}/{MINUTES}"


def _minutes_file(desk: Desk) -> bytes | None:
    try:
        return (desk.root / _path(desk)).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(f"cannot read `{_path(desk)}`: {error.strerror}") from error


def _draft_objections(desk: Desk) -> Iterator[Objection]:
    minutes, there = desk.meeting.minutes, _minutes_file(desk)
    if minutes is None or minutes.digest is None:
        yield object_to("minutes-not-drafted", (), message=f"{desk.meeting.id} has no draft minutes")
    elif there is None or f"sha256:{hashlib.sha256(there).hexdigest()}" != minutes.digest:
        yield object_to("minutes-edited", (), message=f"`{_path(desk)}` is not what the record names")


def _decision_objections(desk: Desk, record: DecisionRecord) -> Iterator[Objection]:
    why = _why_not(desk, record)
    if why is not None:
        yield object_to("minutes-not-adopted", (), message=f"{record.id} {why}")


def _why_not(desk: Desk, record: DecisionRecord) -> str | None:
    if record.body != desk.meeting.body:
        return f"is a decision of {record.body}"
    if record.outcome != "adopted":
        return f"was `{record.outcome}`"
    meeting = None if record.meeting is None else desk.snapshot.meetings[record.meeting]
    vote = None if meeting is None else next((v for v in meeting.votes if v.id == record.vote), None)
    if meeting is None or vote is None:
        return "was not voted on in a meeting on record"
    motion = motion_of(meeting, vote)
    if motion is None or motion.motion_class != "minutes":
        return "was not on a motion of class `minutes`"
    if reconsidered_after(desk.body, meeting, vote=vote):
        return "was reconsidered"
    minutes = desk.meeting.minutes
    if motion.minutes_of != desk.meeting.id:
        return f"is on {motion.minutes_of or 'no meeting by name'}"
    if minutes is not None and motion.minutes_digest != minutes.digest:
        return f"approves the minutes with the digest {motion.minutes_digest}"
    return f"was taken in the earlier meeting {meeting.id}" if meeting.start < desk.meeting.start else None
