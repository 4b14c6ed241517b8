"""Comments of the public on proposals: received, then shown or withheld with a reason, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from catalog.records.ids import MeetingId, ProposalId

Receipt = NewType("Receipt", str)
"""The number by which whoever sent a comment can ask after it."""


class CommentState(StrEnum):
    """What became of a comment."""

    RECEIVED = "received"
    SHOWN = "shown"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicComment:
    """A comment as it was sent: its text never changes.

    ``name`` is ``None`` where none was given. ``reason`` says why it is withheld. ``meeting`` is the
    meeting whose record takes it, and ``taken_at`` when the record had it.
    """

    receipt: Receipt
    proposal: ProposalId
    name: str | None
    text: str
    received_at: datetime
    state: CommentState
    reason: str | None
    moderated_by: str | None
    moderated_at: datetime | None
    meeting: MeetingId | None
    taken_at: datetime | None
    revision: int
