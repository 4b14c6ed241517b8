"""Comments of the public: what was sent stays as it was; only what became of it is written again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from catalog.errors import Conflict
from catalog.phrases import phrase
from catalog.records.ids import MeetingId, ProposalId
from catalog.records.public_comment import CommentState, PublicComment, Receipt
from catalog.workspace.database import LARGEST
from catalog.workspace.tables import COMMENTS

_IN_ORDER = (COMMENTS.c.received_at, COMMENTS.c.receipt)


class PublicComments:
    """The comments, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, comment: PublicComment) -> bool:
        """Keep a comment as it was sent; say whether its receipt is new."""
        row = insert(COMMENTS).values(
            receipt=comment.receipt,
            proposal=comment.proposal,
            name=comment.name,
            text=comment.text,
            received_at=comment.received_at,
            state=comment.state,
            reason=comment.reason,
            moderated_by=comment.moderated_by,
            moderated_at=comment.moderated_at,
            meeting=comment.meeting,
            taken_at=comment.taken_at,
            revision=comment.revision,
        )
        try:
            with self._on.begin_nested():
                self._on.execute(row)
        except IntegrityError:
            return False
        return True

    def by_receipt(self, receipt: Receipt) -> PublicComment | None:
        """Return a comment."""
        row = self._on.execute(select(COMMENTS).where(COMMENTS.c.receipt == receipt)).one_or_none()
        return None if row is None else _comment(row)

    def on(self, proposals: Collection[ProposalId]) -> tuple[PublicComment, ...]:
        """Return the comments on proposals, in the order in which they came."""
        asked = select(COMMENTS).where(COMMENTS.c.proposal.in_(proposals)).order_by(*_IN_ORDER)
        return tuple(_comment(row) for row in self._on.execute(asked))

    def in_state(self, state: CommentState, *, most: int) -> tuple[PublicComment, ...]:
        """Return comments in a state, those that came first before the others."""
        asked = select(COMMENTS).where(COMMENTS.c.state == state).order_by(*_IN_ORDER).limit(most)
        return tuple(_comment(row) for row in self._on.execute(asked))

    def counts(self) -> dict[CommentState, int]:
        """Return how many comments are in each state."""
        asked = select(COMMENTS.c.state, func.count().label("times")).group_by(COMMENTS.c.state)
        found = {CommentState(row.state): int(row.times) for row in self._on.execute(asked)}
        return {state: found.get(state, 0) for state in CommentState}

    def moderate(
        self,
        receipt: Receipt,
        state: CommentState,
        *,
        reason: str | None,
        revision: int,
        by: str,
        at: datetime,
    ) -> None:
        """Show or withhold a comment. Raises ``Conflict`` where another did, or a meeting has it."""
        as_read = (
            (COMMENTS.c.receipt == receipt) & (COMMENTS.c.revision == revision) & COMMENTS.c.meeting.is_(None)
        )
        values = {"state": state, "reason": reason, "moderated_by": by, "moderated_at": at}
        later = {"revision": revision + 1}
        is_one = 0 < revision <= LARGEST
        if (
            not is_one
            or self._on.execute(update(COMMENTS).where(as_read).values(values | later)).rowcount != 1
        ):
            told = phrase(
                "comment {receipt} was dealt with by somebody else in the meantime", receipt=receipt
            )
            raise Conflict(told, hint=phrase("look at it as it is now"))

    def promise(self, proposals: Collection[ProposalId], meeting: MeetingId) -> tuple[PublicComment, ...]:
        """Promise the shown comments that no meeting has to a meeting; return all that it was promised.

        From then on nobody withholds them, and no other meeting takes them.
        """
        free = (
            COMMENTS.c.proposal.in_(proposals)
            & (COMMENTS.c.state == CommentState.SHOWN)
            & COMMENTS.c.meeting.is_(None)
        )
        values = {"meeting": meeting, "revision": COMMENTS.c.revision + 1}
        self._on.execute(update(COMMENTS).where(free).values(values))
        waiting = (COMMENTS.c.meeting == meeting) & COMMENTS.c.taken_at.is_(None)
        rows = self._on.execute(select(COMMENTS).where(waiting).order_by(*_IN_ORDER))
        return tuple(_comment(row) for row in rows)

    def release(self, meeting: MeetingId, receipts: Collection[Receipt]) -> None:
        """Take the promise back for comments that the meeting's record does not have."""
        waiting = (
            COMMENTS.c.receipt.in_(receipts) & (COMMENTS.c.meeting == meeting) & COMMENTS.c.taken_at.is_(None)
        )
        values = {"meeting": None, "revision": COMMENTS.c.revision + 1}
        self._on.execute(update(COMMENTS).where(waiting).values(values))

    def take(self, meeting: MeetingId, receipts: Collection[Receipt], *, at: datetime) -> None:
        """Note that a meeting's record has comments."""
        waiting = COMMENTS.c.receipt.in_(receipts) & COMMENTS.c.taken_at.is_(None)
        values = {"meeting": meeting, "taken_at": at, "revision": COMMENTS.c.revision + 1}
        self._on.execute(update(COMMENTS).where(waiting).values(values))


def _comment(row: Row[tuple[object, ...]]) -> PublicComment:
    return PublicComment(
        receipt=Receipt(row.receipt),
        proposal=ProposalId(row.proposal),
        name=row.name,
        text=row.text,
        received_at=row.received_at,
        state=CommentState(row.state),
        reason=row.reason,
        moderated_by=row.moderated_by,
        moderated_at=row.moderated_at,
        meeting=None if row.meeting is None else MeetingId(row.meeting),
        taken_at=row.taken_at,
        revision=row.revision,
    )
