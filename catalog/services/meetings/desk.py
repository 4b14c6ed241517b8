"""The clerk's desk: the record of one meeting, open for one step, which is taken whole or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from catalog.config import settings
from catalog.errors import BadInput, Conflict, NotFound, WriteRefused
from catalog.phrases import phrase
from catalog.records.ids import Digest, MeetingId, ProposalId
from catalog.records.meetings import Body, Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.judging import judge, record_objections
from catalog.rules.meetings.kept import fits_its_seal, is_rewritten, seal_is_missing
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.session import earliest, state_objections, time_objections
from catalog.services.meetings.answers import Answer, Entry
from catalog.services.meetings.foundations import Standing, standing_objections
from catalog.services.meetings.hands import hand_objections
from catalog.services.opening import now as clock_now
from catalog.services.opening import require_catalog
from catalog.store import building_meetings
from catalog.store.building_meetings import unsealed_digest
from catalog.store.faults import shape_findings
from catalog.store.layout import MOST_BYTES
from catalog.store.leaf import Leaf
from catalog.store.reading import load, remember
from catalog.store.steps import Change, New, Replaced, alone, take
from catalog.store.yaml_writing import rewritten, yaml_of

Document = dict[str, Any]
Clock = Callable[[], datetime]
_KEYS: Final = (
    *("kind", "id", "body", "meeting_kind", "start", "place", "status", "clerk", "notice", "languages"),
    *("comment_limit", "agenda", "attendance", "recusals", "comments", "more_comments", "motions", "votes"),
    *("events", "minutes", "provenance"),
)
"""The order of a record's keys."""
_HAND_EDITED: Final = phrase(
    "put back the file as it was (`git diff` shows the edit); if the edit is right and the meeting is not "
    "over, `p20w meeting correct` takes it"
)
_CORRECT: Final = "correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A meeting's record as it stands, and the moment of the step. ``document`` is never changed."""

    root: Path
    snapshot: Snapshot
    body: Body
    meeting: Meeting
    document: Document
    data: bytes
    at: datetime
    now: datetime
    by: str | None
    files: Mapping[str, tuple[Leaf, bytes]]

    def proposal_digest(self, proposal: ProposalId) -> str:
        """Return the digest of a proposal's whole record."""
        leaf, _ = self.files[self.snapshot.paths[f"proposal:{proposal}"]]
        return leaf.digest

    @property
    def when(self) -> str:
        """The moment of the step, as the record writes it."""
        return self.at.isoformat()

    def with_entries(self, **added: Sequence[Entry]) -> Document:
        """Return the record with entries put behind those of its lists."""
        lists = {key: [*(self.document.get(key) or []), *entries] for key, entries in added.items()}
        return self.document | lists

    def event(self, word: str, **told: str | None) -> Document:
        """Return an event of this moment, with whoever is signed in and records it."""
        said = {**told, "by": self.by}
        return {"event": word, "at": self.when} | {key: value for key, value in said.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a step would write, or why it may not be taken.

    ``files`` are changed in the same step. ``snapshot`` is the catalog with them in it, but for the
    meeting's own record, where they bear on how it is judged.
    """

    document: Document | None = None
    event: Entry | None = None
    says: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    files: tuple[Change, ...] = ()
    snapshot: Snapshot | None = None


Step = Callable[[Desk], Deed]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is to be written: the record, what it says, and the files of the same step."""

    record: Replaced
    document: Document
    files: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a step is taken: at a time that the clerk gives, else now. And by whom, on what.

    ``by`` is the name of who is signed in, where anybody is. ``seen`` is the digest of the record that the
    step was made on: where the record has another by now, the step is not taken.
    """

    at: datetime | None = None
    clock: Clock = clock_now
    by: str | None = None
    seen: Digest | None = None


NOW: Final = When()


def refusal(*objections: Objection) -> Deed:
    """Return a deed that is not to be done."""
    return Deed(objections=objections)


def refuses(objections: Iterable[Objection]) -> bool:
    """Say whether one of the objections is more than a warning."""
    return any(one.code.severity == "error" for one in objections)


def perform(root: Path, name: str, *, did: str, step: Step, when: When, kind: str | None = None) -> Answer:
    """Take one step in the record of a meeting, or refuse it and change no byte.

    ``kind`` is the kind of step by which the state is judged, where it is not called as the command.
    The clock is read once nobody else is writing. Raises ``Conflict`` where the record is no longer the one
    that the step was made on, and another ``CatalogError`` where it cannot be read, or was edited by hand
    since the last command.
    """
    require_catalog(root)
    with alone(root):
        desk = _opened(root, name, when=when, kind=kind or did)
        answer, wanted = _judged(desk, _done(desk, step, kind=kind or did), did=did)
        if wanted is not None:
            own = wanted.record
            take(root, [own, *wanted.files])
            remember(root, own.path, data=own.data, document=wanted.document, cache_folder=settings().cache)
        return answer


def foresee(root: Path, name: str, *, did: str, step: Step, when: When) -> Answer:
    """Return what ``perform`` would answer at this moment, and write nothing."""
    require_catalog(root)
    desk = _opened(root, name, when=when, kind=did)
    answer, _ = _judged(desk, _done(desk, step, kind=did), did=did)
    return answer


def _done(desk: Desk, step: Step, *, kind: str) -> Deed:
    objections = (
        *state_objections(desk.meeting, kind),
        *time_objections(desk.meeting, kind, at=desk.at, now=desk.now),
        *_standing_objections(desk, kind),
    )
    return refusal(*objections) if refuses(objections) else step(desk)


def _standing_objections(desk: Desk, kind: str) -> Iterator[Objection]:
    digests = {
        item.proposal: desk.proposal_digest(item.proposal)
        for item in desk.meeting.agenda
        if item.proposal is not None
    }
    yield from standing_objections(
        Standing(
            root=desk.root,
            snapshot=desk.snapshot,
            meeting=desk.meeting,
            document=desk.document,
            proposals=digests,
            day=desk.at.date(),
        ),
        kind,
    )


def _check_kept(snapshot: Snapshot, meeting: Meeting, *, path: str) -> None:
    """Raise ``BadInput`` where a record is not as the last command left it."""
    if seal_is_missing(meeting):
        raise BadInput(
            phrase("`{path}` has events and no seal: it was edited by hand", path=path), hint=_HAND_EDITED
        )
    if not fits_its_seal(meeting):
        raise BadInput(
            phrase("`{path}` was edited by hand since the last command", path=path), hint=_HAND_EDITED
        )
    for decision in snapshot.decisions.values():
        if decision.meeting == meeting.id and is_rewritten(meeting, decision):
            told = phrase(
                "`{path}` is not the record from which {decision} was recorded",
                path=path,
                decision=decision.id,
            )
            raise BadInput(told, hint=phrase("put back the file as it was adjourned"))


def _check_seen(meeting: Meeting, digest: Digest, *, seen: Digest | None) -> None:
    """Raise ``Conflict`` where a record is another than the one that a step was made on."""
    if seen not in {None, digest}:
        raise Conflict(
            phrase("the record of {meeting} has changed since this was begun", meeting=meeting.id),
            hint=phrase("look at what was recorded meanwhile, and take the step again if it is still wanted"),
        )


def _opened(root: Path, name: str, *, when: When, kind: str) -> Desk:
    loaded = load(root, cache_folder=settings().cache)
    snapshot, now, at = loaded.sound(), when.clock(), when.at
    meeting = snapshot.meetings.get(MeetingId(name))
    if meeting is None:
        raise NotFound(
            phrase("there is no meeting `{name}`", name=name),
            hint=phrase("`p20w meeting list` lists the meetings there are"),
        )
    path = snapshot.paths[f"meeting:{meeting.id}"]
    leaf, content = loaded.files[path]
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read `{path}`: {error.strerror}") from error
    if hashlib.sha256(data).digest() != content:
        raise WriteRefused(
            phrase("`{path}` changed while it was read", path=path), hint=phrase("run the command again")
        )
    _check_seen(meeting, leaf.digest, seen=when.seen)
    if kind != _CORRECT:
        _check_kept(snapshot, meeting, path=path)
    if at is None:
        at = max(now, earliest(meeting, kind) or now)
    return Desk(
        root=root,
        snapshot=snapshot,
        body=snapshot.bodies[meeting.body],
        meeting=meeting,
        document=leaf.document(),
        data=data,
        at=at.replace(microsecond=0),
        now=now,
        by=when.by,
        files=loaded.files,
    )


def _judged(desk: Desk, deed: Deed, *, did: str) -> tuple[Answer, _Wanted | None]:
    """Return the answer to a deed, and what is to be written, if anything."""
    objections = (*deed.objections, *hand_objections(desk.snapshot, desk.meeting, deed.event, by=desk.by))
    refusing = tuple(one for one in objections if one.code.severity == "error")
    told = tuple(one for one in objections if one not in refusing)
    if deed.document is None or refusing:
        return Answer(meeting=desk.meeting.id, did=did, event=None, warnings=told, refused=refusing), None
    document = sealed(deed.document)
    path = desk.snapshot.paths[f"meeting:{desk.meeting.id}"]
    _check_shape(path, document)
    after = building_meetings.meeting(document)
    judgement = judge(
        record_objections(desk.snapshot, desk.meeting, day=desk.at.date()),
        record_objections(with_meeting(deed.snapshot or desk.snapshot, after), after, day=desk.at.date()),
    )
    data = rewritten(desk.data, document, known=desk.document)
    refusing, told = _distinct(judgement.refusing, ()), _distinct(judgement.warning, told)
    if len(data) > MOST_BYTES:
        refusing = (*refusing, _too_large(desk, data))
    if refusing:
        return Answer(meeting=desk.meeting.id, did=did, event=None, warnings=told, refused=refusing), None
    answer = Answer(meeting=desk.meeting.id, did=did, event=deed.event, says=deed.says, warnings=told)
    record = Replaced(path=path, was=desk.data, data=data)
    return answer, _Wanted(record=record, document=document, files=deed.files)


def _distinct(judged: Iterable[Objection], told: Iterable[Objection]) -> tuple[Objection, ...]:
    """Return objections, each once however often it was found."""
    found: dict[tuple[str, str], Objection] = {}
    for one in (*told, *judged):
        found.setdefault((one.code.id, one.message), one)
    return tuple(found.values())


def _too_large(desk: Desk, data: bytes) -> Objection:
    return object_to(
        "record-too-large", (), message=f"the record of {desk.meeting.id} would have {len(data)} bytes"
    )


def with_meeting(snapshot: Snapshot, meeting: Meeting) -> Snapshot:
    """Return the snapshot with a meeting as it would be."""
    return replace(snapshot, meetings={**snapshot.meetings, meeting.id: meeting}, derived={})


def sealed(document: Document) -> Document:
    """Return a meeting's record with its keys in their order and, at its end, the seal that fits it."""
    ordered = {key: document[key] for key in _KEYS if key in document}
    unsealed = ordered | {key: value for key, value in document.items() if key not in {*_KEYS, "seal"}}
    return unsealed | {"seal": unsealed_digest(unsealed)}


def new_record(document: Document, *, path: str) -> New:
    """Return the file of a new meeting. Raises ``BadInput`` where what was given cannot be a record."""
    whole = sealed(document)
    _check_shape(path, whole)
    return New(path=path, data=yaml_of(whole))


def _check_shape(path: str, document: Document) -> None:
    findings = shape_findings(path, "meeting", document=document, data=b"null")
    if findings:
        raise BadInput(f"this cannot be recorded: {findings[0].message}", hint=findings[0].hint)
