"""Take comments into a meeting's record: none is lost and none is there twice, also after a crash.

Shown comments are promised to the meeting in the database, written into its record by their receipts, and
then noted as taken. Whoever comes after a crash finds the promise, and what the record has of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Account
from catalog.records.ids import MeetingId, ProposalId
from catalog.records.meetings import Meeting
from catalog.records.public_comment import CommentState, PublicComment, Receipt
from catalog.records.snapshot import Snapshot
from catalog.services.accounts.recording import record
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, When
from catalog.services.meetings.written_comments import WrittenComment, receipts_in, write_down
from catalog.services.office import Office
from catalog.services.opening import open_snapshot
from catalog.store.steps import alone


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingComments:
    """The comments on the proposals of a meeting's agenda.

    ``ready`` may be taken into its record now, ``taken`` are there, ``unread`` nobody has moderated.
    """

    ready: tuple[PublicComment, ...]
    taken: tuple[PublicComment, ...]
    unread: int


def for_meeting(office: Office, snapshot: Snapshot, meeting: MeetingId) -> MeetingComments:
    """Return the comments that concern a meeting. Raises ``NotFound``."""
    items = _items(_meeting(snapshot, meeting))
    with office.workspace.reading() as work:
        found = work.comments.on(list(items))
    ours = [one for one in found if one.meeting in {None, meeting}]
    return MeetingComments(
        ready=tuple(one for one in ours if one.state is CommentState.SHOWN and one.taken_at is None),
        taken=tuple(one for one in ours if one.taken_at is not None),
        unread=sum(one.state is CommentState.RECEIVED for one in found),
    )


def take_into_record(
    office: Office, root: Path, meeting: MeetingId, *, by: Account, when: When = NOW
) -> Answer:
    """Take the shown comments on a meeting's proposals into its record; twice is the same as once.

    A refusal (the meeting was not noticed, or is over) leaves them for another meeting. Raises
    ``CatalogError`` as the clerk's other commands do; then nothing is lost, and it can be tried again.
    """
    items = _items(_meeting(open_snapshot(root), meeting))
    with office.workspace.writing() as work:
        promised = work.comments.promise(list(items), meeting)
    comments = [_written(one, items) for one in promised if one.proposal in items]
    try:
        return write_down(root, meeting, comments=comments, when=when)
    finally:
        _settle(office, root, meeting, promised=[one.receipt for one in promised], by=by)


def _settle(office: Office, root: Path, meeting: MeetingId, *, promised: list[Receipt], by: Account) -> None:
    """Note as taken what the record has, and give free what it does not have; nobody writes meanwhile."""
    with alone(root), office.workspace.writing() as work:
        known = receipts_in(root, _meeting(open_snapshot(root), meeting))
        has = [receipt for receipt in promised if receipt in known]
        work.comments.take(meeting, has, at=office.clock())
        work.comments.release(meeting, [receipt for receipt in promised if receipt not in known])
        if has:
            about = f"meeting:{meeting}"
            record(office, work, "comment.taken-into-record", by=by, about=about, receipts=" ".join(has))


def _meeting(snapshot: Snapshot, id: MeetingId) -> Meeting:
    found = snapshot.meetings.get(id)
    if found is None:
        raise NotFound(phrase("there is no meeting `{name}`", name=id))
    return found


def _items(meeting: Meeting) -> dict[ProposalId, str]:
    """Return the item of each proposal on an agenda: the first, where it has several."""
    return {item.proposal: item.number for item in reversed(meeting.agenda) if item.proposal is not None}


def _written(comment: PublicComment, items: dict[ProposalId, str]) -> WrittenComment:
    return WrittenComment(
        receipt=comment.receipt,
        item=items[comment.proposal],
        speaker=comment.name,
        text=comment.text,
        received=comment.received_at,
    )
