"""What people who sign in write beside the catalog: annotations on proposals, and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from catalog.records.account import AccountId
from catalog.records.ids import ProposalId

AnnotationId = NewType("AnnotationId", str)
DraftId = NewType("DraftId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A remark on a place of a proposed text, as ``clauses/2/conditions``; an empty path is the whole of it.

    ``settled_at`` is when it was dealt with. ``revision`` tells one who edits whether another did.
    """

    id: AnnotationId
    proposal: ProposalId
    path: str
    text: str
    account: AccountId
    made_at: datetime
    changed_at: datetime
    settled_at: datetime | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that somebody is writing. ``kind`` says what for, ``revision`` whether another changed it."""

    id: DraftId
    kind: str
    title: str
    text: str
    account: AccountId
    made_at: datetime
    changed_at: datetime
    revision: int
